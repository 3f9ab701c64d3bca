package proof_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

func isAnswer(typ string) bool { return typ == "notice.answered/v1" }

// asked is a record on which a1 of alpha files a notice to bravo and the
// mediator; the mediator's officer answers, bravo's b1 speaks of something else,
// and a tick past the answer time comes last.
type asked struct {
	*world
	notice   charter.Entry
	deadline statement.Time
	last     int64
}

func askedRecord(tb testing.TB, more func(m *recordtest.Mechanism, notice statement.ID)) asked {
	tb.Helper()
	m := recordtest.Found(tb, "alpha", "bravo", "mediator")
	m.Officer("alpha", "a1")
	m.Officer("bravo", "b1")
	m.Officer("mediator", "m1")
	for range 5 {
		m.File(m.Now(), "node:alpha", "node.ticked/v1", nil)
	}
	notice := m.File(m.Now(), "a1", "notice.filed/v1", map[string]int{"answer_ms": 60_000})
	deadline := m.Now().Add(time.Minute)
	m.File(m.Now().Add(time.Second), "m1", "notice.answered/v1", nil, notice.ID)
	m.File(m.Now().Add(time.Second), "b1", "notice.filed/v1", nil, notice.ID)
	if more != nil {
		more(m, notice.ID)
	}
	last := m.File(deadline.Add(time.Second), "node:alpha", "node.ticked/v1", nil)
	m.File(m.Now(), "node:alpha", "node.ticked/v1", nil)
	return asked{worldOf(tb, m), notice, deadline, last.Index}
}

func (a asked) file() []byte {
	a.t.Helper()
	return a.extract(a.notice.Index, a.last, signedHead(a.t, a.Mechanism, a.Now(), "alpha", "mediator"))
}

func (a asked) verdict() proof.ExtractVerdict {
	a.t.Helper()
	v, err := proof.VerifyExtract(a.file(), a.Document())
	if err != nil {
		a.t.Fatal(err)
	}
	return v
}

// TestExtract holds R-EXTRACT-3 to R-EXTRACT-5, R-EXTRACT-7 and R-EXTRACT-8.
func TestExtract(t *testing.T) {
	a := askedRecord(t, nil)
	v := a.verdict()
	if len(v.Entries) != 4 || v.Entries[0].ID != a.notice.ID || v.Time != a.deadline.Add(time.Second) {
		t.Errorf("%d entries from %v to %v, want 4 from the notice to a second past the deadline", len(v.Entries), v.Entries[0].ID, v.Time)
	}
	var members []string
	for _, author := range v.Authors {
		members = append(members, author.Member)
		if !author.Known || len(author.Places) != 1 {
			t.Errorf("author %+v, want known with one entry", author)
		}
	}
	if diff := cmp.Diff([]string{"alpha", "mediator", "bravo", "alpha"}, members); diff != "" {
		t.Errorf("authors (-want +got):\n%s", diff)
	}
	for _, want := range []string{"extract.run", "extract.time", "extract.author", "proof.exercise", "proof.not_later"} {
		if !slices.Contains(keysOf(v.Proved), want) {
			t.Errorf("proved %v, want %s among them", keysOf(v.Proved), want)
		}
	}
	if diff := cmp.Diff([]string{"extract.before", "extract.history", "proof.gaps"}, keysOf(v.NotShown)); diff != "" {
		t.Errorf("not shown (-want +got):\n%s", diff)
	}
	for _, l := range slices.Concat(v.Proved, v.Rests, v.NotShown) {
		if l.Text == "" || strings.ContainsAny(l.Text, "{}") {
			t.Errorf("line %s says %q, want a whole sentence", l.Key, l.Text)
		}
	}
}

