package ask

import (
	"slices"

	"parley.example/record/statement"
)

// Ask is one notice with all that has happened to it: the row from which every
// state is derived. Apply alone makes and changes it; everybody else reads. It
// encodes to canonical JSON and back without loss, and holds codes, digests and
// integers only, so that nothing in it ever needs to be erased.
type Ask struct {
	At          statement.Time `json:"at"` // record time up to which it is known
	Author      string         `json:"author"`
	Choices     []Intent       `json:"choices,omitempty"`
	Declares    Declared       `json:"declares,omitzero"` // a declaration's word
	Holds       []Hold         `json:"holds,omitempty"`
	ID          statement.ID   `json:"id"`               // statement that filed it
	Lapses      []Mark         `json:"lapses,omitempty"` // revisions logged after their not_after: words without effect
	Last        int64          `json:"last"`             // index of the last entry that changed it
	Limits      Limits         `json:"limits"`           // the charter's, at filing
	Outcomes    []Result       `json:"outcomes,omitempty"`
	Particulars []Change       `json:"particulars,omitempty"`
	Parties     []Party        `json:"parties,omitempty"` // sorted by member; made when one first has something
	Precedence  Precedence     `json:"precedence"`
	Revisions   []Revision     `json:"revisions"` // the last is the current one
	Revocations []Revocation   `json:"revocations,omitempty"`
	Sort        Sort           `json:"sort"`
	Steps       []Stated       `json:"steps,omitempty"` // of a call, in the order of the record
	Takers      []Taker        `json:"takers,omitempty"`
	Withdrawn   Mark           `json:"withdrawn,omitzero"` // by the author
}

// Mark is the place of an entry on the record and who made it.
type Mark struct {
	At      statement.Time   `json:"at"`
	ID      statement.ID     `json:"id"`
	Index   int64            `json:"index"`
	Key     statement.Digest `json:"key"`
	Member  string           `json:"member"`
	Officer string           `json:"officer,omitempty"` // empty for an entry of a node
}

// IsZero reports whether the thing never happened.
func (m Mark) IsZero() bool { return m == Mark{} }

// Limits are the tolerances of the charter that bear on an ask, in
// milliseconds. They are taken at filing, so that an amendment changes no
// notice that runs.
type Limits struct {
	LeastAnswer int64 `json:"least_answer"` // shorter is short notice (B4)
	NotAfter    int64 `json:"not_after"`    // longest not_after ahead of received_at (A10)
	Tolerance   int64 `json:"tolerance"`    // of clocks (A4)
}

// Revision is one envelope that was asked about.
type Revision struct {
	Body       statement.Digest `json:"body,omitzero"` // commitment, for delivery (B6)
	Digest     statement.Digest `json:"digest"`        // of the envelope: what an answer repeats
	Envelope   Envelope         `json:"envelope"`
	Extensions []Extension      `json:"extensions,omitempty"`
	LeadShort  bool             `json:"lead_short,omitempty"` // filed later than the rules' lead time before the window
	Mark       Mark             `json:"mark"`
	Need       Need             `json:"need"`
	Prior      []Prior          `json:"prior,omitempty"` // consents given beforehand that hold for it (B7)
	Short      bool             `json:"short,omitempty"` // short notice (B4)
	Within     int64            `json:"within"`          // answer time asked, milliseconds from Mark.At
}

// Extension moves the answer time of a revision. PROTOCOL B4.
type Extension struct {
	Mark  Mark           `json:"mark"`
	Until statement.Time `json:"until"`
}

// Prior is a consent that was given with conditions to the revision before,
// and holds for this one, which adds exactly them. PROTOCOL B7.
type Prior struct {
	Member string `json:"member"`
	Word   Mark   `json:"word"` // of the answer with conditions
}

// Party is what one member has on its line, addressee or reader.
type Party struct {
	Facts  []Fact `json:"facts,omitempty"` // by revision
	Member string `json:"member"`
	Words  []Word `json:"words,omitempty"` // in the order of the record
}

// Fact holds three of the four facts of B6 for one revision; the fourth, the
// answer, follows from the words. None of the three is ever an answer.
type Fact struct {
	Acknowledged Mark `json:"acknowledged,omitzero"`
	Delivered    Mark `json:"delivered,omitzero"`
	Missing      Mark `json:"missing,omitzero"` // its node misses the body since
	Revision     int  `json:"revision"`
	Shown        Mark `json:"shown,omitzero"`
}

