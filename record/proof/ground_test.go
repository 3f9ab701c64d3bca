package proof_test

import (
	"crypto/ed25519"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
)

// amend proposes a document over the one in force, lets the roots given sign,
// and ends the test where it does not come into force.
func amend(tb testing.TB, m *recordtest.Mechanism, change func(*charter.Document), roots ...string) {
	tb.Helper()
	doc := *m.State().Document()
	before, err := doc.Digest()
	if err != nil {
		tb.Fatal(err)
	}
	doc.Amends = &before
	change(&doc)
	b, err := doc.Bytes()
	if err != nil {
		tb.Fatal(err)
	}
	after, err := doc.Digest()
	if err != nil {
		tb.Fatal(err)
	}
	m.File(m.Now(), roots[0], charter.TypeProposed, charter.Proposed{Document: b})
	for _, root := range roots {
		m.File(m.Now(), root, charter.TypeSigned, charter.Signed{Charter: after})
	}
	if got, err := m.State().Document().Digest(); err != nil || got != after {
		tb.Fatalf("the charter in force is %v, want %v", got, after)
	}
}

// headBy signs and cosigns a checkpoint of all leaves by any keys.
func headBy(tb testing.TB, m *recordtest.Mechanism, origin string, host ed25519.PrivateKey, keys map[string]ed25519.PrivateKey) []byte {
	tb.Helper()
	era := m.State().EraOf(m.State().Size())
	raw, err := checkpoint.Sign(origin, m.State().Size(), m.Root(), host)
	if err != nil {
		tb.Fatal(err)
	}
	c, err := checkpoint.Parse(raw, era)
	if err != nil {
		tb.Fatal(err)
	}
	for member, key := range keys {
		line, err := checkpoint.Cosign(c, witnessName(era, member), key, m.Now())
		if err != nil {
			tb.Fatal(err)
		}
		if raw, err = checkpoint.Merge(raw, era, line); err != nil {
			tb.Fatal(err)
		}
	}
	return raw
}

// TestGrounds holds R-GROUND-1 and R-GROUND-2 over everything that can move the
// keys of a mechanism: root, node and witness keys, charter, host. A receipt of
// an old entry and one of a new hold under the last checkpoint, and neither does
// when a ground is left out.
func TestGrounds(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	m.Officer("alpha", "a1")
	old := m.File(m.Now(), "a1", "notice.filed/v1", nil)

	// alpha's root changes, and then appoints a2.
	newRoot := charter.Rotated{New: recordtest.Pub("alpha root 2")}
	m.File(m.Now(), "root:alpha", charter.TypeRotated, newRoot)
	m.Signer("root2:alpha", "alpha", recordtest.Key("alpha root 2"))
	m.File(m.Now(), "root2:alpha", charter.TypeRotated, newRoot)
	m.File(m.Now(), "root2:alpha", charter.TypeAppointed, charter.Appointed{
		Desks: []string{"military"}, ExpiresAt: m.Now().Add(24 * time.Hour), Key: recordtest.Pub("a2 officer"), Officer: "a2",
		Powers: []charter.Power{recordtest.Power("notice.*")},
	})
	m.Signer("a2", "alpha", recordtest.OfficerKey("a2"))

	// bravo's node gets new keys, the one that cosigns included.
	keys := recordtest.NodeKeys("bravo")
	keys.Statement, keys.Witness = recordtest.Pub("bravo node 2"), recordtest.Pub("bravo witness 2")
	m.File(m.Now(), "root:bravo", charter.TypeInstalled, charter.Installed{Node: keys})
	m.Signer("node2:bravo", "bravo", recordtest.Key("bravo node 2"))
	ticked := m.File(m.Now(), "node2:bravo", "node.ticked/v1", nil)

	// observer joins, and cosigns from then on.
	m.Join("observer")
	amend(t, m, func(d *charter.Document) {
		d.Members[0].Root = recordtest.Pub("alpha root 2")
		d.Members[1].Node = keys
		d.Members = append(append([]charter.Member{}, d.Members...), recordtest.Member("observer"))
		d.Witnesses = append(append([]string{}, d.Witnesses...), "observer")
		d.Faulty = 1
	}, "root:bravo", "root:mediator", "root:observer")
	late := m.File(m.Now(), "a2", "notice.filed/v1", nil)
	joined := m.File(m.Now(), "node:observer", "node.ticked/v1", nil)

	// mediator takes the host over.
	cert := charter.Succeeded{
		NewHost: "mediator", NewKey: recordtest.Pub("host 2"), NewOrigin: "parley.example/second", NewTLS: recordtest.Pub("host 2 tls"),
		OldOrigin: recordtest.Origin, Root: m.Root(), Size: m.State().Size(), Term: 1,
	}
	for _, root := range []string{"root2:alpha", "root:bravo", "root:mediator"} {
		m.File(m.Now(), root, charter.TypeSucceeded, cert)
	}
	w := worldOf(t, m)
	head := headBy(t, m, "parley.example/second", recordtest.Key("host 2"), map[string]ed25519.PrivateKey{
		"alpha": recordtest.WitnessKey("alpha"), "bravo": recordtest.Key("bravo witness 2"), "observer": recordtest.WitnessKey("observer"),
	})
	want := map[int64]string{
		old.Index: "receipt.officer", ticked.Index: "receipt.node_later", late.Index: "receipt.officer",
		joined.Index: "receipt.node_later", 0: "receipt.root", old.Index + 2: "receipt.candidate",
		old.Index + 3: "receipt.root_later",
	}
	for index, line := range want {
		file := w.receipt(index, head, nil)
		v, err := proof.VerifyReceipt(file, m.Document())
		if err != nil {
			t.Fatalf("entry %d: %v", index, err)
		}
		if got := v.Proved[3].Key; got != line {
			t.Errorf("entry %d: %s, want %s", index, got, line)
		}
		eachGroundMatters(t, m, file)
	}
	wholeRunIsKnown(t, m, w.extract(old.Index, m.State().Size()-1, head))
}

