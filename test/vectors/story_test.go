package vectors

import (
	"bytes"
	"encoding/base64"
	"testing"
	"time"

	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// story is a record on which keys, charter and members change, with a notice
// that bravo never answers.
type story struct {
	*recordtest.Mechanism
	t                                                          *testing.T
	plain, sealed, second, ticked, joined, notice, void, final int64
	body, inner                                                proof.Body
	noticeID                                                   statement.Digest
	deadline                                                   statement.Time
}

func tell(t *testing.T) *story {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	s := &story{Mechanism: m, t: t}
	m.Officer("alpha", "a1")
	m.Officer("bravo", "b1")
	m.Officer("mediator", "m1")
	s.body = proof.Body{Salt: [32]byte{1, 2, 3}, Content: []byte("EXERCISE: a convoy of four")}
	st := m.Draft("a1", "notice.filed/v1", map[string]any{"addressees": []string{"bravo"}, "answer_ms": 60_000})
	st.Body = &statement.Body{Commit: st.Commit(s.body.Salt, s.body.Content), Size: int64(len(s.body.Content))}
	s.plain = m.Log(m.SignDraft("a1", st), m.Now().Add(time.Second)).Index
	s.inner = proof.Body{Salt: [32]byte{4}, Content: []byte(`{"inner":"statement"}`)}
	st = m.Draft("a1", statement.SealedType, nil)
	st.Body = &statement.Body{Cipher: statement.Digest{9}, Commit: st.Commit(s.inner.Salt, s.inner.Content), Size: 512}
	s.sealed = m.Log(m.SignDraft("a1", st), m.Now()).Index

	root := charter.Rotated{New: recordtest.Pub("alpha root 2")}
	m.File(m.Now(), "root:alpha", charter.TypeRotated, root)
	m.Signer("root2", "alpha", recordtest.Key("alpha root 2"))
	m.File(m.Now(), "root2", charter.TypeRotated, root)
	m.File(m.Now(), "root2", charter.TypeAppointed, charter.Appointed{
		Desks: []string{"military"}, ExpiresAt: m.Now().Add(24 * time.Hour), Key: recordtest.Pub("a2 officer"), Officer: "a2",
		Powers: []charter.Power{recordtest.Power("notice.*")},
	})
	m.Signer("a2", "alpha", recordtest.OfficerKey("a2"))
	s.second = m.File(m.Now(), "a2", "notice.filed/v1", nil).Index
	keys := recordtest.NodeKeys("bravo")
	keys.Statement, keys.Witness = recordtest.Pub("bravo node 2"), recordtest.Pub("bravo witness 2")
	m.File(m.Now(), "root:bravo", charter.TypeInstalled, charter.Installed{Node: keys})
	m.Signer("node2", "bravo", recordtest.Key("bravo node 2"))
	s.ticked = m.File(m.Now(), "node2", "node.ticked/v1", nil).Index
	s.amend(keys)
	s.joined = m.File(m.Now(), "node:observer", "node.ticked/v1", nil).Index

	notice := m.File(m.Now(), "a2", "notice.filed/v1", map[string]int{"answer_ms": 60_000})
	s.notice, s.noticeID, s.deadline = notice.Index, notice.ID, m.Now().Add(time.Minute)
	m.File(m.Now().Add(time.Second), "m1", "notice.answered/v1", nil, notice.ID)
	m.Take([]byte("\xff no leaf at all"))
	m.File(m.Now().Add(time.Second), "b1", "notice.filed/v1", nil, notice.ID)
	void := m.Sign("node2", "node.ticked/v1", nil)
	void.Payload = []byte("{}") // no statement, and yet the record time moves
	s.void = s.State().Size()
	m.Log(void, s.deadline.Add(time.Second))
	m.Unsign("node2")
	s.final = m.File(m.Now().Add(time.Second), "node:alpha", "node.ticked/v1", nil).Index
	m.File(m.Now(), "node:alpha", "node.ticked/v1", nil)
	return s
}

// amend lets observer join, as a fourth member and witness.
func (s *story) amend(bravo charter.NodeKeys) {
	s.t.Helper()
	doc := *s.State().Document()
	before, err := doc.Digest()
	if err != nil {
		s.t.Fatal(err)
	}
	doc.Amends = &before
	doc.Members = append([]charter.Member{}, doc.Members...)
	doc.Members[0].Root, doc.Members[1].Node = recordtest.Pub("alpha root 2"), bravo
	doc.Members = append(doc.Members, recordtest.Member("observer"))
	doc.Witnesses, doc.Faulty = []string{"alpha", "bravo", "mediator", "observer"}, 1
	b, err := doc.Bytes()
	if err != nil {
		s.t.Fatal(err)
	}
	after, err := doc.Digest()
	if err != nil {
		s.t.Fatal(err)
	}
	s.Join("observer")
	s.File(s.Now(), "root:mediator", charter.TypeProposed, charter.Proposed{Document: b})
	for _, signer := range []string{"root:mediator", "root:bravo", "root:observer"} {
		s.File(s.Now(), signer, charter.TypeSigned, charter.Signed{Charter: after})
	}
}

func receiptCases(t *testing.T) []receiptCase {
	t.Helper()
	s := tell(t)
	log, grounds := mirrorOf(t, s.Mechanism)
	top := head(t, s.Mechanism, s.Now(), "alpha", "bravo", "observer")
	make1 := func(index int64, top []byte, body *proof.Body) []byte {
		file, err := proof.MakeReceipt(s.Document(), log, grounds, index, top, body)
		if err != nil {
			t.Fatalf("receipt of entry %d: %v", index, err)
		}
		return file
	}
	plain := make1(s.plain, top, &s.body)
	good, err := proof.ParseReceipt(plain)
	if err != nil {
		t.Fatal(err)
	}
	change := func(f func(r *proof.Receipt)) []byte {
		r := good
		r.Grounds = append([]proof.Ground{}, good.Grounds...)
		f(&r)
		return r.Bytes()
	}
	few := head(t, s.Mechanism, s.Now(), "alpha", "bravo")
	// A tree with an appointment by a root that nobody named.
	forged := recordtest.Found(t, "alpha", "bravo", "mediator")
	forged.Signer("root:alpha", "alpha", recordtest.Key("false root"))
	forged.Log(forged.Sign("root:alpha", charter.TypeAppointed, charter.Appointed{
		Desks: []string{}, ExpiresAt: forged.Now().Add(time.Hour), Key: recordtest.Pub("x"), Officer: "x",
		Powers: []charter.Power{recordtest.Power("notice.*")},
	}), forged.Now())
	forged.Signer("x", "alpha", recordtest.Key("x"))
	forged.Log(forged.Sign("x", "notice.filed/v1", nil), forged.Now())
	late := make1(s.plain, head(t, s.Mechanism, s.Now().Add(time.Hour), "alpha", "bravo", "observer"), nil)
	cases := []receiptCase{
		{Name: "an officer's, with its body", File: plain},
		{Name: "body not included", File: make1(s.plain, top, nil)},
		{Name: "sealed", File: make1(s.sealed, top, nil)},
		{Name: "sealed, opened: no inner statement", File: make1(s.sealed, top, &s.inner)},
		{Name: "appointed by a later root", File: make1(s.second, top, nil)},
		{Name: "a node whose key was replaced", File: make1(s.ticked, top, nil)},
		{Name: "a member that joined", File: make1(s.joined, top, nil)},
		{Name: "a founding signature", File: make1(0, top, nil)},
		{Name: "time not vouched", File: late},
		{Name: "invalid: no quorum of the charter in force", File: change(func(r *proof.Receipt) { r.Checkpoint = few })},
		{Name: "invalid: the appointment left out", File: change(func(r *proof.Receipt) { r.Grounds = r.Grounds[1:] })},
		{Name: "invalid: the amendment left out", File: change(func(r *proof.Receipt) { r.Grounds = r.Grounds[:1] })},
		{Name: "invalid: a ground twice", File: change(func(r *proof.Receipt) { r.Grounds[1] = r.Grounds[0] })},
		{Name: "invalid: a ground's path", File: change(func(r *proof.Receipt) { r.Grounds[0].Path = r.Grounds[1].Path })},
		{Name: "invalid: another place", File: change(func(r *proof.Receipt) { r.Index++ })},
		{Name: "invalid: no exercise", File: change(func(r *proof.Receipt) { r.Exercise = false })},
		{Name: "invalid: another body", File: change(func(r *proof.Receipt) { r.Body = &s.inner })},
		{Name: "invalid: another mechanism", File: change(func(r *proof.Receipt) { r.Mechanism[3]++ })},
		{Name: "invalid: a line more", File: append(bytes.Clone(plain), '\n')},
		{Name: "invalid: a comment", File: bytes.Replace(plain, []byte("body "), []byte("# body\nbody "), 1)},
		{Name: "invalid: a bit of the statement", File: bytes.Replace(plain, []byte(`"answer_ms":60000`), []byte(`"answer_ms":60001`), 1)},
		{Name: "invalid: received earlier", File: bytes.Replace(plain, []byte("received 1"), []byte("received 2"), 1)},
		{Name: "invalid: by a root that nobody named", File: forgedReceipt(t, forged)},
		{Name: "invalid: no text", File: append(bytes.Clone(plain), 0xff)},
	}
	cases = append(append(cases, handoverReceipts(t)...), sealedReceipts(t)...)
	for i := range cases {
		cases[i] = cases[i].read(s.Document())
		if cases[i].Valid == bytes.HasPrefix([]byte(cases[i].Name), []byte("invalid")) {
			t.Errorf("%s: valid %v", cases[i].Name, cases[i].Valid)
		}
	}
	return cases
}

// forgedReceipt is of the last entry, and rests on the one before.
func forgedReceipt(t *testing.T, m *recordtest.Mechanism) []byte {
	t.Helper()
	log, _ := mirrorOf(t, m)
	size := m.State().Size()
	r := proof.Receipt{
		Exercise: true, Mechanism: m.State().Mechanism(), Leaf: log.leaves[size-1], Index: size - 1,
		Checkpoint: head(t, m, m.Now(), "alpha", "bravo"),
	}
	var err error
	if r.Path, err = proof.ProveInclusion(size-1, size, log); err != nil {
		t.Fatal(err)
	}
	g := proof.Ground{Index: size - 2, Leaf: log.leaves[size-2]}
	if g.Path, err = proof.ProveInclusion(size-2, size, log); err != nil {
		t.Fatal(err)
	}
	r.Grounds = []proof.Ground{g}
	return r.Bytes()
}

func extractCases(t *testing.T) []extractCase {
	t.Helper()
	s := tell(t)
	log, grounds := mirrorOf(t, s.Mechanism)
	top := head(t, s.Mechanism, s.Now(), "alpha", "bravo", "observer")
	make1 := func(first, last int64) []byte {
		file, err := proof.MakeExtract(s.Document(), log, grounds, first, last, top)
		if err != nil {
			t.Fatalf("extract of %d to %d: %v", first, last, err)
		}
		return file
	}
	file := make1(s.notice, s.final)
	good, err := proof.ParseExtract(file)
	if err != nil {
		t.Fatal(err)
	}
	change := func(f func(x *proof.Extract)) []byte {
		x := good
		x.Leaves, x.Grounds = append([][]byte{}, good.Leaves...), append([]proof.Ground{}, good.Grounds...)
		f(&x)
		return x.Bytes()
	}
	cases := []extractCase{
		{Name: "from the notice to past its deadline", File: file},
		{Name: "everything", File: make1(0, s.State().Size()-1)},
		{Name: "its last entry void", File: make1(s.notice, s.void)},
		{Name: "too short for silence", File: make1(s.notice, s.void-1)},
		{Name: "without the notice", File: make1(s.notice+1, s.final)},
		{Name: "one entry", File: make1(s.joined, s.joined)},
		{Name: "an appointment left out", File: change(func(x *proof.Extract) { x.Grounds = x.Grounds[1:] })},
		{Name: "invalid: an entry left out", File: change(func(x *proof.Extract) { x.Leaves = append(x.Leaves[:1:1], x.Leaves[2:]...) })},
		{Name: "invalid: the last left out", File: change(func(x *proof.Extract) { x.Leaves = x.Leaves[:len(x.Leaves)-1] })},
		{Name: "invalid: two in each other's place", File: change(func(x *proof.Extract) { x.Leaves[0], x.Leaves[1] = x.Leaves[1], x.Leaves[0] })},
		{Name: "invalid: one place further", File: change(func(x *proof.Extract) { x.First++ })},
		{Name: "invalid: no quorum", File: change(func(x *proof.Extract) { x.Checkpoint = head(t, s.Mechanism, s.Now(), "alpha") })},
		{Name: "invalid: a hash less", File: change(func(x *proof.Extract) { x.Beside.Left = x.Beside.Left[1:] })},
		{Name: "invalid: a leaf in clear in base64", File: inBase64(t, s, file)},
	}
	for i := range cases {
		for _, member := range []string{"bravo", "mediator", "observer"} {
			cases[i].Silence = append(cases[i].Silence, silenceCase{
				Member: member, Until: s.deadline, Notice: s.noticeID, Type: "notice.answered/v1",
			})
		}
	}
	cases = append(append(cases, handoverExtracts(t)...), refusedExtract(t))
	for i := range cases {
		cases[i] = cases[i].read(s.Document())
		if cases[i].Valid == bytes.HasPrefix([]byte(cases[i].Name), []byte("invalid")) {
			t.Errorf("%s: valid %v", cases[i].Name, cases[i].Valid)
		}
	}
	return cases
}

// inBase64 writes the first entry of an extract as a leaf in base64, which only
// leaves without form may be.
func inBase64(t *testing.T, s *story, file []byte) []byte {
	t.Helper()
	head, rest, ok := bytes.Cut(file, []byte("received "))
	_, rest, found := bytes.Cut(rest, []byte("\nreceived "))
	if !ok || !found {
		t.Fatal("no two entries")
	}
	leaf := append([]byte("leaf "), base64Of(s.Leaves()[s.notice])...)
	return bytes.Join([][]byte{head, leaf, []byte("\nreceived "), rest}, nil)
}

func base64Of(b []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(b)) }