// TestSilence holds R-EXTRACT-6.
func TestSilence(t *testing.T) {
	answer := func(signer string) func(*recordtest.Mechanism, statement.ID) {
		return func(m *recordtest.Mechanism, notice statement.ID) {
			m.File(m.Now(), signer, "notice.answered/v1", nil, notice)
		}
	}
	var revision statement.ID
	tests := map[string]struct {
		more   func(m *recordtest.Mechanism, notice statement.ID)
		member string
		want   error
	}{
		"bravo is silent":        {nil, "bravo", nil},
		"the mediator answered":  {nil, "mediator", proof.ErrAnswered},
		"bravo answered":         {answer("b1"), "bravo", proof.ErrAnswered},
		"another answers for it": {answer("a1"), "bravo", nil},
		"bravo answers a revision": {func(m *recordtest.Mechanism, notice statement.ID) {
			revision = m.File(m.Now(), "a1", "notice.filed/v1", nil, notice).ID
			m.File(m.Now(), "b1", "notice.answered/v1", nil, revision)
		}, "bravo", proof.ErrAnswered},
		"by a key that nobody appointed": {func(m *recordtest.Mechanism, notice statement.ID) {
			m.Signer("x", "bravo", recordtest.Key("x"))
			m.Log(m.Sign("x", "notice.answered/v1", nil, notice), m.Now())
		}, "bravo", proof.ErrDoubtful},
		"with a false signature": {func(m *recordtest.Mechanism, notice statement.ID) {
			env := m.Sign("b1", "notice.answered/v1", nil, notice)
			env.Signature[3]++
			m.Log(env, m.Now())
		}, "bravo", nil},
		"in another's name": {func(m *recordtest.Mechanism, notice statement.ID) {
			st := m.Draft("a1", "notice.answered/v1", nil, notice)
			st.Member = "bravo"
			m.Log(m.SignDraft("a1", st), m.Now())
		}, "bravo", nil},
		"after a gap in its chain": {func(m *recordtest.Mechanism, notice statement.ID) {
			m.Sign("b1", "notice.filed/v1", nil)
			m.Log(m.Sign("b1", "notice.answered/v1", nil, notice), m.Now())
		}, "bravo", proof.ErrDoubtful},
		"sealed": {func(m *recordtest.Mechanism, _ statement.ID) {
			st := m.Draft("b1", statement.SealedType, nil)
			st.Body = &statement.Body{Cipher: statement.Digest{1}, Commit: statement.Digest{2}, Size: 3}
			m.Log(m.SignDraft("b1", st), m.Now())
		}, "bravo", nil},
		"a leaf without form": {func(m *recordtest.Mechanism, _ statement.ID) { m.Take([]byte("\xff no leaf")) }, "bravo", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			revision = statement.ID{}
			a := askedRecord(t, tt.more)
			v := a.verdict()
			line, err := v.Silence(tt.member, a.deadline, isAnswer, a.notice.ID, revision)
			if !errors.Is(err, tt.want) || (line.Key == "extract.silence") != (tt.want == nil) {
				t.Errorf("Silence() = %+v, %v, want %v", line, err, tt.want)
			}
		})
	}
}

// TestSilenceCovers: a run that begins after the notice or ends before the
// deadline is past proves no silence. R-EXTRACT-6.
func TestSilenceCovers(t *testing.T) {
	a := askedRecord(t, nil)
	head := signedHead(t, a.Mechanism, a.Now(), "alpha", "mediator")
	tests := map[string]struct {
		first, last int64
		until       statement.Time
		want        error
	}{
		"whole":                  {a.notice.Index, a.last, a.deadline, nil},
		"from the first entry":   {0, a.last, a.deadline, nil},
		"after the notice":       {a.notice.Index + 1, a.last, a.deadline, proof.ErrNotCovered},
		"before the deadline":    {a.notice.Index, a.last - 1, a.deadline, proof.ErrNotCovered},
		"exactly at its end":     {a.notice.Index, a.last, a.deadline.Add(time.Second), proof.ErrNotCovered},
		"one millisecond before": {a.notice.Index, a.last, a.deadline.Add(time.Second) - 1, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			v, err := proof.VerifyExtract(a.extract(tt.first, tt.last, head), a.Document())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := v.Silence("bravo", tt.until, isAnswer, a.notice.ID); !errors.Is(err, tt.want) {
				t.Errorf("Silence() = %v, want %v", err, tt.want)
			}
		})
	}
}

