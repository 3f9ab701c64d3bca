package api_test

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/api"
	"parley.example/internal/desk/desktest"
	"parley.example/internal/kind"
	"parley.example/record/statement"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestOpenAPI(t *testing.T) {
	r := newRig(t)
	got := r.call("GET", "/api/v1/openapi.json", "") // without signing in
	if got.status != http.StatusOK || got.json["openapi"] != "3.1.0" {
		t.Fatalf("openapi.json: %d, version %v", got.status, got.json["openapi"])
	}
	if again := newRig(t).call("GET", "/api/v1/openapi.json", ""); again.text != got.text {
		t.Error("the same kinds make another document")
	}
	if strings.Contains(got.text, "$schema") {
		t.Error("the document sends its readers to a schema elsewhere")
	}
	golden := filepath.Join("testdata", "openapi.golden.json")
	if *update {
		if err := os.WriteFile(golden, []byte(got.text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.text); diff != "" {
		t.Errorf("the document differs (-want +got); -update rewrites it:\n%s", diff)
	}
}

// Two steps: what would be signed, then the signature.
func TestPlanThenConfirm(t *testing.T) {
	r := newRig(t)
	r.signIn("a1")
	plan := r.call("POST", "/api/v1/lamp/light", `{"room":"hall","watts":40}`, "Accept-Language: ar-SY,ar;q=0.9,en;q=0.5")
	if plan.status != http.StatusOK || len(r.w.Sents()) != 0 {
		t.Fatalf("plan: %d %s, %d signed; want 200 and none", plan.status, plan.text, len(r.w.Sents()))
	}
	says, _ := plan.json["says"].([]any)
	first, _ := says[0].(map[string]any)
	if first["key"] != "lamp.says.lit" || first["text"] != "ar lamp.says.lit map[room:hall watts:40]" || plan.json["exercise"] != true {
		t.Errorf("plan = %s, want the sentence in Arabic, marked an exercise", plan.text)
	}
	token, _ := plan.json["token"].(string)
	for range 2 {
		done := r.call("POST", "/api/v1/confirm", `{"token":"`+token+`"}`)
		if done.status != http.StatusAccepted || len(r.w.Sents()) != 1 {
			t.Fatalf("confirm: %d %s, %d signed; want 202 and one", done.status, done.text, len(r.w.Sents()))
		}
	}
	id := r.w.Sents()[0].ID
	r.w.Set(kind.Result{ID: id, Promised: 5, Logged: 2, Void: &kind.Void{Rule: "LAMP-1", Text: "lit"}})
	got := r.call("GET", "/api/v1/result/"+id.String(), "")
	want := map[string]any{
		"id": id.String(), "type": desktest.TypeLit, "promised": 5.0, "logged": 2.0, "receipted": false,
		"void": map[string]any{"rule": "LAMP-1", "text": "lit"},
	}
	if diff := cmp.Diff(want, got.json); diff != "" {
		t.Errorf("result differs (-want +got):\n%s", diff)
	}
}

// One step for programs, safe to send again.
func TestConfirmInOne(t *testing.T) {
	r := newRig(t)
	r.signIn("a1")
	var last string
	for range 2 {
		got := r.call("POST", "/api/v1/lamp/light", `{"room":"hall","watts":40}`, "Parley-Confirm: yes", "Idempotency-Key: k1")
		if got.status != http.StatusAccepted {
			t.Fatalf("%d %s, want 202", got.status, got.text)
		}
		last = got.text
		r.w.Light("hall", 40) // it took effect: planned anew it would be void
	}
	if n := len(r.w.Sents()); n != 1 || !strings.Contains(last, r.w.Sents()[0].ID.String()) {
		t.Errorf("%d signed, second answer %s; want one, named again", n, last)
	}
	got := r.call("POST", "/api/v1/lamp/light", `{"room":"attic","watts":40}`, "Parley-Confirm: yes", "Idempotency-Key: k1")
	if got.status != http.StatusConflict {
		t.Errorf("the key with another act: %d %s, want 409", got.status, got.text)
	}
}

func TestQueries(t *testing.T) {
	r := newRig(t)
	r.w.Light("attic", 20)
	r.w.Light("hall", 60)
	r.signIn("a2")
	tests := map[string]struct {
		path   string
		status int
		want   string // in the text
		not    string
	}{
		"list":              {"/api/v1/lamp", 200, `"rows":[{"room":"attic","watts":20},{"room":"hall","watts":60}]`, "void"},
		"list with bound":   {"/api/v1/lamp?least=30", 200, `"rows":[{"room":"hall","watts":60}]`, "attic"},
		"an empty list":     {"/api/v1/lamp?least=99", 200, `"rows":[]`, "null"},
		"says as of when":   {"/api/v1/lamp", 200, `{"exercise":true,"at":{"index":4,"time":`, "void"},
		"show":              {"/api/v1/lamp/hall", 200, `"row":{"room":"hall","watts":60}`, "attic"},
		"show of nothing":   {"/api/v1/lamp/cellar", 404, "there is none of that id", "watts"},
		"unknown parameter": {"/api/v1/lamp?most=3", 422, `"errors":[{"field":"most"`, "rows"},
		"not a number":      {"/api/v1/lamp?least=many", 422, `{"field":"least","message":"expected integer"}`, "rows"},
		"twice":             {"/api/v1/lamp?least=1&least=2", 422, `{"field":"least","message":"give it once"}`, "rows"},
		"id twice":          {"/api/v1/lamp/hall?id=attic", 422, `{"field":"id"`, "rows"},
		"picture":           {"/api/v1/picture", 200, `{"digest":"d1"}`, "error"},
		"receipt":           {"/api/v1/receipt/01" + strings.Repeat("00", 31), 200, "EXERCISE receipt\n", "{"},
		"receipt not yet":   {"/api/v1/receipt/02" + strings.Repeat("00", 31), 409, "waits for a quorum", "EXERCISE"},
		"no such entry":     {"/api/v1/receipt/03" + strings.Repeat("00", 31), 404, "no such entry", "EXERCISE"},
		"receipt of no id":  {"/api/v1/receipt/hall", 404, "no such entry", "EXERCISE"},
		"result of no id":   {"/api/v1/result/hall", 404, "no draft or filing", "logged"},
		"result of another": {"/api/v1/result/03" + strings.Repeat("00", 31), 404, "no draft or filing", "logged"},
		"who":               {"/api/v1/session", 200, `"acts":["lamp.light"]`, "token"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := r.call("GET", tt.path, "")
			if got.status != tt.status || !strings.Contains(got.text, tt.want) || strings.Contains(got.text, tt.not) {
				t.Errorf("GET %s = %d %s, want %d with %q and without %q", tt.path, got.status, got.text, tt.status, tt.want, tt.not)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	r := newRig(t)
	r.w.Light("kitchen", 40)
	r.signIn("a2")
	const light = "/api/v1/lamp/light"
	tests := map[string]struct {
		path, body, header string
		status             int
		want               string
	}{
		"no media type":       {light, `{"room":"a","watts":1}`, "Content-Type: ", 415, "application/json"},
		"a form":              {light, `room=a&watts=1`, "Content-Type: application/x-www-form-urlencoded", 415, "application/json"},
		"with a charset":      {light, `{"room":"kitchen","watts":1}`, "Content-Type: application/json; charset=utf-8", 409, "LAMP-1"},
		"not JSON":            {light, `{"room":`, "", 400, "not JSON"},
		"two values":          {light, `{"room":"a","watts":1}{}`, "", 400, "text after the end"},
		"too deep":            {light, strings.Repeat("[", 100), "", 400, "nested deeper"},
		"too large":           {light, `{"room":"` + strings.Repeat("x", api.MaxInput) + `"}`, "", 413, "at most 524288 bytes"},
		"an unknown field":    {light, `{"room":"a","watts":1,"volts":2}`, "", 422, `{"field":"volts","message":"unexpected property"}`},
		"a missing field":     {light, `{"watts":1}`, "", 422, `{"field":"room","message":"is missing"}`},
		"a wrong type":        {light, `{"room":"a","watts":"1"}`, "", 422, `{"field":"watts","message":"expected integer"}`},
		"a fraction":          {light, `{"room":"a","watts":1.5}`, "", 422, `"field":"watts"`},
		"a huge number":       {light, `{"room":"a","watts":1e30}`, "", 422, `"field":"watts"`},
		"out of a set":        {light, `{"room":"a","watts":1,"shade":"blue"}`, "", 422, `"field":"shade"`},
		"too long":            {light, `{"room":"` + strings.Repeat("x", 33) + `","watts":1}`, "", 422, `"field":"room"`},
		"objects for strings": {light, `{"room":"a","watts":1,"tags":[{},{}]}`, "", 422, `"errors"`},
		"a name twice":        {light, `{"room":"a","watts":1,"Room":"b"}`, "", 422, `{"field":"Room","message":"give it once"}`},
		"a list for it all":   {light, `[]`, "", 422, "expected object"},
		"null":                {light, `null`, "", 422, "expected object"},
		"a mistake":           {light, `{"room":"a","watts":101}`, "", 422, `{"field":"watts","message":"en lamp.wrong.watts map[most:100]"}`},
		"no form":             {light, `{"room":"\u00e9","watts":1}`, "", 422, "desk.no_form"},
		"void":                {light, `{"room":"kitchen","watts":1}`, "", 409, `"rule":"LAMP-1"`},
		"no power":            {"/api/v1/lamp/agree", `{"room":"a"}`, "", 403, "gives no power"},
		"half confirmed":      {light, `{"room":"a","watts":1}`, "Parley-Confirm: maybe", 400, "yes"},
		"too long a key":      {light, `{"room":"a","watts":1}`, "Idempotency-Key: " + strings.Repeat("k", 201), 400, "200"},
		"no such token":       {"/api/v1/confirm", `{"token":"guess"}`, "", 404, "no such confirmation"},
		"no such act":         {"/api/v1/oven/light", `{}`, "", 404, "no such path"},
		"a query's path":      {"/api/v1/lamp", `{}`, "", 405, "takes GET"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := r.call("POST", tt.path, tt.body, strings.Split(tt.header, "\n")...)
			if got.status != tt.status || !strings.Contains(got.text, tt.want) {
				t.Errorf("%d %s, want %d with %q", got.status, got.text, tt.status, tt.want)
			}
			checkProblem(t, got)
		})
	}
	if len(r.w.Sents()) != 0 {
		t.Error("something was signed")
	}
}

// checkProblem holds what every problem has: its media type, its status, and
// the request's id.
func checkProblem(t *testing.T, got reply) {
	t.Helper()
	id := got.header.Get("X-Request-Id")
	if got.header.Get("Content-Type") != "application/problem+json" || got.json["status"] != float64(got.status) ||
		got.json["request"] != id || len(id) != 16 {
		t.Errorf("not a problem with its request's id: %v %s", got.header, got.text)
	}
}

func TestStrangers(t *testing.T) {
	r := newRig(t)
	for _, path := range []string{"/api/v1/lamp", "/api/v1/lamp/hall", "/api/v1/picture", "/api/v1/session", "/api/v1/receipt/01"} {
		for _, auth := range []string{"", "Authorization: Bearer guess", "Authorization: Basic YTE6YTE="} {
			got := r.call("GET", path, "", auth)
			if got.status != http.StatusUnauthorized || got.header.Get("WWW-Authenticate") == "" {
				t.Errorf("GET %s with %q = %d, want 401", path, auth, got.status)
			}
			checkProblem(t, got)
		}
	}
	// A stranger's body is not even read.
	if got := r.call("POST", "/api/v1/lamp/light", `not JSON`); got.status != http.StatusUnauthorized {
		t.Errorf("POST by a stranger = %d, want 401", got.status)
	}
	var texts []string
	for _, who := range []string{"a1", "nobody"} {
		for range 4 {
			r.call("POST", "/api/v1/session", `{"officer":"`+who+`","password":"wrong"}`)
		}
		got := r.call("POST", "/api/v1/session", `{"officer":"`+who+`","password":"wrong"}`)
		if got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") != "3" {
			t.Errorf("%s, try 5: %d, Retry-After %q, want 429 and 3", who, got.status, got.header.Get("Retry-After"))
		}
		detail, ok := got.json["detail"].(string)
		if !ok {
			t.Fatalf("%s: detail is %v, want a text", who, got.json["detail"])
		}
		texts = append(texts, detail)
	}
	if texts[0] != texts[1] {
		t.Errorf("a known officer waits otherwise than an unknown one: %q", texts)
	}
}

func TestSignOut(t *testing.T) {
	r := newRig(t)
	r.signIn("a1")
	if got := r.call("POST", "/api/v1/session/end", `{}`); got.status != http.StatusOK {
		t.Errorf("sign out: %d %s", got.status, got.text)
	}
	if got := r.call("GET", "/api/v1/session", ""); got.status != http.StatusUnauthorized {
		t.Errorf("after signing out: %d, want 401", got.status)
	}
}

// A fault of ours shows a stranger its request's id, and the operator the rest.
func TestFaultsStayInside(t *testing.T) {
	k := desktest.Kind()
	k.Queries = append(k.Queries,
		kind.Query{
			Name: "lamp.broken", In: reflect.TypeFor[struct{}](), Row: reflect.TypeFor[desktest.Lamp](),
			Run: func(kind.Reader, kind.Viewer, any) ([]any, error) { return nil, errors.New("disk at /var/secret") },
		},
		kind.Query{
			Name: "lamp.bug", In: nil, Row: reflect.TypeFor[desktest.Lamp](),
			Run: func(kind.Reader, kind.Viewer, any) ([]any, error) { panic("a secret bug") },
		},
	)
	r := newRig(t, k)
	r.signIn("a1")
	for _, verb := range []string{"broken", "bug"} {
		got := r.call("GET", "/api/v1/lamp/"+verb, "")
		checkProblem(t, got)
		if got.status != http.StatusInternalServerError || strings.Contains(got.text, "secret") {
			t.Errorf("%s: %d %s, want 500 without the cause", verb, got.status, got.text)
		}
		if log := r.log.String(); !strings.Contains(log, "secret") || !strings.Contains(log, got.header.Get("X-Request-Id")) {
			t.Errorf("%s: the log has not the cause with the request's id: %s", verb, log)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	r := newRig(t)
	query := func(name string) kind.Query {
		return kind.Query{
			Name: name, In: reflect.TypeFor[struct{}](), Row: reflect.TypeFor[desktest.Lamp](),
			Run: func(kind.Reader, kind.Viewer, any) ([]any, error) { return nil, nil },
		}
	}
	tests := map[string]struct {
		change func(*kind.Kind)
		want   string
	}{
		"a path of the API's own":  {func(k *kind.Kind) { k.Name = "session" }, "the API's own"},
		"two queries at one path":  {func(k *kind.Kind) { k.Queries = append(k.Queries, query("lamp.list")) }, "is taken"},
		"an input without a shape": {func(k *kind.Kind) { k.Acts[0].In = reflect.TypeFor[int]() }, "want a struct"},
		"a name without a verb":    {func(k *kind.Kind) { k.Acts[0].Name = "lamp" }, "noun.verb"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			k := desktest.Kind()
			tt.change(&k)
			_, err := api.New(api.Config{
				Kinds: []kind.Kind{k}, Desk: r.desk, Read: r.w.Read, Say: say, Rand: r.w.Config().Rand,
				Receipt: func(context.Context, statement.ID) ([]byte, error) { return nil, nil },
				Picture: func(context.Context) (any, error) { return nil, nil }, Log: slog.Default(),
			})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("New = %v, want %q in it", err, tt.want)
			}
		})
	}
}
