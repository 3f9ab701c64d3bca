package cli

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
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

// rig is a node with the made-up kind, and a command line beside it.
type rig struct {
	t     *testing.T
	world *desktest.World
	env   map[string]string
	in    string
	url   string
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, world: desktest.New(t)}
	conf := r.world.Config()
	d, err := desk.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"), conf)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := r.world.AddOfficer(t.Context(), d, "a1"); err != nil {
		t.Fatal(err)
	}
	site, err := api.New(api.Config{
		Kinds: []kind.Kind{desktest.Kind()}, Desk: d, Read: r.world.Read, Rand: conf.Rand,
		Say: func(tag string, m lang.Message) string { return fmt.Sprintf("%s %s %v", tag, m.Key, m.Args) },
		Receipt: func(_ context.Context, id statement.ID) ([]byte, error) {
			if id[0] != 1 {
				return nil, api.ErrNotYet
			}
			return []byte("EXERCISE receipt\n"), nil
		},
		Picture: func(context.Context) (any, error) { return map[string]any{"digest": "d1", "size": 5}, nil },
		Log:     slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(site)
	t.Cleanup(s.Close)
	r.url = s.URL
	r.env = map[string]string{"PARLEY_NODE": s.URL, "PARLEY_OFFICER": "a1", "PARLEY_PASSWORD": desktest.Password}
	return r
}

// run runs a command line, and returns what it printed.
func (r *rig) run(args ...string) (code int, out, err string) {
	r.t.Helper()
	var stdout, stderr bytes.Buffer
	w := &world{
		in: strings.NewReader(r.in), out: &stdout, err: &stderr, env: func(name string) string { return r.env[name] },
		kinds: nounsOf([]kind.Kind{desktest.Kind()}),
	}
	code = w.run(r.t.Context(), args)
	return code, stdout.String(), stderr.String()
}

func (r *rig) file(text string) string {
	r.t.Helper()
	path := filepath.Join(r.t.TempDir(), "input")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}
