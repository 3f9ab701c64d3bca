// Package statement is the smallest unit of the record: what one key of one
// member signed, in the one spelling that the record accepts.
//
// A Statement is canonical JSON (R-FORM-1), wrapped in a DSSE Envelope with
// exactly one Ed25519 signature (R-ENV-1), and logged in a Leaf beside the time
// at which the host took it in (R-LEAF-1). Everything here judges one line by
// itself; whether a line may stand in its history is for package charter. What a
// sealed statement holds is an inner statement (R-SEAL-2): it names its readers,
// and has a parser of its own.
//
// The package is pure: no clock, no files, no network. The rules are numbered
// in docs/spec/record.md and seal.md.
package statement
