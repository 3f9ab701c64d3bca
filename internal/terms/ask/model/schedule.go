package model

import (
	"fmt"
	"math/rand/v2" //nolint:depguard // the schedules of the model; a seed gives the same again

	"parley.example/internal/terms/ask"
)

// Schedule logs a long random history of one sort and holds every state of it
// against the properties. The same seed gives the same history. With relayed,
// bravo is a correspondent that answers through the observer.
func Schedule(m Machine, sort ask.Sort, relayed bool, seed uint64, acts int) *Violation {
	c := newChecker(m)
	r := rand.New(rand.NewPCG(seed, uint64(sort))) //nolint:gosec // a schedule, no secret
	n, err := c.begin(sort, relayed)
	if err != nil {
		return &Violation{Property: "B8", Text: "filing: " + err.Error()}
	}
	list := append(moves(), sortMoves()...)
	var history []string
	for len(history) < acts {
		mv := list[0] // time passes
		if r.IntN(acts/5+1) != 0 {
			mv = list[1+r.IntN(len(list)-1)]
		}
		if !c.do(&n, mv) {
			if n.now+1 == len(instants()) {
				break
			}
			continue
		}
		history = append(history, mv.name)
		if v := c.every(&n, sort, relayed); v != nil {
			v.History = history
			return v
		}
	}
	return nil
}

// begin files a notice of any sort.
func (c *checker) begin(sort ask.Sort, relayed bool) (node, error) {
	var n node
	filed := n.filed(sort)
	if relayed {
		filed.Need.Required[0].Channel = observer
	}
	if sort == ask.Declaration {
		filed.Need.Required, filed.Within, filed.Declares = nil, 0, ask.Warning
		filed.Need.Readers = []string{bravo, guarantor, mediator}
	}
	a, err := c.m.Apply(ask.Ask{}, filed)
	n.a, n.log = a, append(n.log, filed)
	return n, err
}

// every holds one state against all that its sort promises.
func (c *checker) every(n *node, sort ask.Sort, relayed bool) *Violation {
	if sort == ask.Coordination {
		machine, oracle := c.verdicts(n)
		if v := c.consent(n, machine); v != nil {
			return v
		}
		if v := c.agreed(machine, oracle); v != nil && (!relayed || v.Property == "C2") {
			return v
		}
	} else if v := c.named(n, sort); v != nil {
		return v
	}
	for _, check := range []func(*node) *Violation{c.same, c.cautious} {
		if v := check(n); v != nil {
			return v
		}
	}
	if sort == ask.Declaration {
		return nil // it asks nothing: there is nothing to leave
	}
	return c.exits(n)
}

// named holds the states of the other sorts against the plain log: nothing but
// a coordination request is ever agreed, and what is asked is given by those
// who must give it, each itself.
func (c *checker) named(n *node, sort ask.Sort) *Violation {
	s := c.m.State(n.a, n.at()).State
	if s == ask.Agreed || s == ask.AgreedAsRelayed {
		return &Violation{Property: "C3", Text: fmt.Sprintf("a %s is %s", sort, s)}
	}
	if s != ask.Acknowledged && s != ask.Answered {
		return nil
	}
	for _, seat := range n.current().Need.Required {
		said := false
		for _, act := range n.log {
			if member, ok := gives(act, sort); ok && member == seat.Member {
				said = true
			}
		}
		if !said {
			return &Violation{Property: "C3", Text: fmt.Sprintf("a %s is %s, and %s said nothing", sort, s, seat.Member)}
		}
	}
	return nil
}

// gives reports who gives by an act what a sort asks.
func gives(act ask.Act, sort ask.Sort) (member string, ok bool) {
	switch act := act.(type) {
	case ask.AcknowledgedBy:
		return act.Member, sort == ask.Notification
	case ask.CallStepped:
		return act.Member, sort == ask.Call
	case ask.AnsweredBy:
		return act.Member, (sort == ask.Inquiry || sort == ask.Protest) && act.Answer == ask.Reply
	case ask.Relayed:
		return act.For, (sort == ask.Inquiry || sort == ask.Protest) && act.Answer == ask.Reply
	}
	return "", false
}

// sortMoves are those of the other sorts; in a coordination request they are
// void.
func sortMoves() []move {
	step := func(name string, s ask.Step) move {
		return move{name + ": " + s.String(), false, func(n *node) ask.Act {
			act := ask.CallStepped{Entry: n.entry(name), Step: s}
			if s == ask.Ordered || s == ask.Effective {
				act.When = n.at()
			}
			return act
		}}
	}
	reply := func(name string, s ask.Said) move {
		return move{name + " replies " + s.String(), false, func(n *node) ask.Act {
			rev := n.current()
			return ask.AnsweredBy{Entry: n.entry(name), Answer: ask.Reply, Envelope: rev.Digest, Reply: s, Revision: rev.Mark.ID}
		}}
	}
	return []move{
		step("b1", ask.Received), step("b1", ask.Ordered), step("g1", ask.Effective), step("b2", ask.Refused),
		step("g1", ask.Unable), step("m1", ask.Holding), step("m1", ask.Broken), step("m1", ask.Ordered), step("o1", ask.Ended),
		reply("b1", ask.Ours), reply("b2", ask.Declined), reply("g1", ask.NotOurs), reply("m1", ask.NothingKnown),
		{"b2 acknowledges", false, func(n *node) ask.Act {
			return ask.AcknowledgedBy{Entry: n.entry("b2"), Revision: n.current().Mark.ID}
		}},
		{"m1 takes charge at the first rung", false, func(n *node) ask.Act {
			return ask.Taken{Entry: n.entry("m1"), Addressee: bravo, Rung: 0}
		}},
		{"g1 says it was carried out", false, func(n *node) ask.Act {
			return ask.OutcomeSaid{Entry: n.entry("g1"), Outcome: ask.CarriedOut}
		}},
		{"alpha changes particulars", false, func(n *node) ask.Act {
			return ask.ParticularsChanged{Entry: n.entry("a1"), Digest: keyOf("particulars"), Revision: n.current().Mark.ID}
		}},
	}
}
