package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"parley.example/internal/ledger/node/witness"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
)

// follow asks the host for its newest checkpoint, again and again, and takes
// each. It returns an error only for what the operator has to mend.
func (n *Node) follow(ctx context.Context) error {
	var have []byte
	wait := time.Duration(0)
	for backoff := 50 * time.Millisecond; ctx.Err() == nil; {
		raw, err := n.host.checkpoint(ctx, have, wait)
		if err == nil {
			n.live.hostAnswered(n.cfg.Clock())
		}
		if err == nil && raw != nil {
			err = n.take(ctx, raw, n.host)
			n.live.hostShowed(raw, err)
		}
		var broken *pictureError
		switch {
		case errors.As(err, &broken) && broken.tries > 3:
			return err
		case err != nil && ctx.Err() == nil:
			n.log.Debug("follow the host", slog.Any("err", err))
			if !pause(ctx, backoff) {
				return nil
			}
			backoff, have = min(2*backoff, 2*time.Second), nil
		case raw != nil:
			have, backoff = raw, 50*time.Millisecond
		}
		wait = min(millis(n.tolerances().Republish), 30*time.Second)
		if err == nil && raw == nil && wait < 50*time.Millisecond && !pause(ctx, 50*time.Millisecond) {
			return nil
		}
	}
	return nil
}

// take checks a checkpoint of the host, whoever handed it over, brings the
// mirror up to it, and folds it where a quorum has cosigned. Leaves come from
// src.
func (n *Node) take(ctx context.Context, raw []byte, src witness.Source) error {
	n.taking.Lock()
	defer n.taking.Unlock()
	c, err := n.parse(raw)
	if err != nil {
		return err
	}
	before := n.wit.Held().Size
	if err := n.wit.Advance(ctx, c, src); err != nil {
		if errors.Is(err, witness.ErrBeyond) {
			n.beyond.Do(func() { n.log.Error("this node does not follow the successor", slog.Any("err", err)) })
		}
		if src == witness.Source(n.host) || errors.Is(err, witness.ErrInconsistent) {
			n.doubt(err, c.Size)
		}
		return err
	}
	n.sure(c.Size)
	n.markLogged(before, c.Size)
	if c.Size < n.state.Size() {
		return nil
	}
	cover, err := n.cover(ctx, c)
	if err != nil {
		return err
	}
	for _, head := range cover {
		if err := n.foldTo(head); err != nil {
			return err
		}
	}
	n.live.setHead(c, n.eraOf(c.Size))
	return nil
}

// parse reads a checkpoint under the host in force, or the one that takes over.
func (n *Node) parse(raw []byte) (checkpoint.Checkpoint, error) {
	size, err := checkpoint.ClaimedSize(raw)
	if err != nil {
		return checkpoint.Checkpoint{}, err
	}
	era := n.eraOf(size)
	origin, _, _ := bytes.Cut(raw, []byte("\n"))
	if s := n.cfg.Successor; s != nil && string(origin) == s.Origin {
		era.Host = *s
	}
	if string(origin) != era.Host.Origin {
		return checkpoint.Checkpoint{}, fmt.Errorf("checkpoint of %.200q: %w", origin, witness.ErrOrigin)
	}
	return n.memory.Parse(raw, era)
}

func (n *Node) eraOf(size int64) charter.Era {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.state.EraOf(size)
}

// cover returns the checkpoints under which the record may be folded up to c:
// c itself where the witnesses in force have cosigned it. Where they have not,
// since an amendment has put others in their place, the checkpoints that first
// covered the amendments go before it.
func (n *Node) cover(ctx context.Context, c checkpoint.Checkpoint) ([]checkpoint.Checkpoint, error) {
	era := n.eraOf(c.Size)
	era.Host = n.hostOf(c, era)
	quorum := c.Quorum(era)
	if quorum == nil {
		return []checkpoint.Checkpoint{c}, nil
	}
	t, err := n.findTransition(ctx, n.state.Size(), c)
	if err != nil {
		return nil, errors.Join(quorum, err)
	}
	if err := n.foldTo(t); err != nil {
		return nil, err
	}
	if t.Size >= c.Size || n.state.Size() < t.Size { // the rules of other entries are not known here
		return nil, quorum
	}
	again, err := n.parse(c.Raw) // by the witnesses that are in force now
	if err != nil {
		return nil, err
	}
	return n.cover(ctx, again)
}

func (n *Node) hostOf(c checkpoint.Checkpoint, era charter.Era) charter.Host {
	if s := n.cfg.Successor; s != nil && c.Origin == s.Origin {
		return *s
	}
	return era.Host
}

// findTransition asks for the checkpoint that first covered the next amendment.
func (n *Node) findTransition(ctx context.Context, size int64, c checkpoint.Checkpoint) (checkpoint.Checkpoint, error) {
	sources := []*link{n.host}
	for _, member := range n.members() {
		sources = append(sources, n.peers[member])
	}
	err := errors.New("nobody has a checkpoint that first covered an amendment")
	for _, src := range sources {
		raw, missing := src.transition(ctx, size)
		if missing != nil {
			continue
		}
		t, bad := n.parse(raw)
		if bad == nil {
			bad = n.checkTransition(t, size, c)
		}
		if bad == nil {
			return t, nil
		}
		err = fmt.Errorf("from %s: %w", src.name(), bad)
	}
	return checkpoint.Checkpoint{}, err
}

func (n *Node) checkTransition(t checkpoint.Checkpoint, size int64, c checkpoint.Checkpoint) error {
	if t.Size <= size || t.Size > c.Size {
		return fmt.Errorf("a transition of size %d, wanted after %d and up to %d", t.Size, size, c.Size)
	}
	root, err := n.wit.Mirror().Root(t.Size)
	if err != nil {
		return err
	}
	if root != t.Root {
		return fmt.Errorf("transition of size %d: %w", t.Size, witness.ErrInconsistent)
	}
	era := n.eraOf(t.Size)
	era.Host = n.hostOf(t, era)
	return t.Quorum(era)
}
