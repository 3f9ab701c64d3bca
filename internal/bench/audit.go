package bench

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"parley.example/record/proof"
	"parley.example/record/statement"
)

// auditBlock is how many entries are read at a time: whole bundles.
const auditBlock = 4096

// audit checks N entries from genesis as every node and `parley record verify`
// do, and the bare signatures of the same entries on all cores. The two take
// turns, block by block, so that what else the machine does weighs on both.
func audit(ctx context.Context, o Options, f *Figures) error {
	dir, done, err := o.room()
	if err != nil {
		return err
	}
	defer done()
	log, err := makeLog(dir, o.number(100_000))
	if err != nil {
		return err
	}
	o.say("%d entries made", log.size)
	debug.FreeOSMemory() // what making the log took is not the audit's
	measured := resetPeak()
	workers := runtime.GOMAXPROCS(0)
	a, err := proof.NewAuditor(log.document, workers)
	if err != nil {
		return err
	}
	var took, raw span
	for at := 0; at < log.size; at += auditBlock {
		if err := ctx.Err(); err != nil {
			return err
		}
		t, r, err := log.both(a, at, workers)
		if err != nil {
			return err
		}
		took, raw = took.plus(t), raw.plus(r)
	}
	if r := a.Report(); r.Entries != int64(log.size) || len(r.Void) != 0 {
		return fmt.Errorf("audit met %d entries and %v void ones", r.Entries, r.Void)
	}
	f.Figures["entries"] = float64(log.size)
	f.Figures["audit_per_s"] = float64(log.size) / took.wall.Seconds()
	f.Figures["ed25519_verify_per_s"] = float64(log.size) / raw.wall.Seconds()
	f.ratio("ratio", "audit_per_s", "ed25519_verify_per_s")
	f.Figures["audit_cpu_us"] = float64(took.cpu.Microseconds()) / float64(log.size)
	f.Figures["ed25519_verify_cpu_us"] = float64(raw.cpu.Microseconds()) / float64(log.size)
	f.ratio("cpu_ratio", "ed25519_verify_cpu_us", "audit_cpu_us")
	f.note("*_cpu_us: processor time of an entry on all cores; cpu_ratio is the peer's over the audit's, " +
		"and moves less with what else runs")
	if peak, ok := peakRSS(); ok && measured {
		f.Figures["rss_peak_mb"] = float64(peak) * 1024 / 1e6
		f.note("rss_peak_mb: the largest resident memory of the whole process while it audited, with the peer's "+
			"block of %d entries", auditBlock)
	}
	f.note("audit_per_s: entry bundles read from disk (page cache), form, signatures, chains, authority, record " +
		"time, leaf hashes and root")
	f.note("ed25519_verify_per_s: the peer, crypto/ed25519 over the same signatures on the same cores, block by " +
		"block in turn with the audit")
	f.note("goal: ratio at least 0.85; 1,000,000 entries (-n 1000000) under 300 MB")
	return nil
}

// span is how long something took, by the clock and of the processor.
type span struct{ wall, cpu time.Duration }

func (s span) plus(o span) span { return span{s.wall + o.wall, s.cpu + o.cpu} }

// timed runs f.
func timed(f func() error) (span, error) {
	before, used := time.Now(), cpuTime()
	err := f()
	return span{time.Since(before), cpuTime() - used}, err
}

// both audits a block, and then verifies its bare signatures, which are taken
// out of it outside both times.
func (l *madeLog) both(a *proof.Auditor, at, workers int) (took, raw span, err error) {
	var leaves [][]byte
	took, err = timed(func() (err error) {
		if leaves, err = l.read(at, min(auditBlock, l.size-at)); err != nil {
			return err
		}
		return a.Take(leaves, nil)
	})
	if err != nil {
		return took, raw, err
	}
	signed := make([]signedBytes, len(leaves))
	for i, b := range leaves {
		leaf, err := statement.ParseLeaf(b)
		if err != nil {
			return took, raw, err
		}
		signed[i] = bare(&leaf.Envelope, l.keys[leaf.Envelope.Key])
	}
	raw, err = timed(func() error { return verifyAll(signed, workers) })
	return took, raw, err
}

var errBare = errors.New("a signature made here does not hold")

// verifyAll verifies signatures on all cores, and does nothing else.
func verifyAll(signed []signedBytes, workers int) error {
	bad := make([]bool, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(signed); i += workers {
				s := &signed[i]
				bad[w] = bad[w] || !ed25519.Verify(s.key, s.message, s.signature)
			}
		})
	}
	wg.Wait()
	if slices.Contains(bad, true) {
		return errBare
	}
	return nil
}
