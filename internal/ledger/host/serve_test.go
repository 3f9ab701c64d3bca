package host_test

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestServe ends a server while somebody waits for a checkpoint: it does not
// wait for the end of that.
func TestServe(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo").start().found()
	held := k.settled(2)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- k.host.Serve(ctx, l) }()
	k.url = "https://" + l.Addr().String()
	c := k.client("bravo")
	waiting := make(chan struct{})
	go func() {
		defer close(waiting)
		resp, err := c.Get(k.url + "/log/checkpoint?wait=60000&have=" + sum(held.Raw))
		if err == nil {
			resp.Body.Close()
		}
	}()
	if status, _ := k.do("alpha", http.MethodGet, "/log/checkpoint", nil); status != http.StatusOK {
		t.Errorf("served: %d, want 200", status)
	}
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("Serve: %v", err)
		}
	case <-time.After(within):
		t.Error("Serve waits for who waits")
	}
	<-waiting
}
