package desktest

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"iter"
	"maps"
	"math/rand/v2" //nolint:depguard // the same keys in every run of a test
	"slices"
	"sync"
	"time"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// Password is that of every officer whom AddOfficer takes in.
const Password = "EXERCISE password"

// World is the node of the member alpha. It is safe for concurrent use.
type World struct {
	mu      sync.Mutex // over all that follows
	mech    *recordtest.Mechanism
	now     statement.Time
	lamps   map[string]map[string]Lamp // by the readers' room, and the lamp's
	random  *rand.ChaCha8
	sent    []Sent
	results map[statement.ID]kind.Result
	entries map[statement.ID]kind.Entry
	fail    func(step string) error
}

// Sent is a statement that the submitter signed, with what is within it where it
// is sealed.
type Sent struct {
	ID        statement.ID
	Statement statement.Statement
	Body      []byte
	Inner     statement.Statement
}

// New founds a mechanism of alpha, bravo and mediator, with the officers a1,
// who may sign every lamp type, and a2, who may only light.
func New(t recordtest.T) *World {
	t.Helper()
	w := &World{
		mech: recordtest.Found(t, "alpha", "bravo", "mediator"), lamps: map[string]map[string]Lamp{"": {}},
		results: map[statement.ID]kind.Result{}, entries: map[statement.ID]kind.Entry{}, random: rand.NewChaCha8([32]byte{1}),
	}
	w.mech.Officer("alpha", "a1", recordtest.Power("lamp.*"))
	w.mech.Officer("alpha", "a2", recordtest.Power("lamp.lit"))
	w.now = w.mech.Now().Add(time.Second)
	return w
}

// Config returns the configuration of a desk on this world.
func (w *World) Config() desk.Config {
	return desk.Config{
		Member: "alpha", Mechanism: w.mech.State().Mechanism(), Kinds: []kind.Kind{Kind()}, Read: w.Read, ReadIn: w.ReadIn,
		Key: w.key, Submit: w, Clock: w.Now, Rand: randomness{w}, Cost: desk.Cost{KiB: 64, Passes: 1, Threads: 1},
	}
}

// AddOfficer takes an officer into a desk, with the key that the record has.
func (w *World) AddOfficer(ctx context.Context, d *desk.Desk, code string) error {
	return d.AddOfficer(ctx, code, "EXERCISE "+code, Password, recordtest.OfficerKey(code))
}

// Now is the node's clock.
func (w *World) Now() statement.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Pass lets time pass.
func (w *World) Pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// Light puts a lit lamp into the picture, as if another member had lit it.
func (w *World) Light(room string, watts int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lamps[""][room] = Lamp{Room: room, Watts: watts}
}

// LightSealed puts one into the picture of some readers alone.
func (w *World) LightSealed(readers []string, room string, watts int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	among := kind.RoomOf(readers)
	if w.lamps[among] == nil {
		w.lamps[among] = map[string]Lamp{}
	}
	w.lamps[among][room] = Lamp{Room: room, Watts: watts}
}

// Appoint lets record time catch up with the node's clock, and appoints an
// officer for every lamp type, with a key that it makes from a name and returns.
func (w *World) Appoint(officer, name string) ed25519.PrivateKey {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mech.File(w.now, "root:alpha", charter.TypeAppointed, charter.Appointed{
		Desks: []string{"military"}, ExpiresAt: w.now.Add(30 * 24 * time.Hour), Key: recordtest.Pub(name),
		Officer: officer, Powers: []charter.Power{recordtest.Power("lamp.*")},
	})
	return recordtest.Key(name)
}

// Revoke puts the end of an officer's appointment onto the record.
func (w *World) Revoke(officer string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mech.File(w.mech.Now(), "root:alpha", charter.TypeRevoked, charter.Revoked{Key: recordtest.Pub(officer + " officer").ID()})
}

// Set says what has become of a statement.
func (w *World) Set(r kind.Result) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.results[r.ID] = r
}

// Enter puts an entry into the picture, for readers who ask for it by its id.
func (w *World) Enter(e kind.Entry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.entries[e.ID] = e
}

// Fail makes the submitter ask f at each step: "sent", "sign" (before anything
// is kept) and "signed" (after it was). nil ends it.
func (w *World) Fail(f func(step string) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fail = f
}

// Sents returns all that was signed.
func (w *World) Sents() []Sent {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sent)
}

// Read calls use with the whole picture.
func (w *World) Read(ctx context.Context, use func(kind.Reader) error) error {
	w.mu.Lock()
	rooms := slices.Collect(maps.Keys(w.lamps))
	w.mu.Unlock()
	return w.read(ctx, rooms, use)
}

// ReadIn calls use with the picture of one room.
func (w *World) ReadIn(ctx context.Context, room string, use func(kind.Reader) error) error {
	return w.read(ctx, []string{"", room}, use)
}

