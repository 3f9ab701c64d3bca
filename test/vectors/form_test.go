package vectors

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// formCase is bytes that are, or are not, the one spelling of something.
type formCase struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"` // statement, envelope or leaf
	Bytes []byte `json:"bytes"`
	Valid bool   `json:"valid"`
}

func TestVectorsForm(t *testing.T) {
	run(t, check[formCase]{
		name: "canonical.json", about: "R-FORM, R-STMT, R-ENV, R-LEAF: bytes in canonical form, and bytes that are not",
		make: formCases,
		find: func(t *testing.T, c formCase) any {
			t.Helper()
			var err error
			switch c.Kind {
			case "statement":
				_, err = statement.Parse(c.Bytes)
			case "envelope":
				_, err = statement.ParseEnvelope(c.Bytes)
			case "leaf":
				_, err = statement.ParseLeaf(c.Bytes)
			default:
				t.Fatalf("kind %q", c.Kind)
			}
			return err == nil
		},
		want: func(c formCase) any { return c.Valid },
		title: func(c formCase) string {
			if !c.Valid {
				return "invalid: " + c.Name
			}
			return c.Name
		},
	})
}

func formCases(t *testing.T) []formCase {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	st := m.Draft("node:alpha", "notice.filed/v1", map[string]any{
		"addressees": []string{"bravo", "mediator"}, "answer_ms": 3_600_000, "box": []int{-1, 0, 9_007_199_254_740_991},
		"note": `quoted "words" and a \ stroke`, "standing": false, "window": map[string]any{}, "list": []int{},
	}, statement.ID{1})
	st.NotAfter, st.Body = st.MadeAt.Add(time.Minute), &statement.Body{Commit: statement.Digest{1}, Size: 12}
	env := m.SignDraft("node:alpha", st)
	leaf := m.Leaf(env, m.Now())
	sealed := m.Draft("node:alpha", statement.SealedType, nil)
	sealed.Body = &statement.Body{Cipher: statement.Digest{2}, Commit: statement.Digest{1}, Size: 12}
	plain, err := sealed.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	out := []formCase{
		{"a statement", "statement", env.Payload, true},
		{"a sealed statement", "statement", plain, true},
		{"an envelope", "envelope", env.Bytes(), true},
		{"a leaf", "leaf", leaf, true},
	}
	add := func(kind string, good []byte, from, to, name string) {
		bad := bytes.Replace(good, []byte(from), []byte(to), 1)
		if bytes.Equal(bad, good) {
			t.Fatalf("%s: %q does not occur in %s", name, from, good)
		}
		out = append(out, formCase{name, kind, bad, false})
	}
	for _, c := range formFaults {
		add("statement", env.Payload, c.old, c.new, c.name)
	}
	add("statement", plain, `"cipher":"AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",`, ``, "a sealed statement without a ciphertext")
	add("statement", plain, `"act":{}`, `"act":{"a":1}`, "a sealed statement with an act")
	add("envelope", env.Bytes(), `}]}`, `},{"keyid":"","sig":""}]}`, "two signatures")
	add("envelope", env.Bytes(), `"payload":"`, `"payload": "`, "a blank in an envelope")
	add("envelope", env.Bytes(), `vnd.parley.statement+json`, `vnd.in-toto+json`, "another payload type")
	add("envelope", env.Bytes(), `"sig":"`, `"sig":"AAAA`, "a signature too long")
	add("leaf", leaf, `"received_at":`, `"received_at":0`, "a leading zero in received_at")
	add("leaf", leaf, `"received_at"`, `"received_At"`, "a key of another case")
	out = append(out, formCase{"a leaf twice", "leaf", append(bytes.Clone(leaf), leaf...), false})
	out = append(out, formCase{"nothing", "leaf", []byte{}, false})
	return out
}

