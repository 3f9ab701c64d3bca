package model

import (
	"encoding/binary"

	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// writer writes a row without what tells equal states apart: ids, indexes and
// the order of entries on which no rule looks. What is left of the order is
// which revision or extension each word came after.
type writer struct{ b []byte }

func (w *writer) num(list ...int64) {
	for _, n := range list {
		w.b = binary.AppendVarint(w.b, n)
	}
}

func (w *writer) bool(list ...bool) {
	for _, on := range list {
		n := byte(0)
		if on {
			n = 1
		}
		w.b = append(w.b, n)
	}
}

func (w *writer) mark(m ask.Mark) {
	w.bool(m.IsZero())
	w.num(int64(m.At))
	w.b = append(w.b, m.Officer...)
	w.b = append(w.b, m.Key[:4]...)
}

func (w *writer) ask(a *ask.Ask) {
	var edges []int64 // places after which a word reads differently
	for _, rev := range a.Revisions {
		edges = append(edges, rev.Mark.Index)
		w.mark(rev.Mark)
		w.b = append(w.b, rev.Digest[:8]...)
		w.bool(rev.Short)
		w.num(int64(len(rev.Extensions)), int64(len(rev.Prior)))
		for _, x := range rev.Extensions {
			edges = append(edges, x.Mark.Index)
			w.mark(x.Mark)
			w.num(int64(x.Until))
		}
		for _, p := range rev.Prior {
			w.mark(p.Word)
		}
	}
	after := func(index int64) int64 {
		n := int64(0)
		for _, e := range edges {
			if e < index {
				n++
			}
		}
		return n
	}
	w.num(int64(len(a.Parties)))
	for i := range a.Parties {
		w.party(&a.Parties[i], after)
	}
	for _, h := range a.Holds {
		w.mark(h.Mark)
		w.mark(h.Lifted)
		w.num(int64(h.Until))
	}
	for _, r := range a.Revocations {
		w.b = append(w.b, r.Key[:4]...)
		w.num(int64(r.Since), int64(r.Mark.At))
	}
	w.num(int64(len(a.Choices)), int64(len(a.Lapses)))
	w.mark(a.Withdrawn)
}

func (w *writer) party(p *ask.Party, after func(int64) int64) {
	w.b = append(w.b, p.Member...)
	for _, f := range p.Facts {
		w.num(int64(f.Revision))
		w.mark(f.Acknowledged)
		w.bool(f.Delivered.IsZero(), f.Missing.IsZero(), f.Shown.IsZero())
	}
	ordinal := map[statement.ID]int64{{}: 0}
	w.num(int64(len(p.Words)))
	for i, v := range p.Words {
		ordinal[v.Mark.ID] = int64(i + 1)
		w.mark(v.Mark)
		w.num(int64(v.Answer), int64(v.Revision), int64(v.By), int64(v.Oral), int64(v.Via), ordinal[v.Resumes], after(v.Mark.Index))
		w.bool(v.Beyond, v.Lapsed, v.Noted)
	}
}
