package bench

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/transparency-dev/tessera/api/layout"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

const (
	madeStart   = statement.Time(1_800_000_000_000)
	madeMembers = 8
)

// madeLog is a log made for the audit, in entry bundles on disk: the audit of a
// log that does not fit into memory reads them as it goes.
type madeLog struct {
	dir      string
	document []byte
	keys     map[statement.Digest]statement.PublicKey
	size     int
}

// makeLog signs n ticks of eight members' nodes after a founding: the smallest
// statements, so that the audit's own work weighs most.
func makeLog(dir string, n int) (*madeLog, error) {
	doc, roots, nodes := madeCharter(madeMembers)
	b, err := doc.Bytes()
	if err != nil {
		return nil, err
	}
	log := &madeLog{dir: dir, document: b, keys: map[statement.Digest]statement.PublicKey{}}
	mechanism := statement.Digest(sha256.Sum256(b))
	signAct, err := statement.Encode(charter.Signed{Charter: mechanism})
	if err != nil {
		return nil, err
	}
	var leaves [][]byte
	for _, list := range [][]*signer{roots, nodes} {
		for _, s := range list {
			s.mechanism = mechanism
			pub := statement.PublicOf(s.key)
			log.keys[pub.ID()] = pub
		}
	}
	for i, r := range roots {
		env, err := r.sign(madeStart, charter.TypeSigned, signAct)
		if err != nil {
			return nil, err
		}
		leaf := statement.Leaf{ReceivedAt: madeStart + statement.Time(i), Envelope: env}
		leaves = append(leaves, leaf.Bytes())
	}
	for n > 0 || len(leaves) > 0 {
		more := min(n, 16*layout.EntryBundleWidth)
		signed, err := tickLeaves(nodes, log.size+len(leaves), more)
		if err != nil {
			return nil, err
		}
		n -= more
		if leaves, err = log.write(append(leaves, signed...), n == 0); err != nil {
			return nil, err
		}
	}
	return log, nil
}

// tickLeaves signs ticks of the nodes in turn, each node in its own goroutine.
func tickLeaves(nodes []*signer, first, n int) ([][]byte, error) {
	act := []byte(`{"clock":1800000000000,"missing":[]}`)
	leaves := make([][]byte, n)
	faults := make([]error, len(nodes))
	var wg sync.WaitGroup
	for w, s := range nodes {
		wg.Go(func() {
			for i := w; i < n && faults[w] == nil; i += len(nodes) {
				env, err := s.sign(madeStart, "node.tick/v1", act)
				leaf := statement.Leaf{ReceivedAt: madeStart + statement.Time(first+i), Envelope: env}
				leaves[i], faults[w] = leaf.Bytes(), err
			}
		})
	}
	wg.Wait()
	for _, err := range faults {
		if err != nil {
			return nil, err
		}
	}
	return leaves, nil
}

// write writes the bundles that are full, and at the end the last one, and
// returns the leaves that wait for theirs.
func (l *madeLog) write(leaves [][]byte, last bool) ([][]byte, error) {
	for len(leaves) >= layout.EntryBundleWidth || last && len(leaves) > 0 {
		n := min(len(leaves), layout.EntryBundleWidth)
		var b []byte
		for _, leaf := range leaves[:n] {
			b = append(binary.BigEndian.AppendUint16(b, uint16(len(leaf))), leaf...)
		}
		name := l.bundle(l.size)
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			return nil, err
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			return nil, err
		}
		l.size, leaves = l.size+n, leaves[n:]
	}
	return leaves, nil
}

func (l *madeLog) bundle(from int) string {
	n := uint64(from) / layout.EntryBundleWidth
	return filepath.Join(l.dir, filepath.FromSlash(layout.EntriesPath(n, 0)))
}

// read returns the leaves from a place on, which begins a bundle.
func (l *madeLog) read(from, n int) ([][]byte, error) {
	leaves := make([][]byte, 0, n)
	for at := from; len(leaves) < n; at += layout.EntryBundleWidth {
		b, err := os.ReadFile(l.bundle(at))
		if err != nil {
			return nil, err
		}
		for len(b) > 0 {
			if len(b) < 2 || len(b) < 2+int(binary.BigEndian.Uint16(b)) {
				return nil, fmt.Errorf("bundle at %d is torn", at)
			}
			end := 2 + int(binary.BigEndian.Uint16(b))
			leaves, b = append(leaves, b[2:end]), b[end:]
		}
	}
	if len(leaves) != n {
		return nil, fmt.Errorf("%d leaves from %d on, want %d", len(leaves), from, n)
	}
	return leaves, nil
}

// madeCharter makes a charter of n members with keys made from their names.
func madeCharter(n int) (charter.Document, []*signer, []*signer) {
	text := charter.Text{"en": "EXERCISE bench"}
	doc := charter.Document{
		V: 1, Name: text, Exercise: true, Nonce: "bench", Faulty: 1, OpenLog: true, Desks: []string{}, Kinds: []string{"member"},
		Markings: []string{}, Rules: []byte("{}"),
	}
	var roots, nodes []*signer
	for i := range n {
		code := fmt.Sprintf("m%d", i)
		pub := func(what string) statement.PublicKey { return statement.PublicOf(seed(code + " " + what)) }
		doc.Members = append(doc.Members, charter.Member{
			Code: code, Role: charter.Party, Names: text, Root: pub("root"),
			Node: charter.NodeKeys{Statement: pub("node"), Witness: pub("witness"), TLS: pub("tls"), Sealing: "age1bench" + code},
		})
		doc.Witnesses = append(doc.Witnesses, code)
		roots = append(roots, &signer{key: seed(code + " root"), member: code})
		nodes = append(nodes, &signer{key: seed(code + " node"), member: code})
	}
	doc.Host = charter.Host{
		Member: "m0", Origin: "parley.example/bench", Key: statement.PublicOf(seed("host")), TLS: statement.PublicOf(seed("host tls")),
	}
	return doc, roots, nodes
}

func seed(name string) ed25519.PrivateKey {
	h := sha256.Sum256([]byte("bench " + name))
	return ed25519.NewKeyFromSeed(h[:])
}
