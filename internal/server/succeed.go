package server

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"parley.example/internal/ledger/host"
	"parley.example/internal/ledger/node"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// successorFile says what the certificates of a succession name: a host that is
// ready to take over.
const successorFile = "successor.json"

// InitSuccessor makes the keys and the configuration of a host that is to take
// over, under a new origin. It holds no leaf yet. PROTOCOL A12.
func InitSuccessor(dir string, first []byte, member string, file HostFile) (charter.Host, error) {
	doc, err := charter.ParseDocument(first)
	if err != nil {
		return charter.Host{}, err
	}
	if _, ok := doc.Member(member); !ok {
		return charter.Host{}, fmt.Errorf("successor: %q is no member of this charter", member)
	}
	h := charter.Host{Member: member}
	if err := hostKeys(filepath.Join(dir, keysDir), &h, false); err != nil {
		return h, err
	}
	var nonce [6]byte
	if _, err := rand.Read(nonce[:]); err != nil {
		return h, fmt.Errorf("successor: %w", err)
	}
	h.Origin = "parley.example/" + hex.EncodeToString(nonce[:])
	if err := writeCharter(dir, first); err != nil {
		return h, fmt.Errorf("successor: %w", err)
	}
	if err := writeFile(filepath.Join(dir, hostFile), file); err != nil {
		return h, err
	}
	return h, writeFile(filepath.Join(dir, successorFile), h)
}

// ReadSuccessor reads what InitSuccessor wrote.
func ReadSuccessor(path string) (charter.Host, error) { return readFile[charter.Host](path) }

// openStopped opens the ledger of a node that does not run.
func openStopped(dir string) (*node.Node, error) {
	file, err := readFile[NodeFile](filepath.Join(dir, nodeFile))
	if err != nil {
		return nil, err
	}
	document, _, err := readCharter(dir)
	if err != nil {
		return nil, err
	}
	keys, err := readKeys(filepath.Join(dir, keysDir))
	if err != nil {
		return nil, err
	}
	return node.Open(node.Config{
		Dir: dir, Document: document, Member: file.Member, Keys: keys, HostURL: file.Host, Peers: file.Peers, Clock: Clock,
		Logger: slog.New(slog.DiscardHandler),
	})
}

// Retired is the largest checkpoint that a node holds of an origin which its
// witness never cosigns again.
type Retired struct {
	Member     string           `json:"member"`
	Origin     string           `json:"origin"`
	Size       int64            `json:"size"`
	Root       statement.Digest `json:"root"`
	Checkpoint string           `json:"checkpoint"` // with the host's signature: for the others to see
}

// Retire ends the cosigning of the origin in force by a node that does not run.
// The members compare what comes out: the largest is where the successor goes
// on.
func Retire(dir string) (r Retired, err error) {
	n, err := openStopped(dir)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	n.View(func(s *charter.State) { r.Origin = s.Document().Host.Origin })
	raw, err := n.Retire()
	if err != nil {
		return r, err
	}
	held := n.Held()
	r.Member, r.Size, r.Root, r.Checkpoint = n.Member(), held.Size, held.Root, string(raw)
	return r, nil
}

// Certify signs, by the root in a node's directory, that the record goes on at
// a successor from the place given. The certificate goes into the new log, not
// to the old host.
func Certify(dir string, to charter.Host, from Retired, term int64) (statement.Envelope, error) {
	r, err := OpenRoot(dir)
	if err != nil {
		return statement.Envelope{}, err
	}
	if chain, err := readChain(dir); err != nil || len(chain.Pending) > 0 {
		return statement.Envelope{}, errors.Join(err, fmt.Errorf("certify: %s holds a statement that no host has answered for: "+
			"hand it to the successor with the certificates, then take pending out", rootChainFile))
	}
	env, err := r.Sign(rand.Reader, Clock(), charter.TypeSucceeded, charter.Succeeded{
		NewHost: to.Member, NewKey: to.Key, NewOrigin: to.Origin, NewTLS: to.TLS, OldOrigin: from.Origin, Root: from.Root,
		Size: from.Size, Term: term,
	})
	if err != nil {
		return env, err
	}
	return env, r.keepChain(dir, nil)
}

// Succeed puts the old leaves, from the mirror of a node that does not run, and
// the certificates of k roots into a successor's directory. RunHost does the
// rest.
func Succeed(dir, nodeDir string, certificates []statement.Envelope, log *slog.Logger) (err error) {
	document, _, err := readCharter(dir)
	if err != nil {
		return err
	}
	conf := host.Config{Dir: filepath.Join(dir, "succession"), Document: document, Clock: Clock, Logger: log}
	if conf.LogKey, err = ReadKey(filepath.Join(dir, keysDir, logFile)); err != nil {
		return err
	}
	if conf.TLSKey, err = ReadKey(filepath.Join(dir, keysDir, tlsFile)); err != nil {
		return err
	}
	n, err := openStopped(nodeDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	if err := host.Succeed(conf, n.Mirror().Leaves, certificates); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(conf.Dir, "journal"), filepath.Join(dir, "journal")); err != nil {
		return fmt.Errorf("succeed: %w", err)
	}
	return os.Remove(conf.Dir)
}

// FollowSuccessor turns a node that does not run to a successor: its address,
// and the keys that the certificates name, which the node has not folded yet.
func FollowSuccessor(dir string, to charter.Host, address string) error {
	file, err := readFile[NodeFile](filepath.Join(dir, nodeFile))
	if err != nil {
		return err
	}
	file.Host, file.Successor = address, &to
	return writeFile(filepath.Join(dir, nodeFile), file)
}

// CutBack brings a node that does not run back to the size at which a successor
// goes on, where it holds more of the host before. from is what parley node
// retire printed for that size; the certificates of k roots say that it is the
// one. PROTOCOL A12.
func CutBack(dir string, from Retired, certificates []statement.Envelope) (cut node.Cut, err error) {
	document, _, err := readCharter(dir)
	if err != nil {
		return cut, err
	}
	n, err := openStopped(dir)
	if err != nil {
		return cut, err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	if held := n.Held().Size; held <= from.Size {
		return node.Cut{From: from.Size, To: held}, nil
	}
	act, era, err := host.Certified(document, Clock(), n.Mirror().Leaves, certificates)
	if err != nil {
		return cut, fmt.Errorf("cut back: %w", err)
	}
	c, err := checkpoint.Parse([]byte(from.Checkpoint), era)
	if err != nil {
		return cut, fmt.Errorf("cut back: %w", err)
	}
	if c.Size != act.Size || c.Root != act.Root || c.Origin != act.OldOrigin {
		return cut, fmt.Errorf("cut back: the certificates name %d entries of %s, the checkpoint given has %d of %s",
			act.Size, act.OldOrigin, c.Size, c.Origin)
	}
	return n.CutBack(c)
}
