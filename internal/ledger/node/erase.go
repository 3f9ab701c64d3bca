package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"parley.example/record/statement"
)

// ErrErased is returned for a body that was erased here: it is neither fetched,
// taken nor given again. R-ERASE-8.
var ErrErased = errors.New("the body was erased")

// ErrKept is returned for a statement whose body is not erased: it has none, or
// is sealed.
var ErrKept = errors.New("this statement has no body that is erased")

const gravesName = "erased.json"

// grave names the bytes that were erased by all that a commitment binds: bytes
// that open it for one key, place in its chain and type open it for no other. So
// nobody who repeats another's commitment has the other's bytes erased, or kept
// out. R-ERASE-6.
type grave struct {
	Commit statement.Digest `json:"commit"`
	Key    statement.Digest `json:"key"`
	Seq    int64            `json:"seq"`
	Type   string           `json:"type"`
}

func graveOf(st *statement.Statement) grave {
	return grave{Commit: st.Body.Commit, Key: st.Key, Seq: st.Seq, Type: st.Type}
}

// holds reports whether bytes that are served are those of the grave.
func (g grave) holds(mechanism statement.Digest, served []byte) bool {
	salt, content, ok := OpenServed(served)
	st := statement.Statement{Mechanism: mechanism, Key: g.Key, Seq: g.Seq, Type: g.Type}
	return ok && st.Commit(salt, content) == g.Commit
}

// openGraves reads what was erased here, and deletes what a kill left.
func (b *bodies) openGraves(mechanism statement.Digest) error {
	b.mechanism = mechanism
	text, err := os.ReadFile(filepath.Join(b.dir, gravesName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var list []grave
	if err == nil {
		err = json.Unmarshal(text, &list)
	}
	if err != nil {
		return fmt.Errorf("node: %s: %w; remove the file and picture.db, both are made again", gravesName, err)
	}
	for _, g := range list {
		b.graves[g] = true
		if err := b.dig(g); err != nil {
			return err
		}
	}
	return nil
}

// bury notes durably that the bytes are not kept here, and only then deletes
// them: a kill in between leaves a file that the next start deletes. What put
// writes meanwhile it takes away itself.
func (b *bodies) bury(g grave, place int64) error {
	if err := b.mark(g, place); err != nil {
		return err
	}
	return b.dig(g)
}

func (b *bodies) mark(g grave, place int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.graves[g] {
		b.graves[g] = true
		if err := b.saveGraves(); err != nil {
			delete(b.graves, g)
			return err
		}
	}
	if _, missed := b.missing[lacked{g.Commit, place}]; !missed {
		return nil
	}
	delete(b.missing, lacked{g.Commit, place})
	return b.save()
}

// dig deletes the file of a grave, where it holds those very bytes.
func (b *bodies) dig(g grave) error {
	served, ok := b.get(g.Commit)
	if !ok || !g.holds(b.mechanism, served) {
		return nil
	}
	if err := os.Remove(b.name(g.Commit)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("node: erase a body: %w", err)
	}
	return nil
}

// saveGraves writes the list. mu is held.
func (b *bodies) saveGraves() error {
	list := []grave{}
	for g := range maps.Keys(b.graves) {
		list = append(list, g)
	}
	text, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	return writeFile(filepath.Join(b.dir, gravesName), text)
}

// buried reports whether a statement's body was erased here.
func (b *bodies) buried(st *statement.Statement) bool {
	if st.Body == nil || isSealed(st) {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.graves[graveOf(st)]
}

// anyBuried reports whether bytes at an address were erased here.
func (b *bodies) anyBuried(address statement.Digest) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for g := range b.graves {
		if g.Commit == address {
			return true
		}
	}
	return false
}

// Erase deletes the open body of the statement at a place of the record, and keeps
// it out from then on. Where it is this member's own the host is told too, and
// what it answers is waited for. That the record asks for it is for the caller to
// know. It may be called again, and then ends what was left. R-ERASE-8, R-ERASE-10.
func (n *Node) Erase(ctx context.Context, st *statement.Statement, place int64) error {
	if st.Body == nil || isSealed(st) {
		return ErrKept
	}
	if err := n.bodies.bury(graveOf(st), place); err != nil {
		return err
	}
	nudge(n.moved)
	if st.Member != n.cfg.Member {
		return nil
	}
	return n.host.eraseBody(ctx, BodyAddress(st.Body))
}

// Erased reports whether the body of a statement was erased here.
func (n *Node) Erased(st *statement.Statement) bool { return n.bodies.buried(st) }
