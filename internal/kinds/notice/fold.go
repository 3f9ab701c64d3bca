package notice

import (
	"errors"
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// fold takes in what admit let through, and what the kind hears.
func fold(tx kind.Tx, e kind.Entry) error {
	switch act := e.Act.(type) {
	case tick.Tick:
		return deliver(tx, e, act.Missing)
	case charter.Revoked:
		return disown(tx, e, act)
	case Held:
		return call(tx, e, act)
	}
	if e.Type == TypeLifted {
		return lift(tx, e)
	}
	row, act, err := apply(tx, e)
	if err != nil {
		return err
	}
	switch act.(type) {
	case ask.Filed:
		row.Number = number(tx, e)
		await(tx, e, row)
	case ask.Revised:
		await(tx, e, row)
	}
	keep(tx, row)
	return nil
}

// number is the number in the reference of a filing: the next of the open ones,
// or for a sealed one its place. A sealed one that was counted would be counted
// anew when the ciphertext of an earlier one came late, and two officers would
// speak of two notices by one reference. R-NOTICE-16.
func number(tx kind.Tx, e kind.Entry) int64 {
	if e.Room != "" {
		return e.Index
	}
	c, _ := Counts.Get(tx, "")
	c.Notices++
	Counts.Put(tx, "", c)
	return c.Notices
}

// wake notes that record time reached a time at which the notice reads
// differently.
func wake(tx kind.Tx, a kind.Alarm) error {
	index, at := tx.Place()
	return take(tx, a.Key, ask.TimePassed{Entry: ask.Entry{At: at, Index: index}})
}

// take applies an act to a notice and keeps the result. What is void there
// changes nothing.
func take(tx kind.Tx, key string, act ask.Act) error {
	row, ok := Rows.Get(tx, key)
	if !ok {
		return nil
	}
	next, err := ask.Apply(row.Ask, act)
	if _, ok := errors.AsType[*ask.Void](err); ok {
		return nil
	}
	if err != nil {
		return err
	}
	row.Ask = next
	keep(tx, row)
	return nil
}

// keep writes the notice, ties it to the keys and holds that are on it, and
// sets its next alarm.
func keep(tx kind.Tx, row Row) {
	key := row.Ask.ID.String()
	next, more := ask.NextAlarm(row.Ask, row.Ask.At)
	row.Open = more || len(ask.Bells(row.Ask, row.Ask.At)) > 0 || !ask.StateAt(row.Ask, row.Ask.At).Over && row.Ask.Withdrawn.IsZero()
	Rows.Put(tx, key, row)
	for _, k := range row.Ask.Keys() {
		tie(tx, Signed, k, row.Ask.ID)
	}
	for _, h := range row.Ask.Holds {
		tie(tx, Stilled, h.Mark.ID, row.Ask.ID)
	}
	tx.Alarm(kind.Alarm{At: next, Key: key})
}

func tie(tx kind.Tx, table kind.Table[Tie], to statement.Digest, notice statement.ID) {
	key := to.String() + " " + notice.String()
	if _, there := table.Get(tx, key); !there {
		table.Put(tx, key, Tie{Notice: notice, To: to})
	}
}

// tied returns the notices tied to a key or a hold.
func tied(v kind.View, table kind.Table[Tie], to statement.Digest) []string {
	var keys []string
	for _, t := range table.Where(v, "to", to.String()) {
		keys = append(keys, t.Notice.String())
	}
	return keys
}

// await notes whose nodes must still say that they have the revision. A
// statement that lapsed began no revision.
func await(tx kind.Tx, e kind.Entry, row Row) {
	r, ok := row.Ask.RevisionOf(e.ID)
	if !ok {
		return
	}
	Revisions.Put(tx, e.ID.String(), Revision{Body: e.Body, Notice: row.Ask.ID})
	for _, member := range concerned(&row.Ask.Revisions[r].Need) {
		Awaited.Put(tx, member+" "+row.Ask.ID.String(), Awaiting{Member: member, Notice: row.Ask.ID})
	}
}

// concerned returns addressees and readers, sorted.
func concerned(n *ask.Need) []string {
	all := slices.Clone(n.Readers)
	for _, s := range n.Required {
		all = append(all, s.Member)
	}
	slices.Sort(all)
	return all
}

// deliver takes a node's tick into the notices that still await its word, and
// into those whose body it misses: a line that read delivered reads not
// delivered again. One sealed to a room delivers what is of that room.
// R-NOTICE-5.
func deliver(tx kind.Tx, e kind.Entry, missing []statement.Digest) error {
	member := e.Author.Member
	var notices []string
	for _, a := range Awaited.Where(tx, "member", member) {
		notices = append(notices, a.Notice.String())
	}
	for _, body := range missing {
		for _, rev := range Revisions.Where(tx, "body", body.String()) {
			notices = append(notices, rev.Notice.String())
		}
	}
	slices.Sort(notices)
	act := ask.Delivered{Entry: stamp(e), Missing: missing, Size: e.Seen}
	for _, key := range slices.Compact(notices) {
		act.Erased = nil
		row, ok := Rows.Get(tx, key)
		if !ok || !reaches(e, row) || !act.Changes(row.Ask) {
			continue
		}
		if act.Erased = erasedOf(tx, row); !act.Changes(row.Ask) {
			continue
		}
		if err := take(tx, key, act); err != nil {
			return err
		}
		if row, _ = Rows.Get(tx, key); has(&row.Ask, member) {
			Awaited.Drop(tx, member+" "+key)
		} else {
			Awaited.Put(tx, member+" "+key, Awaiting{Member: member, Notice: row.Ask.ID})
		}
	}
	return nil
}

// has reports whether the member's node has said that it has the current
// revision with its body.
func has(a *ask.Ask, member string) bool {
	r, _ := a.Current()
	for _, p := range a.Parties {
		for _, f := range p.Facts {
			if p.Member == member && f.Revision == r {
				return !f.Delivered.IsZero()
			}
		}
	}
	return false
}

// disown takes a revocation into every notice that holds a word of the key. A
// hold that the key lifted since it was compromised stands again for notices to
// come. R-NOTICE-8.
func disown(tx kind.Tx, e kind.Entry, act charter.Revoked) error {
	for id, h := range Holds.All(tx) {
		if l := h.Hold.Lifted; l.Key == act.Key && act.Since != 0 && l.At >= act.Since {
			h.Hold.Lifted = ask.Mark{}
			Holds.Put(tx, id, h)
		}
	}
	revoked := ask.Revoked{Entry: stamp(e), Revokes: act.Key, Since: act.Since}
	for _, key := range tied(tx, Signed, act.Key) {
		if err := take(tx, key, revoked); err != nil {
			return err
		}
	}
	return nil
}

// calls names the members whose nodes should say at once that they have it: of a
// sealed notice, those who can read it.
func calls(v kind.View, e kind.Entry) []string {
	if e.Type != TypeFiled && e.Type != TypeRevised {
		return nil
	}
	row, ok := find(v, e.ID)
	if !ok {
		return nil
	}
	_, rev := row.Ask.Current()
	all := concerned(&rev.Need)
	if row.Room == "" {
		return all
	}
	readers := kind.ReadersOf(row.Room)
	return slices.DeleteFunc(all, func(m string) bool { return !slices.Contains(readers, m) })
}

func mark(e kind.Entry) ask.Mark {
	return ask.Mark{
		At: e.Time, ID: e.ID, Index: e.Index, Key: e.Author.Key, Member: e.Author.Member, Officer: e.Author.Officer,
	}
}
