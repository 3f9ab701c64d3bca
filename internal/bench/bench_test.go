package bench

import (
	"context"
	"os"
	"testing"
	"time"
)

// A run counts what it says it counts, and compares with its peer; the log that
// it makes is read back over several bundles and blocks.
func TestAudit(t *testing.T) {
	const n = auditBlock + 300
	f, err := Run(context.Background(), "audit", Options{N: n, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Figures["entries"]; got != n+madeMembers {
		t.Errorf("%v entries, want %d and a founding of %d", got, n, madeMembers)
	}
	for _, figure := range []string{"audit_per_s", "ed25519_verify_per_s", "ratio"} {
		if f.Figures[figure] <= 0 {
			t.Errorf("%s is %v, want a figure", figure, f.Figures[figure])
		}
	}
}

// What is torn on disk is an error, never fewer entries.
func TestMadeLogTorn(t *testing.T) {
	log, err := makeLog(t.TempDir(), 20)
	if err != nil {
		t.Fatal(err)
	}
	if leaves, err := log.read(0, log.size); err != nil || len(leaves) != 20+madeMembers {
		t.Fatalf("%d leaves read, %v; want %d", len(leaves), err, 20+madeMembers)
	}
	info, err := os.Stat(log.bundle(0))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(log.bundle(0), info.Size()-5); err != nil {
		t.Fatal(err)
	}
	if leaves, err := log.read(0, log.size); err == nil {
		t.Errorf("a torn bundle reads as %d leaves, want an error", len(leaves))
	}
}

func TestUnknown(t *testing.T) {
	if _, err := Run(context.Background(), "nothing", Options{}); err == nil {
		t.Error("a benchmark that is not there runs")
	}
}

func TestQuantile(t *testing.T) {
	ms := func(n ...int) (d []time.Duration) {
		for _, i := range n {
			d = append(d, time.Duration(i)*time.Millisecond)
		}
		return d
	}
	tests := map[string]struct {
		d    []time.Duration
		q    float64
		want float64
	}{
		"nothing":                {nil, 0.5, 0},
		"one":                    {ms(7), 0.99, 7},
		"the middle of four":     {ms(1, 2, 3, 4), 0.5, 2},
		"the middle of five":     {ms(1, 2, 3, 4, 5), 0.5, 3},
		"the last of ten":        {ms(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 0.99, 10},
		"the last but one of 20": {ms(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20), 0.95, 19},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := quantile(tt.d, tt.q); got != tt.want {
				t.Errorf("quantile %v of %v is %v, want %v", tt.q, tt.d, got, tt.want)
			}
		})
	}
}
