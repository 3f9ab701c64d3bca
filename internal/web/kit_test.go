package web_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"parley.example/internal/web"
	"parley.example/internal/web/webtest"
)

// browser is a visitor with cookies, who follows no redirect by itself.
type browser struct {
	t      *testing.T
	server *httptest.Server
	client *http.Client
	header http.Header // sent along with each request
}

func visit(t *testing.T, w *webtest.World, change ...func(*web.Config)) *browser {
	t.Helper()
	site, err := webtest.Site(w, change...)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, server: server, header: http.Header{}, client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// officer is a visitor who has signed in, in a language.
func officer(t *testing.T, w *webtest.World, tag string, change ...func(*web.Config)) *browser {
	t.Helper()
	b := visit(t, w, change...)
	b.header.Set("Accept-Language", tag)
	if r := b.post("/sign-in", url.Values{"officer": {"a1"}, "password": {webtest.Password}}); r.status != http.StatusSeeOther {
		t.Fatalf("sign-in: status %d, want 303", r.status)
	}
	return b
}

// reply is an answer, read whole.
type reply struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(r *http.Request) reply {
	b.t.Helper()
	for name, list := range b.header {
		if r.Header.Get(name) == "" {
			r.Header[name] = list
		}
	}
	res, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return reply{status: res.StatusCode, header: res.Header, body: string(body)}
}

func (b *browser) request(method, path string, body io.Reader) *http.Request {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.server.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *browser) get(path string) reply {
	b.t.Helper()
	return b.do(b.request(http.MethodGet, path, nil))
}

func (b *browser) post(path string, form url.Values) reply {
	b.t.Helper()
	r := b.request(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// element is one open element of a page.
type element struct {
	name string
	attr map[string]string
}

// flips are what a line of Arabic or Hebrew turns round: dates, times, long hex.
var flips = regexp.MustCompile(`\d{4}-\d{2}-\d{2}|\d{2}:\d{2}Z|[0-9a-f]{16,}|N-\d{4}`)

// faults reads a page and reports what no page may have.
func faults(page, tag string) []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	page = regexp.MustCompile(`<span class="v">([^<]*)</span>`).ReplaceAllString(page, "$1") // it only holds together
	dec := xml.NewDecoder(strings.NewReader(page))
	dec.Strict, dec.AutoClose, dec.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var stack []element
	ids := map[string]bool{}
	var targets []string
	seen := false
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return append(out, "not readable: "+err.Error())
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			e := element{name: tok.Name.Local, attr: map[string]string{}}
			for _, a := range tok.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			stack = append(stack, e)
			seen = seen || e.name == "html" && e.attr["lang"] == tag && e.attr["dir"] == map[string]string{"en": "ltr", "ar": "rtl", "he": "rtl"}[tag]
			if id := e.attr["id"]; id != "" {
				if ids[id] {
					add("two elements have the id %s", id)
				}
				ids[id] = true
			}
			for _, a := range []string{"for", "aria-labelledby"} {
				if e.attr[a] != "" {
					targets = append(targets, e.attr[a])
				}
			}
			targets = append(targets, strings.Fields(e.attr["aria-describedby"])...)
			for name, value := range e.attr {
				if strings.HasPrefix(name, "on") || name == "style" || strings.HasPrefix(value, "javascript:") {
					add("<%s> has %s, which the policy forbids", e.name, name)
				}
				if strings.Contains(value, "://") && name != "title" {
					add("<%s %s> leads out of the building: %s", e.name, name, value)
				}
			}
		case xml.EndElement:
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
		case xml.CharData:
			out = append(out, textFaults(string(tok), stack)...)
		}
	}
	if !seen {
		add("no <html> with lang %s and its direction", tag)
	}
	for _, id := range targets {
		if !ids[id] {
			add("nothing has the id %s, which a label or a description names", id)
		}
	}
	return out
}

func textFaults(text string, stack []element) []string {
	var out []string
	isolated := false
	for _, e := range stack {
		isolated = isolated || e.attr["dir"] == "ltr"
		if e.name == "script" || e.name == "style" {
			if strings.TrimSpace(text) != "" {
				out = append(out, "inline "+e.name)
			}
			return out
		}
	}
	if missing := regexp.MustCompile(`![a-z]+[._][a-z._]+`).FindString(text); missing != "" {
		out = append(out, "a key without a message: "+missing)
	}
	if isolated {
		return out
	}
	bare := regexp.MustCompile("\u2066[^\u2069]*\u2069|\u2068[^\u2069]*\u2069").ReplaceAllString(text, "")
	if found := flips.FindString(bare); found != "" {
		out = append(out, fmt.Sprintf("%q is not isolated in %q", found, strings.TrimSpace(text)))
	}
	return out
}
