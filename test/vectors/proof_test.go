package vectors

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// headCase is a checkpoint with the era by which it is judged.
type headCase struct {
	Name       string           `json:"name"`
	Era        headEra          `json:"era"`
	Checkpoint []byte           `json:"checkpoint"`
	Valid      bool             `json:"valid"` // form and signatures hold
	Size       int64            `json:"size"`
	Root       statement.Digest `json:"root"`
	Cosigned   []headCosigner   `json:"cosigned"`
	Quorum     bool             `json:"quorum"`
	QuorumTime statement.Time   `json:"quorum_time"` // 0 without quorum
}

type headEra struct {
	Origin    string              `json:"origin"`
	Key       statement.PublicKey `json:"key"`
	Witnesses []charter.Witness   `json:"witnesses"`
	Quorum    int                 `json:"quorum"`
}

type headCosigner struct {
	Member string         `json:"member"`
	At     statement.Time `json:"at"`
}

func (e headEra) era() charter.Era {
	return charter.Era{Host: charter.Host{Origin: e.Origin, Key: e.Key}, Witnesses: e.Witnesses, Quorum: e.Quorum}
}

// read fills in what Go finds in the checkpoint.
func (c headCase) read() headCase {
	c.Size, c.Root, c.Cosigned, c.Quorum, c.QuorumTime = 0, statement.Digest{}, []headCosigner{}, false, 0
	head, err := checkpoint.Parse(c.Checkpoint, c.Era.era())
	if c.Valid = err == nil; !c.Valid {
		return c
	}
	c.Size, c.Root = head.Size, head.Root
	for _, sig := range head.Cosigned {
		c.Cosigned = append(c.Cosigned, headCosigner{sig.Member, sig.At})
	}
	c.QuorumTime, err = head.QuorumTime(c.Era.era())
	c.Quorum = err == nil
	return c
}

func TestVectorsCheckpoints(t *testing.T) {
	run(t, check[headCase]{
		name: "checkpoints.json", about: "R-CHECKPOINT: checkpoints, cosignatures, quorum",
		make:  headCases,
		find:  func(_ *testing.T, c headCase) any { return c.read() },
		want:  func(c headCase) any { return c },
		title: func(c headCase) string { return c.Name },
	})
}

// headCases says by name which are invalid; what is found is compared with that.
func headCases(t *testing.T) []headCase {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo", "mediator", "observer")
	full := head(t, m, m.Now(), "alpha", "bravo", "mediator")
	lines := strings.SplitAfter(string(full), "\n")
	join := func(parts ...string) []byte { return []byte(strings.Join(parts, "")) }
	stranger := recordtest.Found(t, "alpha", "bravo", "mediator", "observer", "guarantor")
	foreign := strings.Replace(lines[5], "/alpha ", "/nobody ", 1)
	bad := bytes.Clone(full)
	bad[len(bad)-20] ^= 1
	raw := map[string][]byte{
		"quorum": full, "host alone": join(lines[:5]...), "two of three": join(lines[:7]...),
		"a stranger's line":                       join(append(lines[:8:8], foreign)...),
		"four, of which the three earliest count": head(t, m, m.Now(), "observer", "alpha", "mediator", "bravo"),
		"invalid: no host signature":              join(lines[0], lines[1], lines[2], lines[3], lines[5], lines[6], lines[7]),
		"invalid: a witness twice":                append(bytes.Clone(full), lines[5]...),
		"invalid: a witness's line":               bad,
		"invalid: another size":                   bytes.Replace(full, []byte("\n4\n"), []byte("\n5\n"), 1),
		"invalid: leading zero":                   bytes.Replace(full, []byte("\n4\n"), []byte("\n04\n"), 1),
		"invalid: extension line":                 bytes.Replace(full, []byte("\n\n"), []byte("\nmore\n\n"), 1),
		"invalid: no blank line":                  bytes.Replace(full, []byte("\n\n"), []byte("\n"), 1),
		"invalid: no signatures":                  join(lines[:4]...),
		"invalid: a signature that is no base64":  join(append(lines[:5:5], "\u2014 stranger *\n")...),
		"invalid: a last line without its end":    full[:len(full)-1],
		"invalid: of another mechanism's members": head(t, stranger, m.Now(), "alpha"),
	}
	era := m.State().EraOf(4)
	var out []headCase
	for _, name := range sorted(raw) {
		c := headCase{
			Name: name, Checkpoint: raw[name],
			Era: headEra{era.Host.Origin, era.Host.Key, era.Witnesses, era.Quorum},
		}.read()
		if name == "invalid: of another mechanism's members" { // the host's line holds, the witness's is a stranger's
			c.Name = "another mechanism's members"
		}
		if c.Valid == strings.HasPrefix(c.Name, "invalid") {
			t.Errorf("%s: valid %v", name, c.Valid)
		}
		out = append(out, c)
	}
	return out
}

