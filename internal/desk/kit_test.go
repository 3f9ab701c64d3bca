package desk_test

import (
	"context"
	"path/filepath"
	"testing"

	"parley.example/internal/desk"
	"parley.example/internal/desk/desktest"
	"parley.example/internal/kind"
)

// bench is a desk on a world, with a1 and a2 taken in.
type bench struct {
	*desk.Desk
	t    *testing.T
	w    *desktest.World
	path string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, w: desktest.New(t), path: filepath.Join(t.TempDir(), "desk.db")}
	b.open()
	for _, code := range []string{"a1", "a2"} {
		if err := b.w.AddOfficer(t.Context(), b.Desk, code); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func (b *bench) open() {
	b.t.Helper()
	var err error
	if b.Desk, err = desk.Open(context.Background(), b.path, b.w.Config()); err != nil {
		b.t.Fatal(err)
	}
}

// restart is a stop of the process: what was in memory is gone.
func (b *bench) restart() {
	b.t.Helper()
	if err := b.Close(); err != nil {
		b.t.Fatal(err)
	}
	b.open()
	if err := b.Follow(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) signIn(code string) kind.Officer {
	b.t.Helper()
	s, err := b.SignIn(b.t.Context(), code, desktest.Password)
	if err != nil {
		b.t.Fatal(err)
	}
	return s.Officer
}

func (b *bench) plan(by kind.Officer, act string, in any) kind.Confirmation {
	b.t.Helper()
	c, err := b.Plan(b.t.Context(), by, act, in)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

func (b *bench) drafts(by kind.Officer) []desk.Draft {
	b.t.Helper()
	list, err := b.Drafts(b.t.Context(), by)
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

// lightIn is a lamp that nothing is wrong with.
func lightIn(room string) desktest.LightIn {
	return desktest.LightIn{Room: room, Watts: 40, Note: "EXERCISE <40 W> & warm"}
}
