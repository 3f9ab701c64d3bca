package wire

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"time"

	"parley.example/record/statement"
)

// ErrStranger is returned to a peer whose key the charter does not name.
var ErrStranger = errors.New("the other end's key is not in the charter")

// Certificate wraps a TLS key in a certificate that carries nothing but it.
// Trust rests on the key, which the charter names, never on the certificate's
// dates or names.
func Certificate(key ed25519.PrivateKey) (tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "parley"},
		NotBefore:    time.Unix(0, 0),
		NotAfter:     time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("wrap TLS key: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// Server returns the configuration of a listener that knows its peers by key.
// A peer without a key may connect where strangers is set, to read an open
// log; with a key that allowed does not know it may not.
func Server(cert tls.Certificate, strangers bool, allowed func(statement.PublicKey) bool) *tls.Config {
	auth := tls.RequireAnyClientCert
	if strangers {
		auth = tls.RequestClientCert
	}
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{cert},
		ClientAuth:   auth,
		// A resumed session would not show its key again.
		SessionTicketsDisabled: true,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			if len(raw) == 0 {
				return nil
			}
			key, err := keyOf(raw)
			if err != nil {
				return err
			}
			if !allowed(key) {
				return ErrStranger
			}
			return nil
		},
	}
}

// Client returns the configuration of a connection to the holder of one key.
func Client(cert tls.Certificate, want func() statement.PublicKey) *tls.Config {
	return &tls.Config{
		MinVersion:             tls.VersionTLS13,
		Certificates:           []tls.Certificate{cert},
		InsecureSkipVerify:     true, //nolint:gosec // the key is compared below; names and dates carry no trust here
		SessionTicketsDisabled: true, // a resumed session would not show its key again
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			key, err := keyOf(raw)
			if err != nil {
				return err
			}
			if key != want() {
				return ErrStranger
			}
			return nil
		},
	}
}

// Peer returns the key at the other end of a request.
func Peer(r *http.Request) (statement.PublicKey, bool) {
	var key statement.PublicKey
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return key, false
	}
	pub, ok := r.TLS.PeerCertificates[0].PublicKey.(ed25519.PublicKey)
	copy(key[:], pub)
	return key, ok
}

func keyOf(raw [][]byte) (statement.PublicKey, error) {
	var key statement.PublicKey
	if len(raw) != 1 {
		return key, ErrStranger
	}
	cert, err := x509.ParseCertificate(raw[0])
	if err != nil {
		return key, fmt.Errorf("%w: %w", ErrStranger, err)
	}
	pub, ok := cert.PublicKey.(ed25519.PublicKey)
	if !ok {
		return key, ErrStranger
	}
	copy(key[:], pub)
	return key, nil
}
