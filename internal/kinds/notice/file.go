package notice

import (
	"cmp"
	"slices"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

func planFile(v kind.View, by charter.Author, in FileIn) (kind.Plan, error) {
	var act Filed
	if err := act.Sort.UnmarshalText([]byte(in.Sort)); err != nil {
		return kind.Plan{}, kind.Wrong("sort", "notice.wrong.word", "word", in.Sort)
	}
	if err := act.Precedence.UnmarshalText([]byte(in.Precedence)); err != nil {
		return kind.Plan{}, kind.Wrong("precedence", "notice.wrong.word", "word", in.Precedence)
	}
	if strings.TrimSpace(in.What) == "" {
		return kind.Plan{}, kind.Wrong("what", "notice.wrong.empty")
	}
	if strings.TrimSpace(in.Contact) == "" {
		return kind.Plan{}, kind.Wrong("contact", "notice.wrong.empty")
	}
	act.Addressees, act.Readers = codes(in.Addressees), codes(in.Readers)
	act.Within = in.Within
	env, err := envelope(in)
	if err != nil {
		return kind.Plan{}, err
	}
	r, _, err := rules(v.Charter())
	if err != nil {
		return kind.Plan{}, err
	}
	if err := known(v, &r, act.Addressees, act.Readers); err != nil {
		return kind.Plan{}, err
	}
	readers, err := sealedTo(v, by, in.Room)
	if err != nil {
		return kind.Plan{}, err
	}
	need := r.Need(by.Member, &env, act.Sort, act.Precedence, roster(v.Charter())).Add(&r, by.Member, act.Addressees, act.Readers)
	if err := within(v, &need, readers, act.Readers, "room"); err != nil {
		return kind.Plan{}, err
	}
	if env.Asks, err = asks(in.Asked, &need); err != nil {
		return kind.Plan{}, err
	}
	if err := env.Check(); err != nil {
		return kind.Plan{}, kind.Wrong("", "notice.wrong.envelope", "problem", err.Error())
	}
	act.Envelope = env
	d := kind.Draft{
		Type: TypeFiled, Act: act,
		Body:    Words{Contact: in.Contact, Lang: in.Lang, Note: in.Note, What: in.What, Where: in.Where},
		Readers: readers,
	}
	return one(d, fileSays(v, by, d, act, in.What)...)
}

// known wants members of the charter, and correspondents that its rules name.
func known(v kind.View, r *ask.Rules, addressees, readers []string) error {
	for _, c := range addressees {
		if _, ok := v.Charter().Member(c); !ok && r.Channel(c) == "" {
			return kind.Wrong("addressees", "notice.wrong.member", "member", c)
		}
	}
	for _, c := range readers {
		if _, ok := v.Charter().Member(c); !ok {
			return kind.Wrong("readers", "notice.wrong.member", "member", c)
		}
	}
	return nil
}

// fileSays repeats what is filed, whom the rules make answer, and what is
// short about it.
func fileSays(v kind.View, by charter.Author, d kind.Draft, act Filed, what string) []lang.Message {
	says := []lang.Message{lang.Say("notice.says.file", "member", member(v, by.Member),
		"sort", lang.Say("notice.sort."+act.Sort.String()), "what", what, "time", lang.Span(duration(act.Within)))}
	row, err := trial(v, by, d)
	if err != nil {
		return append(says, bounds(v, &act.Envelope)...)
	}
	says = append(says, bounds(v, &act.Envelope)...)
	return append(append(says, answerers(v, row)...), untold(v, row)...)
}

// answerers says who must answer, and what is unusual about it.
func answerers(v kind.View, row Row) []lang.Message {
	var says []lang.Message
	_, rev := row.Ask.Current()
	for _, s := range rev.Need.Required {
		says = append(says, lang.Say("notice.says.must_answer", "member", member(v, s.Member)))
	}
	if len(rev.Need.Required) == 0 {
		says = append(says, lang.Say("notice.says.nobody"))
	}
	if !rev.Need.Ruled {
		says = append(says, lang.Say("notice.says.unruled"))
	}
	if rev.Short {
		says = append(says, lang.Say("notice.says.short"))
	}
	if rev.LeadShort {
		says = append(says, lang.Say("notice.says.lead_short"))
	}
	if len(row.Ask.Holds) > 0 {
		says = append(says, lang.Say("notice.says.held"))
	}
	return says
}

func envelope(in FileIn) (ask.Envelope, error) {
	env := ask.Envelope{
		Activity: strings.TrimSpace(in.Activity), Altitude: ask.Band{From: in.AltitudeFrom, To: in.AltitudeTo}, Force: in.Force,
		From: statement.TimeOf(in.From), Until: statement.TimeOf(in.Until), Zone: strings.TrimSpace(in.Zone), Weapons: weapons(in.Weapons),
	}
	if !statement.IsCode(env.Activity) {
		return env, kind.Wrong("activity", "notice.wrong.code", "word", env.Activity)
	}
	if !statement.IsCode(env.Zone) {
		return env, kind.Wrong("zone", "notice.wrong.code", "word", env.Zone)
	}
	if env.From >= env.Until {
		return env, kind.Wrong("until", "notice.wrong.window")
	}
	if len(in.Points) == 0 {
		return env, kind.Wrong("points", "notice.wrong.empty")
	}
	var err error
	env.Area, err = area(in.Points, in.Metres)
	return env, err
}

func weapons(in []WeaponIn) []ask.Weapon {
	var all []ask.Weapon
	for _, w := range in {
		all = append(all, ask.Weapon{Category: strings.TrimSpace(w.Category), Count: w.Count})
	}
	slices.SortFunc(all, func(a, b ask.Weapon) int { return cmp.Compare(a.Category, b.Category) })
	return all
}

// area makes a circle of one point and a corridor of more.
func area(points []PointIn, metres int64) (ask.Shape, error) {
	s := ask.Shape{Form: ask.Circle, Metres: metres}
	if len(points) > 1 {
		s.Form = ask.Corridor
	}
	for _, p := range points {
		s.Points = append(s.Points, ask.Point{Lat: p.Lat, Lon: p.Lon})
	}
	if err := s.Check(); err != nil {
		return s, kind.Wrong("points", "notice.wrong.envelope", "problem", err.Error())
	}
	return s, nil
}

// asks says the same thing of every addressee.
func asks(word string, need *ask.Need) ([]ask.Asking, error) {
	var asked ask.Asked
	if err := asked.UnmarshalText([]byte(word)); err != nil {
		return nil, kind.Wrong("asked", "notice.wrong.word", "word", word)
	}
	var all []ask.Asking
	for _, s := range need.Required {
		all = append(all, ask.Asking{Asked: asked, Member: s.Member})
	}
	return all, nil
}

func startFile(_ kind.Reader, by kind.Viewer, in any) any {
	f, ok := in.(FileIn)
	if !ok {
		return in
	}
	f.Sort, f.Precedence, f.Asked = cmp.Or(f.Sort, "coordination"), cmp.Or(f.Precedence, "priority"), cmp.Or(f.Asked, "consent")
	f.Lang = cmp.Or(f.Lang, by.Lang)
	return f
}
