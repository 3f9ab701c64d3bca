package parties

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"parley.example/internal/ledger/wire"
	"parley.example/record/statement"
)

// gate stands in the place of the host or of a node, with its TLS key, for one
// or for all who talk to it. It hands requests on, under the key of whoever made
// them, unless it is told to lie or to be dead.
type gate struct {
	t       *testing.T
	address string
	conf    *tls.Config
	proxy   *httputil.ReverseProxy
	who     map[statement.PublicKey]string
	clients map[string]*http.Transport // by who asks

	mu     sync.Mutex
	lies   []lie
	server *http.Server // nil while the line is dead
}

// lie answers a request in the place of who is behind the gate; false hands it
// on. by is a member, or "host".
type lie func(w http.ResponseWriter, r *http.Request, by string) bool

// gated puts a gate into every line: from each node to the host, under
// "host@member", and to each node, under its member.
func (c *cell) gated() *cell {
	c.t.Helper()
	host := c.hostFile()
	direct := map[string]string{"host": "https://" + host.Listen}
	for _, code := range c.codes {
		direct[code] = "https://" + c.nodeFile(code).Listen
	}
	for _, code := range c.codes {
		g := c.openGate("host", direct["host"])
		c.gates["host@"+code] = g
		file := c.nodeFile(code)
		file.Host = "https://" + g.address
		c.write(filepath.Join(c.f.NodeDir(code), "node.json"), file)
		c.gates[code] = c.openGate(code, direct[code])
		host.Witnesses[code] = "https://" + c.gates[code].address
	}
	c.write(filepath.Join(c.f.HostDir(), "host.json"), host)
	for _, code := range c.codes {
		file := c.nodeFile(code)
		for other := range file.Peers {
			file.Peers[other] = "https://" + c.gates[other].address
		}
		c.write(filepath.Join(c.f.NodeDir(code), "node.json"), file)
	}
	return c
}

// openGate makes a gate before whose, which listens at an address.
func (c *cell) openGate(whose, address string) *gate {
	c.t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		c.t.Fatal(err)
	}
	g := &gate{t: c.t, who: map[statement.PublicKey]string{}, clients: map[string]*http.Transport{}}
	own := c.key(whose, "tls.pem")
	for _, name := range append([]string{"host"}, c.codes...) {
		key := c.key(name, "tls.pem")
		g.who[statement.PublicOf(key)] = name
		g.clients[name] = &http.Transport{TLSClientConfig: clientConf(c.t, key, statement.PublicOf(own)), ForceAttemptHTTP2: true}
	}
	cert, err := wire.Certificate(own)
	if err != nil {
		c.t.Fatal(err)
	}
	g.conf = wire.Server(cert, false, func(key statement.PublicKey) bool { return g.who[key] != "" })
	g.conf.NextProtos = []string{"h2", "http/1.1"}
	g.proxy = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }, Transport: g, FlushInterval: -1,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			panic(http.ErrAbortHandler) // the line breaks, as it would without a gate
		},
	}
	g.address = net.JoinHostPort(target.Hostname(), "0")
	g.revive()
	c.t.Cleanup(g.kill)
	return g
}

func clientConf(t *testing.T, key ed25519.PrivateKey, want statement.PublicKey) *tls.Config {
	t.Helper()
	cert, err := wire.Certificate(key)
	if err != nil {
		t.Fatal(err)
	}
	return wire.Client(cert, func() statement.PublicKey { return want })
}

// by says who made a request.
func (g *gate) by(r *http.Request) string {
	key, _ := wire.Peer(r)
	return g.who[key]
}

// RoundTrip hands a request on under the key of whoever made it.
func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	by, _ := r.Context().Value(byKey{}).(string)
	client, ok := g.clients[by]
	if !ok {
		return nil, errors.New("nobody known")
	}
	return client.RoundTrip(r)
}

type byKey struct{}

// ServeHTTP lies, or hands on.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	by := g.by(r)
	g.mu.Lock()
	lies := g.lies
	g.mu.Unlock()
	for _, l := range lies {
		if l(w, r, by) {
			return
		}
	}
	g.proxy.ServeHTTP(w, asker(r, by))
}

// asker marks a request with who made it.
func asker(r *http.Request, by string) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), byKey{}, by))
}

// lie makes the gate lie from now on, and breaks what waits for an answer.
func (g *gate) lie(lies ...lie) {
	g.mu.Lock()
	g.lies = lies
	g.mu.Unlock()
	for _, c := range g.clients {
		c.CloseIdleConnections()
	}
}

// honest ends all lies.
func (g *gate) honest() { g.lie() }

// kill makes the line dead: nobody can connect, and what is connected breaks.
func (g *gate) kill() {
	g.mu.Lock()
	s := g.server
	g.server = nil
	g.mu.Unlock()
	if s != nil {
		_ = s.Close() // nothing is written here
	}
	for _, c := range g.clients {
		c.CloseIdleConnections()
	}
}

// revive opens the line, at the address that it had.
func (g *gate) revive() {
	g.t.Helper()
	l, err := net.Listen("tcp", g.address)
	if err != nil {
		g.t.Fatal(err)
	}
	g.address = l.Addr().String()
	s := &http.Server{
		Handler: g, TLSConfig: g.conf, ReadHeaderTimeout: 10 * time.Second,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	g.mu.Lock()
	g.server = s
	g.mu.Unlock()
	go func() { _ = s.ServeTLS(l, "", "") }() // ends with kill
}

// dead answers nothing and breaks the connection.
func dead(http.ResponseWriter, *http.Request, string) bool { panic(http.ErrAbortHandler) }
