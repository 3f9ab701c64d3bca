package kind_test

import (
	"errors"
	"fmt"
	"testing"

	"parley.example/internal/kind"
)

// What is refused says by which rule, or in which field, and is found again when it
// was wrapped.
func TestRefusals(t *testing.T) {
	var void error = &kind.Void{Rule: "R-TOY", Text: "too late"}
	problem := kind.Wrong("envelope.zone", "toy.no_zone", "zone", "north")
	tests := map[string]struct {
		err  error
		want string
	}{
		"void":                   {void, "R-TOY: too late"},
		"problem of a field":     {problem, "envelope.zone: toy.no_zone"},
		"problem of the whole":   {kind.Wrong("", "toy.empty"), "toy.empty"},
		"wrapped, the same word": {errors.Unwrap(fmt.Errorf("admit: %w", void)), "R-TOY: too late"},
	}
	for name, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("%s says %q, want %q", name, got, tt.want)
		}
	}
	v, ok := errors.AsType[*kind.Void](fmt.Errorf("admit: %w", void))
	if !ok || v.Rule != "R-TOY" {
		t.Errorf("a wrapped void is found as %+v, %v", v, ok)
	}
	if p, ok := errors.AsType[*kind.Problem](fmt.Errorf("plan: %w", problem)); !ok || p.Says.Key != "toy.no_zone" {
		t.Errorf("a wrapped problem is found as %+v, %v", p, ok)
	}
}
