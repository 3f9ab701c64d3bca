package bench

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"parley.example/examples"
	"parley.example/internal/server"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// stand is a mechanism to measure: the host and some members' nodes, each with
// its own keys, mirror, witness and picture, in this process, over TLS on
// loopback as if each were alone; and members without a node, the loaders, whose
// statements are signed beforehand.
type stand struct {
	mechanism *server.Mechanism
	nodes     []*watched
	officers  map[string]*signer // one of each member, appointed; by member
	loaders   []*loader
	stop      func() error
}

// roles are those of the example's members; a loader is an observer.
var roles = map[string]charter.Role{
	"alpha": charter.Party, "bravo": charter.Party, "mediator": charter.Mediator, "guarantor": charter.Guarantor,
	"observer": charter.Observer,
}

// raise founds and starts a mechanism whose running members have nodes, each a
// witness. It returns when all nodes have folded the founding.
func raise(ctx context.Context, dir string, running []string, loaders int) (*stand, error) {
	var idle []string
	for i := range loaders {
		idle = append(idle, fmt.Sprintf("loader-%d", i+1))
	}
	doc, err := document(running, idle)
	if err != nil {
		return nil, err
	}
	if dir, err = os.MkdirTemp(dir, "mechanism-"); err != nil {
		return nil, err
	}
	f, err := server.Found(dir, doc, running[0])
	if err != nil {
		return nil, err
	}
	if err := f.Addresses("127.0.0.1:0", func(string, ...any) {}); err != nil {
		return nil, err
	}
	for _, code := range running {
		if err := withoutPeers(filepath.Join(f.NodeDir(code), "node.json"), idle); err != nil {
			return nil, err
		}
	}
	s := &stand{
		mechanism: &server.Mechanism{Founded: f, Nodes: map[string]*server.Node{}, Order: running},
		officers:  map[string]*signer{},
	}
	s.stop = s.mechanism.Close
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	if s.mechanism.Host, err = server.OpenHost(f.HostDir(), log); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	for _, code := range running {
		n, err := server.OpenNode(ctx, f.NodeDir(code), log)
		if err != nil {
			return nil, errors.Join(err, s.stop())
		}
		s.mechanism.Nodes[code] = n
	}
	s.run(ctx)
	if err := s.found(ctx, idle); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// withoutNames takes out of notice rules how their codes are called: no rule
// looks at it, and many loaders must fit into one document.
func withoutNames(rules []byte) ([]byte, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(rules, &fields); err != nil {
		return nil, fmt.Errorf("notice rules: %w", err)
	}
	delete(fields, "names")
	return json.Marshal(fields)
}

// document is the charter of the example with the tolerances that a charter has
// by default: ticks are rare, and clocks need not be close.
func document(running, idle []string) (charter.Document, error) {
	ex, err := examples.Load(examples.SouthernSyria)
	if err != nil {
		return charter.Document{}, err
	}
	doc, err := ex.Mechanism.Document(1)
	if err != nil {
		return doc, err
	}
	doc.Members, doc.Witnesses, doc.Faulty, doc.Tolerances = nil, running, (len(running)-1)/3, charter.Tolerances{}
	if doc.Rules, err = withoutNames(doc.Rules); err != nil {
		return doc, err
	}
	for _, code := range slices.Concat(running, idle) {
		role, ok := roles[code]
		if !ok {
			role = charter.Observer
		}
		names := map[string]string{"en": "EXERCISE " + code} // short: many loaders must fit into one document
		doc.Members = append(doc.Members, charter.Member{Code: code, Role: role, Names: names})
	}
	return doc, nil
}

// withoutPeers takes members that have no node out of a node's configuration.
func withoutPeers(name string, gone []string) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var file server.NodeFile
	if err := json.Unmarshal(b, &file); err != nil {
		return err
	}
	for _, code := range gone {
		delete(file.Peers, code)
	}
	if b, err = json.Marshal(file); err != nil {
		return err
	}
	return os.WriteFile(name, b, 0o600)
}

// run starts everything, and the watch over every node's folds.
func (s *stand) run(ctx context.Context) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- s.mechanism.Run(ctx) }()
	var watching sync.WaitGroup
	for _, code := range s.mechanism.Order {
		w := &watched{code: code, node: s.mechanism.Nodes[code]}
		s.nodes = append(s.nodes, w)
		watching.Go(func() { w.watch(ctx) })
	}
	s.stop = func() error {
		cancel()
		watching.Wait()
		return errors.Join(<-done, s.mechanism.Close())
	}
}

// found brings the roots' signatures and one officer of every member onto the
// record.
func (s *stand) found(ctx context.Context, idle []string) error {
	f := s.mechanism.Founded
	digest, err := f.Charter.Digest()
	if err != nil {
		return err
	}
	officers := map[string][]server.Appointment{}
	for _, m := range f.Charter.Members {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return err
		}
		s.officers[m.Code] = &signer{key: key, mechanism: digest, member: m.Code}
		officers[m.Code] = []server.Appointment{{
			Officer: "officer", Name: "EXERCISE officer", Key: statement.PublicOf(key),
			Powers: []charter.Power{{Activity: charter.Any, Zone: charter.Any, Force: 1000, Hours: 100, Types: []string{"notice.*"}}},
		}}
	}
	envelopes, err := f.Sign(server.Clock(), officers)
	if err != nil {
		return err
	}
	n := len(f.Charter.Members)
	for _, part := range [][]statement.Envelope{envelopes[:n], envelopes[n:]} { // an appointment presupposes the founding
		if err := s.deposit(ctx, part); err != nil {
			return err
		}
	}
	for _, code := range idle {
		l, err := s.newLoader(code)
		if err != nil {
			return err
		}
		s.loaders = append(s.loaders, l)
	}
	_, err = s.folded(ctx, int64(len(envelopes)))
	return err
}

// deposit hands statements of roots to the host, which may still be starting: to
// send the same again is harmless.
func (s *stand) deposit(ctx context.Context, envelopes []statement.Envelope) error {
	for last := time.Now().Add(5 * time.Second); ; {
		err := server.Deposit(ctx, s.mechanism.Host.Address(), s.mechanism.Founded.Charter.Host, envelopes)
		if err == nil || time.Now().After(last) {
			return err
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return err
		}
	}
}

// folded waits until every node has folded so many entries, and returns when the
// last one had.
func (s *stand) folded(ctx context.Context, size int64) (time.Time, error) {
	var last time.Time
	for _, w := range s.nodes {
		at, err := w.until(ctx, size)
		if err != nil {
			return last, err
		}
		if at.After(last) {
			last = at
		}
	}
	return last, nil
}
