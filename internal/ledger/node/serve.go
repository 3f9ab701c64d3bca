package node

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/node/mirror"
	"parley.example/internal/ledger/node/witness"
	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// mostWait bounds how long a request may wait for another checkpoint.
const mostWait = time.Minute

// maxPassed bounds a request with statements of others.
const maxPassed = 8 << 20

// Handler serves the host and the other nodes. It belongs behind a listener
// with the configuration of TLS, which lets nobody else in.
func (n *Node) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(wire.AddCheckpoint, n.serveAdd)
	mux.HandleFunc(wire.Checkpoint, n.serveCheckpoint)
	mux.HandleFunc(wire.Tile, n.serveTile)
	mux.HandleFunc(wire.GetBody, n.serveBody)
	mux.HandleFunc(wire.PutBody, n.serveTakeBody)
	mux.HandleFunc(wire.Pass, n.servePass)
	mux.HandleFunc(wire.Evidence, n.serveEvidence)
	mux.HandleFunc(wire.GetTail, n.serveTail)
	mux.HandleFunc(wire.Transition, n.serveTransition)
	mux.HandleFunc(wire.GetDigest, n.serveDigest)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A key may have been replaced since its connection began. R-WIRE-31.
		if key, ok := wire.Peer(r); ok && !n.admits(key) {
			http.Error(w, "the record does not name this connection's key any more", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// TLS is the configuration of the listener under Handler: the host in force and
// the nodes of the members come in, by the keys that the record names.
func (n *Node) TLS() (*tls.Config, error) {
	cert, err := wire.Certificate(n.cfg.Keys.TLS)
	if err != nil {
		return nil, err
	}
	return wire.Server(cert, false, n.admits), nil
}

func (n *Node) admits(key statement.PublicKey) bool {
	if s := n.cfg.Successor; s != nil && s.TLS == key {
		return true
	}
	ok := false
	n.View(func(s *charter.State) {
		doc := s.Document()
		ok = doc.Host.TLS == key
		for _, m := range doc.Members {
			keys, known := s.Node(m.Code)
			ok = ok || known && keys.TLS == key
		}
	})
	return ok
}

// serveAdd is the C2SP tlog-witness call.
func (n *Node) serveAdd(w http.ResponseWriter, r *http.Request) {
	body, ok := read(w, r, witness.MaxRequest)
	if !ok {
		return
	}
	before := n.wit.Held().Size
	answer := n.wit.AddCheckpoint(r.Context(), body, n.parse, n.host)
	if answer.Err != nil {
		n.doubt(answer.Err, answer.Size)
		n.log.Debug("not cosigned", slog.Int64("size", answer.Size), slog.Int("status", answer.Status), slog.Any("err", answer.Err))
	} else {
		n.sure(answer.Size)
		n.cosigned(answer.Size)
	}
	if held := n.wit.Held().Size; held > before {
		n.markLogged(before, held)
	}
	w.Header().Set("Content-Type", answer.Type)
	w.WriteHeader(answer.Status)
	_, _ = w.Write(answer.Body) // a host that has gone asks again
}

// serveCheckpoint gives the newest checkpoint with quorum. With have it waits
// for another one.
func (n *Node) serveCheckpoint(w http.ResponseWriter, r *http.Request) {
	have := r.URL.Query().Get("have")
	wait, _ := strconv.ParseInt(r.URL.Query().Get("wait"), 10, 64)
	ctx, cancel := context.WithTimeout(r.Context(), min(max(0, millis(wait)), mostWait))
	defer cancel()
	folds, stop := n.folds.listen()
	defer stop()
	for {
		raw := n.Head().Raw
		sum := sha256.Sum256(raw)
		switch {
		case raw != nil && hex.EncodeToString(sum[:]) != have:
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = w.Write(raw) // a reader that has gone asks again
			return
		case ctx.Err() != nil && raw == nil:
			http.Error(w, "no checkpoint has a quorum yet", http.StatusNotFound)
			return
		case ctx.Err() != nil:
			w.WriteHeader(http.StatusNotModified)
			return
		}
		select {
		case <-folds:
		case <-time.After(200 * time.Millisecond): // fresher cosignatures come without a fold
		case <-ctx.Done():
		}
	}
}

func (n *Node) serveTile(w http.ResponseWriter, r *http.Request) {
	b, err := n.wit.Mirror().Tile(r.PathValue("path"))
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, mirror.ErrPath):
		http.Error(w, "not here", http.StatusNotFound)
	case err != nil:
		n.log.Error("serve a tile", slog.Any("err", err))
		http.Error(w, "the mirror cannot be read", http.StatusInternalServerError)
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(b) //nolint:gosec // octets, not a page
	}
}

