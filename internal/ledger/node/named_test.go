package node

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"parley.example/record/statement"
)

// Hundreds of bodies that one member never hands out take nobody else's place in a
// tick: what a tick does not name it has delivered. R-PICTURE-10.
func TestTickNamesFairly(t *testing.T) {
	lacks, by := map[lacked]statement.Digest{}, map[int64]string{}
	lack := func(member string, place int64) statement.Digest {
		commit := statement.Digest{byte(place >> 8), byte(place), 1}
		lacks[lacked{commit, place}], by[place] = commit, member
		return commit
	}
	for place := range int64(3000) {
		lack("bravo", place+1000)
	}
	var others []statement.Digest
	for place := range int64(20) {
		others = append(others, lack("alpha", place), lack("mediator", 9000+place))
	}
	named := share(lacks, func(place int64) string { return by[place] })
	if len(named) != mostMissing || !slices.IsSortedFunc(named, func(a, b statement.Digest) int { return slices.Compare(a[:], b[:]) }) {
		t.Fatalf("%d are named, want %d ascending", len(named), mostMissing)
	}
	for _, commit := range others {
		if !slices.Contains(named, commit) {
			t.Errorf("the body %s of another member is not named", commit)
		}
	}
	if !slices.Contains(named, lacks[lacked{statement.Digest{3999 >> 8, 3999 & 0xff, 1}, 3999}]) {
		t.Error("the newest of who floods is not named")
	}
}

// One room's many notices hold up neither another room's delivery nor that in the
// open.
func TestTickTurns(t *testing.T) {
	const every = 10 * time.Minute
	start := statement.Time(1_800_000_000_000)
	loud := RoomWant{Readers: []string{"alpha", "bravo"}, Deliver: true}
	calm := RoomWant{Readers: []string{"alpha", "mediator"}, Deliver: true}
	k, said := newTicker(), map[string]int{}
	for at := start; at < start.Add(every); at = at.Add(time.Second) {
		wants := []RoomWant{loud}
		if at >= start.Add(every/2) {
			wants = append(wants, calm)
		}
		for _, w := range k.inTurn(wants) {
			if d, due := k.dueIn(at, w, every, true); due {
				said[w.Readers[1]]++
				k.madeIn(at, w, d, ended())
			}
		}
	}
	if said["mediator"] < 4 || said["bravo"] < burst {
		t.Errorf("ticks by room %v, want that both are served", said)
	}
	if !k.token(start.Add(every), every) {
		t.Error("rooms have used up what there is for delivery in the open")
	}
}

// Who does not answer is waited for once in a round, not once for every body.
func TestSlowOnce(t *testing.T) {
	var asked atomic.Int64
	stop := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked.Add(1)
		<-stop
	}))
	defer server.Close()
	defer close(stop)
	from, round := newLink("bravo", server.URL, &http.Client{Timeout: 50 * time.Millisecond}), slow{}
	for i := range byte(3) {
		_, err := round.body(context.Background(), from, statement.Digest{i}, "", 10)
		if want := i > 0; err == nil || errors.Is(err, errSlow) != want {
			t.Errorf("body %d: %v, want it not asked for: %v", i, err, want)
		}
	}
	if asked.Load() != 1 {
		t.Errorf("asked %d times, want once", asked.Load())
	}
	if _, err := (slow{}).body(context.Background(), from, statement.Digest{}, "", 10); errors.Is(err, errSlow) {
		t.Error("the next round does not ask")
	}
}
