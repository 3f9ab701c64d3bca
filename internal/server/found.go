package server

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"parley.example/internal/ledger/node"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Founded is a mechanism made in one directory, with every key in one hand: an
// exercise, or a member that starts alone.
type Founded struct {
	Dir      string
	Document []byte
	Charter  charter.Document
	Roots    map[string]*Root // by member
	Zone     string           // of the officers' pages, as "Asia/Damascus"; "" for UTC alone
}

// HostDir is where the host's files are.
func (f *Founded) HostDir() string { return filepath.Join(f.Dir, "host") }

// NodeDir is where a member's files are.
func (f *Founded) NodeDir(member string) string { return filepath.Join(f.Dir, member) }

// Found makes the directories and keys of a host and of every member of a
// document that has no keys yet, fills the keys in, and writes the charter
// into each directory.
func Found(dir string, doc charter.Document, hostMember string) (*Founded, error) {
	f := &Founded{Dir: dir, Roots: map[string]*Root{}}
	for i, m := range doc.Members {
		made, err := makeKeys(filepath.Join(f.NodeDir(m.Code), keysDir), rand.Reader, false)
		if err != nil {
			return nil, fmt.Errorf("found %s: %w", m.Code, err)
		}
		doc.Members[i].Root, doc.Members[i].Node = made.Root, made.Node
		if err := node.Init(f.NodeDir(m.Code)); err != nil {
			return nil, fmt.Errorf("found %s: %w", m.Code, err)
		}
	}
	if err := hostKeys(filepath.Join(f.HostDir(), keysDir), &doc.Host, false); err != nil {
		return nil, err
	}
	var nonce [16]byte
	if _, err := rand.Read(nonce[:]); err != nil {
		return nil, fmt.Errorf("found: %w", err)
	}
	doc.Nonce = hex.EncodeToString(nonce[:])
	doc.Host.Member = hostMember
	doc.Host.Origin = "parley.example/" + doc.Nonce[:12]
	if err := doc.Check(); err != nil {
		return nil, fmt.Errorf("found: %w", err)
	}
	var err error
	if f.Document, err = doc.Bytes(); err != nil {
		return nil, fmt.Errorf("found: %w", err)
	}
	if f.Charter, err = charter.ParseDocument(f.Document); err != nil {
		return nil, fmt.Errorf("found: %w", err)
	}
	return f, f.write()
}

// write puts the charter beside the keys, and takes up the roots.
func (f *Founded) write() error {
	mechanism, err := f.Charter.Digest()
	if err != nil {
		return fmt.Errorf("found: %w", err)
	}
	var dirs []string
	for _, m := range f.Charter.Members {
		dirs = append(dirs, f.NodeDir(m.Code))
		key, err := ReadKey(filepath.Join(f.NodeDir(m.Code), keysDir, rootFile))
		if err != nil {
			return err
		}
		f.Roots[m.Code] = &Root{Key: key, Member: m.Code, Mechanism: mechanism}
	}
	dirs = append(dirs, f.HostDir()) // last: what Exists asks for
	for _, dir := range dirs {
		if err := writeCharter(dir, f.Document); err != nil {
			return fmt.Errorf("found: %w", err)
		}
	}
	return nil
}

// hostKeys makes a host's keys; see makeKeys for resume.
func hostKeys(dir string, h *charter.Host, resume bool) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make host keys: %w", err)
	}
	return makeSigning(dir, rand.Reader, resume, map[string]*statement.PublicKey{logFile: &h.Key, tlsFile: &h.TLS})
}

// Sign makes the statements that found the mechanism: every root under the
// charter, then every root's appointments, in the order of the members.
func (f *Founded) Sign(at statement.Time, officers map[string][]Appointment) ([]statement.Envelope, error) {
	mechanism, err := f.Charter.Digest()
	if err != nil {
		return nil, fmt.Errorf("found: %w", err)
	}
	var all []statement.Envelope
	for _, m := range f.Charter.Members {
		env, err := f.Roots[m.Code].Sign(rand.Reader, at, charter.TypeSigned, charter.Signed{Charter: mechanism})
		if err != nil {
			return nil, err
		}
		all = append(all, env)
	}
	life := statement.Time(f.Charter.Tolerances.Resolved().Appointment)
	for _, m := range f.Charter.Members {
		for _, o := range officers[m.Code] {
			env, err := f.Roots[m.Code].Sign(rand.Reader, at, charter.TypeAppointed, o.Act(at+life-60_000))
			if err != nil {
				return nil, err
			}
			all = append(all, env)
		}
	}
	for code, r := range f.Roots {
		if err := r.keepChain(f.NodeDir(code), nil); err != nil {
			return nil, err
		}
	}
	return all, nil
}
