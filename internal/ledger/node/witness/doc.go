// Package witness decides which tree a node holds and when it cosigns. It takes
// a larger checkpoint only with every new leaf's bytes in the mirror and a root
// that they make; it keeps what it holds, durably, before it signs; and it has
// three reasons not to sign: the tree is not the one that it holds, bytes cannot
// be had, a received_at is ahead of its clock. PROTOCOL A4, C2SP tlog-witness.
package witness
