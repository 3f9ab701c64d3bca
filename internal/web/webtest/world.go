package webtest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/seat"
	"parley.example/internal/web"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// Start is the node's clock in the tests: 2026-11-25 14:02Z.
const Start statement.Time = 1_795_615_320_000

// At is a time so many minutes after Start.
func At(minutes int64) statement.Time { return Start + statement.Time(minutes*60_000) }

// ID is a made-up digest.
func ID(n int) statement.Digest { return sha256.Sum256(fmt.Appendf(nil, "exercise %d", n)) }

// Password opens every officer of the tests.
const Password = "exercise only"

// World is all that a site stands on. Its fields may be set before a request.
type World struct {
	Lines   []kind.Line
	State   web.Live
	Checked web.Head
	Files   map[statement.ID][]byte // receipts
	Judged  web.Verdict             // of any file
	Result  kind.Result             // of any statement
	Refuses error                   // what Plan and Confirm return instead
	Planned []any                   // inputs that came to Plan
	Signed  []string                // tokens that came to Confirm
	Charter *charter.Document
	Rows    []seat.Key
	Broken  error // of every reading

	mu      sync.Mutex
	drafts  map[string]desk.Draft
	follows map[chan int64]bool
	open    map[string]bool // handles
	last    int
}

// New is a world with a board that has something of everything.
func New() *World {
	doc := recordtest.Document("alpha", "bravo", "mediator")
	names := []charter.Text{
		{"en": "Alpha side", "ar": "الطرف ألفا", "he": "צד אלפא"},
		{"en": "Bravo side", "ar": "الطرف برافو", "he": "צד בראבו"},
		{"en": "Mediator", "ar": "الوسيط", "he": "המתווך"},
	}
	for i := range doc.Members {
		doc.Members[i].Names = names[i]
	}
	doc.Name = charter.Text{"en": "Joint mechanism of the exercise", "ar": "الآلية المشتركة للتمرين", "he": "המנגנון המשותף לתרגיל"}
	w := &World{
		Charter: &doc, drafts: map[string]desk.Draft{}, follows: map[chan int64]bool{}, open: map[string]bool{},
		State: web.Live{OK: true, Last: 18204, Record: Start - 11_000}, Lines: lines(), Files: map[statement.ID][]byte{},
		Rows: []seat.Key{{
			Desks: []string{"military", "diplomatic"}, Ended: -1, Expires: At(60 * 24 * 40), Key: OfficerKey().ID(), Member: "alpha",
			Officer: "a1", Powers: []charter.Power{recordtest.Power("drill.*")},
		}},
	}
	w.Checked = head()
	w.Judged = verdict()
	w.Files[ID(1)] = []byte("parley receipt EXERCISE\n")
	w.Result = kind.Result{ID: ID(1), Type: "drill.asked/v1", Promised: Start, Logged: -1}
	return w
}

// OfficerKey is the key of the one officer, a1.
func OfficerKey() statement.PublicKey { return recordtest.Pub("a1 officer") }

// Site makes a site over the world.
func Site(w *World, change ...func(*web.Config)) (*web.Site, error) {
	drill := Drill(w)
	catalogue, err := lang.NewCatalogue(
		lang.Source{Name: "web", Files: web.Messages()}, lang.Source{Name: "drill", Files: drill.Files})
	if err != nil {
		return nil, err
	}
	c := web.Config{
		Member: "alpha", Charter: w.Charter, Kinds: []kind.Kind{drill}, Catalogue: catalogue, Desk: w, Record: w, Read: w.Read,
		Clock: func() statement.Time { return Start }, Log: discard(), Zone: time.FixedZone("EXERCISE", 2*3600),
	}
	for _, f := range change {
		f(&c)
	}
	return web.New(c)
}

func lines() []kind.Line {
	what := func(force int64, zone, ref string) lang.Message {
		return lang.Say("drill.what", "force", force, "zone", lang.Say("drill.zone."+zone), "ref", ref)
	}
	delivered := func(minutes int64) lang.Message {
		return lang.Say("drill.detail.delivered", "at", At(minutes).UTC(), "rung", lang.Say("drill.rung"))
	}
	line := func(n int, from, to string, tone kind.Tone, state string, deadline int64) kind.Line {
		l := kind.Line{
			Key: ID(n).String(), Link: "/drill/" + ID(n).String(), From: from, To: to, Tone: tone,
			Title: what(int64(120*n), map[bool]string{true: "north", false: "south"}[n%2 == 0], fmt.Sprintf("N-%04d", 410+n)),
			State: lang.Say("drill.state." + state), Detail: delivered(-90), Opened: At(-100),
		}
		if deadline != 0 {
			l.Deadline = At(deadline)
		}
		return l
	}
	list := []kind.Line{
		line(1, "alpha", "bravo", kind.Due, "open", 12),
		line(2, "alpha", "bravo", kind.Overdue, "unanswered", -3),
		line(3, "bravo", "alpha", kind.Due, "open", 150),
		line(4, "bravo", "alpha", kind.Ringing, "suspended", 0),
		line(5, "mediator", "", kind.Calm, "open", 0),
		line(6, "mediator", "alpha", kind.Done, "objected", -400),
		line(7, "mediator", "alpha", kind.Due, "open", 0),
	}
	list[0].Detail = lang.Say("drill.detail.undelivered", "at", At(-5).UTC())
	list[6].Deadline = Start - 5_000 // passed by our clock, not yet on the record
	return list
}

