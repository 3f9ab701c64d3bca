package examples

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// Course is a play. Its times are those of the quickest pace; Play stretches
// them.
type Course struct {
	V          int     `json:"v"`
	HumanScale int64   `json:"human_scale"` // the scale at which people can follow
	Patience   int64   `json:"patience_ms"` // longest wait for an expectation, never scaled
	Never      []Never `json:"never"`
	Steps      []Step  `json:"steps"`
}

// Never names states that the notice must not show on any picture, ever.
type Never struct {
	Notice string      `json:"notice"` // "@" and the step that filed it
	States []ask.State `json:"states"`
}

// Step is an act, an expectation, or an act and what it must come to.
type Step struct {
	ID      string          `json:"id"`
	At      int64           `json:"at_ms"` // not before; after the step before it in any case
	Officer string          `json:"officer,omitempty"`
	Act     string          `json:"act,omitempty"` // "notice.file"
	Input   json.RawMessage `json:"input,omitempty"`
	Refused string          `json:"refused,omitempty"` // rule id or message key; the act must not go through
	Expect  *Expectation    `json:"expect,omitempty"`
	Say     string          `json:"say"` // one line for who watches, in English
}

// Ref takes a reference to a step apart: "@relief" is the step relief.
func Ref(s string) (string, bool) {
	id, ok := strings.CutPrefix(s, "@")
	return id, ok && statement.IsCode(id)
}

// Step returns the step of that id.
func (c *Course) Step(id string) (Step, bool) {
	i := slices.IndexFunc(c.Steps, func(s Step) bool { return s.ID == id })
	if i < 0 {
		return Step{}, false
	}
	return c.Steps[i], true
}

// CheckActs reports each act that the caller, who has the list of kinds, does
// not know.
func (c *Course) CheckActs(known func(act string) bool) error {
	var p problems
	for i := range c.Steps {
		s := &c.Steps[i]
		p.want(s.Act == "" || known(s.Act), "step %s: no kind has the act %.60q", s.ID, s.Act)
	}
	return errors.Join(p...)
}

// filing is the act that begins a notice.
const filing = "notice.file"

func (c *Course) check(m *Mechanism) error {
	var p problems
	p.want(c.V == 1, "v: %d, this program reads 1", c.V)
	p.want(c.HumanScale >= 1 && c.HumanScale <= maxScale, "human_scale: %d, want 1 to %d", c.HumanScale, maxScale)
	p.want(c.Patience > 0, "patience_ms: %d, want more than 0", c.Patience)
	p.want(len(c.Steps) > 0, "steps: none")
	signed := map[string]string{} // step to the act that it signed
	seen := map[string]bool{}
	last := int64(0)
	for i := range c.Steps {
		s := &c.Steps[i]
		where := fmt.Sprintf("steps[%d] %.40q", i, s.ID)
		p.want(statement.IsCode(s.ID) && !seen[s.ID], "%s: the id is no code or comes twice", where)
		seen[s.ID] = true
		p.want(s.At >= last && s.At <= maxTime, "%s: at_ms %d is before the step before it", where, s.At)
		last = max(last, s.At)
		p.want(s.Say != "", "%s: say what happens", where)
		p.want(s.Act != "" || s.Expect != nil, "%s: neither act nor expectation", where)
		c.checkAct(&p, where, s, m, signed)
		if s.Act != "" && s.Refused == "" {
			signed[s.ID] = s.Act
		}
		if s.Expect != nil {
			s.Expect.check(&p, where+".expect", m, signed)
		}
	}
	for i, n := range c.Never {
		id, ok := Ref(n.Notice)
		p.want(ok && signed[id] == filing, "never[%d].notice: %.40q is no notice that is filed here", i, n.Notice)
		p.want(len(n.States) > 0, "never[%d].states: none", i)
	}
	return errors.Join(p...)
}

// checkAct holds the form of a step's act, and that its input names only what
// an earlier step signed.
func (c *Course) checkAct(p *problems, where string, s *Step, m *Mechanism, signed map[string]string) {
	if s.Act == "" {
		p.want(s.Officer == "" && len(s.Input) == 0 && s.Refused == "", "%s: officer, input or refusal without an act", where)
		return
	}
	_, ok := m.Officer(s.Officer)
	p.want(ok, "%s: officer %.40q is not in the mechanism", where, s.Officer)
	noun, verb, _ := strings.Cut(s.Act, ".")
	p.want(slices.Contains(m.Kinds, noun) && statement.IsCode(verb), "%s: act %.60q is of no kind in use", where, s.Act)
	p.want(s.Refused == "" || isRefusal(s.Refused), "%s: refused %.60q, want a rule id or a message key", where, s.Refused)
	p.want(bytes.HasPrefix(s.Input, []byte("{")), "%s: input: want an object", where)
	_, err := replace(s.Input, func(text string) (any, error) {
		hole, err := parseHole(text)
		if err != nil {
			return nil, err
		}
		if hole.step != "" && signed[hole.step] == "" {
			return nil, fmt.Errorf("no earlier step signed %s", text)
		}
		return text, nil
	})
	p.want(err == nil, "%s: input: %v", where, err)
}

// isRefusal reports whether s looks like a rule id or a message key.
func isRefusal(s string) bool {
	return strings.HasPrefix(s, "R-") || strings.Count(s, ".") >= 1 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_.") == ""
}
