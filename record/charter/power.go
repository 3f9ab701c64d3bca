package charter

// Any stands in a Power for every activity or every zone.
const Any = "*"

// Power is one thing that an appointment lets a key do, and how large. Whether
// the key may sign a type of statement at all is a record rule (R-AUTH-4); the
// size is judged by the kind, and above it an act is not void: it reads beyond
// power. PROTOCOL A9.
type Power struct {
	Activity string   `json:"activity"` // an activity of the notice rules, or Any
	Force    int64    `json:"force"`    // largest force, in persons
	Hours    int64    `json:"hours"`    // longest window, in hours
	Types    []string `json:"types"`    // statement types without version: "notice.answered", or "notice.*"
	Zone     string   `json:"zone"`     // a zone of the agreement, or Any
}
