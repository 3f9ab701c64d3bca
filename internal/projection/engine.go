package projection

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// The rules by which the engine itself voids an entry, before its kind is
// asked. R-KIND.
const (
	RuleParse = "R-KIND-1" // the act is not what its type's parser takes
	RuleTwice = "R-KIND-2" // the same act of the same member is on the record already
)

// ErrRules is returned for a picture that other rules made: it is removed, and
// made anew from the mirror. R-PICTURE-8.
var ErrRules = errors.New("the picture was made by other rules")

// cacheRoom is how many rows the engine keeps decoded.
const cacheRoom = 1 << 14

// Engine folds judged entries into rows. One goroutine calls Fold; everything
// else may be called from any.
type Engine struct {
	store   Store
	kinds   []*loaded
	owners  map[string]*owned
	tables  map[string]*table
	heard   map[string]bool // types that rooms fold when they are said in the open
	rules   statement.Digest
	alarms  alarms
	cache   *cache
	first   *charter.Document
	current atomic.Pointer[Standing]
	rooms   *rooms     // nil until OpenRooms
	mu      sync.Mutex // held over Fold and Close: one writer
	broken  error      // why the last fold failed; alarms are then taken from the store again
	closed  bool
}

// Standing is where the picture stands.
type Standing struct {
	Size    int64
	Time    statement.Time
	Digest  statement.Digest
	Charter *charter.Document
	Next    statement.Time // the earliest alarm, zero if none is set
}

type loaded struct {
	kind.Kind
	reads map[string]bool
	hears map[string]bool
}

type owned struct {
	kind  *loaded
	entry kind.EntryType
}

type table struct {
	kind.Schema
	owner string
}

// Open makes an engine over a store. It fails where two kinds claim one name,
// type or table, or where one reads or hears what nobody writes or owns, and
// with ErrRules where other rules made the picture.
func Open(store Store, kinds []kind.Kind, first *charter.Document) (*Engine, error) {
	e := &Engine{
		store: store, owners: map[string]*owned{}, tables: map[string]*table{}, heard: map[string]bool{}, rules: RuleSet(kinds),
		alarms: newAlarms(), cache: newCache(cacheRoom), first: first,
	}
	if err := e.load(kinds); err != nil {
		return nil, err
	}
	if err := e.resume(); err != nil {
		return nil, fmt.Errorf("open picture: %w", err)
	}
	return e, nil
}

// resume takes alarms and standing from the store: at the start, and after a
// fault.
func (e *Engine) resume() error {
	saved, err := e.store.Load()
	if err != nil {
		return err
	}
	if saved.Size > 0 && saved.Rules != e.rules {
		return ErrRules
	}
	e.alarms.reset()
	for _, a := range saved.Alarms {
		e.alarms.set(a)
	}
	doc, err := e.charterAt(Now - 1)
	if err != nil {
		return err
	}
	e.rooms.resume(saved.Size)
	e.current.Store(&Standing{
		Size: saved.Size, Time: saved.Time, Digest: saved.Digest, Charter: doc, Next: e.alarms.next(),
	})
	return nil
}

// charterAt returns the document in force at an index: the first, until an
// entry is folded.
func (e *Engine) charterAt(index int64) (*charter.Document, error) {
	raw, err := e.store.CharterAt(index)
	if err != nil || raw == nil {
		return e.first, err
	}
	doc, err := charter.ParseDocument(raw)
	return &doc, err
}

func (e *Engine) load(kinds []kind.Kind) error {
	for i, k := range kinds {
		l := &loaded{Kind: k, reads: map[string]bool{}, hears: map[string]bool{}}
		if _, twice := e.alarms.order[k.Name]; twice {
			return fmt.Errorf("two kinds are named %s", k.Name)
		}
		e.alarms.order[k.Name] = i
		for _, t := range k.Tables {
			s := t.Schema()
			if other, twice := e.tables[s.Name]; twice {
				return fmt.Errorf("table %s is written by %s and %s", s.Name, other.owner, k.Name)
			}
			e.tables[s.Name] = &table{Schema: s, owner: k.Name}
			l.reads[s.Name] = true
		}
		for _, et := range k.Entries {
			if other, twice := e.owners[et.Name]; twice {
				return fmt.Errorf("type %s is owned by %s and %s", et.Name, other.kind.Name, k.Name)
			}
			e.owners[et.Name] = &owned{kind: l, entry: et}
			if et.Rooms {
				e.heard[et.Name] = true
			}
			if et.Rooms && k.Fold == nil {
				return fmt.Errorf("type %s is folded in rooms, and %s has no Fold", et.Name, k.Name)
			}
		}
		for _, t := range k.Hears {
			l.hears[t], e.heard[t] = true, true
		}
		e.kinds = append(e.kinds, l)
	}
	for _, l := range e.kinds {
		for _, t := range l.Reads {
			name := t.Schema().Name
			if _, ok := e.tables[name]; !ok {
				return fmt.Errorf("kind %s reads table %s, which no kind writes", l.Name, name)
			}
			l.reads[name] = true
		}
		for _, typ := range l.Hears {
			if own, ok := e.owners[typ]; !ok || own.kind == l || l.Fold == nil {
				return fmt.Errorf("kind %s hears %s: another kind must own it, and it must have a Fold", l.Name, typ)
			}
		}
	}
	return nil
}

