package outbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"parley.example/internal/ledger/wire"
	"parley.example/record/statement"
)

// mostEnded is how many ended items are remembered, so that the same act handed
// in again is found; older ones are on the record.
const mostEnded = 65_536

// Item is a statement on its way. Statement is parsed from Envelope.
type Item struct {
	Envelope  statement.Envelope
	Statement statement.Statement
	ID        statement.ID
	Key       statement.Digest
	Foreign   bool // another member's, held for it
	Handed    bool // somebody may have it
	At        statement.Time
	Promise   *wire.SignedPromise
}

// Box is the outbox. It is safe for concurrent use.
type Box struct {
	name  string
	mu    sync.Mutex
	file  *os.File
	items []*Item // open, in the order of their coming
	byID  map[statement.ID]*Item
	byKey map[statement.Digest]statement.ID // of open and ended ones
	ended map[statement.ID]End
	order []statement.ID // of ended, oldest first
	last  int64          // the greatest place of an ended item, -1 if there is none
	sick  bool           // a write failed: nothing more is taken until the file is written anew
	done  bool           // closed
}

// Create makes an empty outbox, for keys that have never signed.
func Create(name string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	return errors.Join(f.Sync(), f.Close(), syncDir(filepath.Dir(name)))
}

// Open reads the outbox; existed is false where there was none, and one is made.
func Open(name string) (b *Box, existed bool, err error) {
	text, err := os.ReadFile(name)
	existed = err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, false, fmt.Errorf("outbox: %w", err)
	}
	lines, _, err := split(text)
	if err != nil {
		return nil, existed, fmt.Errorf("outbox %s: %w", name, err)
	}
	b = &Box{
		name: name, last: -1, byID: map[statement.ID]*Item{}, byKey: map[statement.Digest]statement.ID{}, ended: map[statement.ID]End{},
	}
	for _, l := range lines {
		if err := b.apply(&l); err != nil {
			return nil, existed, fmt.Errorf("outbox %s: %w", name, err)
		}
	}
	// What is open is written anew, and the torn end goes with the rest.
	if err := b.rewrite(); err != nil {
		return nil, existed, err
	}
	return b, existed, nil
}

// Close closes the file.
func (b *Box) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done = true
	return b.file.Close()
}

