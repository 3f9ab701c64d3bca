package host_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"

	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

func TestStrangers(t *testing.T) {
	for _, open := range []bool{true, false} {
		k := newKit(t, func(d *charter.Document) { d.OpenLog = open }, "alpha", "bravo").start().found()
		k.size(2)
		read := http.StatusForbidden
		if open {
			read = http.StatusOK
		}
		if status, _ := k.do("", http.MethodGet, "/log/checkpoint", nil); status != read {
			t.Errorf("open log %v: a stranger reads the checkpoint: %d, want %d", open, status, read)
		}
		if status, _ := k.do("", http.MethodGet, "/log/tile/0/000.p/2", nil); status != read {
			t.Errorf("open log %v: a stranger reads a tile: %d, want %d", open, status, read)
		}
		if status, _ := k.do("", http.MethodPut, "/body/"+recordtest.Start.String(), nil); status != http.StatusForbidden {
			t.Errorf("a stranger hands in a body: %d, want 403", status)
		}
		env := k.m.Sign("node:bravo", "node.shown/v1", nil)
		if status, _ := k.do("", http.MethodPost, "/submit", lines(env)); status != http.StatusForbidden {
			t.Errorf("a stranger hands in a node's statement: %d, want 403", status)
		}
		root := k.m.Sign("root:bravo", charter.TypeRuleSet, charter.RuleSet{Digest: statement.EmptyRoot})
		forged := root
		forged.Signature[3] ^= 1
		if status, _ := k.do("", http.MethodPost, "/submit", lines(forged)); status != http.StatusForbidden {
			t.Errorf("a stranger hands in what no root signed: %d, want 403", status)
		}
		k.promised("", root)
		// A key that the charter does not name gets no connection.
		if resp, err := k.client("nobody").Get(k.url + "/log/checkpoint"); err == nil {
			resp.Body.Close()
			t.Error("a key that the charter does not name is served")
		}
	}
}

func TestReplacedKeyIsAStranger(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo").start().found()
	keys := recordtest.NodeKeys("bravo")
	keys.TLS = recordtest.Pub("bravo second tls")
	c := k.client("bravo") // its connection stays open over the change
	get := func() int {
		resp, err := c.Get(k.url + "/tail/" + recordtest.Pub("bravo root").ID().String())
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode
	}
	if got := get(); got != http.StatusOK {
		t.Fatalf("before: %d, want 200", got)
	}
	root := k.m.Sign("root:bravo", charter.TypeInstalled, charter.Installed{Node: keys})
	k.promised("alpha", root)
	if got := get(); got != http.StatusForbidden {
		t.Errorf("a connection with a key that was replaced: %d, want 403", got)
	}
}

func TestTail(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo").start().found()
	env := k.file("node:bravo", "node.shown/v1", nil)
	status, b := k.do("bravo", http.MethodGet, "/tail/"+env.Key.String(), nil)
	var got wire.Tail
	if err := json.Unmarshal(b, &got); status != http.StatusOK || err != nil {
		t.Fatalf("tail: %d %s: %v", status, b, err)
	}
	if want := (wire.Tail{Next: 1, Size: 3, Tail: env.ID()}); got != want {
		t.Errorf("tail = %+v, want %+v", got, want)
	}
	if status, _ := k.do("bravo", http.MethodGet, "/tail/"+statement.EmptyRoot.String(), nil); status != http.StatusNotFound {
		t.Errorf("the tail of no key: %d, want 404", status)
	}
}

func TestBodies(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo")
	k.cfg.BodyQuota = 100
	k.start()
	at := "/body/" + statement.EmptyRoot.String()
	steps := []struct {
		member, method, path, body string
		status                     int
		want                       string
	}{
		{"bravo", http.MethodGet, at, "", 404, ""},
		{"alpha", http.MethodPut, at, "squatted", 204, ""},
		{"bravo", http.MethodPut, at, "true", 204, ""},
		{"bravo", http.MethodGet, at + "?by=bravo", "", 200, "true"},
		{"bravo", http.MethodGet, at, "", 200, "squatted"},
		{"bravo", http.MethodPut, at, "true again", 204, ""},
		{"alpha", http.MethodGet, at + "?by=bravo", "", 200, "true again"},
		{"alpha", http.MethodGet, at + "?by=..", "", 404, ""},
		{"bravo", http.MethodPut, at, string(make([]byte, 101)), 507, ""},
		{"bravo", http.MethodPut, "/body/short", "x", 400, ""},
		{"alpha", http.MethodPut, at, string(make([]byte, 9<<20)), 413, ""},
	}
	for i, s := range steps {
		status, b := k.do(s.member, s.method, s.path, []byte(s.body))
		if status != s.status || s.want != "" && string(b) != s.want {
			t.Errorf("step %d: %s %s = %d %.40q, want %d %q", i, s.method, s.path, status, b, s.status, s.want)
		}
	}
	k.again()
	if status, b := k.do("bravo", http.MethodGet, at+"?by=bravo", nil); status != 200 || string(b) != "true again" {
		t.Errorf("after a restart: %d %q", status, b)
	}
	if status, _ := k.do("bravo", http.MethodPut, "/body/"+recordtest.Pub("x").ID().String(), make([]byte, 95)); status != 507 {
		t.Errorf("the quota is forgotten after a restart: %d, want 507", status)
	}
}

