package projection

import (
	"errors"
	"fmt"
	"sort"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// ring rings the alarms that record time reached at a place up to limit, each at
// the first such place, before the entry there: as the common room's do, whose
// entries were folded one by one. It shows the common room as it was before that
// entry. R-PICTURE-5, R-PICTURE-17.
func (p *pass) ring(limit int64) {
	for p.err == nil {
		al, ok := p.alarms.first()
		if !ok {
			return
		}
		place, now, ok := p.reached(al.At, limit)
		if !ok {
			return
		}
		doc, err := p.rooms.charterAt(p.e)(place - 1)
		if err != nil {
			p.fail("%w", err)
			return
		}
		p.last = p.timeAt(place - 1)
		p.move(place, place-1, doc)
		p.next = place
		rung := map[AlarmOf]int{}
		for p.err == nil {
			al, ok := p.alarms.reached(now)
			if !ok {
				break
			}
			p.wake(al, rung)
		}
	}
}

// wake rings one alarm. What it would change of the common room it does not
// change, nor anything else.
func (p *pass) wake(al AlarmOf, rung map[AlarmOf]int) {
	p.time = max(al.At, p.last)
	p.last = p.time
	p.commit.Alarms = append(p.commit.Alarms, AlarmOf{Kind: al.Kind, Alarm: kind.Alarm{Key: al.Key}})
	still := AlarmOf{Kind: al.Kind, Alarm: kind.Alarm{Key: al.Key, At: p.time}}
	l := p.e.kinds[p.e.alarms.order[al.Kind]]
	if rung[still]++; rung[still] > restless || l.Wake == nil {
		p.fail("wake %s: alarm %s rings without end, or nobody wakes", al.Kind, al.Key)
		return
	}
	_ = p.do(func() error { // an alarm that would change the common room rings in vain
		if err := l.Wake(roomTx{pass: p, kind: l, way: rang}, al.Alarm); err != nil {
			return fmt.Errorf("wake %s: %w", l.Name, err)
		}
		return nil
	})
}

// reached finds the first place, not before p.next and not after limit, at which
// record time has reached t. Record time never goes back.
func (p *pass) reached(t statement.Time, limit int64) (place int64, now statement.Time, ok bool) {
	if limit < p.next || p.timeAt(limit) < t {
		return 0, 0, false
	}
	n := sort.Search(int(limit-p.next), func(i int) bool { return p.timeAt(p.next+int64(i)) >= t })
	place = p.next + int64(n)
	now = p.timeAt(place)
	return place, now, p.err == nil
}

// timeAt returns the record time at a place, zero before the first.
func (p *pass) timeAt(index int64) statement.Time {
	if index < 0 {
		return 0
	}
	seen, ok, err := p.e.store.EntryAt(index)
	if err != nil || !ok {
		p.fail("record time at entry %d: %w", index, errors.Join(err, errGap(ok)))
	}
	return seen.Time
}
