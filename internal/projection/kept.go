package projection

import (
	"encoding/json"
	"fmt"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Kept is an entry of the common room that rooms fold: a sealed one, or one in
// the open that they hear. It is kept whole, since only at its own place does
// the record say who its author was. R-PICTURE-14.
type Kept struct {
	Index int64
	Entry []byte // see keptEntry
	Lot   Lot
	Room  string // whose it is, for a Lot of InRoom
}

// Lot is what became of a kept entry.
type Lot uint8

// The lots. A sealed entry is Pending until it is opened, and again where a room
// that is folded anew cannot open it any more.
const (
	Heard   Lot = iota // said in the open: every room folds it
	Pending            // sealed, and its ciphertext not at hand yet
	NotOurs            // sealed to others, or not what was committed to
	InRoom             // opened: Kept.Room says where it belongs
)

// keptEntry is the judged entry in the store: what a room's fold and its rules
// need of it.
type keptEntry struct {
	Author     charter.Author      `json:"author"`
	ID         statement.ID        `json:"id"`
	ReceivedAt statement.Time      `json:"received_at"`
	Statement  statement.Statement `json:"statement"`
	Time       statement.Time      `json:"time"`
}

// keep notes an entry that counts and that rooms fold, now or once there are
// any. It costs the others one look into a map.
func (e *Engine) keep(r *run, ce *charter.Entry) {
	k := Kept{Index: ce.Index}
	switch {
	case ce.Statement.Type == statement.SealedType:
		k.Lot = Pending
	case ce.Author.Seat == charter.Node || !e.heard[ce.Statement.Type]:
		return
	}
	var err error
	if k.Entry, err = json.Marshal(keptEntry{
		Author: ce.Author, ID: ce.ID, ReceivedAt: ce.Leaf.ReceivedAt, Statement: ce.Statement, Time: ce.Time,
	}); err != nil {
		r.fail("keep for rooms: %w", err)
		return
	}
	r.commit.Kept = append(r.commit.Kept, k)
}

// unkeep makes the judged entry of a kept one, with the document in force there.
func unkeep(k Kept, charterAt func(int64) (*charter.Document, error)) (*charter.Entry, error) {
	var kept keptEntry
	if err := json.Unmarshal(k.Entry, &kept); err != nil {
		return nil, fmt.Errorf("kept entry %d: %w", k.Index, err)
	}
	doc, err := charterAt(k.Index)
	if err != nil {
		return nil, fmt.Errorf("kept entry %d: %w", k.Index, err)
	}
	ce := &charter.Entry{
		Index: k.Index, Time: kept.Time, ID: kept.ID, Author: kept.Author, Statement: kept.Statement, Charter: doc,
	}
	ce.Leaf.ReceivedAt = kept.ReceivedAt
	return ce, nil
}
