package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/internal/ledger/node/mirror"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// Report is what an audit found in a log that holds.
type Report struct {
	proof.Report
	Size     int64                    `json:"size"`
	Root     statement.Digest         `json:"root"`
	Time     statement.Time           `json:"time"` // record time
	Origin   string                   `json:"origin"`
	Exercise bool                     `json:"exercise"`
	Quorum   int                      `json:"quorum"`
	Cosigned []checkpoint.Cosignature `json:"cosigned"`
	Foreign  []string                 `json:"foreign,omitempty"` // names of signature lines by keys that the record does not name
	Voids    []Void                   `json:"voids,omitempty"`   // the first hundred
	Bodies   *Bodies                  `json:"bodies,omitempty"`  // nil where they were not asked for
}

// Void is an entry that the record's rules void. It is no fault of the log, and
// evidence about the host, which refuses such entries.
type Void struct {
	Index int64  `json:"index"`
	Rule  string `json:"rule"`
	Text  string `json:"text"`
}

// Fault is the first thing that does not hold, and where it is.
type Fault struct { //nolint:errname // what an audit finds; the word of its users
	Where string
	Err   error
}

// Error says where, and what.
func (f *Fault) Error() string { return f.Where + ": " + f.Err.Error() }

// Unwrap returns what is wrong.
func (f *Fault) Unwrap() error { return f.Err }

// ErrEmpty is what is wrong with a log of no entries that its host has signed and
// no quorum has cosigned: it has not begun, and there is nothing in it to check.
var ErrEmpty = errors.New("the log is empty, and no quorum has cosigned that: nothing is proved by it; " +
	"it begins when the members' nodes run and their roots have signed the charter")

// maxVoids bounds what a report lists.
const maxVoids = 100

// Audit is what is to be audited, and against what.
type Audit struct {
	Source   Source
	Document []byte // the first charter document
	Bodies   string // directory with the bodies beside the log; "" for none
}

// auditor is one audit under way.
type auditor struct {
	src    Source
	proof  *proof.Auditor
	hashes *hashes
	shelf  *shelf // of bodies; nil for none
	report Report
}

// Log audits a log against its first charter document. A *Fault is the log's;
// any other error means that the audit could not be made.
func Log(ctx context.Context, src Source, document []byte) (Report, error) {
	return Audit{Source: src, Document: document}.Run(ctx)
}

// Run audits the log, and the bodies beside it where they are given. It stops at
// the first fault, as Log does.
func (c Audit) Run(ctx context.Context) (Report, error) {
	src := c.Source
	p, err := proof.NewAuditor(c.Document, runtime.GOMAXPROCS(0))
	if err != nil {
		return Report{}, err
	}
	a := &auditor{src: src, proof: p, hashes: &hashes{}}
	if c.Bodies != "" {
		if a.shelf, err = openShelf(c.Bodies); err != nil {
			return Report{}, err
		}
	}
	head, err := src.Read(ctx, "checkpoint")
	if errors.Is(err, ErrAbsent) {
		return Report{}, &Fault{Where: "checkpoint", Err: fmt.Errorf("%w: no log is here, or nothing in it has a quorum yet", ErrAbsent)}
	}
	if err != nil {
		return Report{}, fmt.Errorf("read checkpoint: %w", err)
	}
	size, err := checkpoint.ClaimedSize(head)
	if err != nil {
		return Report{}, &Fault{Where: "checkpoint", Err: err}
	}
	if err := a.entries(ctx, size); err != nil {
		return Report{}, err
	}
	if err := a.checkpoint(ctx, head); err != nil {
		return Report{}, err
	}
	if err := a.tiles(ctx, size); err != nil {
		return Report{}, err
	}
	if m, ok := src.(Mirror); ok {
		if err := a.stored(m); err != nil {
			return Report{}, err
		}
	}
	st := p.State()
	a.report.Report, a.report.Time = p.Report(), st.Time()
	a.report.Exercise = st.Document().Exercise
	if a.shelf != nil {
		a.report.Bodies, err = a.shelf.close()
	}
	return a.report, err
}

