// Package host orders the signed statements of a mechanism into one log and
// publishes its checkpoints with the members' cosignatures. It holds no
// member's secret: it can neither forge nor alter, and that it withholds,
// delays or forks is noticed and provable. PROTOCOL A7, A13.
//
// A statement goes one way: queued fairly by member, judged by form and record
// rules against the state just before it, written to a journal on disk,
// promised, sequenced into tessera's files one batch in flight, covered by a
// checkpoint that a quorum of witnesses has cosigned. One goroutine does each
// step and Run waits for all. What a start finds torn or lost stops it: Open
// returns a Fault that names the way out.
//
// The rules of the wire are numbered in docs/spec/wire.md.
package host
