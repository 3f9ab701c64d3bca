package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/kinds/notice"
)

// The load of the record's benchmark.
const (
	bulkLines   = 1000 // statements a request
	pacedLines  = 100
	pacedRate   = 3000 // the goal: the pictures' lag is measured at it
	mostPeer    = 30_000
	mostNotices = 2000
	theLoaders  = 4
)

// sustained measures how many statements signed beforehand a second a host
// takes, its witnesses cosign and the pictures fold.
func sustained(ctx context.Context, o Options, f *Figures) error {
	dir, done, err := o.room()
	if err != nil {
		return err
	}
	defer done()
	n := o.number(60_000)
	if err := withStand(ctx, dir, fourNodes[:1], func(s *stand) error { return s.oneWitness(ctx, &o, f, dir, n) }); err != nil {
		return fmt.Errorf("host and one witness: %w", err)
	}
	if err := withStand(ctx, dir, fourNodes, func(s *stand) error { return s.fourPictures(ctx, &o, f, n) }); err != nil {
		return fmt.Errorf("host and four nodes: %w", err)
	}
	f.note("statements signed beforehand by %d members without a node, %d a request, each over its own TLS "+
		"connection on loopback; "+
		"all in one process on %d cores, which sends, too", theLoaders, bulkLines, f.Cores)
	f.note("*_promised_per_s: until the host had promised the last; *_cosigned_per_s: until it published a " +
		"checkpoint with its quorum over all; " +
		"*_folded_per_s: until the last node had judged and folded all into its rows: the sustained rate")
	f.note("*_cpu_us: processor time of the whole process, all cores, for one statement: what a rate costs " +
		"whatever else the machine does")
	f.note("one_witness_*: a host and one node, which is its only witness and checks and folds every entry; " +
		"ticks, the smallest statements")
	f.note("four_nodes_*: a host and four nodes with a quorum of 3; each fetches, verifies and folds every " +
		"entry for itself, into its own SQLite file")
	f.note("four_nodes_notice_*: the same with coordination requests by officers, a row and alarms each, without bodies")
	f.note("paced_lag_*: at %d ticks a second, from received_at until the entry is in a picture, over all "+
		"entries and all four nodes; "+
		"paced_drain_ms: from the last promise until the last node had folded all", pacedRate)
	f.note("goals: one witness at least 10,000/s; four nodes at least 3,000/s")
	f.note("peers: tessera v1.0.4 on POSIX files, all leaves added at once, batches of 1024; SQLite (modernc), " +
		"WAL, synchronous FULL, " +
		"256 rows a transaction; crypto/ed25519 verification on all cores. None of them judges, cosigns or " +
		"distributes anything")
	return nil
}

// withStand uses a mechanism and ends it.
func withStand(ctx context.Context, dir string, running []string, use func(*stand) error) error {
	s, err := raise(ctx, dir, running, theLoaders)
	if err != nil {
		return err
	}
	return errors.Join(use(s), s.stop())
}

func (s *stand) oneWitness(ctx context.Context, o *Options, f *Figures, dir string, n int) error {
	if err := s.presign(ticks, n, bulkLines); err != nil {
		return err
	}
	o.say("%d statements signed", n)
	if err := s.flood(ctx, f, "one_witness", n); err != nil {
		return err
	}
	o.say("host and one witness: %.0f statements/s folded", f.Figures["one_witness_folded_per_s"])
	return s.bulkPeers(ctx, f, dir)
}

func (s *stand) fourPictures(ctx context.Context, o *Options, f *Figures, n int) error {
	if err := s.presign(ticks, n/2, bulkLines); err != nil {
		return err
	}
	if err := s.flood(ctx, f, "four_nodes", n/2); err != nil {
		return err
	}
	o.say("host and four nodes: %.0f statements/s folded", f.Figures["four_nodes_folded_per_s"])
	if err := s.presign(ticks, n/2, pacedLines); err != nil {
		return err
	}
	if err := s.paced(ctx, f, n/2); err != nil {
		return err
	}
	o.say("at %d/s: lag p50 %.0f ms", pacedRate, f.Figures["paced_lag_p50_ms"])
	filedN := min(n/10, mostNotices)
	if err := s.presign(notices, filedN, bulkLines); err != nil {
		return err
	}
	if err := s.flood(ctx, f, "four_nodes_notice", filedN); err != nil {
		return err
	}
	for _, w := range s.nodes {
		err := w.node.Await(ctx, "the notices", func(r kind.Reader) bool {
			found := 0
			for range notice.Rows.All(r) {
				found++
			}
			return found == filedN
		})
		if err != nil {
			return err
		}
	}
	o.say("notices: %.0f statements/s folded", f.Figures["four_nodes_notice_folded_per_s"])
	return nil
}

