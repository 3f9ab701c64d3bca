package kinds_test

import (
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/kinds"
	"parley.example/internal/kinds/notice"
	"parley.example/internal/lang"
	"parley.example/internal/projection"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// sealedBench is a bench at which one member reads its rooms. What is sealed is
// not encrypted: its opener holds it.
type sealedBench struct {
	*bench
	held   map[statement.Digest]statement.Statement // inner, by commitment
	hides  bool                                     // what is sealed from now on does not come
	hidden map[statement.Digest]bool
	member string
}

func newSealedBench(t *testing.T) *sealedBench {
	t.Helper()
	b := &sealedBench{bench: newBench(t, ""), held: map[statement.Digest]statement.Statement{}, hidden: map[statement.Digest]bool{}}
	b.as("alpha")
	return b
}

// as makes the node that of another member.
func (b *sealedBench) as(member string) {
	b.t.Helper()
	doc, err := charter.ParseDocument(b.m.Document())
	if err != nil {
		b.t.Fatal(err)
	}
	b.member = member
	if b.engine, err = projection.Open(projection.NewMemory(), kinds.All(), &doc); err != nil {
		b.t.Fatal(err)
	}
	if err := b.engine.OpenRooms(member, b); err != nil {
		b.t.Fatal(err)
	}
	b.fold()
}

func (b *sealedBench) fold() {
	b.t.Helper()
	b.bench.fold()
	if _, err := b.engine.FoldRooms(); err != nil {
		b.t.Fatal(err)
	}
}

// Open opens what is sealed to the member.
func (b *sealedBench) Open(st *statement.Statement) ([]byte, kind.Gone) {
	inner, ok := b.held[st.Body.Commit]
	if b.hidden[st.Body.Commit] {
		return nil, kind.Missing
	}
	if !ok || !slices.Contains(inner.Readers, b.member) {
		return nil, kind.Sealed
	}
	raw, err := inner.InnerBytes()
	if err != nil {
		b.t.Fatal(err)
	}
	return raw, kind.Here
}

// Inner is Open, for readers.
func (b *sealedBench) Inner(st *statement.Statement) ([]byte, kind.Gone) { return b.Open(st) }

func (b *sealedBench) all() *projection.Reader { return b.engine.ReaderAll(b) }

// plan plans as the member's desk does: over all that it can read.
func (b *sealedBench) plan(officer, name string, in any) (kind.Plan, string, error) {
	b.t.Helper()
	for _, a := range notice.Kind.Acts {
		if a.Name != name {
			continue
		}
		p, err := a.Plan(b.all(), b.author(officer), in)
		var says []string
		for _, m := range p.Says {
			says = append(says, b.voice.Render(m))
		}
		return p, plain(strings.Join(says, "\n")), err
	}
	b.t.Fatalf("no act %s", name)
	return kind.Plan{}, "", nil
}

// log plans, seals or signs, logs and folds.
func (b *sealedBench) log(minute int, officer, name string, in any) statement.ID {
	b.t.Helper()
	p, _, err := b.plan(officer, name, in)
	if err != nil {
		b.t.Fatalf("%s by %s: %v", name, officer, err)
	}
	d := p.Drafts[0]
	st := b.m.Draft(officer, d.Type, d.Act, d.About...)
	if t, _ := b.engine.Type(d.Type); t.Lapses && !d.Lasts {
		st.NotAfter = b.at(minute + 15)
	}
	if len(d.Readers) > 0 {
		st = b.seal(st, d.Readers)
	}
	env := b.m.SignDraft(officer, st)
	b.m.Log(env, b.at(minute))
	b.fold()
	if seen, ok := b.all().Verdict(env.ID()); !ok || seen.Rule != "" {
		b.t.Fatalf("%s by %s is void: %s %s", name, officer, seen.Rule, seen.Text)
	}
	return env.ID()
}

func (b *sealedBench) seal(st statement.Statement, readers []string) statement.Statement {
	b.t.Helper()
	st.Readers = kind.ReadersOf(kind.RoomOf(append(slices.Clone(readers), st.Member)))
	inner, err := st.InnerBytes()
	if err != nil {
		b.t.Fatal(err)
	}
	out := st
	out.Type, out.Act, out.About, out.NotAfter, out.Readers = statement.SealedType, []byte("{}"), nil, 0, nil
	out.Body = &statement.Body{
		Cipher: sha256.Sum256(inner), Commit: out.Commit([statement.SaltSize]byte{1}, inner), Size: int64(len(inner)),
	}
	b.held[out.Body.Commit], b.hidden[out.Body.Commit] = st, b.hides
	return out
}

// forBravo is the convoy, sealed to Bravo.
func (b *sealedBench) forBravo() notice.FileIn {
	in := b.convoy()
	in.Room = []string{"bravo"}
	return in
}

// R-NOTICE-14, R-NOTICE-17: who may be named, and that every later act about a
// sealed notice is sealed to the same readers.
func TestSealedPlans(t *testing.T) {
	b := newSealedBench(t)
	for name, tt := range map[string]struct {
		change func(*notice.FileIn)
		want   string
	}{
		"to Bravo":                   {func(*notice.FileIn) {}, ""},
		"to more":                    {func(in *notice.FileIn) { in.Room = []string{"mediator", "alpha", "bravo"} }, ""},
		"to a stranger":              {func(in *notice.FileIn) { in.Room = []string{"bravo", "delta"} }, "room notice.wrong.member"},
		"to nobody else":             {func(in *notice.FileIn) { in.Room = []string{"alpha"} }, "room notice.wrong.room_alone"},
		"without who must answer":    {func(in *notice.FileIn) { in.Room = []string{"mediator"} }, "room notice.wrong.outside"},
		"without whom it asks":       {func(in *notice.FileIn) { in.Addressees = []string{"guarantor"} }, "room notice.wrong.outside"},
		"without whom it tells":      {func(in *notice.FileIn) { in.Readers = []string{"guarantor"} }, "readers notice.wrong.outside_told"},
		"without the channel":        {func(in *notice.FileIn) { in.Addressees = []string{"local-force"} }, "room notice.wrong.outside"},
		"where the rules ask others": {func(in *notice.FileIn) { in.Activity = "deployment" }, "room notice.wrong.outside"},
		"with the channel": {func(in *notice.FileIn) {
			in.Addressees, in.Room = []string{"local-force"}, []string{"bravo", "observer"}
		}, ""},
	} {
		in := b.forBravo()
		tt.change(&in)
		if _, _, err := b.plan("a1", "notice.file", in); wrong(err) != tt.want {
			t.Errorf("sealed %s: %v, want %q", name, err, tt.want)
		}
	}
	_, says, err := b.plan("a1", "notice.file", b.forBravo())
	if err != nil || !strings.Contains(says, "EXERCISE mediator would be told of this. It cannot read it") {
		t.Errorf("says (%v):\n%s\nwant that the mediator is not told", err, says)
	}

	id := b.log(0, "a1", "notice.file", b.forBravo())
	name, until := "S-"+b.place(id), b.at(30).UTC()
	force := int64(80)
	for act, in := range map[string]any{
		"notice.acknowledge": notice.AcknowledgeIn{Notice: name}, "notice.answer": notice.AnswerIn{Notice: name, Answer: "consent"},
		"notice.stop": notice.StopIn{Notice: name, Doing: "halt"}, "notice.revise": notice.ReviseIn{Notice: name, Force: &force},
		"notice.hold":   notice.HoldIn{Notice: name, Until: until, Reason: "EXERCISE"},
		"notice.detail": notice.DetailIn{Notice: name, Note: "EXERCISE"}, "notice.extend": notice.ExtendIn{Notice: name, Until: until},
		"notice.withdraw": notice.WithdrawIn{Notice: name}, "notice.take": notice.TakeIn{Notice: name, Addressee: "bravo", Rung: 1},
		"notice.choose":   notice.ChooseIn{Notice: name, Choice: "postponed"},
		"notice.conclude": notice.ConcludeIn{Notice: name, Outcome: "cancelled"},
	} {
		p, _, err := b.plan("a1", act, in)
		if err != nil || !slices.Equal(p.Drafts[0].Readers, []string{"alpha", "bravo"}) {
			t.Errorf("%s: %v, drafts %+v, want it sealed to the notice's readers", act, err, p.Drafts)
		}
	}
	b.log(1, "a1", "notice.file", b.convoy())
	p, _, err := b.plan("b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	if err != nil || len(p.Drafts[0].Readers) != 0 {
		t.Errorf("answer to the open one: %v, %+v, want it open", err, p.Drafts)
	}
	more := notice.ReviseIn{Notice: name, Addressees: []string{"guarantor"}}
	if _, _, err := b.plan("a1", "notice.revise", more); wrong(err) != "addressees notice.wrong.outside_revised" {
		t.Errorf("a revision that asks one who cannot read it: %v, want it refused", err)
	}
	hold := b.log(2, "a1", "notice.hold", notice.HoldIn{Notice: name, Until: until, Reason: "EXERCISE"})
	p, _, err = b.plan("a1", "notice.lift", notice.LiftIn{Hold: hold.String()})
	if err != nil || len(p.Drafts[0].Readers) != 2 {
		t.Errorf("lifting of the sealed hold: %v, %+v, want it sealed", err, p.Drafts)
	}
}

// R-NOTICE-15: an officer who reads several rooms is told of the holds that a
// filing begins under, and of no other room's.
func TestSealedHoldIsSaid(t *testing.T) {
	b := newSealedBench(t)
	other := b.forBravo()
	other.Room = []string{"bravo", "mediator"}
	says := func(in notice.FileIn) bool {
		_, text, err := b.plan("a1", "notice.file", in)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(text, "it begins suspended")
	}
	hold := notice.Held{Until: b.at(90), Zone: "zone-a"}
	b.m.Log(b.m.SignDraft("b1", b.seal(b.m.Draft("b1", notice.TypeHeld, hold), []string{"alpha"})), b.at(1))
	b.fold()
	if !says(b.forBravo()) || says(other) || says(b.convoy()) {
		t.Errorf("a hold sealed to alpha and bravo: said of what is sealed so %t, to others %t, of what is open %t; want the first alone",
			says(b.forBravo()), says(other), says(b.convoy()))
	}
	b.m.Log(b.m.Sign("b1", notice.TypeHeld, hold), b.at(2))
	b.fold()
	if !says(other) || !says(b.convoy()) {
		t.Errorf("a hold in the open: said of what is sealed %t, of what is open %t; want both", says(other), says(b.convoy()))
	}
}

func (b *sealedBench) place(id statement.ID) string {
	b.t.Helper()
	for _, row := range notice.Rows.All(b.all()) {
		if row.Ask.ID == id {
			return strings.TrimLeft(row.Reference(), "SN-")
		}
	}
	b.t.Fatalf("no notice %s", id)
	return ""
}

// R-NOTICE-16: whoever reads several rooms finds each notice by its name, and
// every reader by the same one.
func TestSealedReference(t *testing.T) {
	b := newSealedBench(t)
	three := b.forBravo()
	three.Room = []string{"bravo", "mediator"}
	ids := []statement.ID{
		b.log(0, "a1", "notice.file", b.convoy()), b.log(1, "a1", "notice.file", b.forBravo()), b.log(2, "a1", "notice.file", three),
		b.log(3, "a1", "notice.file", b.convoy()), b.log(4, "a1", "notice.file", b.forBravo()),
	}
	names := map[string]statement.ID{}
	for _, row := range notice.Rows.All(b.all()) {
		names[row.Reference()] = row.Ask.ID
	}
	if len(names) != len(ids) {
		t.Fatalf("%d names for %d notices: %v", len(names), len(ids), names)
	}
	for _, member := range []string{"alpha", "bravo"} {
		b.as(member)
		for name, id := range names {
			main, err := notice.Kind.Pages[1].Make(b.all(), kind.Viewer{Lang: "en"}, map[string]string{"id": strings.ToLower(name)})
			if d, ok := main.(notice.Detail); err != nil || !ok || d.ID.String() != id.String() {
				t.Errorf("%s finds %v (%v) at %s, want %s", name, d.ID, err, member, id)
			}
		}
	}
	b.as("observer")
	seen := 0
	for range notice.Rows.All(b.all()) {
		seen++
	}
	if seen != 2 {
		t.Errorf("the observer sees %d notices, want the two that are open", seen)
	}
}

// R-NOTICE-12: that a notice is sealed, and to whom, is in its rows.
func TestSealedIsSaid(t *testing.T) {
	b := newSealedBench(t)
	b.log(0, "a1", "notice.file", b.convoy())
	id := b.log(1, "a1", "notice.file", b.forBravo())
	for _, q := range notice.Kind.Queries {
		in := any(notice.ListIn{})
		if q.Name == "notice.show" {
			in = notice.ShowIn{ID: id.String()}
		}
		rows, err := q.Run(b.all(), kind.Viewer{Lang: "en"}, in)
		if err != nil {
			t.Fatal(err)
		}
		it, ok := rows[0].(notice.Item)
		if d, one := rows[0].(notice.Detail); one {
			it, ok = d.Item, true
		}
		if !ok || it.ID.String() != id.String() || !slices.Equal(it.Room, []string{"alpha", "bravo"}) {
			t.Errorf("%s: the newest is %s, sealed to %v, want %s sealed to alpha and bravo", q.Name, it.Reference, it.Room, id)
		}
	}
	lines := notice.Kind.Board(b.all(), kind.Viewer{Lang: "en"})
	if len(lines) != 2 {
		t.Errorf("%d lines on the board, want one for each notice", len(lines))
	}
}

// R-NOTICE-14: those are called who can read it, and no others whom the rules
// would have told.
func TestSealedCalls(t *testing.T) {
	b := newSealedBench(t)
	open, sealed := b.log(0, "a1", "notice.file", b.convoy()), b.log(1, "a1", "notice.file", b.forBravo())
	for id, want := range map[statement.ID][]string{open: {"bravo", "mediator", "observer"}, sealed: {"bravo"}} {
		r := b.engine.ReaderIn("alpha,bravo", b)
		e, ok := r.Entry(id)
		if got := notice.Kind.Calls(r, e); !ok || !slices.Equal(got, want) {
			t.Errorf("calls %v, want %v", got, want)
		}
	}
}

// R-NOTICE-23: what a reader of the room has sealed and did not hand out may stop
// the notice. Until it is read nothing there is shown as agreed; what nodes and
// those outside the room seal, and what was sealed before the notice, cannot.
func TestSealedUnread(t *testing.T) {
	b := newSealedBench(t)
	old := b.log(0, "a1", "notice.file", b.forBravo())
	b.hides = true
	b.log(1, "b1", "notice.acknowledge", notice.AcknowledgeIn{Notice: "S-" + b.place(old)})
	b.hides = false
	id := b.log(2, "a1", "notice.file", b.forBravo())
	name := "S-" + b.place(id)
	b.log(3, "b1", "notice.answer", notice.AnswerIn{Notice: name, Answer: "consent"})
	show := func() notice.Item {
		t.Helper()
		for _, q := range notice.Kind.Queries {
			if q.Name != "notice.show" {
				continue
			}
			rows, err := q.Run(b.all(), kind.Viewer{Lang: "en"}, notice.ShowIn{ID: id.String()})
			if err != nil || len(rows) != 1 {
				t.Fatalf("show: %v, %d rows", err, len(rows))
			}
			if d, ok := rows[0].(notice.Detail); ok {
				return d.Item
			}
		}
		t.Fatal("nothing shown")
		return notice.Item{}
	}
	says := func(it notice.Item) (unread bool) {
		return slices.ContainsFunc(it.Flags, func(m lang.Message) bool { return m.Key == "notice.flag.unread" })
	}
	if it := show(); it.Screen != "agreed" || says(it) {
		t.Fatalf("consented: shown %s, flags %v; want agreed and nothing unread", it.Screen, it.Flags)
	}
	b.hides = true
	b.log(4, "b1", "notice.hold", notice.HoldIn{Notice: name, Until: b.at(30).UTC(), Reason: "EXERCISE"})
	if it := show(); it.State != "agreed" || it.Screen == "agreed" || !says(it) {
		t.Errorf("with an unread entry of Bravo: state %s, shown %s, flags %v; want it agreed on the record, shown open and said",
			it.State, it.Screen, it.Flags)
	}
	clear(b.hidden)
	b.fold()
	if it := show(); it.Screen != "suspended" || says(it) {
		t.Errorf("when it came: shown %s, flags %v; want suspended", it.Screen, it.Flags)
	}
}
