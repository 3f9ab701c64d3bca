package projection

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Opener opens sealed statements for the member whose rooms an engine folds.
type Opener interface {
	// Open returns the canonical bytes of the inner statement, checked against the
	// commitment of st, and kind.Here; kind.Missing where the ciphertext is not at
	// hand, and will be asked for again; and any other Gone where it is not for
	// this member, or not what was committed to, which is for good. It looks at what
	// is at hand, and must not call the engine.
	Open(st *statement.Statement) (inner []byte, gone kind.Gone)
}

// RoomEntry is a sealed entry that a room folded.
type RoomEntry struct {
	Room  string
	Entry kind.Entry
	Void  *kind.Void // by which it is void in the room, nil if it counts
	Again bool       // it was folded before, and now once more since an earlier one came late
}

// RoomStanding is where a room stands.
type RoomStanding struct {
	Room    string
	Size    int64 // entries of the record gone through
	Digest  statement.Digest
	Next    statement.Time // the earliest alarm, zero if none is set
	Missing int            // sealed entries whose ciphertext is missing: whose they are, nobody here can tell
	Broken  string         // why the last pass failed, "" if it did not: the room stands where it stood, and is not live
}

// rooms are those of one member.
type rooms struct {
	member string
	opener Opener

	kept  atomic.Int64 // one past the last sealed entry that was kept
	heard atomic.Int64 // one past the last kept one that was said in the open

	mu      sync.Mutex // held over FoldRooms: one pass at a time, also from its sealed entry to its commit
	all     map[string]*room
	scanned int64 // sealed entries before it are settled, or wait
	waiting []*charter.Entry
	turn    int               // which of those that wait are tried next
	doc     *charter.Document // the last that was parsed, and its bytes
	docRaw  []byte

	current atomic.Pointer[view]
}

// view is what others see of the rooms.
type view struct {
	standings []RoomStanding // in order of their names
	rooms     map[string]*room
	unread    []kind.Unread
	stuck     []string
	scanned   int64
}

// room is one of them. All but what stands under mu belongs to whoever holds
// rooms.mu.
type room struct {
	name   string
	done   int64 // one past the last place at which it folded an entry or an alarm rang
	digest statement.Digest
	alarms alarms
	fresh  []opened // opened, and not folded yet, in order
	broken string
	doubt  *pass // whose commit reported a fault: what the store has is not known
	fails  int   // passes that failed, one after the other
	wait   int   // calls that a room which fails sits out

	mu    sync.RWMutex // guards the rest; held over a commit that changes what a reader may have read
	size  int64        // entries of the record gone through
	epoch int64        // how often that happened
}

// opened is a kept entry as a room folds it: inner is nil for one that was said
// in the open.
type opened struct {
	ce    *charter.Entry
	inner *statement.Statement
	again bool
}

// OpenRooms makes the engine fold the rooms of a member too, and resumes those
// in the store. It is called once, before the first Fold.
func (e *Engine) OpenRooms(member string, o Opener) error {
	if e.rooms != nil {
		return errors.New("open rooms: they are open already")
	}
	rs := &rooms{member: member, opener: o, all: map[string]*room{}}
	saved, err := e.store.LoadRooms()
	if err != nil {
		return fmt.Errorf("open rooms: %w", err)
	}
	for _, s := range saved {
		rs.all[s.Room] = e.resumed(s)
	}
	rs.resume(e.Standing().Size)
	rs.publish()
	e.rooms = rs
	return nil
}

func (e *Engine) resumed(s SavedRoom) *room {
	r := &room{name: s.Room, done: s.Size, size: s.Size, digest: s.Digest, alarms: newAlarms()}
	r.alarms.order = e.alarms.order
	for _, a := range s.Alarms {
		r.alarms.set(a)
	}
	return r
}

// resume has what was kept up to a size looked for: at the start, and after a
// commit that reported a fault.
func (rs *rooms) resume(size int64) {
	if rs == nil {
		return
	}
	rs.kept.Store(size)
	rs.heard.Store(size)
}

