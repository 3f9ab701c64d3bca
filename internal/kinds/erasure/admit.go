package erasure

import (
	"fmt"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/terms/erase"
)

// Rules by which entries of this kind are void.
const (
	RuleAbout = "R-ERASE-1"
	RuleOpen  = "R-ERASE-2"
	RuleType  = "R-ERASE-3"
	RuleWho   = "R-ERASE-4"
)

func void(rule, text string, args ...any) error {
	return &kind.Void{Rule: rule, Text: fmt.Sprintf(text, args...)}
}

// admit judges by rows and entry alone. Whose the statement is, of what type and
// with which body is what the asking says; that it is so the nodes see, which
// have the statement. R-ERASE-6.
func admit(v kind.View, e kind.Entry) error {
	if e.Room != "" {
		return void(RuleOpen, "an erasure is asked and agreed to in the open: whoever holds the text has to hear of it")
	}
	if len(e.About) != 1 {
		return void(RuleAbout, "%s is about one statement, not %d", e.Type, len(e.About))
	}
	about := e.About[0].String()
	if act, ok := e.Act.(erase.Asked); ok {
		return admitAsked(act)
	}
	switch e.Type {
	case erase.TypeAgreed:
		row, ok := erase.Asks.Get(v, about)
		if !ok {
			return void(RuleAbout, "statement %s asks for no erasure on the record", about)
		}
		if !erase.MayAgree(e.Charter, row.Asked.Member, e.Author.Member) {
			return void(RuleWho, "%s does not agree to what %s asked: another member does that is a guarantor or the charter's data officer",
				e.Author.Member, row.Asked.Member)
		}
	case erase.TypeErased:
		for _, row := range erase.Asks.Where(v, "statement", about) {
			if len(row.Agreed) > 0 {
				return nil
			}
		}
		return void(RuleAbout, "nobody has agreed that the text of statement %s goes", about)
	}
	return nil
}

// admitAsked refuses types that keep their text by what they are. What is sealed
// decides by its ciphertext. R-ERASE-3.
func admitAsked(act erase.Asked) error {
	noun, _, _ := strings.Cut(act.Type, ".")
	switch noun {
	case "sealed/v1":
		return void(RuleType, "the text of a sealed statement is not erased: its ciphertext also holds what decides")
	case "charter", "key", "root", "host", "node", "erasure":
		return void(RuleType, "%s has no text that is erased", act.Type)
	}
	return nil
}