// entries reads every bundle and judges every entry.
func (a *auditor) entries(ctx context.Context, size int64) error {
	for at := int64(0); at < size; at += mirror.Width {
		n := int(min(mirror.Width, size-at))
		path, b, err := a.bundle(ctx, at/mirror.Width, n)
		if err != nil {
			return err
		}
		leaves, err := parse(path, b, n)
		if err != nil {
			return err
		}
		for _, leaf := range leaves {
			if err := a.hashes.add(statement.LeafHash(leaf)); err != nil {
				return err
			}
		}
		if err := a.proof.Take(leaves, a.note); err != nil {
			return &Fault{Where: path, Err: err}
		}
	}
	return nil
}

// bundle reads a bundle: a partial one, or the full one that took its place.
func (a *auditor) bundle(ctx context.Context, n int64, width int) (string, []byte, error) {
	path := "tile/" + mirror.BundlePath(n, width)
	b, err := a.src.Read(ctx, path)
	if errors.Is(err, ErrAbsent) && width < mirror.Width {
		path = "tile/" + mirror.BundlePath(n, mirror.Width)
		b, err = a.src.Read(ctx, path)
	}
	if errors.Is(err, ErrAbsent) {
		return path, nil, &Fault{Where: path, Err: fmt.Errorf("%w, and the checkpoint asks for its %d entries", ErrAbsent, width)}
	}
	return path, b, err
}

// parse splits a bundle. One that is named by its number of entries has nothing
// after them; a full one may have grown since the checkpoint.
func parse(path string, b []byte, n int) ([][]byte, error) {
	leaves, err := mirror.ParseBundle(b, n)
	if err != nil {
		return nil, &Fault{Where: path, Err: err}
	}
	rest := len(b)
	for _, leaf := range leaves {
		rest -= lengthSize + len(leaf)
	}
	_, _, width, err := mirror.ParsePath(strings.TrimPrefix(path, "tile/"))
	if err != nil {
		return nil, &Fault{Where: path, Err: err}
	}
	if rest > 0 && width == n {
		return nil, &Fault{Where: path, Err: fmt.Errorf("%d bytes after its %d entries", rest, n)}
	}
	return leaves, nil
}

// lengthSize is the length before each leaf of a bundle.
const lengthSize = 2

func (a *auditor) note(e *charter.Entry) error {
	if a.shelf != nil && e.Statement.Body != nil {
		a.shelf.check(&e.Statement)
	}
	if e.Void != nil && len(a.report.Voids) < maxVoids {
		a.report.Voids = append(a.report.Voids, Void{Index: e.Index, Rule: e.Void.Rule, Text: e.Void.Text})
	}
	return nil
}

// checkpoint holds the signed head against the entries. Where they differ, the
// tiles may tell which entry it is.
func (a *auditor) checkpoint(ctx context.Context, head []byte) error {
	c, err := a.proof.Check(head)
	if errors.Is(err, checkpoint.ErrQuorum) && a.hashes.leaves == 0 {
		return &Fault{Where: "checkpoint", Err: fmt.Errorf("%w (%w)", ErrEmpty, err)}
	}
	if err != nil {
		if where := a.locate(ctx); where != nil {
			return where
		}
		return &Fault{Where: "checkpoint", Err: err}
	}
	era := a.proof.State().EraOf(c.Size)
	a.report.Size, a.report.Root, a.report.Origin = c.Size, c.Root, c.Origin
	a.report.Quorum, a.report.Cosigned = era.Quorum, c.Cosigned
	if a.report.Foreign, err = foreign(c.Raw, a.proof.State()); err != nil {
		return &Fault{Where: "checkpoint", Err: err}
	}
	return nil
}

