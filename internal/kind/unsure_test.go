package kind_test

import (
	"testing"

	"parley.example/internal/kind"
)

// R-PICTURE-22: only a room is unsure, by what one of its readers sealed after the
// entry, or because it is not folded so far.
func TestUnsure(t *testing.T) {
	unread := kind.Local{Unread: []kind.Unread{{Member: "bravo", Index: 7}}}
	for name, tt := range map[string]struct {
		local kind.Local
		room  string
		after int64
		want  bool
	}{
		"a reader's, later":     {unread, "alpha,bravo", 6, true},
		"a reader's, not later": {unread, "alpha,bravo", 7, false},
		"somebody else's":       {unread, "alpha,mediator", 0, false},
		"in the open":           {unread, "", 0, false},
		"behind":                {kind.Local{Behind: true}, "alpha", 0, true},
		"behind, in the open":   {kind.Local{Behind: true}, "", 0, false},
		"stuck":                 {kind.Local{Stuck: []string{"alpha"}}, "alpha", 0, true},
		"another is stuck":      {kind.Local{Stuck: []string{"alpha,bravo"}}, "alpha", 0, false},
	} {
		if got := tt.local.Unsure(tt.room, tt.after); got != tt.want {
			t.Errorf("%s: unsure is %v, want %v", name, got, tt.want)
		}
	}
}