// flood submits what is signed as fast as the host takes it.
func (s *stand) flood(ctx context.Context, f *Figures, name string, n int) error {
	want, err := s.settled(ctx)
	if err != nil {
		return err
	}
	want += int64(n)
	start, used := time.Now(), cpuTime()
	if err := s.submit(ctx, 0, bulkLines); err != nil {
		return err
	}
	promised := time.Since(start)
	cosigned, err := s.loaders[0].cosigned(ctx, want)
	if err != nil {
		return err
	}
	folded, err := s.folded(ctx, want)
	if err != nil {
		return err
	}
	f.Figures[name+"_cpu_us"] = float64((cpuTime() - used).Microseconds()) / float64(n)
	f.Figures[name+"_statements"] = float64(n)
	f.Figures[name+"_promised_per_s"] = float64(n) / promised.Seconds()
	f.Figures[name+"_cosigned_per_s"] = float64(n) / cosigned.Sub(start).Seconds()
	f.Figures[name+"_folded_per_s"] = float64(n) / folded.Sub(start).Seconds()
	return nil
}

// paced submits at the goal's rate, and measures how far the pictures lag.
func (s *stand) paced(ctx context.Context, f *Figures, n int) error {
	from, err := s.settled(ctx)
	if err != nil {
		return err
	}
	start := time.Now()
	if err := s.submit(ctx, pacedRate, pacedLines); err != nil {
		return err
	}
	promised := time.Now()
	folded, err := s.folded(ctx, from+int64(n))
	if err != nil {
		return err
	}
	var all []time.Duration
	for _, w := range s.nodes {
		lags, err := w.lags(from, from+int64(n))
		if err != nil {
			return err
		}
		all = append(all, lags...)
	}
	f.Figures["paced_statements"] = float64(n)
	f.Figures["paced_promised_per_s"] = float64(n) / promised.Sub(start).Seconds()
	f.Figures["paced_drain_ms"] = max(0, float64(folded.Sub(promised).Microseconds())/1000)
	f.quantiles("paced_lag", all)
	return nil
}

// settled waits until all nodes stand at one size and have stayed there for a
// moment: what the nodes say of themselves at the start is over.
func (s *stand) settled(ctx context.Context) (int64, error) {
	size, since := int64(-1), time.Now()
	for time.Since(since) < 500*time.Millisecond {
		for _, w := range s.nodes {
			if got := w.size(); got != size {
				size, since = got, time.Now()
			}
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	return size, nil
}

// bulkPeers measures what the parts alone do with the same leaves.
func (s *stand) bulkPeers(ctx context.Context, f *Figures, dir string) error {
	var leaves [][]byte
	var signed []signedBytes
	for _, l := range s.loaders {
		leaves, signed = append(leaves, l.leaves...), append(signed, l.signed...)
	}
	leaves, signed = leaves[:min(len(leaves), mostPeer)], signed[:min(len(signed), mostPeer)]
	took, err := tesseraBulk(ctx, dir, leaves)
	if err != nil {
		return err
	}
	f.Figures["tessera_bulk_per_s"] = float64(len(leaves)) / took.Seconds()
	if took, err = sqliteBulk(ctx, dir, leaves, 256); err != nil {
		return err
	}
	f.Figures["sqlite_bulk_per_s"] = float64(len(leaves)) / took.Seconds()
	raw, err := timed(func() error { return verifyAll(signed, runtime.GOMAXPROCS(0)) })
	if err != nil {
		return err
	}
	f.Figures["ed25519_verify_per_s"] = float64(len(signed)) / raw.wall.Seconds()
	f.Figures["ed25519_verify_cpu_us"] = float64(raw.cpu.Microseconds()) / float64(len(signed))
	f.Figures["leaf_bytes"] = float64(len(leaves[0]))
	f.ratio("one_witness_to_tessera", "one_witness_folded_per_s", "tessera_bulk_per_s")
	f.ratio("one_witness_to_sqlite", "one_witness_folded_per_s", "sqlite_bulk_per_s")
	f.ratio("one_witness_to_ed25519", "one_witness_folded_per_s", "ed25519_verify_per_s")
	return nil
}
