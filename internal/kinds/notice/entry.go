package notice

import (
	"encoding/json"
	"errors"
	"fmt"

	"parley.example/internal/kind"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/tick"
	"parley.example/record/statement"
)

// The types of statement of this kind.
const (
	TypeFiled        = "notice.filed/v1"
	TypeRevised      = "notice.revised/v1"      // about the revision that it replaces
	TypeDetailed     = "notice.detailed/v1"     // about the revision; particulars in the body
	TypeExtended     = "notice.extended/v1"     // about the revision
	TypeWithdrawn    = "notice.withdrawn/v1"    // about the filing
	TypeAcknowledged = "notice.acknowledged/v1" // about the revision
	TypeAnswered     = "notice.answered/v1"     // about the revision
	TypeStopped      = "notice.stopped/v1"      // about the revision: a consent withdrawn
	TypeTaken        = "notice.taken/v1"        // about the filing: charge taken at a rung
	TypeChosen       = "notice.chosen/v1"       // about the filing: the author's intention
	TypeConcluded    = "notice.concluded/v1"    // about the filing: an outcome
	TypeHeld         = "hold.called/v1"         // about a filing, or an area or zone
	TypeLifted       = "hold.lifted/v1"         // about the hold
)

// Filed is the act of TypeFiled. Addressees and Readers are those that the
// author adds to what the notice rules say; they never remove one. PROTOCOL B2.
type Filed struct {
	Addressees []string       `json:"addressees,omitempty"`
	Envelope   ask.Envelope   `json:"envelope"`
	Precedence ask.Precedence `json:"precedence"`
	Readers    []string       `json:"readers,omitempty"`
	Sort       ask.Sort       `json:"sort"`
	Within     int64          `json:"within"` // answer time, milliseconds
}

// Revised is the act of TypeRevised.
type Revised struct {
	Addressees []string     `json:"addressees,omitempty"`
	Envelope   ask.Envelope `json:"envelope"`
	Readers    []string     `json:"readers,omitempty"`
	Within     int64        `json:"within"`
}

// Extended is the act of TypeExtended.
type Extended struct {
	Until statement.Time `json:"until"`
}

// Answered is the act of TypeAnswered. Envelope repeats the digest of what is
// answered, so that nobody answers what it did not see.
type Answered struct {
	Answer     ask.Answer       `json:"answer"`
	Conditions []ask.Condition  `json:"conditions,omitempty"`
	Decider    string           `json:"decider,omitempty"`
	Envelope   statement.Digest `json:"envelope"`
	Resumes    statement.ID     `json:"resumes,omitzero"`
	Until      statement.Time   `json:"until,omitempty"`
}

// Stopped is the act of TypeStopped.
type Stopped struct {
	By    statement.Time `json:"by,omitempty"`
	Doing ask.Doing      `json:"doing"`
	From  statement.Time `json:"from"`
}

// Taken is the act of TypeTaken.
type Taken struct {
	Addressee string `json:"addressee"`
	Rung      int    `json:"rung"`
}

// Chosen is the act of TypeChosen.
type Chosen struct {
	Choice ask.Choice `json:"choice"`
	Clause string     `json:"clause,omitempty"`
}

// Concluded is the act of TypeConcluded.
type Concluded struct {
	Outcome ask.Outcome `json:"outcome"`
}

// Held is the act of TypeHeld: on the notice that it is about, or, about none,
// on an area or a zone. PROTOCOL B9.
type Held struct {
	Area  *ask.Shape     `json:"area,omitempty"`
	Until statement.Time `json:"until"`
	Zone  string         `json:"zone,omitempty"`
}

// Nothing is the act of a statement that says all by its type.
type Nothing struct{}

// Words is the body of a statement: text for people, in the language in which
// it was written. No rule looks at it.
type Words struct {
	Contact string `json:"contact,omitempty"` // who answers the telephone
	Lang    string `json:"lang,omitempty"`
	Note    string `json:"note,omitempty"`   // particulars of a notice; free text of anything else
	Reason  string `json:"reason,omitempty"` // why
	What    string `json:"what,omitempty"`   // what is to happen, in a line
	Where   string `json:"where,omitempty"`  // the place in words
}

func entries() []kind.EntryType {
	return []kind.EntryType{
		{Name: TypeFiled, Parse: parseFiled, Body: words, Erasable: true},
		{Name: TypeRevised, Parse: parseRevised, Body: words, Lapses: true, Erasable: true},
		{Name: TypeDetailed, Parse: parse[Nothing], Body: words, Erasable: true},
		{Name: TypeExtended, Parse: parse[Extended]},
		{Name: TypeWithdrawn, Parse: parse[Nothing], Body: words, Erasable: true},
		{Name: TypeAcknowledged, Parse: parse[Nothing]},
		{Name: TypeAnswered, Parse: parse[Answered], Body: words, Lapses: true, Erasable: true},
		{Name: TypeStopped, Parse: parse[Stopped], Body: words, Erasable: true},
		{Name: TypeTaken, Parse: parse[Taken], Body: words, Erasable: true},
		{Name: TypeChosen, Parse: parse[Chosen], Body: words, Erasable: true},
		{Name: TypeConcluded, Parse: parse[Concluded], Body: words, Erasable: true},
		{Name: TypeHeld, Parse: parseHeld, Body: words, Erasable: true, Rooms: true},
		{Name: TypeLifted, Parse: parse[Nothing], Body: words, Erasable: true, Rooms: true},
		{Name: tick.TypeShown, Parse: parse[tick.Shown]},
	}
}

// parse reads an act in its one spelling.
func parse[A any](act []byte) (any, error) {
	var a A
	if err := statement.Decode(act, &a); err != nil {
		return nil, err
	}
	return a, nil
}

func parseFiled(act []byte) (any, error) {
	var f Filed
	if err := statement.Decode(act, &f); err != nil {
		return nil, err
	}
	return f, errors.Join(listed("addressees", f.Addressees), listed("readers", f.Readers))
}

func parseRevised(act []byte) (any, error) {
	var r Revised
	if err := statement.Decode(act, &r); err != nil {
		return nil, err
	}
	return r, errors.Join(listed("addressees", r.Addressees), listed("readers", r.Readers))
}

// listed wants a list of codes in its one spelling: sorted, each once.
func listed(what string, codes []string) error {
	for i, c := range codes {
		if !statement.IsCode(c) || i > 0 && codes[i-1] >= c {
			return fmt.Errorf("%w: %s: %.40q: want codes, sorted, each once", statement.ErrForm, what, c)
		}
	}
	return nil
}

func parseHeld(act []byte) (any, error) {
	v, err := parse[Held](act)
	if err != nil {
		return nil, err
	}
	h, ok := v.(Held)
	if !ok || h.Area != nil && h.Zone != "" || h.Zone != "" && !statement.IsCode(h.Zone) {
		return nil, fmt.Errorf("%w: a hold is on a notice, an area or a zone", statement.ErrForm)
	}
	if h.Area != nil {
		if err := h.Area.Check(); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func words(content []byte) (any, error) {
	var w Words
	if err := json.Unmarshal(content, &w); err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	return w, nil
}
