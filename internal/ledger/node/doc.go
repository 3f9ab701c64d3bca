// Package node is a member's half of the ledger: it mirrors the record, checks
// and cosigns it, folds it into the member's picture, signs and submits what the
// member says, and talks to the other nodes, so that a host that withholds,
// delays, forks or freezes is noticed and can be shown to strangers.
//
// The parts have packages of their own: mirror holds the bytes, witness decides
// what is held and cosigned, outbox keeps what was signed until it is on the
// record, evidence writes and checks the files that show a breach. This package
// joins them. PROTOCOL A4-A8, A10, A12; docs/spec/wire.md.
package node
