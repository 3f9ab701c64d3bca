package server

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ErrNoPromise is returned where a host answers and does not give its word for a
// statement: it may have it or not, and nothing could be held against it.
var ErrNoPromise = errors.New("the host gives no promise")

// Deposit hands signed statements to a host over any connection, as roots do:
// their keys are offline, so they have no place among the members' connections.
// It fails where the host refuses one, or does not promise each by its log key.
// PROTOCOL A7.
func Deposit(ctx context.Context, address string, host charter.Host, envelopes []statement.Envelope) error {
	_, stranger, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("deposit: %w", err)
	}
	cert, err := wire.Certificate(stranger)
	if err != nil {
		return fmt.Errorf("deposit: %w", err)
	}
	conf := wire.Client(cert, func() statement.PublicKey { return host.TLS })
	conf.Certificates = nil // a stranger shows no key
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: conf, ForceAttemptHTTP2: true}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	var body bytes.Buffer
	for i := range envelopes {
		body.Write(envelopes[i].Bytes())
		body.WriteByte('\n')
	}
	answer, err := hand(ctx, client, address+wire.Path(wire.Submit), body.Bytes())
	for tries := 0; errors.Is(err, errNotYet) && tries < 20; tries++ {
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("deposit: %w", ctx.Err())
		}
		answer, err = hand(ctx, client, address+wire.Path(wire.Submit), body.Bytes())
	}
	if err != nil {
		return fmt.Errorf("deposit: %w", err)
	}
	var s wire.Submitted
	if err := json.Unmarshal(answer, &s); err != nil {
		return fmt.Errorf("deposit: %w", err)
	}
	if len(s.Refused) > 0 {
		return fmt.Errorf("deposit: line %d: %w", s.Refused[0].Line, &s.Refused[0].Void)
	}
	return promised(&s, host, envelopes)
}

// errNotYet is a host that listens and takes nothing: it has just started, or is
// about to stop.
var errNotYet = errors.New("the host says 503 Service Unavailable")

// hand posts statements once, and returns the host's answer.
func hand(ctx context.Context, client *http.Client, address string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // read whole below
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<22))
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode == http.StatusServiceUnavailable:
		return nil, fmt.Errorf("%w: %.300s", errNotYet, answer)
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the host says %s: %.300s", resp.Status, answer)
	}
	return answer, nil
}

// promised holds that the host has given its word for every statement.
func promised(s *wire.Submitted, host charter.Host, envelopes []statement.Envelope) error {
	by := map[statement.ID]statement.Digest{} // to the mechanism of the promise
	for _, signed := range s.Promises() {
		p, err := signed.Verify(host.Key)
		if err != nil {
			return fmt.Errorf("deposit: %w", err)
		}
		if p.Origin != host.Origin {
			return fmt.Errorf("deposit: %w at %q, but at %.100q", ErrNoPromise, host.Origin, p.Origin)
		}
		for _, id := range p.IDs {
			by[id] = p.Mechanism
		}
	}
	for i := range envelopes {
		st, err := envelopes[i].Statement()
		if err != nil {
			return fmt.Errorf("deposit: %w", err)
		}
		if by[envelopes[i].ID()] != st.Mechanism {
			return fmt.Errorf("deposit: %w for %s", ErrNoPromise, envelopes[i].ID())
		}
	}
	return nil
}
