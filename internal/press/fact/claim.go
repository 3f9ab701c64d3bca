package fact

// Q is one figure of a claim: an interval (a nil bound is open), the words of the text, what is
// counted and how the number was qualified ("at least", "more than", "hundreds").
type Q struct {
	Text, What string
	Min, Max   *int64
	Modifier   string
}

// Claim is one attributed statement, as far as relating it needs. Start and End are days
// (2006-01-02) or empty where open. SourceKind is person, organisation, anonymous or outlet; an
// outlet's own voice has no speaker behind it that the text names.
type Claim struct {
	ID, Doc, Article       string
	Quote                  string
	Type, Polarity         string
	SourceKind, SourceName string
	Via, Wires, Actors     []string
	PlaceName              string
	Start, End             string
	Quantities             []Q
	Outlet                 string
}

// The relations of a Fact.
const (
	Same     = "same"     // the claims tell one thing
	Series   = "series"   // one counter's figures of one matter, at several dates
	Disagree = "disagree" // the claims cannot all be right as they stand, or are not counted alike
)

// The kinds of disagreement.
const (
	OfNumber      = "number"
	OfDate        = "date"
	OfDenial      = "denial"
	OfWording     = "wording"
	OfAttribution = "attribution"
	OfFraming     = "framing"
)

// Fact is one relation between claims. Claims lists their IDs in reading order. Origins counts who
// stands behind them after following the chain: copies, rewrites and one speaker described in
// several ways count once. Kind and Sides are set for a disagreement: each side lists the claims
// that stand together on it. Why says in words what was compared.
type Fact struct {
	ID       string     `json:"id"`
	Relation string     `json:"relation"`
	Claims   []string   `json:"claims"`
	Origins  int        `json:"origins"`
	Why      string     `json:"why"`
	Kind     string     `json:"kind,omitempty"`
	Sides    [][]string `json:"sides,omitempty"`
}
