package web_test

import (
	"bytes"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"parley.example/internal/web"
	"parley.example/internal/web/webtest"
)

func cookieOf(t *testing.T, header http.Header, suffix string) *http.Cookie {
	t.Helper()
	for _, c := range (&http.Response{Header: header}).Cookies() {
		if strings.HasSuffix(c.Name, suffix) {
			return c
		}
	}
	t.Fatalf("no cookie %s in %v", suffix, header["Set-Cookie"])
	return nil
}

// Over TLS the cookie is one that no other host and no script can set or read.
func TestSessionCookie(t *testing.T) {
	for secure, name := range map[bool]string{true: "__Host-parley-alpha-session", false: "parley-alpha-session"} {
		site, err := webtest.Site(webtest.New(), func(c *web.Config) { c.Secure = secure })
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader(url.Values{"officer": {"a1"}, "password": {webtest.Password}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		site.ServeHTTP(rec, r)
		c := cookieOf(t, rec.Header(), "session")
		if c.Name != name || c.Secure != secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("secure %v: cookie %v, want %s, Secure as served, HttpOnly, Strict, path / and no domain", secure, c, name)
		}
	}
}

// Whoever planted a session before the officer signed in has nothing after.
func TestSessionIsNotFixed(t *testing.T) {
	b := officer(t, webtest.New(), "en")
	first := cookieOf(t, b.post("/sign-in", url.Values{"officer": {"a1"}, "password": {webtest.Password}}).header, "session")
	second := cookieOf(t, b.post("/sign-in", url.Values{"officer": {"a1"}, "password": {webtest.Password}}).header, "session")
	if first.Value == second.Value {
		t.Fatal("the session keeps its token over a sign-in")
	}
	stale := visit(t, webtest.New())
	stale.server, stale.client.Jar = b.server, nil
	for value, want := range map[string]int{first.Value: http.StatusSeeOther, second.Value: http.StatusOK, "planted": http.StatusSeeOther} {
		stale.header.Set("Cookie", "parley-alpha-session="+value)
		if got := stale.get("/").status; got != want {
			t.Errorf("board with token %.6s...: status %d, want %d", value, got, want)
		}
	}
}

func TestSignIn(t *testing.T) {
	tests := map[string]struct {
		form url.Values
		want int
		says string
	}{
		"right":      {url.Values{"officer": {" a1 "}, "password": {webtest.Password}, "next": {"/inbox"}}, http.StatusSeeOther, ""},
		"wrong":      {url.Values{"officer": {"a1"}, "password": {"x"}}, http.StatusUnprocessableEntity, "Officer or password is wrong."},
		"unknown":    {url.Values{"officer": {"zz"}, "password": {"x"}}, http.StatusUnprocessableEntity, "Officer or password is wrong."},
		"too hasty":  {url.Values{"officer": {"hasty"}, "password": {"x"}}, http.StatusTooManyRequests, "Try again after"},
		"elsewhere":  {url.Values{"officer": {"a1"}, "password": {webtest.Password}, "next": {"//evil.example"}}, http.StatusSeeOther, ""},
		"an address": {url.Values{"officer": {"a1"}, "password": {webtest.Password}, "next": {"https://evil.example"}}, http.StatusSeeOther, ""},
		"backslash":  {url.Values{"officer": {"a1"}, "password": {webtest.Password}, "next": {`/\evil.example`}}, http.StatusSeeOther, ""},
		"a header":   {url.Values{"officer": {"a1"}, "password": {webtest.Password}, "next": {"/\r\nX: y"}}, http.StatusSeeOther, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := visit(t, webtest.New()).post("/sign-in", tt.form)
			if got.status != tt.want || !strings.Contains(got.body, tt.says) || strings.Contains(got.body, webtest.Password) {
				t.Errorf("status %d, want %d with %q and without the password", got.status, tt.want, tt.says)
			}
			if to := got.header.Get("Location"); tt.want == http.StatusSeeOther && to != "/" && to != "/inbox" {
				t.Errorf("leads to %q, want a page of this node", to)
			}
		})
	}
}

