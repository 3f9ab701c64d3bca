package web_test

import (
	"testing"
	"time"

	"parley.example/internal/web/webtest"
)

// A line that nobody reads on, and that has more to say than waits in memory,
// ends with its test.
func TestStreamEndsUnread(t *testing.T) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.Run("unread", func(t *testing.T) {
			b := officer(t, webtest.New(), "en", quick)
			from := stream(t, b, "/live", "")
			for end := time.Now().Add(10 * time.Second); len(from) < cap(from) && time.Now().Before(end); {
				time.Sleep(time.Millisecond)
			}
			if len(from) < cap(from) {
				t.Errorf("%d messages wait, want %d", len(from), cap(from))
			}
			time.Sleep(50 * time.Millisecond) // for one more, which has no room
		})
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		t.Fatal("the line does not end with its test")
	}
}
