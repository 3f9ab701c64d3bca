package server

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"parley.example/internal/ledger/node"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// cardFile is what a member hands to whoever writes the charter: its public
// keys.
const cardFile = "card.json"

// InitNode makes the keys of a member's node and its root, and its card. The
// root's file belongs offline from then on. The card comes last: without it an
// init was cut off, and the next one goes on with its keys.
func InitNode(dir, member string, file NodeFile) (charter.Member, error) {
	if !statement.IsCode(member) {
		return charter.Member{}, fmt.Errorf("member %q: a code of lower-case letters, digits and hyphens", member)
	}
	if _, err := os.Lstat(filepath.Join(dir, cardFile)); err == nil {
		return charter.Member{}, fmt.Errorf("init node: %w: %s", ErrKeys, dir)
	}
	m, err := makeKeys(filepath.Join(dir, keysDir), rand.Reader, true)
	if err != nil {
		return m, err
	}
	m.Code = member
	if err := node.Init(dir); err != nil {
		return m, fmt.Errorf("init node: %w", err)
	}
	file.Member = member
	if err := writeFile(filepath.Join(dir, nodeFile), file); err != nil {
		return m, err
	}
	return m, writeFile(filepath.Join(dir, cardFile), m)
}

// InitHost makes a host's keys and the charter document: a template, which is a
// charter document without keys, nonce and origin, with the members' cards. The
// charter comes last: without it an init was cut off, and the next one goes on
// with its keys.
func InitHost(dir string, template []byte, cards []charter.Member, file HostFile) (charter.Document, error) {
	var doc charter.Document
	dec := json.NewDecoder(bytes.NewReader(template))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		return doc, fmt.Errorf("read mechanism: %w", err)
	}
	for i := range doc.Members {
		if err := cardOf(&doc.Members[i], cards); err != nil {
			return doc, err
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, charterFile)); err == nil {
		return doc, fmt.Errorf("init host: %s holds a mechanism already; name another directory", dir)
	}
	if err := hostKeys(filepath.Join(dir, keysDir), &doc.Host, true); err != nil {
		return doc, err
	}
	var nonce [16]byte
	if _, err := rand.Read(nonce[:]); err != nil {
		return doc, fmt.Errorf("init host: %w", err)
	}
	doc.Nonce = hex.EncodeToString(nonce[:])
	if doc.Host.Origin == "" {
		doc.Host.Origin = "parley.example/" + doc.Nonce[:12]
	}
	b, err := doc.Bytes()
	if err != nil {
		return doc, err
	}
	if doc, err = charter.ParseDocument(b); err != nil {
		return doc, fmt.Errorf("init host: %w", err)
	}
	if err := writeFile(filepath.Join(dir, hostFile), file); err != nil {
		return doc, err
	}
	return doc, writeCharter(dir, b)
}

func cardOf(m *charter.Member, cards []charter.Member) error {
	for _, c := range cards {
		if c.Code == m.Code {
			m.Root, m.Node = c.Root, c.Node
			return nil
		}
	}
	return fmt.Errorf("member %s: no card; have its node make one with parley node init", m.Code)
}

// Join puts the charter and the addresses into a node's directory. It refuses a
// charter that does not name the keys that are there.
func Join(dir string, document []byte, host string, peers map[string]string) error {
	doc, err := charter.ParseDocument(document)
	if err != nil {
		return err
	}
	file, err := readFile[NodeFile](filepath.Join(dir, nodeFile))
	if err != nil {
		return err
	}
	card, err := readFile[charter.Member](filepath.Join(dir, cardFile))
	if err != nil {
		return err
	}
	m, ok := doc.Member(file.Member)
	if !ok || m.Root != card.Root || m.Node != card.Node {
		return fmt.Errorf("join: the charter does not name the keys of %s in %s", file.Member, dir)
	}
	return file.join(dir, document, host, peers)
}

// join keeps the first charter and the addresses.
func (f NodeFile) join(dir string, first []byte, host string, peers map[string]string) error {
	if err := writeCharter(dir, first); err != nil {
		return fmt.Errorf("join: %w", err)
	}
	f.Host, f.Peers = host, maps.Clone(peers)
	delete(f.Peers, f.Member) // a node is no peer of its own
	return writeFile(filepath.Join(dir, nodeFile), f)
}
