package parties

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley.example/internal/kinds/notice"
	"parley.example/internal/ledger/node"
	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/wire"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/tick"
	"parley.example/record/statement"
)

var three = []string{"alpha", "bravo", "mediator"}

func isSubmit(r *http.Request) bool { return r.Method+" "+r.URL.Path == wire.Submit }

func isCheckpoint(r *http.Request) bool { return "GET "+r.URL.Path == wire.Checkpoint }

// has reports whether a submission carries a statement, and leaves the body
// readable.
func has(r *http.Request, id func() statement.ID) bool {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	for line := range bytes.Lines(b) {
		if env, err := statement.ParseEnvelope(bytes.TrimSuffix(line, []byte("\n"))); err == nil && env.ID() == id() {
			return true
		}
	}
	return false
}

// A host that shows one member an older checkpoint than before is named, and the
// member is not live until it has come back.
func TestRewind(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, three...).gated().start()
	old := c.ledger("bravo").Head().Raw
	id := c.file("alpha", 20*time.Second, "bravo")
	c.receipted(c.answer("bravo", id, ask.Consent, 5*time.Second))
	c.becomes(id, ask.Agreed)
	c.gates["host@bravo"].lie(func(w http.ResponseWriter, r *http.Request, _ string) bool {
		if isCheckpoint(r) {
			_, _ = w.Write(old)
			return true
		}
		return false
	})
	c.notLive("bravo", node.HostWentBack)
	if shown, _ := c.state("bravo", id); shown == ask.Agreed {
		t.Error("bravo's screen shows a notice as agreed while it is not live")
	}
	if live := c.ledger("alpha").Live(); !live.OK {
		t.Errorf("alpha, to whom the host does not lie, is not live: %v", live.Reasons)
	}
	c.gates["host@bravo"].honest()
	c.live("bravo")
	c.becomes(id, ask.Agreed)
}

// A host that freezes one member gains nothing: the others give it what the host
// keeps, and it says so.
func TestFrozenMember(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, three...).gated().start()
	old := c.ledger("bravo").Head().Raw
	c.gates["host@bravo"].lie(func(w http.ResponseWriter, r *http.Request, _ string) bool {
		switch {
		case isCheckpoint(r) && r.URL.Query().Get("have") != "" && r.URL.Query().Get("wait") != "":
			select {
			case <-r.Context().Done():
			case <-time.After(200 * time.Millisecond):
			}
			w.WriteHeader(http.StatusNotModified)
		case isCheckpoint(r):
			_, _ = w.Write(old)
		default:
			return false
		}
		return true
	})
	c.gates["bravo"].lie(func(_ http.ResponseWriter, _ *http.Request, by string) bool {
		return by == "host" && dead(nil, nil, by)
	})
	// bravo still gets the notice, from the others.
	id := c.file("alpha", 10*time.Second, "bravo")
	c.notLive("bravo", node.HostKeeps)
	c.receipted(c.answer("bravo", id, ask.Consent, 5*time.Second))
	until(t, "alpha has the consent", func() bool { shown, _ := c.state("alpha", id); return shown == ask.Agreed })
	until(t, "bravo has it on the record", func() bool { _, record := c.state("bravo", id); return record == ask.Agreed })
	c.notLive("bravo", node.HostKeeps)
	if shown, _ := c.state("bravo", id); shown == ask.Agreed {
		t.Error("bravo's screen shows the notice as agreed while the host keeps entries from it")
	}
	c.gates["host@bravo"].honest()
	c.gates["bravo"].honest()
	c.live("bravo")
	c.becomes(id, ask.Agreed)
}

// A statement that the host has promised and does not log is proof against it,
// and comes onto the record through the others.
func TestPromisedAndDropped(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, three...).gated().start()
	id := c.file("alpha", 2*time.Second, "bravo")
	var mu sync.Mutex
	var dropped statement.ID
	c.gates["host@bravo"].lie(func(w http.ResponseWriter, r *http.Request, _ string) bool {
		mu.Lock()
		defer mu.Unlock()
		if !isSubmit(r) || !has(r, func() statement.ID { return dropped }) {
			return false
		}
		c.promise(w, statement.TimeOf(time.Now()), dropped)
		return true
	})
	mu.Lock()
	ticket := c.answer("bravo", id, ask.Consent, 2*time.Second)
	dropped = ticket.ID()
	mu.Unlock()
	if _, err := ticket.Wait(within(t), node.Promised); err != nil {
		t.Fatal(err)
	}
	c.evidenceOf("bravo", evidence.PromiseLost)
	c.evidenceOf("alpha", evidence.PromiseLost) // told
	c.evidenceOf("mediator", evidence.PromiseLost)
	status := c.receipted(ticket)
	if !status.Passed {
		t.Errorf("status %+v, want passed on to the others", status)
	}
	c.evidenceOf("bravo", evidence.PromiseTime) // it was logged all the same, at another time than promised
	// Whom it reaches only after the first of them had it logged has nothing to hold.
	until(t, "one of the others says that it held it", func() bool {
		return len(c.holders("alpha", ticket.ID(), status.Promised+60_000)) > 0
	})
	if slices.Contains(c.holders("alpha", ticket.ID(), status.Promised+60_000), "bravo") {
		t.Error("bravo says that it holds its own statement")
	}
	if n := len(c.logged("mediator", notice.TypeAnswered)); n != 1 {
		t.Errorf("%d answers on the record, want 1", n)
	}
}

