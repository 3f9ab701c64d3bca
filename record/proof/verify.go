package proof

import (
	"bytes"
	"fmt"
	"time"

	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// ReceiptVerdict is what a receipt proves.
type ReceiptVerdict struct {
	Verdict
	Entry     charter.Entry // Void says what the file shows; nil does not mean that it counts
	Appointed int64         // place of the entry that appointed the author's key, -1 if the charter names it
	Vouched   bool          // the quorum's cosignatures follow the time of intake within the charter's limit
	Sealed    bool
	Body      *Body                // nil where the receipt does not hold it; of a sealed statement, the inner one
	Inner     *statement.Statement // what Body says of a sealed statement; nil where it is no inner statement
	InnerVoid *charter.Void        // by what the file shows; nil does not mean that it counts in its room
}

// basis is what a file rests on, verified: the keys, the charter, the era and
// the checkpoint with its quorum.
type basis struct {
	state    *charter.State
	entries  []charter.Entry
	era      charter.Era
	head     checkpoint.Checkpoint
	notLater statement.Time
}

// claims is what a receipt and an extract have in common before they are
// verified.
type claims struct {
	exercise   bool
	mechanism  statement.Digest
	begin      int64
	run        [][]byte
	grounds    []Ground
	checkpoint []byte
}

// establish verifies all of a file but the places of the run in the tree.
func establish(document []byte, c claims) (basis, error) {
	b, err := judge(document, c)
	if err != nil {
		return b, err
	}
	if c.exercise != b.state.Document().Exercise {
		return b, fmt.Errorf("%w: the charter and the file differ on whether this is an exercise", ErrForm)
	}
	if c.mechanism != b.state.Mechanism() {
		return b, fmt.Errorf("%w: the file is of mechanism %s, this charter of %s", ErrGround, c.mechanism, b.state.Mechanism())
	}
	only, err := checkpoint.Only(c.checkpoint, b.era)
	if err != nil {
		return b, err
	}
	if !bytes.Equal(only, c.checkpoint) {
		return b, fmt.Errorf("%w: a signature line that is not the host's or a witness's, or not in its order", ErrForm)
	}
	if b.head, err = checkpoint.Parse(c.checkpoint, b.era); err != nil {
		return b, err
	}
	if b.notLater, err = b.head.QuorumTime(b.era); err != nil {
		return b, err
	}
	if err := verifyGrounds(c.grounds, b.head.Size, b.head.Root); err != nil {
		return b, err
	}
	return b, nil
}

// judge replays what the file shows and finds the era of its checkpoint.
func judge(document []byte, c claims) (basis, error) {
	size, err := checkpoint.ClaimedSize(c.checkpoint)
	if err != nil {
		return basis{}, err
	}
	if n := len(c.grounds); n > 0 && c.grounds[n-1].Index >= size {
		return basis{}, fmt.Errorf("%w: entry %d, the checkpoint has %d", ErrGround, c.grounds[n-1].Index, size)
	}
	state, entries, err := replay(document, c.grounds, c.begin, c.run)
	if err != nil {
		return basis{}, err
	}
	return basis{state: state, entries: entries, era: state.EraOf(size)}, nil
}

func (r *Receipt) claims() claims {
	return claims{r.Exercise, r.Mechanism, r.Index, [][]byte{r.Leaf}, r.Grounds, r.Checkpoint}
}

// VerifyReceipt checks a receipt against the first charter document, and says
// what it proves. An error means that it proves nothing. R-RECEIPT.
func VerifyReceipt(file, document []byte) (ReceiptVerdict, error) {
	r, err := ParseReceipt(file)
	if err != nil {
		return ReceiptVerdict{}, err
	}
	b, err := establish(document, r.claims())
	if err != nil {
		return ReceiptVerdict{}, fmt.Errorf("receipt: %w", err)
	}
	e := b.entries[0]
	if err := VerifyInclusion(r.Index, b.head.Size, e.Hash, r.Path, b.head.Root); err != nil {
		return ReceiptVerdict{}, fmt.Errorf("receipt: %w", err)
	}
	if unsigned(&e) {
		return ReceiptVerdict{}, fmt.Errorf("receipt: %w: no author is proved: %w", ErrGround, e.Void)
	}
	if r.Body != nil {
		if err := e.Statement.CheckBody(r.Body.Salt, r.Body.Content); err != nil {
			return ReceiptVerdict{}, fmt.Errorf("receipt: %w", err)
		}
	}
	v := ReceiptVerdict{Verdict: b.verdict(), Entry: e, Body: r.Body, Sealed: e.Statement.Type == statement.SealedType}
	v.readInner()
	key, _ := b.state.Key(e.Author.Key)
	v.Appointed = key.Place
	limit := vouch(b.state)
	v.Vouched = v.NotLater.Sub(e.Leaf.ReceivedAt) <= limit
	v.explain(&b, limit)
	return v, nil
}

// unsigned reports whether the verdict leaves nobody as the author.
func unsigned(e *charter.Entry) bool { return e.Author.Member == "" }

func vouch(s *charter.State) time.Duration {
	return time.Duration(s.Document().Tolerances.Resolved().Vouch) * time.Millisecond
}

// explain says the verdict in words. R-RECEIPT-7.
func (v *ReceiptVerdict) explain(b *basis, limit time.Duration) {
	e := &v.Entry
	st := &e.Statement
	v.Proved = append(v.Proved,
		say("receipt.logged", "index", count(e.Index), "id", e.ID.String(), "type", st.Type),
		v.author(), say("receipt.received", "time", e.Leaf.ReceivedAt.String()))
	if e.Void != nil && e.Void.Rule != charter.RuleAct {
		v.Proved = append(v.Proved, say("receipt.void", "rule", e.Void.Rule, "text", e.Void.Text))
	}
	v.Proved = append(v.Proved, v.bodyLine())
	v.explainInner()
	if st.Seen.Size > 0 {
		v.Proved = append(v.Proved, say("receipt.seen", "size", count(st.Seen.Size), "root", st.Seen.Root.String()))
		v.NotShown = append(v.NotShown, say("receipt.seen_whose"))
	} else {
		v.Proved = append(v.Proved, say("receipt.seen_none"))
	}
	v.cosigners(b.era, b.state.Document().Faulty)
	if v.Vouched {
		v.Proved = append(v.Proved, say("receipt.vouched", "limit", limit.String()))
	} else {
		late := v.NotLater.Sub(e.Leaf.ReceivedAt)
		v.Proved = append(v.Proved, say("receipt.not_vouched", "late", late.String(), "limit", limit.String()))
	}
	if e.Author.Seat == charter.Root || e.Author.Seat == charter.Candidate {
		v.NotShown = append(v.NotShown, say("receipt.act"))
	}
	v.NotShown = append(v.NotShown, say("receipt.revoked"), say("receipt.withdrawn"), say("receipt.validity"),
		say("receipt.silence"), say("proof.gaps"))
}

// author says who signed, and where the key comes from.
func (v *ReceiptVerdict) author() Line {
	a := &v.Entry.Author
	key, place := a.Key.String(), count(v.Appointed)
	switch a.Seat {
	case charter.Officer:
		return say("receipt.officer", "officer", a.Officer, "member", a.Member, "key", key, "place", place)
	case charter.Node:
		if v.Appointed < 0 {
			return say("receipt.node", "member", a.Member, "key", key)
		}
		return say("receipt.node_later", "member", a.Member, "key", key, "place", place)
	case charter.Candidate:
		return say("receipt.candidate", "member", a.Member, "key", key, "place", place)
	case charter.Root:
		if v.Appointed >= 0 {
			return say("receipt.root_later", "member", a.Member, "key", key, "place", place)
		}
	}
	return say("receipt.root", "member", a.Member, "key", key)
}

func (v *ReceiptVerdict) bodyLine() Line {
	body := v.Entry.Statement.Body
	switch {
	case v.Sealed && v.Body == nil:
		return say("receipt.sealed")
	case v.Sealed && v.Inner == nil:
		return say("receipt.inner_form", "rule", v.InnerVoid.Rule, "text", v.InnerVoid.Text)
	case v.Sealed:
		return say("receipt.sealed_open")
	case body == nil:
		return say("receipt.body_none")
	case v.Body == nil:
		return say("receipt.body_absent", "size", count(body.Size))
	}
	return say("receipt.body_shown")
}