// formFaults change a valid statement into one that is not.
var formFaults = []struct{ old, new, name string }{
	{`"act":`, ` "act":`, "a blank"},
	{`"v":1}`, "\"v\":1}\n", "a line end after it"},
	{`"v":1}`, `"v":1}}`, "a brace after it"},
	{`"v":1}`, `"v":2}`, "another version"},
	{`"v":1}`, `"v":1.0}`, "a fraction"},
	{`"v":1}`, `"v":1,"w":1}`, "an unknown key"},
	{`,"v":1}`, `}`, "a missing key"},
	{`"answer_ms":3600000`, `"answer_ms":3.6e6`, "an exponent"},
	{`"answer_ms":3600000`, `"answer_ms":03600000`, "a leading zero"},
	{`"answer_ms":3600000`, `"answer_ms":-0`, "minus zero"},
	{`"answer_ms":3600000`, `"answer_ms":null`, "null"},
	{`"answer_ms":3600000`, `"answer_ms":NaN`, "not a number"},
	{`9007199254740991`, `9007199254740992`, "an integer of 2^53"},
	{`"answer_ms":3600000,`, `"answer_ms":3600000,"answer_ms":3600000,`, "a key twice"},
	{`{"addressees":["bravo","mediator"],"answer_ms":3600000,`, `{"answer_ms":3600000,"addressees":["bravo","mediator"],`, "keys out of order"},
	{`"standing":false`, `"standing":False`, "a word of another case"},
	{`quoted \"words\"`, `quoted \u0022words\u0022`, "another escape"},
	{`and a \\ stroke`, `and a \/ stroke`, "an escape that is not needed"},
	{`quoted`, "quot\u00e9d", "a letter beyond ASCII"},
	{`quoted`, "quo\tted", "a tab in a string"},
	{`quoted`, "quo\xffted", "a byte that is no UTF-8"},
	{`["bravo","mediator"]`, `["bravo","mediator",]`, "a comma too many"},
	{`"window":{}`, `"window":` + strings.Repeat("[", 17) + strings.Repeat("]", 17), "too deep"},
	{`"member":"alpha"`, `"member":"Alpha"`, "a member that is no code"},
	{`"member":"alpha"`, `"member":""`, "an empty member"},
	{`"type":"notice.filed/v1"`, `"type":"notice.filed/v01"`, "a type with another spelling of its version"},
	{`"type":"notice.filed/v1"`, `"type":"notice/v1"`, "a type without a verb"},
	{`"about":["AQAA`, `"about":["AQAAAAAA`, "base64 of another length"},
	{`"about":["AQ`, `"about":["A-`, "another base64 alphabet"},
	{`AAAAAAAA="],"act"`, `AAAAAAAB="],"act"`, "base64 with spare bits"},
	{`AAAAAAAA="],"act"`, `AAAAAAAA"],"act"`, "base64 without padding"},
	{`"about":[`, `"about":["AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",`, "about one statement twice"},
	{`"seq":0`, `"seq":1`, "a zero prev at seq 1"},
	{`"seq":0`, `"seq":-1`, "a negative seq"},
	{`"made_at":`, `"made_at":-`, "a negative time"},
	{`"made_at":`, `"made_at":99`, "a time beyond the year 9999"},
	{`"body":{`, `"body":{"cipher":"AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",`, "an open statement with a ciphertext"},
	{`"size":12}`, `"size":-12}`, "a body of negative size"},
}

// idCase is a signed leaf with everything that is computed from it.
type idCase struct {
	Name      string              `json:"name"`
	Leaf      []byte              `json:"leaf"`
	Public    statement.PublicKey `json:"public"`
	KeyID     statement.Digest    `json:"key_id"`
	ID        statement.Digest    `json:"id"`
	ActDigest statement.Digest    `json:"act_digest"`
	LeafHash  statement.Digest    `json:"leaf_hash"`
	Salt      []byte              `json:"salt"`
	Content   []byte              `json:"content"`
	Commit    statement.Digest    `json:"commit"`
	Valid     bool                `json:"valid"` // the signature holds by the public key, and the key is the statement's
}

