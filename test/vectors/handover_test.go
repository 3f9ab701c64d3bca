package vectors

import (
	"slices"
	"testing"
	"time"

	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
)

// handover is a record on which alpha's lost root is recovered, an officer's key
// is revoked, and bravo takes the host over.
type handover struct {
	*recordtest.Mechanism
	t                                              *testing.T
	early, late, appointed, overtaken, ended, last int64
}

func handOver(t *testing.T) *handover {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	h := &handover{Mechanism: m, t: t}
	m.Officer("alpha", "a1")
	lost := charter.Recovered{Member: "alpha", New: recordtest.Pub("alpha root 3")}
	m.File(m.Now(), "root:bravo", charter.TypeRecovered, lost)
	m.File(m.Now(), "root:mediator", charter.TypeRecovered, lost)
	m.Signer("root3", "alpha", recordtest.Key("alpha root 3"))
	appoint := func(officer string) charter.Appointed {
		return charter.Appointed{
			Desks: []string{"military"}, ExpiresAt: m.Now().Add(20 * 24 * time.Hour), Key: recordtest.Pub(officer + " officer"),
			Officer: officer, Powers: []charter.Power{recordtest.Power("notice.*")},
		}
	}
	// Within 72 hours the old root holds and the new one does not.
	h.early = m.Log(m.Sign("root3", charter.TypeAppointed, appoint("a3")), m.Now().Add(time.Hour)).Index
	h.late = m.File(m.Now(), "root:alpha", charter.TypeAppointed, appoint("a2")).Index
	m.File(m.Now().Add(72*time.Hour), "root3", charter.TypeAppointed, appoint("a3"))
	h.overtaken = m.Log(m.Sign("root:alpha", charter.TypeAppointed, appoint("a4")), m.Now()).Index
	m.Signer("a3", "alpha", recordtest.OfficerKey("a3"))
	h.appointed = m.File(m.Now(), "a3", "notice.filed/v1", nil).Index
	m.File(m.Now(), "root3", charter.TypeRevoked, charter.Revoked{Key: recordtest.Pub("a1 officer").ID()})
	h.ended = m.Log(m.Sign("a1", "notice.filed/v1", nil), m.Now()).Index

	cert := charter.Succeeded{
		NewHost: "bravo", NewKey: recordtest.Pub("host 2"), NewOrigin: "parley.example/second", NewTLS: recordtest.Pub("host 2 tls"),
		OldOrigin: recordtest.Origin, Root: m.Root(), Size: m.State().Size(), Term: 1,
	}
	for _, root := range []string{"root:bravo", "root3"} {
		m.File(m.Now(), root, charter.TypeSucceeded, cert)
	}
	h.last = m.File(m.Now().Add(time.Second), "a3", "notice.filed/v1", nil).Index
	return h
}

// handoverReceipts rest on a recovery and a succession.
func handoverReceipts(t *testing.T) []receiptCase {
	t.Helper()
	before := handOver(t)
	log, grounds := mirrorOf(t, before.Mechanism)
	top := head(t, before.Mechanism, before.Now(), "alpha", "bravo")
	make1 := func(index int64) []byte {
		file, err := proof.MakeReceipt(before.Document(), log, grounds, index, top, nil)
		if err != nil {
			t.Fatalf("receipt of entry %d: %v", index, err)
		}
		return file
	}
	good, err := proof.ParseReceipt(make1(before.last))
	if err != nil {
		t.Fatal(err)
	}
	without := func(typ string) []byte {
		r := good
		i := slices.IndexFunc(r.Grounds, func(g proof.Ground) bool { return before.typeAt(g.Index) == typ })
		r.Grounds = slices.Delete(slices.Clone(r.Grounds), i, i+1)
		return r.Bytes()
	}
	return []receiptCase{
		{Name: "a recovered root, within the 72 hours", File: make1(before.early)},
		{Name: "the old root, within the 72 hours", File: make1(before.late)},
		{Name: "the old root, after them", File: make1(before.overtaken)},
		{Name: "appointed by a recovered root", File: make1(before.appointed)},
		{Name: "an officer whose revocation it does not show", File: make1(before.ended)},
		{Name: "under a new host", File: make1(before.last)},
		{Name: "invalid: one signature of the recovery left out", File: without(charter.TypeRecovered)},
		{Name: "invalid: one certificate of the succession left out", File: without(charter.TypeSucceeded)},
	}
}

func (h *handover) typeAt(index int64) string {
	s := recordtest.Unfounded(h.t, recordtest.Document("alpha", "bravo", "mediator"))
	for _, leaf := range h.Leaves()[:index] {
		s.Take(leaf)
	}
	return s.Take(h.Leaves()[index]).Statement.Type
}

// handoverExtracts hold a recovery, a revocation and a succession in their run.
func handoverExtracts(t *testing.T) []extractCase {
	t.Helper()
	h := handOver(t)
	log, grounds := mirrorOf(t, h.Mechanism)
	top := head(t, h.Mechanism, h.Now(), "alpha", "bravo")
	make1 := func(first, last int64) []byte {
		file, err := proof.MakeExtract(h.Document(), log, grounds, first, last, top)
		if err != nil {
			t.Fatalf("extract of %d to %d: %v", first, last, err)
		}
		return file
	}
	return []extractCase{
		{Name: "over a recovery, a revocation and a succession", File: make1(0, h.last)},
		{Name: "after a recovery", File: make1(h.appointed, h.last)},
	}
}