// Word is one answer or withdrawal as it came, with what Apply found about it
// at its place. What it is worth is derived, for a key may be revoked later.
type Word struct {
	Answer     Answer         `json:"answer"`
	Beyond     bool           `json:"beyond,omitempty"` // larger than the officer's power: binds nobody (A9)
	By         statement.Time `json:"by,omitzero"`      // more time until; oral, to be confirmed by; clear by
	Conditions []Condition    `json:"conditions,omitempty"`
	Decider    string         `json:"decider,omitempty"` // office that decides, with more time
	Doing      Doing          `json:"doing,omitzero"`    // with a withdrawal
	From       statement.Time `json:"from,omitzero"`     // from when, with a withdrawal; a claim, it is at once
	Lapsed     bool           `json:"lapsed,omitempty"`  // logged after its not_after (A10)
	Mark       Mark           `json:"mark"`
	Noted      bool           `json:"noted,omitempty"` // relayed by whom the agreement does not name: noted, no more (B13)
	NotAfter   statement.Time `json:"not_after,omitzero"`
	Oral       Means          `json:"oral,omitzero"`    // spoken, logged by a clerk (B13)
	Reply      Said           `json:"reply,omitzero"`   // to an inquiry
	Resumes    statement.ID   `json:"resumes,omitzero"` // the withdrawal that this consent ends (B9)
	Revision   int            `json:"revision"`
	Via        Means          `json:"via,omitzero"` // relayed by Mark.Member for the party
}

// Hold stands from its entry until its member lifts it or its end has passed.
// PROTOCOL B9.
type Hold struct {
	Lifted Mark           `json:"lifted,omitzero"`
	Mark   Mark           `json:"mark"`
	Until  statement.Time `json:"until"`
}

// Intent is a choice of the author. PROTOCOL B12.
type Intent struct {
	Choice Choice `json:"choice"`
	Clause string `json:"clause,omitempty"` // claimed, with Proceeding
	Mark   Mark   `json:"mark"`
}

// Result is an outcome as its member says.
type Result struct {
	Mark    Mark    `json:"mark"`
	Outcome Outcome `json:"outcome"`
}

// Change is a change of particulars inside the envelope: told, never asked.
type Change struct {
	Digest   statement.Digest `json:"digest"`
	Mark     Mark             `json:"mark"`
	Revision int              `json:"revision"`
}

// Revocation makes the later acts of a key read repudiated. PROTOCOL A9.
type Revocation struct {
	Key   statement.Digest `json:"key"`
	Mark  Mark             `json:"mark"`
	Since statement.Time   `json:"since,omitzero"` // compromised since
}

// Stated is a step of a call as its member states it. PROTOCOL B8.
type Stated struct {
	Mark Mark           `json:"mark"`
	Step Step           `json:"step"`
	When statement.Time `json:"when,omitzero"` // order given at, takes effect at
}

// Taker took charge at a rung, for one addressee's silence. PROTOCOL B11.
type Taker struct {
	Addressee string `json:"addressee"`
	Mark      Mark   `json:"mark"`
	Rung      int    `json:"rung"`
}

// Current returns the revision that is asked about now, and its number. An Ask
// that Apply made always has one.
func (a *Ask) Current() (r int, rev *Revision) {
	r = len(a.Revisions) - 1
	return r, &a.Revisions[r]
}

// RevisionOf returns the number of the revision that the statement filed.
func (a *Ask) RevisionOf(id statement.ID) (r int, ok bool) {
	r = slices.IndexFunc(a.Revisions, func(rev Revision) bool { return rev.Mark.ID == id })
	return r, r >= 0
}

// party returns what the member has on its line; nil if nothing yet.
func (a *Ask) party(member string) *Party {
	for i := range a.Parties {
		if a.Parties[i].Member == member {
			return &a.Parties[i]
		}
	}
	return nil
}

// repudiated reports whether the mark's key was revoked as compromised since
// before it. It holds for every reading of the ask after the revocation's
// place, and for none before. R-ASK-40.
func (a *Ask) repudiated(m Mark) bool {
	for _, r := range a.Revocations {
		if r.Key == m.Key && r.Since != 0 && m.At >= r.Since && m.Index < r.Mark.Index {
			return true
		}
	}
	return false
}

// revoked reports whether the key was revoked at all.
func (a *Ask) revoked(key statement.Digest) bool {
	return slices.ContainsFunc(a.Revocations, func(r Revocation) bool { return r.Key == key })
}

// Keys returns the keys of all whose words the ask holds, sorted, so that the
// kind that hears a revocation knows whether it concerns this ask.
func (a *Ask) Keys() []statement.Digest {
	var keys []statement.Digest
	a.marks(func(m *Mark) { keys = append(keys, m.Key) })
	slices.SortFunc(keys, func(x, y statement.Digest) int { return slices.Compare(x[:], y[:]) })
	return slices.Compact(keys)
}

// PriorKeys returns the keys whose consent with conditions may be judged at the
// place of the next revision: Revised brings their powers at that place.
func (a *Ask) PriorKeys() []statement.Digest {
	r, rev := a.Current()
	var keys []statement.Digest
	for _, seat := range rev.Need.Required {
		if st := a.standing(r, seat.Member); st.Answer == Conditions {
			keys = append(keys, st.Word.Key)
		}
	}
	return keys
}
