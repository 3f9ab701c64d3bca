package wire_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"parley.example/internal/ledger/wire"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

func certificate(t *testing.T, key ed25519.PrivateKey) tls.Certificate {
	t.Helper()
	c, err := wire.Certificate(key)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// listener is a server that answers with who it thinks is asking.
func listener(t *testing.T, cert tls.Certificate, strangers bool, allowed func(statement.PublicKey) bool) string {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, ok := wire.Peer(r)
		if !ok {
			_, _ = io.WriteString(w, "a stranger")
			return
		}
		_, _ = io.WriteString(w, key.ID().String())
	}))
	s.TLS = wire.Server(cert, strangers, allowed)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL
}

// ask sends one request over a connection of its own.
func ask(t *testing.T, url string, conf *tls.Config) (string, error) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: conf, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}

func pinned(key ed25519.PrivateKey) func() statement.PublicKey {
	return func() statement.PublicKey { return statement.PublicOf(key) }
}

// Both ends are known by their keys: the server says whose request it is, and a
// client speaks with the key it wants or with nobody. R-WIRE-1, R-WIRE-2.
func TestPinned(t *testing.T) {
	hostKey, alpha, bravo := recordtest.HostTLSKey(), recordtest.TLSKey("alpha"), recordtest.TLSKey("bravo")
	host := certificate(t, hostKey)
	onlyAlpha := func(k statement.PublicKey) bool { return k == statement.PublicOf(alpha) }
	asAlpha := wire.Client(certificate(t, alpha), pinned(hostKey))
	asNobody := wire.Client(certificate(t, alpha), pinned(hostKey))
	asNobody.Certificates = nil
	noKey := func() statement.PublicKey { return statement.PublicKey{} }
	// Certificates that were copied, without their keys.
	copied := func(c tls.Certificate) tls.Certificate {
		return tls.Certificate{Certificate: c.Certificate, PrivateKey: bravo}
	}
	chain := tls.Certificate{Certificate: append(host.Certificate, certificate(t, bravo).Certificate...), PrivateKey: hostKey}
	tests := map[string]struct {
		server    tls.Certificate
		strangers bool
		client    *tls.Config
		want      string // what the server says; "" where there is no connection
	}{
		"a member":                         {host, false, asAlpha, statement.PublicOf(alpha).ID().String()},
		"a member of an open log":          {host, true, asAlpha, statement.PublicOf(alpha).ID().String()},
		"a stranger":                       {host, false, asNobody, ""},
		"a stranger at an open log":        {host, true, asNobody, "a stranger"},
		"a key not named":                  {host, false, wire.Client(certificate(t, bravo), pinned(hostKey)), ""},
		"a key not named, at an open log":  {host, true, wire.Client(certificate(t, bravo), pinned(hostKey)), ""},
		"another host":                     {certificate(t, bravo), false, asAlpha, ""},
		"the host's log key for its TLS":   {certificate(t, recordtest.HostKey()), false, asAlpha, ""},
		"a client that wants no key":       {host, false, wire.Client(certificate(t, alpha), noKey), ""},
		"the host's certificate, not key":  {copied(host), false, asAlpha, ""},
		"alpha's certificate, not its key": {host, false, wire.Client(copied(certificate(t, alpha)), pinned(hostKey)), ""},
		"a chain of two":                   {chain, false, asAlpha, ""},
		"a key that is not Ed25519":        {other(t), false, asAlpha, ""},
		"a member's key that is not":       {host, true, wire.Client(other(t), pinned(hostKey)), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := ask(t, listener(t, tt.server, tt.strangers, onlyAlpha), tt.client)
			if got != tt.want || (err != nil) != (tt.want == "") {
				t.Errorf("the server says %q (%v), want %q", got, err, tt.want)
			}
		})
	}
}

// A client that meets another key says so.
func TestAnotherKeyIsSaid(t *testing.T) {
	url := listener(t, certificate(t, recordtest.TLSKey("bravo")), true, func(statement.PublicKey) bool { return true })
	_, err := ask(t, url, wire.Client(certificate(t, recordtest.TLSKey("alpha")), pinned(recordtest.HostTLSKey())))
	if !errors.Is(err, wire.ErrStranger) {
		t.Errorf("%v, want %v", err, wire.ErrStranger)
	}
}

// A key that is replaced takes effect at the next connection at both ends, without
// a new configuration, and no session is resumed past it.
func TestReplacedKey(t *testing.T) {
	hostKey, alpha := recordtest.HostTLSKey(), recordtest.TLSKey("alpha")
	var known atomic.Bool
	known.Store(true)
	url := listener(t, certificate(t, hostKey), false, func(statement.PublicKey) bool { return known.Load() })
	var want atomic.Pointer[statement.PublicKey]
	first := statement.PublicOf(hostKey)
	want.Store(&first)
	conf := wire.Client(certificate(t, alpha), func() statement.PublicKey { return *want.Load() })
	conf.ClientSessionCache = tls.NewLRUClientSessionCache(8)
	if _, err := ask(t, url, conf); err != nil {
		t.Fatal(err)
	}
	known.Store(false)
	if got, err := ask(t, url, conf); err == nil {
		t.Errorf("a key that was taken away gets %q, want no connection", got)
	}
	known.Store(true)
	next := recordtest.Pub("next host")
	want.Store(&next)
	if got, err := ask(t, url, conf); !errors.Is(err, wire.ErrStranger) {
		t.Errorf("the old key of a host that has another now: %q (%v), want %v", got, err, wire.ErrStranger)
	}
}

// Older versions of TLS, which show certificates in clear, are refused.
func TestOldTLS(t *testing.T) {
	hostKey := recordtest.HostTLSKey()
	url := listener(t, certificate(t, hostKey), true, func(statement.PublicKey) bool { return true })
	conf := wire.Client(certificate(t, recordtest.TLSKey("alpha")), pinned(hostKey))
	conf.MinVersion, conf.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
	if got, err := ask(t, url, conf); err == nil {
		t.Errorf("TLS 1.2 gets %q, want no connection", got)
	}
}

// A request without a connection of its own is nobody's.
func TestPeerOfNothing(t *testing.T) {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", nil)
	if key, ok := wire.Peer(r); ok || key != (statement.PublicKey{}) {
		t.Errorf("Peer = %x, %v; want nobody", key, ok)
	}
}

// other is a certificate of a key that no charter can name.
func other(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
