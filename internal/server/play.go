package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"parley.example/examples"
	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/internal/kinds"
	"parley.example/internal/kinds/notice"
	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// player takes the steps of a course through the nodes of a mechanism, each by
// its officer's own desk, and holds every member's picture against what the
// course expects.
type player struct {
	m        *Mechanism
	ex       examples.Example
	play     examples.Play
	sessions map[string]desk.Session // by officer
	out      io.Writer

	mu    sync.Mutex
	never error // the first state seen that must never be
}

// run plays the course to its end.
func (p *player) run(ctx context.Context) error {
	watching, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	for _, n := range p.m.Nodes {
		wg.Go(func() { p.watch(watching, n) })
	}
	err := p.steps(ctx)
	stop()
	wg.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return errors.Join(err, p.never)
}

func (p *player) steps(ctx context.Context) error {
	for i := range p.ex.Course.Steps {
		s := &p.ex.Course.Steps[i]
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Until(p.play.Due(s))):
		}
		if err := p.step(ctx, s); err != nil {
			return fmt.Errorf("step %s: %w", s.ID, err)
		}
	}
	return nil
}

func (p *player) step(ctx context.Context, s *examples.Step) error {
	who := s.Officer
	if who == "" {
		who = "-"
	}
	fmt.Fprintf(p.out, "%6.1f s  %-3s %s\n", time.Since(p.play.Start).Seconds(), who, s.Say)
	if s.Act != "" {
		if err := p.act(ctx, s); err != nil {
			return err
		}
	}
	if s.Expect == nil {
		return nil
	}
	waiting, cancel := context.WithTimeout(ctx, time.Duration(p.ex.Course.Patience)*time.Millisecond)
	defer cancel()
	for _, code := range p.m.Order {
		if err := p.expect(waiting, p.m.Nodes[code], s.Expect); err != nil {
			return err
		}
	}
	return nil
}

// act plans, confirms and files, and waits for the receipt.
func (p *player) act(ctx context.Context, s *examples.Step) error {
	officer, _ := p.ex.Mechanism.Officer(s.Officer)
	n := p.m.Nodes[officer.Member]
	raw, err := p.play.Resolve(s)
	if err != nil {
		return err
	}
	in, err := input(s.Act, raw)
	if err != nil {
		return err
	}
	id, err := n.file(ctx, p.sessions[s.Officer], s.Act, in)
	if s.Refused != "" {
		if err == nil || !refusedBy(err, s.Refused) {
			return fmt.Errorf("%s by %s: got %w, want a refusal by %s", s.Act, s.Officer, orTaken(err), s.Refused)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s by %s: %w", s.Act, s.Officer, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.play.Signed[s.ID] = id
	return nil
}

var errTaken = errors.New("that it was taken")

func orTaken(err error) error {
	if err == nil {
		return errTaken
	}
	return err
}

// input reads JSON into the act's own type.
func input(name string, raw json.RawMessage) (any, error) {
	for _, k := range kinds.All() {
		for _, a := range k.Acts {
			if a.Name != name {
				continue
			}
			in := reflect.New(a.In)
			dec := json.NewDecoder(strings.NewReader(string(raw)))
			dec.DisallowUnknownFields()
			if err := dec.Decode(in.Interface()); err != nil {
				return nil, fmt.Errorf("input of %s: %w", name, err)
			}
			return in.Elem().Interface(), nil
		}
	}
	return nil, fmt.Errorf("no kind has the act %s", name)
}

// refusedBy reports whether an error is the refusal by a rule or, for a mistake
// in the input, by a message key.
func refusedBy(err error, by string) bool {
	var v *kind.Void
	var pr *kind.Problem
	return errors.As(err, &v) && v.Rule == by || errors.As(err, &pr) && pr.Says.Key == by
}

// file takes an act through the node's desk, and waits until its statement has
// a receipt or is refused.
func (n *Node) file(ctx context.Context, session desk.Session, act string, in any) (statement.ID, error) {
	by, err := n.desk.Who(ctx, session.Handle)
	if err != nil {
		return statement.ID{}, err
	}
	c, err := n.desk.Plan(ctx, by, act, in)
	if err != nil {
		return statement.ID{}, err
	}
	f, err := n.desk.Confirm(ctx, by, c.Token)
	if err != nil {
		return statement.ID{}, err
	}
	id := f.Results[0].ID
	return id, n.awaitReceipt(ctx, id)
}

// awaitReceipt waits until a checkpoint with a quorum covers the statement and
// the picture has it.
func (n *Node) awaitReceipt(ctx context.Context, id statement.ID) error {
	waiting, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for {
		r, err := n.desk.Watch(waiting, id)
		switch {
		case err != nil:
			return err
		case r.Void != nil:
			return r.Void
		case r.Lapsed:
			return errors.New("it lapsed in the queue")
		case r.Receipted:
			return nil
		}
		select {
		case <-waiting.Done():
			return fmt.Errorf("no receipt of %s: %w", id, waiting.Err())
		case <-again.C:
		}
	}
}

// expect waits until the node's picture reads as the course wants.
func (p *player) expect(ctx context.Context, n *Node, e *examples.Expectation) error {
	p.mu.Lock()
	id, err := p.play.Notice(e.Notice)
	p.mu.Unlock()
	if err != nil {
		return err
	}
	last := errors.New("the notice is not in the picture")
	err = n.Await(ctx, "what the course expects", func(r kind.Reader) bool {
		row, ok := notice.Rows.Get(r, id.String())
		if ok {
			_, at := r.Place()
			last = e.Met(row.Ask, at)
		}
		return last == nil
	})
	if err != nil {
		return fmt.Errorf("on %s's picture: %w (%w)", n.File.Member, last, err)
	}
	return nil
}

// watch holds a node's picture, whenever it moves, against what must never be
// seen on it.
func (p *player) watch(ctx context.Context, n *Node) {
	moved, stop := n.record.Follow()
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-moved:
		}
		for _, never := range p.ex.Course.Never {
			p.check(ctx, n, never)
		}
	}
}

func (p *player) check(ctx context.Context, n *Node, never examples.Never) {
	p.mu.Lock()
	id, err := p.play.Notice(never.Notice)
	p.mu.Unlock()
	if err != nil {
		return // not filed yet
	}
	err = n.picture.read(ctx, func(r kind.Reader) error {
		row, ok := notice.Rows.Get(r, id.String())
		if !ok {
			return nil
		}
		_, at := r.Place()
		if state := ask.StateAt(row.Ask, at).State; slices.Contains(never.States, state) {
			return fmt.Errorf("%s is %s on %s's picture, which it must never be", never.Notice, state, n.File.Member)
		}
		return nil
	})
	if err != nil {
		p.mu.Lock()
		p.never = errors.Join(p.never, err)
		p.mu.Unlock()
	}
}
