// Package desktest is a node without a ledger, for tests of the desk and of
// whatever stands on it: a small record with an officer, a made-up kind (lamps
// in rooms), and a submitter that signs and chains as a node does, remembers
// over a restart of the desk, and can be made to fail at any step.
//
// Nothing is random and nothing reads a clock. Everything is an EXERCISE.
package desktest
