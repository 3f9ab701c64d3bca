package node_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"filippo.io/age"

	"parley.example/internal/ledger/node"
	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// kit is a mechanism with a fake host and nodes that are really running.
type kit struct {
	t     testing.TB
	mech  *recordtest.Mechanism
	host  *fakeHost
	clock func() statement.Time
	nodes map[string]*running
	pause func() // ends publishing

	sealing map[string]string // by member
}

// running is a node with its server; the server outlives the node.
type running struct {
	*node.Node
	cfg     node.Config
	server  *httptest.Server
	handler atomic.Pointer[http.Handler]
	busy    sync.RWMutex // held for reading by requests under way
	stop    func()
}

// document has short times.
func document(codes ...string) charter.Document {
	d := recordtest.Document(codes...)
	d.Tolerances = charter.Tolerances{
		Clock: 200, AnswerLeast: 2000, NotAfter: 10_000, Fresh: 2000, Republish: 100, Tick: 1000, Behind: 500,
		Promise: 200, Receipt: 600, Held: 300, WitnessWait: 300,
	}
	return d
}

func newKit(t testing.TB, codes ...string) *kit {
	t.Helper()
	doc, keys := document(codes...), map[string]string{}
	for i, m := range doc.Members {
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		doc.Members[i].Node.Sealing, keys[m.Code] = id.Recipient().String(), id.String()
	}
	mech := recordtest.FoundDocument(t, doc)
	base := time.Now()
	k := &kit{t: t, mech: mech, nodes: map[string]*running{}, sealing: keys}
	k.clock = func() statement.Time { return recordtest.Start.Add(time.Minute + time.Since(base)) }
	for _, code := range codes {
		mech.Officer(code, code+"-1")
	}
	k.host = newFakeHost(t, mech, k.clock)
	for _, code := range codes {
		r := &running{}
		r.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			r.busy.RLock()
			defer r.busy.RUnlock()
			h := r.handler.Load()
			if h == nil {
				http.Error(w, "down", http.StatusBadGateway)
				return
			}
			(*h).ServeHTTP(w, req)
		}))
		t.Cleanup(r.server.Close)
		k.nodes[code] = r
		k.host.nodes[code] = r.server.URL
	}
	for _, code := range codes {
		k.nodes[code].cfg = k.config(code)
		if err := node.Init(k.nodes[code].cfg.Dir); err != nil {
			t.Fatal(err)
		}
	}
	return k
}

func (k *kit) config(code string) node.Config {
	peers := map[string]string{}
	for other, r := range k.nodes {
		if other != code {
			peers[other] = r.server.URL
		}
	}
	return node.Config{
		Dir: k.t.TempDir(), Document: k.mech.Document(), Member: code, HostURL: k.host.server.URL, Peers: peers, Clock: k.clock,
		Keys: node.Keys{
			Statement: recordtest.NodeKey(code), Witness: recordtest.WitnessKey(code), TLS: recordtest.TLSKey(code),
			Sealing: k.sealing[code],
		},
		Logger: quiet(),
		Connect: func(func() statement.PublicKey) *http.Client {
			return &http.Client{Transport: named{code}}
		},
	}
}

// quiet is a logger that speaks only where PARLEY_TEST_LOG is set.
func quiet() *slog.Logger {
	level := slog.LevelError + 4
	if os.Getenv("PARLEY_TEST_LOG") != "" {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

// named tells the fake host who asks.
type named struct{ member string }

func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Member", n.member)
	return http.DefaultTransport.RoundTrip(r)
}

// start opens and runs a node.
func (k *kit) start(code string) *running {
	k.t.Helper()
	r := k.nodes[code]
	n, err := node.Open(r.cfg)
	if err != nil {
		k.t.Fatalf("open %s: %v", code, err)
	}
	r.Node = n
	h := n.Handler()
	r.handler.Store(&h)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- n.Run(ctx) }()
	r.stop = func() {
		cancel()
		if err := <-done; err != nil {
			k.t.Errorf("run %s: %v", code, err)
		}
		r.handler.Store(nil)
		r.busy.Lock()
		defer r.busy.Unlock()
		if err := n.Close(); err != nil {
			k.t.Errorf("close %s: %v", code, err)
		}
		r.stop = func() {}
	}
	k.t.Cleanup(func() { r.stop() })
	return r
}

