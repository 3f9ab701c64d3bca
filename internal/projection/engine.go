package projection

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"parley.example/record/charter"
	"parley.example/record/statement"

	"parley.example/internal/kind"
)

// The rules by which the engine itself voids an entry, before its kind is
// asked. R-KIND.
const (
	RuleParse = "R-KIND-1" // the act is not what its type's parser takes
	RuleTwice = "R-KIND-2" // the same act of the same member is on the record already
)

// Engine folds judged entries into rows. One goroutine calls Fold; everything
// else may be called from any.
type Engine struct {
	store   Store
	kinds   []*loaded
	owners  map[string]*owned
	tables  map[string]*table
	rules   statement.Digest
	alarms  alarms
	cache   *cache
	first   *charter.Document
	current atomic.Pointer[Standing]
	mu      sync.Mutex // held over Fold and Close: one writer
	broken  error      // a fold that failed; nothing is folded after it
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
// type or table, or where one reads what nobody writes.
func Open(store Store, kinds []kind.Kind, first *charter.Document) (*Engine, error) {
	e := &Engine{
		store: store, owners: map[string]*owned{}, tables: map[string]*table{}, rules: RuleSet(kinds),
		alarms: alarms{order: map[string]int{}}, cache: newCache(1 << 14), first: first,
	}
	if err := e.load(kinds); err != nil {
		return nil, err
	}
	saved, err := store.Load()
	if err != nil {
		return nil, fmt.Errorf("open picture: %w", err)
	}
	for _, a := range saved.Alarms {
		e.alarms.set(a)
	}
	doc := first
	if raw, err := store.CharterAt(Now - 1); err != nil {
		return nil, fmt.Errorf("open picture: %w", err)
	} else if raw != nil {
		parsed, err := charter.ParseDocument(raw)
		if err != nil {
			return nil, fmt.Errorf("open picture: %w", err)
		}
		doc = &parsed
	}
	e.current.Store(&Standing{
		Size: saved.Size, Time: saved.Time, Digest: saved.Digest, Charter: doc, Next: e.alarms.next(),
	})
	return e, nil
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
		}
		for _, t := range k.Hears {
			l.hears[t] = true
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
// after them. All is committed, or nothing.
func (e *Engine) Fold(batch []charter.Entry, record []byte) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.broken != nil {
		return e.broken
	}
	if len(batch) == 0 {
		return nil
	}
	st := e.Standing()
	r := &run{
		e: e, over: map[rowRef]held{}, keys: map[tableRef]map[string]bool{}, entry: map[rowRef]Change{}, acted: map[statement.Digest]bool{},
		digest: st.Digest, charter: st.Charter,
	}
	for i := range batch {
		if want := st.Size + int64(i); batch[i].Index != want {
			return fmt.Errorf("fold: entry %d where %d follows", batch[i].Index, want)
		}
		e.step(r, &batch[i])
		if r.err != nil {
			e.broken = fmt.Errorf("fold: %w", r.err)
			return e.broken
		}
	}
	last := batch[len(batch)-1]
	r.commit.Size, r.commit.Time, r.commit.Record = last.Index+1, last.Time, record
	if err := e.store.Commit(r.commit); err != nil {
		e.broken = fmt.Errorf("commit picture at entry %d: %w", last.Index, err)
		return e.broken
	}
	for ref, h := range r.over {
		e.cache.put(ref, h.row)
	}
	e.current.Store(&Standing{Size: r.commit.Size, Time: last.Time, Digest: r.digest, Charter: r.charter, Next: e.alarms.next()})
	return nil
}

// Broken returns why the engine folds no more, or nil. A picture that broke is
// rebuilt from the mirror; the record is untouched.
func (e *Engine) Broken() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.broken
}

// step wakes what record time has reached, then folds one entry.
func (e *Engine) step(r *run, ce *charter.Entry) {
	r.place = ce.Index
	for {
		al, ok := e.alarms.reached(ce.Time)
		if !ok || r.err != nil {
			break
		}
		r.time = al.At
		r.commit.Alarms = append(r.commit.Alarms, AlarmOf{Kind: al.Kind, Alarm: kind.Alarm{Key: al.Key}})
		l := e.kinds[e.alarms.order[al.Kind]]
		if err := l.Wake(tx{run: r, kind: l}, al.Alarm); err != nil {
			r.fail("wake %s: %w", al.Kind, err)
		}
	}
	r.time = ce.Time
	if ce.Charter != r.charter && ce.Charter != nil {
		e.amend(r, ce)
	}
	seen := Seen{Index: ce.Index, ID: ce.ID}
	if ce.Void != nil {
		seen.Rule, seen.Text = ce.Void.Rule, ce.Void.Text
	} else if v := e.once(r, ce, &seen); v != nil {
		seen.Rule, seen.Text = v.Rule, v.Text
	} else if v := e.fold(r, ce); v != nil {
		seen.Rule, seen.Text = v.Rule, v.Text
	}
	r.commit.Entries = append(r.commit.Entries, seen)
	r.close()
}

// once holds that the same act is on the record at most once a member: its
// digest leaves out the place in the chain. What nodes say of themselves is
// never the same act twice, and is not looked up. PROTOCOL A9.
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
	entry, own, void := e.parse(ce)
	if void != nil {
		return void
	}
	if own != nil {
		t := tx{run: r, kind: own.kind, room: entry.Room}
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
			if err := l.Fold(tx{run: r, kind: l, room: entry.Room}, entry); err != nil {
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

// parse makes a kind's entry of a judged line. An entry of a type that nobody
// here knows is kept and shown as unknown.
func (e *Engine) parse(ce *charter.Entry) (kind.Entry, *owned, *kind.Void) {
	st := &ce.Statement
	entry := kind.Entry{
		Index: ce.Index, Time: ce.Time, ReceivedAt: ce.Leaf.ReceivedAt, NotAfter: st.NotAfter, ID: ce.ID,
		Author: ce.Author, Type: st.Type, About: st.About, Seen: st.Seen.Size, Charter: ce.Charter,
	}
	if st.Body != nil {
		entry.Body = st.Body.Commit
	}
	own, ok := e.owners[st.Type]
	if !ok {
		return entry, nil, nil
	}
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
	e.broken = errors.Join(e.broken, errors.New("the picture is closed"))
	return e.store.Close()
}
