// Package outbox keeps what a node signed, or holds for others, until it is on
// the record: one append-only file, each line with its checksum. A statement is
// in it before it is sent to anybody; that it was handed over is in it before the
// first byte leaves. A line torn by a crash is cut off at the next start; damage
// before the last line is refused.
package outbox
