package proof_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// sealed logs what alpha's officer seals to alpha and bravo, changed, and then
// spelled anew by respell; its place is 6.
func sealed(tb testing.TB, change func(st *statement.Statement), respell func(content []byte) []byte) (*world, *proof.Body) {
	tb.Helper()
	m, _ := filed(tb)
	place := m.Draft("a1", "notice.filed/v1", map[string]any{"addressees": []string{"bravo"}, "answer_ms": 60_000})
	inner := place
	inner.Readers = []string{"alpha", "bravo"}
	if change != nil {
		change(&inner)
	}
	content, err := inner.InnerBytes()
	if err != nil {
		tb.Fatal(err)
	}
	if respell != nil {
		content = respell(content)
	}
	body := proof.Body{Salt: [32]byte{9}, Content: content}
	outer := m.SealBytes(place, body.Salt, body.Content)
	if e := m.Log(m.SignDraft("a1", outer), m.Now()); e.Void != nil {
		tb.Fatalf("the sealed entry is void: %v", e.Void)
	}
	return worldOf(tb, m), &body
}

// TestReceiptSealed holds R-RECEIPT-6 and R-SEAL-2 to R-SEAL-6: a receipt that
// opens a sealed statement says what stands within, and by which rule it is void
// in its room.
func TestReceiptSealed(t *testing.T) {
	swap := func(old, now string) func([]byte) []byte {
		return func(b []byte) []byte {
			other := bytes.Replace(b, []byte(old), []byte(now), 1)
			if bytes.Equal(b, other) {
				t.Fatalf("%q does not occur in %s", old, b)
			}
			return other
		}
	}
	tests := map[string]struct {
		change  func(st *statement.Statement)
		respell func([]byte) []byte
		want    string // the rule by which it is void, none if it may count
	}{
		"as it should be":      {nil, nil, ""},
		"with text":            {func(st *statement.Statement) { st.Body = &statement.Body{Commit: statement.Digest{1}, Size: 40} }, nil, ""},
		"another seq":          {func(st *statement.Statement) { st.Seq++ }, nil, charter.RuleInnerOuter},
		"another prev":         {func(st *statement.Statement) { st.Prev[3]++ }, nil, charter.RuleInnerOuter},
		"another member":       {func(st *statement.Statement) { st.Member = "bravo" }, nil, charter.RuleInnerOuter},
		"another key":          {func(st *statement.Statement) { st.Key[0]++ }, nil, charter.RuleInnerOuter},
		"another mechanism":    {func(st *statement.Statement) { st.Mechanism[0]++ }, nil, charter.RuleInnerOuter},
		"a record type":        {func(st *statement.Statement) { st.Type = charter.TypeRevoked }, nil, charter.RuleInnerType},
		"power missing":        {func(st *statement.Statement) { st.Type = "member.joined/v1" }, nil, charter.RulePower},
		"another's seat":       {func(st *statement.Statement) { st.Type = "node.tick/v1" }, nil, charter.RuleSeat},
		"consent in store":     {func(st *statement.Statement) { st.NotAfter = st.MadeAt.Add(time.Hour) }, nil, charter.RuleNotAfter},
		"unsorted readers":     {nil, swap(`["alpha","bravo"]`, `["bravo","alpha"]`), charter.RuleInnerForm},
		"a reader twice":       {nil, swap(`["alpha","bravo"]`, `["alpha","alpha"]`), charter.RuleInnerForm},
		"author not a reader":  {nil, swap(`["alpha","bravo"]`, `["bravo"]`), charter.RuleInnerForm},
		"no readers":           {nil, swap(`"readers":["alpha","bravo"],`, ``), charter.RuleInnerForm},
		"sealed within sealed": {nil, swap(`"notice.filed/v1"`, `"sealed/v1"`), charter.RuleInnerForm},
		"a blank":              {nil, swap(`"act":`, `"act": `), charter.RuleInnerForm},
		"no statement":         {nil, func([]byte) []byte { return []byte("EXERCISE: words") }, charter.RuleInnerForm},
		"nothing":              {nil, func([]byte) []byte { return nil }, charter.RuleInnerForm},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w, body := sealed(t, tt.change, tt.respell)
			head := signedHead(t, w.Mechanism, w.Now(), "alpha", "bravo")
			v, err := proof.VerifyReceipt(w.receipt(6, head, body), w.Document())
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if v.InnerVoid != nil {
				got = v.InnerVoid.Rule
			}
			if got != tt.want || v.Entry.Void != nil {
				t.Errorf("inner statement void by %v, entry by %v, want %q and the entry to hold", v.InnerVoid, v.Entry.Void, tt.want)
			}
			wantInner(t, &v, tt.want)
			closed, err := proof.VerifyReceipt(w.receipt(6, head, nil), w.Document())
			if err != nil {
				t.Fatal(err)
			}
			if closed.Inner != nil || closed.InnerVoid != nil || !slices.Contains(keysOf(closed.Proved), "receipt.sealed") {
				t.Errorf("a receipt without the inner statement says %v of it, %v", closed.Proved, closed.InnerVoid)
			}
			for _, l := range slices.Concat(closed.Proved, closed.NotShown) {
				if strings.HasPrefix(l.Key, "receipt.inner") {
					t.Errorf("a receipt without the inner statement says %q", l.Text)
				}
			}
		})
	}
}

