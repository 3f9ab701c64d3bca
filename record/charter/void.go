package charter

import (
	"fmt"
	"strings"
)

// The rules by which an entry is void, judged in this order; the first that
// fails is the one shown. Kinds add rules of their own after these. R-VOID-0.
const (
	RuleForm      = "R-VOID-1"  // leaf, envelope or statement not in canonical form
	RuleMechanism = "R-VOID-2"  // signed for another mechanism
	RuleKey       = "R-VOID-3"  // a key that the record does not know
	RuleSignature = "R-VOID-4"  // the signature does not hold
	RuleChain     = "R-VOID-5"  // not the next statement of its key
	RuleMember    = "R-VOID-6"  // the key is another member's
	RuleSeen      = "R-VOID-7"  // claims to have seen more than there was
	RuleFounded   = "R-VOID-8"  // the charter is not signed by all yet
	RuleSeat      = "R-VOID-9"  // the key's seat does not sign this type
	RulePower     = "R-VOID-10" // the appointment does not name this type
	RuleExpired   = "R-VOID-11" // before or after the key's time
	RuleEnded     = "R-VOID-12" // the key was revoked or replaced before
	RuleNotAfter  = "R-VOID-13" // not_after further off than the charter lets it be
	RuleAct       = "R-VOID-14" // the act of a record statement does not hold
)

// Void says why an entry does not count. The rule is the verdict, the same in
// every version; the text is for people and stands in no digest.
type Void struct { //nolint:errname // the word of PROTOCOL for the verdict
	Rule string `json:"rule"`
	Text string `json:"text"`
}

// Error returns the rule and what is wrong, for whoever was refused.
func (v *Void) Error() string { return v.Rule + ": " + v.Text }

// maxText bounds a text, which quotes what somebody else wrote.
const maxText = 400

func void(rule, format string, args ...any) *Void {
	text := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "; ")
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "") + "..."
	}
	return &Void{Rule: rule, Text: text}
}