// rewrite replaces the file by one with what is open and the last ends.
func (b *Box) rewrite() error {
	f, err := os.OpenFile(b.name+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	for _, l := range b.lines() {
		text, err := l.bytes()
		if err == nil {
			_, err = f.Write(text)
		}
		if err != nil {
			return fmt.Errorf("outbox: %w", errors.Join(err, f.Close()))
		}
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("outbox: %w", errors.Join(err, f.Close()))
	}
	if err := errors.Join(os.Rename(b.name+".new", b.name), syncDir(filepath.Dir(b.name))); err != nil {
		return fmt.Errorf("outbox: %w", errors.Join(err, f.Close()))
	}
	old := b.file
	b.file = f
	if old != nil {
		_ = old.Close() // its file is gone
	}
	return nil
}

// lines writes down the box.
func (b *Box) lines() []line {
	var out []line
	for ids := range slices.Chunk(b.order, 1000) {
		l := line{Op: opEnd}
		for _, id := range ids {
			l.Ends = append(l.Ends, b.ended[id])
		}
		out = append(out, l)
	}
	for _, it := range b.items {
		out = append(out, line{Op: opAdd, Items: []record{recordOf(it)}})
		if it.Promise != nil {
			out = append(out, line{Op: opPromise, IDs: []statement.ID{it.ID}, Promise: it.Promise})
		}
	}
	return out
}

func recordOf(it *Item) record {
	return record{Envelope: it.Envelope.Bytes(), Key: it.Key, Foreign: it.Foreign, Handed: it.Handed, At: it.At}
}

// append writes a line, without making it durable.
func (b *Box) append(l *line) error {
	if b.done {
		return errors.New("outbox: closed")
	}
	text, err := l.bytes()
	if err != nil {
		return err
	}
	if b.sick {
		// Half a line may be there, and a further one would bury it.
		if err := b.rewrite(); err != nil {
			return err
		}
		b.sick = false
	}
	if _, err := b.file.Write(text); err != nil {
		b.sick = true
		return fmt.Errorf("outbox: %w; nothing is signed until there is room on the disk", err)
	}
	return nil
}

// change writes a line and applies it; durable ones are on disk when it returns.
func (b *Box) change(l line, durable bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.append(&l); err != nil {
		return err
	}
	if durable {
		if err := b.file.Sync(); err != nil {
			b.sick = true
			return fmt.Errorf("outbox: %w; nothing is signed until the disk is mended", err)
		}
	}
	return b.apply(&l)
}

// Add takes items in, durably. ID and Statement need not be given.
func (b *Box) Add(items ...Item) error {
	l := line{Op: opAdd}
	for i := range items {
		l.Items = append(l.Items, recordOf(&items[i]))
	}
	return b.change(l, true)
}

// Hand notes, durably, that items are about to leave.
func (b *Box) Hand(ids ...statement.ID) error { return b.change(line{Op: opHand, IDs: ids}, true) }

// Unhand notes that nothing of the items left after all.
func (b *Box) Unhand(ids ...statement.ID) error { return b.change(line{Op: opUnhand, IDs: ids}, false) }

// Promise keeps the host's word for items.
func (b *Box) Promise(p wire.SignedPromise, ids ...statement.ID) error {
	return b.change(line{Op: opPromise, IDs: ids, Promise: &p}, false)
}

// End takes items out. Lost in a crash, it is found again from the record.
func (b *Box) End(ends ...End) error {
	if len(ends) == 0 {
		return nil
	}
	b.mu.Lock()
	for i := range ends {
		if it, ok := b.byID[ends[i].ID]; ok {
			ends[i].Key = it.Key
		}
	}
	b.mu.Unlock()
	return b.change(line{Op: opEnd, Ends: ends}, false)
}

// apply takes a line into memory.
func (b *Box) apply(l *line) error {
	switch l.Op {
	case opAdd:
		return b.add(l.Items)
	case opHand, opUnhand:
		for _, id := range l.IDs {
			if it, ok := b.byID[id]; ok {
				it.Handed = l.Op == opHand
			}
		}
	case opPromise:
		for _, id := range l.IDs {
			if it, ok := b.byID[id]; ok {
				it.Promise, it.Handed = l.Promise, true
			}
		}
	case opEnd:
		b.end(l.Ends)
	default:
		return fmt.Errorf("%w: operation %.20q", ErrDamaged, l.Op)
	}
	return nil
}

func (b *Box) add(records []record) error {
	for _, r := range records {
		env, err := statement.ParseEnvelope(r.Envelope)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		st, err := env.Statement()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		it := &Item{Envelope: env, Statement: st, ID: env.ID(), Key: r.Key, Foreign: r.Foreign, Handed: r.Handed, At: r.At}
		if _, twice := b.byID[it.ID]; twice {
			continue
		}
		b.items = append(b.items, it)
		b.byID[it.ID], b.byKey[it.Key] = it, it.ID
	}
	return nil
}

func (b *Box) end(ends []End) {
	gone := map[statement.ID]bool{}
	for _, e := range ends {
		gone[e.ID] = true
		if e.How == Receipted {
			b.last = max(b.last, e.Index)
		}
		delete(b.byID, e.ID)
		if _, twice := b.ended[e.ID]; !twice {
			b.order = append(b.order, e.ID)
		}
		b.ended[e.ID], b.byKey[e.Key] = e, e.ID
		if e.How != Receipted {
			delete(b.byKey, e.Key) // the same act may be tried again
		}
	}
	b.items = slices.DeleteFunc(b.items, func(it *Item) bool { return gone[it.ID] })
	for len(b.order) > mostEnded {
		old := b.ended[b.order[0]]
		if b.byKey[old.Key] == old.ID {
			delete(b.byKey, old.Key)
		}
		delete(b.ended, old.ID)
		b.order = b.order[1:]
	}
}

// Items returns the open items in the order of their coming.
func (b *Box) Items() []Item {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]Item, len(b.items))
	for i, it := range b.items {
		out[i] = *it
	}
	return out
}

// Get returns an open item.
func (b *Box) Get(id statement.ID) (Item, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	it, ok := b.byID[id]
	if !ok {
		return Item{}, false
	}
	return *it, true
}

// Ended returns how an item ended that is no longer open.
func (b *Box) Ended(id statement.ID) (End, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.ended[id]
	return e, ok
}

// LastIndex returns the greatest place at which an item that is remembered
// stands on the record, or -1.
func (b *Box) LastIndex() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last
}

// Find returns the statement that an act was signed as.
func (b *Box) Find(key statement.Digest) (statement.ID, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	id, ok := b.byKey[key]
	return id, ok
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}
