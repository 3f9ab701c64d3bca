package model

import (
	"os"
	"testing"
	"time"

	"parley.example/internal/terms/ask"
)

// soak widens the bounds: PARLEY_SOAK=1, as make soak sets it.
func soak() bool { return os.Getenv("PARLEY_SOAK") != "" }

// TestSearch is the proof of PROTOCOL C1 to C5 within its bound, which it logs.
func TestSearch(t *testing.T) {
	bounds := []Bound{{Acts: 4, Close: 2, Every: 128}, {Acts: 5, Core: true, Close: 3, Every: 512}}
	if soak() {
		bounds = []Bound{{Acts: 5, Close: 3, Every: 1024}, {Acts: 6, Core: true, Close: 4, Every: 512}}
	}
	if testing.Short() {
		bounds = []Bound{{Acts: 3, Close: 2, Every: 64}, {Acts: 4, Core: true, Close: 2, Every: 256}}
	}
	for _, b := range bounds {
		begin := time.Now()
		res := Search(Real(), b)
		t.Logf("%v; in %.1f s", res, time.Since(begin).Seconds())
		if res.Violation != nil {
			t.Errorf("Search found %v", res.Violation)
		}
		if res.Agreed == 0 {
			t.Errorf("Search saw no agreed state: it proves nothing")
		}
	}
}

// TestSchedules holds long random histories of every sort against C.
func TestSchedules(t *testing.T) {
	seeds, acts := uint64(8), 30
	if soak() {
		seeds, acts = 2000, 60
	}
	if testing.Short() {
		seeds = 2
	}
	for _, sort := range []ask.Sort{ask.Notification, ask.Coordination, ask.Call, ask.Inquiry, ask.Protest, ask.Declaration} {
		for _, relayed := range []bool{false, true} {
			for seed := range seeds {
				if v := Schedule(Real(), sort, relayed, seed, acts); v != nil {
					t.Fatalf("%s, relayed %v, seed %d: %v", sort, relayed, seed, v)
				}
			}
		}
	}
	t.Logf("%d schedules of up to %d acts for each of 6 sorts, with and without a channel", seeds, acts)
}
