package ask

import (
	"cmp"
	"slices"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Roster is who there is, as the charter in force at the place says.
type Roster []Membership

// Membership is a member with its role.
type Membership struct {
	Member string
	Role   string
}

// Need is what the rules ask of one envelope, in codes and integers alone; the
// texts stay in the Rules. It is kept with the revision, so that a later charter
// changes nothing that runs. R-ASK-71.
type Need struct {
	Lead        int64    `json:"lead"` // milliseconds before the window
	MoreTime    int      `json:"more_time"`
	OralConfirm int64    `json:"oral_confirm"`
	Readers     []string `json:"readers,omitempty"`  // sorted; never in Required
	Refer       string   `json:"refer,omitempty"`    // office for what is beyond power
	Required    []Seat   `json:"required,omitempty"` // sorted by member; addressees, never the author
	Ruled       bool     `json:"ruled"`              // false: no rule applies, the page says so (B2)
	Rungs       []Stair  `json:"rungs,omitempty"`    // by time
	Within      int64    `json:"within"`             // the answer time that the rules ask for, milliseconds
}

// Seat is one addressee that must answer, and how.
type Seat struct {
	Added   bool   `json:"added,omitempty"`   // by the author, over the rules
	Channel string `json:"channel,omitempty"` // of a correspondent: the member that relays for it
	Member  string `json:"member"`
}

// Stair is a rung without its text.
type Stair struct {
	After  int64  `json:"after"`
	Office string `json:"office"`
}

// Need computes who must answer and how long they have. It is the same for all
// who hold the same charter. The author is never among those who must answer.
// R-ASK-71, PROTOCOL B2.
func (r *Rules) Need(author string, e *Envelope, sort Sort, p Precedence, roster Roster) Need {
	var n Need
	n.MoreTime, n.OralConfirm = r.MoreTime, r.OralConfirm
	for i := range r.Cases {
		c := &r.Cases[i]
		if !c.fits(e, sort) {
			continue
		}
		n.Ruled = true
		n.Lead = max(n.Lead, c.Lead)
		n.Within = max(n.Within, c.Within.Of(p), r.LeastAnswer)
		if n.Refer == "" {
			n.Refer = c.Refer
		}
		for _, w := range c.MustAnswer {
			for _, member := range w.members(roster) {
				n.seat(author, Seat{Member: member, Channel: r.Channel(member)})
			}
		}
		for _, w := range c.Readers {
			n.Readers = append(n.Readers, w.members(roster)...)
		}
	}
	for _, rung := range r.Rungs(e, sort) {
		n.Rungs = append(n.Rungs, Stair{After: rung.After, Office: rung.Office})
	}
	n.tidy(author)
	return n
}

// Rungs returns the ladder of all cases that fit, by time, with its texts: the
// n-th is the n-th of Need.Rungs.
func (r *Rules) Rungs(e *Envelope, sort Sort) []Rung {
	var out []Rung
	for i := range r.Cases {
		if r.Cases[i].fits(e, sort) {
			out = append(out, r.Cases[i].Rungs...)
		}
	}
	slices.SortStableFunc(out, func(a, b Rung) int { return cmp.Compare(a.After, b.After) })
	return out
}

// Add returns the need with more addressees and readers, as the author names
// them. It never removes one. R-ASK-72, PROTOCOL B2.
func (n Need) Add(r *Rules, author string, addressees, readers []string) Need {
	n.Required, n.Readers, n.Rungs = slices.Clone(n.Required), slices.Clone(n.Readers), slices.Clone(n.Rungs)
	for _, member := range addressees {
		n.seat(author, Seat{Member: member, Channel: r.Channel(member), Added: true})
	}
	n.Readers = append(n.Readers, readers...)
	n.tidy(author)
	return n
}

// Requires reports whether the member must answer.
func (n *Need) Requires(member string) (Seat, bool) {
	for _, s := range n.Required {
		if s.Member == member {
			return s, true
		}
	}
	return Seat{}, false
}

// reads reports whether the member is an addressee or a reader.
func (n *Need) reads(member string) bool {
	_, ok := n.Requires(member)
	return ok || slices.Contains(n.Readers, member)
}

func (n *Need) seat(author string, s Seat) {
	if _, ok := n.Requires(s.Member); !ok && s.Member != author {
		n.Required = append(n.Required, s)
	}
}

func (n *Need) tidy(author string) {
	slices.SortFunc(n.Required, func(a, b Seat) int { return cmp.Compare(a.Member, b.Member) })
	slices.Sort(n.Readers)
	n.Readers = slices.DeleteFunc(slices.Compact(n.Readers), func(m string) bool {
		_, ok := n.Requires(m)
		return ok || m == author
	})
}

// check reports whether the need has its one spelling and never asks the
// author to answer itself.
func (n *Need) check(author string) bool {
	for _, s := range n.Required {
		if s.Member == author || !statement.IsCode(s.Member) || slices.Contains(n.Readers, s.Member) {
			return false
		}
	}
	return ascend(n.Required, func(a, b Seat) bool { return a.Member < b.Member }) &&
		ascend(n.Readers, func(a, b string) bool { return a < b }) &&
		ascend(n.Rungs, func(a, b Stair) bool { return a.After <= b.After })
}

func (n *Need) clone() Need {
	out := *n
	out.Required, out.Readers, out.Rungs = slices.Clone(n.Required), slices.Clone(n.Readers), slices.Clone(n.Rungs)
	return out
}

func (w Who) members(roster Roster) []string {
	var out []string
	if w.Member != "" {
		return append(out, w.Member)
	}
	for _, m := range roster {
		if m.Role == w.Role {
			out = append(out, m.Member)
		}
	}
	return out
}

func (c *Case) fits(e *Envelope, sort Sort) bool {
	return slices.Contains(c.Sorts, sort) && fits(c.Activities, e.Activity) && fits(c.Zones, e.Zone)
}

func fits(codes []string, code string) bool {
	return slices.Contains(codes, code) || slices.Contains(codes, Any)
}

// Bearing returns those powers that allow the type of statement, without
// version: the size of an act is judged by these alone.
func Bearing(powers []charter.Power, typ string) []charter.Power {
	var out []charter.Power
	for _, p := range powers {
		if slices.ContainsFunc(p.Types, func(t string) bool { return allows(t, typ) }) {
			out = append(out, p)
		}
	}
	return out
}

func allows(pattern, typ string) bool {
	n := len(pattern)
	if n > 2 && pattern[n-2:] == ".*" {
		return len(typ) >= n-1 && typ[:n-1] == pattern[:n-1]
	}
	return pattern == typ
}

// covers reports whether one of the powers is as large as the envelope. What
// it covers binds its member; what it does not reads beyond power. R-ASK-15.
func covers(powers []charter.Power, typ string, e *Envelope) bool {
	for _, p := range Bearing(powers, typ) {
		if (p.Activity == charter.Any || p.Activity == e.Activity) && (p.Zone == charter.Any || p.Zone == e.Zone) &&
			p.Force >= e.Force && p.Hours >= e.hours() {
			return true
		}
	}
	return false
}
