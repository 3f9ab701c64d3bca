package charter

import (
	"strings"

	"parley.example/record/statement"
)

// The rules by which an inner statement is void in its room, after the record's
// own of RuleSeat, RulePower and RuleNotAfter. docs/spec/seal.md.
const (
	RuleInnerForm  = "R-SEAL-2" // what the sealed statement committed to is no inner statement
	RuleInnerOuter = "R-SEAL-4" // it names another place, key, member or mechanism than the sealed statement
	RuleInnerType  = "R-SEAL-5" // a type that is never sealed
)

// ReadInner reads and judges the content to which a sealed entry commits. Where
// it has a form, the statement comes back also if it is void: its readers see it
// with its rule. Where it has none there is no room in which to see it. R-SEAL-2.
func ReadInner(outer *Entry, content []byte) (statement.Statement, *Void) {
	inner, err := statement.ParseInner(content)
	if err != nil {
		return statement.Statement{}, void(RuleInnerForm, "%v", err)
	}
	return inner, JudgeInner(outer, &inner)
}

// JudgeInner says by which rule what a sealed entry holds is void in its room;
// nil where it may count there. The kind's rules come after. The inner statement
// is not signed again: whoever signed the sealed one answers for it, so it must
// be that author's, made for that very place, and of a type that the author may
// sign. It does not look at the commitment (statement.CheckBody).
//
// outer is an entry of Fold, or one with its Index, ID, Statement, Author,
// Charter and Leaf.ReceivedAt. A sealed entry that is void itself says nothing
// in any room. R-SEAL-4 to R-SEAL-6.
func JudgeInner(outer *Entry, inner *statement.Statement) *Void {
	if outer.Void != nil {
		return outer.Void
	}
	st := &outer.Statement
	switch {
	case st.Type != statement.SealedType:
		return void(RuleInnerOuter, "entry %d is %s, which seals nothing", outer.Index, st.Type)
	case inner.Mechanism != st.Mechanism:
		return void(RuleInnerOuter, "within mechanism %s, sealed in %s", inner.Mechanism, st.Mechanism)
	case inner.Member != st.Member:
		return void(RuleInnerOuter, "within member %s, sealed by %s", inner.Member, st.Member)
	case inner.Key != st.Key:
		return void(RuleInnerOuter, "within key %s, sealed by %s", inner.Key, st.Key)
	case inner.Seq != st.Seq || inner.Prev != st.Prev:
		return void(RuleInnerOuter, "within seq %d after %s, sealed as seq %d after %s", inner.Seq, inner.Prev, st.Seq, st.Prev)
	}
	if noun, _, _ := strings.Cut(inner.Type, "."); isRecordNoun(noun) || inner.Type == statement.SealedType {
		return void(RuleInnerType, "%s is never sealed", inner.Type)
	}
	if v := outer.Author.May(inner.Type); v != nil {
		return v
	}
	return judgeNotAfter(outer.Charter, outer.Leaf.ReceivedAt, inner.NotAfter)
}
