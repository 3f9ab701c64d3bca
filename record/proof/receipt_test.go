package proof_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	formats "github.com/transparency-dev/formats/proof"

	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// filed is a founded record of three with officers a1 and b1 and one notice by
// a1 that commits to a body; its place is 5.
func filed(tb testing.TB) (*recordtest.Mechanism, proof.Body) {
	tb.Helper()
	m := recordtest.Found(tb, "alpha", "bravo", "mediator")
	m.Officer("alpha", "a1")
	m.Officer("bravo", "b1")
	body := proof.Body{Salt: [32]byte{7}, Content: []byte("EXERCISE: a convoy of four")}
	st := m.Draft("a1", "notice.filed/v1", map[string]any{"answer_ms": 60_000, "addressees": []string{"bravo"}})
	st.Body = &statement.Body{Commit: st.Commit(body.Salt, body.Content), Size: int64(len(body.Content))}
	m.Log(m.SignDraft("a1", st), m.Now().Add(time.Second))
	return m, body
}

// TestReceipt holds R-RECEIPT-3 to R-RECEIPT-8 on the plain case.
func TestReceipt(t *testing.T) {
	m, body := filed(t)
	w := worldOf(t, m)
	at := m.Now().Add(2 * time.Second)
	file := w.receipt(5, signedHead(t, m, at, "alpha", "bravo"), &body)
	v, err := proof.VerifyReceipt(file, m.Document())
	if err != nil {
		t.Fatal(err)
	}
	if v.Entry.Author.Officer != "a1" || v.Appointed != 3 || v.Entry.Void != nil || !v.Exercise || !v.Vouched || v.Sealed {
		t.Errorf("verdict %+v, want officer a1, appointed at 3, an exercise, vouched", v)
	}
	if v.NotLater != at || len(v.Cosigned) != 2 || v.Size != 6 || v.Root != m.Root() {
		t.Errorf("verdict %+v, want size 6, root %v, two cosigners at %v", v, m.Root(), at)
	}
	if v.Body == nil || !bytes.Equal(v.Body.Content, body.Content) {
		t.Errorf("body %v, want %q", v.Body, body.Content)
	}
	want := []string{
		"proof.exercise", "proof.tree", "receipt.logged", "receipt.officer", "receipt.received", "receipt.body_shown",
		"receipt.seen", "proof.cosigned", "proof.cosigned", "proof.not_later", "receipt.vouched",
	}
	if diff := cmp.Diff(want, keysOf(v.Proved)); diff != "" {
		t.Errorf("proved (-want +got):\n%s", diff)
	}
	want = []string{"proof.rests.one", "proof.rests.clocks", "proof.rests.given"}
	if diff := cmp.Diff(want, keysOf(v.Rests)); diff != "" {
		t.Errorf("rests (-want +got):\n%s", diff)
	}
	want = []string{
		"receipt.seen_whose", "receipt.revoked", "receipt.withdrawn", "receipt.validity", "receipt.silence", "proof.gaps",
	}
	if diff := cmp.Diff(want, keysOf(v.NotShown)); diff != "" {
		t.Errorf("not shown (-want +got):\n%s", diff)
	}
	for _, l := range slices.Concat(v.Proved, v.Rests, v.NotShown) {
		if l.Text == "" || strings.ContainsAny(l.Text, "{}") {
			t.Errorf("line %s says %q, want a whole sentence", l.Key, l.Text)
		}
	}
	r, err := proof.ParseReceipt(file)
	if err != nil || !bytes.Equal(r.Bytes(), file) {
		t.Errorf("ParseReceipt, Bytes: another spelling, %v", err)
	}
}

