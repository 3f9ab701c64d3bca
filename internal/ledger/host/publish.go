package host

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	fnote "github.com/transparency-dev/formats/note"

	"parley.example/record/statement"
)

// The pace of the publisher beside Config.Interval and the charter's republish.
const (
	leastPace = 20 * time.Millisecond  // from one round to the next, where witnesses are that quick
	lateTime  = 100 * time.Millisecond // late cosignatures that come so close are published as one
	stuck     = 2 * time.Second        // the least time after which a round without a quorum is begun anew
)

// publisher brings the log's heads to a quorum and publishes them. Only its
// loop uses it.
type publisher struct {
	host   *Host
	askers []*asker
	head   head
	cur    *round
	took   time.Duration // from the last round's begin to its quorum
	last   int64         // size of what is published
	late   time.Time     // when late cosignatures are published; zero if there are none
	renew  bool          // cur cannot get its quorum
	more   map[string]int64

	behindHand bool // the public place could not be written, and has an older one
}

func (h *Host) newPublisher() (*publisher, error) {
	p := &publisher{host: h, last: h.published.now.Load().size, more: map[string]int64{}}
	for member, url := range h.cfg.Witnesses {
		want := func() statement.PublicKey { return h.view.Load().nodeTLS[member] }
		p.askers = append(p.askers, &asker{
			name: member, member: true, url: url, client: h.cfg.Connect(want), slot: make(chan *round, 1),
			accept: func(r *round, answer [][]byte) ([][]byte, error) { return r.linesOf(member, answer) },
		})
	}
	for _, f := range h.cfg.Foreign {
		v, err := fnote.NewVerifierForCosignatureV1(f.Vkey)
		if err != nil {
			return nil, fmt.Errorf("host: foreign witness %s: %w", f.URL, err)
		}
		p.askers = append(p.askers, &asker{
			name: v.Name(), url: f.URL, client: &http.Client{}, slot: make(chan *round, 1),
			accept: func(r *round, answer [][]byte) ([][]byte, error) { return r.foreignLine(v, answer) },
		})
	}
	return p, nil
}

// loop publishes until ctx ends.
func (p *publisher) loop(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case p.head = <-p.host.heads:
		case got := <-p.host.answers:
			p.take(got)
		case <-timer.C:
		case <-ctx.Done():
			return nil
		}
		now := time.Now() //nolint:forbidigo // how long it takes, not what time it is
		if !p.late.IsZero() && !now.Before(p.late) {
			p.publish()
		}
		due := p.due()
		if !due.IsZero() && !now.Before(due) {
			if err := p.begin(); err != nil {
				return err
			}
			due = p.due()
		}
		if !p.late.IsZero() && (due.IsZero() || p.late.Before(due)) {
			due = p.late
		}
		timer.Stop()
		if !due.IsZero() {
			timer.Reset(max(time.Until(due), time.Millisecond))
		}
	}
}

// due returns when the next round begins, zero if not before something happens.
// A round keeps its size until its quorum is there, so that witnesses of
// different speed come to cosign the same one; it is begun anew where its
// quorum is not to be had, and from time to time so that cosignatures are fresh.
func (p *publisher) due() time.Time {
	republish := time.Duration(p.host.view.Load().tolerances.Republish) * time.Millisecond
	switch {
	case p.head.size == 0:
		return time.Time{}
	case p.cur == nil:
		return time.Unix(0, 0) // long due
	case p.cur.quorum && p.head.size == p.cur.size:
		return p.cur.started.Add(max(republish, p.host.cfg.Interval))
	case p.cur.quorum || p.renew || p.host.view.Load().eraOf(p.head.size).From > p.cur.eras[len(p.cur.eras)-1].From:
		return p.cur.started.Add(p.pace())
	}
	return p.cur.started.Add(max(republish, stuck))
}

// pace is the time from one round to the next: twice what the last one took, so
// that quick witnesses are asked often and rounds take at most half of the time,
// and never more than Config.Interval, so that a slow one delays nothing further.
// Where entries come in bulk a round waits for more of them.
func (p *publisher) pace() time.Duration {
	if p.head.size-p.cur.size > width {
		return p.host.cfg.Interval
	}
	return min(max(2*p.took, leastPace), p.host.cfg.Interval)
}

// begin starts a round and asks for it.
func (p *publisher) begin() error {
	r, err := p.host.newRound(p.head, p.last)
	if err != nil {
		return err
	}
	p.cur, p.renew, p.late = r, false, time.Time{}
	for _, a := range p.askers {
		if !a.member || r.askedFor[a.name] {
			a.put(r)
		}
	}
	return nil
}

// take counts what a witness says.
func (p *publisher) take(got answer) {
	h := p.host
	if got.held > 0 {
		p.ahead(got)
		return
	}
	h.witnessed(got.from.name, nil)
	if got.from.member {
		p.more[got.from.name] = 0
		p.behind()
	}
	if got.round != p.cur {
		return
	}
	changed, err := p.cur.merge(got.lines)
	switch {
	case err != nil:
		h.log.Warn("cosignature", slog.String("witness", got.from.name), slog.Any("err", err))
	case changed && p.cur.quorum:
		if p.late.IsZero() {
			p.late = time.Now().Add(lateTime) //nolint:forbidigo // a wait
		}
	case changed && p.cur.hasQuorum() == nil:
		p.cur.quorum, p.took = true, time.Since(p.cur.started)
		p.publish()
	}
}

// ahead notes a witness that holds more than the round. Up to the head of the
// log that is a round too old; beyond it this host has forgotten what it had
// published.
func (p *publisher) ahead(got answer) {
	if got.held <= p.head.size {
		p.renew = p.renew || got.round == p.cur
		return
	}
	if got.from.member {
		p.more[got.from.name] = got.held
		p.behind()
	}
}

// behind stops admission where more witnesses than may lie hold more than this
// host: its directory was set back, and going on would fork the record.
func (p *publisher) behind() {
	h, n, size := p.host, 0, int64(0)
	for _, held := range p.more {
		if held > p.head.size {
			n, size = n+1, max(size, held)
		}
	}
	text := ""
	if n > h.view.Load().document.Faulty {
		text = fmt.Sprintf("the witnesses hold %d entries and this host %d: its directory was set back; %s",
			size, p.head.size, mendRestore)
	}
	if h.setTrouble(&h.setBack, text) {
		h.log.Error("the host's directory was set back", slog.String("found", text))
	}
}

// publish writes the round down, wakes who waits, and then puts it into the
// public place. Where the disk refuses, it is tried again.
func (p *publisher) publish() {
	h, r := p.host, p.cur
	p.late = time.Time{}
	// Transitions first: once this round is what a start finds published, nobody
	// would make them any more, and who comes later could not get over the change.
	var err error
	for _, e := range r.eras[1:] {
		if err == nil {
			err = write(h.transitionPath(e.From), r.raw)
		}
	}
	if err == nil {
		err = h.keepSecond(r.raw, !p.behindHand)
	}
	if err != nil {
		h.log.Error("publish; it is tried again", slog.Any("err", err))
		p.late = time.Now().Add(retryDisk) //nolint:forbidigo // a wait
		return
	}
	p.last = r.size
	h.published.set(slices.Clone(r.raw), r.size)
	err = write(h.publicPath(), r.raw)
	if p.behindHand = err != nil; p.behindHand {
		h.log.Error("the public place of the checkpoint; it is tried again", slog.Any("err", err))
		p.late = time.Now().Add(retryDisk) //nolint:forbidigo // a wait
	}
}
