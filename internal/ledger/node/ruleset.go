package node

import (
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// otherRules reports whether the next entry is to be judged by rules that the
// picture does not know: it stands at the entry that put them into force and
// goes no further, while the node goes on holding and cosigning the record.
// taking or mu is held. R-WIRE-51, PROTOCOL A8.
func (n *Node) otherRules() bool {
	rules, ok := n.state.RuleSet(n.state.Size())
	return ok && n.cfg.Knows != nil && !n.cfg.Knows(rules)
}

// RulesInForce returns the rule-set that the roots have put into force at the
// place of the picture, zero while there is none, and whether it is another than
// the picture knows.
func (n *Node) RulesInForce() (rules statement.Digest, other bool) {
	n.View(func(s *charter.State) {
		rules, _ = s.RuleSet(s.Size())
		other = n.otherRules()
	})
	return rules, other
}
