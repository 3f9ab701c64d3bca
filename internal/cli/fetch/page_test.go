package fetch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestRefuse(t *testing.T) {
	tests := map[string]bool{ // whether it is refused
		"127.0.0.1": true, "127.9.9.9": true, "::1": true, "0.0.0.0": true, "::": true, "10.1.2.3": true, "172.16.0.1": true,
		"192.168.1.1": true, "169.254.169.254": true, "100.64.0.1": true, "224.0.0.1": true, "255.255.255.255": true,
		"198.18.0.1": true, "240.0.0.1": true, "fe80::1": true, "fe80::1%eth0": true, "fd00::1": true, "ff02::1": true, "fec0::1": true,
		"::ffff:127.0.0.1": true, "::ffff:10.0.0.1": true, "::127.0.0.1": true, "64:ff9b::7f00:1": true, "64:ff9b::a00:1": true,
		"2002:7f00:1::": true, "2002:a00:1::": true, "2001:0:7f00::1": true, "2001:db8::1": true, "0.1.2.3": true,
		"8.8.8.8": false, "2606:4700::1": false, "64:ff9b::808:808": false, "::ffff:8.8.8.8": false, "172.32.0.1": false, "100.128.0.1": false,
	}
	for s, want := range tests {
		if err := refuse(netip.MustParseAddr(s)); errors.Is(err, ErrPrivate) != want {
			t.Errorf("refuse(%s) = %v, want refused: %t", s, err, want)
		}
	}
	if refuse(netip.Addr{}) == nil {
		t.Error("no address at all is let through")
	}
}

func TestPage(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/ok", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=windows-1256")
		_, _ = w.Write([]byte("EXERCISE"))
		if r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" {
			t.Errorf("a header that tells of other pages: %v", r.Header)
		}
	})
	mux.Handle("/there", http.RedirectHandler("/ok", http.StatusFound))
	mux.Handle("/round", http.RedirectHandler("/round", http.StatusFound))
	mux.Handle("/file", http.RedirectHandler("file:///etc/passwd", http.StatusFound))
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 5000)) })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	tests := map[string]struct {
		address string
		says    string // the error; "" for none
	}{
		"a page":              {server.URL + "/ok", ""},
		"a redirect":          {server.URL + "/there", ""},
		"redirects in a ring": {server.URL + "/round", "more than 3 redirects"},
		"another scheme":      {server.URL + "/file", "only http and https"},
		"not there":           {server.URL + "/none", "404"},
		"too large":           {server.URL + "/large", "more than 1000 bytes"},
		"too slow":            {server.URL + "/endless", "took more than"},
		"a password":          {strings.Replace(server.URL, "//", "//a:secret@", 1), "leave it out"},
		"no host":             {"http:///x", "names no host"},
		"a file":              {"file:///etc/passwd", "only http and https"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := &Client{AllowPrivate: true, Redirects: 3, Bytes: 1000, Timeout: 2 * time.Second}
			src, err := c.Page(t.Context(), tt.address)
			if tt.says == "" {
				if err != nil || string(src.Raw) != "EXERCISE" || !strings.Contains(src.Media, "windows-1256") || src.URL != server.URL+"/ok" {
					t.Errorf("%+v, %v, want the page at /ok", src, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "secret") {
				t.Errorf("error %v, want one that says %q and no password", err, tt.says)
			}
		})
	}
}

// A page of this machine is not loaded, by number, by name, or behind a redirect
// from a page that may be; nothing reaches the server.
func TestPagePrivate(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"} {
		_, err := (&Client{}).Page(t.Context(), "http://"+host+":"+port+"/")
		if !errors.Is(err, ErrPrivate) || !strings.Contains(err.Error(), "--allow-private") {
			t.Errorf("%s: %v, want %v and how to allow it", host, err, ErrPrivate)
		}
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("the server was asked %d times, want never", n)
	}
}

// A redirect leads to a connection of its own, which is judged like the first.
func TestRedirectIsJudgedAgain(t *testing.T) {
	var asked atomic.Int64
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer inside.Close()
	outside := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusFound))
	defer outside.Close()
	// The rule lets the first server's port through, as if it were outside.
	c := &Client{judge: func(at netip.AddrPort) error {
		if strings.HasSuffix(outside.URL, at.String()) {
			return nil
		}
		return refuse(at.Addr())
	}}
	if _, err := c.Page(t.Context(), outside.URL); !errors.Is(err, ErrPrivate) {
		t.Errorf("error %v, want %v", err, ErrPrivate)
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("the server inside was asked %d times, want never", n)
	}
}

func TestPageCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (&Client{AllowPrivate: true}).Page(ctx, "http://127.0.0.1:1/"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}
