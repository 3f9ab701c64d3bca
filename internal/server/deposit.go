package server

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"parley.example/internal/ledger/wire"
	"parley.example/record/statement"
)

// Deposit hands signed statements to a host over any connection, as roots do:
// their keys are offline, so they have no place among the members' connections.
// It fails where the host refuses one.
func Deposit(ctx context.Context, address string, tlsKey statement.PublicKey, envelopes []statement.Envelope) error {
	_, stranger, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("deposit: %w", err)
	}
	cert, err := wire.Certificate(stranger)
	if err != nil {
		return fmt.Errorf("deposit: %w", err)
	}
	conf := wire.Client(cert, func() statement.PublicKey { return tlsKey })
	conf.Certificates = nil // a stranger shows no key
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: conf, ForceAttemptHTTP2: true}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	var body bytes.Buffer
	for i := range envelopes {
		body.Write(envelopes[i].Bytes())
		body.WriteByte('\n')
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address+wire.Path(wire.Submit), &body)
	if err != nil {
		return fmt.Errorf("deposit: %w", err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("deposit: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // read whole below
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<22))
	if err != nil {
		return fmt.Errorf("deposit: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("deposit: the host says %s: %.300s", resp.Status, answer)
	}
	var s wire.Submitted
	if err := json.Unmarshal(answer, &s); err != nil {
		return fmt.Errorf("deposit: %w", err)
	}
	if len(s.Refused) > 0 {
		return fmt.Errorf("deposit: line %d: %w", s.Refused[0].Line, &s.Refused[0].Void)
	}
	return nil
}
