package parties

import (
	"bytes"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/kinds/notice"
	"parley.example/internal/ledger/node"
	"parley.example/internal/projection"
	"parley.example/internal/server"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/tick"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// inside is who reads what is sealed here.
var inside = []string{"alpha", "bravo", "mediator"}

// seal files a notice to bravo that only those inside can read.
func (c *cell) seal() (statement.ID, statement.Statement) {
	c.t.Helper()
	act, err := statement.Encode(request(server.Clock(), ask.Coordination, time.Minute, "bravo"))
	if err != nil {
		c.t.Fatal(err)
	}
	t, err := c.ledger("alpha").SubmitSealed(within(c.t), node.KeySigner(c.officers["alpha"]),
		statement.Statement{Type: notice.TypeFiled, Act: act}, nil, inside)
	if err != nil {
		c.t.Fatal(err)
	}
	c.receipted(t)
	env := t.Envelope()
	st, err := env.Statement()
	if err != nil {
		c.t.Fatal(err)
	}
	return t.ID(), st
}

// room is where a member's only room stands.
func (c *cell) room(code string) (r projection.RoomStanding, ok bool) {
	c.t.Helper()
	rooms := c.nodes[code].Rooms()
	if len(rooms) > 1 {
		c.t.Fatalf("%s has rooms %+v, want one at most", code, rooms)
	}
	if len(rooms) == 0 {
		return r, false
	}
	if rooms[0].Broken != "" {
		c.t.Fatalf("%s's room is broken: %s", code, rooms[0].Broken)
	}
	return rooms[0], true
}

// sameRoom waits until all readers have one digest of the room, with nothing
// missing.
func (c *cell) sameRoom() {
	c.t.Helper()
	until(c.t, "all readers have the room with one digest", func() bool {
		digests := map[statement.Digest]bool{}
		for _, code := range inside {
			r, ok := c.room(code)
			if !ok || r.Missing > 0 || r.Digest.IsZero() {
				return false
			}
			digests[r.Digest] = true
		}
		return len(digests) == 1
	})
}

// bravoLine is the line of bravo in a notice, as a member's node has it.
func (c *cell) bravoLine(code string, id statement.ID) (line ask.Line, ok bool) {
	row, ok := c.notice(code, id)
	if !ok {
		return line, false
	}
	for _, l := range ask.Lines(row.Ask, 0) {
		if l.Member == "bravo" {
			return l, true
		}
	}
	c.t.Fatalf("%s's notice has no line for bravo", code)
	return line, false
}

// A sealed notice is seen by those it is sealed to and by nobody else, and is
// delivered among them. Where a ciphertext is kept from one of them, its line is
// not delivered; when it has come, that reader has what all have. R-SEAL-13,
// R-SEAL-15, R-SEAL-19.
func TestSealedParties(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, "alpha", "bravo", "mediator", "guarantor", "observer").gated().start()
	first, st := c.seal()
	for _, code := range inside {
		until(t, "bravo has it, as "+code+" sees", func() bool {
			line, ok := c.bravoLine(code, first)
			return ok && !line.Delivered.IsZero()
		})
	}
	c.sealedFrom("guarantor", st)
	c.sealedFrom("observer", st)

	kept := c.keepBodiesFrom("bravo")
	second, st := c.seal()
	kept.only(st.Body.Cipher)
	third, _ := c.seal()
	until(t, "bravo has the third, without the second", func() bool {
		line, ok := c.bravoLine("alpha", third)
		return ok && !line.Delivered.IsZero()
	})
	if _, ok := c.notice("bravo", second); ok {
		t.Error("bravo sees a notice whose ciphertext was kept from it")
	}
	for _, code := range []string{"alpha", "mediator"} {
		until(t, code+"'s line for bravo says that it misses the second", func() bool {
			line, ok := c.bravoLine(code, second)
			return ok && line.Delivered.IsZero() && !line.Missing.IsZero()
		})
	}
	until(t, "bravo's room misses one ciphertext", func() bool { r, _ := c.room("bravo"); return r.Missing == 1 })
	kept.end()
	for _, code := range inside {
		until(t, "bravo has the second too, as "+code+" sees", func() bool {
			line, ok := c.bravoLine(code, second)
			return ok && !line.Delivered.IsZero()
		})
	}
	c.sameRoom()
	c.samePicture()
	c.sealedFrom("guarantor", st)
	until(t, "each reader's digest was said in the room, and nobody's differs", func() bool {
		for _, code := range inside {
			d, err := c.nodes[code].Digest(t.Context())
			if err != nil || d.Mismatch != nil || d.Sealed == nil || d.Sealed.Rooms != 1 || d.Sealed.Broken {
				t.Fatalf("%s: %+v: %v", code, d, err)
			}
		}
		return c.digestsIn("alpha") >= len(inside)
	})
	c.shownIn("bravo", second, true)
	c.shownIn("observer", second, false)
}

