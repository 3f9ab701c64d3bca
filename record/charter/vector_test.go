package charter_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

var update = flag.Bool("update", false, "write test/vectors anew")

// judged is a leaf with the verdict on it.
type judged struct {
	Leaf string `json:"leaf"`
	Rule string `json:"rule,omitempty"` // absent where the entry counts
}

// voidVectors are records that begin alike and end in one leaf of interest.
type voidVectors struct {
	Charter string     `json:"charter"`
	Before  []judged   `json:"before"`
	Cases   []voidLine `json:"cases"`
}

type voidLine struct {
	Name   string   `json:"name"`
	Leaves []judged `json:"leaves"`
}

// TestVoidVectors writes and reads test/vectors/void.json.
func TestVoidVectors(t *testing.T) {
	first := voidMechanism(t)
	vectors := voidVectors{Charter: string(first.Document()), Before: judge(t, first)}
	skip := len(first.Leaves())
	for _, c := range voidCases() {
		m := voidMechanism(t)
		m.Take(c.leaf(t, m))
		vectors.Cases = append(vectors.Cases, voidLine{c.name, judge(t, m)[skip:]})
	}
	var stored voidVectors
	golden(t, "void.json", vectors, &stored)
	for _, c := range stored.Cases {
		t.Run(c.Name, func(t *testing.T) {
			s := begin(t, stored.Charter)
			for _, l := range append(stored.Before[:skip:skip], c.Leaves...) {
				wantRule(t, s.Take([]byte(l.Leaf)).Void, l.Rule)
			}
		})
	}
}

// charterVector is a record of its own types, and what holds at its end.
type charterVector struct {
	Name    string                         `json:"name"`
	Charter string                         `json:"charter"`
	Leaves  []judged                       `json:"leaves"`
	InForce statement.Digest               `json:"in_force"` // digest of the charter
	Roots   map[string]statement.PublicKey `json:"roots"`    // by member, at the record time of the end
	Nodes   map[string]charter.NodeKeys    `json:"nodes"`
	Eras    []charter.Era                  `json:"eras"`
}

func (v *charterVector) end(s *charter.State) {
	v.InForce, v.Eras = s.CharterDigest(), s.Eras()
	v.Roots, v.Nodes = map[string]statement.PublicKey{}, map[string]charter.NodeKeys{}
	for _, m := range s.Document().Members {
		v.Nodes[m.Code], _ = s.Node(m.Code)
		for _, k := range s.Keys(m.Code) {
			if k.Seat == charter.Root && holds(&k, s.Time()) {
				v.Roots[m.Code] = k.Pub
			}
		}
	}
}

func charterHistories(t *testing.T) map[string]*recordtest.Mechanism {
	t.Helper()
	young := recordtest.Unfounded(t, recordtest.Document("alpha", "bravo"))
	sign := charter.Signed{Charter: young.State().Mechanism()}
	all(t, young, charter.TypeSigned, sign, "root:alpha")
	_ = desk(t, young, "root:alpha", "early", young.Now()) // void: not all have signed
	all(t, young, charter.TypeSigned, sign, "root:bravo")
	if v := desk(t, young, "root:alpha", "early", young.Now()); v != nil {
		t.Fatal(v)
	}

	grown := recordtest.Found(t, "alpha")
	doc := amending(t, grown)
	with(&doc, "bravo", "mediator")
	grown.Join("bravo")
	grown.Join("mediator")
	all(t, grown, charter.TypeSigned, propose(t, grown, "root:alpha", doc), "root:alpha", "root:mediator", "root:bravo")
	less := amending(t, grown)
	without(&less, "bravo")
	all(t, grown, charter.TypeSigned, propose(t, grown, "root:mediator", less), "root:alpha", "root:mediator")
	try(t, grown, "node:bravo", "node.ticked/v1", nil)

	roots := recordtest.Found(t, "alpha", "bravo", "mediator")
	roots.Signer("root:new", "alpha", recordtest.Key("new"))
	all(t, roots, charter.TypeRotated, charter.Rotated{New: recordtest.Pub("new")}, "root:alpha", "root:new")
	recovery(t, roots, "bravo", "found", "new", "mediator")
	tryAt(t, roots, roots.Now().Add(wait), "root:bravo", charter.TypeRevoked, charter.Revoked{Key: recordtest.Pub("bravo node").ID()})
	try(t, roots, "root:found", charter.TypeRevoked, charter.Revoked{Key: recordtest.Pub("bravo node").ID(), Since: recordtest.Start})
	node := recordtest.NodeKeys("bravo")
	node.Statement, node.Witness = recordtest.Pub("bravo node 2"), recordtest.Pub("bravo witness 2")
	all(t, roots, charter.TypeInstalled, charter.Installed{Node: node}, "root:found")

	moved := recordtest.Found(t, "alpha", "bravo", "mediator")
	act := certificate(moved, 1, "parley.example/second")
	all(t, moved, charter.TypeSucceeded, act, "root:mediator", "root:bravo")
	try(t, moved, "root:alpha", charter.TypeSucceeded, act)
	return map[string]*recordtest.Mechanism{
		"all roots sign, then others are heard":     young,
		"one member grows to three, and one leaves": grown, "a root is rotated, another recovered": roots, "the host is succeeded": moved,
	}
}

// TestCharterVectors writes and reads test/vectors/authority.json.
func TestCharterVectors(t *testing.T) {
	histories := charterHistories(t)
	var vectors, stored []charterVector
	for _, name := range []string{
		"all roots sign, then others are heard",
		"one member grows to three, and one leaves", "a root is rotated, another recovered", "the host is succeeded",
	} {
		m := histories[name]
		v := charterVector{Name: name, Charter: string(m.Document()), Leaves: judge(t, m)}
		v.end(m.State())
		vectors = append(vectors, v)
	}
	golden(t, "authority.json", vectors, &stored)
	for _, want := range stored {
		t.Run(want.Name, func(t *testing.T) {
			s := begin(t, want.Charter)
			for _, l := range want.Leaves {
				wantRule(t, s.Take([]byte(l.Leaf)).Void, l.Rule)
			}
			got := charterVector{Name: want.Name, Charter: want.Charter, Leaves: want.Leaves}
			got.end(s)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("end of the record (-want +got):\n%s", diff)
			}
		})
	}
}

func begin(t *testing.T, document string) *charter.State {
	t.Helper()
	s, err := charter.New([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func judge(t *testing.T, m *recordtest.Mechanism) []judged {
	t.Helper()
	s := begin(t, string(m.Document()))
	var lines []judged
	for _, leaf := range m.Leaves() {
		l := judged{Leaf: string(leaf)}
		if e := s.Take(leaf); e.Void != nil {
			l.Rule = e.Void.Rule
		}
		lines = append(lines, l)
	}
	return lines
}

// golden compares made with a file of vectors, or writes it with -update, and
// reads the file into stored.
func golden(t *testing.T, name string, made, stored any) {
	t.Helper()
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(made); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("..", "..", "test", "vectors", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, buf.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), buf.String()); diff != "" {
		t.Errorf("%s differs from what is made now; look, then run with -update:\n%s", file, diff)
	}
	if err := json.Unmarshal(want, stored); err != nil {
		t.Fatal(err)
	}
}