func TestStrangersSeeNothing(t *testing.T) {
	b := visit(t, webtest.New())
	for _, path := range []string{"/", "/inbox", "/verify", "/officers", "/drill", "/act/drill.ask", "/receipt/" + webtest.ID(1).String()} {
		got := b.get(path)
		if got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/sign-in?next=") || strings.Contains(got.body, "N-04") {
			t.Errorf("%s: status %d to %q, want a redirect to sign in and no content", path, got.status, got.header.Get("Location"))
		}
	}
	// What a script asks for is not led elsewhere: that page would stand in the board.
	if got := b.get("/fragment/board"); got.status != http.StatusForbidden || strings.Contains(got.body, "N-04") || strings.Contains(got.body, "password") {
		t.Errorf("/fragment/board: status %d, want 403, neither lines nor the sign-in", got.status)
	}
	if got := b.get("/live"); got.body != "event: end\ndata: signed out\n\n" {
		t.Errorf("/live: got %q, want its end alone", got.body)
	}
	for _, path := range []string{"/act/drill.ask", "/confirm", "/draft/drill.ask", "/verify"} {
		if got := b.post(path, convoy()); got.status != http.StatusForbidden {
			t.Errorf("post %s: status %d, want 403", path, got.status)
		}
	}
}

func TestSignOutEndsTheSession(t *testing.T) {
	w := webtest.New()
	b := officer(t, w, "en")
	b.post("/sign-out", nil)
	if got := b.get("/").status; got != http.StatusSeeOther {
		t.Errorf("board after sign-out: status %d, want 303", got)
	}
	// A session whose key is gone, since the node was started again.
	b = officer(t, w, "en")
	w.SignOut("handle-2")
	if got := b.get("/inbox").header.Get("Location"); got != "/sign-in?next=%2Finbox" {
		t.Errorf("inbox after a restart leads to %q, want sign-in and back", got)
	}
}

func TestCrossOrigin(t *testing.T) {
	tests := map[string]struct {
		header http.Header
		want   int
	}{
		"another origin": {http.Header{"Origin": {"https://evil.example"}}, http.StatusForbidden},
		"another site":   {http.Header{"Sec-Fetch-Site": {"cross-site"}}, http.StatusForbidden},
		"another port":   {http.Header{"Sec-Fetch-Site": {"same-site"}}, http.StatusForbidden},
		"null":           {http.Header{"Origin": {"null"}}, http.StatusForbidden},
		"our own":        {http.Header{"Sec-Fetch-Site": {"same-origin"}}, http.StatusSeeOther},
		"no browser":     {http.Header{}, http.StatusSeeOther},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := webtest.New()
			b := officer(t, w, "en")
			maps.Copy(b.header, tt.header)
			got := b.post("/confirm", url.Values{"token": {"token-1"}, "act": {"drill.ask"}, "_draft": {"drill.ask"}})
			if got.status != tt.want || (len(w.Signed) > 0) != (tt.want == http.StatusSeeOther) {
				t.Errorf("status %d, signed %v, want %d", got.status, w.Signed, tt.want)
			}
		})
	}
}

// What goes wrong inside stays inside; the operator finds it by the request's id.
func TestFaultsOfTheNodeAreNotShown(t *testing.T) {
	var log bytes.Buffer
	w := webtest.New()
	b := officer(t, w, "en", func(c *web.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	w.Broken = errors.New("disk /secret/place is full")
	got := b.get("/")
	id := got.header.Get("X-Request-Id")
	if got.status != http.StatusInternalServerError || strings.Contains(got.body, "secret") || id == "" || !strings.Contains(got.body, id) {
		t.Errorf("status %d, id %q, want 500 with the id and without the reason", got.status, id)
	}
	if !strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), id) {
		t.Errorf("log %q, want the reason with id %s", log.String(), id)
	}
	for path, want := range map[string]int{"/nothing": 404, "/drill/none": 404, "/act/drill.fly": 404, "/act/drill.end": 403, "/static/..%2Fconfig.go": 404, "/assets/none.js": 404, "/receipt/zz": 404} {
		w.Broken = nil
		if got := b.get(path); got.status != want || got.header.Get("X-Request-Id") == id {
			t.Errorf("%s: status %d, want %d with an id of its own", path, got.status, want)
		}
	}
}

func TestChoose(t *testing.T) {
	b := officer(t, webtest.New(), "en")
	got := b.post("/choose", url.Values{"lang": {"ar"}, "theme": {"red"}, "next": {"/inbox"}})
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/inbox" {
		t.Errorf("status %d to %q, want 303 to /inbox", got.status, got.header.Get("Location"))
	}
	if body := b.get("/inbox").body; !strings.Contains(body, `<html lang="ar" dir="rtl" data-theme="red">`) {
		t.Error("the page is not Arabic and red, want what was chosen")
	}
	b.post("/choose", url.Values{"lang": {"xx"}, "theme": {"\"><script>"}, "next": {"https://evil.example/"}})
	if body := b.get("/inbox").body; !strings.Contains(body, `<html lang="ar" dir="rtl" data-theme="day">`) {
		t.Error("a language and a theme that are none change more than to the default theme")
	}
}
