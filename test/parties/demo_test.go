package parties

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"parley.example/internal/server"
)

// The demo plays its course through a real host and five nodes to its end.
func TestDemoOnce(t *testing.T) {
	var out bytes.Buffer
	err := server.Demo(t.Context(), server.DemoConfig{
		Dir: t.TempDir(), Listen: "127.0.0.1:0", Once: true, Out: &out, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatalf("demo: %v\n%s", err, out.String())
	}
	for _, want := range []string{"EXERCISE", "All 5 members have the same picture.", "receipts of", "1 extract of"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the demo does not print %q:\n%s", want, out.String())
		}
	}
	t.Log(out.String())
}
