package node_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"parley.example/internal/ledger/host"
	"parley.example/internal/ledger/node"
	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// tlsServer is a listener whose handler and configuration come later.
func tlsServer(t testing.TB) (address string, serve func(*tls.Config, http.Handler)) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return "https://" + l.Addr().String(), func(cfg *tls.Config, h http.Handler) {
		s := &httptest.Server{Listener: l, Config: &http.Server{Handler: h}, TLS: cfg}
		s.StartTLS()
		t.Cleanup(s.Close)
	}
}

// whole is the real host with real nodes, over TLS pinned by keys.
type whole struct {
	t     testing.TB
	mech  *recordtest.Mechanism // its documents and keys; its record stays empty
	mu    sync.RWMutex          // guards nodes; held for reading by requests under way
	clock func() statement.Time
	nodes map[string]*node.Node
	urls  map[string]string
	host  *host.Host
	cfg   map[string]node.Config
	stops map[string]func()
}

func newWhole(t testing.TB, doc charter.Document) *whole {
	t.Helper()
	base := time.Now()
	k := &whole{
		t: t, mech: recordtest.Unfounded(t, doc), nodes: map[string]*node.Node{}, urls: map[string]string{},
		cfg: map[string]node.Config{}, stops: map[string]func(){},
		clock: func() statement.Time { return recordtest.Start.Add(time.Since(base)) },
	}
	hostURL, serveHost := tlsServer(t)
	serve, witnesses := map[string]func(*tls.Config, http.Handler){}, map[string]string{}
	for _, m := range doc.Members {
		k.urls[m.Code], serve[m.Code] = tlsServer(t)
		witnesses[m.Code] = k.urls[m.Code] + "/witness"
	}
	h, err := host.Open(host.Config{
		Dir: t.TempDir(), Document: k.mech.Document(), LogKey: recordtest.HostKey(), TLSKey: recordtest.HostTLSKey(),
		Witnesses: witnesses, Clock: k.clock, Logger: quiet(),
	})
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := h.TLS()
	if err != nil {
		t.Fatal(err)
	}
	serveHost(cfg, h.Handler())
	k.host = h
	k.run("host", h.Run, h.Close)
	for _, m := range doc.Members {
		dir := t.TempDir()
		if err := node.Init(dir); err != nil {
			t.Fatal(err)
		}
		k.cfg[m.Code] = node.Config{
			Dir: dir, Document: k.mech.Document(), Member: m.Code, HostURL: hostURL, Peers: k.urls, Clock: k.clock, Logger: quiet(),
			Keys: node.Keys{
				Statement: recordtest.NodeKey(m.Code), Witness: recordtest.WitnessKey(m.Code), TLS: recordtest.TLSKey(m.Code),
			},
		}
		k.start(m.Code)
		serve[m.Code](&tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return k.node(m.Code).TLS()
		}}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			k.mu.RLock()
			defer k.mu.RUnlock()
			k.nodes[m.Code].Handler().ServeHTTP(w, r)
		}))
	}
	for _, m := range doc.Members {
		k.root(m.Code, charter.TypeSigned, charter.Signed{Charter: k.mech.State().Mechanism()})
	}
	k.root(doc.Members[0].Code, charter.TypeAppointed, charter.Appointed{
		Desks: []string{"military"}, ExpiresAt: k.clock().Add(time.Hour), Key: recordtest.Pub(doc.Members[0].Code + "-1 officer"),
		Officer: doc.Members[0].Code + "-1", Powers: []charter.Power{recordtest.Power("notice.*")},
	})
	return k
}

// node is the one that runs for a member now.
func (k *whole) node(code string) *node.Node {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.nodes[code]
}

// start opens a member's node, in the place of one that runs.
func (k *whole) start(code string) {
	k.t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	if stop := k.stops[code]; stop != nil {
		stop()
	}
	n, err := node.Open(k.cfg[code])
	if err != nil {
		k.t.Fatal(err)
	}
	k.nodes[code] = n
	k.stops[code] = k.run(code, n.Run, n.Close)
}

// run runs something until the test ends, or it is stopped.
func (k *whole) run(name string, f func(context.Context) error, end func() error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := errors.Join(<-done, end()); err != nil {
			k.t.Errorf("%s: %v", name, err)
		}
	})
	k.t.Cleanup(stop)
	return stop
}

// root signs as a member's root and waits for the receipt.
func (k *whole) root(code, typ string, act any) {
	k.t.Helper()
	b, err := statement.Encode(act)
	if err != nil {
		k.t.Fatal(err)
	}
	var ticket *node.Ticket
	until(k.t, "sign as the root of "+code, func() bool {
		st := statement.Statement{Type: typ, Act: b}
		ticket, err = k.nodes[code].Submit(within(k.t), node.KeySigner(recordtest.RootKey(code)), st)
		return err == nil
	})
	receipted(k.t, ticket)
}

func TestWithTheHost(t *testing.T) {
	k := newWhole(t, document("alpha", "bravo", "mediator"))
	ticket, err := k.nodes["alpha"].SubmitBody(within(t), officer("alpha"), notice("filed"), []byte("EXERCISE text"))
	if err != nil {
		t.Fatal(err)
	}
	status := receipted(t, ticket)
	for code, n := range k.nodes {
		until(t, code+" has the receipt with the body", func() bool {
			file, err := n.Receipt(ticket.ID())
			if err != nil {
				return false
			}
			v, err := proof.VerifyReceipt(file, k.mech.Document())
			if err != nil {
				t.Fatal(err)
			}
			return v.Body != nil && bytes.Equal(v.Body.Content, []byte("EXERCISE text"))
		})
		until(t, code+" is live", func() bool { return n.Live().OK })
	}
	if status.Promised == 0 {
		t.Errorf("status = %+v, want the host's promise", status)
	}
	// A stranger's key is not let in.
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := wire.Certificate(key)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: wire.Client(cert, func() statement.PublicKey {
		return statement.PublicOf(recordtest.TLSKey("bravo"))
	})}}
	if resp, err := client.Get(k.urls["bravo"] + "/log/checkpoint"); err == nil {
		resp.Body.Close()
		t.Errorf("a stranger is answered %d, want no connection", resp.StatusCode)
	}
}

// BenchmarkReceipt is one statement at a time after an idle gap, from Submit to
// its receipt, with the real host and five checking nodes in one process.
func BenchmarkReceipt(b *testing.B) {
	doc := recordtest.Document("alpha", "bravo", "mediator", "guarantor", "observer")
	k := newWhole(b, doc)
	var took []time.Duration
	for b.Loop() {
		time.Sleep(150 * time.Millisecond)
		from := time.Now()
		ticket, err := k.nodes["alpha"].Submit(within(b), officer("alpha"), notice("filed"))
		if err != nil {
			b.Fatal(err)
		}
		receipted(b, ticket)
		took = append(took, time.Since(from))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkBatch is 5,000 statements in batches of 500, all the way to their
// receipts, with the same five nodes.
func BenchmarkBatch(b *testing.B) {
	doc := recordtest.Document("alpha", "bravo", "mediator", "guarantor", "observer")
	k := newWhole(b, doc)
	const many, batch = 5000, 500
	for b.Loop() {
		from := time.Now()
		var last *node.Ticket
		for range many / batch {
			tickets, err := k.nodes["alpha"].SubmitBatch(within(b), officer("alpha"), slices.Repeat([]statement.Statement{notice("filed")}, batch))
			if err != nil {
				b.Fatal(err)
			}
			last = tickets[batch-1]
		}
		receipted(b, last)
		b.ReportMetric(many/time.Since(from).Seconds(), "statements/s")
	}
}
