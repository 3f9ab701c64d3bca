package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"parley.example/internal/lang"
	"parley.example/record/statement"
)

// liveView is the state of the picture in the reader's language.
type liveView struct {
	OK     bool     `json:"ok"`
	Alone  bool     `json:"alone"`
	Fork   bool     `json:"fork"`
	Says   []string `json:"says"` // why it is not live, or what to know though it is
	Entry  int64    `json:"entry"`
	Differ string   `json:"differ,omitempty"` // that pictures differ, live or not
	// Revoked counts the revocations that make screens more cautious: where it
	// changes, a page that stands open is made anew.
	Revoked int            `json:"revoked"`
	Record  statement.Time `json:"record"`
	Clock   statement.Time `json:"clock"` // the node's own
}

// liveView asks the record. What is not OK always has a reason to show.
func (s *Site) liveView(v *visit) liveView {
	l := s.Record.Live()
	view := liveView{OK: l.OK, Alone: l.Alone, Fork: l.Fork, Entry: l.Last, Record: l.Record, Clock: s.Clock(), Says: []string{}, Revoked: l.Revoked}
	view.Differ = s.differs(v, l.Differ)
	say := func(key string, pairs ...any) { view.Says = append(view.Says, v.voice.Render(lang.Say(key, pairs...))) }
	if l.Fork {
		say("live.fork")
	}
	for _, reason := range l.Reasons {
		key := "live.reason." + reason
		switch {
		case reason == "forked" && l.Fork, reason == "host-keeps" && l.HostKeeps > 0:
		case v.voice.Has(key):
			say(key)
		default:
			say("live.reason.other", "word", reason)
		}
	}
	if l.HostKeeps > 0 {
		say("live.host_keeps", "n", l.HostKeeps)
	}
	if l.HostBehind > 0 {
		say("live.host_behind", "by", lang.Span(l.HostBehind))
	}
	if !l.OK && len(view.Says) == 0 {
		say("live.reason.unknown")
	}
	if l.Alone && l.OK {
		say("live.alone")
	}
	return view
}

// differs says that pictures differ: with whose, and from where.
func (s *Site) differs(v *visit, d *Differ) string {
	if d == nil {
		return ""
	}
	return v.voice.Render(s.differsBy("live.differ", d))
}

// differsAt says besides which kinds' rows the entry changed here.
func (s *Site) differsAt(d *Differ) lang.Message {
	if d == nil {
		return lang.Message{}
	}
	return s.differsBy("verify.differ", d)
}

func (s *Site) differsBy(key string, d *Differ) lang.Message {
	var name any = d.Member
	if m, ok := s.known.Load().doc.Member(d.Member); ok {
		name = lang.Text(m.Names)
	}
	return lang.Say(key, "member", name, "entry", "#"+strconv.FormatInt(d.First, 10), "kinds", strings.Join(d.Kinds, ", "))
}

// live is the live line: a heartbeat every two seconds, and a message whenever
// the picture has moved. Its id is the number of the last entry; who comes back
// with an older one is told at once. It ends with the session.
func (s *Site) live(v *visit) error {
	moved, stop := s.Record.Follow()
	defer stop()
	out := http.NewResponseController(v.w)
	h := v.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	if err := out.SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	held := lastSeen(v.r)
	line := liveLine{s: s, v: v, out: out}
	if err := line.begin(); err != nil {
		return nil // the reader is gone, and nobody is there to be told
	}
	now := s.Record.Live()
	if held >= 0 && held != now.Last || held < 0 && v.r.URL.Query().Has("after") {
		line.move(now.Last)
	}
	line.beat()
	beat := time.NewTicker(s.Beat)
	defer beat.Stop()
	for line.err == nil {
		select {
		case <-v.ctx().Done():
			return nil
		case index, more := <-moved:
			if !more {
				return nil
			}
			line.move(index)
			line.beat()
		case <-beat.C:
			if !s.still(v) {
				line.end()
				return nil
			}
			line.beat()
		}
	}
	return nil
}

// still reports whether the officer is signed in yet.
func (s *Site) still(v *visit) bool {
	_, err := s.Desk.Who(v.ctx(), s.sessions.GetString(v.ctx(), handleKey))
	return err == nil
}

// lastSeen is the entry that the page holds, -1 if it says none.
func lastSeen(r *http.Request) int64 {
	for _, text := range []string{r.Header.Get("Last-Event-ID"), r.URL.Query().Get("after")} {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
			return n
		}
	}
	return -1
}

// liveLine writes the messages of one live line, until the first that fails.
type liveLine struct {
	s   *Site
	v   *visit
	out *http.ResponseController
	err error
}

// begin tells the browser to come back after half a second.
func (l *liveLine) begin() error {
	l.send("retry: 500\n\n")
	return l.err
}

func (l *liveLine) move(index int64) {
	l.send("event: move\nid: %d\ndata: %d\n\n", index, index)
}

func (l *liveLine) beat() {
	b, err := json.Marshal(l.s.liveView(l.v))
	if err != nil {
		l.err = err
		return
	}
	l.send("event: beat\ndata: %s\n\n", b)
}

// end says that the session is over, so that the page does not come back for ever.
func (l *liveLine) end() { l.send("event: end\ndata: signed out\n\n") }

func (l *liveLine) send(format string, args ...any) {
	if l.err != nil {
		return
	}
	if _, l.err = fmt.Fprintf(l.v.w, format, args...); l.err == nil {
		l.err = l.out.Flush()
	}
}