// locate finds the first entry whose hash is not the one in the tiles.
func (a *auditor) locate(ctx context.Context) error {
	for at := int64(0); at < a.hashes.leaves; at += mirror.Width {
		n := int(min(mirror.Width, a.hashes.leaves-at))
		want, err := a.src.Read(ctx, "tile/"+mirror.TilePath(0, at/mirror.Width, n))
		if err != nil {
			return nil //nolint:nilerr // the fault that was found before is said, without a place
		}
		for i := range n {
			h := a.hashes.at(tlog.StoredHashIndex(0, at+int64(i)))
			if len(want) >= (i+1)*tlog.HashSize && !bytes.Equal(want[i*tlog.HashSize:(i+1)*tlog.HashSize], h[:]) {
				index := at + int64(i)
				return &Fault{
					Where: fmt.Sprintf("entry %d in tile/%s", index, mirror.BundlePath(at/mirror.Width, n)),
					Err:   errors.New("its bytes are not those in the tree"),
				}
			}
		}
	}
	return nil
}

// tiles holds every hash tile against the entries: those of the log's size, and
// in a directory everything else that lies there.
func (a *auditor) tiles(ctx context.Context, size int64) error {
	files, err := a.src.Files()
	if err != nil {
		return fmt.Errorf("list tiles: %w", err)
	}
	seen := map[string]bool{}
	for _, t := range tlog.NewTiles(mirror.Height, 0, size) {
		path := "tile/" + mirror.TilePath(t.L, t.N, t.W)
		seen[path] = true
		if err := a.tile(ctx, path, t); err != nil {
			return err
		}
	}
	for _, path := range files {
		if seen[path] {
			continue
		}
		if err := a.file(ctx, path, size); err != nil {
			return err
		}
	}
	return nil
}

func (a *auditor) tile(ctx context.Context, path string, t tlog.Tile) error {
	got, err := a.src.Read(ctx, path)
	if errors.Is(err, ErrAbsent) {
		if _, isServer := a.src.(Server); isServer && t.W < mirror.Width {
			return nil // a log that grew since serves the full tile alone
		}
		return &Fault{Where: path, Err: err}
	}
	if err != nil {
		return err
	}
	want, err := tlog.ReadTileData(t, a.hashes)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if !bytes.Equal(got, want) {
		return &Fault{Where: path, Err: errors.New("its hashes are not those of the entries")}
	}
	return nil
}

// stored holds every hash of a node's copy against the entries, also those that
// no tile has.
func (a *auditor) stored(m Mirror) error {
	for from := 0; from < len(a.hashes.stored); from += mirror.Width {
		end := min(len(a.hashes.stored), from+mirror.Width)
		at := make([]int64, end-from)
		for i := range at {
			at[i] = int64(from + i)
		}
		got, err := m.ReadHashes(at)
		if errors.Is(err, ErrAbsent) {
			return &Fault{Where: hashesFile, Err: err}
		}
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(at, func(n int64) bool { return got[n-int64(from)] != a.hashes.stored[n] }); i >= 0 {
			return &Fault{Where: hashesFile, Err: fmt.Errorf("hash %d is not that of the entries", at[i])}
		}
	}
	return nil
}

// file checks what lies under tile/ beside the newest tiles: older partial
// tiles and bundles. Each must be a part of the same log.
func (a *auditor) file(ctx context.Context, path string, size int64) error {
	level, n, width, err := mirror.ParsePath(path[len("tile/"):])
	if err != nil {
		return &Fault{Where: path, Err: err}
	}
	if level >= 0 {
		t := tlog.Tile{H: mirror.Height, L: level, N: n, W: width}
		if n<<mirror.Height+int64(width) > size>>(mirror.Height*level) {
			return nil // of entries that no checkpoint covers yet
		}
		return a.tile(ctx, path, t)
	}
	got, err := a.src.Read(ctx, path)
	if err != nil {
		return err
	}
	leaves, err := parse(path, got, width)
	if err != nil {
		return err
	}
	for i, leaf := range leaves {
		index := n*mirror.Width + int64(i)
		if h := statement.LeafHash(leaf); index < size && tlog.Hash(h) != a.hashes.at(tlog.StoredHashIndex(0, index)) {
			return &Fault{Where: fmt.Sprintf("entry %d in %s", index, path), Err: errors.New("its bytes are not those in the tree")}
		}
	}
	return nil
}
