package host

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"parley.example/internal/ledger/wire"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// submitTime is how long a request waits to be admitted.
const submitTime = 8 * time.Second

// The bounds of what one caller has in memory here.
const (
	strangerBytes = 128 << 10 // of a request by a stranger
	mostAtOnce    = 32        // requests of one member
)

// busy counts the requests to submit of each caller, so that nobody fills the
// host's memory. It is safe for concurrent use.
type busy struct {
	mu sync.Mutex
	n  map[caller]int
}

func (b *busy) enter(who caller) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.n[who] >= mostAtOnce && who != (caller{known: true}) { // Insecure: nobody knows whose they are
		return false
	}
	if b.n == nil {
		b.n = map[caller]int{}
	}
	b.n[who]++
	return true
}

func (b *busy) leave(who caller) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.n[who]--; b.n[who] == 0 {
		delete(b.n, who)
	}
}

// submission is one request to submit, taken apart.
type submission struct {
	refused []wire.Refusal
	jobs    []*job
	lines   map[*job][]int
}

// serveSubmit takes envelopes, one a line. R-WIRE-3.
func (h *Host) serveSubmit(w http.ResponseWriter, r *http.Request) {
	who := h.caller(r)
	limit := int64(wire.MaxSubmitBytes)
	if !who.known {
		limit = strangerBytes
	}
	if !h.busy.enter(who) {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too many requests of this member at once; send them again later", http.StatusTooManyRequests)
		return
	}
	defer h.busy.leave(who)
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		http.Error(w, fmt.Sprintf("at most %d bytes: %v", limit, err), http.StatusRequestEntityTooLarge)
		return
	}
	lines := bytes.Split(bytes.TrimSuffix(body, []byte("\n")), []byte("\n"))
	if len(body) == 0 || len(lines) > wire.MaxSubmitLines {
		http.Error(w, fmt.Sprintf("want 1 to %d envelopes, one a line", wire.MaxSubmitLines), http.StatusBadRequest)
		return
	}
	s, stranger := h.sort(lines, who)
	if stranger {
		http.Error(w, "over a connection without a node's TLS key only what a root has signed is taken", http.StatusForbidden)
		return
	}
	if text := h.refusing(); text != "" {
		h.overhear(s)
		if text = h.refusing(); text != "" {
			unavailable(w, text)
			return
		}
	}
	if err := h.queue.put(s.jobs...); errors.Is(err, errQuota) {
		w.Header().Set("Retry-After", "1")
		http.Error(w, err.Error(), http.StatusTooManyRequests)
		return
	} else if err != nil {
		unavailable(w, err.Error())
		return
	}
	if err := h.await(r, s); err != nil {
		unavailable(w, err.Error())
		return
	}
	out, err := h.answerTo(s)
	if err != nil {
		h.log.Error("sign a promise", slog.Any("err", err))
		unavailable(w, "the promise cannot be signed now")
		return
	}
	h.writeJSON(w, out)
}

func unavailable(w http.ResponseWriter, text string) {
	w.Header().Set("Retry-After", "1")
	http.Error(w, text, http.StatusServiceUnavailable)
}

// sort takes the lines apart into a job for each lane. stranger is true where
// one is there that this caller may not hand in.
func (h *Host) sort(lines [][]byte, who caller) (s *submission, stranger bool) {
	s = &submission{lines: map[*job][]int{}}
	v := h.view.Load()
	byLane := map[lane]*job{}
	for i, line := range lines {
		env, err := statement.ParseEnvelope(line)
		if err != nil {
			s.refused = append(s.refused, wire.Refusal{Line: i, Void: charter.Void{Rule: charter.RuleForm, Text: err.Error()}})
			continue
		}
		if !who.known && !h.byRoot(&env) {
			return nil, true
		}
		owner, _ := v.owner(env.Key)
		l := lane{who.member, owner}
		j := byLane[l]
		if j == nil {
			j = &job{lane: l, done: make(chan struct{})}
			byLane[l] = j
			s.jobs = append(s.jobs, j)
		}
		j.envelopes = append(j.envelopes, env)
		j.ids = append(j.ids, env.ID())
		j.bytes += len(line)
		s.lines[j] = append(s.lines[j], i)
	}
	for _, j := range s.jobs {
		j.at, j.void = make([]statement.Time, len(j.ids)), make([]*charter.Void, len(j.ids))
	}
	return s, false
}

// byRoot reports whether an envelope is one of those that are taken over any
// connection: of a type that only roots sign, by a key on the record.
func (h *Host) byRoot(env *statement.Envelope) bool {
	st, err := env.Statement()
	if err != nil || !isRecordType(st.Type) {
		return false
	}
	pub, ok := h.state.Pub(st.Key)
	return ok && env.Verify(pub) == nil
}

// overhear hears the clocks of ticks that are not admitted, so that a host whose
// clock has been set resumes by itself. R-WIRE-8.
func (h *Host) overhear(s *submission) {
	nodes := h.view.Load().nodes
	for _, j := range s.jobs {
		for i := range j.envelopes {
			key, ok := nodes[j.envelopes[i].Key]
			if !ok {
				continue
			}
			st, err := j.envelopes[i].Statement()
			if err == nil && st.Type == tick.TypeTick && st.Member == key.member && j.envelopes[i].Verify(key.pub) == nil {
				h.clocks.note(key.member, &st, h.cfg.Clock(), &h.places)
			}
		}
	}
}

// await waits until every job is answered.
func (h *Host) await(r *http.Request, s *submission) error {
	timer := time.NewTimer(submitTime)
	defer timer.Stop()
	for _, j := range s.jobs {
		select {
		case <-j.done:
		case <-timer.C:
			return errors.New("the statements wait for admission; send the same again")
		case <-r.Context().Done():
			return r.Context().Err()
		case <-h.stopped:
			return errStopped
		}
		if j.err != nil {
			return j.err
		}
	}
	return nil
}

// answerTo signs one promise for each time at which statements of the request
// were received: repeats keep theirs. R-WIRE-4, R-WIRE-5.
func (h *Host) answerTo(s *submission) (wire.Submitted, error) {
	out := wire.Submitted{Refused: s.refused}
	byTime := map[statement.Time][]statement.ID{}
	named := map[statement.ID]bool{}
	for _, j := range s.jobs {
		for i, id := range j.ids {
			switch {
			case j.void[i] != nil:
				out.Refused = append(out.Refused, wire.Refusal{ID: id, Line: s.lines[j][i], Void: *j.void[i]})
			case j.at[i] == 0:
				return out, errLost
			case !named[id]:
				named[id] = true
				byTime[j.at[i]] = append(byTime[j.at[i]], id)
			}
		}
	}
	slices.SortFunc(out.Refused, func(a, b wire.Refusal) int { return a.Line - b.Line })
	var promises []wire.SignedPromise
	for at, ids := range byTime {
		p := wire.Promise{IDs: ids, Mechanism: h.view.Load().mechanism, Origin: h.era.Host.Origin, ReceivedAt: at}
		signed, err := p.Sign(h.cfg.LogKey)
		if err != nil {
			return out, err
		}
		promises = append(promises, signed)
	}
	slices.SortFunc(promises, func(a, b wire.SignedPromise) int { return len(b.Promise) - len(a.Promise) })
	if len(promises) > 0 {
		out.Promise, out.More = &promises[0], promises[1:]
	}
	return out, nil
}

func (h *Host) writeJSON(w http.ResponseWriter, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		h.log.Error("answer", slog.Any("err", err))
		http.Error(w, "the answer cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(b, '\n')) // the caller has gone
}