// TestReceiptBodies holds R-RECEIPT-6.
func TestReceiptBodies(t *testing.T) {
	m, body := filed(t)
	within := m.Draft("a1", "notice.filed/v1", nil)
	within.Readers = []string{"alpha", "bravo"}
	inner := proof.Body{Salt: [32]byte{9}}
	sealed, content := m.Seal(within, inner.Salt)
	inner.Content = content
	m.Log(m.SignDraft("a1", sealed), m.Now())
	m.File(m.Now(), "b1", "notice.answered/v1", nil)
	w := worldOf(t, m)
	head := signedHead(t, m, m.Now(), "alpha", "bravo")
	tests := map[string]struct {
		index int64
		body  *proof.Body
		want  string
	}{
		"none":          {7, nil, "receipt.body_none"},
		"none, offered": {7, &body, "receipt.body_none"},
		"not included":  {5, nil, "receipt.body_absent"},
		"included":      {5, &body, "receipt.body_shown"},
		"sealed":        {6, nil, "receipt.sealed"},
		"sealed, open":  {6, &inner, "receipt.sealed_open"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			v, err := proof.VerifyReceipt(w.receipt(tt.index, head, tt.body), m.Document())
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(keysOf(v.Proved), tt.want) {
				t.Errorf("proved %v, want %s among them", keysOf(v.Proved), tt.want)
			}
		})
	}
	if _, err := proof.MakeReceipt(m.Document(), mirrorOf(t, m.Leaves()), w.grounds, 5, head, &inner); err == nil {
		t.Error("MakeReceipt() takes a body that is not the one committed to")
	}
}

// TestReceiptTime holds R-RECEIPT-5: cosignatures that come late do not vouch.
func TestReceiptTime(t *testing.T) {
	m, _ := filed(t)
	w := worldOf(t, m)
	tests := map[string]struct {
		after time.Duration
		want  bool
	}{
		"at once":             {0, true},
		"two minutes":         {2 * time.Minute, true},
		"a second more":       {2*time.Minute + time.Second, false},
		"a witness runs slow": {-3 * time.Second, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			v, err := proof.VerifyReceipt(w.receipt(5, signedHead(t, m, m.Now().Add(tt.after), "alpha", "bravo"), nil), m.Document())
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.Contains(keysOf(v.Proved), "receipt.not_vouched"); v.Vouched != tt.want || got == tt.want {
				t.Errorf("vouched %v, says not vouched %v, want vouched %v", v.Vouched, got, tt.want)
			}
		})
	}
}

// TestReceiptEveryBit holds R-RECEIPT-1: there is no bit that does not matter in
// a small receipt, and no byte in one with a ground and a body.
func TestReceiptEveryBit(t *testing.T) {
	m := recordtest.Found(t, "alpha")
	m.Officer("alpha", "a1")
	st := m.Draft("a1", "notice.filed/v1", nil)
	body := proof.Body{Salt: [32]byte{7}, Content: []byte("EXERCISE")}
	st.Body = &statement.Body{Commit: st.Commit(body.Salt, body.Content), Size: 8}
	m.Log(m.SignDraft("a1", st), m.Now())
	w := worldOf(t, m)
	small, file := w.receipt(0, signedHead(t, m, m.Now(), "alpha"), nil), w.receipt(2, signedHead(t, m, m.Now(), "alpha"), &body)
	for _, r := range []struct {
		file []byte
		all  bool
	}{{small, true}, {file, false}} {
		t.Logf("%d bytes, every bit: %v", len(r.file), r.all)
		flipped(r.file, r.all, func(i int, other []byte) {
			if v, err := proof.VerifyReceipt(other, m.Document()); err == nil {
				t.Errorf("byte %d changed, %q is now %q, and the receipt holds: %v", i, r.file[i], other[i], v.Proved)
			}
		})
	}
	for name, other := range map[string][]byte{
		"a line end more":    append(bytes.Clone(file), '\n'),
		"the last byte less": file[:len(file)-1],
		"a byte before":      append([]byte{'\n'}, file...),
		"carriage returns":   bytes.ReplaceAll(file, []byte("\n"), []byte("\r\n")),
	} {
		if _, err := proof.VerifyReceipt(other, m.Document()); err == nil {
			t.Errorf("%s: the receipt holds", name)
		}
	}
}

