package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"parley.example/internal/terms/tick"
	"parley.example/internal/web"
	"parley.example/record/statement"
)

// differFile keeps what was found, beside the picture.
const differFile = "differs.json"

// Mismatch is where another member's picture differs from this one: the same
// rules, the same entries, another digest. By its tick it is that member's word
// alone; it is confirmed when a search against that member's node has found the
// first entry after which they differ. It latches, until this picture is made
// anew. PROTOCOL A8, R-PICTURE-21.
type Mismatch struct {
	Member    string           `json:"member"`
	Room      string           `json:"room,omitempty"` // of which the digests are; "" for the common room
	Size      int64            `json:"size"`           // of the record at the digest that its tick carried
	Ours      statement.Digest `json:"ours"`
	Theirs    statement.Digest `json:"theirs"`
	Rules     statement.Digest `json:"rules"`
	Confirmed bool             `json:"confirmed"`
	First     int64            `json:"first"`           // index of the first entry that differs, once confirmed
	Type      string           `json:"type,omitempty"`  // of that entry
	Kinds     []string         `json:"kinds,omitempty"` // whose rows it changed here
	Why       string           `json:"why,omitempty"`   // it is not confirmed yet
}

// differ knows the mismatches, one a member, and searches for where they begin.
// It is safe for concurrent use; the zero value keeps nothing on disk.
type differ struct {
	log  *slog.Logger
	path string
	wake chan struct{}

	mu   sync.Mutex // guards list and the file
	list []Mismatch // in the order of their finding
}

// our is this node's own picture, to be held against another's.
type our interface {
	Digest(index int64) (tick.Picture, bool, error)
	// Changed returns the type of an entry, and the kinds whose rows it changed.
	Changed(index int64) (typ string, kinds []string, err error)
}

// open takes up what was found before the last stop, so far as this picture
// still is the one that differed.
func (d *differ) open(path string, log *slog.Logger, o our) error {
	d.path, d.log, d.wake = path, log, make(chan struct{}, 1)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", differFile, err)
	}
	var list []Mismatch
	if err := json.Unmarshal(b, &list); err != nil {
		log.Warn("what was found of pictures that differ cannot be read; it is found again", slog.Any("error", err))
		return nil
	}
	for _, m := range list {
		p, ok, err := o.Digest(m.Size - 1)
		if err != nil {
			return err
		}
		if ok && p.Digest == m.Ours && p.Rules == m.Rules {
			d.list = append(d.list, m)
		}
	}
	d.nudge()
	return nil
}

// found takes a difference that a tick says, and reports whether it is the first
// of that member. Of one member the newest stands until one is confirmed, which
// stays.
func (d *differ) found(m Mismatch) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := slices.IndexFunc(d.list, func(have Mismatch) bool { return have.Member == m.Member })
	switch {
	case at >= 0 && d.list[at].Confirmed:
		return false
	case at >= 0:
		m.Why = d.list[at].Why
		d.list[at] = m
	default:
		d.list = append(d.list, m)
	}
	d.keep()
	d.nudge()
	return at < 0
}

// first returns the first confirmed difference, or else the first one said, or
// nil.
func (d *differ) first() *Mismatch {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.list) == 0 {
		return nil
	}
	m := d.list[max(0, slices.IndexFunc(d.list, func(m Mismatch) bool { return m.Confirmed }))]
	return &m
}

// shown is what desks see: nothing before it is confirmed.
func (d *differ) shown() *web.Differ {
	m := d.first()
	if m == nil || !m.Confirmed {
		return nil
	}
	return &web.Differ{Member: m.Member, First: m.First, Kinds: m.Kinds}
}

// unconfirmed are those that no search has confirmed.
func (d *differ) unconfirmed() []Mismatch {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(d.list), func(m Mismatch) bool { return m.Confirmed })
}

// settle replaces a difference by what a search has made of it, unless a newer
// tick has come meanwhile.
func (d *differ) settle(m Mismatch) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range d.list {
		if have := &d.list[i]; have.Member == m.Member && have.Size == m.Size && !have.Confirmed && (m.Confirmed || have.Why != m.Why) {
			d.list[i] = m
			d.keep()
		}
	}
}

// keep writes the file. mu is held.
func (d *differ) keep() {
	if d.path == "" {
		return
	}
	if err := writeFile(d.path, d.list); err != nil {
		d.log.Error("what was found of pictures that differ is not kept", slog.Any("error", err))
	}
}

func (d *differ) nudge() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// peer asks another member's node for the digest of its picture after an entry.
type peer func(ctx context.Context, member string, index int64) (tick.Picture, error)

// How long a search waits before it asks a node again that gave no answer.
const (
	searchAgain    = time.Second
	searchAgainMax = time.Minute
)

// run searches for where each difference begins, until ctx ends.
func (d *differ) run(ctx context.Context, o our, ask peer) error {
	wait := searchAgain
	for {
		left := d.unconfirmed()
		var all sync.WaitGroup
		for _, m := range left { // beside one another: a node that lets us wait holds up its own alone
			all.Go(func() { d.settle(d.search(ctx, o, ask, m)) })
		}
		all.Wait()
		var again <-chan time.Time
		if len(left) > 0 {
			again, wait = time.After(wait), min(2*wait, searchAgainMax)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-again:
		case <-d.wake:
			wait = searchAgain
		}
	}
}

// search looks for one, and says in the log what came of it.
func (d *differ) search(ctx context.Context, o our, ask peer, m Mismatch) Mismatch {
	first, err := firstDiffering(m, o, func(index int64) (tick.Picture, error) { return ask(ctx, m.Member, index) })
	if err == nil {
		m.Type, m.Kinds, err = o.Changed(first)
	}
	switch {
	case ctx.Err() != nil:
	case err != nil && err.Error() != m.Why:
		m.Why = err.Error()
		d.log.Warn("that pictures differ is not confirmed", slog.String("other", m.Member), slog.Any("error", err))
	case err == nil:
		m.Confirmed, m.First, m.Why = true, first, ""
		d.log.Error("pictures differ", slog.String("other", m.Member), slog.Int64("first entry", first),
			slog.String("type", m.Type), slog.Any("kinds", m.Kinds))
	}
	return m
}
