package projection_test

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// toy is a kind made up to be awkward: alarms in the past and at one time,
// rows dropped and put again, rows by an index that moves, and a second kind
// that hears it and reads its table.
type toyAct struct {
	Alarm int64  `json:"alarm"` // after the entry's time, may be negative
	Do    string `json:"do"`    // put, drop, arm, clear
	Key   string `json:"key"`
	N     int64  `json:"n"`
}

type toyRow struct {
	N    int64    `json:"n"`
	Tags []string `json:"tags,omitempty"`
	Rung int64    `json:"rung,omitempty"`
}

type echoRow struct {
	Empty int64 `json:"empty"` // rows that read back with no list at all
	Even  int64 `json:"even"`
	Keys  int64 `json:"keys"`
}

var (
	toyRows = kind.Table[toyRow]{Name: "toy", Index: []kind.TypedIndex[toyRow]{
		{Name: "parity", Of: func(r toyRow) (string, bool) { return strconv.FormatInt(r.N%2, 10), r.N >= 0 }},
	}}
	echoRows = kind.Table[echoRow]{Name: "echo"}
)

const (
	toyType  = "toy.done/v1"
	toyWide  = "toy.widened/v1" // folded in rooms too
	toyNext  = "toy.unknown/v2"
	thirteen = "R-TOY"
)

func toyKinds() []kind.Kind {
	toy := kind.Kind{
		Name: "toy", Rules: 1, Tables: []kind.AnyTable{toyRows},
		Entries: []kind.EntryType{{Name: toyType, Parse: parseToy, Body: toyBody}, {Name: toyWide, Parse: parseToy, Rooms: true}},
		Admit: func(_ kind.View, e kind.Entry) error {
			if a, ok := e.Act.(toyAct); ok && a.N == 13 {
				return &kind.Void{Rule: thirteen, Text: "unlucky"}
			}
			return nil
		},
		Fold: toyFold, Wake: toyWake,
	}
	echo := kind.Kind{
		Name: "echo", Rules: 1, Tables: []kind.AnyTable{echoRows}, Reads: []kind.AnyTable{toyRows}, Hears: []string{toyType},
		Fold: func(tx kind.Tx, e kind.Entry) error {
			var r echoRow
			for range toyRows.Where(tx, "parity", "0") {
				r.Even++
			}
			for _, row := range toyRows.All(tx) {
				r.Keys++
				if row.Tags == nil {
					r.Empty++
				}
			}
			echoRows.Put(tx, e.Room+strconv.FormatInt(e.Index%3, 10), r)
			return nil
		},
	}
	return []kind.Kind{toy, echo}
}

func parseToy(b []byte) (any, error) {
	var a toyAct
	err := statement.Decode(b, &a)
	return a, err
}

func toyBody(b []byte) (any, error) { return string(b), nil }

func toyFold(tx kind.Tx, e kind.Entry) error {
	a, ok := e.Act.(toyAct)
	if !ok {
		return errors.New("no act")
	}
	switch a.Do {
	case "put":
		row, _ := toyRows.Get(tx, a.Key)
		row.N = a.N
		row.Tags = append(slices.Clip(row.Tags), a.Do)
		toyRows.Put(tx, a.Key, row)
	case "bare":
		toyRows.Put(tx, a.Key, toyRow{N: a.N, Tags: []string{}})
	case "drop":
		toyRows.Drop(tx, a.Key)
	case "arm":
		tx.Alarm(kind.Alarm{Key: a.Key, At: e.Time + statement.Time(a.Alarm)})
	case "clear":
		tx.Alarm(kind.Alarm{Key: a.Key})
	case "fail":
		return errors.New("a bug")
	case "panic":
		panic("a bug")
	}
	return nil
}

// toyWake rings three times: at once, and a moment later.
func toyWake(tx kind.Tx, al kind.Alarm) error {
	_, at := tx.Place()
	row, _ := toyRows.Get(tx, al.Key)
	row.Rung++
	row.N += int64(at % 7)
	if row.Tags == nil {
		row.Tags = []string{}
	}
	toyRows.Put(tx, al.Key, row)
	switch row.Rung % 3 {
	case 1:
		tx.Alarm(al)
	case 2:
		tx.Alarm(kind.Alarm{Key: al.Key, At: at + 5})
	}
	return nil
}

