package ask

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"parley.example/record/statement"
)

// ErrRules is the root of every error about notice rules. R-ASK-70.
var ErrRules = errors.New("notice rules do not hold")

// Any stands in a case for every activity or every zone, and nothing else.
const Any = "*"

// Rules are the notice rules of a charter, which stand in for the agreement
// until it is data of its own (PROTOCOL B1). ParseRules makes them.
type Rules struct {
	Cases            []Case    `json:"cases"`
	Channels         []Channel `json:"channels,omitempty"`
	Conditions       []Offer   `json:"conditions,omitempty"`
	Consent          Wording   `json:"consent"`              // the word of answering (B3)
	LeastAnswer      int64     `json:"least_answer_ms"`      // at least the charter's minimum (B4)
	MoreTime         int       `json:"more_time"`            // how often an addressee may ask for more time (B7)
	OralConfirm      int64     `json:"oral_confirm_ms"`      // longest time to confirm an oral answer; 0 = none is taken
	WithoutPrejudice Texts     `json:"without_prejudice"`    // on every notice, answer, page and print (B3)
	Fallback         []Means   `json:"fallback,omitempty"`   // primary, alternate, contingency, emergency (B13)
	MeansText        []Spoken  `json:"means_text,omitempty"` // how each means is called
	Names            Names     `json:"names,omitzero"`       // how the codes are called
}

// Texts is one text in the three languages; all are given, or it is refused.
type Texts struct {
	AR string `json:"ar"`
	EN string `json:"en"`
	HE string `json:"he"`
}

// Wording is how the agreement calls consent. In code it is consent always.
type Wording struct {
	Text Texts  `json:"text"`
	Word string `json:"word"` // "consent" or "no_objection"
}

// Spoken names a means in the three languages.
type Spoken struct {
	Means Means `json:"means"`
	Text  Texts `json:"text"`
}

// Case says what holds for some sorts, activities and zones. Where several
// cases fit a notice, all hold: who must answer adds up, the longest times and
// all rungs count. R-ASK-71.
type Case struct {
	Activities []string `json:"activities"` // codes, or Any
	Lead       int64    `json:"lead_ms"`    // least time from filing to the window
	MustAnswer []Who    `json:"must_answer"`
	Readers    []Who    `json:"readers,omitempty"`
	Refer      string   `json:"refer"` // office to which what is beyond power is referred
	Rungs      []Rung   `json:"rungs,omitempty"`
	Sorts      []Sort   `json:"sorts"`
	Within     Answers  `json:"within_ms"` // answer time by precedence
	Zones      []string `json:"zones"`     // codes, or Any
}

// Answers are answer times in milliseconds.
type Answers struct {
	Flash     int64 `json:"flash"`
	Immediate int64 `json:"immediate"`
	Priority  int64 `json:"priority"`
	Routine   int64 `json:"routine"`
}

// Of returns the answer time of a precedence; 0 if there is no such.
func (a Answers) Of(p Precedence) int64 {
	switch p {
	case Routine:
		return a.Routine
	case Priority:
		return a.Priority
	case Immediate:
		return a.Immediate
	case Flash:
		return a.Flash
	}
	return 0
}

// Who is one member by its code, or all members of a role.
type Who struct {
	Member string `json:"member,omitempty"`
	Role   string `json:"role,omitempty"`
}

// Rung is a step of the ladder: at After from filing, Office takes it up, if
// there is still no answer. PROTOCOL B11.
type Rung struct {
	After  int64  `json:"after_ms"`
	Office string `json:"office"`
	Text   Texts  `json:"text"`
}

// Channel is the member through whom a correspondent is reached and may answer.
// PROTOCOL B13.
type Channel struct {
	For string `json:"for"`
	Via string `json:"via"`
}

// Offer is a condition on offer, with what its parameters may be. Its texts may
// name the parameters in braces. PROTOCOL B7.
type Offer struct {
	Code   string      `json:"code"`
	Params []OfferSpan `json:"params,omitempty"` // sorted by name
	Text   Texts       `json:"text"`
}

// OfferSpan bounds one parameter: by a least and a most, or by a list of codes.
type OfferSpan struct {
	Codes []string `json:"codes,omitempty"`
	Least int64    `json:"least"`
	Most  int64    `json:"most"`
	Name  string   `json:"name"`
}

// ParseRules reads notice rules and names every problem that it finds. Unknown
// keys, keys that come twice and keys in another case are refused. R-ASK-70.
func ParseRules(b []byte) (Rules, error) {
	var r Rules
	if !utf8.Valid(b) {
		return r, fmt.Errorf("%w: not UTF-8", ErrRules)
	}
	if err := checkKeys(b); err != nil {
		return r, err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return Rules{}, fmt.Errorf("%w: %w", ErrRules, err)
	}
	if err := r.Check(); err != nil {
		return Rules{}, err
	}
	return r, nil
}

// checkKeys walks the tokens: each key is a lower-case word and comes once in
// its object, there is one value, and no null.
func checkKeys(b []byte) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	var open []map[string]bool // nil for an array
	key := false               // the next token of the innermost object is a key
	for n := 0; ; n++ {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) && len(open) == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrRules, err)
		}
		if n > 0 && len(open) == 0 {
			return fmt.Errorf("%w: a second value after the first", ErrRules)
		}
		if name, ok := tok.(string); ok && key {
			seen := open[len(open)-1]
			if seen[name] || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
				return fmt.Errorf("%w: key %.60q comes twice or is no key", ErrRules, name)
			}
			seen[name] = true
			key = false
			continue
		}
		switch tok {
		case nil:
			return fmt.Errorf("%w: null, leave the key out", ErrRules)
		case json.Delim('{'):
			open = append(open, map[string]bool{})
		case json.Delim('['):
			open = append(open, nil)
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
		key = len(open) > 0 && open[len(open)-1] != nil
	}
}

// CheckConditions reports whether each condition is on offer with parameters
// in their bounds, or a free text. PROTOCOL B7.
func (r *Rules) CheckConditions(list []Condition) error {
	if err := CheckConditions(list); err != nil {
		return err
	}
	for _, c := range list {
		if !c.Text.IsZero() {
			continue
		}
		if err := r.checkCondition(c); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rules) checkCondition(c Condition) error {
	for _, o := range r.Conditions {
		if o.Code != c.Code {
			continue
		}
		if len(o.Params) != len(c.Params) {
			return fmt.Errorf("%w: condition %s has %d parameters, want %d", ErrEnvelope, c.Code, len(c.Params), len(o.Params))
		}
		for i, span := range o.Params {
			if p := c.Params[i]; p.Name != span.Name || !span.holds(p) {
				return fmt.Errorf("%w: condition %s: parameter %s is not on offer so", ErrEnvelope, c.Code, p.Name)
			}
		}
		return nil
	}
	return fmt.Errorf("%w: condition %s is not on offer", ErrEnvelope, c.Code)
}

func (s *OfferSpan) holds(p Param) bool {
	if len(s.Codes) == 0 {
		return p.Code == "" && p.Number >= s.Least && p.Number <= s.Most
	}
	return slices.Contains(s.Codes, p.Code)
}

// Channel returns the member through whom a correspondent answers; empty for a
// member that signs for itself.
func (r *Rules) Channel(code string) string {
	for _, c := range r.Channels {
		if c.For == code {
			return c.Via
		}
	}
	return ""
}

func isCodeOrAny(s string) bool { return s == Any || statement.IsCode(s) }
