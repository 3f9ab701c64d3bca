package server

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// hostSays serves one answer to every deposit, with the host's TLS key.
func hostSays(t *testing.T, status int, answer []byte) string {
	t.Helper()
	cert, err := wire.Certificate(recordtest.HostTLSKey())
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write(answer)
	}))
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert}}
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // of those whom it turns away
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL
}

// A deposit is done when the host has promised every statement by its log key, and
// not before: an answer without its word could not be held against it. PROTOCOL A7.
func TestDepositWantsPromises(t *testing.T) {
	m := recordtest.Unfounded(t, recordtest.Document("alpha", "bravo", "mediator"))
	host := m.State().Document().Host
	digest := m.State().Mechanism()
	one := m.Sign("root:alpha", charter.TypeSigned, charter.Signed{Charter: digest})
	two := m.Sign("root:bravo", charter.TypeSigned, charter.Signed{Charter: digest})
	promise := func(change func(*wire.Promise), ids ...statement.ID) *wire.SignedPromise {
		p := wire.Promise{IDs: ids, Mechanism: digest, Origin: host.Origin, ReceivedAt: recordtest.Start}
		if change != nil {
			change(&p)
		}
		s, err := p.Sign(recordtest.HostKey())
		if err != nil {
			t.Fatal(err)
		}
		return &s
	}
	elsewhere := func(p *wire.Promise) { p.Origin = "elsewhere.example" }
	another := func(p *wire.Promise) { p.Mechanism = statement.Digest{1} }
	refusals := []wire.Refusal{{ID: two.ID(), Line: 1, Void: charter.Void{Rule: charter.RuleAct}}}
	both := promise(nil, one.ID(), two.ID())
	forged := *both
	forged.Signature = bytes.Clone(both.Signature)
	forged.Signature[0] ^= 1
	tests := map[string]struct {
		answer wire.Submitted
		want   error
	}{
		"both":                {wire.Submitted{Promise: both}, nil},
		"one by one":          {wire.Submitted{Promise: promise(nil, two.ID()), More: []wire.SignedPromise{*promise(nil, one.ID())}}, nil},
		"nothing":             {wire.Submitted{}, ErrNoPromise},
		"one of two":          {wire.Submitted{Promise: promise(nil, one.ID())}, ErrNoPromise},
		"others":              {wire.Submitted{Promise: promise(nil, statement.ID{1}, statement.ID{2})}, ErrNoPromise},
		"by another key":      {wire.Submitted{Promise: &forged}, wire.ErrPromise},
		"for another origin":  {wire.Submitted{Promise: promise(elsewhere, one.ID(), two.ID())}, ErrNoPromise},
		"in another":          {wire.Submitted{Promise: promise(another, one.ID(), two.ID())}, ErrNoPromise},
		"a promise, a refuse": {wire.Submitted{Promise: both, Refused: refusals}, &charter.Void{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			answer, err := json.Marshal(tt.answer)
			if err != nil {
				t.Fatal(err)
			}
			err = Deposit(t.Context(), hostSays(t, http.StatusOK, answer), host, []statement.Envelope{one, two})
			if refused, ok := errors.AsType[*charter.Void](err); ok {
				if _, wanted := errors.AsType[*charter.Void](tt.want); !wanted || refused.Rule != charter.RuleAct {
					t.Errorf("refused by %s, want %v", refused.Rule, tt.want)
				}
				return
			}
			if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
				t.Errorf("deposit: %v, want %v", err, tt.want)
			}
		})
	}
}

// What answers otherwise than a host, or is not the host, has taken nothing.
func TestDepositElsewhere(t *testing.T) {
	m := recordtest.Unfounded(t, recordtest.Document("alpha", "bravo", "mediator"))
	host := m.State().Document().Host
	env := m.Sign("root:alpha", charter.TypeSigned, charter.Signed{Charter: m.State().Mechanism()})
	other := host
	other.TLS = recordtest.Pub("another host")
	tests := map[string]struct {
		address string
		host    charter.Host
		want    string
	}{
		"a refusal of the request": {
			hostSays(t, http.StatusServiceUnavailable, []byte("the clock is off\n")), host, "503 Service Unavailable: the clock is off",
		},
		"a page":           {hostSays(t, http.StatusOK, []byte("<html>EXERCISE</html>")), host, "deposit: invalid character"},
		"half an answer":   {hostSays(t, http.StatusOK, []byte(`{"promise":{"promise":"e30=","sig`)), host, "deposit: unexpected end"},
		"a long complaint": {hostSays(t, http.StatusBadGateway, bytes.Repeat([]byte("x"), 1<<20)), host, "502"},
		"another key":      {hostSays(t, http.StatusOK, []byte("{}")), other, wire.ErrStranger.Error()},
		"nobody":           {"https://127.0.0.1:1", host, "refused"},
		"no address":       {"://", host, "missing protocol scheme"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := Deposit(t.Context(), tt.address, tt.host, []statement.Envelope{env})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("deposit: %v, want %q", err, tt.want)
			}
			if len(err.Error()) > 700 {
				t.Errorf("the error has %d bytes, want a line", len(err.Error()))
			}
		})
	}
}

// A root's statement that the host took without a word stays pending: it is handed
// in again, the same, until there is a promise.
func TestRootWantsAPromise(t *testing.T) {
	h := &fakeHost{answer: http.StatusOK, mute: true}
	dir := solo(t, h)
	if _, err := SignRoot(t.Context(), dir, charter.TypeRevoked, charter.Revoked{Key: statement.Digest{1}}); !errors.Is(err, ErrNoPromise) {
		t.Fatalf("taken without a word: %v, want %v", err, ErrNoPromise)
	}
	h.mute = false
	if err := SettleRoot(t.Context(), dir); !errors.Is(err, ErrPending) {
		t.Errorf("the next call: %v, want %v", err, ErrPending)
	}
	if len(h.got) != 2 || h.got[0].ID() != h.got[1].ID() {
		t.Errorf("the host got %d statements, want the same one twice", len(h.got))
	}
}
