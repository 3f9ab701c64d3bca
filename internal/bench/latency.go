package bench

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"time"

	"parley.example/internal/kinds/notice"
	"parley.example/internal/ledger/node"
	"parley.example/internal/server"
	"parley.example/record/statement"
)

// fourNodes are the checking nodes of the figures: n = 4, f = 1, a quorum of 3.
var fourNodes = []string{"alpha", "bravo", "mediator", "guarantor"}

// idleGap is longer than the host's least time between two checkpoints.
const idleGap = 300 * time.Millisecond

// latency measures from handing a notice to a node until its ticket says
// receipted: signed, durable, promised, logged, cosigned by a quorum, judged and
// in that node's rows.
func latency(ctx context.Context, o Options, f *Figures) error {
	dir, done, err := o.room()
	if err != nil {
		return err
	}
	defer done()
	n := o.number(200)
	s, err := raise(ctx, dir, fourNodes, 0)
	if err != nil {
		return err
	}
	err = s.rounds(ctx, &o, f, n)
	if stopped := s.stop(); err == nil {
		err = stopped
	}
	if err != nil {
		return err
	}
	f.Figures["rounds"] = float64(n)
	f.note("idle_*: a notice submitted %v or more after the last one was receipted; back_to_back_*: submitted "+
		"as soon as the last one was", idleGap)
	f.note("submitted at one node to its ticket's receipt: signature, body and outbox fsynced, TLS to the host, " +
		"journal, log, cosignatures of 3 of 4 " +
		"nodes that hold every byte, judged and in the rows of that node; *_promise_*: to the host's promise")
	f.note("*_cpu_ms: processor time of the whole process for one round, the gap before it included")
	f.note("host and four nodes in one process on %d cores, TLS with pinned keys on loopback, each verifying "+
		"for itself; pictures in SQLite", f.Cores)
	f.note("goals: idle p50 under 40 ms, p99 under 250 ms; back to back p50 under 150 ms")
	return latencyPeers(ctx, dir, f, n)
}

func (s *stand) rounds(ctx context.Context, o *Options, f *Figures, n int) error {
	for _, mode := range []struct {
		name string
		gap  time.Duration
	}{{"idle", idleGap}, {"back_to_back", 0}} {
		var promised, receipted []time.Duration
		used := cpuTime()
		for i := range n {
			if mode.gap > 0 {
				time.Sleep(mode.gap + time.Duration(i%13)*7*time.Millisecond) // at no fixed beat
			}
			p, r, err := s.round(ctx)
			if err != nil {
				return fmt.Errorf("round %d: %w", i, err)
			}
			promised, receipted = append(promised, p), append(receipted, r)
		}
		f.Figures[mode.name+"_cpu_ms"] = float64((cpuTime() - used).Microseconds()) / 1000 / float64(n)
		f.quantiles(mode.name, receipted)
		f.quantiles(mode.name+"_promise", promised)
		o.say("%s: p50 %.1f ms", mode.name, f.Figures[mode.name+"_p50_ms"])
	}
	return nil
}

// round files one notice at the first node, by its officer.
func (s *stand) round(ctx context.Context) (promised, receipted time.Duration, err error) {
	w := s.nodes[0]
	officer := s.officers[w.code]
	act := filed(server.Clock())
	act.Envelope.Asks = act.Envelope.Asks[1:] // the author's own consent is not asked
	b, err := statement.Encode(act)
	if err != nil {
		return 0, 0, err
	}
	body := []byte(`{"contact":"EXERCISE duty officer, line 1","lang":"en","what":"EXERCISE: a convoy with relief goods"}`)
	before := time.Now()
	t, err := w.node.Ledger().SubmitBody(ctx, node.KeySigner(officer.key), statement.Statement{Type: notice.TypeFiled, Act: b}, body)
	if err != nil {
		return 0, 0, err
	}
	if _, err := t.Wait(ctx, node.Promised); err != nil {
		return 0, 0, err
	}
	promised = time.Since(before)
	status, err := t.Wait(ctx, node.Receipted)
	if err == nil && status.Void != nil {
		err = status.Void
	}
	return promised, time.Since(before), err
}

// latencyPeers measures what one writer gets from the parts alone.
func latencyPeers(ctx context.Context, dir string, f *Figures, n int) error {
	leaves := make([][]byte, n)
	for i := range leaves {
		leaves[i] = fmt.Appendf(nil, "%0900d", i)
	}
	added, err := tesseraOne(ctx, dir, leaves)
	if err != nil {
		return err
	}
	f.quantiles("tessera_one_writer", added)
	rows, err := sqliteOne(ctx, dir, leaves)
	if err != nil {
		return err
	}
	f.quantiles("sqlite_one_row", rows)
	key := seed("peer")
	public := bareKey(key)
	before := time.Now()
	for _, b := range leaves {
		if !ed25519.Verify(public, b, ed25519.Sign(key, b)) {
			return errBare
		}
	}
	f.Figures["ed25519_sign_verify_ms"] = float64(time.Since(before).Microseconds()) / 1000 / float64(n)
	f.ratio("idle_to_tessera", "idle_p50_ms", "tessera_one_writer_p50_ms")
	f.ratio("idle_to_sqlite", "idle_p50_ms", "sqlite_one_row_p50_ms")
	f.note("peers, one writer, leaves of 900 bytes: tessera v1.0.4 on POSIX files, Add to integrated, nobody cosigns; " +
		"SQLite (modernc), WAL, synchronous FULL, one row a transaction; crypto/ed25519, one signature made and checked. " +
		"Neither log nor table of a peer is seen, let alone checked, by anybody else")
	return nil
}
