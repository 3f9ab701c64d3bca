package node_test

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"testing"

	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
)

// A TLS key that was replaced is a stranger's at once, also on a connection that
// was open before. R-WIRE-31.
func TestReplacedKeyIsAStrangerToNodes(t *testing.T) {
	k := newKit(t, "alpha", "bravo")
	k.startAll()
	ask := func(key ed25519.PrivateKey) int {
		t.Helper()
		cert, err := wire.Certificate(key)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := x509.ParseCertificate(cert.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, wire.Path(wire.Checkpoint), nil)
		r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{parsed}}
		w := httptest.NewRecorder()
		k.nodes["alpha"].Handler().ServeHTTP(w, r)
		return w.Code
	}
	old := recordtest.TLSKey("bravo")
	until(t, "alpha has a checkpoint to show, and shows it", func() bool { return ask(old) == http.StatusOK })
	keys := recordtest.NodeKeys("bravo")
	keys.TLS = recordtest.Pub("bravo second tls")
	k.host.set(func() {
		k.host.append(k.mech.Sign("root:bravo", charter.TypeInstalled, charter.Installed{Node: keys}), max(k.clock(), k.mech.Now()))
	})
	until(t, "the old key is a stranger's", func() bool { return ask(old) == http.StatusForbidden })
	if status := ask(recordtest.Key("bravo second tls")); status != http.StatusOK {
		t.Errorf("the new key: %d, want 200", status)
	}
}
