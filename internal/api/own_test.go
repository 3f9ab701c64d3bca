package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/record/charter"
)

// officerOf is an officer as the desk has it.
func officerOf(code string) kind.Officer {
	return kind.Officer{Author: charter.Author{Member: "alpha", Officer: code}}
}

// What an officer typed is that officer's, and what came back says why.
func TestDrafts(t *testing.T) {
	r := newRig(t)
	r.signIn("a1")
	if got := r.call("GET", "/api/v1/draft", ""); got.status != http.StatusOK || got.text != `{"exercise":true,"drafts":[]}`+"\n" {
		t.Fatalf("no drafts: %d %s, want an empty list", got.status, got.text)
	}
	const form = "lamp/light#1"
	content := json.RawMessage(`{"watts":40,"room":"EXERCISE hall"}`)
	if err := r.desk.SaveDraft(t.Context(), officerOf("a1"), form, "lamp.light", content); err != nil {
		t.Fatal(err)
	}
	want := `"form":"lamp/light#1","act":"lamp.light","content":{"watts":40,"room":"EXERCISE hall"},"saved":`
	path := "/api/v1/draft/" + url.PathEscape(form)
	for _, p := range []string{"/api/v1/draft", path} {
		if got := r.call("GET", p, ""); got.status != http.StatusOK || !strings.Contains(got.text, want) || strings.Contains(got.text, "why") {
			t.Errorf("%s: %d %s, want %s and no why", p, got.status, got.text, want)
		}
	}
	r.signIn("a2") // another officer of the same node
	if got := r.call("GET", "/api/v1/draft", ""); strings.Contains(got.text, "hall") {
		t.Errorf("another's drafts are shown: %s", got.text)
	}
	if got := r.call("GET", path, ""); got.status != http.StatusNotFound || strings.Contains(got.text, "hall") {
		t.Errorf("another's draft: %d %s, want 404", got.status, got.text)
	}
	if got := r.call("POST", "/api/v1/draft/drop", `{"form":"lamp/light#1"}`); got.status != http.StatusNotFound {
		t.Errorf("another's draft is dropped: %d %s, want 404", got.status, got.text)
	}
	r.signIn("a1")
	if got := r.call("POST", "/api/v1/draft/drop", `{"form":"lamp/light#1"}`); got.status != http.StatusOK || got.json["name"] != form {
		t.Errorf("drop: %d %s, want 200 and its name", got.status, got.text)
	}
	if got := r.call("GET", path, ""); got.status != http.StatusNotFound {
		t.Errorf("a draft that was dropped: %d %s, want 404", got.status, got.text)
	}
}

// What was confirmed stands among the drafts until its receipt; what came back says
// why, in the language asked for.
func TestDraftComesBack(t *testing.T) {
	r := newRig(t)
	r.signIn("a1")
	if got := r.call("POST", "/api/v1/lamp/light", `{"room":"hall","watts":40}`, "Parley-Confirm: yes"); got.status != http.StatusAccepted {
		t.Fatal(got.text)
	}
	sent := r.w.Sents()[0]
	r.w.Set(kind.Result{ID: sent.ID, Type: sent.Statement.Type, Lapsed: true, Logged: -1})
	if got := r.call("GET", "/api/v1/result/"+sent.ID.String(), ""); got.status != http.StatusOK {
		t.Fatal(got.text)
	}
	got := r.call("GET", "/api/v1/draft", "", "Accept-Language: he")
	list, _ := got.json["drafts"].([]any)
	if len(list) != 1 {
		t.Fatalf("drafts = %s, want the one that came back", got.text)
	}
	first, _ := list[0].(map[string]any)
	why, _ := first["why"].(map[string]any)
	text, _ := why["text"].(string)
	if form, _ := first["form"].(string); !strings.Contains(form, "#") || !strings.HasPrefix(text, "he ") {
		t.Errorf("draft = %v, want its form with a # and why in Hebrew", first)
	}
}

