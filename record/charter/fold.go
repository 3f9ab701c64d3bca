package charter

import (
	"parley.example/record/statement"
)

// fold checks the act of a record statement against the state. It changes
// nothing; the function that it returns does.
type fold func(s *State, e *Entry) (commit func(), bad *Void)

// foldOf returns the fold of a record type, nil for the types of kinds.
func (s *State) foldOf(e *Entry) fold {
	switch e.Statement.Type {
	case TypeSigned:
		return (*State).signed
	case TypeProposed:
		return (*State).proposed
	case TypeAppointed:
		return (*State).appointed
	case TypeInstalled:
		return (*State).installed
	case TypeRevoked:
		return (*State).revoked
	case TypeRotated:
		return (*State).rotated
	case TypeRecovered:
		return (*State).recovered
	case TypeSucceeded:
		return (*State).succeeded
	case TypeRuleSet:
		return (*State).ruleSet
	}
	if e.Author.Seat == Root || e.Author.Seat == Candidate {
		return (*State).unknown
	}
	return nil
}

// unknown refuses root statements that this version does not know, since it
// could not fold what a later one means by them.
func (s *State) unknown(e *Entry) (func(), *Void) {
	return nil, void(RuleAct, "%s is no type of record statement", e.Statement.Type)
}

// decode reads the act in its one spelling.
func decode[A any](e *Entry) (A, *Void) {
	var a A
	if err := statement.Decode(e.Statement.Act, &a); err != nil {
		return a, void(RuleAct, "%s: %v", e.Statement.Type, err)
	}
	return a, nil
}
