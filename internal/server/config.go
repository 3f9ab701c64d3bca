package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"parley.example/record/charter"
)

// The files of a directory of a host or a node, beside keys/.
const (
	charterFile = "charter.json"
	nodeFile    = "node.json"
	hostFile    = "host.json"
	keysDir     = "keys"
)

// NodeFile is node.json: where a node listens and whom it talks to.
type NodeFile struct {
	Member   string            `json:"member"`
	Host     string            `json:"host"`     // https://host:port
	Peers    map[string]string `json:"peers"`    // member to the address of its node
	Listen   string            `json:"listen"`   // for the host and the other nodes
	Officers string            `json:"officers"` // for the member's own officers: pages and API
	Plain    bool              `json:"plain"`    // officers' pages without TLS: on loopback alone
	Zone     string            `json:"zone"`     // of the officers, as "Asia/Damascus"; "" for UTC alone
}

// HostFile is host.json: where a host listens and whose witnesses it asks.
type HostFile struct {
	Listen    string            `json:"listen"`
	Witnesses map[string]string `json:"witnesses"` // member to the address of its node
}

// readFile reads a configuration file and refuses keys that it does not know:
// a misspelt one would otherwise be a setting that does nothing.
func readFile[F any](path string) (F, error) {
	var f F
	b, err := os.ReadFile(path) //nolint:gosec // the operator's own directory
	if err != nil {
		return f, fmt.Errorf("read configuration: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return f, fmt.Errorf("read configuration %s: %w", path, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return f, fmt.Errorf("read configuration %s: text after the end", path)
	}
	return f, nil
}

func writeFile(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	if err := os.WriteFile(path, append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	return nil
}

// readCharter reads the first charter document of a directory.
func readCharter(dir string) ([]byte, charter.Document, error) {
	b, err := os.ReadFile(filepath.Join(dir, charterFile)) //nolint:gosec // the operator's own directory
	if err != nil {
		return nil, charter.Document{}, fmt.Errorf("read charter: %w", err)
	}
	doc, err := charter.ParseDocument(b)
	return b, doc, err
}