// wholeRunIsKnown checks that an extract over every change of keys shows all of
// its authors, and nothing void.
func wholeRunIsKnown(t *testing.T, m *recordtest.Mechanism, file []byte) {
	t.Helper()
	x, err := proof.VerifyExtract(file, m.Document())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range x.Entries {
		if e.Void != nil {
			t.Errorf("extract: entry %d is void: %v", e.Index, e.Void)
		}
	}
	var total int
	for _, a := range x.Authors {
		if !a.Known {
			t.Errorf("extract: author %+v is not known", a)
		}
		total += len(a.Places)
	}
	if total != len(x.Entries) {
		t.Errorf("extract: authors of %d entries, want %d", total, len(x.Entries))
	}
}

// eachGroundMatters leaves out one ground after the other.
func eachGroundMatters(t *testing.T, m *recordtest.Mechanism, file []byte) {
	t.Helper()
	good, err := proof.ParseReceipt(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := range good.Grounds {
		r := good
		r.Grounds = append(append([]proof.Ground{}, good.Grounds[:i]...), good.Grounds[i+1:]...)
		if _, err := proof.VerifyReceipt(r.Bytes(), m.Document()); err == nil {
			t.Errorf("receipt of entry %d holds without its ground at %d", r.Index, good.Grounds[i].Index)
		}
	}
}

// TestGroundsAdd: what is void, and what founds, is no ground. R-GROUND-1.
func TestGroundsAdd(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	m.Officer("alpha", "a1")
	m.Log(m.Sign("root:alpha", charter.TypeInstalled, map[string]int{}), m.Now()) // void
	m.File(m.Now(), "root:alpha", charter.TypeRevoked, charter.Revoked{Key: recordtest.Pub("a1 officer").ID()})
	got := worldOf(t, m).grounds
	want := &proof.Grounds{Appointments: map[string]int64{recordtest.Pub("a1 officer").ID().String(): 3}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Grounds (-want +got):\n%s", diff)
	}
}

// TestGroundForged: an appointment by a root that the record does not know, in a
// tree that a dishonest host made, founds nothing. R-GROUND-2.
func TestGroundForged(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	m.Signer("false root", "alpha", recordtest.Key("false root"))
	m.Log(m.Sign("false root", charter.TypeAppointed, charter.Appointed{
		Desks: []string{}, ExpiresAt: m.Now().Add(time.Hour), Key: recordtest.Pub("x"), Officer: "x",
		Powers: []charter.Power{recordtest.Power("notice.*")},
	}), m.Now())
	m.Signer("x", "alpha", recordtest.Key("x"))
	m.Log(m.Sign("x", "notice.filed/v1", nil), m.Now())
	w := worldOf(t, m)
	w.grounds.Appointments = map[string]int64{recordtest.Pub("x").ID().String(): 3}
	head := signedHead(t, m, m.Now(), "alpha", "bravo")
	_, err := proof.MakeReceipt(m.Document(), mirrorOf(t, m.Leaves()), w.grounds, 4, head, nil)
	if !errors.Is(err, proof.ErrGround) {
		t.Errorf("MakeReceipt() = %v, want %v", err, proof.ErrGround)
	}
}