// restless never lets go of its own time.
func restlessKind() kind.Kind {
	k := toyKinds()[0]
	k.Wake = func(tx kind.Tx, al kind.Alarm) error { tx.Alarm(al); return nil }
	return k
}

// toyDocument is a charter in force from entry 0 on.
func toyDocument(t testing.TB) *charter.Document {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	doc, err := charter.ParseDocument(m.Document())
	if err != nil {
		t.Fatal(err)
	}
	return &doc
}

// toyLine is an entry of a made-up history.
type toyLine struct {
	toyAct
	typ  string
	void bool // by the record's rules
	node bool // a node's word
	same int  // repeats the act of an earlier line, chained anew; -1 for its own
	step int64
	room string // sealed to these readers, "" for one said in the open
}

// safe holds what sealed statements say, by commitment, and opens what is at hand
// and not sealed to the room lost.
type safe struct {
	inner   map[statement.Digest][]byte
	missing map[statement.Digest]bool
	opened  map[statement.Digest]int
	asked   int
}

func newSafe() *safe {
	return &safe{
		inner: map[statement.Digest][]byte{}, missing: map[statement.Digest]bool{}, opened: map[statement.Digest]int{},
	}
}

func (s *safe) Open(st *statement.Statement) ([]byte, kind.Gone) {
	s.asked++
	raw := s.inner[st.Body.Commit]
	if s.missing[st.Body.Commit] {
		return nil, kind.Missing
	}
	s.opened[st.Body.Commit]++
	if inner, err := statement.ParseInner(raw); err == nil && kind.RoomOf(inner.Readers) == lost {
		return nil, kind.Sealed
	}
	return raw, kind.Here
}

// seal makes a sealed statement of what the line says, and puts that into the safe.
func (s *safe) seal(t testing.TB, i int, room string, inner statement.Statement) statement.Statement {
	t.Helper()
	inner.Readers = kind.ReadersOf(room)
	raw, err := inner.InnerBytes()
	if err != nil {
		t.Fatal(err)
	}
	outer := inner
	outer.Act, outer.Readers, outer.Type = []byte("{}"), nil, statement.SealedType
	commit := statement.Digest(sha256.Sum256(fmt.Append(raw, i)))
	outer.Body = &statement.Body{Cipher: statement.Digest{1}, Commit: commit, Size: 1}
	s.inner[commit] = raw
	return outer
}

// toyEntries makes judged entries. They are not signed: the engine never looks
// at signatures.
func toyEntries(t testing.TB, doc *charter.Document, lines []toyLine) []charter.Entry {
	t.Helper()
	return toySealed(t, doc, lines, newSafe())
}

// toySealed puts what is sealed into a safe.
func toySealed(t testing.TB, doc *charter.Document, lines []toyLine, in *safe) []charter.Entry {
	t.Helper()
	var all []charter.Entry
	var said []statement.Statement
	now := statement.Time(1_000_000)
	for i, l := range lines {
		now += statement.Time(l.step)
		act, err := statement.Encode(l.toyAct)
		if err != nil {
			t.Fatal(err)
		}
		e := charter.Entry{Index: int64(i), Time: now, Charter: doc, Author: toyAuthor()}
		e.Leaf.ReceivedAt = now
		e.Statement = statement.Statement{
			Act: act, Type: l.typ, Member: "alpha", MadeAt: 1, Seq: int64(i), Seen: statement.Seen{Root: statement.EmptyRoot},
			Nonce: [16]byte(binary.BigEndian.AppendUint64(make([]byte, 8), uint64(i))),
		}
		if i > 0 {
			e.Statement.Prev = statement.Digest{1}
		}
		if l.same >= 0 && l.same < i {
			seq, prev := e.Statement.Seq, e.Statement.Prev
			e.Statement = said[l.same]
			e.Statement.Seq, e.Statement.Prev = seq, prev
		}
		said = append(said, e.Statement)
		if l.room != "" {
			e.Statement = in.seal(t, i, l.room, e.Statement)
		}
		if l.node {
			e.Author.Seat = charter.Node
		}
		if l.void {
			e.Void = &charter.Void{Rule: "R-RECORD", Text: "void by the record"}
		}
		e.ID = statement.ID(sha256.Sum256(fmt.Append(nil, "entry ", i)))
		all = append(all, e)
	}
	return all
}

func toyAuthor() charter.Author {
	return charter.Author{Member: "alpha", Seat: charter.Officer, Powers: []charter.Power{{Types: []string{"toy.*"}}}}
}
