package parties

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"parley.example/internal/ledger/node"
	"parley.example/internal/server"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// patience bounds every wait for something that must come.
const patience = slower * 25 * time.Second

// scaled are tolerances for mechanisms that are to misbehave within seconds.
var scaled = charter.Tolerances{
	Clock: 200, AnswerLeast: 2000, NotAfter: 10_000, Fresh: 2000, Republish: 300, Tick: 1000, Behind: 1000, Promise: 500,
	Receipt: 1500, Held: 300, WitnessWait: 3000, Vouch: 5000,
}

// cell is a founded mechanism. Its host and nodes run in this process or as
// processes of their own.
type cell struct {
	t        *testing.T
	f        *server.Founded
	codes    []string
	officers map[string]ed25519.PrivateKey // by member
	host     *server.Host                  // where it runs here
	nodes    map[string]*server.Node       // those that run here
	gates    map[string]*gate              // by whose line it is; none unless gated
	stops    map[string]func()
}

// cells counts the mechanisms of this process, so that each has a network of its
// own on loopback and no other program takes its ports while a part is down.
var cells atomic.Int32

// foundCell makes the directories of a mechanism, with one officer a member, who
// may sign all. change may alter the charter before.
func foundCell(t *testing.T, change func(*charter.Document), codes ...string) *cell {
	t.Helper()
	doc := recordtest.Document(codes...)
	doc.Kinds = []string{"member", "notice"}
	doc.Tolerances = scaled
	if change != nil {
		change(&doc)
	}
	f, err := server.Found(t.TempDir(), doc, codes[0])
	if err != nil {
		t.Fatal(err)
	}
	base := fmt.Sprintf("127.%d.%d.%d:7400", 10+os.Getpid()%200, os.Getpid()/200%250, 1+cells.Add(1))
	if err := f.Addresses(base, t.Logf); err != nil {
		t.Fatal(err)
	}
	c := &cell{
		t: t, f: f, codes: codes, officers: map[string]ed25519.PrivateKey{}, nodes: map[string]*server.Node{},
		gates: map[string]*gate{}, stops: map[string]func(){},
	}
	for _, code := range codes {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		c.officers[code] = key
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
		if err := os.WriteFile(filepath.Join(f.NodeDir(code), "keys", officerFile), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

const officerFile = "officer.pem"

// key reads a key of the host ("host") or of a node.
func (c *cell) key(whose, name string) ed25519.PrivateKey {
	c.t.Helper()
	key, err := server.ReadKey(filepath.Join(c.f.Dir, whose, "keys", name))
	if err != nil {
		c.t.Fatal(err)
	}
	return key
}

// run runs a part here until stop of its name, or the test's end.
func (c *cell) run(name string, run func(context.Context) error, end func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	stopped := false
	c.stops[name] = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			c.t.Errorf("%s runs: %v", name, err)
		}
		if err := end(); err != nil {
			c.t.Errorf("%s closes: %v", name, err)
		}
	}
	c.t.Cleanup(c.stops[name])
}

func (c *cell) stop(name string) {
	c.stops[name]()
	delete(c.nodes, name)
}

func (c *cell) startHost() {
	c.t.Helper()
	var err error
	if c.host, err = server.OpenHost(c.f.HostDir(), logger()); err != nil {
		c.t.Fatal(err)
	}
	c.run("host", c.host.Run, c.host.Close)
}

func (c *cell) startNode(code string) {
	c.t.Helper()
	n, err := server.OpenNode(context.Background(), c.f.NodeDir(code), logger())
	if err != nil {
		c.t.Fatal(err)
	}
	c.nodes[code] = n
	c.run(code, n.Run, n.Close)
}

// start runs everything here and founds the mechanism.
func (c *cell) start() *cell {
	c.t.Helper()
	c.startHost()
	for _, code := range c.codes {
		c.startNode(code)
	}
	c.charter()
	c.allLive()
	return c
}

// charter deposits what founds the mechanism, and the officers' appointments.
func (c *cell) charter() {
	c.t.Helper()
	officers := map[string][]server.Appointment{}
	for code, key := range c.officers {
		officers[code] = []server.Appointment{{
			Officer: code + "-1", Name: code, Key: statement.PublicOf(key),
			Powers: []charter.Power{recordtest.Power("notice.*", "hold.*", "erasure.*")},
		}}
	}
	envelopes, err := c.f.Sign(server.Clock(), officers)
	if err != nil {
		c.t.Fatal(err)
	}
	n := len(c.codes)
	for _, part := range [][]statement.Envelope{envelopes[:n], envelopes[n:]} {
		if err := server.Deposit(c.t.Context(), c.hostURL(), c.f.Charter.Host, part); err != nil {
			c.t.Fatal(err)
		}
	}
}

// hostURL is where the host itself listens, whatever gates there are.
func (c *cell) hostURL() string { return "https://" + c.hostFile().Listen }

func (c *cell) hostFile() (f server.HostFile) {
	c.t.Helper()
	c.read(filepath.Join(c.f.HostDir(), "host.json"), &f)
	return f
}

func (c *cell) nodeFile(code string) (f server.NodeFile) {
	c.t.Helper()
	c.read(filepath.Join(c.f.NodeDir(code), "node.json"), &f)
	return f
}

func (c *cell) read(name string, v any) {
	c.t.Helper()
	b, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *cell) write(name string, v any) {
	c.t.Helper()
	b, err := json.Marshal(v)
	if err == nil {
		err = os.WriteFile(name, b, 0o600)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// until waits for a condition.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	untilIn(t, patience, what, ok)
}

func untilIn(t *testing.T, within time.Duration, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(within); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited %v in vain: %s", within, what)
		}
	}
}

// within is a context for one wait.
func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

func (c *cell) ledger(code string) *node.Node { return c.nodes[code].Ledger() }

// allLive waits until every node that runs here is live.
func (c *cell) allLive() {
	c.t.Helper()
	for code := range c.nodes {
		c.live(code)
	}
}

func (c *cell) live(code string) {
	c.t.Helper()
	end := time.Now().Add(patience)
	for {
		live := c.ledger(code).Live()
		if live.OK {
			return
		}
		if time.Now().After(end) {
			c.t.Fatalf("%s is not live: %+v", code, live)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
