package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/node/witness"
	"parley.example/internal/terms/tick"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// gossipLoop asks every other node, each on its own, what it holds. PROTOCOL A5.
func (n *Node) gossipLoop(ctx context.Context) {
	var wg sync.WaitGroup
	for member, peer := range n.peers {
		wg.Go(func() {
			told := map[string]bool{}
			for ctx.Err() == nil {
				every := min(max(millis(n.tolerances().Fresh)/4, 50*time.Millisecond), 15*time.Second)
				if err := n.ask(ctx, member, peer); err != nil && ctx.Err() == nil {
					n.log.Debug("ask another node", slog.String("member", member), slog.Any("err", err))
					// Until it answers, the picture may not be live: ask soon again.
					// What it answers and cannot be taken is not asked for in a hurry.
					soon := time.Second
					if errors.Is(err, errNotTaken) {
						soon = notTakenPause
					}
					every = min(every, soon)
				}
				n.tell(ctx, peer, told)
				pause(ctx, every)
			}
		})
	}
	wg.Wait()
}

// errNothingYet is how ask says that a node answers and has no checkpoint yet.
var errNothingYet = errors.New("no checkpoint with a quorum there yet")

// errNotTaken is how ask says that a node answers with what cannot be taken.
var errNotTaken = errors.New("its checkpoint is not taken")

// notTakenPause is how long it is not asked then.
const notTakenPause = 5 * time.Second

// ask takes the newest checkpoint of another node. One that is larger than ours
// is followed from there, with the leaves of that node's mirror: so a host that
// freezes one member gains nothing.
func (n *Node) ask(ctx context.Context, member string, peer *link) error {
	raw, err := peer.checkpoint(ctx, nil, 0)
	if err != nil {
		return err
	}
	if raw == nil {
		return errNothingYet
	}
	size, err := checkpoint.ClaimedSize(raw)
	if err != nil {
		return err
	}
	if err := n.takeFrom(ctx, raw, peer); err != nil {
		return fmt.Errorf("%w: %w", errNotTaken, err)
	}
	n.live.peerShowed(member, size, n.cfg.Clock())
	return nil
}

// tell hands evidence to another node that does not have it from us yet.
func (n *Node) tell(ctx context.Context, peer *link, told map[string]bool) {
	for _, name := range n.fault.all() {
		if told[name] {
			continue
		}
		file, err := os.ReadFile(name)
		if err == nil {
			err = peer.evidence(ctx, file)
		}
		var status *statusError
		if err == nil || errors.As(err, &status) || errors.Is(err, fs.ErrNotExist) {
			told[name] = true
			continue
		}
		n.log.Debug("tell another node", slog.String("member", peer.member), slog.Any("err", err))
	}
}

// doubts are the reasons for which this node's witness does not cosign, and
// since when. It is safe for concurrent use; the zero value is ready.
type doubts struct {
	mu   sync.Mutex
	list map[string]doubt // by reason
}

type doubt struct {
	since statement.Time
	size  int64
	text  string
	said  bool
}

// doubt notes why a checkpoint is not taken or cosigned.
func (n *Node) doubt(err error, size int64) {
	var reason string
	switch {
	case errors.Is(err, witness.ErrInconsistent):
		reason = tick.Inconsistent
	case errors.Is(err, witness.ErrWithheld):
		reason = tick.Withheld
	case errors.Is(err, witness.ErrFuture):
		reason = tick.Future
	default:
		return
	}
	d := &n.doubts
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.list == nil {
		d.list = map[string]doubt{}
	}
	if _, known := d.list[reason]; !known {
		d.list[reason] = doubt{since: n.cfg.Clock(), size: size, text: err.Error()}
	}
}

// sure ends the doubts about bytes, once a checkpoint of that size was taken,
// and with cosigned those about the clock.
func (n *Node) sure(size int64) { n.settleDoubt(tick.Withheld, size) }

func (n *Node) cosigned(size int64) { n.settleDoubt(tick.Future, size) }

func (n *Node) settleDoubt(reason string, size int64) {
	d := &n.doubts
	d.mu.Lock()
	defer d.mu.Unlock()
	if have, ok := d.list[reason]; ok && have.size <= size {
		delete(d.list, reason)
	}
}

// refusalLoop says on the record, once for each, why the witness does not
// cosign: another tree at once, bytes and clock when it has waited as long as
// the charter says. PROTOCOL A4.
func (n *Node) refusalLoop(ctx context.Context) {
	for pause(ctx, 100*time.Millisecond) {
		wait := millis(n.tolerances().WitnessWait)
		now := n.cfg.Clock()
		n.doubts.mu.Lock()
		due := map[string]doubt{}
		for reason, d := range n.doubts.list {
			if !d.said && (reason == tick.Inconsistent || now.Sub(d.since) >= wait) {
				due[reason] = d
			}
		}
		n.doubts.mu.Unlock()
		for reason, d := range due {
			if err := n.refuse(ctx, reason, d); err != nil {
				n.log.Warn("say why this node does not cosign", slog.String("reason", reason), slog.Any("err", err))
				continue
			}
			n.doubts.mu.Lock()
			if have, ok := n.doubts.list[reason]; ok {
				have.said = true
				n.doubts.list[reason] = have
			}
			n.doubts.mu.Unlock()
		}
	}
}

// refuse signs the statement, with the evidence as its body.
func (n *Node) refuse(ctx context.Context, reason string, d doubt) error {
	content := []byte(d.text)
	if reason == tick.Inconsistent {
		for _, name := range n.fault.all() {
			if b, err := os.ReadFile(name); err == nil && len(b) < MaxBody/2 && evidenceKind(b) == evidence.Fork {
				content = b
			}
		}
	}
	act, err := statement.Encode(tick.Refused{Reason: reason, Since: d.since, Size: d.size})
	if err != nil {
		return err
	}
	signer := KeySigner(n.cfg.Keys.Statement)
	_, err = n.SubmitBody(ctx, signer, statement.Statement{Type: tick.TypeRefused, Act: act}, content)
	return err
}

func evidenceKind(b []byte) evidence.Kind {
	f, err := evidence.Parse(b)
	if err != nil {
		return ""
	}
	return f.Kind
}
