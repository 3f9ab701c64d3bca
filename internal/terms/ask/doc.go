// Package ask is the vocabulary of asking and answering: who must answer a
// notice, what was answered, what follows. It restates PROTOCOL B1 to B9, B11
// to B13 and what A9 and A10 mean for an ask as the rules R-ASK-1 and following
// of docs/spec/ask.md.
//
// It is made of values and pure functions. Nothing here reads a clock, a file
// or another package's memory, so that whoever holds the same entries comes to
// the same states (PROTOCOL C1).
//
//   - Envelope is what is answered, with its Shape and its Condition list; its
//     digest is what an answer names. Particulars may change inside it.
//   - Rules are the notice rules of the charter. Rules.Need says for one
//     envelope who must answer, how long they have and which rungs follow.
//   - Ask is the row: revisions, what each member's line holds, holds, choices.
//     It is only ever made by Apply, and encodes to canonical JSON and back.
//   - Act is the closed set of what may happen to an ask: Filed, Revised,
//     Answered, HoldCalled and so on. Each embeds the Entry that carries it.
//   - Apply takes one act. An error that is a *Void is a verdict with its rule:
//     the entry is kept and ignored. Any other error is a fault of the caller.
//   - StateAt, Lines, Rungs, Bells, IntentionAt and NextAlarm derive what is
//     shown at a record time. None of it is stored.
//   - Screen lays what one node knows besides the record over the state. It can
//     make a screen more cautious, never less (PROTOCOL C4).
//
// Package model explores Apply exhaustively and holds PROTOCOL C against it.
package ask
