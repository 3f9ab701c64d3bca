package host

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"parley.example/internal/ledger/wire"
	"parley.example/record/statement"
)

// Config is all that a host is told.
type Config struct {
	Dir       string // log/, journal/, cosigned/, transitions/ and bodies/ stand here
	Document  []byte // the first charter document
	LogKey    ed25519.PrivateKey
	TLSKey    ed25519.PrivateKey
	Witnesses map[string]string // member to the address before /add-checkpoint
	Foreign   []Foreign         // witnesses that no quorum counts
	Clock     func() statement.Time
	Logger    *slog.Logger
	Interval  time.Duration // the longest pause from one checkpoint to the next while entries wait; 100 ms by default
	BodyQuota int64         // bytes of bodies kept for one member; 4 GiB by default
	// Insecure takes every connection for a member's: for tests and for a
	// demonstration on loopback without TLS.
	Insecure bool
	// Connect makes the client for the holder of one TLS key; by default one
	// over TLS, pinned to that key. Tests without TLS replace it.
	Connect func(want func() statement.PublicKey) *http.Client
}

// Foreign is a witness outside the mechanism. Its cosignatures stand beside the
// quorum and never count towards it.
type Foreign struct {
	URL  string // before /add-checkpoint
	Vkey string
}

// check holds what Open needs, and fills in the defaults.
func (c *Config) check() error {
	if c.Dir == "" || len(c.Document) == 0 {
		return errors.New("host: a directory and the first charter document are needed")
	}
	if len(c.LogKey) != ed25519.PrivateKeySize || len(c.TLSKey) != ed25519.PrivateKeySize {
		return errors.New("host: a log key and a TLS key are needed; make them with parley host init")
	}
	for member, address := range c.Witnesses {
		if err := checkURL(address); err != nil {
			return fmt.Errorf("host: witness of %s: %w", member, err)
		}
	}
	for _, f := range c.Foreign {
		if err := checkURL(f.URL); err != nil {
			return fmt.Errorf("host: foreign witness: %w", err)
		}
	}
	if c.Clock == nil {
		c.Clock = func() statement.Time { return statement.TimeOf(time.Now()) } //nolint:forbidigo // the default of Clock
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Interval <= 0 {
		c.Interval = 100 * time.Millisecond
	}
	if c.BodyQuota <= 0 {
		c.BodyQuota = 4 << 30
	}
	if c.Connect == nil {
		cert, err := wire.Certificate(c.TLSKey)
		if err != nil {
			return fmt.Errorf("host: %w", err)
		}
		c.Connect = func(want func() statement.PublicKey) *http.Client {
			return &http.Client{Transport: &http.Transport{
				TLSClientConfig: wire.Client(cert, want), ForceAttemptHTTP2: true, TLSHandshakeTimeout: 5 * time.Second,
				MaxIdleConnsPerHost: 2, IdleConnTimeout: 5 * time.Minute,
				HTTP2: &http.HTTP2Config{SendPingTimeout: 5 * time.Second, PingTimeout: 5 * time.Second},
			}}
		}
	}
	return nil
}

func checkURL(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("%.100q is no address like https://host:port/witness", s)
	}
	return nil
}