// tell notes what a commit of the common room kept for them.
func (rs *rooms) tell(kept []Kept) {
	if rs == nil {
		return
	}
	for _, k := range kept {
		if k.Lot == Heard {
			rs.heard.Store(k.Index + 1)
		} else {
			rs.kept.Store(k.Index + 1)
		}
	}
}

// FoldRooms folds every room of the member up to where the common room stands,
// and returns the sealed entries that were folded, in the order of the record.
// It is called after each Fold, and FoldArrived when bodies came. Both may be called
// from any goroutine, also while Fold runs: what rooms read of the common room is as
// it held at the place that they fold.
//
// Each sealed entry is opened once; what is missing is tried at every call, or in
// turn where that would be hundreds. One that comes late, for a place that its
// room has passed, makes that room fold anew from the start, in one commit: as
// many entries opened again, and row changes held in memory, as the room ever had.
// R-PICTURE-15.
//
// The error tells that the store failed. A room whose rules fail says so in its
// standing, and stops nothing else; it is tried again, ever more rarely while it
// goes on to fail. R-PICTURE-19.
func (e *Engine) FoldRooms() ([]RoomEntry, error) { return e.foldRooms(false) }

// FoldArrived is FoldRooms when ciphertexts came: it tries all that are missing,
// however many somebody sealed and never handed out. R-PICTURE-15.
func (e *Engine) FoldArrived() ([]RoomEntry, error) { return e.foldRooms(true) }

func (e *Engine) foldRooms(all bool) ([]RoomEntry, error) {
	rs := e.rooms
	if rs == nil {
		return nil, nil
	}
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if e.closed {
		return nil, errors.New("fold rooms: the picture is closed")
	}
	st := e.Standing()
	if err := e.settle(rs, st.Size, all); err != nil {
		return nil, fmt.Errorf("fold rooms: %w", err)
	}
	var folded []RoomEntry
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(rs.all)) {
		list, err := e.foldRoom(rs, rs.all[name], st)
		folded = append(folded, list...)
		if err != nil {
			faults = append(faults, fmt.Errorf("fold room %s: %w", name, err))
		}
	}
	rs.publish()
	slices.SortFunc(folded, func(a, b RoomEntry) int { return cmp.Compare(a.Entry.Index, b.Entry.Index) })
	return folded, errors.Join(faults...)
}

// page is how many kept entries are read at a time.
const page = 512

// settle opens the sealed entries up to a size that are not settled yet: each
// that is ours goes to its room, which settles it when it commits.
func (e *Engine) settle(rs *rooms, size int64, all bool) error {
	waiting := slices.Clone(rs.waiting)
	from := rs.scanned
	for more := from < size && from < rs.kept.Load(); more; {
		list, err := e.store.Pending(from, page)
		if err != nil {
			return err
		}
		more = len(list) == page
		for _, k := range list {
			if k.Index >= size {
				more = false
				break
			}
			ce, err := unkeep(k, rs.charterAt(e))
			if err != nil {
				return err
			}
			waiting, from = append(waiting, ce), k.Index+1
		}
	}
	var still []*charter.Entry
	var settled []Settled
	var ours []opened
	try := func(int) bool { return true }
	if !all {
		try = rs.turns(len(rs.waiting))
	}
	for i, ce := range waiting {
		if !try(i) {
			still = append(still, ce)
			continue
		}
		inner, gone := rs.open(ce)
		switch {
		case gone == kind.Missing:
			still = append(still, ce)
		case inner == nil:
			settled = append(settled, Settled{Index: ce.Index, Lot: NotOurs})
		default:
			ours = append(ours, opened{ce: ce, inner: inner})
		}
	}
	if len(settled) > 0 {
		if err := e.store.CommitRoom(RoomCommit{Settled: settled}); err != nil {
			return err
		}
	}
	rs.waiting, rs.scanned = still, max(rs.scanned, size)
	for _, o := range ours {
		rs.put(e, o)
	}
	return nil
}

// tries is how many of those that were missing before are tried in a call, of the
// newest and of the others each: whoever seals what it never hands out makes no
// call dear.
const tries = 256

