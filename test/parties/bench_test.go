package parties

import (
	"testing"

	"parley.example/internal/bench"
)

// A benchmark counts what it says it counts, and sets its figures and those of
// its peers. How large they are, a test on a busy machine cannot judge.
func TestBench(t *testing.T) {
	tests := map[string]struct {
		n      int
		counts map[string]float64
		set    []string // figures that are there and positive
	}{
		"latency": {
			n:      3,
			counts: map[string]float64{"rounds": 3},
			set: []string{
				"idle_p50_ms", "idle_p99_ms", "idle_promise_p50_ms", "back_to_back_p50_ms", "tessera_one_writer_p50_ms",
				"sqlite_one_row_p50_ms", "ed25519_sign_verify_ms", "idle_to_tessera", "idle_to_sqlite",
			},
		},
		"record": {
			n: 1000,
			counts: map[string]float64{
				"one_witness_statements": 1000, "four_nodes_statements": 500, "paced_statements": 500, "four_nodes_notice_statements": 100,
			},
			set: []string{
				"one_witness_promised_per_s", "one_witness_cosigned_per_s", "one_witness_folded_per_s", "four_nodes_folded_per_s",
				"four_nodes_notice_folded_per_s", "paced_lag_p50_ms", "paced_lag_p99_ms", "tessera_bulk_per_s", "sqlite_bulk_per_s",
				"ed25519_verify_per_s", "one_witness_to_ed25519",
			},
		},
		"board": {
			n:      2,
			counts: map[string]float64{"notices": 2, "boards": 5},
			set:    []string{"board_p50_ms", "board_p95_ms", "filed_p50_ms"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f, err := bench.Run(t.Context(), name, bench.Options{N: tt.n, Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			for figure, want := range tt.counts {
				if got := f.Figures[figure]; got != want {
					t.Errorf("%s is %v, want %v", figure, got, want)
				}
			}
			for _, figure := range tt.set {
				if f.Figures[figure] <= 0 {
					t.Errorf("%s is %v, want a figure", figure, f.Figures[figure])
				}
			}
			if f.Load == "" || f.LoadAfter == "" || len(f.Notes) == 0 {
				t.Errorf("load %q before, %q after, %d notes: want them all", f.Load, f.LoadAfter, len(f.Notes))
			}
		})
	}
}