// digestsIn counts the members whose ticks in the room carried a digest.
func (c *cell) digestsIn(code string) int {
	members := map[string]bool{}
	for _, st := range c.logged(code, statement.SealedType) {
		plain, err := c.ledger(code).Unsealed(&st)
		if err != nil {
			continue
		}
		inner, err := statement.ParseInner(plain.Inner)
		if err == nil && inner.Type == tick.TypeTick && bytes.Contains(inner.Act, []byte(`"picture":`)) {
			members[inner.Member] = true
		}
	}
	return len(members)
}

// sealedFrom wants a member to hold a ciphertext, and to have nothing of it.
func (c *cell) sealedFrom(code string, st statement.Statement) {
	c.t.Helper()
	until(c.t, code+" holds the ciphertext", func() bool {
		_, ok := c.ledger(code).HeldBody(st.Body.Cipher)
		return ok
	})
	if p, err := c.ledger(code).Unsealed(&st); err == nil {
		c.t.Errorf("%s opens %s", code, p.Inner)
	}
	if r, ok := c.room(code); ok {
		c.t.Errorf("%s has room %+v, want none", code, r)
	}
	c.look(code, func(r kind.Reader) {
		for id := range notice.Rows.All(r) {
			c.t.Errorf("%s sees notice %s, want none", code, id)
		}
	})
}

// shownIn wants a member's receipt to show the inner statement, or not to.
func (c *cell) shownIn(code string, id statement.ID, want bool) {
	c.t.Helper()
	file, err := c.ledger(code).Receipt(id)
	if err != nil {
		c.t.Fatal(err)
	}
	v, err := proof.VerifyReceipt(file, c.f.Document)
	if err != nil {
		c.t.Fatal(err)
	}
	if shows := v.Inner != nil && v.Inner.Type == notice.TypeFiled && v.InnerVoid == nil; shows != want {
		c.t.Errorf("%s's receipt of the sealed notice shows %+v (%v), want it %v", code, v.Inner, v.InnerVoid, want)
	}
}

// withheld is what the lines of one member keep from it.
type withheld struct {
	c      *cell
	from   string
	suffix atomic.Pointer[string]
}

// keepBodiesFrom keeps every body from a member, whomever it asks and whoever
// brings it one.
func (c *cell) keepBodiesFrom(code string) *withheld {
	w := &withheld{c: c, from: code}
	all := ""
	w.suffix.Store(&all)
	kept := func(r *http.Request, method string) bool {
		return r.Method == method && strings.HasPrefix(r.URL.Path, "/body/") && strings.HasSuffix(r.URL.Path, *w.suffix.Load())
	}
	for whose, g := range w.gates() {
		g.lie(func(rw http.ResponseWriter, r *http.Request, by string) bool {
			asked, brought := by == code && kept(r, http.MethodGet), whose == code && kept(r, http.MethodPut)
			if asked || brought {
				http.Error(rw, "not here", http.StatusNotFound)
			}
			return asked || brought
		})
	}
	return w
}

// gates are those of all lines of the member, by whose they are.
func (w *withheld) gates() map[string]*gate {
	gates := map[string]*gate{"host": w.c.gates["host@"+w.from]}
	for _, code := range w.c.codes {
		gates[code] = w.c.gates[code]
	}
	return gates
}

// only keeps one body back, and no other.
func (w *withheld) only(address statement.Digest) {
	s := address.String()
	w.suffix.Store(&s)
}

func (w *withheld) end() {
	for _, g := range w.gates() {
		g.honest()
	}
}
