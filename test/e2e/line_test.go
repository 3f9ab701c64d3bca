package e2e

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// line is a wire between the browser and a node that a test can cut and mend.
type line struct {
	origin string

	mu      sync.Mutex
	cut     bool // every request dies
	cutLive bool // only the live line dies
	mute    bool // the live line stays open and says nothing more
	open    map[net.Conn]bool
	server  *http.Server
}

// newLine lays a wire to a node.
func newLine(t *testing.T, node string) *line {
	t.Helper()
	to, err := url.Parse(node)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{origin: "http://" + listener.Addr().String(), open: map[net.Conn]bool{}}
	proxy := &httputil.ReverseProxy{
		FlushInterval: -1,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = r.In.Host
		},
		ModifyResponse: func(r *http.Response) error {
			if r.Request.URL.Path == "/live" {
				r.Body = &muffled{ReadCloser: r.Body, line: l}
			}
			return nil
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	l.server = &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if l.dead(r.URL.Path) {
				panic(http.ErrAbortHandler) // the connection breaks off, as when nobody is there
			}
			proxy.ServeHTTP(w, r)
		}),
		ConnState: func(c net.Conn, s http.ConnState) {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.open[c] = s != http.StateClosed && s != http.StateHijacked
		},
	}
	ended := make(chan error, 1)
	go func() { ended <- l.server.Serve(listener) }()
	t.Cleanup(func() {
		l.server.Close()
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("the wire: %v", err)
		}
	})
	return l
}

func (l *line) dead(path string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cut || l.cutLive && path == "/live"
}

// set changes what the wire lets through. A cut breaks what is open.
func (l *line) set(change func(l *line)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(l)
	if l.cut {
		for c, is := range l.open {
			if is {
				_ = c.Close()
			}
		}
	}
}

// muffled swallows the live line while it is to be mute.
type muffled struct {
	io.ReadCloser
	line *line
}

func (m *muffled) Read(b []byte) (int, error) {
	for {
		n, err := m.ReadCloser.Read(b)
		m.line.mu.Lock()
		mute := m.line.mute
		m.line.mu.Unlock()
		if err != nil || !mute {
			return n, err
		}
	}
}

// through opens a tab whose officer is signed in over the wire.
func through(t *testing.T, l *line, o officer, lang string) *tab {
	t.Helper()
	o.origin = l.origin
	b := signedIn(t, o, lang)
	b.expect("net::ERR", "Failed to load resource", "Failed to fetch")
	return b
}

const (
	isLive = `() => { const w = document.querySelector(".live-yes"); return w && w.checkVisibility() && !document.getElementById("not-live").checkVisibility(); }`
	isNot  = `() => { const w = document.querySelector(".live-no"); return w && w.checkVisibility() && document.getElementById("not-live").checkVisibility(); }`
)

// The four cases of the live line, and the fifth: a line that is open and mute.
// A page that is not of now must say so by itself, within six seconds.
func TestLiveLine(t *testing.T) {
	o := on.as(t, "g1")
	cut := func(l *line) { l.cut = true }
	mend := func(l *line) { l.cut, l.cutLive, l.mute = false, false, false }
	tests := map[string]struct{ before, fault func(*line) }{
		"the node is gone":           {mend, cut},
		"the line is open and mute":  {mend, func(l *line) { l.mute = true }},
		"a page opened without line": {func(l *line) { l.cutLive = true }, func(*line) {}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := newLine(t, o.origin)
			b := through(t, l, o, "en")
			l.set(tt.before)
			b.visit("/")
			if !l.dead("/live") {
				b.until("live", isLive, 6*time.Second)
				b.until("a heartbeat", `() => document.querySelector("[data-live-entry]").textContent.length > 1`, 6*time.Second)
			}
			l.set(tt.fault)
			took := b.until("NOT LIVE", isNot, 6*time.Second)
			t.Logf("NOT LIVE after %s", took.Round(time.Millisecond))
			banner := b.text("#not-live")
			if !strings.Contains(banner, messages(t, "en")("live.not")) || !strings.Contains(banner, messages(t, "en")("live.silent")) {
				t.Errorf("the banner says %q, want %q and %q", banner, messages(t, "en")("live.not"), messages(t, "en")("live.silent"))
			}
			if got := eval[string](b, `() => document.getElementById("not-live").getAttribute("role")`); got != "alert" {
				t.Errorf("the banner's role is %q, want alert", got)
			}
			if got := eval[string](b, `() => document.title`); !strings.Contains(got, "⚠") {
				t.Errorf("the title is %q, want a mark that it is not live", got)
			}
			if !b.has("#not-live svg") {
				t.Error("the banner has no icon, want word, icon and colour")
			}
			if name == "the node is gone" {
				b.shot("not-live-en-desktop-day")
				b.axe("en", "board, not live")
			}
			l.set(mend)
			took = b.until("live again", isLive, 12*time.Second)
			t.Logf("live again after %s", took.Round(time.Millisecond))
		})
	}
}

// A page reloaded while its node is down, then back: the browser's own page of
// errors is all it can show, and the next load is live.
func TestReloadWhileDown(t *testing.T) {
	o := on.as(t, "g1")
	l := newLine(t, o.origin)
	b := through(t, l, o, "ar")
	b.visit("/")
	b.until("live", isLive, 6*time.Second)
	l.set(func(l *line) { l.cut = true })
	b.until("NOT LIVE", isNot, 6*time.Second)
	if got, want := b.text("#not-live"), messages(t, "ar")("live.not"); !strings.Contains(got, want) {
		t.Errorf("the banner in Arabic says %q, want %q", got, want)
	}
	b.shot("not-live-ar-desktop-day")
	l.set(func(l *line) { l.cut = false })
	b.visit("/inbox")
	b.until("live", isLive, 6*time.Second)
}