// turns says which are tried in this call where so many were missing before: the
// newest of them, the others in turn, and all that are new.
func (rs *rooms) turns(n int) func(i int) bool {
	older := n - tries
	if older <= tries {
		return func(int) bool { return true }
	}
	first := rs.turn % older
	rs.turn = first + tries
	return func(i int) bool { return i >= older || (i-first+older)%older < tries }
}

// open opens a sealed entry: nil where it is not at hand, or says nothing in any
// room of the member.
func (rs *rooms) open(ce *charter.Entry) (*statement.Statement, kind.Gone) {
	raw, gone := rs.opener.Open(&ce.Statement)
	if gone != kind.Here {
		return nil, gone
	}
	inner, err := statement.ParseInner(raw)
	if err != nil || !slices.Contains(inner.Readers, rs.member) || !allMembers(ce.Charter, inner.Readers) {
		return nil, kind.Sealed
	}
	return &inner, kind.Here
}

// allMembers reports whether there is a member of every code. What is sealed also
// to nobody makes no room, or anybody could make them without end. R-SEAL-8.
func allMembers(doc *charter.Document, codes []string) bool {
	return !slices.ContainsFunc(codes, func(code string) bool {
		_, ok := doc.Member(code)
		return !ok
	})
}

// put gives an opened entry to its room, which it may be the first of.
func (rs *rooms) put(e *Engine, o opened) {
	name := kind.RoomOf(o.inner.Readers)
	r, ok := rs.all[name]
	if !ok {
		r = e.resumed(SavedRoom{Room: name})
		rs.all[name] = r
	}
	at, _ := slices.BinarySearchFunc(r.fresh, o.ce.Index, func(f opened, i int64) int { return int(f.ce.Index - i) })
	r.fresh = slices.Insert(r.fresh, at, o)
}

// charterAt returns a reader of documents that parses each once while it stays.
func (rs *rooms) charterAt(e *Engine) func(int64) (*charter.Document, error) {
	return func(index int64) (*charter.Document, error) {
		raw, err := e.store.CharterAt(index)
		if err != nil || raw == nil {
			return e.first, err
		}
		if rs.doc == nil || !bytes.Equal(raw, rs.docRaw) {
			doc, err := charter.ParseDocument(raw)
			if err != nil {
				return nil, err
			}
			rs.doc, rs.docRaw = &doc, raw
		}
		return rs.doc, nil
	}
}

// publish shows where the rooms stand.
func (rs *rooms) publish() {
	v := &view{rooms: maps.Clone(rs.all)}
	for _, name := range slices.Sorted(maps.Keys(rs.all)) {
		r := rs.all[name]
		v.standings = append(v.standings, RoomStanding{
			Room: name, Size: r.size, Digest: r.digest, Next: r.alarms.next(), Missing: len(rs.waiting), Broken: r.broken,
		})
		if r.broken != "" {
			v.stuck = append(v.stuck, name)
		}
	}
	newest := map[string]int64{}
	for _, ce := range rs.waiting {
		if ce.Author.Seat != charter.Node { // what nodes say in rooms gives nothing and stops nothing
			newest[ce.Author.Member] = max(newest[ce.Author.Member], ce.Index)
		}
	}
	for _, member := range slices.Sorted(maps.Keys(newest)) {
		v.unread = append(v.unread, kind.Unread{Member: member, Index: newest[member]})
	}
	v.scanned = rs.scanned
	rs.current.Store(v)
}

// unsure says what is not in the rooms of a view yet, or may not be. R-PICTURE-22.
func (rs *rooms) unsure(v *view) kind.Local {
	return kind.Local{Unread: v.unread, Stuck: v.stuck, Behind: max(rs.kept.Load(), rs.heard.Load()) > v.scanned}
}

// Rooms returns where the member's rooms stand, in order of their names.
func (e *Engine) Rooms() []RoomStanding {
	if e.rooms == nil {
		return nil
	}
	return slices.Clone(e.rooms.current.Load().standings)
}

// RoomDigestAt returns the digest of a room after an entry, as the room now
// knows it: zero where nothing was said in it by then. R-PICTURE-18.
func (e *Engine) RoomDigestAt(room string, index int64) (statement.Digest, error) {
	return e.store.RoomDigestAt(room, index)
}
