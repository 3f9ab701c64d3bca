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

// Keys are what a member's node holds. Sealing is a file of age identities, one a
// line, the newest first: one that was replaced opens what was sealed before.
// Without any the node reads and writes in the open alone. R-SEAL-18.
type Keys struct {
	Statement ed25519.PrivateKey
	Witness   ed25519.PrivateKey
	TLS       ed25519.PrivateKey
	Sealing   string
	// Former are the witness keys before Witness, oldest first. They are used
	// until a checkpoint covers that they were replaced, and never after.
	Former []ed25519.PrivateKey
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
	// Knows reports whether Picture folds by a rule-set that the roots put into
	// force; nil: by each. PROTOCOL A8, R-WIRE-51.
	Knows func(rules statement.Digest) bool
	// Came is called when sealed bodies came, and once after Run began: the rooms
	// can be folded further. It is called by a goroutine of its own that holds
	// nothing of the node. May be nil.
	Came func()
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
	for _, key := range c.Keys.Former {
		if len(key) != ed25519.PrivateKeySize {
			return fmt.Errorf("node: a former witness key has %d bytes, an Ed25519 key has %d", len(key), ed25519.PrivateKeySize)
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
		// A line that went dead without a word is found, or every request would
		// wait on it in vain for as long as TCP sends again: a quarter of an hour.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 5 * time.Second, PingTimeout: 5 * time.Second},
	}}
}