func (w *World) read(_ context.Context, rooms []string, use func(kind.Reader) error) error {
	w.mu.Lock()
	lamps := map[string]Lamp{}
	for _, room := range rooms {
		maps.Copy(lamps, w.lamps[room])
	}
	r := reader{
		lamps: lamps, entries: maps.Clone(w.entries),
		doc: w.mech.State().Document(), index: w.mech.State().Size() - 1, time: w.mech.Now(), clock: w.now,
	}
	w.mu.Unlock()
	return use(r)
}

// Submit signs and chains.
func (w *World) Submit(_ context.Context, key ed25519.PrivateKey, st statement.Statement, body []byte) (statement.ID, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.failing("sign"); err != nil {
		return statement.ID{}, err
	}
	w.chain(&st, key)
	if len(body) > 0 {
		st.Body = &statement.Body{Commit: st.Commit([statement.SaltSize]byte{1}, body), Size: int64(len(body))}
	}
	return w.sign(key, Sent{Statement: st, Body: slices.Clone(body)})
}

// SubmitSealed signs and chains what hides st. Nothing is encrypted here.
func (w *World) SubmitSealed(
	_ context.Context, key ed25519.PrivateKey, st statement.Statement, body []byte, readers []string,
) (statement.ID, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.failing("sign"); err != nil {
		return statement.ID{}, err
	}
	st.Readers = readers
	w.chain(&st, key)
	if len(body) > 0 {
		st.Body = &statement.Body{Commit: st.Commit([statement.SaltSize]byte{1}, body), Size: int64(len(body))}
	}
	within, err := st.InnerBytes()
	if err != nil {
		return statement.ID{}, err
	}
	outer := statement.Statement{
		Act: []byte("{}"), Key: st.Key, MadeAt: st.MadeAt, Mechanism: st.Mechanism, Member: st.Member, Nonce: st.Nonce, Prev: st.Prev,
		Seen: st.Seen, Seq: st.Seq, Type: statement.SealedType,
	}
	outer.Body = &statement.Body{
		Cipher: sha256.Sum256(within), Commit: outer.Commit([statement.SaltSize]byte{2}, within), Size: int64(len(within)),
	}
	return w.sign(key, Sent{Statement: outer, Body: slices.Clone(body), Inner: st})
}

// chain puts a statement at the end of its key's chain. The caller holds mu.
func (w *World) chain(st *statement.Statement, key ed25519.PrivateKey) {
	st.Key, st.Seen = statement.PublicOf(key).ID(), w.mech.Seen()
	for _, s := range w.sent {
		if s.Statement.Key == st.Key {
			st.Seq, st.Prev = s.Statement.Seq+1, s.ID
		}
	}
}

// sign signs and remembers. The caller holds mu.
func (w *World) sign(key ed25519.PrivateKey, s Sent) (statement.ID, error) {
	env, err := statement.Sign(s.Statement, key)
	if err != nil {
		return statement.ID{}, err
	}
	s.ID = env.ID()
	w.sent = append(w.sent, s)
	w.results[s.ID] = kind.Result{ID: s.ID, Type: s.Statement.Type, Logged: -1}
	return s.ID, w.failing("signed")
}

// Sent finds a statement by key and nonce.
func (w *World) Sent(_ context.Context, key statement.Digest, nonce [16]byte) (statement.ID, bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.failing("sent"); err != nil {
		return statement.ID{}, false, err
	}
	for _, s := range w.sent {
		if s.Statement.Key == key && s.Statement.Nonce == nonce {
			return s.ID, true, nil
		}
	}
	return statement.ID{}, false, nil
}

// Result returns what Set said last.
func (w *World) Result(_ context.Context, id statement.ID) (kind.Result, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r, ok := w.results[id]
	if !ok {
		return kind.Result{}, errors.New("not submitted here")
	}
	return r, nil
}

func (w *World) key(id statement.Digest) (charter.Key, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.mech.State().Key(id)
}

// failing asks the fault that a test set. The caller holds mu.
func (w *World) failing(step string) error {
	if w.fail == nil {
		return nil
	}
	return w.fail(step)
}

// reader is the picture at one place.
type reader struct {
	lamps   map[string]Lamp
	entries map[statement.ID]kind.Entry
	doc     *charter.Document
	index   int64
	time    statement.Time
	clock   statement.Time
}

func (r reader) Place() (int64, statement.Time)     { return r.index, r.time }
func (r reader) Charter() *charter.Document         { return r.doc }
func (r reader) Body(statement.ID) (any, kind.Gone) { return nil, kind.None }
func (r reader) Aside() kind.Local                  { return kind.Local{Live: true, Clock: r.clock} }

func (r reader) Row(_ string, key string) (row any, ok bool) { row, ok = r.lamps[key]; return row, ok }

func (r reader) Entry(id statement.ID) (kind.Entry, bool) {
	e, ok := r.entries[id]
	return e, ok
}

func (r reader) Rows(_, _, _ string) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for _, key := range slices.Sorted(maps.Keys(r.lamps)) {
			if !yield(key, r.lamps[key]) {
				return
			}
		}
	}
}

// randomness looks random and is the same in every run.
type randomness struct{ w *World }

func (r randomness) Read(p []byte) (int, error) {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	return r.w.random.Read(p)
}
