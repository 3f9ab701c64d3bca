package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Figures is one run: what was measured, on what, and what came out.
type Figures struct {
	Name      string             `json:"name"`
	At        time.Time          `json:"at"`
	Go        string             `json:"go"`
	Cores     int                `json:"cores"`
	Load      string             `json:"load"`       // 1, 5 and 15 minutes before the run, as the system says
	LoadAfter string             `json:"load_after"` // the same after it, the run's own included
	Seconds   float64            `json:"seconds"`    // that the run took, with what is not measured
	Figures   map[string]float64 `json:"figures"`
	Notes     []string           `json:"notes,omitempty"`
}

// note says what a figure includes.
func (f *Figures) note(format string, args ...any) {
	f.Notes = append(f.Notes, fmt.Sprintf(format, args...))
}

// ratio sets a figure to a part of another, which is its peer.
func (f *Figures) ratio(name, of, peer string) {
	if p := f.Figures[peer]; p != 0 {
		f.Figures[name] = f.Figures[of] / p
	}
}

// Options bound a run.
type Options struct {
	N   int       // statements, or rounds; 0 for the benchmark's own number
	Dir string    // for files; a temporary one if empty
	Log io.Writer // progress
}

// say writes a line of progress.
func (o *Options) say(format string, args ...any) {
	if o.Log != nil {
		fmt.Fprintf(o.Log, format+"\n", args...)
	}
}

// number returns N, or the benchmark's own.
func (o *Options) number(own int) int {
	if o.N > 0 {
		return o.N
	}
	return own
}

// room makes a directory of this run's own, under Dir if one is named, and
// returns what removes it.
func (o *Options) room() (dir string, done func(), err error) {
	if dir, err = os.MkdirTemp(o.Dir, "parley-bench-"); err != nil {
		return "", nil, err
	}
	return dir, func() { _ = os.RemoveAll(dir) }, nil // what is left lies in a temporary directory
}

// Benchmark is one that `parley bench` knows.
type Benchmark struct {
	Name string
	What string
	Run  func(ctx context.Context, o Options, f *Figures) error
}

// All returns the benchmarks in the order of their names.
func All() []Benchmark {
	return []Benchmark{
		{Name: "audit", What: "audit from genesis against raw Ed25519 on the same cores", Run: audit},
		{Name: "board", What: "a notice filed at one desk, on all five members' boards", Run: board},
		{Name: "intake", What: "articles and pages to claims a second, and 10,000 claims related", Run: intake},
		{Name: "latency", What: "submit to receipt, host and four checking nodes", Run: latency},
		{Name: "record", What: "sustained statements a second, and how far the pictures lag", Run: sustained},
	}
}

// Run runs one by its name.
func Run(ctx context.Context, name string, o Options) (Figures, error) {
	all := All()
	i := slices.IndexFunc(all, func(b Benchmark) bool { return b.Name == name })
	if i < 0 {
		var names []string
		for _, b := range all {
			names = append(names, b.Name)
		}
		return Figures{}, fmt.Errorf("no benchmark %q; there are: %s", name, strings.Join(names, ", "))
	}
	f := Figures{
		Name: name, At: time.Now().UTC().Truncate(time.Second), Go: runtime.Version(), Cores: runtime.GOMAXPROCS(0), Load: loadAverage(),
		Figures: map[string]float64{},
	}
	before := time.Now()
	if err := all[i].Run(ctx, o, &f); err != nil {
		return f, fmt.Errorf("bench %s: %w", name, err)
	}
	f.Seconds, f.LoadAfter = time.Since(before).Seconds(), loadAverage()
	return f, nil
}

// loadAverage reads the system's load; not every system says.
func loadAverage() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "not known"
	}
	var one, five, fifteen string
	if _, err := fmt.Sscan(string(b), &one, &five, &fifteen); err != nil {
		return "not known"
	}
	return one + " " + five + " " + fifteen
}

// quantiles sets NAME_p50_ms and so on; it sorts the durations.
func (f *Figures) quantiles(name string, d []time.Duration) {
	slices.Sort(d)
	for _, q := range []struct {
		name string
		at   float64
	}{{"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}} {
		f.Figures[name+"_"+q.name+"_ms"] = quantile(d, q.at)
	}
}

// quantile returns the q-quantile of sorted durations in milliseconds: the
// smallest that at least that part of them do not exceed.
func quantile(d []time.Duration, q float64) float64 {
	if len(d) == 0 {
		return 0
	}
	i := int(q * float64(len(d)))
	if float64(i) == q*float64(len(d)) && i > 0 {
		i--
	}
	return float64(d[min(len(d)-1, i)].Microseconds()) / 1000
}