// TestReceiptForeignCosigner holds R-RECEIPT-3: the log's checkpoint may carry
// strangers' cosignatures, a receipt does not.
func TestReceiptForeignCosigner(t *testing.T) {
	m, _ := filed(t)
	w := worldOf(t, m)
	era := m.State().EraOf(6)
	head := signedHead(t, m, m.Now(), "alpha", "bravo")
	c, err := checkpoint.Parse(head, era)
	if err != nil {
		t.Fatal(err)
	}
	line, err := checkpoint.Cosign(c, "stranger.example/w", recordtest.Key("stranger"), m.Now())
	if err != nil {
		t.Fatal(err)
	}
	more, err := checkpoint.Merge(head, era, line)
	if err != nil {
		t.Fatal(err)
	}
	file := w.receipt(5, more, nil)
	if bytes.Contains(file, []byte("stranger")) {
		t.Error("the receipt holds the stranger's line")
	}
	if _, err := proof.VerifyReceipt(append(bytes.Clone(file), line...), m.Document()); !errors.Is(err, proof.ErrForm) {
		t.Errorf("a receipt with a stranger's line: %v, want %v", err, proof.ErrForm)
	}
}

// TestReceiptIsTlogProof: from its head on, a receipt is a C2SP tlog-proof that
// a stranger's program reads. R-RECEIPT-2.
func TestReceiptIsTlogProof(t *testing.T) {
	m, _ := filed(t)
	file := worldOf(t, m).receipt(5, signedHead(t, m, m.Now(), "alpha", "bravo"), nil)
	_, tail, _ := bytes.Cut(file, []byte("\n\n"))
	var p formats.TLogProof
	if err := p.Unmarshal(tail); err != nil {
		t.Fatal(err)
	}
	path := make([]statement.Digest, len(p.Hashes))
	for i, h := range p.Hashes {
		path[i] = h
	}
	c, err := checkpoint.Parse(p.Checkpoint, m.State().EraOf(6))
	if err != nil {
		t.Fatal(err)
	}
	leaf := statement.LeafHash(m.Leaves()[5])
	if p.Index != 5 {
		t.Errorf("index %d, want 5", p.Index)
	}
	if err := proof.VerifyInclusion(5, c.Size, leaf, path, c.Root); err != nil {
		t.Error(err)
	}
}

// TestReceiptRefuses: what is well written and false. R-RECEIPT-4, R-GROUND-2.
func TestReceiptRefuses(t *testing.T) {
	m, _ := filed(t)
	m.File(m.Now(), "root:alpha", charter.TypeRevoked, charter.Revoked{Key: recordtest.Pub("a1 officer").ID()})
	m.Log(m.Sign("root:alpha", charter.TypeInstalled, map[string]int{}), m.Now()) // void
	w := worldOf(t, m)
	file := w.receipt(5, signedHead(t, m, m.Now(), "alpha", "bravo"), nil)
	good, err := proof.ParseReceipt(file)
	if err != nil {
		t.Fatal(err)
	}
	log := mirrorOf(t, m.Leaves())
	ground := func(place int64) proof.Ground {
		path, err := proof.ProveInclusion(place, 8, log)
		if err != nil {
			t.Fatal(err)
		}
		return proof.Ground{Index: place, Leaf: m.Leaves()[place], Path: path}
	}
	tests := map[string]struct {
		change func(r *proof.Receipt)
		want   error
	}{
		"as it was":             {func(*proof.Receipt) {}, nil},
		"no appointment":        {func(r *proof.Receipt) { r.Grounds = nil }, proof.ErrGround},
		"another's appointment": {func(r *proof.Receipt) { r.Grounds = []proof.Ground{ground(4)} }, proof.ErrGround},
		"rests on a revocation": {func(r *proof.Receipt) { r.Grounds = append(r.Grounds, ground(6)) }, proof.ErrGround},
		"rests on a void entry": {func(r *proof.Receipt) { r.Grounds = append(r.Grounds, ground(7)) }, proof.ErrGround},
		"rests on a founding signature": {
			func(r *proof.Receipt) { r.Grounds = append([]proof.Ground{ground(0)}, r.Grounds...) }, proof.ErrGround,
		},
		"grounds in another order": {func(r *proof.Receipt) { r.Grounds = []proof.Ground{ground(4), ground(3)} }, proof.ErrForm},
		"a ground twice":           {func(r *proof.Receipt) { r.Grounds = []proof.Ground{ground(3), ground(3)} }, proof.ErrForm},
		"a ground elsewhere":       {func(r *proof.Receipt) { r.Grounds[0].Index = 4 }, proof.ErrTree},
		"a ground without its path": {
			func(r *proof.Receipt) { r.Grounds[0].Path = nil }, proof.ErrTree,
		},
		"one cosigner": {func(r *proof.Receipt) { r.Checkpoint = signedHead(t, m, m.Now(), "alpha") }, checkpoint.ErrQuorum},
		"not an exercise": {
			func(r *proof.Receipt) { r.Exercise = false }, proof.ErrForm,
		},
		"another mechanism": {func(r *proof.Receipt) { r.Mechanism[0]++ }, proof.ErrGround},
		"another place":     {func(r *proof.Receipt) { r.Index = 4 }, proof.ErrTree},
		"a body claimed":    {func(r *proof.Receipt) { r.HasBody = false }, proof.ErrForm},
		"another body": {
			func(r *proof.Receipt) { r.Body = &proof.Body{Content: []byte("x")} }, statement.ErrForm,
		},
		"extension lines": {
			func(r *proof.Receipt) {
				r.Checkpoint = bytes.Replace(r.Checkpoint, []byte("\n\n"), []byte("\nmore\n\n"), 1)
			}, checkpoint.ErrForm,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := good
			r.Grounds = slices.Clone(good.Grounds)
			tt.change(&r)
			if v, err := proof.VerifyReceipt(r.Bytes(), m.Document()); !errors.Is(err, tt.want) {
				t.Errorf("VerifyReceipt() = %v, %v, want %v", v.Proved, err, tt.want)
			}
		})
	}
	other := recordtest.Document("alpha", "bravo", "mediator")
	other.Nonce = "another"
	doc, err := other.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := proof.VerifyReceipt(file, doc); err == nil {
		t.Error("the receipt holds under another charter")
	}
}

