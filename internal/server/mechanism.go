package server

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// Mechanism is a host and every member's node in one process: the
// demonstration, and a member that starts alone.
type Mechanism struct {
	Founded *Founded
	Host    *Host
	Nodes   map[string]*Node // by member
	Order   []string         // members in the order of the charter
}

// Addresses takes free ports on loopback for a host and the nodes of a founded
// mechanism, from base upwards where they are free, and writes the
// configurations. It says which ports were taken by others.
func (f *Founded) Addresses(base string, say func(format string, args ...any)) error {
	hostname, port, err := net.SplitHostPort(base)
	if err != nil {
		return fmt.Errorf("address %q: want HOST:PORT", base)
	}
	next, err := strconv.Atoi(port)
	if err != nil {
		return fmt.Errorf("address %q: want HOST:PORT", base)
	}
	used := map[string]bool{}
	take := func() (string, error) {
		wanted := net.JoinHostPort(hostname, strconv.Itoa(next))
		if next > 0 {
			next++
		}
		address, err := free(wanted, used)
		if err == nil && address != wanted && next > 0 {
			say("%s is in use, %s is taken in its place", wanted, address)
		}
		return address, err
	}
	host := HostFile{Witnesses: map[string]string{}}
	if host.Listen, err = take(); err != nil {
		return err
	}
	nodes := map[string]*NodeFile{}
	for _, m := range f.Charter.Members {
		n := &NodeFile{Member: m.Code, Host: "https://" + host.Listen, Peers: map[string]string{}, Plain: true, Zone: f.Zone}
		if n.Officers, err = take(); err != nil {
			return err
		}
		nodes[m.Code] = n
	}
	for _, m := range f.Charter.Members {
		if nodes[m.Code].Listen, err = take(); err != nil {
			return err
		}
		host.Witnesses[m.Code] = "https://" + nodes[m.Code].Listen
	}
	for code, n := range nodes {
		for other, o := range nodes {
			if other != code {
				n.Peers[other] = "https://" + o.Listen
			}
		}
		if err := writeFile(filepath.Join(f.NodeDir(code), nodeFile), n); err != nil {
			return err
		}
	}
	return writeFile(filepath.Join(f.HostDir(), hostFile), host)
}

// free returns the address if nobody listens there, or another port of the same
// host.
func free(address string, used map[string]bool) (string, error) {
	l, err := net.Listen("tcp", address) //nolint:noctx // listening does not wait
	if err != nil || used[l.Addr().String()] {
		if err == nil {
			_ = l.Close() // it was ours a moment ago
		}
		hostname, _, _ := net.SplitHostPort(address)
		if l, err = net.Listen("tcp", net.JoinHostPort(hostname, "0")); err != nil { //nolint:noctx // as above
			return "", fmt.Errorf("no free port on %s: %w", hostname, err)
		}
	}
	got := l.Addr().String()
	used[got] = true
	return got, l.Close()
}

// OpenMechanism opens the host and the nodes of a founded mechanism.
func OpenMechanism(ctx context.Context, f *Founded, log *slog.Logger) (m *Mechanism, err error) {
	m = &Mechanism{Founded: f, Nodes: map[string]*Node{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, m.Close())
		}
	}()
	if m.Host, err = OpenHost(f.HostDir(), log); err != nil {
		return m, err
	}
	for _, member := range f.Charter.Members {
		n, err := OpenNode(ctx, f.NodeDir(member.Code), log)
		if err != nil {
			return m, err
		}
		m.Nodes[member.Code] = n
		m.Order = append(m.Order, member.Code)
	}
	return m, nil
}

// Run works until ctx ends or a part fails, and waits for all that it started.
// The host stops last, so that what the nodes still send is taken in.
func (m *Mechanism) Run(ctx context.Context) error {
	hosting, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	hosted := make(chan error, 1)
	working, end := context.WithCancel(ctx)
	defer end()
	go func() {
		hosted <- m.Host.Run(hosting)
		end() // without it nothing goes on
	}()
	g, inner := errgroup.WithContext(working)
	for _, code := range m.Order {
		g.Go(func() error { return m.Nodes[code].Run(inner) })
	}
	err := g.Wait()
	stop()
	return errors.Join(err, <-hosted)
}

// Close closes everything.
func (m *Mechanism) Close() error {
	var errs []error
	for _, n := range m.Nodes {
		errs = append(errs, n.Close())
	}
	if m.Host != nil {
		errs = append(errs, m.Host.Close())
	}
	return errors.Join(errs...)
}

// Hire makes officers' keys, puts them behind passwords at their members'
// desks, and signs what founds the mechanism with their appointments.
func (m *Mechanism) Hire(ctx context.Context, officers map[string][]Appointment, password func(officer string) string) error {
	for member, list := range officers {
		for i := range list {
			_, key, err := ed25519.GenerateKey(rand.Reader)
			if err != nil {
				return fmt.Errorf("hire %s: %w", list[i].Officer, err)
			}
			list[i].Key = statement.PublicOf(key)
			if err := m.Nodes[member].desk.AddOfficer(ctx, list[i].Officer, list[i].Name, password(list[i].Officer), key); err != nil {
				return fmt.Errorf("hire %s: %w", list[i].Officer, err)
			}
		}
	}
	envelopes, err := m.Founded.Sign(Clock(), officers)
	if err != nil {
		return err
	}
	// The host takes each member's statements in turn, so what presupposes the
	// founding waits until that stands.
	n := len(m.Order)
	if err := Deposit(ctx, m.Host.Address(), m.Founded.Charter.Host, envelopes[:n]); err != nil {
		return err
	}
	return Deposit(ctx, m.Host.Address(), m.Founded.Charter.Host, envelopes[n:])
}

// Await returns when the node's picture has the property, or an error that says
// what was waited for.
func (n *Node) Await(ctx context.Context, what string, has func(kind.Reader) bool) error {
	moved, stop := n.record.Follow()
	defer stop()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		ok := false
		err := n.picture.read(ctx, func(r kind.Reader) error {
			ok = has(r)
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s waits for %s: %w", n.File.Member, what, err)
		}
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s waited for %s in vain: %w", n.File.Member, what, ctx.Err())
		case <-moved:
		case <-again.C:
		}
	}
}

// Exists reports whether a directory holds a founded mechanism.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "host", charterFile))
	return err == nil
}