// TestEraseBody holds that a member deletes its own copy, and no other's, and that
// what it deleted is neither taken nor given again, also after a restart.
func TestEraseBody(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo")
	k.cfg.BodyQuota = 600
	k.start()
	at := "/body/" + statement.EmptyRoot.String()
	other := "/body/" + recordtest.Pub("x").ID().String()
	steps := []struct {
		member, method, path, body string
		status                     int
		want                       string
	}{
		{"alpha", http.MethodPut, at, "the text", 204, ""},
		{"bravo", http.MethodDelete, at, "", 204, ""},
		{"bravo", http.MethodGet, at + "?by=alpha", "", 200, "the text"},
		{"bravo", http.MethodGet, at + "?by=bravo", "", 410, ""},
		{"bravo", http.MethodGet, at, "", 200, "the text"},
		{"bravo", http.MethodPut, at, "the text", 410, ""},
		{"", http.MethodDelete, at, "", 403, ""},
		{"alpha", http.MethodDelete, at, "", 204, ""},
		{"alpha", http.MethodDelete, at, "", 204, ""},
		{"bravo", http.MethodGet, at, "", 410, ""},
		{"alpha", http.MethodPut, at, "the text", 410, ""},
		{"alpha", http.MethodDelete, other, "", 507, ""},
		{"alpha", http.MethodDelete, "/body/short", "", 400, ""},
	}
	for i, s := range steps {
		status, b := k.do(s.member, s.method, s.path, []byte(s.body))
		if status != s.status || s.want != "" && string(b) != s.want {
			t.Errorf("step %d: %s %s = %d %.40q, want %d %q", i, s.method, s.path, status, b, s.status, s.want)
		}
	}
	k.again()
	for method, body := range map[string]string{http.MethodGet: "", http.MethodPut: "the text"} {
		if status, _ := k.do("alpha", method, at, []byte(body)); status != 410 {
			t.Errorf("%s after a restart: %d, want 410", method, status)
		}
	}
	if status, _ := k.do("alpha", http.MethodPut, other, make([]byte, 100)); status != 507 {
		t.Errorf("the mark of an erasure counts nothing after a restart: %d, want 507", status)
	}
}

// fetched reads the log over HTTP as outside tools do.
func (k *kit) fetched() *client.HTTPFetcher {
	k.Helper()
	u, err := url.Parse(k.url + "/log/")
	if err != nil {
		k.Fatal(err)
	}
	f, err := client.NewHTTPFetcher(u, k.client("alpha"))
	if err != nil {
		k.Fatal(err)
	}
	return f
}

func TestTiles(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo").start().found()
	k.fill(300)
	k.fill(600)
	c := k.size(600)
	f := k.fetched()
	ctx := context.Background()
	builder, err := client.NewProofBuilder(ctx, 600, f.ReadTile)
	if err != nil {
		t.Fatalf("proof builder: %v", err)
	}
	if _, err := builder.InclusionProof(ctx, 599); err != nil {
		t.Errorf("inclusion proof: %v", err)
	}
	bundle, err := client.GetEntryBundle(ctx, f.ReadEntryBundle, 2, 600)
	if err != nil {
		t.Fatalf("bundle: %v", err)
	}
	if got, want := string(bundle.Entries[87]), string(k.m.Leaves()[599]); got != want {
		t.Errorf("leaf 599 is %s, want %s", got, want)
	}
	if c.Root != k.m.Root() {
		t.Errorf("root %s, want %s", c.Root, k.m.Root())
	}
}

// TestFsck has tessera's own checker read the log, under a timeout: it hangs on
// a log that does not hold.
func TestFsck(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo").start().found()
	k.fill(700)
	k.size(700)
	vkey, err := checkpoint.HostVkey(k.m.State().Document().Host)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	hashes := func(b []byte) ([][]byte, error) {
		var bundle api.EntryBundle
		if err := bundle.UnmarshalText(b); err != nil {
			return nil, err
		}
		var out [][]byte
		for _, e := range bundle.Entries {
			out = append(out, rfc6962.DefaultHasher.HashLeaf(e))
		}
		return out, nil
	}
	done := make(chan error, 1)
	go func() {
		done <- fsck.New(recordtest.Origin, v, k.fetched(), hashes, fsck.Opts{N: 2}).Check(context.Background())
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("fsck: %v", err)
		}
	case <-time.After(within):
		t.Errorf("fsck did not end in %v", within)
	}
}

func TestTilePaths(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo").start().found()
	k.size(2)
	tests := map[string]int{
		"/log/tile/0/000.p/2":              200,
		"/log/tile/entries/000.p/2":        200,
		"/log/tile/entries/000":            404,
		"/log/tile/entries/000.p/02":       404,
		"/log/tile/entries/000.p/256":      404,
		"/log/tile/00/000.p/2":             404,
		"/log/tile/entries/000.p/21769672": 404,
		"/log/tile/%2e%2e/checkpoint":      404,
		"/log/tile/..%2f.state/treeState":  404,
		"/log/.state/treeState":            404,
		"/log/tile/entries/x000/000.p/2":   404,
		"/log/tile/64/000":                 404,
		"/journal/0000000000000000":        404,
	}
	for path, want := range tests {
		if status, b := k.do("alpha", http.MethodGet, path, nil); status != want {
			t.Errorf("GET %s = %d %.60q, want %d", path, status, b, want)
		}
	}
}
