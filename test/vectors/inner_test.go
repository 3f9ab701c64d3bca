package vectors

import (
	"bytes"
	"testing"
	"time"

	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// innerCase is bytes that are, or are not, an inner statement, with what follows
// from them.
type innerCase struct {
	Name      string           `json:"name"`
	Bytes     []byte           `json:"bytes"`
	Valid     bool             `json:"valid"`
	Type      string           `json:"type"`
	Readers   []string         `json:"readers"`
	ActDigest statement.Digest `json:"act_digest"`
	Salt      []byte           `json:"salt"`
	Commit    statement.Digest `json:"commit"` // of the sealed statement around it
}

func (c innerCase) read() innerCase {
	c = innerCase{Name: c.Name, Bytes: c.Bytes, Salt: c.Salt, Readers: []string{}}
	st, err := statement.ParseInner(c.Bytes)
	if c.Valid = err == nil; !c.Valid {
		return c
	}
	c.Type, c.Readers, c.ActDigest = st.Type, st.Readers, st.ActDigest()
	outer := st
	outer.Type = statement.SealedType
	c.Commit = outer.Commit([32]byte(c.Salt), c.Bytes)
	return c
}

func TestVectorsInner(t *testing.T) {
	run(t, check[innerCase]{
		name: "inner.json", about: "R-SEAL-2, R-SEAL-3: inner statements, and the commitments of the sealed ones around them",
		make: innerCases,
		find: func(_ *testing.T, c innerCase) any { return c.read() },
		want: func(c innerCase) any { return c },
		title: func(c innerCase) string {
			if !c.Valid {
				return "invalid: " + c.Name
			}
			return c.Name
		},
	})
}

func innerCases(t *testing.T) []innerCase {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	st := m.Draft("node:alpha", "notice.filed/v1", map[string]any{"addressees": []string{"bravo"}, "answer_ms": 60_000}, statement.ID{1})
	st.NotAfter, st.Body = st.MadeAt.Add(time.Minute), &statement.Body{Commit: statement.Digest{1}, Size: 12}
	plain, err := st.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	st.Readers = []string{"alpha", "bravo"}
	good, err := st.InnerBytes()
	if err != nil {
		t.Fatal(err)
	}
	var out []innerCase
	add := func(name string, b []byte) {
		out = append(out, innerCase{Name: name, Bytes: b, Salt: bytes.Repeat([]byte{byte(len(out) + 1)}, 32)}.read())
	}
	add("an inner statement", good)
	add("a statement of the record", plain)
	for _, c := range []struct{ old, new, name string }{
		{`["alpha","bravo"]`, `["alpha"]`, "sealed to its own member"},
		{`["alpha","bravo"]`, `["alpha","bravo","mediator"]`, "three readers"},
		{`["alpha","bravo"]`, `["alpha","zulu-9"]`, "a reader that the charter does not name"},
		{`["alpha","bravo"]`, `["bravo","alpha"]`, "unsorted readers"},
		{`["alpha","bravo"]`, `["alpha","alpha"]`, "a reader twice"},
		{`["alpha","bravo"]`, `["bravo"]`, "the author's member is not a reader"},
		{`["alpha","bravo"]`, `[]`, "nobody"},
		{`["alpha","bravo"]`, `["alpha","Bravo"]`, "a reader that is no code"},
		{`["alpha","bravo"]`, `["alpha",1]`, "a reader that is no text"},
		{`["alpha","bravo"]`, `"alpha"`, "readers that are no list"},
		{`"readers":["alpha","bravo"],`, `"readers":["alpha","bravo"],"reason":"",`, "an unknown key"},
		{`"type":"notice.filed/v1"`, `"type":"sealed/v1"`, "sealed within sealed"},
		{`"body":{`, `"body":{"cipher":"AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",`, "a ciphertext"},
		{`"seq":0`, `"seq":1`, "a zero prev at seq 1"},
		{`"readers":`, `"readers": `, "a blank"},
	} {
		other := bytes.Replace(good, []byte(c.old), []byte(c.new), 1)
		if bytes.Equal(other, good) {
			t.Fatalf("%s: %q does not occur in %s", c.name, c.old, good)
		}
		add(c.name, other)
	}
	for i, c := range out {
		if want := i == 0 || i >= 2 && i <= 4; c.Valid != want {
			t.Errorf("%s: valid %v, want %v", c.Name, c.Valid, want)
		}
	}
	return out
}

// sealedReceipts open a sealed statement each, good or void in its room.
func sealedReceipts(t *testing.T) []receiptCase {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	m.Officer("alpha", "a1")
	type made struct {
		name  string
		index int64
		body  proof.Body
	}
	var all []made
	seal := func(name, signer, typ string, at statement.Time, change func(st *statement.Statement)) {
		inner := m.Draft(signer, typ, nil)
		inner.Readers = []string{"alpha", "bravo"}
		place := inner
		if change != nil {
			change(&inner)
		}
		body := proof.Body{Salt: [32]byte{byte(len(all) + 1)}}
		var err error
		if body.Content, err = inner.InnerBytes(); err != nil {
			t.Fatal(err)
		}
		e := m.Log(m.SignDraft(signer, m.SealBytes(place, body.Salt, body.Content)), at)
		all = append(all, made{name, e.Index, body})
	}
	now := m.Now()
	seal("an officer's notice", "a1", "notice.filed/v1", now, nil)
	seal("a node's tick", "node:alpha", "node.tick/v1", now, nil)
	seal("another seq", "a1", "notice.filed/v1", now, func(st *statement.Statement) { st.Seq += 7 })
	seal("another prev", "a1", "notice.filed/v1", now, func(st *statement.Statement) { st.Prev[0]++ })
	seal("another key", "a1", "notice.filed/v1", now, func(st *statement.Statement) { st.Key = recordtest.Pub("alpha node").ID() })
	seal("another member", "a1", "notice.filed/v1", now, func(st *statement.Statement) { st.Member = "bravo" })
	seal("another mechanism", "a1", "notice.filed/v1", now, func(st *statement.Statement) { st.Mechanism[0]++ })
	seal("a type of the record", "a1", charter.TypeRevoked, now, nil)
	seal("an officer's tick", "a1", "node.tick/v1", now, nil)
	seal("a node's notice", "node:alpha", "notice.filed/v1", now, nil)
	seal("no power", "a1", "member.joined/v1", now, nil)
	seal("consent in store", "a1", "notice.answered/v1", now, func(st *statement.Statement) { st.NotAfter = now.Add(time.Hour) })
	seal("by a key that had expired", "a1", "notice.filed/v1", now.Add(31*24*time.Hour), nil)

	log, grounds := mirrorOf(t, m)
	top := head(t, m, m.Now(), "alpha", "bravo")
	var out []receiptCase
	for _, one := range all {
		file, err := proof.MakeReceipt(m.Document(), log, grounds, one.index, top, &one.body)
		if err != nil {
			t.Fatalf("%s: %v", one.name, err)
		}
		out = append(out, receiptCase{Name: "sealed, opened: " + one.name, File: file})
	}
	good := out[0].File
	return append(out,
		receiptCase{Name: "invalid: sealed, opened with another salt", File: bytes.Replace(good, []byte("salt AQ"), []byte("salt AA"), 1)},
		receiptCase{Name: "invalid: sealed, opened with another's inner statement", File: otherInner(t, good, all[1].body.Content)})
}

// otherInner shows another inner statement than the one committed to.
func otherInner(t *testing.T, file, content []byte) []byte {
	t.Helper()
	r, err := proof.ParseReceipt(file)
	if err != nil {
		t.Fatal(err)
	}
	r.Body = &proof.Body{Salt: r.Body.Salt, Content: content}
	return r.Bytes()
}
