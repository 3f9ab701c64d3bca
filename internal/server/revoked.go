package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"parley.example/internal/desk"
	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// key is the desk's: what the record knows of a signing key. One whose
// revocation is at hand has ended. PROTOCOL A9, R-DESK-14.
func (n *Node) key(id statement.Digest) (k charter.Key, ok bool) {
	n.ledger.View(func(s *charter.State) { k, ok = s.Key(id) })
	if !ok || k.Ended != nil {
		return k, ok
	}
	for _, r := range n.ledger.Revocations() {
		if r.Key == id {
			k.Ended = &charter.End{Place: desk.NoPlace, Why: "revoked", Since: r.Since}
		}
	}
	return k, ok
}

// tellRevocation hands a revocation to the member's own node, and says in words
// for an error where that could not be done.
func tellRevocation(ctx context.Context, dir string, env statement.Envelope) string {
	st, err := env.Statement()
	if err != nil || st.Type != charter.TypeRevoked {
		return ""
	}
	if err := tellNode(ctx, dir, env); err != nil {
		return fmt.Sprintf("; nor does the member's own node act on it yet: %v", err)
	}
	return "; the member's own node has it, acts on it now and passes it on"
}

// tellNode hands what a root has signed to the member's own node, where it runs
// beside the root's key: it acts on a revocation at once, and passes it on where
// the host is slow. The connection is the node's own, by its TLS key.
func tellNode(ctx context.Context, dir string, env statement.Envelope) error {
	file, err := readFile[NodeFile](filepath.Join(dir, nodeFile))
	if err != nil {
		return err
	}
	key, err := ReadKey(filepath.Join(dir, keysDir, tlsFile))
	if err != nil {
		return err
	}
	cert, err := wire.Certificate(key)
	if err != nil {
		return fmt.Errorf("tell node: %w", err)
	}
	address, err := fromHere(file.Listen)
	if err != nil {
		return err
	}
	own := statement.PublicOf(key)
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{
		TLSClientConfig: wire.Client(cert, func() statement.PublicKey { return own }), ForceAttemptHTTP2: true,
	}}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+address+wire.Path(wire.Pass), bytes.NewReader(append(env.Bytes(), '\n')))
	if err != nil {
		return fmt.Errorf("tell node: %w", err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("tell node: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // read only
	if resp.StatusCode >= http.StatusMultipleChoices {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 300)) // beside the status it is a help, no more
		return fmt.Errorf("tell node: it says %s: %s", resp.Status, text)
	}
	return nil
}

// fromHere is where a process on the same machine reaches a listener.
func fromHere(listen string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", fmt.Errorf("tell node: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}
