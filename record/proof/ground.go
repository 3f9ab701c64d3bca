package proof

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ErrGround is returned where an entry that a file rests on does not hold.
// R-GROUND-2.
var ErrGround = errors.New("what the file rests on does not hold")

// maxGrounds bounds the entries that a file rests on. R-RECEIPT-1.
const maxGrounds = 4096

// Ground is an entry from which a key, the charter or the host in force
// follows, with its place in the tree.
type Ground struct {
	Index int64
	Leaf  []byte
	Path  []statement.Digest
}

// Grounds is what a node keeps of its record to make receipts and extracts: the
// places of the entries on which others rest. The zero value is that of an
// empty record. It is not safe for concurrent use.
type Grounds struct {
	Foundations  []int64          `json:"foundations"`  // ascending
	Appointments map[string]int64 `json:"appointments"` // officer's key id in hex, to the place of its appointment
}

// Add takes note of the next judged entry of the record. R-GROUND-1.
func (g *Grounds) Add(e *charter.Entry) {
	switch {
	case e.Void != nil:
	case e.Statement.Type == charter.TypeAppointed:
		var a charter.Appointed
		if err := statement.Decode(e.Statement.Act, &a); err != nil {
			return
		}
		if g.Appointments == nil {
			g.Appointments = map[string]int64{}
		}
		g.Appointments[a.Key.ID().String()] = e.Index
	case isFoundation(e):
		g.Foundations = append(g.Foundations, e.Index)
	}
}

// isFoundation reports whether an entry moves roots, node keys, charter or host.
// The signatures under the first document do not: the file's reader has that
// document from elsewhere. R-GROUND-1.
func isFoundation(e *charter.Entry) bool {
	switch e.Statement.Type {
	case charter.TypeProposed, charter.TypeInstalled, charter.TypeRotated, charter.TypeRecovered, charter.TypeSucceeded:
		return true
	case charter.TypeSigned:
		var a charter.Signed
		return statement.Decode(e.Statement.Act, &a) == nil && a.Charter != e.Statement.Mechanism
	}
	return false
}

// isGround reports whether a file may rest on an entry. R-GROUND-1.
func isGround(e *charter.Entry) bool {
	return e.Statement.Type == charter.TypeAppointed || isFoundation(e)
}

// places lists, ascending, the grounds of entries by the authors given, in a
// tree of that size, without those inside the run [begin, end).
func (g *Grounds) places(size int64, authors []statement.Digest, begin, end int64) []int64 {
	set := map[int64]bool{}
	for _, place := range g.Foundations {
		set[place] = true
	}
	for _, key := range authors {
		if place, ok := g.Appointments[key.String()]; ok {
			set[place] = true
		}
	}
	maps.DeleteFunc(set, func(place int64, _ bool) bool {
		return place >= size || place >= begin && place < end
	})
	return slices.Sorted(maps.Keys(set))
}

// gather reads the grounds at those places, with their proofs.
func gather(places []int64, size int64, log Log) ([]Ground, error) {
	var grounds []Ground
	for _, place := range places {
		leaf, err := log.Leaf(place)
		if err != nil {
			return nil, fmt.Errorf("ground at entry %d: %w", place, err)
		}
		path, err := ProveInclusion(place, size, log)
		if err != nil {
			return nil, err
		}
		grounds = append(grounds, Ground{place, leaf, path})
	}
	return grounds, nil
}

// Log is what receipts and extracts are made from: a mirror of the record.
type Log interface {
	tlog.HashReader                   // the stored hashes, by tlog.StoredHashIndex
	Leaf(index int64) ([]byte, error) // the bytes of one entry
}

