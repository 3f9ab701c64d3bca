package ask

import (
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Entry is the entry that carries an act: where it stands, and who signed it.
// Record has judged it already: its key held an appointment for this type.
type Entry struct {
	At      statement.Time // record time at this entry (A2)
	ID      statement.ID
	Index   int64
	Key     statement.Digest
	Member  string
	Officer string          // empty for an entry of a node
	Powers  []charter.Power // of the appointment at this place; see Bearing
	Type    string          // of the statement, without version: "notice.answered"
}

func (e Entry) mark() Mark {
	return Mark{At: e.At, ID: e.ID, Index: e.Index, Key: e.Key, Member: e.Member, Officer: e.Officer}
}

func (e Entry) entry() Entry { return e }

// Act is something that may happen to an ask. The set is closed: Apply knows
// each.
type Act interface{ entry() Entry }

// EntryOf returns the entry that carries an act.
func EntryOf(act Act) Entry { return act.entry() }

// Filed begins an ask; Revised puts another envelope in the place of the
// current one. Need is what Rules.Need said at this place. R-ASK-1, R-ASK-20.
type Filed struct {
	Entry
	Body       statement.Digest // commitment of the body, zero if there is none
	Declares   Declared         // of a declaration
	Envelope   Envelope
	Holds      []Hold // holds on area or zone that stand at this place and touch the envelope
	Limits     Limits
	Need       Need
	Precedence Precedence
	Sort       Sort
	Within     int64 // answer time, milliseconds
}

// Revised asks anew. Of is the statement of the revision that its author
// replaced, the current one or the act is void.
type Revised struct {
	Entry
	Bearing  []Bearer // for every key of PriorKeys that may still sign answers here
	Body     statement.Digest
	Envelope Envelope
	Holds    []Hold
	Need     Need
	NotAfter statement.Time
	Of       statement.ID
	Within   int64
}

// Bearer is a key with its powers to answer at some place of the record.
type Bearer struct {
	Key    statement.Digest
	Powers []charter.Power
	Type   string // of the answer, without version
}

// ParticularsChanged tells a change inside the envelope. PROTOCOL B5.
type ParticularsChanged struct {
	Entry
	Digest   statement.Digest // of the new particulars
	Revision statement.ID
}

// Extended moves the answer time of the current revision. PROTOCOL B4.
type Extended struct {
	Entry
	Revision statement.ID
	Until    statement.Time
}

// NoticeWithdrawn ends the ask, by its author.
type NoticeWithdrawn struct{ Entry }

// Delivered comes with any entry of the addressee's node: its seen covered Size
// entries, and it named the bodies that it misses. Of a revision whose text was
// erased before it tells nothing: who never had the text has it no more than it
// misses it. PROTOCOL B6, R-NOTICE-22.
type Delivered struct {
	Entry
	Erased  []statement.ID
	Missing []statement.Digest
	Size    int64
}

// Shown says that a revision stood on an open desk of the node's member.
type Shown struct {
	Entry
	Revision statement.ID
}

// AcknowledgedBy is an officer's act. It is never consent. PROTOCOL B6.
type AcknowledgedBy struct {
	Entry
	Revision statement.ID
}

// AnsweredBy is an answer to one revision. Envelope repeats the digest of what
// is answered. Reply belongs to an inquiry or a protest, with Answer Reply.
type AnsweredBy struct {
	Entry
	Answer     Answer
	Conditions []Condition
	Decider    string // with MoreTime
	Envelope   statement.Digest
	NotAfter   statement.Time // with Consent and Conditions
	Reply      Said
	Resumes    statement.ID // the withdrawal that a consent ends
	Revision   statement.ID
	Until      statement.Time // with MoreTime
}

// ConsentWithdrawn takes a consent back, also one given beforehand. It is never
// void for what came before it. PROTOCOL B9.
type ConsentWithdrawn struct {
	Entry
	By       statement.Time // with ClearBy
	Doing    Doing
	From     statement.Time
	Revision statement.ID
}

// HoldCalled stops what is asked, by any member. A hold on an area or a zone
// reaches every ask that it touches. PROTOCOL B9.
type HoldCalled struct {
	Entry
	Until statement.Time
}

// HoldLifted ends a hold of the same member.
type HoldLifted struct {
	Entry
	Hold statement.ID
}

// Taken says that somebody took charge at a rung. PROTOCOL B11.
type Taken struct {
	Entry
	Addressee string
	Rung      int // from 0
}

// Chosen is the author's intention where there is no agreement. PROTOCOL B12.
type Chosen struct {
	Entry
	Choice Choice // Postponed, ReferredUp or Proceeding
	Clause string
}

// OutcomeSaid is one side's word on what came of it.
type OutcomeSaid struct {
	Entry
	Outcome Outcome
}

// Revoked is a root's revocation of a key, already logged. PROTOCOL A9.
type Revoked struct {
	Entry
	Revokes statement.Digest
	Since   statement.Time // compromised since, or zero
}

// Relayed is what a correspondent said, signed by the channel. PROTOCOL B13.
type Relayed struct {
	Entry
	Answer     Answer // Consent, Objection, MoreTime or Reply
	Conditions []Condition
	Envelope   statement.Digest
	For        string // the correspondent
	Means      Means
	NotAfter   statement.Time
	Reply      Said
	Resumes    statement.ID
	Revision   statement.ID
	Until      statement.Time // with MoreTime
}

// Oral is an answer of the member's own, spoken, and logged by its clerk.
// PROTOCOL B13.
type Oral struct {
	Entry
	Answer    Answer
	ConfirmBy statement.Time
	Envelope  statement.Digest
	Means     Means
	Revision  statement.ID
}

// CallStepped is one statement in the course of an immediate call.
type CallStepped struct {
	Entry
	Step Step
	When statement.Time // with Ordered and Effective
}

// TimePassed moves the record time to which the ask is known; nothing else.
type TimePassed struct{ Entry }