// TestExtractCannotHideAnAnswer: who makes an extract cannot make an answer
// vanish by leaving out the appointment of its author. R-EXTRACT-6.
func TestExtractCannotHideAnAnswer(t *testing.T) {
	a := askedRecord(t, func(m *recordtest.Mechanism, notice statement.ID) {
		m.File(m.Now(), "b1", "notice.answered/v1", nil, notice)
	})
	x, err := proof.ParseExtract(a.file())
	if err != nil {
		t.Fatal(err)
	}
	x.Grounds = slices.DeleteFunc(x.Grounds, func(g proof.Ground) bool { return g.Index == 4 })
	v, err := proof.VerifyExtract(x.Bytes(), a.Document())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Silence("bravo", a.deadline, isAnswer, a.notice.ID); !errors.Is(err, proof.ErrDoubtful) {
		t.Errorf("Silence() = %v, want %v", err, proof.ErrDoubtful)
	}
	if !slices.Contains(keysOf(v.NotShown), "extract.unknown") {
		t.Errorf("not shown %v, want extract.unknown", keysOf(v.NotShown))
	}
}

// TestExtractRefuses: a leaf left out, changed, moved or added. R-EXTRACT-4.
func TestExtractRefuses(t *testing.T) {
	a := askedRecord(t, nil)
	good, err := proof.ParseExtract(a.file())
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]func(x *proof.Extract){
		"one left out":       func(x *proof.Extract) { x.Leaves = slices.Delete(x.Leaves, 1, 2) },
		"the first left out": func(x *proof.Extract) { x.Leaves, x.First = x.Leaves[1:], x.First+1 },
		"the last left out":  func(x *proof.Extract) { x.Leaves = x.Leaves[:len(x.Leaves)-1] },
		"two in each other's place": func(x *proof.Extract) {
			x.Leaves[1], x.Leaves[2] = x.Leaves[2], x.Leaves[1]
		},
		"one place further":   func(x *proof.Extract) { x.First++ },
		"one added":           func(x *proof.Extract) { x.Leaves = append(x.Leaves, x.Leaves[0]) },
		"none":                func(x *proof.Extract) { x.Leaves = nil },
		"a hash less":         func(x *proof.Extract) { x.Beside.Left = x.Beside.Left[1:] },
		"hashes on one side":  func(x *proof.Extract) { x.Beside.Left, x.Beside.Right = nil, append(x.Beside.Left, x.Beside.Right...) },
		"a ground in the run": func(x *proof.Extract) { x.Grounds = append(x.Grounds, proof.Ground{Index: x.First, Leaf: x.Leaves[0]}) },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			x := good
			x.Leaves, x.Grounds = slices.Clone(good.Leaves), slices.Clone(good.Grounds)
			change(&x)
			if _, err := proof.VerifyExtract(x.Bytes(), a.Document()); err == nil {
				t.Error("the extract holds")
			}
		})
	}
}

// TestExtractEveryByte holds R-EXTRACT-1: there is no byte that does not matter.
func TestExtractEveryByte(t *testing.T) {
	m := recordtest.Found(t, "alpha")
	m.Officer("alpha", "a1")
	m.File(m.Now(), "a1", "notice.filed/v1", nil)
	m.Take([]byte("\xffno leaf"))
	m.File(m.Now(), "node:alpha", "node.ticked/v1", nil)
	file := worldOf(t, m).extract(2, 3, signedHead(t, m, m.Now(), "alpha"))
	flipped(file, false, func(i int, other []byte) {
		if _, err := proof.VerifyExtract(other, m.Document()); err == nil {
			t.Errorf("byte %d changed, %q is now %q, and the extract holds", i, file[i], other[i])
		}
	})
}

func FuzzParseExtract(f *testing.F) {
	a := askedRecord(f, func(m *recordtest.Mechanism, _ statement.ID) { m.Take([]byte("\xffno leaf")) })
	f.Add(a.file())
	f.Add(a.extract(0, a.last, signedHead(f, a.Mechanism, a.Now(), "alpha", "bravo", "mediator")))
	f.Fuzz(func(t *testing.T, file []byte) {
		x, err := proof.ParseExtract(file)
		if err != nil {
			t.Skip()
		}
		if got := x.Bytes(); !bytes.Equal(got, file) {
			t.Errorf("ParseExtract(%q) formats as %q", file, got)
		}
	})
}
