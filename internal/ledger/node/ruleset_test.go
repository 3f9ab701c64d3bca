package node_test

import (
	"slices"
	"testing"

	"parley.example/internal/ledger/node"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// rules puts a rule-set into force by the roots of two members of three, and
// returns the size from which it judges.
func (k *kit) rules(d statement.Digest) (from int64) {
	k.host.set(func() {
		for _, root := range []string{"root:alpha", "root:bravo"} {
			k.host.append(k.mech.Sign(root, charter.TypeRuleSet, charter.RuleSet{Digest: d}), k.clock())
		}
		from = k.host.log.size()
		k.host.append(k.mech.Sign("alpha-1", "notice.filed/v1", map[string]int64{"answer_ms": 60_000}), k.clock())
	})
	return from
}

// A node folds up to the entry that put rules into force which it does not know,
// says so and is not live, and goes on holding and cosigning; with a program that
// knows them it goes on. R-WIRE-51.
func TestUnknownRulesStopTheFold(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	one, two := statement.Digest{1}, statement.Digest{2}
	k.nodes["alpha"].cfg.Knows = func(d statement.Digest) bool { return d == one }
	k.startAll()
	alpha, bravo := k.nodes["alpha"], k.nodes["bravo"]
	k.nodes["mediator"].stop() // from here on every checkpoint needs alpha
	behind := func(r *running) bool { return slices.Contains(r.Live().Reasons, node.DifferentVersions) }

	after := k.rules(one) + 1
	until(t, "alpha folds by the rules that it knows", func() bool { return alpha.size() >= after })
	if in, other := alpha.RulesInForce(); in != one || other || behind(alpha) {
		t.Errorf("in force %v, another %t, want the first, known", in, other)
	}
	from := k.rules(two)
	until(t, "bravo goes on", func() bool { return bravo.size() > from })
	for range 3 { // an end that the next checkpoint would undo is none
		size := k.rules(two)
		until(t, "bravo goes on", func() bool { return bravo.size() > size })
	}
	until(t, "alpha stands", func() bool { return alpha.size() == from && alpha.Held().Size > from })
	live := alpha.Live()
	if live.OK || !behind(alpha) || slices.Contains(live.Reasons, node.NotFolded) || behind(bravo) {
		t.Errorf("alpha is live for %v, bravo for %v; want alpha alone to say different versions", live.Reasons, bravo.Live().Reasons)
	}
	if in, other := alpha.RulesInForce(); in != two || !other {
		t.Errorf("in force %v, another %t, want the second, not known", in, other)
	}

	alpha.stop()
	k.start("alpha") // begins at the first entry, many at once
	until(t, "alpha stands there again", func() bool { return alpha.size() >= from && behind(alpha) })
	if got := alpha.size(); got != from {
		t.Errorf("alpha has folded %d, want %d", got, from)
	}
	alpha.stop()
	alpha.cfg.Knows = func(d statement.Digest) bool { return d == one || d == two }
	k.start("alpha")
	until(t, "alpha goes on", func() bool { return alpha.size() > from+3 && !behind(alpha) })
}
