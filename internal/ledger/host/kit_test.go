package host_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley.example/internal/ledger/host"
	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// within bounds every wait of these tests. It is never reached but by a fault.
const within = 20 * time.Second

// witness is a C2SP witness in memory. It checks consistency and nothing else.
type witness struct {
	member string
	era    func(size int64) charter.Era
	server *httptest.Server

	mu    sync.Mutex
	size  int64
	root  statement.Digest
	down  bool          // answers 503
	hold  chan struct{} // where set, an answer waits until it is closed
	asked int
	at    func() statement.Time // its clock
}

func newWitness(t testing.TB, member string, era func(int64) charter.Era) *witness {
	w := &witness{member: member, era: era, root: statement.EmptyRoot, at: now}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /witness/add-checkpoint", w.serve)
	w.server = httptest.NewServer(mux)
	t.Cleanup(w.server.Close)
	return w
}

func now() statement.Time { return statement.TimeOf(time.Now()) }

func (w *witness) set(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

func (w *witness) serve(rw http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	w.mu.Lock()
	hold := w.hold
	w.asked++
	w.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-r.Context().Done():
			return
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down {
		http.Error(rw, "down", http.StatusServiceUnavailable)
		return
	}
	head, raw, _ := bytes.Cut(b, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	old, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "old "), 10, 64)
	size, serr := checkpoint.ClaimedSize(raw)
	if err != nil || serr != nil {
		http.Error(rw, "bad", http.StatusBadRequest)
		return
	}
	c, err := checkpoint.Parse(raw, w.era(size))
	if err != nil {
		http.Error(rw, err.Error(), http.StatusForbidden)
		return
	}
	if old != w.size {
		rw.Header().Set("Content-Type", "text/x.tlog.size")
		rw.WriteHeader(http.StatusConflict)
		fmt.Fprintf(rw, "%d\n", w.size)
		return
	}
	var path []statement.Digest
	for _, l := range lines[1:] {
		d, _ := base64.StdEncoding.DecodeString(l)
		path = append(path, statement.Digest(d))
	}
	if err := proof.VerifyConsistency(old, c.Size, path, w.root, c.Root); err != nil {
		http.Error(rw, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	w.size, w.root = c.Size, c.Root
	for _, named := range w.era(size).Witnesses {
		if named.Member == w.member {
			line, err := checkpoint.Cosign(c, named.Name, recordtest.WitnessKey(w.member), w.at())
			if err == nil {
				_, _ = rw.Write(line)
			}
		}
	}
}

// kit is a host with its witnesses, and the mechanism whose statements it takes.
type kit struct {
	testing.TB
	m         *recordtest.Mechanism
	cfg       host.Config
	host      *host.Host
	witnesses map[string]*witness
	url       string
	stop      func()
	eras      atomic.Pointer[[]charter.Era] // of m, for the witnesses
}

// eraOf is m's EraOf, for other goroutines.
func (k *kit) eraOf(size int64) charter.Era {
	eras := *k.eras.Load()
	for _, e := range slices.Backward(eras) {
		if size >= e.From {
			return e
		}
	}
	return eras[0]
}

// log takes a promised statement onto the kit's own record.
func (k *kit) log(env statement.Envelope, at statement.Time) {
	k.m.Log(env, at)
	eras := k.m.State().Eras()
	k.eras.Store(&eras)
}

// newKit makes the witnesses and the configuration of a mechanism; start starts
// the host.
func newKit(t testing.TB, change func(*charter.Document), codes ...string) *kit {
	t.Helper()
	doc := recordtest.Document(codes...)
	doc.Tolerances.Republish = 60_000
	if change != nil {
		change(&doc)
	}
	k := &kit{TB: t, m: recordtest.Unfounded(t, doc), witnesses: map[string]*witness{}}
	k.cfg = host.Config{
		Dir: t.TempDir(), Document: k.m.Document(), LogKey: recordtest.HostKey(), TLSKey: recordtest.HostTLSKey(),
		Witnesses: map[string]string{}, Interval: 10 * time.Millisecond, Logger: slog.New(slog.DiscardHandler),
		Connect: func(func() statement.PublicKey) *http.Client { return &http.Client{} },
	}
	eras := k.m.State().Eras()
	k.eras.Store(&eras)
	for _, code := range codes {
		w := newWitness(t, code, k.eraOf)
		k.witnesses[code] = w
		k.cfg.Witnesses[code] = w.server.URL + "/witness"
	}
	return k
}

// start opens and runs the host over TLS.
func (k *kit) start() *kit {
	k.Helper()
	h, err := host.Open(k.cfg)
	if err != nil {
		k.Fatalf("Open: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	server := httptest.NewUnstartedServer(h.Handler())
	if server.TLS, err = h.TLS(); err != nil {
		k.Fatalf("TLS: %v", err)
	}
	server.StartTLS()
	k.host, k.url = h, server.URL
	var once sync.Once
	k.stop = func() {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				k.Errorf("Run: %v", err)
			}
			server.CloseClientConnections()
			server.Close()
			if err := h.Close(); err != nil {
				k.Errorf("Close: %v", err)
			}
		})
	}
	k.Cleanup(k.stop)
	k.until("the host runs", func() bool { return !strings.Contains(h.Status().Refusing, "has not started") })
	return k
}

// again stops the host and starts it on the same directory.
func (k *kit) again() *kit {
	k.Helper()
	k.stop()
	return k.start()
}

// until waits for a condition that comes by itself.
func (k *kit) until(what string, done func() bool) {
	k.Helper()
	for deadline := time.Now().Add(within); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			k.Fatalf("in %v not: %s; status %+v", within, what, k.host.Status())
		}
	}
}

