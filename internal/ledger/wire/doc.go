// Package wire is what host and nodes say to one another: paths, the intake
// promise, and connections on which both ends are known by their keys.
//
// Everything of weight that passes here is signed by its author or follows
// from a cosigned checkpoint. The connection keeps strangers out and tells a
// host whose quota to charge; no rule rests on it. docs/spec/wire.md.
package wire
