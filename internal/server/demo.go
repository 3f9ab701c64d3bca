package server

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"parley.example/examples"
	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/internal/terms/seat"
	"parley.example/record/statement"
)

// DemoConfig is what `parley demo` is told.
type DemoConfig struct {
	Dir    string // kept; a temporary one, removed at the end, if empty
	Listen string // the first address; the others follow
	Once   bool   // play, print, verify, end
	Out    io.Writer
	Log    *slog.Logger
}

// Demo founds the example mechanism, plays its course through a real host and
// five nodes, and then, unless it is played once, stays up with a sign-in for
// every officer.
func Demo(ctx context.Context, c DemoConfig) (err error) {
	ex, err := examples.Load(examples.SouthernSyria)
	if err != nil {
		return err
	}
	if c.Dir == "" {
		if c.Dir, err = os.MkdirTemp("", "parley-demo-"); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.Dir)) }()
	}
	if Exists(c.Dir) {
		return fmt.Errorf("demo: %s holds a mechanism already; name an empty directory", c.Dir)
	}
	scale := ex.Course.HumanScale
	if c.Once {
		scale = 1
	}
	m, err := raise(ctx, c, &ex, scale)
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- m.Run(running) }()
	defer func() {
		stop()
		err = errors.Join(err, <-ended, m.Close())
	}()
	return show(running, c, m, ex, scale)
}

// raise founds the mechanism of an example and opens it.
func raise(ctx context.Context, c DemoConfig, ex *examples.Example, scale int64) (*Mechanism, error) {
	doc, err := ex.Mechanism.Document(scale)
	if err != nil {
		return nil, err
	}
	f, err := Found(c.Dir, doc, ex.Mechanism.Host)
	if err != nil {
		return nil, err
	}
	f.Zone = "Asia/Damascus" // where the course is set
	if c.Listen == "" {
		c.Listen = "127.0.0.1:7400"
	}
	err = f.Addresses(c.Listen, func(format string, args ...any) { fmt.Fprintf(c.Out, format+"\n", args...) })
	if err != nil {
		return nil, err
	}
	return OpenMechanism(ctx, f, c.Log)
}

// show appoints, plays, and reports or stays up.
func show(ctx context.Context, c DemoConfig, m *Mechanism, ex examples.Example, scale int64) error {
	fmt.Fprintf(c.Out, "EXERCISE. Everything here is invented; the course follows what the press reported (SOURCES.md).\n\n")
	passwords := map[string]string{}
	sessions, err := m.appoint(ctx, &ex, passwords)
	if err != nil {
		return err
	}
	if !c.Once {
		m.invite(c.Out, &ex, passwords)
	}
	p := &player{
		m: m, ex: ex, out: c.Out, sessions: sessions,
		//nolint:forbidigo // the play goes by the clock of whoever looks on
		play: examples.Play{Start: time.Now(), Scale: scale, Signed: map[string]statement.ID{}},
	}
	if err := p.run(ctx); err != nil {
		if !c.Once && errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	}
	if c.Once {
		return m.report(ctx, c.Out, p)
	}
	fmt.Fprintf(c.Out, "\nThe course is over. The mechanism stays up; end it with Ctrl-C.\n")
	<-ctx.Done()
	return nil
}

// appoint makes the officers of the example and signs them in.
func (m *Mechanism) appoint(ctx context.Context, ex *examples.Example, passwords map[string]string) (map[string]desk.Session, error) {
	officers := map[string][]Appointment{}
	for _, o := range ex.Mechanism.Officers {
		officers[o.Member] = append(officers[o.Member], Appointment{Officer: o.Code, Name: o.Name["en"], Desks: o.Desks, Powers: o.Powers})
		var err error
		if passwords[o.Code], err = password(); err != nil {
			return nil, err
		}
	}
	if err := m.Hire(ctx, officers, func(o string) string { return passwords[o] }); err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	sessions := map[string]desk.Session{}
	for _, code := range m.Order {
		n := m.Nodes[code]
		err := n.Await(waiting, "the appointments", func(r kind.Reader) bool {
			found := 0
			for range seat.Keys.All(r) {
				found++
			}
			return found == len(ex.Mechanism.Officers) && r.Aside().Live
		})
		if err != nil {
			return nil, err
		}
		for _, o := range officers[code] {
			s, err := n.desk.SignIn(ctx, o.Officer, passwords[o.Officer])
			if err != nil {
				return nil, fmt.Errorf("sign in %s: %w", o.Officer, err)
			}
			sessions[o.Officer] = s
		}
	}
	return sessions, nil
}

// invite prints where each member's officers sign in.
func (m *Mechanism) invite(out io.Writer, ex *examples.Example, passwords map[string]string) {
	for _, code := range m.Order {
		_, officers := m.Nodes[code].Addresses()
		fmt.Fprintf(out, "%-10s %s\n", code, officers)
		for _, o := range ex.Mechanism.Officers {
			if o.Member == code {
				fmt.Fprintf(out, "           officer %-3s password %s   %s\n", o.Code, passwords[o.Code], o.Name["en"])
			}
		}
	}
	fmt.Fprintln(out)
}

// password makes one that can be read over a telephone.
func password() (string, error) {
	var b [10]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", fmt.Errorf("make password: %w", err)
	}
	s := strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:], nil
}
