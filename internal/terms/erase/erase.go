// Package erase holds how the text of a statement is erased: who asks and who
// agrees, on which grounds, and which nodes have said that they no longer have
// it. The kind erasure folds it; every kind whose text can be erased reads it.
// PROTOCOL A6, docs/spec/erasure.md.
package erase

import (
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// The types of statement.
const (
	TypeAsked  = "erasure.asked/v1"  // Asked; about the statement whose text is to go
	TypeAgreed = "erasure.agreed/v1" // Nothing; about the asking entry
	TypeErased = "node.erased/v1"    // Nothing; about the statement whose text has gone
)

// Asked says whose text is to go, and why. It repeats what the record has of the
// statement, so that rules need not look it up: a node holds it against the
// statement before it erases anything. R-ERASE-6.
type Asked struct {
	Body   statement.Digest `json:"body"` // its commitment
	Ground Ground           `json:"ground"`
	Type   string           `json:"type"` // of the statement
}

// Check reports whether the act holds by itself.
func (a Asked) Check() bool { return !a.Body.IsZero() && a.Ground.Check() && statement.IsType(a.Type) }

// Nothing is the act of a statement that says all by its type and what it is
// about.
type Nothing struct{}

// Ground is why a text is erased.
type Ground string

// The grounds, a closed list.
const (
	Danger    Ground = "danger"     // it puts somebody in danger
	ByPerson  Ground = "person"     // the person whom it names asks for it
	Mistake   Ground = "mistake"    // it should not have been written here
	NotNeeded Ground = "not_needed" // what it was needed for is over
	Law       Ground = "law"        // a law or a court that binds the author demands it
)

// Grounds lists the grounds that there are.
func Grounds() []Ground { return []Ground{Danger, ByPerson, Mistake, NotNeeded, Law} }

// Check reports whether the ground is one of Grounds.
func (g Ground) Check() bool { return slices.Contains(Grounds(), g) }

// Says names the ground as the form of the kind erasure does.
func (g Ground) Says() lang.Message { return lang.Say("act.erasure.ask.ground." + string(g)) }

// MayAgree reports whether a member agrees to what another has asked: a
// guarantor, or the data officer of the charter. R-ERASE-4.
func MayAgree(doc *charter.Document, asker, member string) bool {
	m, ok := doc.Member(member)
	return ok && member != asker && (m.Role == charter.Guarantor || doc.DataOfficer == member)
}

// Agreeing lists the members who may agree to what a member has asked. With
// nobody on it no text of that member is ever erased.
func Agreeing(doc *charter.Document, asker string) []string {
	var list []string
	for _, m := range doc.Members {
		if MayAgree(doc, asker, m.Code) {
			list = append(list, m.Code)
		}
	}
	return list
}

// Named says whether an asking names what is so; all but Fits erase nothing.
type Named string

// What may be wrong with what an asking names. R-ERASE-6.
const (
	Fits        Named = ""
	NoStatement Named = "statement" // there is no such entry
	NotTheirs   Named = "author"    // another member's
	OtherType   Named = "type"
	OtherBody   Named = "body"
	NotErasable Named = "kept"   // its type keeps its text, or is not known here
	SealedText  Named = "sealed" // it is sealed: its ciphertext decides, and stays
)

// Holds says whether a row names what the statement's entry is. found is false
// where the record has none.
func (r Row) Holds(e kind.Entry, found bool) Named {
	switch {
	case !found:
		return NoStatement
	case e.Room != "" || e.Type == statement.SealedType:
		return SealedText
	case e.Author.Member != r.Asked.Member:
		return NotTheirs
	case e.Type != r.Type:
		return OtherType
	case e.Body != r.Body:
		return OtherBody
	case !e.Erasable:
		return NotErasable
	}
	return Fits
}
