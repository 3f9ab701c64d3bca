package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley.example/internal/web"
	"parley.example/internal/web/webtest"
)

// line is one message of the live line.
type line struct{ name, id, data string }

// stream opens the live line and returns what comes, until the test ends.
func stream(t *testing.T, b *browser, path, lastID string) <-chan line {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := b.request(http.MethodGet, path, nil).WithContext(ctx)
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	maps.Copy(r.Header, b.header)
	res, err := b.client.Do(r) //nolint:bodyclose // closed in the Cleanup below
	if err != nil {
		t.Fatal(err)
	}
	if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || got != "text/event-stream; charset=utf-8" {
		t.Fatalf("status %d, %q, want a stream", res.StatusCode, got)
	}
	out := make(chan line, 100)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(out)
		var now line
		for scan := bufio.NewScanner(res.Body); scan.Scan(); {
			key, value, _ := strings.Cut(scan.Text(), ": ")
			switch key {
			case "event":
				now.name = value
			case "id":
				now.id = value
			case "data":
				now.data = value
			case "retry":
				now = line{name: "retry", data: value}
			case "":
				select {
				case out <- now:
				case <-ctx.Done(): // nobody reads on, and the line must end all the same
					return
				}
				now = line{}
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		res.Body.Close()
		<-done
	})
	return out
}

// next returns the next message of a name, and fails if none comes.
func next(t *testing.T, from <-chan line, name string) line {
	t.Helper()
	timeout := time.After(10 * time.Second)
	for {
		select {
		case l, more := <-from:
			if !more {
				t.Fatalf("the stream ended before %s", name)
			}
			if l.name == name {
				return l
			}
		case <-timeout:
			t.Fatalf("no %s", name)
		}
	}
}

func quick(c *web.Config) { c.Beat = 10 * time.Millisecond }

func TestLive(t *testing.T) {
	w := webtest.New()
	b := officer(t, w, "ar", quick)
	from := stream(t, b, "/live", "")
	if got := next(t, from, "retry").data; got != "500" {
		t.Errorf("retry %s, want 500", got)
	}
	beat := func() (s struct {
		OK    bool     `json:"ok"`
		Says  []string `json:"says"`
		Entry int64    `json:"entry"`
		Clock int64    `json:"clock"`
	},
	) {
		if err := json.Unmarshal([]byte(next(t, from, "beat").data), &s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	if got := beat(); !got.OK || got.Entry != 18204 || len(got.Says) != 0 || got.Clock != int64(webtest.Start) {
		t.Errorf("first beat %+v, want live at 18204 by the node's clock", got)
	}
	w.Move(18205)
	if got := next(t, from, "move"); got.id != "18205" || got.data != "18205" {
		t.Errorf("move %+v, want 18205", got)
	}
	w.Change(func(l *web.Live) { l.OK, l.Reasons = false, []string{"nobody-answers"} })
	got := beat()
	for end := time.Now().Add(10 * time.Second); got.OK && time.Now().Before(end); {
		got = beat()
	}
	if got.OK || len(got.Says) != 1 || !strings.Contains(got.Says[0], "عقدة أخرى") {
		t.Errorf("ok %t, says %v, want not live and the reason in Arabic", got.OK, got.Says)
	}
	w.SignOut("handle-1")
	next(t, from, "end")
	if _, more := <-from; more {
		t.Error("the stream goes on after the session")
	}
}

// Who comes back learns at once what was missed; who has missed nothing is told nothing.
func TestLiveReplay(t *testing.T) {
	tests := map[string]struct {
		path, lastID string
		want         bool
	}{
		"an older id":            {"/live", "18100", true},
		"an older entry by hand": {"/live?after=18100", "", true},
		"the id wins":            {"/live?after=18100", "18204", false},
		"the newest":             {"/live?after=18204", "", false},
		"before the first":       {"/live?after=-1", "", true},
		"nonsense":               {"/live?after=x", "y", true},
		"a first visit":          {"/live", "", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			from := stream(t, officer(t, webtest.New(), "en", quick), tt.path, tt.lastID)
			moved := false
			for l := range from {
				if l.name == "move" {
					moved = l.id == "18204"
				}
				if l.name == "beat" {
					break
				}
			}
			if moved != tt.want {
				t.Errorf("told that the picture moved to 18204: %v, want %v", moved, tt.want)
			}
		})
	}
}

func TestBoardFragmentIsTheBoardAlone(t *testing.T) {
	got := officer(t, webtest.New(), "he").get("/fragment/board").body
	if strings.Contains(got, "<html") || strings.Count(got, "data-line") != 7 {
		t.Errorf("fragment has a page around it or %d lines, want the 7 lines alone", strings.Count(got, "data-line"))
	}
}
