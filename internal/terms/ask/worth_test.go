package ask

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWorths holds that a history can say of each word why it is not worth what
// it says, as of when it came, whatever came after. R-ASK-12, R-ASK-40.
func TestWorths(t *testing.T) {
	h := history{voids: map[int]Rule{}}
	for i, line := range lines(`
		0 a1 files force=500
		2 b1 consents not-after=1
		3 b2 consents
		4 b1 consents
		25 g1 consents
		26 g1 objects
		30 g9 revokes key=b1 since=1`) {
		h.play(i+1, strings.Fields(line))
	}
	if len(h.voids) > 0 {
		t.Fatalf("void entries: %v", h.voids)
	}
	gone := Worth{Repudiated: true}
	want := map[string][]Worth{
		"bravo":     {{Lapsed: true, Repudiated: true}, {Beyond: true}, gone},
		"guarantor": {{Late: true}, {}},
		"observer":  nil,
	}
	for who, list := range want {
		if diff := cmp.Diff(list, h.a.Worths(who)); diff != "" {
			t.Errorf("words of %s (-want +got):\n%s", who, diff)
		}
	}
	if marks := h.a.party("bravo").Words; !h.a.Repudiated(marks[0].Mark) || h.a.Repudiated(marks[1].Mark) {
		t.Error("b1's word is not repudiated or b2's is, want b1's alone")
	}
}

// TestLateReceipt holds that only a notification's acknowledgment has a time.
func TestLateReceipt(t *testing.T) {
	for _, sort := range []Sort{Notification, Coordination} {
		a, err := Apply(Ask{}, func() Filed { f := fixtureFiled(); f.Sort = sort; return f }())
		if err != nil {
			t.Fatal(err)
		}
		due := a.deadline(0, forever)
		for at, late := range map[string]bool{"in time": false, "late": sort == Notification} {
			m := Mark{At: due, Index: 5, Member: "bravo"}
			if at == "late" {
				m.At++
			}
			if got := a.LateReceipt(0, m); got != late {
				t.Errorf("%s acknowledged %s: late is %t, want %t", sort, at, got, late)
			}
		}
	}
}
