package name

// Kinds of what is mentioned. A state is named as an actor or as a country; a
// people is a community or its armed men ("Druze fighters").
const (
	Person       = "person"
	Organisation = "organisation"
	Place        = "place"
	State        = "state"
	People       = "people"
)

// Mention is one place in a text that names somebody or something.
// Text is exactly what lies between Start and End, in bytes.
type Mention struct {
	Start, End int
	Text       string
	Kind       string
	Head       string // the name without titles, offices and possessive owner
	Office     string // the title or the words beside the name: "Syrian Foreign Minister", "a dentist"
	State      string // ISO 3166 code: whose minister, whose ministry, which state, where the place lies; empty: not said
	Class      string // of organisations: agency, outlet, un, body, force, party, organ, monitor, aid, ministry, platform; else empty
	What       string // of places: what the text says it is, "province", "southern"
	Full       string // what the text itself says that an abbreviation stands for
	Flaw       string // why the spelling cannot be trusted; such a mention is merged with nothing
	Rule       string // the rule that found it, for --explain
	key        string // what the lists know it as; empty: by shape alone
	local      bool   // a place that the words around it name as one: "in X"
	acts       bool   // a town that speaks or acts as a government does: "X said"
	seat       string // a town by which the press may mean a government: the state's code
}

// Ref points to a mention: groups[Group][Index] of what Merge was given.
type Ref struct{ Group, Index int }

// Entity is one person, organisation, state, people or place with the spellings
// under which the groups mention it.
type Entity struct {
	Kind, Name string
	Variants   []string
	Rule       string // what joined the variants
	Refs       []Ref  // in order of group and place
	State      string
	Class      string
	Flaw       string
}