func TestVectorsIDs(t *testing.T) {
	run(t, check[idCase]{
		name: "ids.json", about: "R-STMT-6, R-STMT-7, R-KEY-1, R-COMMIT-1: ids, act digests, leaf hashes, commitments, signatures",
		make: idCases,
		find: func(t *testing.T, c idCase) any {
			t.Helper()
			l, err := statement.ParseLeaf(c.Leaf)
			if err != nil {
				t.Fatal(err)
			}
			st, err := l.Envelope.Statement()
			if err != nil {
				t.Fatal(err)
			}
			got := c
			got.KeyID, got.ID, got.ActDigest = c.Public.ID(), l.Envelope.ID(), st.ActDigest()
			got.LeafHash, got.Commit = statement.LeafHash(c.Leaf), st.Commit([32]byte(c.Salt), c.Content)
			got.Valid = l.Envelope.Verify(c.Public) == nil && c.Public.ID() == st.Key
			return got
		},
		want: func(c idCase) any { return c },
		title: func(c idCase) string {
			if !c.Valid {
				return "invalid: " + c.Name
			}
			return c.Name
		},
	})
}

func idCases(t *testing.T) []idCase {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	one := func(name, signer string, act any, change func(*statement.Envelope)) idCase {
		env := m.Sign(signer, "notice.filed/v1", act, statement.ID{7})
		c := idCase{Name: name, Public: statement.PublicOf(m.SignerKey(signer)), Salt: bytes.Repeat([]byte(name[:1]), 32)}
		c.Content = []byte("EXERCISE " + name)
		st, err := env.Statement()
		if err != nil {
			t.Fatal(err)
		}
		c.Valid = change == nil
		if change != nil {
			change(&env)
		}
		c.KeyID, c.ID, c.ActDigest, c.Leaf = c.Public.ID(), env.ID(), st.ActDigest(), m.Leaf(env, m.Now())
		c.LeafHash, c.Commit = statement.LeafHash(c.Leaf), st.Commit([32]byte(c.Salt), c.Content)
		return c
	}
	other := one("signed by another", "node:alpha", nil, func(*statement.Envelope) {})
	other.Public, other.KeyID = recordtest.Pub("bravo node"), recordtest.Pub("bravo node").ID()
	return []idCase{
		one("a first statement", "node:alpha", map[string]int{"n": 1}, nil),
		one("the next of its key", "node:alpha", map[string]int{"n": 2}, nil),
		one("of a root", "root:bravo", nil, nil),
		one("a bit of the signature", "node:alpha", nil, func(e *statement.Envelope) { e.Signature[5] ^= 4 }),
		one("no signature", "node:alpha", nil, func(e *statement.Envelope) { e.Signature = [64]byte{} }),
		other,
	}
}

// chainCase is a run of leaves of one key. Holds says of each whether signature
// and chain hold.
type chainCase struct {
	Name   string              `json:"name"`
	Public statement.PublicKey `json:"public"`
	Leaves [][]byte            `json:"leaves"`
	Holds  []bool              `json:"holds"`
	Valid  bool                `json:"valid"` // all of them
}

func TestVectorsChains(t *testing.T) {
	run(t, check[chainCase]{
		name: "chains.json", about: "R-CHAIN: the statements of one key, in the order of the log; what breaks its chain moves nothing on",
		make: chainCases,
		find: func(t *testing.T, c chainCase) any {
			t.Helper()
			state := recordtest.Found(t, "alpha").State()
			got := c
			got.Holds, got.Valid = nil, true
			for _, leaf := range c.Leaves {
				v := state.Take(leaf).Void
				holds := v == nil || v.Rule != charter.RuleChain && v.Rule != charter.RuleSignature
				got.Holds, got.Valid = append(got.Holds, holds), got.Valid && holds
			}
			return got
		},
		want: func(c chainCase) any { return c },
		title: func(c chainCase) string {
			if !c.Valid {
				return "invalid: " + c.Name
			}
			return c.Name
		},
	})
}

