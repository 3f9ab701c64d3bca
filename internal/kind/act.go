package kind

import (
	"reflect"

	"parley.example/internal/lang"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Act is one verb of a kind, and the one way to write: the web form, POST
// /api/v1/NOUN/VERB and `parley NOUN VERB` are made from it.
type Act struct {
	Name  string       // "notice.answer"
	In    reflect.Type // a struct; tags json, enum, maxLength, format feed form, OpenAPI and flags
	Types []string     // the types of statement that it may draft: who has no power for one is not offered it
	// Plan says what would be signed. It is pure: the engine asks for the
	// confirmation, signs, submits and gives the receipt. in is a value of In, no
	// pointer. A mistake in it comes back as a *Problem.
	Plan func(v View, by charter.Author, in any) (Plan, error)
	// Choices offers values for fields whose set depends on the charter or the
	// agreement, by the field's JSON name with dots and without indexes:
	// "envelope.zone". It helps who fills in the form; Plan judges. May be nil.
	Choices func(v View, by charter.Author) map[string][]Choice
	// Suggests offers values beside which a text field takes any other, named as
	// in Choices. May be nil.
	Suggests func(v View, by charter.Author) map[string][]Choice
	// Start fills in what can be known before the officer types: in is a value of
	// In with what the link to the form named (a notice's id), and a value of In
	// comes back. It makes a revision begin with the envelope in force. May be nil.
	Start func(r Reader, by Viewer, in any) any
}

// Choice is one value that a field may take, and how it is called.
type Choice struct {
	Value string
	Says  lang.Message
}

// Plan is what an act would put on the record, and the sentences that the
// officer confirms: they repeat what is signed.
type Plan struct {
	Drafts []Draft
	Says   []lang.Message
}

// Draft is a statement before it is chained and signed.
type Draft struct {
	Type    string
	About   []statement.ID
	Act     any      // encodes to the canonical bytes that the type's Parse takes
	Body    any      // JSON for people, or nil; kept beside the log under a salted commitment
	Readers []string // members; empty for an open statement
	// NotAfter bounds the not_after of a type that lapses: a consent's is never
	// beyond the time until which it counts (PROTOCOL A10). Zero: the charter's
	// alone.
	NotAfter statement.Time
	// Lasts leaves not_after out though the type lapses: an objection shares its
	// type with the consent, and never lapses.
	Lasts bool
}

// Problem is a mistake in an act's input, for the person who made it: which
// field, what is wrong, how to mend it.
type Problem struct { //nolint:errname // what the person reads, and seldom an error
	Field string // JSON name, "" for the whole
	Says  lang.Message
}

// Error returns the problem's message key; people get the sentence.
func (p *Problem) Error() string {
	if p.Field == "" {
		return p.Says.Key
	}
	return p.Field + ": " + p.Says.Key
}

// Wrong makes a Problem.
func Wrong(field, key string, pairs ...any) *Problem {
	return &Problem{Field: field, Says: lang.Say(key, pairs...)}
}
