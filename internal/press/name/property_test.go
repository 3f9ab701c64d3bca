package name

import (
	"math/rand/v2" //nolint:depguard // by a fixed seed: the same order each time
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// checkMentions holds Find to its promises: exact spans in order, no overlap,
// closed kinds, the head inside the text.
func checkMentions(t *testing.T, text string, ms []Mention) {
	t.Helper()
	last := 0
	for _, m := range ms {
		if m.Start < last || m.End <= m.Start || m.End > len(text) {
			t.Fatalf("mention %+v: span is empty, overlaps or leaves the text of %d bytes", m, len(text))
		}
		last = m.End
		if text[m.Start:m.End] != m.Text {
			t.Errorf("text[%d:%d] = %q, mention says %q", m.Start, m.End, text[m.Start:m.End], m.Text)
		}
		if m.Head == "" || !strings.HasSuffix(m.Text, m.Head) {
			t.Errorf("head %q is not the end of %q", m.Head, m.Text)
		}
		if m.Rule == "" {
			t.Errorf("mention %q has no rule", m.Text)
		}
		if !slices.Contains([]string{Person, Organisation, Place, State, People}, m.Kind) {
			t.Errorf("mention %q has kind %q", m.Text, m.Kind)
		}
	}
}

// bare leaves out what depends on the order of groups by its nature.
func bare(es []Entity) []Entity {
	out := slices.Clone(es)
	for i := range out {
		out[i].Refs = nil
	}
	return out
}

// checkMerge holds Merge to its promises: every mention in exactly one entity of
// sorted variants, the same entities in whatever order the groups come, and
// nothing joined with a spelling that has a flaw.
func checkMerge(t *testing.T, groups [][]Mention) {
	t.Helper()
	l := exerciseLists(t)
	es := l.Merge(groups)
	seen := map[Ref]bool{}
	for _, e := range es {
		if !slices.IsSorted(e.Variants) || len(e.Variants) == 0 || e.Name == "" {
			t.Errorf("entity %q: variants %q are not sorted or missing", e.Name, e.Variants)
		}
		if e.Flaw != "" && len(e.Variants) > 2 {
			t.Errorf("entity with a flaw holds %q", e.Variants)
		}
		for _, r := range e.Refs {
			if seen[r] {
				t.Errorf("mention %v is in two entities", r)
			}
			seen[r] = true
			if m := groups[r.Group][r.Index]; (m.Flaw != "") != (e.Flaw != "") {
				t.Errorf("mention %q with flaw %q is in entity %q with flaw %q", m.Text, m.Flaw, e.Name, e.Flaw)
			}
		}
	}
	total := 0
	for _, g := range groups {
		total += len(g)
	}
	if len(seen) != total {
		t.Errorf("%d mentions in entities, want %d", len(seen), total)
	}
	other := slices.Clone(groups)
	slices.Reverse(other)
	if d := cmp.Diff(bare(es), bare(l.Merge(other)), cmp.AllowUnexported(Entity{})); d != "" {
		t.Errorf("groups in another order give other entities:\n%s", d)
	}
}

// EXERCISE. The persons, peoples and places of these pieces are invented.
var pieces = []string{
	"Foreign Minister Taref al-Tollam said", "Taref al-Tolam,", "al-Tollam", "Tollam", "Tariq al-Tollam", "the foreign ministry", "Estmark's foreign ministry",
	"in Port Essen.", "Port Essen said", "Norland", "Estmarkian", "Tavri fighters and local Hadren tribes", "(TMN)", "Tavrin Monitoring Network (TMN)", "the TMN said",
	"J. Ferrow", "Dalton Ferrow", "James Ferrow", "Ferrow", "the town of Deir al-Basal", "Deir al-Bassal province", "O.V.", "Brel", "\n\n", "“The",
	"who said", ", a dentist,", "on X.", "\u202eTollam", "T\u0430ref al-Tollam", "Ta\u200eref al-Tollam", "e\u0301lan Vital", "\xff\xfe", "'s", "’s", "-", ".", "(", "buffer zone",
	"bin", "Abdel", "Abu", "al-", "Council", "of", "for", "Ministry of", "President", "President Maher", "AFP-JIJI",
}

func piecewise(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(40) {
		b.WriteString(pieces[r.IntN(len(pieces))])
		if r.IntN(8) > 0 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func TestFindProperties(t *testing.T) {
	l, r := exerciseLists(t), rand.New(rand.NewPCG(3, 1973))
	for range 400 {
		text := piecewise(r)
		ms := l.Find(text)
		checkMentions(t, text, ms)
		if d := cmp.Diff(ms, l.Find(text), cmp.AllowUnexported(Mention{})); d != "" {
			t.Fatalf("a second run over %q differs:\n%s", text, d)
		}
	}
}

func TestMergeProperties(t *testing.T) {
	l, r := exerciseLists(t), rand.New(rand.NewPCG(3, 1974))
	for range 150 {
		groups := make([][]Mention, 1+r.IntN(5))
		for i := range groups {
			groups[i] = l.Find(piecewise(r))
		}
		checkMerge(t, groups)
		if t.Failed() {
			return
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add(exercise)
	for i := range uint64(6) {
		f.Add(piecewise(rand.New(rand.NewPCG(i, 7))))
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkMentions(t, text, exerciseLists(t).Find(text))
	})
}

func FuzzMerge(f *testing.F) {
	f.Add("President Maher Aldan met al-Aldan.", "Aldan said. Mahir Aldan, a dentist, left.", "J. Aldan")
	f.Add("T\u0430ref al-Tollam said", "Taref al-Tollam said", "\u202eTaref al-Tollam\u202c said")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		l := exerciseLists(t)
		checkMerge(t, [][]Mention{l.Find(a), l.Find(b), l.Find(c)})
	})
}

// TestFindHostile reads long texts made to send a careless search back and forth.
// It has no clock: what is not linear runs into the limit of the test.
func TestFindHostile(t *testing.T) {
	for _, piece := range []string{
		"Council ", "Day Council ", "Council of the ", "President ", "Foreign Deputy ", "al-", "Abu ", "U.S.", "in X, ", "A. ", "foreign ministry ", "(TMN) ",
		"President Maher Aldan and Dr. Rim Aldan met Mr. Aldan and ", ", a ", "\u202e", "'s", "Deir al-", "Sheikh X, a town ", "buffer zone ", "Tavri armed ", "a\u0301", "\xff",
	} {
		text := strings.Repeat(piece, 200_000/len(piece))
		checkMentions(t, text, exerciseLists(t).Find(text))
	}
}