// replay folds the grounds and a run of consecutive leaves in the order of their
// places, and judges each by what the file shows. R-GROUND-2, R-GROUND-3.
func replay(document []byte, grounds []Ground, begin int64, run [][]byte) (*charter.State, []charter.Entry, error) {
	state, err := charter.New(document)
	if err != nil {
		return nil, nil, err
	}
	r := replayer{state: state}
	end := begin + int64(len(run))
	i := 0
	for ; i < len(grounds) && grounds[i].Index < begin; i++ {
		if err := r.ground(grounds[i]); err != nil {
			return nil, nil, err
		}
	}
	entries := make([]charter.Entry, len(run))
	for n, leaf := range run {
		entries[n] = r.fold(begin+int64(n), leaf)
	}
	for ; i < len(grounds); i++ {
		if grounds[i].Index < end {
			return nil, nil, fmt.Errorf("%w: entry %d stands in the file already", ErrForm, grounds[i].Index)
		}
		if err := r.ground(grounds[i]); err != nil {
			return nil, nil, err
		}
	}
	return state, entries, nil
}

type replayer struct {
	state  *charter.State
	gapped bool                      // some entry before the next one is not at hand
	chains map[statement.Digest]bool // keys whose chains are known since the last gap
}

// fold judges the leaf at index. Over a gap its key's chain may have moved on, so
// the first statement of each key after a gap says itself where its chain is.
// R-GROUND-3.
func (r *replayer) fold(index int64, leaf []byte) charter.Entry {
	if index != r.state.Size() || r.chains == nil {
		r.gapped = r.gapped || index != r.state.Size()
		r.chains = map[statement.Digest]bool{}
	}
	p := charter.Prepare(leaf, r.state.Pub)
	_, st, _ := inClear(leaf)
	e := r.judge(index, p, r.gapped && !r.chains[st.Key])
	if e.Author.Member != "" && (e.Void == nil || e.Void.Rule != charter.RuleChain) {
		r.chains[e.Author.Key] = true
	}
	return e
}

// judge folds over a gap where the chain of the key is not known, or where the
// leaves before are not at hand.
func (r *replayer) judge(index int64, p charter.Prepared, gap bool) charter.Entry {
	if gap || index != r.state.Size() {
		return r.state.FoldGap(index, p)
	}
	return r.state.Fold(p)
}

func (r *replayer) ground(g Ground) error {
	if g.Index < r.state.Size() {
		return fmt.Errorf("%w: grounds ascend by place: entry %d", ErrForm, g.Index)
	}
	e := r.fold(g.Index, g.Leaf)
	if e.Void != nil {
		return fmt.Errorf("%w: entry %d: %w", ErrGround, g.Index, e.Void)
	}
	if !isGround(&e) {
		return fmt.Errorf("%w: entry %d is a %s, on which nothing rests", ErrGround, g.Index, e.Statement.Type)
	}
	return nil
}

// verifyGrounds checks the places of the grounds in the tree.
func verifyGrounds(grounds []Ground, size int64, root statement.Digest) error {
	for _, g := range grounds {
		if err := VerifyInclusion(g.Index, size, statement.LeafHash(g.Leaf), g.Path, root); err != nil {
			return fmt.Errorf("%w: %w", ErrGround, err)
		}
	}
	return nil
}

func (l *lines) grounds() []Ground {
	var out []Ground
	for l.at("ground ") {
		if len(out) == maxGrounds {
			l.fail("more than %d grounds", maxGrounds)
			return nil
		}
		g := Ground{Index: l.count("ground")}
		g.Leaf = l.entry()
		g.Path = l.digests("path")
		if n := len(out); n > 0 && l.err == nil && out[n-1].Index >= g.Index {
			l.fail("grounds ascend by place")
		}
		out = append(out, g)
	}
	return out
}

func appendGrounds(b []byte, grounds []Ground) []byte {
	for _, g := range grounds {
		b = appendCount(b, "ground", g.Index)
		b = appendEntry(b, g.Leaf)
		b = appendDigests(b, "path", g.Path)
	}
	return b
}

// mechanismOf returns the digest of the first charter document.
func mechanismOf(document []byte) (statement.Digest, error) {
	state, err := charter.New(document)
	if err != nil {
		return statement.Digest{}, err
	}
	return state.Mechanism(), nil
}
