package node

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ErrNoBody is returned for a commitment whose bytes are not to be had, or that
// no statement known here makes.
var ErrNoBody = errors.New("the body is not at hand")

// MaxBody bounds the bytes that are served for a commitment.
const MaxBody = 8 << 20

// CheckServed reports whether bytes are what is served for a statement's body:
// the salt and the content of an open one, the ciphertext of a sealed one.
func CheckServed(st *statement.Statement, served []byte) error {
	if st.Body == nil {
		return fmt.Errorf("%w: the statement commits to no body", ErrNoBody)
	}
	if int64(len(served)) != st.Body.Size {
		return fmt.Errorf("body %s: %d bytes, the statement says %d", st.Body.Commit, len(served), st.Body.Size)
	}
	if !st.Body.Cipher.IsZero() {
		if sum := statement.Digest(sha256.Sum256(served)); sum != st.Body.Cipher {
			return fmt.Errorf("body %s: its ciphertext has hash %s, the statement says %s", st.Body.Commit, sum, st.Body.Cipher)
		}
		return nil
	}
	if len(served) < statement.SaltSize {
		return fmt.Errorf("body %s: %d bytes, a salt has %d", st.Body.Commit, len(served), statement.SaltSize)
	}
	return st.CheckBody([statement.SaltSize]byte(served), served[statement.SaltSize:])
}

// BodyAddress is by what a body is kept and asked for: an open one by its
// commitment, a sealed one by the hash of its ciphertext. So nobody who repeats
// another's commitment, and has that logged first, can have other bytes kept in
// its place. R-WIRE-13.
func BodyAddress(b *statement.Body) statement.Digest {
	if !b.Cipher.IsZero() {
		return b.Cipher
	}
	return b.Commit
}

// OpenServed splits what is served for an open body.
func OpenServed(served []byte) (salt [statement.SaltSize]byte, content []byte, ok bool) {
	if len(served) < statement.SaltSize {
		return salt, nil, false
	}
	copy(salt[:], served)
	return salt, served[statement.SaltSize:], true
}

// bodies are the bytes that this node holds beside the log, one file an
// address, and the list of those that it lacks. It is safe for concurrent
// use.
type bodies struct {
	dir     string
	mu      sync.Mutex
	missing map[lacked]statement.Digest // to the commitment
	pushing []statement.Digest          // addresses of own bodies that the host has to get
	graves  map[grave]bool              // what was erased
	wake    chan struct{}

	mechanism statement.Digest // whose bodies these are
}

// lacked is a body of which the statement at a place says that it is there.
// Another statement may say the same, truly or not: any that the bytes fit will
// do.
type lacked struct {
	address statement.Digest
	place   int64
}

// lackedLine is a line of missing.json.
type lackedLine struct {
	Address statement.Digest `json:"address"`
	Commit  statement.Digest `json:"commit"`
	Place   int64            `json:"place"`
}

