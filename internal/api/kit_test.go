package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"parley.example/internal/api"
	"parley.example/internal/desk"
	"parley.example/internal/desk/desktest"
	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/statement"
)

// rig is the API of a world, and a client.
type rig struct {
	t     *testing.T
	w     *desktest.World
	desk  *desk.Desk
	site  http.Handler
	log   *bytes.Buffer
	token string
}

func newRig(t *testing.T, kinds ...kind.Kind) *rig {
	t.Helper()
	r := &rig{t: t, w: desktest.New(t), log: &bytes.Buffer{}}
	if len(kinds) == 0 {
		kinds = []kind.Kind{desktest.Kind()}
	}
	c := r.w.Config()
	var err error
	if r.desk, err = desk.Open(context.Background(), filepath.Join(t.TempDir(), "desk.db"), c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.desk.Close() })
	for _, code := range []string{"a1", "a2"} {
		if err := r.w.AddOfficer(t.Context(), r.desk, code); err != nil {
			t.Fatal(err)
		}
	}
	r.site, err = api.New(api.Config{
		Kinds: kinds, Desk: r.desk, Read: r.w.Read, Say: say, Receipt: receipt, Rand: c.Rand,
		Picture: func(context.Context) (any, error) { return map[string]string{"digest": "d1"}, nil },
		Log:     slog.New(slog.NewTextHandler(r.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// say shows a message's parts, so that tests see which one was chosen.
func say(tag string, m lang.Message) string { return fmt.Sprintf("%s %s %v", tag, m.Key, m.Args) }

func receipt(_ context.Context, id statement.ID) ([]byte, error) {
	switch id[0] {
	case 1:
		return []byte("EXERCISE receipt\n"), nil
	case 2:
		return nil, api.ErrNotYet
	}
	return nil, api.ErrNoEntry
}

// reply is an answer with its JSON.
type reply struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

// call sends a request; headers are "Name: value".
func (r *rig) call(method, path, body string, headers ...string) reply {
	r.t.Helper()
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	req := httptest.NewRequest(method, path, in)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	rec := httptest.NewRecorder()
	r.site.ServeHTTP(rec, req)
	out := reply{status: rec.Code, header: rec.Header(), text: rec.Body.String()}
	if strings.Contains(out.header.Get("Content-Type"), "json") && method != http.MethodHead {
		if err := json.Unmarshal(rec.Body.Bytes(), &out.json); err != nil {
			r.t.Fatalf("%s %s answers %q: %v", method, path, out.text, err)
		}
	}
	return out
}

func (r *rig) signIn(code string) {
	r.t.Helper()
	got := r.call("POST", "/api/v1/session", `{"officer":"`+code+`","password":"`+desktest.Password+`"}`)
	token, ok := got.json["token"].(string)
	if got.status != http.StatusOK || !ok {
		r.t.Fatalf("sign in: %d %s", got.status, got.text)
	}
	r.token = token
}
