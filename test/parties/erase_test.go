package parties

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/kinds/notice"
	"parley.example/internal/server"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/erase"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// secret is a text that no file has when it was erased.
const secret = "EXERCISE number 555 0137 of nobody"

// An erasure takes the text from every node and from the host, files too, and
// nothing else: no state changes, what was receipted verifies, a node that was down
// does it when it is back, one that stops in the middle ends it, and one whose picture
// is made anew does it once. R-ERASE-8 to R-ERASE-12.
func TestErasure(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, "alpha", "bravo", "guarantor", "mediator", "observer").gated().start()
	id := c.fileWith(secret)
	for code := range c.nodes {
		until(t, code+" reads the text", func() bool { w, gone := c.words(code, id); return gone == kind.Here && w.Contact == secret })
	}
	until(t, "bravo has it, by its own word", func() bool {
		line, ok := c.bravoLine("alpha", id)
		return ok && !line.Delivered.IsZero()
	})
	before, _ := c.bravoLine("alpha", id)
	if files := having(t, c.f.Dir, secret); len(files) < 6 {
		t.Errorf("the text is in %v, want it in a file of each node and of the host", files)
	}
	c.stop("observer")
	c.gates["host@alpha"].lie(func(w http.ResponseWriter, r *http.Request, _ string) bool {
		if r.Method == http.MethodDelete {
			http.Error(w, "down", http.StatusServiceUnavailable)
		}
		return r.Method == http.MethodDelete
	})

	asked := c.askErasure(id, erase.Danger)
	if _, gone := c.words("bravo", id); gone != kind.Here {
		t.Errorf("the text is %v before anybody agreed, want it here", gone)
	}
	c.receipted(c.draft("guarantor", statement.Statement{Type: erase.TypeAgreed, About: []statement.ID{asked}}, erase.Nothing{}, nil))
	up := []string{"alpha", "bravo", "guarantor", "mediator"}
	c.confirmed("alpha", id, up[1:]...)
	until(t, "alpha's own copy is gone", func() bool { _, gone := c.words("alpha", id); return gone == kind.Erased })
	c.look("bravo", func(r kind.Reader) {
		if g, _ := erase.Confirmed.Get(r, id.String()); g.Said("alpha") {
			t.Error("alpha says that the text is gone while the host has not deleted it")
		}
	})
	c.stop("alpha")
	c.gates["host@alpha"].honest()
	c.startNode("alpha")
	c.live("alpha")
	c.confirmed("alpha", id, up...)
	c.gone(id, up...)
	if after, ok := c.bravoLine("alpha", id); !ok || after != before {
		t.Errorf("bravo's line reads %+v, it read %+v", after, before)
	}
	if shown, _ := c.state("bravo", id); shown != ask.Open {
		t.Errorf("the notice is %v, want it open", shown)
	}

	c.startNode("observer")
	c.live("observer")
	c.confirmed("alpha", id, append(up, "observer")...)
	c.gone(id, "observer")
	c.rebuilt("bravo", id)
	c.samePicture()
	if n := len(c.logged("alpha", erase.TypeErased)); n != 5 {
		t.Errorf("%d confirmations are on the record, want one of each of 5 nodes", n)
	}
	for _, name := range append([]string{"host"}, c.codes...) {
		c.stop(name)
	}
	if files := having(t, c.f.Dir, secret); len(files) > 0 {
		t.Errorf("the text is still in %v", files)
	}
}

// rebuilt makes a node's picture anew: it reads what was erased as erased, and says
// nothing twice.
func (c *cell) rebuilt(code string, id statement.ID) {
	c.t.Helper()
	c.stop(code)
	files, err := filepath.Glob(filepath.Join(c.f.NodeDir(code), "picture.db*"))
	if err != nil || len(files) == 0 {
		c.t.Fatalf("picture of %s: %v, %v", code, files, err)
	}
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			c.t.Fatal(err)
		}
	}
	c.startNode(code)
	c.live(code)
	until(c.t, code+" has its picture again", func() bool { _, ok := c.notice(code, id); return ok })
	c.gone(id, code)
}

// fileWith files a notice to bravo with a text, and waits until all nodes have it.
func (c *cell) fileWith(text string) statement.ID {
	c.t.Helper()
	content, err := json.Marshal(notice.Words{Contact: text})
	if err != nil {
		c.t.Fatal(err)
	}
	body, err := json.Marshal(kind.Marked{Content: content, Originator: "alpha"})
	if err != nil {
		c.t.Fatal(err)
	}
	st := statement.Statement{Type: notice.TypeFiled}
	t := c.draft("alpha", st, request(server.Clock(), ask.Coordination, time.Minute, "bravo"), body)
	c.receipted(t)
	for code := range c.nodes {
		until(c.t, code+" has the notice", func() bool { _, ok := c.notice(code, t.ID()); return ok })
	}
	return t.ID()
}

// askErasure has alpha ask that the text of its own statement go.
func (c *cell) askErasure(id statement.ID, ground erase.Ground) statement.ID {
	c.t.Helper()
	var act erase.Asked
	c.look("alpha", func(r kind.Reader) {
		e, _ := r.Entry(id)
		act = erase.Asked{Body: e.Body, Ground: ground, Type: e.Type}
	})
	t := c.draft("alpha", statement.Statement{Type: erase.TypeAsked, About: []statement.ID{id}}, act, nil)
	c.receipted(t)
	return t.ID()
}

func (c *cell) words(code string, id statement.ID) (w notice.Words, gone kind.Gone) {
	c.look(code, func(r kind.Reader) {
		var body any
		body, gone = r.Body(id)
		w, _ = body.(notice.Words)
	})
	return w, gone
}

// confirmed waits until a member's picture has the word of the nodes named.
func (c *cell) confirmed(code string, id statement.ID, nodes ...string) {
	c.t.Helper()
	for _, member := range nodes {
		until(c.t, member+" says that the text is gone there", func() (said bool) {
			c.look(code, func(r kind.Reader) {
				g, _ := erase.Confirmed.Get(r, id.String())
				said = g.Said(member)
			})
			return said
		})
	}
}

// gone wants the text erased at the nodes named, and the receipt to hold without it.
func (c *cell) gone(id statement.ID, nodes ...string) {
	c.t.Helper()
	for _, code := range nodes {
		until(c.t, code+" shows the text as erased", func() bool { _, gone := c.words(code, id); return gone == kind.Erased })
		c.look(code, func(r kind.Reader) {
			e, _ := r.Entry(id)
			if _, ok := c.ledger(code).HeldBody(e.Body); ok {
				c.t.Errorf("%s still holds the body", code)
			}
		})
		file, err := c.ledger(code).Receipt(id)
		if err != nil {
			c.t.Fatalf("%s: receipt: %v", code, err)
		}
		if v, err := proof.VerifyReceipt(file, c.f.Document); err != nil || v.Entry.ID != id {
			c.t.Errorf("%s's receipt of the erased statement: %v", code, err)
		}
	}
}

// having lists the files below a directory that have a text.
func having(t *testing.T, dir, text string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(text)) {
			files = append(files, path)
		}
		if errors.Is(err, fs.ErrNotExist) { // it was being written
			return nil
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}
