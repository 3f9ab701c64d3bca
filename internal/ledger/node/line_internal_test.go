package node

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"parley.example/internal/ledger/wire"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// line hands bytes on until it goes dead: what it holds by then gets nothing
// more, and no end either. Connections made later are whole.
type line struct {
	net.Listener
	to string
	mu sync.Mutex
	up chan struct{} // closed when those that are there go dead
}

func (l *line) serve() {
	for {
		in, err := l.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", l.to)
		if err != nil {
			return
		}
		l.mu.Lock()
		up := l.up
		l.mu.Unlock()
		pass := func(to, from net.Conn) {
			b := make([]byte, 1<<16)
			for {
				n, err := from.Read(b)
				select {
				case <-up:
					_, _ = io.Copy(io.Discard, from)
					return
				default:
				}
				if err != nil {
					return
				}
				if _, err := to.Write(b[:n]); err != nil {
					return
				}
			}
		}
		go pass(out, in)
		go pass(in, out)
	}
}

// die silences every connection that is there.
func (l *line) die() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.up)
	l.up = make(chan struct{})
}

// A connection that goes dead without a word is given up in seconds, and the next
// request takes another.
func TestDeadLineIsGivenUp(t *testing.T) {
	t.Parallel()
	cert, err := wire.Certificate(recordtest.TLSKey("bravo"))
	if err != nil {
		t.Fatal(err)
	}
	own, err := wire.Certificate(recordtest.TLSKey("alpha"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) }))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13, NextProtos: []string{"h2"}}
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{Listener: listen, to: server.Listener.Addr().String(), up: make(chan struct{})}
	t.Cleanup(func() { l.Close() })
	go l.serve()
	client := pinned(own, func() statement.PublicKey { return statement.PublicOf(recordtest.TLSKey("bravo")) })
	t.Cleanup(client.CloseIdleConnections)
	peer := newLink("bravo", "https://"+l.Addr().String(), client)
	ask := func() error {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		_, err := peer.do(ctx, http.MethodGet, "/", nil, 100)
		return err
	}
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	l.die()
	began := time.Now()
	for ask() != nil {
		if took := time.Since(began); took > 25*time.Second {
			t.Fatalf("the dead line is still asked after %v", took)
		}
	}
}