// Standing returns where the picture stands.
func (e *Engine) Standing() Standing { return *e.current.Load() }

// Rules returns the rule-set by which the engine folds.
func (e *Engine) Rules() statement.Digest { return e.rules }

// Resume returns how many entries are folded, and the record's state there.
func (e *Engine) Resume() (int64, []byte, error) {
	saved, err := e.store.Load()
	if err != nil {
		return 0, nil, fmt.Errorf("resume picture: %w", err)
	}
	return saved.Size, saved.Record, nil
}

// Fold takes the entries that follow on those folded, and the record's state
// after them. All is committed, or nothing; what failed may be folded again.
// R-PICTURE-2.
func (e *Engine) Fold(batch []charter.Entry, record []byte) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return errors.New("fold: the picture is closed")
	}
	if e.broken != nil {
		if err := e.resume(); err != nil {
			return errors.Join(e.broken, err)
		}
	}
	st := e.Standing()
	for i := range batch {
		if want := st.Size + int64(i); batch[i].Index != want {
			return fmt.Errorf("fold: entry %d where %d follows", batch[i].Index, want)
		}
	}
	if len(batch) == 0 {
		return nil
	}
	if err := e.take(batch, record, st); err != nil {
		e.broken = fmt.Errorf("fold: %w", err)
		e.cache = newCache(cacheRoom)
		return e.broken
	}
	e.broken = nil
	return nil
}

// take folds and commits. What it leaves in the engine where it fails, Fold puts
// right before the next.
func (e *Engine) take(batch []charter.Entry, record []byte, st Standing) error {
	r := newRun(e, st)
	for i := range batch {
		if e.step(r, &batch[i]); r.err != nil {
			return r.err
		}
	}
	last := batch[len(batch)-1]
	r.commit.Size, r.commit.Time, r.commit.Record, r.commit.Rules = last.Index+1, last.Time, record, e.rules
	if err := e.store.Commit(r.commit); err != nil {
		return fmt.Errorf("commit at entry %d: %w", last.Index, err)
	}
	for ref, h := range r.over {
		e.cache.put(ref, h.row)
	}
	for tr := range r.keys {
		e.cache.changed(tr)
	}
	e.rooms.tell(r.commit.Kept) // before anybody sees how far this goes
	e.current.Store(&Standing{Size: r.commit.Size, Time: last.Time, Digest: r.digest, Charter: r.charter, Next: e.alarms.next()})
	return nil
}

// Broken returns why the last fold failed, or nil. The picture stays where it
// stood before, and is not live (PROTOCOL A5); the record is untouched.
func (e *Engine) Broken() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.broken
}

// step wakes what record time has reached, then folds one entry. A rule that
// panics stops the fold, as one that returns an error does: readers keep what
// there was before. R-PICTURE-2.
func (e *Engine) step(r *run, ce *charter.Entry) {
	defer func() {
		if p := recover(); p != nil {
			r.fail("a rule panics: %v", p)
		}
	}()
	r.place = ce.Index
	e.wake(r, ce.Time)
	r.time, r.last = ce.Time, ce.Time
	e.amend(r, ce)
	seen := Seen{Index: ce.Index, ID: ce.ID, Time: ce.Time}
	if ce.Void != nil {
		seen.Rule, seen.Text = ce.Void.Rule, ce.Void.Text
	} else if v := e.once(r, ce, &seen); v != nil {
		seen.Rule, seen.Text = v.Rule, v.Text
	} else if v := e.fold(r, ce); v != nil {
		seen.Rule, seen.Text = v.Rule, v.Text
	} else {
		e.keep(r, ce)
	}
	r.commit.Entries = append(r.commit.Entries, seen)
	r.close(seen)
}

// restless is how often one alarm may ring at one time: rungs at the same time
// ring one after the other, more is a rule that never comes to rest.
const restless = 100

