package server

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"parley.example/internal/desk"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

//go:embed solo.json
var soloTemplate []byte

// foundingFile holds the statements that found a mechanism until the first run
// has logged them.
const foundingFile = "founding.jsonl"

// Solo is a member that starts alone: one laptop, a host and one node. Others
// join later, by amendment, with their own keys; nothing said before becomes
// their word.
type Solo struct {
	Member   string
	Name     string // of the member, in the language of its officers
	Officer  string // code of the first officer
	Person   string // what the desk calls that officer; never on the record
	Password string
	Exercise bool
	Listen   string // the first address; the others follow
	Zone     string // of the officers, as "Asia/Damascus"; "" for UTC alone
}

// InitSolo makes the directory of a member that starts alone. The host's
// configuration comes last: a directory without it was cut off, and does not run.
func InitSolo(ctx context.Context, dir string, s Solo, say func(format string, args ...any)) error {
	if Exists(dir) {
		return fmt.Errorf("init: %s holds a mechanism already; name an empty directory", dir)
	}
	var doc charter.Document
	if err := json.Unmarshal(soloTemplate, &doc); err != nil {
		return fmt.Errorf("init: %w", err)
	}
	doc.Exercise = s.Exercise
	doc.Witnesses = []string{s.Member}
	doc.Members = []charter.Member{{Code: s.Member, Role: charter.Party, Names: charter.Text{"en": s.Name, "ar": s.Name, "he": s.Name}}}
	f, err := Found(dir, doc, s.Member)
	if err != nil {
		return err
	}
	f.Zone = s.Zone
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("init: %w", err)
	}
	d, err := desk.Open(ctx, filepath.Join(f.NodeDir(s.Member), "desk.db"), desk.Closed(s.Member, Clock, rand.Reader))
	if err != nil {
		return err
	}
	if err := errors.Join(d.AddOfficer(ctx, s.Officer, s.Person, s.Password, key), d.Close()); err != nil {
		return err
	}
	all, err := f.Sign(Clock(), map[string][]Appointment{s.Member: {{
		Officer: s.Officer, Desks: doc.Desks, Key: statement.PublicOf(key),
		Powers: []charter.Power{{
			Activity: charter.Any, Zone: charter.Any, Force: 1_000_000, Hours: 24 * 90, Types: []string{"notice.*", "hold.*"},
		}},
	}}})
	if err != nil {
		return err
	}
	var lines bytes.Buffer
	for i := range all {
		lines.Write(all[i].Bytes())
		lines.WriteByte('\n')
	}
	if err := writeNew(filepath.Join(dir, foundingFile), lines.Bytes()); err != nil {
		return err
	}
	return f.Addresses(s.Listen, say)
}

// OpenFounded reads a mechanism that Found made in one directory.
func OpenFounded(dir string) (*Founded, error) {
	b, doc, err := readCharter(filepath.Join(dir, "host"))
	if err != nil {
		return nil, err
	}
	return &Founded{Dir: dir, Document: b, Charter: doc}, nil
}

// RunSolo runs the host and the nodes of one directory until ctx ends. ready is
// called once, when all of them listen.
func RunSolo(ctx context.Context, dir string, log *slog.Logger, ready func(*Mechanism)) error {
	f, err := OpenFounded(dir)
	if err != nil {
		return err
	}
	m, err := OpenMechanism(ctx, f, log)
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- m.Run(running) }()
	if err := m.deposit(running); err != nil {
		stop()
		if ctx.Err() != nil {
			err = nil // asked to end meanwhile: the next run goes on
		}
		return errors.Join(err, <-ended, m.Close())
	}
	ready(m)
	return errors.Join(<-ended, m.Close())
}

// deposit hands in what founds the mechanism, once.
func (m *Mechanism) deposit(ctx context.Context) error {
	path := filepath.Join(m.Founded.Dir, foundingFile)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("found: %w", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, statement.MaxLeaf*2)
	for lines.Scan() {
		env, err := statement.ParseEnvelope(lines.Bytes())
		if err != nil {
			return fmt.Errorf("found: %s: %w", path, err)
		}
		// One by one: each presupposes those before it. One that is on the record
		// already gets its old promise again.
		err = Deposit(ctx, m.Host.Address(), m.Founded.Charter.Host, []statement.Envelope{env})
		if err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("found: %w", err)
	}
	return os.Rename(path, path+".done")
}
