package projection

import (
	"errors"
	"fmt"

	"parley.example/internal/kind"
	"parley.example/record/charter"
)

// RuleOpen is the rule by which a room voids an entry that would write to a row
// of the common room: a room never changes what is said in the open, and a kind
// that lets it try does not stop the room. R-PICTURE-16.
const RuleOpen = "R-PICTURE-16"

// take rings what record time reached before an entry, and folds the entry.
func (p *pass) take(o *opened) {
	if p.err != nil {
		return
	}
	p.ring(o.ce.Index)
	p.move(o.ce.Index, o.ce.Index, o.ce.Charter)
	p.time, p.last, p.next = o.ce.Time, o.ce.Time, o.ce.Index+1
	if o.inner == nil {
		p.hear(o.ce)
		return
	}
	entry, own, void := p.e.parse(o.ce, o.inner)
	if bad := charter.JudgeInner(o.ce, o.inner); bad != nil {
		void = &kind.Void{Rule: bad.Rule, Text: bad.Text}
	} else {
		void = p.admit(o, entry, own, void)
	}
	if void != nil {
		p.seen.Rule, p.seen.Text = void.Rule, void.Text
	}
	p.seen.Index, p.seen.ID, p.seen.Time, p.seen.Room = o.ce.Index, o.ce.ID, o.ce.Time, p.room.name
	p.commit.Entries = append(p.commit.Entries, p.seen)
	p.folded = append(p.folded, RoomEntry{Room: p.room.name, Entry: entry, Void: void, Again: o.again})
	if !o.again {
		p.commit.Settled = append(p.commit.Settled, Settled{Index: o.ce.Index, Lot: InRoom, Room: p.room.name})
	}
}

// admit folds a sealed entry that counts by the record's rules, or returns by
// which it does not: said before, not what its parser takes, its kind's own
// rules, or that it would change the common room. R-KIND-1, R-KIND-2,
// R-PICTURE-6.
func (p *pass) admit(o *opened, entry kind.Entry, own *owned, void *kind.Void) *kind.Void {
	if o.ce.Author.Seat != charter.Node {
		act := o.inner.ActDigest()
		twice := p.acted[act]
		if !twice && !p.anew {
			var err error
			if twice, err = p.e.store.RoomActed(p.room.name, act); err != nil {
				p.fail("%w", err)
				return nil
			}
		}
		if twice {
			return &kind.Void{Rule: RuleTwice, Text: "the same act was said in the room already"}
		}
		p.seen.Act, p.acted[act] = act, true
	}
	if void != nil {
		return void
	}
	return p.do(func() error { return p.tell(entry, own) })
}

// tell asks the owner, and lets the owner and then the hearers take the entry.
func (p *pass) tell(entry kind.Entry, own *owned) error {
	if own != nil {
		t := roomTx{pass: p, kind: own.kind, way: saidInside}
		if own.kind.Admit != nil {
			if err := own.kind.Admit(t, entry); err != nil {
				if v, ok := errors.AsType[*kind.Void](err); ok {
					return &verdictError{v}
				}
				return fmt.Errorf("admit: %w", err)
			}
		}
		if own.kind.Fold != nil {
			if err := own.kind.Fold(t, entry); err != nil {
				return fmt.Errorf("fold %s: %w", own.kind.Name, err)
			}
		}
	}
	return p.hearers(entry, saidInside)
}

func (p *pass) hearers(entry kind.Entry, way way) error {
	for _, l := range p.e.kinds {
		if l.hears[entry.Type] {
			if err := l.Fold(roomTx{pass: p, kind: l, way: way}, entry); err != nil {
				return fmt.Errorf("fold %s: %w", l.Name, err)
			}
		}
	}
	return nil
}

// hear folds what was said in the open, as far as rooms hear it. It counts: the
// common room has judged it. R-PICTURE-14.
func (p *pass) hear(ce *charter.Entry) {
	entry, own, void := p.e.parse(ce, &ce.Statement)
	if void != nil {
		return
	}
	_ = p.do(func() error { // nothing is void that was only heard
		if own != nil && own.entry.Rooms {
			if err := own.kind.Fold(roomTx{pass: p, kind: own.kind, way: saidOpen}, entry); err != nil {
				return fmt.Errorf("fold %s: %w", own.kind.Name, err)
			}
		}
		return p.hearers(entry, saidOpen)
	})
}

// verdictError tells Admit's verdict from an error of Fold that is one too, which
// is a bug.
type verdictError struct{ void *kind.Void }

// Error returns the verdict.
func (v *verdictError) Error() string { return v.void.Error() }

// do runs rules over a clean sheet, and keeps what they wrote where they let the
// entry through. A rule that panics is a fault of the room, as one that returns
// an error is. What would change the common room changes nothing at all, also
// where the rule fails after it.
func (p *pass) do(rules func() error) *kind.Void {
	p.begin()
	err := guarded(rules)
	if p.refused != nil {
		return p.refused
	}
	if v, ok := errors.AsType[*verdictError](err); ok {
		return v.void
	}
	if err != nil {
		p.fail("%w", err)
	}
	if p.err == nil {
		for _, al := range p.merge() {
			p.alarms.set(al)
			p.commit.Alarms = append(p.commit.Alarms, al)
		}
	}
	return nil
}

func guarded(rules func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a rule panics: %v", p)
		}
	}()
	return rules()
}
