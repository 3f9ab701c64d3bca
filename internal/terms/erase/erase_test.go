package erase_test

import (
	"slices"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/terms/erase"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// Another member agrees, that the charter trusts with it: a guarantor, or its data
// officer whatever that one's role. R-ERASE-4.
func TestMayAgree(t *testing.T) {
	plain := recordtest.Document("alpha", "bravo", "guarantor", "mediator")
	officer := plain
	officer.DataOfficer = "mediator"
	own := plain
	own.DataOfficer = "alpha"
	alone := recordtest.Document("alpha")
	alone.DataOfficer = "alpha"
	tests := map[string]struct {
		doc   charter.Document
		asker string
		want  []string
	}{
		"a guarantor":                       {plain, "alpha", []string{"guarantor"}},
		"not the guarantor that asks":       {plain, "guarantor", nil},
		"the data officer too":              {officer, "alpha", []string{"guarantor", "mediator"}},
		"for a guarantor, the data officer": {officer, "guarantor", []string{"mediator"}},
		"not the data officer that asks":    {own, "alpha", []string{"guarantor"}},
		"nobody for who is alone":           {alone, "alpha", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := erase.Agreeing(&tt.doc, tt.asker); !slices.Equal(got, tt.want) {
				t.Errorf("to what %s asks %v may agree, want %v", tt.asker, got, tt.want)
			}
		})
	}
	if erase.MayAgree(&plain, "alpha", "charlie") {
		t.Error("who is no member may agree")
	}
}

// An asking that names anything but what is so erases nothing. R-ERASE-6.
func TestHolds(t *testing.T) {
	row := erase.Row{Asked: erase.Mark{Member: "alpha"}, Body: statement.Digest{1}, Type: "notice.filed/v1"}
	entry := func(change func(*kind.Entry)) kind.Entry {
		e := kind.Entry{Body: statement.Digest{1}, Type: "notice.filed/v1", Erasable: true}
		e.Author.Member = "alpha"
		change(&e)
		return e
	}
	tests := map[erase.Named]func(*kind.Entry){
		erase.Fits:        func(*kind.Entry) {},
		erase.NotTheirs:   func(e *kind.Entry) { e.Author.Member = "bravo" },
		erase.OtherType:   func(e *kind.Entry) { e.Type = "notice.revised/v1" },
		erase.OtherBody:   func(e *kind.Entry) { e.Body = statement.Digest{2} },
		erase.NotErasable: func(e *kind.Entry) { e.Erasable = false },
		erase.SealedText:  func(e *kind.Entry) { e.Room = "alpha,bravo" },
	}
	for want, change := range tests {
		if got := row.Holds(entry(change), true); got != want {
			t.Errorf("it is %q, want %q", got, want)
		}
	}
	if got := row.Holds(entry(func(e *kind.Entry) { e.Type = statement.SealedType }), true); got != erase.SealedText {
		t.Errorf("a sealed statement is %q, want %q", got, erase.SealedText)
	}
	if got := row.Holds(kind.Entry{}, false); got != erase.NoStatement {
		t.Errorf("what is not there is %q, want %q", got, erase.NoStatement)
	}
}

// A repudiated word puts nothing into force, and takes nothing from another one.
// R-ERASE-7.
func TestInForce(t *testing.T) {
	good, bad := erase.Mark{Member: "guarantor"}, erase.Mark{Member: "guarantor", Repudiated: true}
	tests := map[string]struct {
		row  erase.Row
		want bool
	}{
		"asked alone":                 {erase.Row{}, false},
		"agreed":                      {erase.Row{Agreed: []erase.Mark{good}}, true},
		"agreed by a bad key":         {erase.Row{Agreed: []erase.Mark{bad}}, false},
		"agreed by both":              {erase.Row{Agreed: []erase.Mark{bad, good}}, true},
		"asked by a bad key":          {erase.Row{Asked: bad, Agreed: []erase.Mark{good}}, false},
		"asked and agreed by bad one": {erase.Row{Asked: bad, Agreed: []erase.Mark{bad}}, false},
	}
	for name, tt := range tests {
		if got := tt.row.InForce(); got != tt.want {
			t.Errorf("%s: in force %t, want %t", name, got, tt.want)
		}
	}
}

// The grounds are a closed list that nobody adds to.
func TestGrounds(t *testing.T) {
	for _, g := range erase.Grounds() {
		if !g.Check() || !(erase.Asked{Body: statement.Digest{1}, Ground: g, Type: "notice.filed/v1"}).Check() {
			t.Errorf("%q is no ground", g)
		}
	}
	erase.Grounds()[0] = "boredom"
	if erase.Ground("boredom").Check() || erase.Ground("").Check() {
		t.Error("whoever is handed the list can add a ground to it")
	}
}
