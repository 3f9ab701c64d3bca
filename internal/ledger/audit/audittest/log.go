package audittest

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/internal/ledger/node/mirror"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// Log is a small log of alpha, bravo and mediator, with an officer of alpha.
type Log struct {
	*recordtest.Mechanism

	t      recordtest.T
	hashes []tlog.Hash
	bodies map[statement.Digest][]byte
	texts  map[statement.ID]proof.Body
}

// New founds the mechanism, with the officer a1 of alpha and b1 of bravo. What
// is not a key may be changed in its document.
func New(t recordtest.T, change ...func(*charter.Document)) *Log {
	t.Helper()
	doc := recordtest.Document("alpha", "bravo", "mediator")
	for _, c := range change {
		c(&doc)
	}
	l := &Log{t: t, Mechanism: recordtest.FoundDocument(t, doc)}
	l.bodies, l.texts = map[statement.Digest][]byte{}, map[statement.ID]proof.Body{}
	l.Officer("alpha", "a1")
	l.Officer("bravo", "b1")
	return l
}

// Say logs a statement of an officer with an open body, a second later.
func (l *Log) Say(officer, typ, content string, about ...statement.ID) statement.ID {
	l.t.Helper()
	st := l.Draft(officer, typ, nil, about...)
	var salt [statement.SaltSize]byte
	salt[0] = byte(len(l.Leaves()))
	st.Body = &statement.Body{Size: int64(len(salt) + len(content))}
	st.Body.Commit = st.Commit(salt, []byte(content))
	l.bodies[st.Body.Commit] = append(salt[:], content...)
	e := l.Log(l.SignDraft(officer, st), l.Now().Add(time.Second))
	if e.Void != nil {
		l.t.Fatalf("%s by %s is void: %v", typ, officer, e.Void)
	}
	l.texts[e.ID] = proof.Body{Salt: salt, Content: []byte(content)}
	return e.ID
}

// Checkpoint returns the checkpoint of everything logged, cosigned by the
// members named.
func (l *Log) Checkpoint(members ...string) []byte {
	l.t.Helper()
	size := l.State().Size()
	era := l.State().EraOf(size)
	raw, err := checkpoint.Sign(era.Host.Origin, size, l.Root(), recordtest.HostKey())
	if err != nil {
		l.t.Fatalf("sign checkpoint: %v", err)
	}
	c, err := checkpoint.Parse(raw, era)
	if err != nil {
		l.t.Fatalf("checkpoint: %v", err)
	}
	for _, w := range era.Witnesses {
		for _, code := range members {
			if w.Member != code {
				continue
			}
			line, err := checkpoint.Cosign(c, w.Name, recordtest.WitnessKey(code), l.Now().Add(time.Second))
			if err != nil {
				l.t.Fatalf("cosign: %v", err)
			}
			if raw, err = checkpoint.Merge(raw, era, line); err != nil {
				l.t.Fatalf("merge: %v", err)
			}
		}
	}
	return raw
}

// Write writes log/, bodies/ and charter.json below a directory. The checkpoint
// is cosigned by all three members. Beside the newest partial tile and bundle
// there are older ones, as a host leaves them.
func (l *Log) Write(dir string) {
	l.t.Helper()
	leaves := l.Leaves()
	l.hashes = nil
	for i, leaf := range leaves {
		more, err := tlog.StoredHashesForRecordHash(int64(i), tlog.Hash(statement.LeafHash(leaf)), l)
		if err != nil {
			l.t.Fatalf("tree: %v", err)
		}
		l.hashes = append(l.hashes, more...)
	}
	for _, size := range []int{2, len(leaves)} {
		for _, tile := range tlog.NewTiles(mirror.Height, 0, int64(size)) {
			data, err := tlog.ReadTileData(tile, l)
			if err != nil {
				l.t.Fatalf("tile: %v", err)
			}
			l.file(data, dir, "log", "tile", mirror.TilePath(tile.L, tile.N, tile.W))
		}
		for at := 0; at < size; at += mirror.Width {
			end := min(size, at+mirror.Width)
			var bundle []byte
			for _, leaf := range leaves[at:end] {
				bundle = binary.BigEndian.AppendUint16(bundle, uint16(len(leaf)))
				bundle = append(bundle, leaf...)
			}
			l.file(bundle, dir, "log", "tile", mirror.BundlePath(int64(at/mirror.Width), end-at))
		}
	}
	l.file(l.Checkpoint("alpha", "bravo", "mediator"), dir, "log", "checkpoint")
	l.file(l.Document(), dir, "charter.json")
	if err := os.MkdirAll(filepath.Join(dir, "bodies"), 0o700); err != nil {
		l.t.Fatalf("write log: %v", err)
	}
	for commit, served := range l.bodies {
		l.file(served, dir, "bodies", commit.String())
	}
}

// Receipt makes the receipt of a statement that Say logged, with its body. Write
// comes first.
func (l *Log) Receipt(id statement.ID, head []byte) ([]byte, error) {
	l.t.Helper()
	grounds, index := l.grounds(id)
	body := l.texts[id]
	return proof.MakeReceipt(l.Document(), l, grounds, index, head, &body)
}

// Extract makes the extract from a statement to the end. Write comes first.
func (l *Log) Extract(from statement.ID, head []byte) ([]byte, error) {
	l.t.Helper()
	grounds, index := l.grounds(from)
	return proof.MakeExtract(l.Document(), l, grounds, index, l.State().Size()-1, head)
}

// grounds judges the leaves once more, and finds the place of a statement.
func (l *Log) grounds(id statement.ID) (grounds *proof.Grounds, index int64) {
	state, err := charter.New(l.Document())
	if err != nil {
		l.t.Fatalf("charter: %v", err)
	}
	grounds, index = &proof.Grounds{}, -1
	for _, leaf := range l.Leaves() {
		e := state.Take(leaf)
		grounds.Add(&e)
		if e.ID == id {
			index = e.Index
		}
	}
	return grounds, index
}

// ReadHashes returns stored hashes by their places, so that a Log that was
// written is the proof.Log of receipts.
func (l *Log) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, n := range at {
		out[i] = l.hashes[n]
	}
	return out, nil
}

// Leaf returns the bytes of one entry.
func (l *Log) Leaf(index int64) ([]byte, error) { return l.Leaves()[index], nil }

func (l *Log) file(b []byte, parts ...string) {
	l.t.Helper()
	path := filepath.FromSlash(filepath.Join(parts...))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		l.t.Fatalf("write log: %v", err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		l.t.Fatalf("write log: %v", err)
	}
}
