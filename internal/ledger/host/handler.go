package host

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"parley.example/internal/ledger/wire"
	"parley.example/record/statement"
)

// longest is the most that a request for a checkpoint waits.
const longest = time.Minute

// caller is who is at the other end of a request.
type caller struct {
	member string // "" for a stranger
	known  bool
}

// caller returns who asks, by the key of the connection in the charter in
// force now: a key that was replaced since the connection began is nobody's.
func (h *Host) caller(r *http.Request) caller {
	if key, ok := wire.Peer(r); ok {
		member, known := h.view.Load().tls[key]
		return caller{member, known}
	}
	return caller{known: h.cfg.Insecure}
}

// Handler serves members, and strangers as far as the charter opens the log. It
// may be used before Run and after it: what needs the host to run is then
// refused. docs/spec/wire.md.
func (h *Host) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(wire.Submit, h.serveSubmit)
	mux.HandleFunc(wire.Checkpoint, h.reading(h.serveCheckpoint))
	mux.HandleFunc(wire.Tile, h.reading(h.serveTile))
	mux.HandleFunc(wire.Transition, h.reading(h.serveTransition))
	mux.HandleFunc(wire.GetTail, h.members(h.serveTail))
	mux.HandleFunc(wire.GetBody, h.members(h.serveBody))
	mux.HandleFunc(wire.PutBody, h.members(h.takeBody))
	mux.HandleFunc(wire.EraseBody, h.members(h.eraseBody))
	return mux
}

// reading lets strangers in where the charter opens the log. R-WIRE-2.
func (h *Host) reading(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !h.caller(r).known && !h.view.Load().document.OpenLog {
			http.Error(w, "this log is read by members, over a connection with a node's TLS key", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

func (h *Host) members(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !h.caller(r).known {
			http.Error(w, "for members, over a connection with a node's TLS key", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

// serveCheckpoint gives the newest checkpoint, at once or when there is another.
func (h *Host) serveCheckpoint(w http.ResponseWriter, r *http.Request) {
	wait := time.Duration(0)
	if text := r.FormValue("wait"); text != "" {
		ms, err := strconv.ParseInt(text, 10, 32)
		if err != nil || ms < 0 {
			http.Error(w, "wait: milliseconds", http.StatusBadRequest)
			return
		}
		wait = min(time.Duration(ms)*time.Millisecond, longest)
	}
	have := r.FormValue("have")
	e := h.published.wait(r.Context(), have, wait)
	switch {
	case e != nil:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(e.raw) // the caller has gone
	case have == "" || h.published.now.Load().raw == nil:
		http.Error(w, "no checkpoint has a quorum yet", http.StatusNotFound)
	default:
		w.WriteHeader(http.StatusNotModified)
	}
}

// serveTile gives a tile or an entry bundle, and no other file. R-WIRE-9.
func (h *Host) serveTile(w http.ResponseWriter, r *http.Request) {
	name, full, err := tilePath(r.PathValue("path"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	b, err := os.ReadFile(filepath.Join(h.store.dir, filepath.FromSlash(name)))
	if err != nil {
		h.missing(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	if full {
		w.Header().Set("Cache-Control", "max-age=604800, immutable")
	}
	_, _ = w.Write(b) // the caller has gone
}

func (h *Host) serveTransition(w http.ResponseWriter, r *http.Request) {
	size, err := strconv.ParseInt(r.PathValue("size"), 10, 64)
	if err != nil || size < 0 {
		http.Error(w, "size: a count", http.StatusBadRequest)
		return
	}
	raw, err := h.transition(size)
	if err != nil {
		h.missing(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write(raw) // the caller has gone
}

// serveTail gives the end of a key's chain, with what is admitted and not logged
// yet. R-WIRE-14.
func (h *Host) serveTail(w http.ResponseWriter, r *http.Request) {
	id, err := statement.ParseDigest(r.PathValue("key"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	h.mu.RLock()
	key, ok := h.state.Key(id)
	size := h.state.Size()
	h.mu.RUnlock()
	if !ok {
		h.missing(w, fs.ErrNotExist)
		return
	}
	h.writeJSON(w, wire.Tail{Next: key.Next, Size: size, Tail: key.Tail})
}

func (h *Host) serveBody(w http.ResponseWriter, r *http.Request) {
	commit, err := statement.ParseDigest(r.PathValue("commit"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	served, err := h.bodies.get(commit, r.FormValue("by"))
	if err != nil {
		h.missing(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(served) // the caller has gone
}

func (h *Host) takeBody(w http.ResponseWriter, r *http.Request) {
	commit, err := statement.ParseDigest(r.PathValue("commit"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	served, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if err != nil {
		http.Error(w, "a body of at most 8 MiB: "+err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	h.kept(w, h.bodies.put(h.owner(r), commit, served))
}

// eraseBody deletes what the calling member handed in. Of what others handed in
// it deletes nothing. R-WIRE-53.
func (h *Host) eraseBody(w http.ResponseWriter, r *http.Request) {
	commit, err := statement.ParseDigest(r.PathValue("commit"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	h.kept(w, h.bodies.erase(h.owner(r), commit))
}

// owner is the member whose bodies a request is about.
func (h *Host) owner(r *http.Request) string {
	if member := h.caller(r).member; member != "" {
		return member
	}
	return "anybody" // Insecure
}

// kept answers for what was done to a body.
func (h *Host) kept(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, errFull):
		http.Error(w, err.Error(), http.StatusInsufficientStorage)
	case errors.Is(err, errErased):
		http.Error(w, err.Error(), http.StatusGone)
	case err != nil:
		h.log.Error("keep a body", slog.Any("err", err))
		http.Error(w, "the body cannot be kept now", http.StatusServiceUnavailable)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// missing answers for a file that is not there, or cannot be read.
func (h *Host) missing(w http.ResponseWriter, err error) {
	if errors.Is(err, fs.ErrNotExist) {
		http.Error(w, "not here", http.StatusNotFound)
		return
	}
	if errors.Is(err, errErased) {
		http.Error(w, err.Error(), http.StatusGone)
		return
	}
	h.log.Error("read", slog.Any("err", err))
	http.Error(w, "cannot be read now", http.StatusInternalServerError)
}
