package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// verifyView is the page on which an officer sees on what the picture rests, and
// checks one entry or one file.
type verifyView struct {
	Head    Head
	Alone   bool
	Missing int64 // cosigners
	Sought  string
	Entry   *kind.Entry
	Verdict *Verdict
	Says    lang.Message // why there is no verdict
	Differs lang.Message // from where another member's picture differs, for the technician
}

// verifyPage looks up what was asked for: an entry by its number or its id.
func (s *Site) verifyPage(v *visit) error {
	return s.verify(v, strings.TrimSpace(v.r.URL.Query().Get("q")), nil)
}

// verifyFile judges a file that the officer brought. It is not kept.
func (s *Site) verifyFile(v *visit) error {
	file, _, err := v.r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) {
		return s.verify(v, "", nil)
	}
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // read only
	b, err := io.ReadAll(io.LimitReader(file, proof.MaxReceipt+1))
	if err != nil {
		return err
	}
	verdict, err := s.Record.Verify(v.ctx(), b)
	if err != nil {
		return err
	}
	return s.verify(v, "", &verdict)
}

func (s *Site) verify(v *visit, sought string, brought *Verdict) error {
	head, err := s.Record.Head(v.ctx())
	if err != nil {
		return err
	}
	live := s.Record.Live()
	view := verifyView{Head: head, Sought: sought, Verdict: brought, Alone: live.Alone, Differs: s.differsAt(live.Differ)}
	for _, c := range head.Cosigners {
		if c.Missing {
			view.Missing++
		}
	}
	if sought != "" {
		if err := s.seek(v, &view); err != nil {
			return err
		}
	}
	return s.look(v, func(r kind.Reader, _ []kind.Line) (page, any, error) {
		if view.Verdict != nil && view.Verdict.Holds && !view.Verdict.ID.IsZero() {
			if e, ok := r.Entry(view.Verdict.ID); ok {
				view.Entry = &e
			}
		}
		return page{name: "verify", title: "verify.title", nav: "/verify"}, view, nil
	})
}

// seek finds the entry of a number or an id, and has its receipt judged like one
// that a stranger brings.
func (s *Site) seek(v *visit, view *verifyView) error {
	id, ok, err := s.idOf(v, view.Sought)
	if err != nil {
		return err
	}
	if !ok {
		view.Says = lang.Say("verify.none", "sought", view.Sought)
		return nil
	}
	file, err := s.Record.Receipt(v.ctx(), id)
	if errors.Is(err, ErrNoReceipt) {
		view.Says = lang.Say("verify.no_receipt", "sought", view.Sought)
		return nil
	}
	if err != nil {
		return err
	}
	verdict, err := s.Record.Verify(v.ctx(), file)
	if err != nil {
		return err
	}
	view.Verdict = &verdict
	return nil
}

func (s *Site) idOf(v *visit, sought string) (statement.ID, bool, error) {
	short := strings.ToLower(strings.TrimPrefix(strings.Map(noSpace, sought), "#"))
	if id, err := statement.ParseDigest(short); err == nil {
		return id, true, nil
	}
	index, err := strconv.ParseInt(short, 10, 64)
	if err != nil || index < 0 {
		return statement.ID{}, false, nil //nolint:nilerr // what is no number is not found
	}
	return s.Record.At(v.ctx(), index)
}

// noSpace takes out the spaces that group digits, and what a copy from a page in
// Arabic or Hebrew brings along.
func noSpace(r rune) rune {
	switch {
	case r == ' ', r == '\u00a0', r == '\u2009', r == '\u202f', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f':
		return -1
	}
	return r
}

// receipt hands out the receipt file of a statement.
func (s *Site) receipt(v *visit) error {
	id, err := statement.ParseDigest(v.r.PathValue("id"))
	if err != nil {
		return errNotFound
	}
	file, err := s.Record.Receipt(v.ctx(), id)
	if errors.Is(err, ErrNoReceipt) {
		return errNotFound
	}
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "receipt-"+id.String()[:16]+".txt"))
	_, err = v.w.Write(file) //nolint:gosec // a plain text to be saved, not a page
	return err
}
