// Package checkpoint reads, signs and cosigns the heads of the log, and says
// when a head counts.
//
// A checkpoint is a C2SP tlog-checkpoint: three lines of text (origin, size,
// root) in a signed note. The host signs it with the key that the charter
// names; the members' nodes cosign it (C2SP tlog-cosignature, Ed25519) once
// they hold the same tree. What counts is the quorum of the era's witnesses,
// never the host alone. R-CHECKPOINT.
//
// The package is pure: the time of a cosignature is given by whoever signs. The
// rules are numbered in docs/spec/receipt.md.
package checkpoint
