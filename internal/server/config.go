package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
	// Successor is the host at that address where it took over by certificates
	// which the node may not have folded yet.
	Successor *charter.Host `json:"successor,omitempty"`
}

// HostFile is host.json: where a host listens and whose witnesses it asks.
type HostFile struct {
	Listen    string            `json:"listen"`
	Witnesses map[string]string `json:"witnesses"` // member to the address of its node
	// Foreign are witnesses outside the mechanism, asked beside the members'. No
	// quorum counts them.
	Foreign []ForeignFile `json:"foreign,omitempty"`
}

// ForeignFile is a C2SP tlog-witness outside the mechanism.
type ForeignFile struct {
	URL  string `json:"url"`  // before /add-checkpoint
	Vkey string `json:"vkey"` // of its cosignatures
}

// ReadHostFile reads host.json of a host's directory.
func ReadHostFile(dir string) (HostFile, error) {
	return readFile[HostFile](filepath.Join(dir, hostFile))
}

// readFile reads a configuration file and refuses keys that it does not know:
// a misspelt one would otherwise be a setting that does nothing.
func readFile[F any](path string) (F, error) {
	var f F
	b, err := os.ReadFile(path)
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
	return replaceFile(path, append(b, '\n'))
}

// replaceFile puts a file in the place of another, whole or not at all, readable
// by its owner alone.
func replaceFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // made with 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(f.Name()))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// writeCharter puts the first charter document into a directory. Another one
// there is another mechanism, and stays.
func writeCharter(dir string, document []byte) error {
	path := filepath.Join(dir, charterFile)
	have, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(have, document):
		return nil
	case err == nil:
		return fmt.Errorf("%s is of another mechanism: one directory serves one; name another", path)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("write charter: %w", err)
	}
	return replaceFile(path, document)
}

// readCharter reads the first charter document of a directory.
func readCharter(dir string) ([]byte, charter.Document, error) {
	b, err := os.ReadFile(filepath.Join(dir, charterFile))
	if err != nil {
		return nil, charter.Document{}, fmt.Errorf("read charter: %w", err)
	}
	doc, err := charter.ParseDocument(b)
	return b, doc, err
}