// TestReceiptVoid: a void entry is on the record, and its receipt says that it
// is void where that can be seen. R-RECEIPT-7.
func TestReceiptVoid(t *testing.T) {
	m, _ := filed(t)
	m.Log(m.Sign("a1", "member.joined/v1", nil), m.Now()) // no power
	late := m.Now().Add(31 * 24 * time.Hour)
	m.Log(m.Sign("b1", "notice.filed/v1", nil), late) // expired
	w := worldOf(t, m)
	head := signedHead(t, m, late, "alpha", "bravo")
	for index, rule := range map[int64]string{6: charter.RulePower, 7: charter.RuleExpired} {
		v, err := proof.VerifyReceipt(w.receipt(index, head, nil), m.Document())
		if err != nil {
			t.Fatal(err)
		}
		if v.Entry.Void == nil || v.Entry.Void.Rule != rule || !slices.Contains(keysOf(v.Proved), "receipt.void") {
			t.Errorf("entry %d: void %v, says %v, want %s", index, v.Entry.Void, keysOf(v.Proved), rule)
		}
	}
	// Signed by nobody whom the record knows: no receipt.
	m.Signer("x", "alpha", recordtest.Key("x"))
	m.Log(m.Sign("x", "notice.filed/v1", nil), late)
	_, err := proof.MakeReceipt(m.Document(), mirrorOf(t, m.Leaves()), w.grounds, 8, signedHead(t, m, late, "alpha", "bravo"), nil)
	if !errors.Is(err, proof.ErrGround) {
		t.Errorf("MakeReceipt() of an unknown key's entry = %v, want %v", err, proof.ErrGround)
	}
}

func FuzzParseReceipt(f *testing.F) {
	m, body := filed(f)
	w := worldOf(f, m)
	head := signedHead(f, m, m.Now(), "alpha", "bravo")
	f.Add(w.receipt(5, head, &body))
	f.Add(w.receipt(5, head, nil))
	f.Add(w.receipt(0, head, nil))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := proof.ParseReceipt(file)
		if err != nil {
			t.Skip()
		}
		if got := r.Bytes(); !bytes.Equal(got, file) {
			t.Errorf("ParseReceipt(%q) formats as %q", file, got)
		}
	})
}
