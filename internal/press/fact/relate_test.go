package fact

import "testing"

func TestNatural(t *testing.T) {
	for _, p := range [][2]string{{"c9", "c10"}, {"a", "b"}, {"a", "a1"}, {"a01", "a1"}, {"a1b", "a2a"}, {"", "x"}, {"7", "x"}} {
		if natural(p[0], p[1]) >= 0 || natural(p[1], p[0]) <= 0 {
			t.Errorf("natural(%q, %q) = %d and %d the other way, want before and after", p[0], p[1], natural(p[0], p[1]), natural(p[1], p[0]))
		}
	}
	if natural("c07", "c07") != 0 {
		t.Error("equal strings are not equal")
	}
}
