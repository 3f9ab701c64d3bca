// Package examples holds agreements and histories as data: what the demo
// founds and plays, and what tests and newcomers can read. Everything in it is
// an exercise.
//
// An example is a folder of three files. SOURCES.md says what the press
// reported, who said so, and what here follows it. mechanism.json is a charter
// document without keys, nonce and host address, with the officers to appoint.
// course.json is a play: steps in order, each an act of an officer, an
// expectation, or both.
//
// # Playing a course
//
// A player founds the mechanism, appoints the officers, and takes the steps one
// after the other, none before its time (Play.Due). An act goes the way of every
// act: planned, confirmed, signed and submitted by the officer's own node. A
// step with "refused" must come back with that and nothing else: a rule id
// (R-ASK-3) for a verdict, a message key (notice.wrong.revised) for a mistake in
// the input. A refused step signs nothing.
//
// Inputs are those of the acts, with three placeholders, which Play.Resolve
// replaces:
//
//	"@ID"      the statement id of what the step ID signed
//	"@+15000"  a time: so many milliseconds after the start of the play
//	"@*6000"   a number: so many milliseconds
//
// Times and durations are written at the pace of `demo --once`. A play at
// another pace has a scale, which multiplies both, and the times of the notice
// rules with them (Mechanism.Document): an answer time is then as long in the
// rules as in the input. Tolerances are never scaled.
//
// An expectation is about one notice, named by the step that filed it. It is
// met when Expectation.Met finds nothing to say, on every member's picture; it
// may take until the course's patience is over, since record time moves by
// entries. What it leaves out it does not look at. What stands under "never"
// must not be seen on any picture at any time of the play.
package examples