// client is the connection of a member's node, a stranger's for "".
func (k *kit) client(member string) *http.Client {
	k.Helper()
	cert, err := wire.Certificate(recordtest.TLSKey(member))
	if err != nil {
		k.Fatalf("certificate: %v", err)
	}
	c := wire.Client(cert, func() statement.PublicKey { return recordtest.Pub("host tls") })
	if member == "" {
		c.Certificates = nil
	}
	tr := &http.Transport{TLSClientConfig: c, ForceAttemptHTTP2: true}
	k.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, Timeout: within}
}

func (k *kit) do(member, method, path string, body []byte) (int, []byte) {
	k.Helper()
	req, err := http.NewRequest(method, k.url+path, bytes.NewReader(body))
	if err != nil {
		k.Fatalf("request: %v", err)
	}
	resp, err := k.client(member).Do(req)
	if err != nil {
		k.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		k.Fatalf("%s %s: %v", method, path, err)
	}
	return resp.StatusCode, b
}

// submit hands lines to the host as a member's node.
func (k *kit) submit(member string, envs ...statement.Envelope) wire.Submitted {
	k.Helper()
	status, b := k.do(member, http.MethodPost, "/submit", lines(envs...))
	if status != http.StatusOK {
		k.Fatalf("submit answers %d: %s", status, b)
	}
	var out wire.Submitted
	if err := json.Unmarshal(b, &out); err != nil {
		k.Fatalf("answer: %v", err)
	}
	return out
}

func lines(envs ...statement.Envelope) []byte {
	var b []byte
	for i := range envs {
		b = append(append(b, envs[i].Bytes()...), '\n')
	}
	return b
}

// promised submits, and ends the test where anything is refused. It returns the
// received_at of each.
func (k *kit) promised(member string, envs ...statement.Envelope) map[statement.ID]statement.Time {
	k.Helper()
	status, b := k.do(member, http.MethodPost, "/submit", lines(envs...))
	if status != http.StatusOK {
		k.Fatalf("submit answers %d: %s", status, b)
	}
	at := k.times(b)
	for i := range envs {
		if at[envs[i].ID()] == 0 {
			k.Fatalf("statement %d is neither promised nor refused", i)
		}
	}
	return at
}

// times returns the received_at of what an answer promises. It ends the test
// where anything is refused.
func (k *kit) times(b []byte) map[statement.ID]statement.Time {
	k.Helper()
	var out wire.Submitted
	if err := json.Unmarshal(b, &out); err != nil {
		k.Fatalf("answer: %v", err)
	}
	for _, r := range out.Refused {
		k.Fatalf("line %d is refused: %v", r.Line, &r.Void)
	}
	at := map[statement.ID]statement.Time{}
	for _, p := range out.Promises() {
		got, err := p.Verify(recordtest.Pub("host log"))
		if err != nil {
			k.Fatalf("promise: %v", err)
		}
		if got.Mechanism != k.m.State().Mechanism() || got.Origin != recordtest.Origin {
			k.Fatalf("promise for %s at %s", got.Mechanism, got.Origin)
		}
		for _, id := range got.IDs {
			at[id] = got.ReceivedAt
		}
	}
	return at
}

// found has all roots sign, and logs that in the kit's own mechanism too.
func (k *kit) found() *kit {
	k.Helper()
	for _, m := range k.m.State().Document().Members {
		k.file("root:"+m.Code, charter.TypeSigned, charter.Signed{Charter: k.m.State().Mechanism()})
	}
	return k
}

// file signs, submits as the signer's node, and logs in the kit's mechanism.
func (k *kit) file(signer, typ string, act any) statement.Envelope {
	k.Helper()
	env := k.m.Sign(signer, typ, act)
	st, err := env.Statement()
	if err != nil {
		k.Fatalf("statement: %v", err)
	}
	k.log(env, k.promised(st.Member, env)[env.ID()])
	return env
}

// size waits for a published checkpoint of at least a size, and returns it.
func (k *kit) size(size int64) checkpoint.Checkpoint {
	k.Helper()
	var c checkpoint.Checkpoint
	k.until(fmt.Sprintf("%d entries are published", size), func() bool {
		status, raw := k.do("alpha", http.MethodGet, "/log/checkpoint", nil)
		if status != http.StatusOK {
			return false
		}
		var err error
		if c, err = checkpoint.Parse(raw, k.eraOf(0)); err != nil {
			k.Fatalf("published checkpoint: %v", err)
		}
		return c.Size >= size
	})
	return c
}

// settled waits until all witnesses have cosigned a size, so that nothing more
// is published by itself.
func (k *kit) settled(size int64) checkpoint.Checkpoint {
	k.Helper()
	var c checkpoint.Checkpoint
	k.until("all have cosigned", func() bool { c = k.size(size); return len(c.Cosigned) == len(k.witnesses) })
	return c
}

// read reads a file of the host's directory.
func (k *kit) read(name string) []byte {
	k.Helper()
	b, err := os.ReadFile(filepath.Join(k.cfg.Dir, name))
	if err != nil {
		k.Fatal(err)
	}
	return b
}

func parseLeaf(t testing.TB, b []byte) statement.Leaf {
	t.Helper()
	l, err := statement.ParseLeaf(b)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
