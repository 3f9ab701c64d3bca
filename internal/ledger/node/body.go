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

// OpenServed splits what is served for an open body.
func OpenServed(served []byte) (salt [statement.SaltSize]byte, content []byte, ok bool) {
	if len(served) < statement.SaltSize {
		return salt, nil, false
	}
	copy(salt[:], served)
	return salt, served[statement.SaltSize:], true
}

// bodies are the bytes that this node holds beside the log, one file a
// commitment, and the list of those that it lacks. It is safe for concurrent
// use.
type bodies struct {
	dir     string
	mu      sync.Mutex
	missing map[statement.Digest]int64 // commitment to the place of its statement
	pushing []statement.Digest         // commitments of own bodies that the host has to get
	wake    chan struct{}
}

func openBodies(dir string) (*bodies, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	b := &bodies{dir: dir, missing: map[statement.Digest]int64{}, wake: make(chan struct{}, 1)}
	text, err := os.ReadFile(filepath.Join(dir, "missing.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	byHex := map[string]int64{}
	if err := json.Unmarshal(text, &byHex); err != nil {
		return nil, fmt.Errorf("node: missing.json: %w; remove the file and picture.db, both are made again", err)
	}
	for s, place := range byHex {
		commit, err := statement.ParseDigest(s)
		if err != nil {
			return nil, fmt.Errorf("node: missing.json: %w", err)
		}
		b.missing[commit] = place
	}
	return b, nil
}

func (b *bodies) name(commit statement.Digest) string { return filepath.Join(b.dir, commit.String()) }

// put keeps the bytes for a statement's commitment, durably.
func (b *bodies) put(st *statement.Statement, served []byte) error {
	if len(served) > MaxBody {
		return fmt.Errorf("body of %d bytes, at most %d", len(served), MaxBody)
	}
	if err := CheckServed(st, served); err != nil {
		return err
	}
	if err := writeFile(b.name(st.Body.Commit), served); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, lacked := b.missing[st.Body.Commit]; lacked {
		delete(b.missing, st.Body.Commit)
		return b.save()
	}
	return nil
}

func (b *bodies) get(commit statement.Digest) ([]byte, bool) {
	served, err := os.ReadFile(b.name(commit))
	return served, err == nil
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
		commit := e.Statement.Body.Commit
		if _, known := b.missing[commit]; known {
			continue
		}
		if _, err := os.Stat(b.name(commit)); err == nil {
			continue
		}
		b.missing[commit] = e.Index
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
	byHex := map[string]int64{}
	for commit, place := range b.missing {
		byHex[commit.String()] = place
	}
	text, err := json.Marshal(byHex)
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	return writeFile(filepath.Join(b.dir, "missing.json"), text)
}

func (b *bodies) lacks() map[statement.Digest]int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.missing)
}

// push asks that own bodies go to the host.
func (b *bodies) push(commit statement.Digest) {
	b.mu.Lock()
	b.pushing = append(b.pushing, commit)
	b.mu.Unlock()
	nudge(b.wake)
}

// Missing lists, ascending, the commitments whose bodies this node lacks.
func (n *Node) Missing() []statement.Digest {
	return slices.SortedFunc(maps.Keys(n.bodies.lacks()), func(a, b statement.Digest) int { return bytes.Compare(a[:], b[:]) })
}

// PutBody keeps the bytes that are served for a statement's commitment, and the
// host and the other nodes get them from here.
func (n *Node) PutBody(st *statement.Statement, served []byte) error {
	if err := n.bodies.put(st, served); err != nil {
		return err
	}
	nudge(n.moved)
	return nil
}

// Body returns the bytes that are served for a commitment: this node's, or for
// an entry of the record the host's or another node's. They have been checked.
func (n *Node) Body(ctx context.Context, commit statement.Digest) ([]byte, error) {
	if served, ok := n.bodies.get(commit); ok {
		return served, nil
	}
	place, ok := n.bodies.lacks()[commit]
	if !ok {
		return nil, fmt.Errorf("body %s: %w", commit, ErrNoBody)
	}
	if err := n.fetchBody(ctx, commit, place); err != nil {
		return nil, err
	}
	served, ok := n.bodies.get(commit)
	if !ok {
		return nil, fmt.Errorf("body %s: %w", commit, ErrNoBody)
	}
	return served, nil
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

// fetchBody gets a body from the host or the first other node that has it.
func (n *Node) fetchBody(ctx context.Context, commit statement.Digest, at int64) error {
	st, err := n.committer(at)
	if err != nil {
		return err
	}
	if st.Body == nil || st.Body.Commit != commit || st.Body.Size > MaxBody {
		return fmt.Errorf("body %s: %w", commit, ErrNoBody)
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
		served, err := src.from.body(ctx, commit, src.by, st.Body.Size)
		if err == nil {
			err = n.bodies.put(&st, served)
		}
		if err == nil {
			nudge(n.moved)
			return nil
		}
		n.log.Debug("fetch a body", slog.String("from", src.from.name()), slog.Any("err", err))
	}
	return fmt.Errorf("body %s: %w", commit, ErrNoBody)
}

// bodyLoop fetches what is missing and brings the host what it has to serve.
func (n *Node) bodyLoop(ctx context.Context) {
	const least, most = 200 * time.Millisecond, 10 * time.Second
	backoff := least
	for ctx.Err() == nil {
		lacked, failed := n.bodies.lacks(), false
		for commit, place := range lacked {
			if err := n.fetchBody(ctx, commit, place); err != nil {
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
	for _, commit := range todo {
		served, ok := n.bodies.get(commit)
		if !ok {
			continue
		}
		err := n.host.putBody(ctx, commit, served)
		var status *statusError
		if errors.As(err, &status) && status.status == http.StatusRequestEntityTooLarge {
			n.log.Error("the host does not take a body; the other nodes get it from here", slog.Any("err", err))
			continue
		}
		if err != nil {
			n.log.Debug("bring a body to the host", slog.Any("err", err))
			left = append(left, commit)
		}
	}
	n.bodies.mu.Lock()
	n.bodies.pushing = append(n.bodies.pushing, left...)
	n.bodies.mu.Unlock()
	return len(left) > 0
}
