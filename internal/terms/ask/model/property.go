package model

import (
	"bytes"
	"fmt"

	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// Violation is a property that does not hold after a history.
type Violation struct {
	Property string   // C1 to C5, or B8 where what must be agreed is not
	Text     string   // what was found
	History  []string // the moves that lead there, the filing not counted
}

func (v *Violation) String() string {
	return fmt.Sprintf("%s after %d acts: %s\n  %q", v.Property, len(v.History), v.Text, v.History)
}

// checker holds states against the properties.
type checker struct {
	m       Machine
	digests digests
}

func newChecker(m Machine) *checker { return &checker{m: m, digests: digests{}} }

// verdicts are what the machine and the oracle say at this and every later
// instant, a bit each.
func (c *checker) verdicts(n *node) (machine, oracle uint) {
	o := c.oracle(n.log)
	consented := o.consented()
	for i := n.now; i < len(instants()); i++ {
		if c.m.State(n.a, instants()[i]).State == ask.Agreed {
			machine |= 1 << i
		}
		if consented && !o.held(instants()[i]) {
			oracle |= 1 << i
		}
	}
	return machine, oracle
}

func (c *checker) oracle(log []ask.Act) oracle { return oracle{log: log, digests: c.digests} }

// agreed is C2 and the other half of B8: agreed at an instant if and only if
// the plain log says so.
func (c *checker) agreed(machine, oracle uint) *Violation {
	switch {
	case machine&^oracle != 0:
		return &Violation{Property: "C2", Text: fmt.Sprintf("agreed at instants %06b, the log allows %06b", machine, oracle)}
	case oracle&^machine != 0:
		return &Violation{Property: "B8", Text: fmt.Sprintf("the log agrees at instants %06b, the state only at %06b", oracle, machine)}
	}
	return nil
}

// consent is C3: where it is agreed, an officer of every required addressee
// has signed a consent. It looks for nothing else, and at nothing but the log.
func (c *checker) consent(n *node, machine uint) *Violation {
	if machine == 0 {
		return nil
	}
	_, rev := n.a.Current()
	for _, seat := range rev.Need.Required {
		signed := false
		for _, act := range n.log {
			a, ok := act.(ask.AnsweredBy)
			signed = signed || ok && a.Member == seat.Member && (a.Answer == ask.Consent || a.Answer == ask.Conditions)
		}
		if !signed {
			return &Violation{Property: "C3", Text: "agreed, and " + seat.Member + " never signed a consent"}
		}
	}
	return nil
}

// same is C1: a node that was not there, and one that is woken and restarts
// before each entry, have the same row and states.
func (c *checker) same(n *node) *Violation {
	want, err := statement.Encode(n.a)
	if err != nil {
		return &Violation{Property: "C1", Text: "the row does not encode: " + err.Error()}
	}
	woken := func(a ask.Ask, at statement.Time) (ask.Ask, error) {
		a, err := c.m.Apply(a, ask.TimePassed{Entry: ask.Entry{At: at, Index: a.Last}})
		if err != nil {
			return a, err
		}
		return restart(a, at)
	}
	for _, node := range []struct {
		what   string
		before func(ask.Ask, statement.Time) (ask.Ask, error)
	}{{"folds anew", nil}, {"is woken and restarts", woken}} {
		other, err := c.m.replay(n.log, node.before)
		if err != nil {
			return &Violation{Property: "C1", Text: "a node that " + node.what + ": " + err.Error()}
		}
		other.At = n.a.At // a wake moves it before a void entry; no state depends on that
		got, err := statement.Encode(other)
		if err != nil || !bytes.Equal(got, want) {
			return &Violation{Property: "C1", Text: fmt.Sprintf("a node that %s has another row (%v)\n%s\n%s", node.what, err, got, want)}
		}
		for _, at := range instants()[n.now:] {
			if a, b := c.m.State(n.a, at), c.m.State(other, at); a != b {
				return &Violation{Property: "C1", Text: fmt.Sprintf("a node that %s says %v, another %v", node.what, b, a)}
			}
		}
	}
	return nil
}

// cautious is C4: no clock, no lost line and no statement that is not on the
// record makes a screen less cautious, alone or with all the others.
func (c *checker) cautious(n *node) *Violation {
	at := n.at()
	plain := c.m.Screen(n.a, at, ask.Local{Live: true})
	if s := c.m.State(n.a, at).State; plain.State != s {
		return &Violation{Property: "C4", Text: fmt.Sprintf("a live screen shows %s, the record says %s", plain.State, s)}
	}
	unlogged := unloggedActs(n)
	locals := []ask.Local{{}, {Live: true, Unlogged: unlogged}, {Clock: at + 90*minute, Unlogged: unlogged}}
	for _, skew := range []statement.Time{-90 * minute, -tolerance, tolerance, 15 * minute, 90 * minute} {
		locals = append(locals, ask.Local{Live: true, Clock: at + skew})
	}
	for _, act := range unlogged {
		locals = append(locals, ask.Local{Live: true, Unlogged: []ask.Act{act}})
	}
	for _, local := range locals {
		v := c.m.Screen(n.a, at, local)
		if v.Caution() < plain.Caution() {
			text := fmt.Sprintf("live and with nothing else it shows %s, with %+v it shows %s", plain.State, local, v.State)
			return &Violation{Property: "C4", Text: text}
		}
		if !local.Live && v.State == ask.Agreed {
			return &Violation{Property: "C4", Text: "agreed on a picture that is not live"}
		}
		if v.State == ask.Agreed && restsOnRevoked(n, local.Unlogged) {
			return &Violation{Property: "C4", Text: "agreed by consents of a key whose revocation is at hand"}
		}
	}
	return nil
}

// restsOnRevoked reports whether one of the revocations at hand names the only
// key by which an addressee ever said yes, or the only one by which the author
// ever asked. It looks at nothing but the log.
func restsOnRevoked(n *node, unlogged []ask.Act) bool {
	keys := map[string]map[statement.Digest]bool{} // who must have said something, to the keys that said it
	add := func(e ask.Entry) {
		if keys[e.Member] == nil {
			keys[e.Member] = map[statement.Digest]bool{}
		}
		keys[e.Member][e.Key] = true
	}
	for _, act := range n.log {
		switch act := act.(type) {
		case ask.Filed, ask.Revised:
			add(ask.EntryOf(act))
		case ask.AnsweredBy:
			if act.Answer == ask.Consent || act.Answer == ask.Conditions {
				add(act.Entry)
			}
		}
	}
	for _, act := range unlogged {
		rv, ok := act.(ask.Revoked)
		for _, by := range keys {
			if ok && len(by) == 1 && by[rv.Revokes] {
				return true
			}
		}
	}
	return false
}

// unloggedActs are what a node may hold besides the record: every move that
// could come next, signed and not logged.
func unloggedActs(n *node) []ask.Act {
	var out []ask.Act
	for _, mv := range moves() {
		at := *n
		if act := mv.make(&at); act != nil {
			out = append(out, act)
		}
	}
	return out
}
