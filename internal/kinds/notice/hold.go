package notice

import (
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/terms/ask"
)

// longest is how far ahead a hold may end, as terms/ask has it for a notice.
const longest = 366 * 24 * 3600 * 1000 // milliseconds

// touching returns the holds on areas and zones that stand at an entry and that
// its envelope touches: those in the open, and those of its own room.
// R-NOTICE-7, R-NOTICE-15.
func touching(v kind.View, e kind.Entry, env *ask.Envelope) []ask.Hold {
	var holds []ask.Hold
	for _, h := range Holds.Where(v, "wide", "yes") {
		if e.Time <= h.Hold.Until && (h.Room == "" || h.Room == e.Room) && h.touches(env) {
			holds = append(holds, h.Hold)
		}
	}
	slices.SortFunc(holds, func(a, b ask.Hold) int { return int(a.Mark.Index - b.Mark.Index) })
	return holds
}

func (h HoldRow) touches(env *ask.Envelope) bool {
	return h.Zone != "" && h.Zone == env.Zone || h.Area != nil && h.Area.Touches(&env.Area)
}

// admitHold judges a hold and its lifting. Any member may call one, on whatever
// notice: it asks no power of a size. R-NOTICE-6, PROTOCOL B9.
func admitHold(v kind.View, e kind.Entry) error {
	act, calls := e.Act.(Held)
	if !calls {
		_, err := lifted(v, e)
		return err
	}
	wide := act.Area != nil || act.Zone != ""
	if wide == (len(e.About) > 0) {
		return void(RuleAbout, "a hold is on one notice, an area or a zone")
	}
	if !wide {
		row, err := subject(v, e)
		if err != nil {
			return err
		}
		_, err = ask.Apply(row.Ask, ask.HoldCalled{Entry: stamp(e), Until: act.Until})
		return verdict(err)
	}
	if act.Until <= 0 || act.Until > e.Time+longest {
		return void(string(ask.RuleHold), "a hold names its end, within a year")
	}
	return nil
}

// lifted finds the hold that is lifted, by the member that called it.
func lifted(v kind.View, e kind.Entry) (HoldRow, error) {
	if len(e.About) != 1 {
		return HoldRow{}, void(RuleAbout, "it lifts one hold")
	}
	h, ok := Holds.Get(v, e.About[0].String())
	switch {
	case !ok:
		return HoldRow{}, void(RuleAbout, "statement %s is no hold on the record", e.About[0])
	case h.Room != e.Room:
		return HoldRow{}, void(RuleRoom, "the hold is %s, the lifting is %s", whose(h.Room), whose(e.Room))
	case h.Hold.Mark.Member != e.Author.Member:
		return HoldRow{}, void(string(ask.RuleLift), "only %s lifts its hold", h.Hold.Mark.Member)
	case !h.Hold.Lifted.IsZero():
		return HoldRow{}, void(string(ask.RuleLift), "the hold is lifted already")
	}
	return h, nil
}

// call folds a hold: onto its notice, or onto every open one that it touches. A
// room that hears one in the open keeps a copy, and takes it onto its sealed
// notices; one on an open notice finds no such notice there. R-NOTICE-15.
func call(tx kind.Tx, e kind.Entry, act Held) error {
	h := HoldRow{Area: act.Area, Room: e.Room, Zone: act.Zone, Hold: ask.Hold{Mark: mark(e), Until: act.Until}}
	called := ask.HoldCalled{Entry: stamp(e), Until: act.Until}
	if act.Area == nil && act.Zone == "" {
		h.Notice = e.About[0]
		Holds.Put(tx, e.ID.String(), h)
		return take(tx, h.Notice.String(), called)
	}
	Holds.Put(tx, e.ID.String(), h)
	for key, row := range Rows.Where(tx, "open", "yes") {
		if _, rev := row.Ask.Current(); !reaches(e, row) || !h.touches(&rev.Envelope) {
			continue
		}
		if err := take(tx, key, called); err != nil {
			return err
		}
	}
	return nil
}

// reaches reports whether what an entry says may bear on a notice of this fold.
// An entry in the open finds in a room the sealed notices only, and in the common
// room the open ones; a sealed one finds both, and bears on its own room's.
func reaches(e kind.Entry, row Row) bool { return e.Room == "" || e.Room == row.Room }

// lift folds the end of a hold into every notice that it is on. A room that hears
// it in the open has heard the hold, too: it hears from the first entry on.
func lift(tx kind.Tx, e kind.Entry) error {
	h, err := lifted(tx, e)
	if err != nil {
		return err
	}
	h.Hold.Lifted = mark(e)
	Holds.Put(tx, e.About[0].String(), h)
	for _, key := range tied(tx, Stilled, e.About[0]) {
		if err := take(tx, key, ask.HoldLifted{Entry: stamp(e), Hold: e.About[0]}); err != nil {
			return err
		}
	}
	return nil
}
