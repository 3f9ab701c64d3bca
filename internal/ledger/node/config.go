package node

import (
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Keys are what a member's node holds. Sealing is the age identity that opens
// what is sealed to the node; the ledger itself opens nothing.
type Keys struct {
	Statement ed25519.PrivateKey
	Witness   ed25519.PrivateKey
	TLS       ed25519.PrivateKey
	Sealing   string
}

// Config is all that a node is told.
type Config struct {
	Dir      string // mirror/, witness/, bodies/, evidence/ and outbox.log stand here
	Document []byte // the first charter document
	Member   string
	Keys     Keys
	HostURL  string
	Peers    map[string]string     // member to URL of the other nodes
	Clock    func() statement.Time // the system's clock by default
	Logger   *slog.Logger          // slog.Default by default
	Picture  Picture               // a Bare one by default
	// Successor is a host that takes over by certificates that this node has not
	// folded yet; HostURL is then its address. PROTOCOL A12.
	Successor *charter.Host
	// Connect makes the client for the holder of one TLS key; by default one
	// over TLS, pinned to that key. Tests without TLS replace it.
	Connect func(want func() statement.PublicKey) *http.Client
}

// check holds what Open needs, and fills in the defaults.
func (c *Config) check() error {
	if c.Dir == "" || c.Member == "" || len(c.Document) == 0 {
		return errors.New("node: a directory, a member and the first charter document are needed")
	}
	for what, key := range map[string]ed25519.PrivateKey{
		"statement": c.Keys.Statement, "witness": c.Keys.Witness, "TLS": c.Keys.TLS,
	} {
		if len(key) != ed25519.PrivateKeySize {
			return fmt.Errorf("node: no %s key; make the node's keys first", what)
		}
	}
	secure := c.Connect == nil // nothing else knows who is at the other end
	if err := checkURL(c.HostURL, secure); err != nil {
		return fmt.Errorf("node: address of the host: %w", err)
	}
	for member, address := range c.Peers {
		if err := checkURL(address, secure); err != nil {
			return fmt.Errorf("node: address of %s: %w", member, err)
		}
	}
	if c.Clock == nil {
		c.Clock = func() statement.Time { return statement.TimeOf(time.Now()) } //nolint:forbidigo // the default of Clock
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Picture == nil {
		c.Picture = &Bare{}
	}
	if c.Connect == nil {
		cert, err := wire.Certificate(c.Keys.TLS)
		if err != nil {
			return fmt.Errorf("node: %w", err)
		}
		c.Connect = func(want func() statement.PublicKey) *http.Client { return pinned(cert, want) }
	}
	return nil
}

func checkURL(s string, secure bool) error {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && (secure || u.Scheme != "http") {
		return fmt.Errorf("%.100q is no address like https://host:port", s)
	}
	return nil
}

func pinned(cert tls.Certificate, want func() statement.PublicKey) *http.Client {
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig: wire.Client(cert, want), ForceAttemptHTTP2: true,
		MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: 5 * time.Second,
	}}
}