// promise answers a submission with the host's word, which the host never gave.
func (c *cell) promise(w http.ResponseWriter, at statement.Time, ids ...statement.ID) {
	mechanism, err := c.f.Charter.Digest()
	if err != nil {
		c.t.Error(err)
	}
	signed, err := wire.Promise{IDs: ids, Mechanism: mechanism, Origin: c.f.Charter.Host.Origin, ReceivedAt: at}.
		Sign(c.key("host", "log.pem"))
	if err != nil {
		c.t.Error(err)
	}
	if err := json.NewEncoder(w).Encode(wire.Submitted{Promise: &signed}); err != nil {
		c.t.Error(err)
	}
}

// A leaf with another time than promised is proof against the host.
func TestBackDated(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, three...).gated().start()
	id := c.file("alpha", 10*time.Second, "bravo")
	c.gates["host@bravo"].lie(func(w http.ResponseWriter, r *http.Request, by string) bool {
		if !isSubmit(r) {
			return false
		}
		b, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(b))
		var ids []statement.ID
		answers := false
		for line := range bytes.Lines(b) {
			env, err := statement.ParseEnvelope(bytes.TrimSuffix(line, []byte("\n")))
			if err != nil {
				return false
			}
			st, err := env.Statement()
			answers = answers || err == nil && st.Type == notice.TypeAnswered
			ids = append(ids, env.ID())
		}
		if !answers {
			return false
		}
		// Logged now, promised for earlier.
		c.gates["host@bravo"].proxy.ServeHTTP(&nowhere{}, asker(r, by))
		c.promise(w, statement.TimeOf(time.Now())-1000, ids...)
		return true
	})
	c.receipted(c.answer("bravo", id, ask.Consent, 5*time.Second))
	for _, code := range three {
		c.evidenceOf(code, evidence.PromiseTime)
	}
}

// nowhere is an answer that nobody gets.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header {
	if n.header == nil {
		n.header = http.Header{}
	}
	return n.header
}
func (*nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (*nowhere) WriteHeader(int)             {}

// An answer that the host keeps back until its time is over never becomes
// agreed. It reads late, held in time by the others.
func TestDelayedAnswer(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, three...).gated().start()
	id := c.file("alpha", 4*time.Second, "bravo")
	var mu sync.Mutex
	var kept statement.ID
	over := make(chan struct{})
	for _, code := range three {
		c.gates["host@"+code].lie(func(_ http.ResponseWriter, r *http.Request, _ string) bool {
			mu.Lock()
			id := kept
			mu.Unlock()
			if !isSubmit(r) || !has(r, func() statement.ID { return id }) {
				return false
			}
			select {
			case <-over:
				return false
			default:
				panic(http.ErrAbortHandler)
			}
		})
	}
	mu.Lock()
	ticket := c.answer("bravo", id, ask.Consent, 3500*time.Millisecond)
	kept = ticket.ID()
	mu.Unlock()
	c.notAgreed(id)
	row, _ := c.notice("alpha", id)
	due := ask.Lines(row.Ask, 0)[0].Due
	until(t, "the answer time is over on the record", func() bool { shown, _ := c.state("alpha", id); return shown == ask.Unanswered })
	close(over)
	status := c.receipted(ticket)
	if !status.Passed {
		t.Errorf("status %+v, want passed on", status)
	}
	for _, code := range three {
		until(t, code+" reads late, held in time by the others", func() bool {
			return slices.Equal(c.holders(code, ticket.ID(), due), []string{"alpha", "mediator"})
		})
		until(t, code+" reads bravo's line as unanswered, with a late consent", func() bool {
			row, _ := c.notice(code, id)
			line := ask.Lines(row.Ask, row.Ask.At)[0]
			return line.Late && line.Unanswered
		})
	}
	c.notAgreed(id)
}

// A host that gives no body away withholds nothing that another node has; a
// notice whose words nobody gives is not delivered, until they come.
func TestWithheldBody(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, three...).gated().start()
	noBody := func(w http.ResponseWriter, r *http.Request, _ string) bool {
		if strings.HasPrefix(r.URL.Path, "/body/") {
			http.NotFound(w, r)
			return true
		}
		return false
	}
	for _, code := range three {
		c.gates["host@"+code].lie(noBody)
	}
	words := []byte(`{"lang":"en","what":"EXERCISE"}`)
	file := func() statement.ID {
		ticket := c.draft("alpha", statement.Statement{Type: notice.TypeFiled},
			request(statement.TimeOf(time.Now()), ask.Coordination, 10*time.Second, "bravo"), words)
		c.receipted(ticket)
		return ticket.ID()
	}
	delivered := func(id statement.ID) (ask.Line, bool) {
		row, ok := c.notice("mediator", id)
		if !ok {
			return ask.Line{}, false
		}
		line := ask.Lines(row.Ask, row.Ask.At)[0]
		return line, !line.Delivered.IsZero()
	}
	first := file()
	until(t, "bravo gets the words from another node", func() bool { _, ok := delivered(first); return ok })
	for _, code := range []string{"alpha", "bravo", "mediator"} {
		c.gates[code].lie(noBody)
	}
	second := file()
	until(t, "bravo says that it misses the words", func() bool {
		return slices.ContainsFunc(c.logged("mediator", tick.TypeTick), func(st statement.Statement) bool {
			var a tick.Tick
			return st.Member == "bravo" && statement.Decode(st.Act, &a) == nil && len(a.Missing) > 0
		})
	})
	if line, ok := delivered(second); ok {
		t.Errorf("bravo's line is %+v while it misses the words, want not delivered", line)
	}
	for _, g := range c.gates {
		g.honest()
	}
	until(t, "the words come and the notice is delivered", func() bool { _, ok := delivered(second); return ok })
}