func openBodies(dir string) (*bodies, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	b := &bodies{dir: dir, missing: map[lacked]statement.Digest{}, graves: map[grave]bool{}, wake: make(chan struct{}, 1)}
	text, err := os.ReadFile(filepath.Join(dir, "missing.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	var lines []lackedLine
	if err := json.Unmarshal(text, &lines); err != nil {
		return nil, fmt.Errorf("node: missing.json: %w; remove the file and picture.db, both are made again", err)
	}
	for _, l := range lines {
		b.missing[lacked{l.Address, l.Place}] = l.Commit
	}
	return b, nil
}

func (b *bodies) name(address statement.Digest) string { return filepath.Join(b.dir, address.String()) }

// put keeps the bytes of a statement's body, durably.
func (b *bodies) put(st *statement.Statement, served []byte) error {
	if len(served) > MaxBody {
		return fmt.Errorf("body of %d bytes, at most %d", len(served), MaxBody)
	}
	if err := CheckServed(st, served); err != nil {
		return err
	}
	address := BodyAddress(st.Body)
	if b.buried(st) {
		return fmt.Errorf("body %s: %w", address, ErrErased)
	}
	if err := writeFile(b.name(address), served); err != nil {
		return err
	}
	if b.buried(st) { // meanwhile
		return errors.Join(fmt.Errorf("body %s: %w", address, ErrErased), b.dig(graveOf(st)))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	before := len(b.missing)
	maps.DeleteFunc(b.missing, func(l lacked, _ statement.Digest) bool { return l.address == address })
	if len(b.missing) != before {
		return b.save()
	}
	return nil
}

func (b *bodies) get(address statement.Digest) ([]byte, bool) {
	served, err := os.ReadFile(b.name(address))
	return served, err == nil
}

func (b *bodies) has(address statement.Digest) bool {
	_, err := os.Stat(b.name(address))
	return err == nil
}

// expect notes which of the bodies that entries commit to are not here, before
// the entries are in the picture.
func (b *bodies) expect(entries []charter.Entry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	changed := false
	for i := range entries {
		e := &entries[i]
		if e.Void != nil || e.Statement.Body == nil {
			continue
		}
		address := BodyAddress(e.Statement.Body)
		if b.has(address) || !isSealed(&e.Statement) && b.graves[graveOf(&e.Statement)] {
			continue
		}
		b.missing[lacked{address, e.Index}] = e.Statement.Body.Commit
		changed = true
	}
	if !changed {
		return nil
	}
	nudge(b.wake)
	return b.save()
}

// save writes the list. mu is held.
func (b *bodies) save() error {
	lines := []lackedLine{}
	for l, commit := range b.missing {
		lines = append(lines, lackedLine{l.address, commit, l.place})
	}
	text, err := json.Marshal(lines)
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	return writeFile(filepath.Join(b.dir, "missing.json"), text)
}

func (b *bodies) lacks() map[lacked]statement.Digest {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.missing)
}

// wanting returns the places of the statements whose body of an address is not
// here.
func (b *bodies) wanting(address statement.Digest) []int64 {
	var places []int64
	for l := range b.lacks() {
		if l.address == address {
			places = append(places, l.place)
		}
	}
	return places
}

// push asks that own bodies go to the host.
func (b *bodies) push(body *statement.Body) {
	b.mu.Lock()
	b.pushing = append(b.pushing, BodyAddress(body))
	b.mu.Unlock()
	nudge(b.wake)
}

// Missing lists, ascending, the commitments whose bodies this node lacks.
func (n *Node) Missing() []statement.Digest { return n.MissingBefore(math.MaxInt64) }

// MissingBefore is Missing of the entries before a size of the record.
func (n *Node) MissingBefore(size int64) []statement.Digest {
	var list []statement.Digest
	for l, commit := range n.bodies.lacks() {
		if l.place < size {
			list = append(list, commit)
		}
	}
	slices.SortFunc(list, func(a, b statement.Digest) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(list)
}

// PutBody keeps the bytes that are served for a statement's body, and the host
// and the other nodes get them from here.
func (n *Node) PutBody(st *statement.Statement, served []byte) error {
	n.came.begin(st)
	defer n.came.end(st)
	if err := n.bodies.put(st, served); err != nil {
		return err
	}
	nudge(n.moved)
	return nil
}

// HeldBody returns the bytes at an address, if they are here.
func (n *Node) HeldBody(address statement.Digest) ([]byte, bool) { return n.bodies.get(address) }

// Body returns the bytes that are served at an address: this node's, or for an
// entry of the record the host's or another node's. They have been checked.
func (n *Node) Body(ctx context.Context, address statement.Digest) ([]byte, error) {
	if served, ok := n.bodies.get(address); ok {
		return served, nil
	}
	for _, place := range n.bodies.wanting(address) {
		if err := n.fetchBody(ctx, address, place, slow{}); err != nil {
			n.log.Debug("fetch a body", slog.Int64("place", place), slog.Any("err", err))
			continue
		}
		if served, ok := n.bodies.get(address); ok {
			return served, nil
		}
	}
	return nil, fmt.Errorf("body %s: %w", address, ErrNoBody)
}

// committer returns the statement at a place of the record.
func (n *Node) committer(place int64) (statement.Statement, error) {
	b, err := n.wit.Mirror().Leaf(place)
	if err != nil {
		return statement.Statement{}, err
	}
	leaf, err := statement.ParseLeaf(b)
	if err != nil {
		return statement.Statement{}, err
	}
	return leaf.Envelope.Statement()
}

// slow are the links that let a request run out of time. They are not asked again
// for the other bodies of the same round: who seals hundreds that it never hands
// out, and then does not answer, would hold up everybody's for hours.
type slow map[*link]bool

// errSlow is returned for a link that is not asked again in a round.
var errSlow = errors.New("it let an earlier request run out of time")

func (s slow) body(ctx context.Context, from *link, address statement.Digest, by string, size int64) ([]byte, error) {
	if s[from] {
		return nil, errSlow
	}
	served, err := from.body(ctx, address, by, size)
	if errors.Is(err, context.DeadlineExceeded) {
		s[from] = true
	}
	return served, err
}

// fetchBody gets a body from the host or the first other node that has it.
func (n *Node) fetchBody(ctx context.Context, address statement.Digest, at int64, skip slow) error {
	st, err := n.committer(at)
	if err != nil {
		return err
	}
	if st.Body == nil || BodyAddress(st.Body) != address || st.Body.Size > MaxBody {
		return fmt.Errorf("body %s: %w", address, ErrNoBody)
	}
	if n.bodies.buried(&st) {
		return n.bodies.bury(graveOf(&st), at) // another entry of the same bytes: they are not missed either
	}
	type place struct {
		from *link
		by   string
	}
	sources := []place{{n.host, st.Member}}
	if author, ok := n.peers[st.Member]; ok {
		sources = append(sources, place{author, ""})
	}
	for _, member := range n.members() {
		if member != st.Member {
			sources = append(sources, place{n.peers[member], ""})
		}
	}
	for _, src := range append(sources, place{n.host, ""}) {
		served, err := skip.body(ctx, src.from, address, src.by, st.Body.Size)
		if err == nil {
			err = n.PutBody(&st, served)
		}
		if err == nil {
			return nil
		}
		n.log.Debug("fetch a body", slog.String("from", src.from.name()), slog.Any("err", err))
	}
	return fmt.Errorf("body %s: %w", address, ErrNoBody)
}

// bodyLoop fetches what is missing and brings the host what it has to serve.
func (n *Node) bodyLoop(ctx context.Context) {
	const least, most = 200 * time.Millisecond, 10 * time.Second
	backoff := least
	for ctx.Err() == nil {
		failed, skip := false, slow{}
		for l := range n.bodies.lacks() {
			if n.bodies.has(l.address) {
				continue // another statement wanted the same
			}
			if err := n.fetchBody(ctx, l.address, l.place, skip); err != nil {
				failed = true
			}
		}
		if failed = n.pushBodies(ctx) || failed; failed {
			backoff = min(2*backoff, most)
		} else {
			backoff = least
		}
		select {
		case <-n.bodies.wake:
			backoff = least
		case <-time.After(backoff):
		case <-ctx.Done():
		}
	}
}

// pushBodies brings bodies to the host, and reports whether some are left.
func (n *Node) pushBodies(ctx context.Context) bool {
	n.bodies.mu.Lock()
	todo := n.bodies.pushing
	n.bodies.pushing = nil
	n.bodies.mu.Unlock()
	var left []statement.Digest
	for _, address := range todo {
		served, ok := n.bodies.get(address)
		if !ok {
			continue
		}
		err := n.host.putBody(ctx, address, served)
		var status *statusError
		if errors.As(err, &status) && status.status == http.StatusRequestEntityTooLarge {
			n.log.Error("the host does not take a body; the other nodes get it from here", slog.Any("err", err))
			continue
		}
		if err != nil {
			n.log.Debug("bring a body to the host", slog.Any("err", err))
			left = append(left, address)
		}
	}
	n.bodies.mu.Lock()
	n.bodies.pushing = append(n.bodies.pushing, left...)
	n.bodies.mu.Unlock()
	return len(left) > 0
}
