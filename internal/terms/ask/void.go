package ask

import (
	"errors"
	"fmt"
)

// Void is the verdict that an entry does not hold against the ask by a numbered
// rule. The entry is kept, shown with its rule and ignored. PROTOCOL A3.
type Void struct { //nolint:errname // the word of PROTOCOL for the verdict
	Rule Rule
	Text string
}

// Error names the rule first.
func (v *Void) Error() string { return string(v.Rule) + ": " + v.Text }

// ErrOrder is returned for an act that is older than the ask: a fault of who
// folds, never a verdict about the entry.
var ErrOrder = errors.New("act is older than the ask")

// Rule is the id of a rule of docs/spec/ask.md by which an act can be void.
type Rule string

// The rules by which acts are void. Every Void carries one of these.
const (
	RuleFiling     Rule = "R-ASK-1"  // form of a filing
	RuleAsker      Rule = "R-ASK-2"  // only the author
	RuleReader     Rule = "R-ASK-3"  // only an addressee or a reader
	RuleEnvelope   Rule = "R-ASK-5"  // an envelope that holds, and its digest repeated
	RuleWord       Rule = "R-ASK-10" // the answer belongs to the sort and has its fields
	RuleNotAfter   Rule = "R-ASK-14" // not_after is there, and not too far
	RuleConsented  Rule = "R-ASK-16" // after a consent no more time
	RuleMoreTime   Rule = "R-ASK-17" // more time: who, until when, how often
	RuleRevision   Rule = "R-ASK-20" // of the current revision, before the window ends, not withdrawn
	RuleExtension  Rule = "R-ASK-22" // later, until the window begins, not for short notice
	RuleConditions Rule = "R-ASK-23" // conditions are named and well formed
	RuleWithdrawn  Rule = "R-ASK-30" // what a withdrawal names
	RuleHold       Rule = "R-ASK-33" // a hold has an end to come; a call takes none
	RuleLift       Rule = "R-ASK-34" // lifted by its own member, once
	RuleRevoked    Rule = "R-ASK-41" // no act of a revoked key
	RuleRung       Rule = "R-ASK-46" // a rung that there is
	RuleChoice     Rule = "R-ASK-50" // a choice that can be said
	RuleOutcome    Rule = "R-ASK-52" // an outcome in the set
	RuleRelay      Rule = "R-ASK-55" // what can be relayed, by whom
	RuleOral       Rule = "R-ASK-57" // what can be oral
	RuleStep       Rule = "R-ASK-60" // steps of a call
	RuleTwice      Rule = "R-ASK-65" // the same statement once
	RuleAdded      Rule = "R-ASK-72" // an addressee that the author added stays
)

func void(r Rule, format string, args ...any) error {
	return &Void{Rule: r, Text: fmt.Sprintf(format, args...)}
}
