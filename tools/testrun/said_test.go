package main

import (
	"slices"
	"testing"
)

// What a library logs beside a test says where it ran, and is no word of the test.
func TestSaidLeavesLogsOut(t *testing.T) {
	got := said("I1125 15:54:07.643661   24387 files.go:496] Initializing\n    kill_test.go:99: seed 7\nIn all 3 kills\n")
	if want := []string{"kill_test.go:99: seed 7", "In all 3 kills"}; !slices.Equal(got, want) {
		t.Errorf("said() = %q, want %q", got, want)
	}
}
