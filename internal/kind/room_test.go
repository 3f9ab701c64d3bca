package kind_test

import (
	"slices"
	"testing"

	"parley.example/internal/kind"
)

// A room has one name, whoever of its readers is named first, and its name gives
// them back.
func TestRoomOf(t *testing.T) {
	tests := map[string]struct {
		readers []string
		room    string
		back    []string
	}{
		"the common room":       {nil, "", nil},
		"no readers":            {[]string{}, "", nil},
		"one":                   {[]string{"alpha"}, "alpha", []string{"alpha"}},
		"sorted":                {[]string{"alpha", "bravo"}, "alpha,bravo", []string{"alpha", "bravo"}},
		"not sorted":            {[]string{"mediator", "alpha"}, "alpha,mediator", []string{"alpha", "mediator"}},
		"twice":                 {[]string{"bravo", "alpha", "bravo"}, "alpha,bravo", []string{"alpha", "bravo"}},
		"a code within another": {[]string{"al", "alpha"}, "al,alpha", []string{"al", "alpha"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			given := slices.Clone(tt.readers)
			if got := kind.RoomOf(tt.readers); got != tt.room {
				t.Errorf("RoomOf(%q) = %q, want %q", tt.readers, got, tt.room)
			}
			if !slices.Equal(given, tt.readers) {
				t.Errorf("RoomOf changed what it was given to %q, want %q", tt.readers, given)
			}
			if got := kind.ReadersOf(tt.room); !slices.Equal(got, tt.back) || (got == nil) != (tt.back == nil) {
				t.Errorf("ReadersOf(%q) = %#v, want %#v", tt.room, got, tt.back)
			}
		})
	}
}
