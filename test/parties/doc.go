// Package parties runs whole mechanisms: a host and several nodes, over real
// connections on loopback, and the things that go wrong between them.
//
// Parts that are to be killed run as processes of their own: the test binary
// starts itself again (part_test.go). A host or a line that lies is a gate
// (gate_test.go): it stands in the way with the keys of whom it stands for.
package parties
