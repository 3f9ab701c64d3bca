package server

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"parley.example/record/charter"
	"parley.example/record/statement"

	"parley.example/internal/desk"
	"parley.example/internal/ledger/node"
)

// cardFile is what a member hands to whoever writes the charter: its public
// keys.
const cardFile = "card.json"

// rootChainFile remembers the end of a root's chain beside its key.
const rootChainFile = "root-chain.json"

// InitNode makes the keys of a member's node and its root, and its card. The
// root's file belongs offline from then on.
func InitNode(dir, member string, file NodeFile) (charter.Member, error) {
	if !statement.IsCode(member) {
		return charter.Member{}, fmt.Errorf("member %q: a code of lower-case letters, digits and hyphens", member)
	}
	m, err := makeKeys(filepath.Join(dir, keysDir), rand.Reader)
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
// charter document without keys, nonce and origin, with the members' cards.
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
	if err := hostKeys(filepath.Join(dir, keysDir), &doc.Host); err != nil {
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
	if err := os.WriteFile(filepath.Join(dir, charterFile), b, 0o600); err != nil {
		return doc, fmt.Errorf("init host: %w", err)
	}
	return doc, writeFile(filepath.Join(dir, hostFile), file)
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
	if err := os.WriteFile(filepath.Join(dir, charterFile), document, 0o600); err != nil {
		return fmt.Errorf("join: %w", err)
	}
	delete(peers, file.Member) // a node is no peer of its own
	file.Host, file.Peers = host, peers
	return writeFile(filepath.Join(dir, nodeFile), file)
}

// rootChain is the end of a root's chain, kept beside its key.
type rootChain struct {
	Next int64            `json:"next"`
	Tail statement.Digest `json:"tail"`
}

// OpenRoot reads a member's root from a node's directory, or from wherever its
// keys/ lies.
func OpenRoot(dir string) (*Root, error) {
	_, doc, err := readCharter(dir)
	if err != nil {
		return nil, err
	}
	file, err := readFile[NodeFile](filepath.Join(dir, nodeFile))
	if err != nil {
		return nil, err
	}
	key, err := ReadKey(filepath.Join(dir, keysDir, rootFile))
	if err != nil {
		return nil, err
	}
	mechanism, err := doc.Digest()
	if err != nil {
		return nil, err
	}
	r := &Root{Key: key, Member: file.Member, Mechanism: mechanism}
	chain, err := readFile[rootChain](filepath.Join(dir, keysDir, rootChainFile))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	r.Next, r.Tail = chain.Next, chain.Tail
	return r, nil
}

// SignRoot signs the next statement of a root, remembers the end of its chain,
// and hands the statement to the host.
func SignRoot(ctx context.Context, dir, typ string, act any) (statement.ID, error) {
	r, err := OpenRoot(dir)
	if err != nil {
		return statement.ID{}, err
	}
	_, doc, err := readCharter(dir)
	if err != nil {
		return statement.ID{}, err
	}
	file, err := readFile[NodeFile](filepath.Join(dir, nodeFile))
	if err != nil {
		return statement.ID{}, err
	}
	env, err := r.Sign(rand.Reader, Clock(), typ, act)
	if err != nil {
		return statement.ID{}, err
	}
	if err := Deposit(ctx, file.Host, doc.Host.TLS, []statement.Envelope{env}); err != nil {
		return statement.ID{}, err
	}
	return env.ID(), writeFile(filepath.Join(dir, keysDir, rootChainFile), rootChain{Next: r.Next, Tail: r.Tail})
}

// AddOfficer makes an officer's key behind a password at the desk of a node
// that does not run, and returns its public half for the root to appoint.
func AddOfficer(ctx context.Context, dir, officer, name, password string) (statement.PublicKey, error) {
	file, err := readFile[NodeFile](filepath.Join(dir, nodeFile))
	if err != nil {
		return statement.PublicKey{}, err
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return statement.PublicKey{}, fmt.Errorf("add officer: %w", err)
	}
	d, err := desk.Open(ctx, filepath.Join(dir, "desk.db"), desk.Closed(file.Member, Clock, rand.Reader))
	if err != nil {
		return statement.PublicKey{}, err
	}
	err = d.AddOfficer(ctx, officer, name, password, key)
	return statement.PublicOf(key), errors.Join(err, d.Close())
}
