package model

import (
	"crypto/sha256"
	"encoding/binary"

	"parley.example/internal/terms/ask"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// The world of the search: alpha asks, bravo and the guarantor must answer (the
// guarantor for itself), the mediator reads. EXERCISE.
const (
	alpha     = "alpha"
	bravo     = "bravo"
	guarantor = "guarantor"
	mediator  = "mediator"
	observer  = "observer"
)

const (
	epoch  statement.Time = 1_800_000_000_000
	minute statement.Time = 60_000
)

// instants are the record times of the world, each on another side of an edge
// than the one before: filing, in time, past the answer time at 20, inside an
// extension to 39, in the window 40 to 60, and past it.
func instants() []statement.Time {
	return []statement.Time{epoch, epoch + 10*minute, epoch + 21*minute, epoch + 38*minute, epoch + 41*minute, epoch + 61*minute}
}

const (
	answerTime = 20 * minute
	extendedTo = epoch + 39*minute
	from       = epoch + 40*minute
	until      = epoch + 60*minute
	holdUntil  = epoch + 40*minute
	notAfter   = 15 * minute
	tolerance  = 5_000
)

// officer is a key with its member and its power.
type officer struct {
	member, name string
	force        int64
}

// The officers. Bravo has two; the second may bind for a small force only. The
// third of each stands for the key that a root appoints after a revocation.
func officers() map[string]officer {
	return map[string]officer{
		"a1": {alpha, "a1", 1000}, "a2": {alpha, "a2", 1000},
		"b1": {bravo, "b1", 1000}, "b2": {bravo, "b2", 100}, "b3": {bravo, "b3", 1000},
		"g1": {guarantor, "g1", 1000}, "g3": {guarantor, "g3", 1000},
		"m1": {mediator, "m1", 1000}, "m3": {mediator, "m3", 1000},
		"o1": {observer, "o1", 1000}, "o3": {observer, "o3", 1000},
	}
}

func keyOf(name string) statement.Digest { return sha256.Sum256([]byte("key " + name)) }

func (o officer) powers() []charter.Power {
	return []charter.Power{{Activity: charter.Any, Force: o.force, Hours: 24, Types: []string{"notice.*"}, Zone: charter.Any}}
}

func limits() ask.Limits {
	return ask.Limits{LeastAnswer: int64(10 * minute), NotAfter: int64(notAfter), Tolerance: tolerance}
}

func need() ask.Need {
	return ask.Need{
		MoreTime: 1, OralConfirm: int64(10 * minute), Readers: []string{mediator}, Refer: "head-office", Ruled: true,
		Required: []ask.Seat{{Member: bravo}, {Member: guarantor}},
		Rungs:    []ask.Stair{{After: int64(15 * minute), Office: "head-office"}},
		Within:   int64(answerTime),
	}
}

func envelope(force int64) ask.Envelope {
	return ask.Envelope{
		Activity: "deployment", Force: force, From: from, Until: until, Zone: "zone-a",
		Area: ask.Shape{Form: ask.Circle, Metres: 500, Points: []ask.Point{{Lat: 327_000_000, Lon: 365_000_000}}},
	}
}

func condition() []ask.Condition { return []ask.Condition{{Code: "no-armour"}} }

// node is one state of the world: the log, and what a node makes of it.
type node struct {
	log  []ask.Act
	a    ask.Ask
	now  int  // instant
	void bool // whether the last act was void

	swallowed uint64 // the acts that left no trace in the row
}

func (n *node) at() statement.Time { return instants()[n.now] }

// entry is the next entry of the log, by the officer.
func (n *node) entry(name string) ask.Entry {
	o := officers()[name]
	index := int64(len(n.log) + 1)
	var id statement.ID
	binary.BigEndian.PutUint64(id[:], uint64(index))
	return ask.Entry{
		At: n.at(), ID: id, Index: index, Key: keyOf(name), Member: o.member, Officer: name, Powers: o.powers(), Type: "notice.answered",
	}
}

// filed is the beginning of every history.
func (n *node) filed(sort ask.Sort) ask.Filed {
	return ask.Filed{
		Entry: n.entry("a1"), Body: sha256.Sum256([]byte("body")), Envelope: envelope(50), Limits: limits(), Need: need(),
		Precedence: ask.Priority, Sort: sort, Within: int64(answerTime),
	}
}

// current returns the revision that the node takes for the current one.
func (n *node) current() *ask.Revision {
	_, rev := n.a.Current()
	return rev
}

// due is the answer time as an honest officer reads it on its board.
func (n *node) due() statement.Time {
	if lines := ask.Lines(n.a, n.at()); len(lines) > 0 {
		return lines[0].Due
	}
	return from // a declaration asks nobody
}

// lastStop returns the withdrawal of the member that stands.
func (n *node) lastStop(member string) statement.ID {
	for _, l := range ask.Lines(n.a, n.at()) {
		if l.Member == member {
			return l.Stop.ID
		}
	}
	return statement.ID{}
}
