package server

import (
	"crypto/sha256"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/kind"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

const testRoom = "alpha,bravo"

// vault opens what was put into it, and says what is missing and whether the
// rooms have what came.
type vault struct {
	inner   map[statement.Digest][]byte // by commitment
	absent  map[statement.Digest]bool
	missing []statement.Digest
	busy    bool
}

func (v *vault) Open(st *statement.Statement) ([]byte, kind.Gone) {
	if v.absent[st.Body.Commit] {
		return nil, kind.Missing
	}
	return v.inner[st.Body.Commit], kind.Here
}

func (v *vault) MissingBefore(int64) []statement.Digest { return v.missing }
func (v *vault) Settled() bool                          { return !v.busy }

// sealedStage is bravo's picture with its rooms.
func sealedStage(t *testing.T) (*stage, *vault) {
	s, v := newStage(t), &vault{inner: map[statement.Digest][]byte{}, absent: map[statement.Digest]bool{}}
	if err := s.engine.OpenRooms("bravo", v); err != nil {
		t.Fatal(err)
	}
	s.arrivals = v
	return s, v
}

// sealed is the next line of the record, to alpha and bravo, not folded yet.
func (s *stage) sealed(v *vault, by, typ string, seen int64, act string) charter.Entry {
	s.t.Helper()
	e := s.entry(by, statement.SealedType, seen, "{}")
	if typ != tick.TypeTick {
		e.Author = charter.Author{Member: by, Seat: charter.Officer, Powers: []charter.Power{recordtest.Power("call.*")}}
	}
	e.Leaf.ReceivedAt = e.Time
	e.Statement.Member, e.Statement.MadeAt = by, e.Time
	if e.Statement.Seen.Size == 0 {
		e.Statement.Seen.Root = statement.EmptyRoot
	}
	in := e.Statement
	in.Type, in.Act, in.Readers = typ, []byte(act), kind.ReadersOf(testRoom)
	content, err := in.InnerBytes()
	if err != nil {
		s.t.Fatal(err)
	}
	commit := statement.Digest(sha256.Sum256(content))
	e.Statement.Body = &statement.Body{Cipher: statement.Digest{1}, Commit: commit, Size: 1}
	v.inner[commit] = content
	return e
}

func (s *stage) sealedTick(v *vault, by string, seen int64, p *tick.Picture, missing ...statement.Digest) charter.Entry {
	s.t.Helper()
	act, err := statement.Encode(tick.Tick{Clock: s.now, Missing: append([]statement.Digest{}, missing...), Picture: p})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.sealed(v, by, tick.TypeTick, seen, string(act))
}

// said wants what one room wants of the next tick.
func (s *stage) said(deliver, digest bool, why string) *tick.Picture {
	s.t.Helper()
	rooms := s.Wants().Rooms
	if !deliver && !digest {
		if len(rooms) > 0 {
			s.t.Errorf("%s: rooms want %+v, want nothing", why, rooms)
		}
		return nil
	}
	if len(rooms) != 1 || !cmp.Equal(rooms[0].Readers, kind.ReadersOf(testRoom)) ||
		rooms[0].Deliver != deliver || (rooms[0].Digest != nil) != digest {
		s.t.Fatalf("%s: rooms want %+v, want deliver %v and digest %v", why, rooms, deliver, digest)
	}
	return rooms[0].Digest
}

// What is sealed and addressed to the member waits for a tick that is sealed to
// the same room, has seen it, and does not miss it. R-SEAL-15.
func TestRoomDeliver(t *testing.T) {
	s, v := sealedStage(t)
	s.fold(s.sealed(v, "alpha", "call.made/v1", 0, `{"n":1}`))
	s.said(true, false, "a call")
	if s.Wants().Deliver {
		t.Error("what is sealed is delivered in the open")
	}
	s.fold(s.tick("bravo", 1, nil), s.sealedTick(v, "bravo", 0, nil), s.sealedTick(v, "alpha", 1, nil))
	s.said(true, false, "an open tick, one under way, and another member's")
	s.fold(s.sealedTick(v, "bravo", 1, nil))
	s.said(false, false, "a tick in the room that has seen it")

	late := s.sealed(v, "alpha", "call.made/v1", 0, `{"n":2}`)
	v.absent[late.Statement.Body.Commit] = true
	s.fold(late, s.sealedTick(v, "bravo", s.size, nil, late.Statement.Body.Commit))
	s.said(false, false, "a call whose ciphertext is missing")
	clear(v.absent)
	s.foldRooms()
	s.said(true, false, "it came, after a tick that missed it")
	s.fold(s.sealedTick(v, "bravo", s.size, nil))
	s.said(false, false, "a tick that does not miss it")
}

// A room's digest is offered where the room changed since it was said, once in
// the charter's tick time. R-SEAL-13.
func TestRoomDigestRides(t *testing.T) {
	s, v := sealedStage(t)
	s.fold(s.sealed(v, "alpha", "other.thing/v1", 0, `{}`))
	d := s.said(false, true, "a room that changed, since its entry is void there")
	if d == nil || d.Size != 1 {
		t.Fatalf("the digest is %+v, want that at size 1", d)
	}
	s.fold(s.sealedTick(v, "bravo", 1, d))
	s.now += statement.Time(s.doc.Tolerances.Resolved().Tick)
	s.fold(s.tick("alpha", 1, nil))
	s.said(false, false, "a room that did not change")
	s.fold(s.sealed(v, "alpha", "other.thing/v1", 0, `{"n":2}`))
	if again := s.said(false, true, "a room that changed"); again == nil || again.Digest == d.Digest {
		t.Errorf("the digest is %+v, want another than %v", again, d.Digest)
	}
	s.fold(s.sealedTick(v, "bravo", 1, s.Wants().Rooms[0].Digest), s.sealed(v, "alpha", "other.thing/v1", 0, `{"n":3}`))
	s.said(false, false, "a room that changed again at once")
}

// Only readers who lacked the same bodies compare. R-SEAL-12.
func TestRoomMismatch(t *testing.T) {
	s, v := sealedStage(t)
	s.fold(s.sealed(v, "alpha", "other.thing/v1", 0, `{}`))
	ours := *s.said(false, true, "a room that changed")
	other := ours
	other.Digest[0] ^= 1
	s.fold(s.sealedTick(v, "alpha", 1, &ours), s.sealedTick(v, "alpha", 1, &other, statement.Digest{7}))
	v.busy = true
	s.fold(s.sealedTick(v, "alpha", 1, &other))
	if m := s.rooms.differs(); m != nil {
		t.Fatalf("pictures of the room differ: %+v, want none", m)
	}
	v.busy = false // what came with the tick is in the rooms now: the digest is compared with the next entry
	s.fold(s.tick("alpha", 1, nil))
	if m := s.rooms.differs(); m == nil || m.Room != testRoom || m.Member != "alpha" || m.Size != 1 || m.Ours != ours.Digest {
		t.Errorf("the mismatch is %+v, want alpha's in the room at 1", m)
	}
	if got := s.picture.sealed(); got.Rooms != 1 || got.Missing != 0 || got.Broken {
		t.Errorf("the rooms are %+v, want one that is whole", got)
	}
}
