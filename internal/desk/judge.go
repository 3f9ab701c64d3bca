package desk

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// encode writes a draft as it will be signed.
func (d *Desk) encode(doc *charter.Document, a owned, draft kind.Draft) (kept, error) {
	if !slices.Contains(a.Types, draft.Type) {
		return kept{}, fmt.Errorf("act %s drafts %s, which it does not name", a.Name, draft.Type)
	}
	readers, err := d.readers(doc, draft.Readers)
	if err != nil {
		return kept{}, err
	}
	act, err := statement.Encode(draft.Act)
	if err != nil {
		return kept{}, noForm(fmt.Errorf("draft of %s: %w", draft.Type, err))
	}
	h := kept{Type: draft.Type, About: draft.About, Act: act, NotAfter: draft.NotAfter, Lasts: draft.Lasts, Readers: readers}
	if draft.Body != nil {
		if h.Body, err = json.Marshal(draft.Body); err != nil {
			return kept{}, fmt.Errorf("act %s: body of %s: %w", a.Name, draft.Type, err)
		}
	}
	return h, nil
}

// judge asks of a draft all that can be asked before it is signed: form and
// size, the type's parsers, and the owner's Admit (gate 3 of DESIGN §4), in the
// room where it will be read.
func (d *Desk) judge(r kind.Reader, author charter.Author, h kept) error {
	o, ok := d.types[h.Type]
	if !ok {
		return fmt.Errorf("type %s: no kind declares it", h.Type)
	}
	act, err := o.entry.Parse(h.Act)
	if err != nil {
		return noForm(fmt.Errorf("draft of %s: %w", h.Type, err))
	}
	if len(h.Body) > 0 {
		if o.entry.Body == nil {
			return fmt.Errorf("draft of %s has a body, and the type has none", h.Type)
		}
		if _, err := o.entry.Body(h.Body); err != nil {
			return noForm(fmt.Errorf("body of %s: %w", h.Type, err))
		}
	}
	now := d.Clock()
	st, body, err := d.build(r.Charter(), h, now)
	if err != nil {
		return err
	}
	if err := d.fits(st, body, h.Readers); err != nil {
		return err
	}
	if o.kind.Admit == nil {
		return nil
	}
	index, record := r.Place()
	e := kind.Entry{
		Index: index + 1, Time: max(record, now), ReceivedAt: max(record, now), NotAfter: st.NotAfter, Author: author,
		Type: h.Type, About: h.About, Seen: index + 1, Room: h.room(), Act: act, Charter: r.Charter(),
	}
	if len(body) > 0 || len(h.Readers) > 0 { // what is sealed has a ciphertext in any case
		e.Body = sha256.Sum256(body) // some commitment: the true one needs the place in the chain
	}
	return o.kind.Admit(r, e)
}

// build makes the statement that would be signed now, but for what the
// submitter fills in, and the bytes of its body.
func (d *Desk) build(doc *charter.Document, h kept, now statement.Time) (statement.Statement, []byte, error) {
	st := statement.Statement{
		About: h.About, Act: h.Act, MadeAt: now, Mechanism: d.Mechanism, Member: d.Member, Type: h.Type,
	}
	if d.types[h.Type].entry.Lapses && !h.Lasts {
		st.NotAfter = now + statement.Time(doc.Tolerances.Resolved().NotAfter)
		if h.NotAfter != 0 {
			st.NotAfter = min(st.NotAfter, h.NotAfter)
		}
		if st.NotAfter <= now {
			return st, nil, kind.Wrong("", "desk.too_late", "until", st.NotAfter.UTC())
		}
	}
	if len(h.Body) == 0 {
		return st, nil, nil
	}
	m := kind.Marked{Content: h.Body, Originator: d.Member, Review: now.Add(reviewAfter)}
	if len(doc.Markings) > 0 {
		m.Marking = doc.Markings[0]
	}
	if m.ReleasableTo = h.Readers; len(h.Readers) == 0 {
		for _, member := range doc.Members {
			m.ReleasableTo = append(m.ReleasableTo, member.Code)
		}
	}
	body, err := json.Marshal(m)
	if err != nil {
		return st, nil, fmt.Errorf("body of %s: %w", h.Type, err)
	}
	return st, body, nil
}

// fits holds the sizes, at the largest that the submitter's fields can be. A
// sealed statement has the form of an inner one, and is delivered whole with its
// body.
func (d *Desk) fits(st statement.Statement, body []byte, readers []string) error {
	if len(body) > MaxBody {
		return tooLarge(MaxBody)
	}
	const most = 1<<53 - 1
	full := sha256.Sum256(nil)
	st.Seq, st.Prev, st.Seen = most, full, statement.Seen{Size: most, Root: full}
	if len(body) > 0 {
		st.Body = &statement.Body{Commit: full, Size: MaxBody}
	}
	if len(st.Act) > statement.MaxStatement {
		return tooLarge(statement.MaxStatement)
	}
	if st.Readers = readers; len(readers) == 0 {
		if _, err := st.Bytes(); err != nil {
			return noForm(fmt.Errorf("draft of %s: %w", st.Type, err))
		}
		return nil
	}
	within, err := st.InnerBytes()
	if err != nil {
		return noForm(fmt.Errorf("sealed draft of %s: %w", st.Type, err))
	}
	if len(within)+len(body) > MaxBody {
		return tooLarge(MaxBody)
	}
	return nil
}