// A token is shown once, lives as long as was said, and ends by its label.
func TestTokens(t *testing.T) {
	r := newRig(t)
	r.signIn("a1")
	got := r.call("POST", "/api/v1/token/add", `{"label":"EXERCISE wall","days":2}`)
	reads, _ := got.json["token"].(string)
	if got.status != http.StatusOK || !strings.HasPrefix(reads, "parley_") || got.json["acts"] != false {
		t.Fatalf("add: %d %s, want a token that reads", got.status, got.text)
	}
	got = r.call("POST", "/api/v1/token/add", `{"label":"EXERCISE bridge","acts":true,"days":2}`)
	acts, _ := got.json["token"].(string)
	if got.status != http.StatusOK || acts == "" || acts == reads {
		t.Fatalf("add: %d %s, want another token, that acts", got.status, got.text)
	}
	list := r.call("GET", "/api/v1/token", "")
	if strings.Contains(list.text, reads) || strings.Contains(list.text, acts) || strings.Count(list.text, `"label"`) != 2 {
		t.Errorf("list = %s, want two labels and no token", list.text)
	}
	session := r.token
	r.token = reads
	if got := r.call("GET", "/api/v1/lamp", ""); got.status != http.StatusOK {
		t.Errorf("the one that reads: %d %s, want 200", got.status, got.text)
	}
	if got := r.call("POST", "/api/v1/lamp/light", `{"room":"hall","watts":40}`); got.status != http.StatusForbidden {
		t.Errorf("the one that reads acts: %d %s, want 403", got.status, got.text)
	}
	r.token = acts
	if got := r.call("POST", "/api/v1/lamp/light", `{"room":"hall","watts":40}`, "Parley-Confirm: yes"); got.status != http.StatusAccepted {
		t.Errorf("the one that acts: %d %s, want 202", got.status, got.text)
	}
	r.token = session
	if got := r.call("POST", "/api/v1/token/drop", `{"label":"EXERCISE bridge"}`); got.status != http.StatusOK {
		t.Errorf("drop: %d %s, want 200", got.status, got.text)
	}
	r.token = acts
	if got := r.call("GET", "/api/v1/lamp", ""); got.status != http.StatusUnauthorized {
		t.Errorf("a token that was dropped: %d %s, want 401", got.status, got.text)
	}
	r.w.Pass(3 * 24 * time.Hour)
	r.token = reads
	if got := r.call("GET", "/api/v1/lamp", ""); got.status != http.StatusUnauthorized {
		t.Errorf("a token that is over: %d %s, want 401", got.status, got.text)
	}
}

// What was lost with a token ends with it: no token makes, ends or drops what is
// the officer's own. R-API-10.
func TestTokenMakesNoToken(t *testing.T) {
	r := newRig(t)
	r.signIn("a1")
	if err := r.desk.SaveDraft(t.Context(), officerOf("a1"), "f", "lamp.light", json.RawMessage(`{}`)); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, in := range []string{`{"label":"one","days":1}`, `{"label":"two","acts":true,"days":1}`} {
		token, _ := r.call("POST", "/api/v1/token/add", in).json["token"].(string)
		all = append(all, token)
	}
	session := r.token
	for _, r.token = range all {
		for path, in := range map[string]string{
			"/api/v1/token/add": `{"label":"three","days":90}`, "/api/v1/token/drop": `{"label":"one"}`, "/api/v1/draft/drop": `{"form":"f"}`,
		} {
			if got := r.call("POST", path, in); got.status != http.StatusForbidden {
				t.Errorf("%s by a token: %d %s, want 403", path, got.status, got.text)
			}
		}
	}
	r.token = session
	if got := r.call("GET", "/api/v1/token", ""); strings.Count(got.text, `"label"`) != 2 {
		t.Errorf("tokens = %s, want the two as they were", got.text)
	}
	if got := r.call("GET", "/api/v1/draft/f", ""); got.status != http.StatusOK {
		t.Errorf("the draft: %d %s, want it there", got.status, got.text)
	}
}

func TestOwnRefusals(t *testing.T) {
	r := newRig(t)
	r.signIn("a1")
	arabic := strings.Repeat("\u0633", 60) // sixty letters, 120 bytes
	tests := map[string]struct {
		method, path, in string
		status           int
		want             string
	}{
		"no label":             {"POST", "/api/v1/token/add", `{"days":1}`, 422, `"label"`},
		"an empty label":       {"POST", "/api/v1/token/add", `{"label":"","days":1}`, 422, `"label"`},
		"a label too long":     {"POST", "/api/v1/token/add", `{"label":"` + arabic + `","days":1}`, 422, `more than 100 bytes`},
		"for ever":             {"POST", "/api/v1/token/add", `{"label":"x","days":91}`, 422, `"days"`},
		"for no time":          {"POST", "/api/v1/token/add", `{"label":"x","days":0}`, 422, `"days"`},
		"for less":             {"POST", "/api/v1/token/add", `{"label":"x","days":-9223372036854775808}`, 422, `"days"`},
		"another field":        {"POST", "/api/v1/token/add", `{"label":"x","days":1,"officer":"a2"}`, 422, `officer`},
		"a label that is none": {"POST", "/api/v1/token/drop", `{"label":"x"}`, 404, "no token"},
		"no such draft":        {"GET", "/api/v1/draft/none", "", 404, "draft"},
		"drop no such draft":   {"POST", "/api/v1/draft/drop", `{"form":"none"}`, 404, "draft"},
		"another method":       {"DELETE", "/api/v1/draft/none", "", 405, "takes GET"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := r.call(tt.method, tt.path, tt.in)
			if got.status != tt.status || !strings.Contains(got.text, tt.want) {
				t.Errorf("%d %s, want %d with %s", got.status, got.text, tt.status, tt.want)
			}
		})
	}
	r.token = ""
	for _, path := range []string{"/api/v1/draft", "/api/v1/draft/x", "/api/v1/token"} {
		if got := r.call("GET", path, ""); got.status != http.StatusUnauthorized {
			t.Errorf("a stranger at %s: %d, want 401", path, got.status)
		}
	}
}
