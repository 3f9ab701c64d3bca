package host_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"

	"parley.example/record/statement"
)

// The load of the benchmark: statements signed beforehand, in requests of 500
// from four members at once.
const (
	benchMembers  = 4
	benchRequests = 12
	benchEach     = 500
)

// BenchmarkHost measures from the first byte submitted to a published checkpoint
// over all of it: TLS, admission, journal, log, three witnesses in the process. The
// peer in the same run is tessera alone with the same leaves: no signature is
// checked there, nothing is signed and nobody cosigns.
func BenchmarkHost(b *testing.B) {
	codes := []string{"alpha", "bravo", "mediator", "observer"}
	b.Run("host", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			k := newKit(b, nil, codes...)
			delete(k.cfg.Witnesses, "observer") // three of four are the quorum
			k.cfg.Interval = 100 * time.Millisecond
			k.start().found()
			requests := k.presign(codes)
			b.StartTimer()
			start := time.Now()
			var wg sync.WaitGroup
			for _, code := range codes {
				c := k.client(code)
				wg.Go(func() {
					for _, body := range requests[code] {
						k.post(c, body)
					}
				})
			}
			wg.Wait()
			promised := time.Since(start)
			total := int64(benchMembers * benchRequests * benchEach)
			k.until("all of it is published", func() bool { return k.host.Status().Published == total+benchMembers })
			b.ReportMetric(float64(total)/time.Since(start).Seconds(), "published/s")
			b.ReportMetric(float64(total)/promised.Seconds(), "promised/s")
			b.StopTimer()
			k.stop()
			b.StartTimer()
		}
	})
	b.Run("tessera", func(b *testing.B) { benchTessera(b, benchLeaves(b, codes)) })
}

// BenchmarkReceipt measures one statement after an idle gap, from its first byte
// to a published checkpoint over it, with three witnesses in the process.
func BenchmarkReceipt(b *testing.B) {
	k := newKit(b, nil, "alpha", "bravo", "mediator")
	k.cfg.Interval = 100 * time.Millisecond
	k.start().found()
	c := k.client("bravo")
	var took []time.Duration
	for b.Loop() {
		b.StopTimer()
		k.until("idle", func() bool { s := k.host.Status(); return s.Published == s.Admitted })
		time.Sleep(150 * time.Millisecond) // the gap that is measured after
		body := lines(k.m.Sign("node:bravo", "node.shown/v1", nil))
		want := k.host.Status().Admitted + 1
		b.StartTimer()
		start := time.Now()
		k.post(c, body)
		k.until("published", func() bool { return k.host.Status().Published == want })
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// presign makes the requests of each member.
func (k *kit) presign(codes []string) map[string][][]byte {
	out := map[string][][]byte{}
	for _, code := range codes {
		for range benchRequests {
			var envs []statement.Envelope
			for range benchEach {
				envs = append(envs, k.m.Sign("node:"+code, "node.shown/v1", nil))
			}
			out[code] = append(out[code], lines(envs...))
		}
	}
	return out
}

func (k *kit) post(c *http.Client, body []byte) {
	resp, err := c.Post(k.url+"/submit", "text/plain", bytes.NewReader(body))
	if err != nil {
		k.Errorf("submit: %v", err)
		return
	}
	defer resp.Body.Close()
	if text, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		k.Errorf("submit: %d %s: %v", resp.StatusCode, text, err)
	}
}

func benchLeaves(b *testing.B, codes []string) [][]byte {
	k := newKit(b, nil, codes...)
	var leaves [][]byte
	for _, bodies := range k.presign(codes) {
		for _, body := range bodies {
			for line := range bytes.Lines(body) {
				env, err := statement.ParseEnvelope(bytes.TrimSuffix(line, []byte("\n")))
				if err != nil {
					b.Fatal(err)
				}
				leaf := statement.Leaf{ReceivedAt: now(), Envelope: env}
				leaves = append(leaves, leaf.Bytes())
			}
		}
	}
	return leaves
}

func benchTessera(b *testing.B, leaves [][]byte) {
	skey, _, err := note.GenerateKey(rand.Reader, "parley.example/bench")
	if err != nil {
		b.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		ctx, cancel := context.WithCancel(context.Background())
		driver, err := posix.New(ctx, posix.Config{Path: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		options := tessera.NewAppendOptions().WithBatching(1024, 5*time.Millisecond).WithCheckpointSigner(signer).
			WithCheckpointInterval(100 * time.Millisecond)
		appender, _, _, err := tessera.NewAppender(ctx, driver, options)
		if err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		var futures []tessera.IndexFuture
		for _, leaf := range leaves {
			futures = append(futures, appender.Add(ctx, tessera.NewEntry(leaf)))
		}
		for _, wait := range futures {
			if _, err := wait(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(leaves))/time.Since(start).Seconds(), "integrated/s")
		cancel()
	}
}
