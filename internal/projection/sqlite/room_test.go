package sqlite

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"parley.example/internal/projection"
	"parley.example/record/statement"
)

// What rooms ask goes by an index, however much is kept. R-PICTURE-9.
func TestRoomPlans(t *testing.T) {
	s := openToys(t, filepath.Join(t.TempDir(), "picture.db"))
	c := projection.Commit{Size: 3000}
	for i := range int64(3000) {
		lot := projection.Pending
		if i%3 == 0 {
			lot = projection.Heard
		}
		c.Kept = append(c.Kept, projection.Kept{Index: i, Lot: lot, Entry: []byte("{}")})
	}
	if err := s.Commit(c); err != nil {
		t.Fatal(err)
	}
	var settled []projection.Settled
	for i := range int64(3000) {
		switch i % 30 {
		case 1:
			settled = append(settled, projection.Settled{Index: i, Lot: projection.InRoom, Room: "alpha"})
		case 2, 4, 5:
			settled = append(settled, projection.Settled{Index: i, Lot: projection.NotOurs})
		}
	}
	if err := s.CommitRoom(projection.RoomCommit{Settled: settled}); err != nil {
		t.Fatal(err)
	}
	got, err := s.KeptFrom("alpha", 100, 40)
	want := projection.Kept{Index: 121, Lot: projection.InRoom, Room: "alpha"}
	if err != nil || len(got) != 40 || got[0].Index != 102 || got[7].Index != want.Index || got[7].Lot != want.Lot || got[7].Room != want.Room {
		t.Errorf("from 100 on the room folds %v (%v), want 102, 105, ... 121 of its own", got, err)
	}
	if got, err := s.KeptFrom("", 2990, 40); err != nil || len(got) != 3 || got[0].Index != 2991 || got[0].Lot != projection.Heard {
		t.Errorf("from 2990 on %v (%v) was said in the open, want three", got, err)
	}
	if got, err := s.Pending(31, 3); err != nil || len(got) != 3 || got[0].Index != 37 || got[0].Lot != projection.Pending {
		t.Errorf("from 31 on %v (%v) is pending, want 37 first", got, err)
	}
	const one = `SELECT idx, lot, room, entry FROM kept WHERE room = ? AND idx >= ?`
	for query, want := range map[string][]string{
		one + ` UNION ALL ` + one + ` ORDER BY idx LIMIT ?`:                                    {"MERGE (UNION ALL)", "kept_room (room=? AND idx>?)"},
		`SELECT idx, lot, '', entry FROM kept WHERE lot = 1 AND idx >= ? ORDER BY idx LIMIT ?`: {"kept_pending"},
		`SELECT EXISTS (SELECT 1 FROM room_entry WHERE room = ? AND act = ?)`:                  {"room_entry_act (room=? AND act=?)"},
	} {
		plan := explain(t, s, query)
		for _, part := range want {
			if !strings.Contains(plan, part) || strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("%s\ngoes by %s\nwant %s", query, plan, part)
			}
		}
	}
}

// A room that is committed anew leaves nothing of what it was, and touches neither
// the common room nor another.
func TestRoomAnew(t *testing.T) {
	for name, s := range map[string]projection.Store{
		"map": projection.NewMemory(), "SQLite": openToys(t, filepath.Join(t.TempDir(), "picture.db")),
	} {
		if err := s.Commit(projection.Commit{Size: 9, Changes: []projection.Change{toy("", "k", 1)}}); err != nil {
			t.Fatal(err)
		}
		for _, room := range []string{"alpha", "alpha,bravo"} {
			c := projection.RoomCommit{
				Room: room, Size: 5, Changes: []projection.Change{toy(room, "k", 4), toy(room, "gone", 4)},
				Digests: []projection.DigestAt{{Index: 4, Digest: statement.Digest{4}}},
				Entries: []projection.Seen{{Index: 4, ID: statement.ID{4}, Act: statement.Digest{44}, Room: room}},
				Alarms:  []projection.AlarmOf{{Kind: "toy"}},
			}
			c.Alarms[0].Key, c.Alarms[0].At = "a", 70
			if err := s.CommitRoom(c); err != nil {
				t.Fatal(err)
			}
		}
		anew := projection.RoomCommit{Room: "alpha", Anew: true, Size: 3, Changes: []projection.Change{toy("alpha", "k", 2)}}
		anew.Digests = []projection.DigestAt{{Index: 2, Digest: statement.Digest{2}}}
		if err := s.CommitRoom(anew); err != nil {
			t.Fatal(err)
		}
		var got []string
		saved, err := s.LoadRooms()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range saved {
			_, seen, _ := s.RoomSeen(r.Room, 4)
			acted, _ := s.RoomActed(r.Room, statement.Digest{44})
			got = append(got, fmt.Sprint(r.Room, " ", r.Size, r.Digest[0], len(r.Alarms), seen, acted))
		}
		for _, room := range []string{"", "alpha", "alpha,bravo"} {
			rows, err := s.Rows(room, "toy", -1, "", projection.Now)
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range rows {
				got = append(got, room+" "+k.Key+" "+string(k.Row))
			}
		}
		const want = `alpha 3 2 0 false false; alpha,bravo 5 4 1 true true;  k {"state":"1"}; alpha k {"state":"2"}; ` +
			`alpha,bravo gone {"state":"4"}; alpha,bravo k {"state":"4"}`
		if have := strings.Join(got, "; "); have != want {
			t.Errorf("in %s: %s\nwant %s", name, have, want)
		}
	}
}

func toy(room, key string, at int64) projection.Change {
	state := fmt.Sprint(at)
	return projection.Change{
		Index: at, Room: room, Table: "toy", Key: key, Row: []byte(`{"state":"` + state + `"}`), By: []string{state},
	}
}
