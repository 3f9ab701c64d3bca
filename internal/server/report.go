package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/kinds/notice"
	"parley.example/internal/terms/ask"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// report prints what every member sees, compares the digests at one place, and
// verifies every receipt and the extract that proves the silence.
func (m *Mechanism) report(ctx context.Context, out io.Writer, p *player) error {
	fmt.Fprintln(out)
	size := int64(-1)
	for _, code := range m.Order {
		if st := m.Nodes[code].engine.Standing(); size < 0 || st.Size < size {
			size = st.Size
		}
	}
	digests := map[statement.Digest]bool{}
	for _, code := range m.Order {
		n := m.Nodes[code]
		if err := n.printPicture(ctx, out); err != nil {
			return err
		}
		d, err := n.engine.DigestAt(size - 1)
		if err != nil {
			return err
		}
		digests[d] = true
		fmt.Fprintf(out, "  digest at entry %d: %s\n", size-1, d)
	}
	if len(digests) != 1 {
		return fmt.Errorf("the members' pictures differ: %d digests at entry %d", len(digests), size-1)
	}
	fmt.Fprintf(out, "\nAll %d members have the same picture.\n", len(m.Order))
	receipts, err := m.verifyReceipts(size)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d receipts of %d entries verified.\n", receipts, size)
	return m.verifySilence(ctx, out, p)
}

// printPicture prints the notices as the member's picture has them.
func (n *Node) printPicture(ctx context.Context, out io.Writer) error {
	st := n.engine.Standing()
	fmt.Fprintf(out, "%s: %d entries, record time %s\n", n.File.Member, st.Size, st.Time)
	return n.picture.read(ctx, func(r kind.Reader) error {
		_, at := r.Place()
		for _, row := range notice.Rows.All(r) {
			_, rev := row.Ask.Current()
			fmt.Fprintf(out, "  %-5s %-12s %-10s of %-10s %s\n", row.Reference(), row.Ask.Sort, rev.Envelope.Activity, row.Ask.Author,
				strings.ToUpper(words(row.Ask, at)))
			for _, l := range ask.Lines(row.Ask, at) {
				fmt.Fprintf(out, "        %-10s %s\n", l.Member, lineWords(l))
			}
		}
		return nil
	})
}

// words names a state as the specification does; agreed is said in full.
func words(a ask.Ask, at statement.Time) string {
	s := ask.StateAt(a, at).State
	if s == ask.Agreed {
		return "all required have consented"
	}
	return s.String()
}

func lineWords(l ask.Line) string {
	delivered := "not delivered"
	if !l.Delivered.IsZero() {
		delivered = "delivered at " + l.Delivered.At.String()
	}
	switch {
	case !l.Stop.IsZero():
		return "consent withdrawn at " + l.Stop.At.String() + ": STOP"
	case l.Unanswered && l.Late:
		return "unanswered, " + delivered + "; a consent came too late"
	case l.Unanswered:
		return "unanswered, " + delivered
	case l.Answer != 0:
		return l.Answer.String() + ", " + delivered
	case !l.Acknowledged.IsZero():
		return "acknowledged, " + delivered
	}
	return "no answer yet, " + delivered
}

// verifyReceipts makes the receipt of every entry and verifies it as a stranger
// would: from its text and the first charter document alone.
func (m *Mechanism) verifyReceipts(size int64) (int, error) {
	n := m.Nodes[m.Order[0]]
	for i := range size {
		if err := n.CheckReceipt(i, m.Founded.Document); err != nil {
			return 0, err
		}
	}
	return int(size), nil
}

// CheckReceipt makes the receipt of an entry and verifies it as a stranger would.
func (n *Node) CheckReceipt(index int64, document []byte) error {
	file, err := n.ledger.ReceiptAt(index)
	if err == nil {
		_, err = proof.VerifyReceipt(file, document)
	}
	if err != nil {
		return fmt.Errorf("receipt of entry %d: %w", index, err)
	}
	return nil
}

// Silence is an unanswered line with the run of entries that shows it.
type silence struct {
	member      string
	notice      statement.ID
	first, last int64
	due         statement.Time
}

// verifySilence takes the first addressee that never answered in time, makes
// the extract from the notice to the first entry past the answer time, and
// verifies it as a stranger would.
func (m *Mechanism) verifySilence(ctx context.Context, out io.Writer, p *player) error {
	n := m.Nodes[m.Order[0]]
	s, err := n.findSilence(ctx)
	if err != nil {
		return err
	}
	file, err := n.ledger.Extract(s.first, s.last)
	if err != nil {
		return fmt.Errorf("extract %d to %d: %w", s.first, s.last, err)
	}
	v, err := proof.VerifyExtract(file, m.Founded.Document)
	if err != nil {
		return fmt.Errorf("extract %d to %d: %w", s.first, s.last, err)
	}
	line, err := v.Silence(s.member, s.due, answers, s.notice)
	if err != nil {
		return fmt.Errorf("extract %d to %d: %w", s.first, s.last, err)
	}
	fmt.Fprintf(out, "1 extract of %d entries (%d to %d) verified: %s\n", s.last-s.first+1, s.first, s.last, line.Text)
	fmt.Fprintf(out, "The course took %d steps; nothing was seen that must never be.\n", len(p.ex.Course.Steps))
	return nil
}

// answers reports whether a type of statement answers a notice.
func answers(typ string) bool {
	return typ == notice.TypeAnswered || typ == notice.TypeStopped
}

func (n *Node) findSilence(ctx context.Context) (s silence, err error) {
	err = n.picture.read(ctx, func(r kind.Reader) error {
		_, at := r.Place()
		for _, row := range notice.Rows.All(r) {
			for _, l := range ask.Lines(row.Ask, at) {
				if l.Unanswered {
					s = silence{member: l.Member, notice: row.Ask.ID, first: row.Ask.Revisions[0].Mark.Index, due: l.Due}
					return nil
				}
			}
		}
		return errors.New("no addressee is unanswered: there is no silence to prove")
	})
	if err != nil {
		return s, err
	}
	for s.last = s.first; s.last < n.engine.Standing().Size; s.last++ {
		e, err := n.beside.Entry(s.last)
		if err != nil {
			return s, err
		}
		if e.Leaf.ReceivedAt > s.due {
			return s, nil
		}
	}
	return s, errors.New("record time has not passed the answer time")
}
