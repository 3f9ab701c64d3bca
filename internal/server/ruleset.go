package server

import (
	"parley.example/internal/kinds"
	"parley.example/internal/projection"
	"parley.example/record/statement"
)

// Rules names the rule-set of this program: its kinds with the versions of their
// rules. Roots put it into force by charter.ruleset/v1. PROTOCOL A8.
func Rules() statement.Digest { return projection.RuleSet(kinds.All()) }

// knows reports whether this program folds by a rule-set. It has one version of
// each kind, so that it folds by its own alone; docs/decisions/0018 says what a
// release that changes rules must bring.
func knows(rules statement.Digest) bool { return rules == Rules() }

// inForce names the rule-set that the roots have agreed on, "" while there is
// none.
func (n *Node) inForce() string {
	if rules, _ := n.ledger.RulesInForce(); !rules.IsZero() {
		return rules.String()
	}
	return ""
}
