package kind

import (
	"embed"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Kind is one feature of the mechanism, whole.
type Kind struct {
	Name    string   // one lower-case word, also the noun of its acts and URLs
	Rules   int      // version of Admit, Fold and Wake; part of the rule-set
	Hears   []string // types of other kinds or of the record that Fold also gets, after their owner's
	Entries []EntryType
	Tables  []AnyTable // written by this kind alone
	Reads   []AnyTable // tables that other kinds write, declared in terms

	// Admit reports whether e may count in its history: a *Void, or nil. It is
	// asked before the author signs, and by every picture again. It never stops
	// the log. For types that the kind hears it is not asked.
	Admit func(View, Entry) error
	// Fold takes in an entry that Admit let through. An error is a bug in this
	// program, and stops the fold before anything of the entry is kept.
	Fold func(Tx, Entry) error
	// Wake is called when record time has reached an alarm, before the entry that
	// moved it is folded, at the alarm's own time. What may still happen at a
	// deadline itself wants the alarm a millisecond later.
	Wake func(Tx, Alarm) error
	// Calls names the members to whom an entry must be delivered at once: their
	// nodes tick when they have it. May be nil.
	Calls func(View, Entry) []string

	Acts    []Act
	Queries []Query
	Pages   []Page
	Board   func(Reader, Viewer) []Line // matters for the board and the inbox, in no order; may be nil
	Files   embed.FS                    // page/*.html, messages/{en,ar,he}.json
}

// EntryType is a type of statement that a kind owns.
type EntryType struct {
	Name     string                            // "notice.filed/v1"
	Parse    func(act []byte) (any, error)     // canonical bytes to a value that cannot be wrong
	Body     func(content []byte) (any, error) // JSON of an opened body to its value; nil if the type has none
	Lapses   bool                              // carries not_after: consent and revision, PROTOCOL A10
	Erasable bool                              // its body may be erased: nothing of it is copied anywhere
	// Rooms makes every room fold it too where it is said in the open: a hold on an
	// area also stops what is sealed. Fold then finds the room's own rows alone, not
	// those that Admit saw, and the entry counts all the same. R-PICTURE-14.
	Rooms bool
}

// Entry is one line of the record that is valid by the record's own rules. Of a
// sealed statement Type, About, NotAfter and Act are what it says inside; all
// else, also ID, is of the statement that is on the record.
type Entry struct {
	Index      int64
	Time       statement.Time // record time at this entry
	ReceivedAt statement.Time
	NotAfter   statement.Time // zero if the entry carries none
	ID         statement.ID
	Author     charter.Author // resolved by the record at this place
	Type       string
	About      []statement.ID
	Seen       int64             // size that the author had seen
	Body       statement.Digest  // commitment of its body, zero if it has none; of a sealed one, that of the ciphertext
	Room       string            // where it was said: "" in the open, also where a room hears it; else as RoomOf has it
	Act        any               // what the owner's Parse made of the leaf; nil for a type that nobody here knows
	Erasable   bool              // its type's body may be erased; a dry run before signing does not say. Decision 0019
	Charter    *charter.Document // in force after this entry; shared, read only
}

// Alarm is a time at which a kind wants to be woken. A key has one alarm:
// setting it again moves it.
type Alarm struct {
	At  statement.Time
	Key string
}

// Void is a verdict of Admit: the entry is kept, shown with its rule, and
// ignored.
type Void struct { //nolint:errname // the word of PROTOCOL for the verdict
	Rule string `json:"rule"`
	Text string `json:"text"`
}

// Error returns the rule and what is wrong.
func (v *Void) Error() string { return v.Rule + ": " + v.Text }