func chainCases(t *testing.T) []chainCase {
	t.Helper()
	one := func(name string, holds []bool, steps func(m *recordtest.Mechanism, log func(statement.Envelope))) chainCase {
		m := recordtest.Found(t, "alpha")
		c := chainCase{Name: name, Public: recordtest.Pub("alpha node"), Holds: holds, Valid: true}
		steps(m, func(env statement.Envelope) { c.Leaves = append(c.Leaves, m.Leaf(env, m.Now())) })
		for _, h := range holds {
			c.Valid = c.Valid && h
		}
		return c
	}
	tick := func(m *recordtest.Mechanism) statement.Envelope { return m.Sign("node:alpha", "node.ticked/v1", nil) }
	return []chainCase{
		one("three in order", []bool{true, true, true}, func(m *recordtest.Mechanism, log func(statement.Envelope)) {
			log(tick(m))
			log(tick(m))
			log(tick(m))
		}),
		one("one left out", []bool{true, false, false}, func(m *recordtest.Mechanism, log func(statement.Envelope)) {
			log(tick(m))
			tick(m)
			log(tick(m))
			log(tick(m))
		}),
		one("one twice", []bool{true, false, true}, func(m *recordtest.Mechanism, log func(statement.Envelope)) {
			first := tick(m)
			log(first)
			log(first)
			log(tick(m))
		}),
		one("two in each other's place", []bool{true, false, true, false}, func(m *recordtest.Mechanism, log func(statement.Envelope)) {
			a, b, c := tick(m), tick(m), tick(m)
			log(a)
			log(c)
			log(b)
			log(a)
		}),
		one("a fork: the first logged wins", []bool{true, true, false}, func(m *recordtest.Mechanism, log func(statement.Envelope)) {
			log(tick(m))
			fork := m.Draft("node:alpha", "node.ticked/v1", nil)
			log(tick(m))
			log(m.SignDraft("node:alpha", fork))
		}),
		one("a signature that does not hold moves nothing", []bool{false, true}, func(m *recordtest.Mechanism, log func(statement.Envelope)) {
			env := tick(m)
			bad := env
			bad.Signature[0] ^= 1
			log(bad)
			log(env)
		}),
	}
}

// leafCase is a list of leaves with the root of their tree.
type leafCase struct {
	Name   string             `json:"name"`
	Leaves [][]byte           `json:"leaves"`
	Hashes []statement.Digest `json:"hashes"`
	Root   statement.Digest   `json:"root"`
	Valid  bool               `json:"valid"` // the root is that of the leaves
}

func TestVectorsLeaves(t *testing.T) {
	run(t, check[leafCase]{
		name: "leaves.json", about: "RFC 6962: hashes of leaves, and roots of the trees over them",
		make: leafCases,
		find: func(t *testing.T, c leafCase) any {
			t.Helper()
			m := recordtest.Unfounded(t, recordtest.Document("alpha"))
			got := c
			got.Hashes = []statement.Digest{}
			for _, leaf := range c.Leaves {
				m.Take(leaf)
				got.Hashes = append(got.Hashes, statement.LeafHash(leaf))
			}
			got.Valid = m.Root() == c.Root
			return got
		},
		want: func(c leafCase) any { return c },
		title: func(c leafCase) string {
			if !c.Valid {
				return "invalid: " + c.Name
			}
			return c.Name
		},
	})
}

func leafCases(t *testing.T) []leafCase {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	m.Officer("alpha", "a1")
	for range 4 {
		m.File(m.Now(), "a1", "notice.filed/v1", nil)
	}
	var out []leafCase
	tree := recordtest.Unfounded(t, recordtest.Document("alpha"))
	for n := 0; n <= len(m.Leaves()); n++ {
		c := leafCase{Name: "size " + string(rune('0'+n)), Leaves: m.Leaves()[:n], Hashes: []statement.Digest{}, Valid: true}
		for _, leaf := range c.Leaves {
			c.Hashes = append(c.Hashes, statement.LeafHash(leaf))
		}
		if n > 0 {
			tree.Take(m.Leaves()[n-1])
		}
		c.Root = tree.Root()
		out = append(out, c)
	}
	bad := out[5]
	bad.Name, bad.Root, bad.Valid = "the root of another size", out[4].Root, false
	return append(out, bad)
}
