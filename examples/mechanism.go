package examples

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley.example/internal/terms/ask"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Mechanism is what a founding needs besides keys and addresses.
type Mechanism struct {
	Name       charter.Text       `json:"name"`
	Exercise   bool               `json:"exercise"` // never false in this package
	Members    []Member           `json:"members"`
	Host       string             `json:"host"` // code of the member that runs the host
	Witnesses  []string           `json:"witnesses"`
	Faulty     int                `json:"faulty"`
	OpenLog    bool               `json:"open_log"`
	Desks      []string           `json:"desks"`
	Kinds      []string           `json:"kinds"`
	Markings   []string           `json:"markings"`
	Tolerances charter.Tolerances `json:"tolerances"`
	Rules      json.RawMessage    `json:"notice_rules"`
	Officers   []Officer          `json:"officers"`
}

// Member is a seat without its keys.
type Member struct {
	Code  string       `json:"code"`
	Role  charter.Role `json:"role"`
	Names charter.Text `json:"names"`
}

// Officer is a seat of a member that its root is to appoint. Name is the title
// of a role: no person's.
type Officer struct {
	Member string          `json:"member"`
	Code   string          `json:"code"`
	Name   charter.Text    `json:"name"`
	Desks  []string        `json:"desks"`
	Powers []charter.Power `json:"powers"`
}

// Document returns the charter document with everything but what the founding
// makes: nonce, root and node keys, host origin and host keys. Scale multiplies
// the times of the notice rules as it does those of the course; 1 leaves them.
// The least answer time stays, as the tolerance does from which it follows.
func (m *Mechanism) Document(scale int64) (charter.Document, error) {
	rules, err := scaled(m.Rules, scale)
	if err != nil {
		return charter.Document{}, err
	}
	d := charter.Document{
		V: 1, Name: m.Name, Exercise: m.Exercise, Host: charter.Host{Member: m.Host}, Witnesses: slices.Clone(m.Witnesses),
		Faulty: m.Faulty, OpenLog: m.OpenLog, Tolerances: m.Tolerances, Desks: slices.Clone(m.Desks),
		Kinds: slices.Clone(m.Kinds), Markings: slices.Clone(m.Markings), Rules: rules,
	}
	for _, member := range m.Members {
		d.Members = append(d.Members, charter.Member{Code: member.Code, Role: member.Role, Names: member.Names})
	}
	return d, nil
}

// Officer returns the officer of that code.
func (m *Mechanism) Officer(code string) (Officer, bool) {
	i := slices.IndexFunc(m.Officers, func(o Officer) bool { return o.Code == code })
	if i < 0 {
		return Officer{}, false
	}
	return m.Officers[i], true
}

func (m *Mechanism) member(code string) bool {
	return slices.ContainsFunc(m.Members, func(x Member) bool { return x.Code == code })
}

// scaled writes the notice rules with every time of theirs multiplied.
func scaled(raw json.RawMessage, scale int64) (json.RawMessage, error) {
	if scale < 1 || scale > maxScale {
		return nil, fmt.Errorf("%w: scale %d, want 1 to %d", ErrExample, scale, maxScale)
	}
	r, err := ask.ParseRules(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: notice_rules: %w", ErrExample, err)
	}
	r.OralConfirm *= scale
	for i := range r.Cases {
		c := &r.Cases[i]
		c.Lead *= scale
		c.Within.Flash *= scale
		c.Within.Immediate *= scale
		c.Within.Priority *= scale
		c.Within.Routine *= scale
		for j := range c.Rungs {
			c.Rungs[j].After *= scale
		}
	}
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("%w: notice_rules at scale %d: %w", ErrExample, scale, err)
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return nil, fmt.Errorf("notice rules: %w", err)
	}
	return bytes.TrimSpace(buf.Bytes()), nil
}

// maxScale is the slowest pace: a second becomes a hundred.
const maxScale = 100

// languages are those in which every text for people is.
var languages = []string{"ar", "en", "he"}

// check names what the charter does not check itself, or what it could check
// only once there are keys.
func (m *Mechanism) check() error {
	var p problems
	p.want(m.Exercise, "exercise: an example is an exercise")
	p.text("name", m.Name)
	p.want(strings.Contains(m.Name["en"], "EXERCISE"), "name.en: says EXERCISE")
	seen := map[string]bool{}
	for i, x := range m.Members {
		where := fmt.Sprintf("members[%d]", i)
		p.want(statement.IsCode(x.Code) && !seen[x.Code], "%s.code: %.40q is no code or comes twice", where, x.Code)
		seen[x.Code] = true
		p.text(where+".names", x.Names)
	}
	p.want(m.member(m.Host), "host: %.40q is none of the members", m.Host)
	seen = map[string]bool{}
	for i, o := range m.Officers {
		where := fmt.Sprintf("officers[%d]", i)
		p.want(statement.IsCode(o.Code) && !seen[o.Code], "%s.code: %.40q is no code or comes twice", where, o.Code)
		seen[o.Code] = true
		p.want(m.member(o.Member), "%s.member: %.40q is none of the members", where, o.Member)
		p.text(where+".name", o.Name)
		p.want(strings.Contains(o.Name["en"], "EXERCISE"), "%s.name.en: says EXERCISE", where)
		for _, d := range o.Desks {
			p.want(slices.Contains(m.Desks, d), "%s.desks: %.40q is not in the charter", where, d)
		}
		p.want(len(o.Powers) > 0, "%s.powers: none", where)
		for j, power := range o.Powers {
			p.want(len(power.Types) > 0 && power.Activity != "" && power.Zone != "" && power.Force >= 0 && power.Hours >= 0,
				"%s.powers[%d]: want types, activity, zone and sizes that are not negative", where, j)
		}
	}
	for _, x := range m.Members {
		p.want(slices.ContainsFunc(m.Officers, func(o Officer) bool { return o.Member == x.Code }), "officers: %s has none", x.Code)
	}
	_, err := scaled(m.Rules, 1)
	return errors.Join(errors.Join(p...), err)
}

// text wants a text in every language and in no other.
func (p *problems) text(where string, t charter.Text) {
	p.want(len(t) == len(languages), "%s: want %s", where, strings.Join(languages, ", "))
	for _, l := range languages {
		p.want(t[l] != "", "%s.%s: missing", where, l)
	}
}
