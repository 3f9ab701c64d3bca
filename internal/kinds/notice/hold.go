package notice

import (
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// longest is how far ahead a hold may end, as terms/ask has it for a notice.
const longest = 366 * 24 * 3600 * 1000 // milliseconds

// touching returns the holds on areas and zones that stand at a record time and
// that the envelope touches. R-NOTICE-7.
func touching(v kind.View, env *ask.Envelope, at statement.Time) []ask.Hold {
	var holds []ask.Hold
	for _, h := range Holds.Where(v, "wide", "yes") {
		if at <= h.Hold.Until && h.touches(env) {
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
	case h.Hold.Mark.Member != e.Author.Member:
		return HoldRow{}, void(string(ask.RuleLift), "only %s lifts its hold", h.Hold.Mark.Member)
	case !h.Hold.Lifted.IsZero():
		return HoldRow{}, void(string(ask.RuleLift), "the hold is lifted already")
	}
	return h, nil
}

// call folds a hold: onto its notice, or onto every open one that it touches.
func call(tx kind.Tx, e kind.Entry, act Held) error {
	h := HoldRow{Area: act.Area, Zone: act.Zone, Hold: ask.Hold{Mark: mark(e), Until: act.Until}}
	called := ask.HoldCalled{Entry: stamp(e), Until: act.Until}
	if act.Area == nil && act.Zone == "" {
		h.Notice = e.About[0]
		Holds.Put(tx, e.ID.String(), h)
		return take(tx, h.Notice.String(), called)
	}
	Holds.Put(tx, e.ID.String(), h)
	for key, row := range Rows.Where(tx, "open", "yes") {
		if _, rev := row.Ask.Current(); !h.touches(&rev.Envelope) {
			continue
		}
		if err := take(tx, key, called); err != nil {
			return err
		}
	}
	return nil
}

// lift folds the end of a hold into every notice that it is on.
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