// startAll runs every node and a host that publishes.
func (k *kit) startAll() {
	k.t.Helper()
	for code := range k.nodes {
		k.start(code)
	}
	k.publishing()
	k.ready()
}

// ready waits until every node that runs has folded the founding.
func (k *kit) ready() {
	k.t.Helper()
	size := int64(2 * len(k.nodes))
	for code, r := range k.nodes {
		if r.Node != nil {
			until(k.t, code+" folds the founding", func() bool { return r.size() >= size })
		}
	}
}

// size is how much a node has folded.
func (r *running) size() int64 {
	var n int64
	r.View(func(s *charter.State) { n = s.Size() })
	return n
}

// publishing lets the host publish until the test ends or stop is called.
func (k *kit) publishing() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); k.host.run(ctx) }()
	stop = func() { cancel(); <-done }
	k.pause = stop
	k.t.Cleanup(stop)
	return stop
}

// officer signs as the officer that newKit appointed.
func officer(member string) node.Signer { return node.KeySigner(recordtest.OfficerKey(member + "-1")) }

func notice(verb string) statement.Statement {
	return statement.Statement{Type: "notice." + verb + "/v1", Act: []byte(`{"answer_ms":60000}`)}
}

// until waits for a condition, and fails the test where it does not come.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited 20 s for: %s", what)
}

func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// logged returns the statements of a type that the host's log holds.
func (k *kit) logged(typ string) []statement.Statement {
	k.host.mu.Lock()
	defer k.host.mu.Unlock()
	var out []statement.Statement
	for _, b := range k.host.log.leaves {
		if leaf, err := statement.ParseLeaf(b); err == nil {
			if st, err := leaf.Envelope.Statement(); err == nil && st.Type == typ {
				out = append(out, st)
			}
		}
	}
	return out
}

// evidenceOf waits for a file of a kind at a node, and has a stranger check it.
func (k *kit) evidenceOf(code string, kind evidence.Kind) {
	k.t.Helper()
	var found evidence.Finding
	until(k.t, string(kind)+" evidence at "+code, func() bool {
		names, err := filepath.Glob(filepath.Join(k.nodes[code].cfg.Dir, "evidence", string(kind)+"-*.json"))
		if err != nil || len(names) == 0 {
			return false
		}
		file, err := os.ReadFile(names[0])
		if err != nil {
			k.t.Fatal(err)
		}
		if found, err = evidence.Check(k.mech.Document(), file); err != nil {
			k.t.Fatalf("a stranger does not accept %s: %v\n%s", names[0], err, file)
		}
		k.tamper(file)
		return true
	})
	if found.Kind != kind || !strings.Contains(found.Text, recordtest.Origin) {
		k.t.Errorf("finding = %+v, want a %s about %s", found, kind, recordtest.Origin)
	}
}

// tamper changes each kind of content of a file: none may still be accepted as
// saying something else.
func (k *kit) tamper(file []byte) {
	k.t.Helper()
	f, err := evidence.Parse(file)
	if err != nil {
		k.t.Fatal(err)
	}
	for i := range f.Checkpoints {
		g, err := evidence.Parse(file)
		if err != nil {
			k.t.Fatal(err)
		}
		g.Checkpoints[i] = strings.Replace(g.Checkpoints[i], "\n", "1\n", 2)
		b, _ := g.Bytes()
		if _, err := evidence.Check(k.mech.Document(), b); err == nil {
			k.t.Errorf("evidence with a changed checkpoint is accepted:\n%s", b)
		}
	}
	if f.Prefix != nil {
		f.Prefix[0] ^= 1
		b, _ := f.Bytes()
		if _, err := evidence.Check(k.mech.Document(), b); err == nil {
			k.t.Error("evidence with a changed prefix is accepted")
		}
	}
}

// tickAt is the act of a tick.
func tickAt(at statement.Time) tick.Tick { return tick.Tick{Clock: at, Missing: []statement.Digest{}} }
