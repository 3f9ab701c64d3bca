package kind_test

import (
	"encoding/json"
	"strings"
	"testing"

	"parley.example/internal/kind"
)

// R-API-8: what a query answers has its ids in hex, and reads no other spelling.
func TestHex(t *testing.T) {
	want := `"` + strings.Repeat("0a", 32) + `"`
	var h kind.Hex
	if err := json.Unmarshal([]byte(want), &h); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(h); err != nil || string(got) != want {
		t.Errorf("written as %s (%v), want %s", got, err, want)
	}
	for _, other := range []string{`"` + strings.Repeat("0A", 32) + `"`, `"CgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgo="`, `""`} {
		if err := json.Unmarshal([]byte(other), &h); err == nil {
			t.Errorf("%s is read, want it refused", other)
		}
	}
}