// Read hands out the picture.
func (w *World) Read(_ context.Context, use func(kind.Reader) error) error {
	if w.Broken != nil {
		return w.Broken
	}
	return use(reader{w})
}

type reader struct{ w *World }

func (r reader) Place() (int64, statement.Time)     { return r.w.State.Last, r.w.State.Record }
func (r reader) Charter() *charter.Document         { return r.w.Charter }
func (r reader) Row(string, string) (any, bool)     { return nil, false }
func (r reader) Body(statement.ID) (any, kind.Gone) { return nil, kind.None }
func (r reader) Aside() kind.Local                  { return kind.Local{Live: r.w.State.OK, Clock: Start} }

func (r reader) Entry(id statement.ID) (kind.Entry, bool) {
	if id != ID(1) {
		return kind.Entry{}, false
	}
	return kind.Entry{
		Index: 18204, Time: At(-90), ReceivedAt: At(-90), ID: id, Type: "drill.asked/v1",
		Author: charter.Author{Member: "alpha", Officer: "a1"}, About: []statement.ID{ID(9)}, Charter: r.w.Charter,
	}, true
}

func (r reader) Rows(table, _, _ string) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for _, k := range r.w.Rows {
			if table == seat.Keys.Name && !yield(k.Key.String(), k) {
				return
			}
		}
	}
}

// SignIn opens a session for a1.
func (w *World) SignIn(_ context.Context, officer, password string) (desk.Session, error) {
	if officer == "hasty" {
		return desk.Session{}, &desk.WaitError{Until: At(2)}
	}
	if officer != "a1" || password != Password {
		return desk.Session{}, desk.ErrSignIn
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last++
	handle := fmt.Sprintf("handle-%d", w.last)
	w.open[handle] = true
	return desk.Session{Handle: handle, Officer: w.officer(), Until: At(720)}, nil
}

func (w *World) officer() kind.Officer {
	return kind.Officer{Name: "Duty officer (EXERCISE)", Author: charter.Author{
		Member: "alpha", Role: charter.Party, Seat: charter.Officer, Key: OfficerKey().ID(), Officer: "a1",
		Desks: []string{"military"}, Powers: []charter.Power{recordtest.Power("drill.*")},
	}}
}

// SignOut ends a session.
func (w *World) SignOut(handle string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, handle)
}

// Who knows open sessions.
func (w *World) Who(_ context.Context, handle string) (kind.Officer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.open[handle] {
		return kind.Officer{}, desk.ErrSession
	}
	return w.officer(), nil
}

// Standing has nothing against a1.
func (w *World) Standing(context.Context, kind.Officer) (*kind.Problem, error) { return nil, nil }

// Officers lists a1, and one whom the record does not know.
func (w *World) Officers(context.Context) ([]desk.Listed, error) {
	return []desk.Listed{
		{Code: "a1", Name: "Duty officer (EXERCISE)", Key: OfficerKey()},
		{Code: "a2", Name: "ضابط المناوبة", Key: recordtest.Pub("a2 officer")},
	}, nil
}

// Acts are those for which a1 has the power.
func (w *World) Acts(kind.Officer) []kind.Act { return Drill(w).Acts[:1] }

// Plan says what would be signed.
func (w *World) Plan(_ context.Context, _ kind.Officer, act string, in any) (kind.Confirmation, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Planned = append(w.Planned, in)
	if w.Refuses != nil {
		return kind.Confirmation{}, w.Refuses
	}
	ask, ok := in.(Ask)
	if !ok {
		return kind.Confirmation{}, errors.New("not the input of the act")
	}
	return kind.Confirmation{Token: "token-1", Act: act, Expires: At(10), Says: []lang.Message{
		lang.Say("drill.says.ask", "who", lang.Text(w.Charter.Members[1].Names), "force", ask.Force,
			"zone", lang.Say("drill.zone."+ask.Area.Zone), "window", lang.Window{From: ask.From.UTC(), Until: ask.Until.UTC()}),
		lang.Say("drill.says.silence"),
	}}, nil
}

// Confirm signs.
func (w *World) Confirm(_ context.Context, _ kind.Officer, token string) (kind.Filing, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Refuses != nil {
		return kind.Filing{}, w.Refuses
	}
	if token != "token-1" {
		return kind.Filing{}, desk.ErrNoToken
	}
	w.Signed = append(w.Signed, token)
	return kind.Filing{Results: []kind.Result{w.Result}}, nil
}

// Watch returns Result.
func (w *World) Watch(_ context.Context, id statement.ID) (kind.Result, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if id != w.Result.ID {
		return kind.Result{}, desk.ErrNoDraft
	}
	return w.Result, nil
}

// SaveDraft keeps a draft.
func (w *World) SaveDraft(_ context.Context, by kind.Officer, form, act string, content json.RawMessage) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.drafts[form] = desk.Draft{Officer: by.Officer, Form: form, Act: act, Content: content, Saved: Start}
	return nil
}

// Draft returns a draft.
func (w *World) Draft(_ context.Context, _ kind.Officer, form string) (desk.Draft, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	d, ok := w.drafts[form]
	if !ok {
		return desk.Draft{}, desk.ErrNoDraft
	}
	return d, nil
}

// Drafts lists all.
func (w *World) Drafts(context.Context, kind.Officer) ([]desk.Draft, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []desk.Draft
	for _, d := range w.drafts {
		list = append(list, d)
	}
	return list, nil
}

// DropDraft forgets one.
func (w *World) DropDraft(_ context.Context, _ kind.Officer, form string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.drafts, form)
	return nil
}