// wantInner compares what a verdict says in words with the rule.
func wantInner(t *testing.T, v *proof.ReceiptVerdict, rule string) {
	t.Helper()
	keys := keysOf(slices.Concat(v.Proved, v.NotShown))
	formless := rule == charter.RuleInnerForm
	for key, want := range map[string]bool{
		"receipt.sealed": false, "receipt.sealed_open": !formless, "receipt.inner": !formless, "receipt.inner_form": formless,
		"receipt.inner_void": rule != "" && !formless, "receipt.inner_reach": !formless,
		"receipt.inner_body": v.Inner != nil && v.Inner.Body != nil,
	} {
		if got := slices.Contains(keys, key); got != want {
			t.Errorf("says %s: %v, want %v", key, got, want)
		}
	}
	if formless != (v.Inner == nil) {
		t.Errorf("inner statement %+v, want one only where there is a form", v.Inner)
	}
	for _, l := range slices.Concat(v.Proved, v.NotShown) {
		if said := strings.ReplaceAll(l.Text, l.Args["text"], ""); said == "" || strings.ContainsAny(said, "{}") {
			t.Errorf("line %s says %q, want a whole sentence", l.Key, l.Text)
		}
		if l.Key == "receipt.inner" && (l.Args["type"] != v.Inner.Type || l.Args["readers"] != "alpha, bravo") {
			t.Errorf("says %q, want type %s and the readers", l.Text, v.Inner.Type)
		}
		if l.Args["rule"] != "" && l.Args["rule"] != rule {
			t.Errorf("says %q, want rule %s", l.Text, rule)
		}
	}
}

// TestReceiptSealedVoid: what a void entry seals is void in its room, by the
// entry's rule. R-SEAL-4.
func TestReceiptSealedVoid(t *testing.T) {
	m, _ := filed(t)
	inner := m.Draft("a1", "notice.filed/v1", nil)
	inner.Readers = []string{"alpha", "bravo"}
	outer, content := m.Seal(inner, [32]byte{9})
	late := m.Now().Add(31 * 24 * time.Hour)
	m.Log(m.SignDraft("a1", outer), late)
	w := worldOf(t, m)
	head := signedHead(t, m, late, "alpha", "bravo")
	v, err := proof.VerifyReceipt(w.receipt(6, head, &proof.Body{Salt: [32]byte{9}, Content: content}), m.Document())
	if err != nil {
		t.Fatal(err)
	}
	if v.InnerVoid == nil || v.InnerVoid.Rule != charter.RuleExpired || v.Inner == nil {
		t.Errorf("inner statement %+v, void by %v, want it void by %s", v.Inner, v.InnerVoid, charter.RuleExpired)
	}
}

// TestReceiptSealedEveryByte: no byte of the inner statement and the salt in a
// receipt can change, in the file's spelling of them or in themselves.
// R-RECEIPT-1, R-SEAL-3.
func TestReceiptSealedEveryByte(t *testing.T) {
	w, body := sealed(t, nil, nil)
	file := w.receipt(6, signedHead(t, w.Mechanism, w.Now(), "alpha", "bravo"), body)
	begin, end := bytes.Index(file, []byte("body included\n")), bytes.Index(file, []byte("ground "))
	if begin < 0 || end < begin {
		t.Fatalf("the body stands from %d to %d in %s", begin, end, file)
	}
	flipped(file[begin:end], false, func(i int, part []byte) {
		other := slices.Concat(file[:begin], part, file[end:])
		if v, err := proof.VerifyReceipt(other, w.Document()); err == nil {
			t.Errorf("byte %d changed, %q is now %q, and the receipt holds: %v", i, file[begin+i], part[i], v.Proved)
		}
	})
	r, err := proof.ParseReceipt(file)
	if err != nil {
		t.Fatal(err)
	}
	r.Body = &proof.Body{Content: body.Content}
	if _, err := proof.VerifyReceipt(r.Bytes(), w.Document()); !errors.Is(err, statement.ErrForm) {
		t.Errorf("with another salt: %v, want %v", err, statement.ErrForm)
	}
	flipped(body.Content, false, func(i int, content []byte) {
		r.Body = &proof.Body{Salt: body.Salt, Content: content}
		if _, err := proof.VerifyReceipt(r.Bytes(), w.Document()); !errors.Is(err, statement.ErrForm) {
			t.Fatalf("byte %d of the inner statement changed: %v, want %v", i, err, statement.ErrForm)
		}
	})
}

// TestMakeReceiptSealed: a node gives no receipt with an inner statement that the
// entry does not commit to. R-RECEIPT-8, R-SEAL-3.
func TestMakeReceiptSealed(t *testing.T) {
	w, body := sealed(t, nil, nil)
	head := signedHead(t, w.Mechanism, w.Now(), "alpha", "bravo")
	for name, other := range map[string]*proof.Body{
		"another salt":      {Salt: recordtest.Pub("x"), Content: body.Content},
		"another statement": {Salt: body.Salt, Content: bytes.Replace(body.Content, []byte("60000"), []byte("60001"), 1)},
	} {
		file, err := proof.MakeReceipt(w.Document(), mirrorOf(t, w.Leaves()), w.grounds, 6, head, other)
		if !errors.Is(err, statement.ErrForm) {
			t.Errorf("%s: MakeReceipt() = %d bytes, %v, want %v", name, len(file), err, statement.ErrForm)
		}
	}
}
