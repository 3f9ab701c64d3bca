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
	toyNext  = "toy.unknown/v2"
	thirteen = "R-TOY"
)

func toyKinds() []kind.Kind {
	toy := kind.Kind{
		Name: "toy", Rules: 1, Tables: []kind.AnyTable{toyRows},
		Entries: []kind.EntryType{{Name: toyType, Parse: func(b []byte) (any, error) {
			var a toyAct
			err := statement.Decode(b, &a)
			return a, err
		}}},
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
			echoRows.Put(tx, strconv.FormatInt(e.Index%3, 10), r)
			return nil
		},
	}
	return []kind.Kind{toy, echo}
}

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
}

// toyEntries makes judged entries. They are not signed: the engine never looks
// at signatures.
func toyEntries(t testing.TB, doc *charter.Document, lines []toyLine) []charter.Entry {
	t.Helper()
	var all []charter.Entry
	now := statement.Time(1_000_000)
	for i, l := range lines {
		now += statement.Time(l.step)
		act, err := statement.Encode(l.toyAct)
		if err != nil {
			t.Fatal(err)
		}
		e := charter.Entry{Index: int64(i), Time: now, Charter: doc, Author: charter.Author{Member: "alpha", Seat: charter.Officer}}
		e.Leaf.ReceivedAt = now
		e.Statement = statement.Statement{
			Act: act, Type: l.typ, Member: "alpha", Seq: int64(i),
			Nonce: [16]byte(binary.BigEndian.AppendUint64(make([]byte, 8), uint64(i))),
		}
		if l.same >= 0 && l.same < i {
			seq := e.Statement.Seq
			e.Statement = all[l.same].Statement
			e.Statement.Seq = seq
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
