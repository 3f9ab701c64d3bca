package node_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// log is a tree with its leaves, as a host serves it.
type log struct {
	leaves [][]byte
	hashes []tlog.Hash
}

func (l *log) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, n := range at {
		if n >= int64(len(l.hashes)) {
			return nil, fmt.Errorf("hash %d of %d", n, len(l.hashes))
		}
		out[i] = l.hashes[n]
	}
	return out, nil
}

func (l *log) add(t testing.TB, leaf []byte) {
	t.Helper()
	hashes, err := tlog.StoredHashes(int64(len(l.leaves)), leaf, l)
	if err != nil {
		t.Fatal(err)
	}
	l.leaves, l.hashes = append(l.leaves, leaf), append(l.hashes, hashes...)
}

func (l *log) clone() *log {
	return &log{leaves: append([][]byte(nil), l.leaves...), hashes: append([]tlog.Hash(nil), l.hashes...)}
}

func (l *log) size() int64 { return int64(len(l.leaves)) }

func (l *log) root(t testing.TB, size int64) statement.Digest {
	t.Helper()
	if size == 0 {
		return statement.EmptyRoot
	}
	h, err := tlog.TreeHash(size, l)
	if err != nil {
		t.Fatal(err)
	}
	return statement.Digest(h)
}

// fakeHost is a host that can be told to lie. Its log is that of a mechanism.
type fakeHost struct {
	t      testing.TB
	mech   *recordtest.Mechanism
	clock  func() statement.Time
	server *httptest.Server

	mu        sync.Mutex
	log       *log
	published []byte
	held      map[string]int64 // what each witness holds, as it says
	bodies    map[string][]byte
	gate      func(http.ResponseWriter, *http.Request) bool // a lie told before everything else
	drop      func(string, statement.Statement) bool        // swallowed without a word, by who hands it in
	stamp     func(statement.Statement, statement.Time) statement.Time
	lose      func(statement.Statement) bool // promised, never logged
	nodes     map[string]string
	freeze    map[string]bool // members that are shown nothing new
	shown     map[string][]byte
}