// wake rings every alarm that a record time has reached, also those that ringing
// sets. An alarm set for a time gone by rings before the next entry, and time
// does not go back for it. R-PICTURE-5.
func (e *Engine) wake(r *run, t statement.Time) {
	rung := map[AlarmOf]int{}
	for r.err == nil {
		al, ok := e.alarms.reached(t)
		if !ok {
			return
		}
		r.time = max(al.At, r.last)
		r.last = r.time
		r.commit.Alarms = append(r.commit.Alarms, AlarmOf{Kind: al.Kind, Alarm: kind.Alarm{Key: al.Key}})
		still := AlarmOf{Kind: al.Kind, Alarm: kind.Alarm{Key: al.Key, At: r.time}}
		if rung[still]++; rung[still] > restless {
			r.fail("wake %s: alarm %s sets itself again for a time gone by, without end", al.Kind, al.Key)
			return
		}
		l := e.kinds[e.alarms.order[al.Kind]]
		if l.Wake == nil {
			r.fail("wake %s: it sets alarms and has no Wake", al.Kind)
			return
		}
		if err := l.Wake(tx{run: r, kind: l}, al.Alarm); err != nil {
			r.fail("wake %s: %w", al.Kind, err)
		}
	}
}

// once holds that the same act is on the record at most once a member: its
// digest leaves out the place in the chain. One that a kind voided is on the
// record too: its author was told, and what was void never comes to count by
// being chained anew. One that the record's rules void is not: anybody could
// have put it there. What nodes say of themselves is not looked up. R-KIND-2,
// R-PICTURE-6.
func (e *Engine) once(r *run, ce *charter.Entry, seen *Seen) *kind.Void {
	if ce.Author.Seat == charter.Node {
		return nil
	}
	act := ce.Statement.ActDigest()
	twice, err := e.store.Acted(act)
	if err != nil {
		r.fail("%w", err)
	}
	if twice || r.acted[act] {
		return &kind.Void{Rule: RuleTwice, Text: "the same act is on the record already"}
	}
	seen.Act, r.acted[act] = act, true
	return nil
}

// amend notes the document that an entry put into force.
func (e *Engine) amend(r *run, ce *charter.Entry) {
	if ce.Charter == nil || ce.Charter == r.charter && ce.Index > 0 {
		return
	}
	doc, err := ce.Charter.Bytes()
	if err != nil {
		r.fail("%w", err)
		return
	}
	before, err := r.charter.Bytes()
	if err != nil {
		r.fail("%w", err)
		return
	}
	r.charter = ce.Charter
	if ce.Index == 0 || !bytes.Equal(doc, before) {
		r.commit.Charters = append(r.commit.Charters, CharterAt{Index: ce.Index, Document: doc})
	}
}

// fold asks the owner, and lets the owner and then the hearers take the entry.
func (e *Engine) fold(r *run, ce *charter.Entry) *kind.Void {
	entry, own, void := e.parse(ce, &ce.Statement)
	if void != nil {
		return void
	}
	if own != nil {
		t := tx{run: r, kind: own.kind}
		if own.kind.Admit != nil {
			if void := asVoid(r, own.kind.Admit(t, entry)); void != nil || r.err != nil {
				return void
			}
		}
		if own.kind.Fold != nil {
			if err := own.kind.Fold(t, entry); err != nil {
				r.fail("fold %s: %w", own.kind.Name, err)
			}
		}
	}
	for _, l := range e.kinds {
		if l.hears[entry.Type] && r.err == nil {
			if err := l.Fold(tx{run: r, kind: l}, entry); err != nil {
				r.fail("fold %s: %w", l.Name, err)
			}
		}
	}
	return nil
}

// asVoid tells a verdict from a bug.
func asVoid(r *run, err error) *kind.Void {
	if err == nil {
		return nil
	}
	var v *kind.Void
	if !errors.As(err, &v) {
		r.fail("admit: %w", err)
		return nil
	}
	return v
}

// parse makes a kind's entry of a judged line and of what it says: its own
// statement, or the one inside a sealed one. An entry of a type that nobody here
// knows is kept and shown as unknown.
func (e *Engine) parse(ce *charter.Entry, st *statement.Statement) (kind.Entry, *owned, *kind.Void) {
	entry := kind.Entry{
		Index: ce.Index, Time: ce.Time, ReceivedAt: ce.Leaf.ReceivedAt, NotAfter: st.NotAfter, ID: ce.ID,
		Author: ce.Author, Type: st.Type, About: st.About, Seen: ce.Statement.Seen.Size, Charter: ce.Charter,
		Room: kind.RoomOf(st.Readers),
	}
	if body := ce.Statement.Body; body != nil {
		entry.Body = body.Commit
	}
	own, ok := e.owners[st.Type]
	if !ok {
		return entry, nil, nil
	}
	entry.Erasable = own.entry.Erasable
	act, err := own.entry.Parse(st.Act)
	if err != nil {
		return entry, own, &kind.Void{Rule: RuleParse, Text: err.Error()}
	}
	entry.Act = act
	return entry, own, nil
}

// Close closes the store.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.rooms != nil {
		e.rooms.mu.Lock()
		defer e.rooms.mu.Unlock()
	}
	e.closed = true
	return e.store.Close()
}