func (n *Node) serveBody(w http.ResponseWriter, r *http.Request) {
	address, err := statement.ParseDigest(r.PathValue("commit"))
	served, ok := n.bodies.get(address)
	if err == nil && !ok && n.bodies.anyBuried(address) {
		http.Error(w, ErrErased.Error(), http.StatusGone)
		return
	}
	if err != nil || !ok {
		http.Error(w, "not here", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(served) //nolint:gosec // octets, not a page
}

// serveTakeBody takes a body that this node misses, or that a statement held
// for another member commits to.
func (n *Node) serveTakeBody(w http.ResponseWriter, r *http.Request) {
	address, err := statement.ParseDigest(r.PathValue("commit"))
	if err != nil {
		http.Error(w, "a commitment or a hash in hex is needed", http.StatusBadRequest)
		return
	}
	list := n.expected(address)
	if len(list) == 0 && n.bodies.anyBuried(address) {
		http.Error(w, ErrErased.Error(), http.StatusGone)
		return
	}
	if len(list) == 0 {
		http.Error(w, "no statement known here commits to it", http.StatusNotFound)
		return
	}
	served, ok := read(w, r, MaxBody)
	if !ok {
		return
	}
	for i := range list {
		if err = n.PutBody(&list[i], served); err == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
	}
	http.Error(w, err.Error(), http.StatusUnprocessableEntity)
}

// expected returns the statements that say that there is a body of an address,
// on the record or held. Those on the record lack it.
func (n *Node) expected(address statement.Digest) []statement.Statement {
	var list []statement.Statement
	for _, place := range n.bodies.wanting(address) {
		if st, err := n.committer(place); err == nil && st.Body != nil && BodyAddress(st.Body) == address {
			list = append(list, st)
		}
	}
	n.queueing.Lock()
	defer n.queueing.Unlock()
	for _, p := range n.queue {
		if body := p.item.Statement.Body; body != nil && BodyAddress(body) == address {
			list = append(list, p.item.Statement)
		}
	}
	return list
}

func (n *Node) servePass(w http.ResponseWriter, r *http.Request) {
	body, ok := read(w, r, maxPassed)
	if !ok {
		return
	}
	taken, err := n.takePassed(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	if taken > 0 {
		n.log.Info("held for others", slog.Int("count", taken))
	}
	w.WriteHeader(http.StatusNoContent)
}

// serveEvidence keeps what another node has found, if it proves anything.
func (n *Node) serveEvidence(w http.ResponseWriter, r *http.Request) {
	body, ok := read(w, r, evidence.MaxFile)
	if !ok {
		return
	}
	finding, err := evidence.Check(n.cfg.Document, body, n.laterHosts()...)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	file, err := evidence.Parse(body)
	if err == nil {
		var name string
		if name, err = evidence.Keep(n.evidenceDir(), &file); err == nil {
			n.found(name, finding.Kind)
		}
	}
	if err != nil {
		n.log.Error("keep evidence", slog.Any("err", err))
		http.Error(w, "it could not be kept", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// laterHosts are those that took over by succession.
func (n *Node) laterHosts() []charter.Host {
	var hosts []charter.Host
	n.View(func(s *charter.State) {
		for _, era := range s.Eras() {
			hosts = append(hosts, era.Host)
		}
	})
	return hosts
}

func (n *Node) serveTail(w http.ResponseWriter, r *http.Request) {
	key, err := statement.ParseDigest(r.PathValue("key"))
	if err != nil {
		http.Error(w, "a key id in hex is needed", http.StatusBadRequest)
		return
	}
	n.queueing.Lock()
	t, _ := n.tailOf(key)
	n.queueing.Unlock()
	n.mu.RLock()
	out := wire.Tail{Next: t.next, Tail: t.last, Size: n.folded.Size}
	n.mu.RUnlock()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out) // a reader that has gone asks again
}

func (n *Node) serveTransition(w http.ResponseWriter, r *http.Request) {
	size, err := strconv.ParseInt(r.PathValue("size"), 10, 64)
	raw, ok := n.shelf.nextTransition(size)
	if err != nil || !ok {
		http.Error(w, "not here", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write(raw)
}

// read reads a request's body of at most limit bytes, or answers.
func read(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, bool) {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		http.Error(w, fmt.Sprintf("at most %d bytes", limit), http.StatusRequestEntityTooLarge)
		return nil, false
	}
	return b, true
}
