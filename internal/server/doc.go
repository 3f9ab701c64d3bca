// Package server wires the parts of a host and of a member's node together, and
// plays the example. Each part asks for what it needs by an interface of its
// own; the adapters between them are here and nowhere else.
package server
