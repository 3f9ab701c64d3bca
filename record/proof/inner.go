package proof

import (
	"strings"

	"parley.example/record/charter"
)

// readInner judges what a sealed entry commits to, where the receipt shows it.
// R-RECEIPT-6, R-SEAL-4 to R-SEAL-6.
func (v *ReceiptVerdict) readInner() {
	if !v.Sealed || v.Body == nil {
		return
	}
	inner, void := charter.ReadInner(&v.Entry, v.Body.Content)
	v.InnerVoid = void
	if inner.Type != "" {
		v.Inner = &inner
	}
}

// explainInner says what the inner statement is, and what showing it does not
// show. R-RECEIPT-6, R-RECEIPT-7.
func (v *ReceiptVerdict) explainInner() {
	if v.Inner == nil {
		return
	}
	v.Proved = append(v.Proved, say("receipt.inner", "type", v.Inner.Type, "readers", strings.Join(v.Inner.Readers, ", ")))
	if v.InnerVoid != nil {
		v.Proved = append(v.Proved, say("receipt.inner_void", "rule", v.InnerVoid.Rule, "text", v.InnerVoid.Text))
	}
	if body := v.Inner.Body; body != nil {
		v.NotShown = append(v.NotShown, say("receipt.inner_body", "size", count(body.Size)))
	}
	v.NotShown = append(v.NotShown, say("receipt.inner_reach"))
}
