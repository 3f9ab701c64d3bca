package server

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"parley.example/internal/ledger/node"
	"parley.example/internal/ledger/seal"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// The files of a node's keys/ directory. The root is kept there in an exercise
// and by a member that starts alone; elsewhere it lives offline.
const (
	statementFile = "statement.pem"
	witnessFile   = "witness.pem"
	tlsFile       = "tls.pem"
	sealingFile   = "sealing.txt"
	rootFile      = "root.pem"
	logFile       = "log.pem"
)

// ErrKeys is returned where a directory has keys already: making new ones in
// their place would lose the old for ever.
var ErrKeys = errors.New("there are keys already")

// writeKey keeps a private key in a file of its own, readable by its owner
// alone. It never overwrites one.
func writeKey(dir, name string, key ed25519.PrivateKey) error {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("write key: %w", err)
	}
	return writeNew(filepath.Join(dir, name), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// writeNew writes a file that is not there yet, whole or not at all.
func writeNew(path string, b []byte) error {
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(fmt.Errorf("%w: %s", ErrKeys, path), err)
	}
	return replaceFile(path, b)
}

// ReadKey reads a private key from a PEM file.
func ReadKey(path string) (ed25519.PrivateKey, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	block, rest := pem.Decode(b)
	if block == nil || len(strings.TrimSpace(string(rest))) > 0 {
		return nil, fmt.Errorf("read key %s: not one PEM block", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read key %s: %w", path, err)
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("read key %s: a %T, want an Ed25519 key", path, parsed)
	}
	return key, nil
}

// makeKeys makes a node's keys and its root in dir, and returns the seat that a
// charter names. Codes, role and names are for the caller to fill in. With
// resume it takes up the keys that an init which was cut off has made: nobody
// has heard of them yet.
func makeKeys(dir string, rand io.Reader, resume bool) (charter.Member, error) {
	var m charter.Member
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return m, fmt.Errorf("make keys: %w", err)
	}
	err := makeSigning(dir, rand, resume, map[string]*statement.PublicKey{
		rootFile: &m.Root, statementFile: &m.Node.Statement, witnessFile: &m.Node.Witness, tlsFile: &m.Node.TLS,
	})
	if err != nil {
		return m, err
	}
	path := filepath.Join(dir, sealingFile)
	if b, err := os.ReadFile(path); err == nil && resume {
		ids, err := seal.ParseIdentities(string(b))
		if err != nil {
			return m, fmt.Errorf("read %s: %w", path, err)
		}
		m.Node.Sealing = ids.Recipients()[0]
		return m, nil
	}
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return m, fmt.Errorf("make sealing key: %w", err)
	}
	m.Node.Sealing = id.Recipient().String()
	return m, writeNew(path, []byte(id.String()+"\n"))
}

// makeSigning makes signing keys, each in a file of its own. With resume it
// takes up those that are there.
func makeSigning(dir string, rand io.Reader, resume bool, keys map[string]*statement.PublicKey) error {
	for name, pub := range keys {
		key, err := ReadKey(filepath.Join(dir, name))
		switch {
		case errors.Is(err, os.ErrNotExist):
			if _, key, err = ed25519.GenerateKey(rand); err != nil {
				return fmt.Errorf("make keys: %w", err)
			}
			if err := writeKey(dir, name, key); err != nil {
				return err
			}
		case err != nil:
			return err
		case !resume:
			return fmt.Errorf("%w: %s", ErrKeys, filepath.Join(dir, name))
		}
		*pub = statement.PublicOf(key)
	}
	return nil
}

// readKeys reads a node's keys, not its root.
func readKeys(dir string) (node.Keys, error) {
	var k node.Keys
	for name, key := range map[string]*ed25519.PrivateKey{statementFile: &k.Statement, witnessFile: &k.Witness, tlsFile: &k.TLS} {
		var err error
		if *key, err = ReadKey(filepath.Join(dir, name)); err != nil {
			return k, err
		}
	}
	sealing, err := os.ReadFile(filepath.Join(dir, sealingFile))
	if err != nil {
		return k, fmt.Errorf("read sealing key: %w", err)
	}
	k.Sealing = string(sealing) // one that was replaced stays below the new one
	k.Former, err = readFormer(dir)
	return k, err
}