func newFakeHost(t testing.TB, mech *recordtest.Mechanism, clock func() statement.Time) *fakeHost {
	h := &fakeHost{
		t: t, mech: mech, clock: clock, log: &log{}, held: map[string]int64{}, bodies: map[string][]byte{},
		nodes: map[string]string{}, freeze: map[string]bool{}, shown: map[string][]byte{},
	}
	for _, leaf := range mech.Leaves() {
		h.log.add(t, leaf)
	}
	mux := http.NewServeMux()
	mux.HandleFunc(wire.Submit, h.submit)
	mux.HandleFunc(wire.Checkpoint, h.checkpoint)
	mux.HandleFunc(wire.Tile, h.tile)
	mux.HandleFunc(wire.GetBody, h.getBody)
	mux.HandleFunc(wire.PutBody, h.putBody)
	mux.HandleFunc(wire.EraseBody, h.eraseBody)
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		gate := h.gate
		h.mu.Unlock()
		if gate != nil && gate(w, r) {
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(h.server.Close)
	return h
}

// set changes the host's behaviour.
func (h *fakeHost) set(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
}

// append takes an envelope onto the log at a time. mu is held.
func (h *fakeHost) append(env statement.Envelope, at statement.Time) {
	leaf := h.mech.Leaf(env, at)
	h.mech.Take(leaf)
	h.log.add(h.t, leaf)
}

func (h *fakeHost) submit(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	now := max(h.clock(), h.mech.Now())
	promise := wire.Promise{IDs: []statement.ID{}, Mechanism: h.mech.State().Mechanism(), Origin: recordtest.Origin, ReceivedAt: now}
	var out wire.Submitted
	for i, line := range bytes.Split(bytes.TrimSuffix(body, []byte("\n")), []byte("\n")) {
		env, err := statement.ParseEnvelope(line)
		if err != nil {
			out.Refused = append(out.Refused, wire.Refusal{Line: i, Void: charter.Void{Rule: charter.RuleForm, Text: err.Error()}})
			continue
		}
		st, err := env.Statement()
		if err != nil {
			continue
		}
		id := env.ID()
		switch {
		case h.drop != nil && h.drop(r.Header.Get("Member"), st):
		case h.lose != nil && h.lose(st):
			promise.IDs = append(promise.IDs, id)
		case h.has(id):
			// An honest host gives the time that it has logged.
			continue
		default:
			at := now
			e := h.mech.State().Judge(charter.Prepare(h.mech.Leaf(env, at), h.mech.State().Pub))
			if e.Void != nil {
				out.Refused = append(out.Refused, wire.Refusal{ID: id, Line: i, Void: *e.Void})
				continue
			}
			promise.IDs = append(promise.IDs, id)
			if h.stamp != nil {
				at = h.stamp(st, at)
			}
			h.append(env, at)
		}
	}
	if len(promise.IDs) > 0 {
		signed, err := promise.Sign(recordtest.HostKey())
		if err != nil {
			h.t.Error(err)
		}
		out.Promise = &signed
	}
	_ = json.NewEncoder(w).Encode(out)
}

func (h *fakeHost) has(id statement.ID) bool {
	for _, leaf := range h.log.leaves {
		if l, err := statement.ParseLeaf(leaf); err == nil && l.Envelope.ID() == id {
			return true
		}
	}
	return false
}

func (h *fakeHost) checkpoint(w http.ResponseWriter, r *http.Request) {
	wait, _ := strconv.Atoi(r.URL.Query().Get("wait"))
	member := r.Header.Get("Member")
	for end := time.Now().Add(time.Duration(wait) * time.Millisecond); ; {
		h.mu.Lock()
		raw := h.published
		if h.freeze[member] {
			raw = h.shown[member]
		} else {
			h.shown[member] = raw
		}
		h.mu.Unlock()
		sum := sha256.Sum256(raw)
		if raw != nil && hex.EncodeToString(sum[:]) != r.URL.Query().Get("have") {
			_, _ = w.Write(raw)
			return
		}
		if time.Now().After(end) {
			if raw == nil {
				http.Error(w, "none", http.StatusNotFound)
				return
			}
			w.WriteHeader(http.StatusNotModified)
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func (h *fakeHost) tile(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b, ok := tileOf(h.log, r.PathValue("path"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	_, _ = w.Write(b)
}

// tileOf serves small logs: numbers below 1000.
func tileOf(l *log, path string) ([]byte, bool) {
	parts := strings.Split(strings.Replace(path, ".p/", "/", 1), "/")
	n, err := strconv.ParseInt(parts[1], 10, 64)
	width := int64(256)
	if len(parts) == 3 {
		width, _ = strconv.ParseInt(parts[2], 10, 64)
	}
	if err != nil {
		return nil, false
	}
	if parts[0] == "entries" {
		if n*256+width > l.size() {
			return nil, false
		}
		var out []byte
		for _, leaf := range l.leaves[n*256 : n*256+width] {
			out = append(binary.BigEndian.AppendUint16(out, uint16(len(leaf))), leaf...)
		}
		return out, true
	}
	level, _ := strconv.Atoi(parts[0])
	if (n*256+width)<<(8*level) > l.size() {
		return nil, false
	}
	b, err := tlog.ReadTileData(tlog.Tile{H: 8, L: level, N: n, W: int(width)}, l)
	return b, err == nil
}

func (h *fakeHost) getBody(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	b, ok := h.bodies[r.PathValue("commit")]
	h.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	_, _ = w.Write(b)
}

func (h *fakeHost) eraseBody(_ http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.bodies, r.PathValue("commit"))
}

func (h *fakeHost) putBody(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	h.bodies[r.PathValue("commit")] = b
	h.mu.Unlock()
}

// sign signs a tree.
func (h *fakeHost) sign(l *log, size int64) []byte {
	raw, err := checkpoint.Sign(recordtest.Origin, size, l.root(h.t, size), recordtest.HostKey())
	if err != nil {
		h.t.Fatal(err)
	}
	return raw
}

// add asks one node for its cosignature over a tree.
func (h *fakeHost) add(member string, l *log, raw []byte, old, size int64) (int, string) {
	var path []tlog.Hash
	if old > 0 && old < size {
		var err error
		if path, err = tlog.ProveTree(size, old, l); err != nil {
			h.t.Fatal(err)
		}
	}
	body := fmt.Sprintf("old %d\n", old)
	for _, p := range path {
		body += base64.StdEncoding.EncodeToString(p[:]) + "\n"
	}
	h.mu.Lock()
	url := h.nodes[member]
	h.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+wire.Path(wire.AddCheckpoint), strings.NewReader(body+"\n"+string(raw)))
	if err != nil {
		h.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b)
}

// publish collects cosignatures over all that is logged, and shows the result
// if it has a quorum. It returns the statuses.
func (h *fakeHost) publish() map[string]int {
	h.mu.Lock()
	l := h.log.clone()
	era := h.mech.State().EraOf(l.size())
	held := map[string]int64{}
	maps.Copy(held, h.held)
	nodes := maps.Clone(h.nodes)
	h.mu.Unlock()
	raw := h.sign(l, l.size())
	statuses := map[string]int{}
	merged := raw
	for member := range nodes {
		status, body := h.add(member, l, raw, min(held[member], l.size()), l.size())
		if status == http.StatusConflict {
			if n, err := strconv.ParseInt(strings.TrimSpace(body), 10, 64); err == nil && n <= l.size() {
				status, body = h.add(member, l, raw, n, l.size())
			}
		}
		statuses[member] = status
		if status == http.StatusOK {
			held[member] = l.size()
			var err error
			if merged, err = checkpoint.Merge(merged, era, []byte(body)); err != nil {
				h.t.Errorf("cosignature of %s: %v", member, err)
			}
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.held = held
	if c, err := checkpoint.Parse(merged, era); err == nil && c.Quorum(era) == nil {
		h.published = merged
	}
	return statuses
}

// run publishes again and again, as a host does.
func (h *fakeHost) run(ctx context.Context) {
	for ctx.Err() == nil {
		h.publish()
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}