func sorted(m map[string][]byte) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	for i := range names { // few
		for j := range i {
			if names[i] < names[j] {
				names[i], names[j] = names[j], names[i]
			}
		}
	}
	return names
}

// head is a checkpoint of all leaves of a record, signed by the host in force and
// cosigned by members, the i-th i seconds after at.
func head(t *testing.T, m *recordtest.Mechanism, at statement.Time, members ...string) []byte {
	t.Helper()
	era := m.State().EraOf(m.State().Size())
	host := recordtest.HostKey()
	if era.Host.Key == recordtest.Pub("host 2") {
		host = recordtest.Key("host 2")
	}
	raw, err := checkpoint.Sign(era.Host.Origin, m.State().Size(), m.Root(), host)
	if err != nil {
		t.Fatal(err)
	}
	c, err := checkpoint.Parse(raw, era)
	if err != nil {
		t.Fatal(err)
	}
	for i, member := range members {
		key := recordtest.WitnessKey(member)
		for _, w := range era.Witnesses {
			if w.Member == member && w.Key == recordtest.Pub(member+" witness 2") {
				key = recordtest.Key(member + " witness 2")
			}
		}
		line, err := checkpoint.Cosign(c, charter.WitnessName(m.State().Mechanism(), member), key, at.Add(time.Duration(i)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		if raw, err = checkpoint.Merge(raw, era, line); err != nil {
			t.Fatal(err)
		}
	}
	return raw
}

// receiptCase is a receipt with what it proves.
type receiptCase struct {
	Name      string         `json:"name"`
	File      []byte         `json:"file"`
	Valid     bool           `json:"valid"`
	Index     int64          `json:"index"`
	Size      int64          `json:"size"`
	Type      string         `json:"type"`
	Member    string         `json:"member"`
	Seat      charter.Seat   `json:"seat"`
	Officer   string         `json:"officer"`
	Appointed int64          `json:"appointed"` // place of the appointment, -1 if the charter names the key
	NotLater  statement.Time `json:"not_later"`
	Vouched   bool           `json:"vouched"`
	Void      bool           `json:"void"`    // by what the receipt shows
	Content   []byte         `json:"content"` // of the body, if included
	Inner     *innerFound    `json:"inner"`   // of a sealed statement that is opened
}

// innerFound is what a receipt shows of a sealed statement.
type innerFound struct {
	Type    string   `json:"type"`    // empty where it is no inner statement
	Readers []string `json:"readers"` // its room
	Void    string   `json:"void"`    // rule by which it is void in its room; "entry" if the entry itself is void
}

func innerOf(v *proof.ReceiptVerdict) *innerFound {
	if !v.Sealed || v.Body == nil {
		return nil
	}
	found := &innerFound{Readers: []string{}}
	if v.Inner != nil {
		found.Type, found.Readers = v.Inner.Type, v.Inner.Readers
	}
	switch {
	case v.InnerVoid != nil && v.InnerVoid == v.Entry.Void:
		found.Void = "entry"
	case v.InnerVoid != nil:
		found.Void = v.InnerVoid.Rule
	}
	return found
}

func (c receiptCase) read(document []byte) receiptCase {
	c = receiptCase{Name: c.Name, File: c.File, Content: []byte{}}
	v, err := proof.VerifyReceipt(c.File, document)
	if c.Valid = err == nil; !c.Valid {
		return c
	}
	c.Index, c.Size, c.Type, c.Member, c.Seat = v.Entry.Index, v.Size, v.Entry.Statement.Type, v.Entry.Author.Member, v.Entry.Author.Seat
	c.Officer, c.Appointed, c.NotLater, c.Vouched = v.Entry.Author.Officer, v.Appointed, v.NotLater, v.Vouched
	if v.Body != nil {
		c.Content = v.Body.Content
	}
	c.Void, c.Inner = v.Entry.Void != nil, innerOf(&v)
	return c
}

func TestVectorsReceipts(t *testing.T) {
	run(t, check[receiptCase]{
		name: "receipts.json", about: "R-RECEIPT, R-GROUND: receipts, under the first charter document",
		make: receiptCases,
		find: func(t *testing.T, c receiptCase) any {
			t.Helper()
			return c.read(document(t))
		},
		want:  func(c receiptCase) any { return c },
		title: func(c receiptCase) string { return c.Name },
	})
}

// extractCase is an extract with what it proves.
type extractCase struct {
	Name     string         `json:"name"`
	File     []byte         `json:"file"`
	Valid    bool           `json:"valid"`
	First    int64          `json:"first"`
	Count    int64          `json:"count"`
	Size     int64          `json:"size"`
	Time     statement.Time `json:"time"`
	NotLater statement.Time `json:"not_later"`
	Silence  []silenceCase  `json:"silence"`
}

// silenceCase asks whether a member gave no answer of the type to the notice.
type silenceCase struct {
	Member string           `json:"member"`
	Until  statement.Time   `json:"until"`
	Notice statement.Digest `json:"notice"`
	Type   string           `json:"type"`
	Proved bool             `json:"proved"`
}

func (c extractCase) read(document []byte) extractCase {
	asks := c.Silence
	c = extractCase{Name: c.Name, File: c.File, Silence: []silenceCase{}}
	v, err := proof.VerifyExtract(c.File, document)
	if c.Valid = err == nil; !c.Valid {
		return c
	}
	c.First, c.Count, c.Size, c.Time, c.NotLater = v.Entries[0].Index, int64(len(v.Entries)), v.Size, v.Time, v.NotLater
	for _, a := range asks {
		_, err := v.Silence(a.Member, a.Until, func(typ string) bool { return typ == a.Type }, a.Notice)
		a.Proved = err == nil
		c.Silence = append(c.Silence, a)
	}
	return c
}

func TestVectorsExtracts(t *testing.T) {
	run(t, check[extractCase]{
		name: "extracts.json", about: "R-EXTRACT: extracts, and the silence that they prove",
		make: extractCases,
		find: func(t *testing.T, c extractCase) any {
			t.Helper()
			return c.read(document(t))
		},
		want:  func(c extractCase) any { return c },
		title: func(c extractCase) string { return c.Name },
	})
}

// document is the charter of all receipts and extracts, as charter.json holds it.
func document(t *testing.T) []byte {
	t.Helper()
	made := recordtest.Found(t, "alpha", "bravo", "mediator").Document()
	if *update {
		if err := os.WriteFile("charter.json", made, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	held, err := os.ReadFile("charter.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(held, made) {
		t.Error("charter.json is not what is made now; look at what changed, then run with -update")
	}
	return held
}

// mirror is a whole record in memory.
type mirror struct {
	leaves [][]byte
	hashes []tlog.Hash
}

func (m *mirror) Leaf(index int64) ([]byte, error) { return m.leaves[index], nil }

func (m *mirror) ReadHashes(at []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, n := range at {
		out = append(out, m.hashes[n])
	}
	return out, nil
}

// mirrorOf holds a record as a node does, with its grounds.
func mirrorOf(t *testing.T, m *recordtest.Mechanism) (*mirror, *proof.Grounds) {
	t.Helper()
	log, grounds := &mirror{leaves: m.Leaves()}, &proof.Grounds{}
	a, err := proof.NewAuditor(m.Document(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, leaf := range log.leaves {
		hashes, err := tlog.StoredHashes(int64(i), leaf, log)
		if err != nil {
			t.Fatal(err)
		}
		log.hashes = append(log.hashes, hashes...)
	}
	if err := a.Take(log.leaves, func(e *charter.Entry) error {
		grounds.Add(e)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return log, grounds
}
