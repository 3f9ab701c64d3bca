package kind

import (
	"errors"
	"reflect"
	"slices"

	"parley.example/internal/lang"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Gone says why a body cannot be read here. It changes no state.
type Gone uint8

// What may have become of a body.
const (
	Here    Gone = iota
	None         // the statement has no body
	Missing      // not at hand; the node has asked for it
	Sealed       // not for this member
	Erased       // erased by an entry of its own
)

// Reader is a View for people: it also opens bodies and knows what only this
// node knows. What it adds may make a screen more cautious, never less.
type Reader interface {
	View
	// Body returns what the type's Body made of a statement's body.
	Body(id statement.ID) (any, Gone)
	// Entry returns an entry by its statement id.
	Entry(id statement.ID) (Entry, bool)
	// Aside returns what this node knows besides the record.
	Aside() Local
}

// Local is what a node knows that is not on the record.
type Local struct {
	Live    bool           // PROTOCOL A5
	Clock   statement.Time // the node's own
	Revoked []Revocation   // at hand, and not on the record as far as it is folded; PROTOCOL A9
	Unread  []Unread       // sealed and not at hand, of each member the newest, by code; what its node says is left out
	Behind  bool           // what is sealed is not folded as far as the common room, in every room
	Stuck   []string       // rooms that are not folded further
}

// Unread is a sealed entry on the record whose ciphertext is not at hand: whose
// room it is of, and what it says, nobody here can tell yet. R-PICTURE-22.
type Unread struct {
	Member string // whose officer sealed it
	Index  int64
}

// Unsure reports whether something may have been said in a room after an entry
// that is not in the room's rows here: one of its readers sealed what is not at
// hand, or the room is not folded so far. R-PICTURE-22.
func (l Local) Unsure(room string, after int64) bool {
	if room == "" {
		return false
	}
	readers := ReadersOf(room)
	return l.Behind || slices.Contains(l.Stuck, room) || slices.ContainsFunc(l.Unread, func(u Unread) bool {
		return u.Index > after && slices.Contains(readers, u.Member)
	})
}

// Revocation is a root's revocation of one of its member's keys.
type Revocation struct {
	ID     statement.ID
	Root   statement.Digest // key that signed it
	Member string           // whose root and key they are
	Key    statement.Digest // that it revokes
	Since  statement.Time   // compromised since, zero if it does not say
}

// Revokes reports whether one of the revocations at hand names the key.
func (l Local) Revokes(key statement.Digest) bool {
	return slices.ContainsFunc(l.Revoked, func(r Revocation) bool { return r.Key == key })
}

// Viewer is who looks: an officer of the node's own member.
type Viewer struct {
	charter.Author
	Lang string // en, ar, he
}

// Query is one way to read: `GET /api/v1/NOUN` or `/NOUN/{id}`, and `parley
// NOUN list` or `show`.
type Query struct {
	Name string       // "notice.list", "notice.show"
	In   reflect.Type // a struct of scalars; a query that shows one has the field ID
	Row  reflect.Type // what one row encodes to in JSON
	// Run returns the rows in order. One that shows one returns one row, or none
	// where it does not exist.
	Run func(r Reader, by Viewer, in any) ([]any, error)
}

// ErrNotFound is returned by a Page's Make where nothing of that name exists.
var ErrNotFound = errors.New("not found")

// Page is one page of a kind inside the shell.
type Page struct {
	Path     string // "/notice/{id}"
	Title    string // message key
	Template string // file under page/, defines the block "main"
	Nav      bool   // listed in the navigation
	// Make returns what the template shows: ready values, no database. params are
	// the named parts of Path, and the parameters of the URL's query beside them.
	Make func(r Reader, by Viewer, params map[string]string) (any, error)
}

// Tone is how a line presses.
type Tone string

// The tones, from calm to loud. Each also has a word and an icon on screen.
const (
	Calm    Tone = "calm"
	Due     Tone = "due"
	Overdue Tone = "overdue"
	Ringing Tone = "ringing" // rings: suspended, proceeding without consent, a hold, a call
	Done    Tone = "done"
)

// Line is one matter on the board: who owes whom an answer, and how long they
// have. Several addressees of one notice are several lines.
type Line struct {
	Key      string // statement id in hex of the matter
	Link     string // path of its page
	From     string // member code
	To       string // member code of who owes; "" where nobody does
	Title    lang.Message
	State    lang.Message
	Detail   lang.Message // delivered or not, rung, lateness
	Tone     Tone
	Deadline statement.Time // zero if none runs
	Opened   statement.Time
}
