package node_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"parley.example/internal/ledger/node"
	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

func submit(t *testing.T, r *running, member, verb string) *node.Ticket {
	t.Helper()
	ticket, err := r.Submit(within(t), officer(member), notice(verb))
	if err != nil {
		t.Fatal(err)
	}
	return ticket
}

func receipted(t testing.TB, ticket *node.Ticket) node.Status {
	t.Helper()
	status, err := ticket.Wait(within(t), node.Receipted)
	if err != nil {
		t.Fatal(err)
	}
	return status
}

func TestNothingIsFoldedWithoutQuorum(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	k.nodes["bravo"].stop()
	k.nodes["mediator"].stop()
	size := k.nodes["alpha"].size()
	ticket := submit(t, k.nodes["alpha"], "alpha", "filed")
	status, err := ticket.Wait(within(t), node.Logged)
	if err != nil {
		t.Fatal(err)
	}
	if status.Stage != node.Logged || status.Promised == 0 {
		t.Errorf("status = %+v, want logged and promised, not receipted", status)
	}
	if got := k.nodes["alpha"].size(); got > size+2 {
		t.Errorf("alpha folded %d entries more without a quorum", got-size)
	}
	until(t, "alpha says that the quorum is stale", func() bool { return !k.nodes["alpha"].Live().OK })
	k.start("mediator")
	receipted(t, ticket)
}

func TestSameActTwice(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	alpha := k.nodes["alpha"]
	st := notice("filed")
	st.Nonce, st.MadeAt = [16]byte{1}, k.clock()
	a, err := alpha.Submit(within(t), officer("alpha"), st)
	if err != nil {
		t.Fatal(err)
	}
	b, err := alpha.Submit(within(t), officer("alpha"), st)
	if err != nil || b.ID() != a.ID() {
		t.Errorf("the same act again = %v, %v, want the ticket of %v", b.ID(), err, a.ID())
	}
	index := receipted(t, a).Index
	c, err := alpha.Submit(within(t), officer("alpha"), st)
	if err != nil || c.ID() != a.ID() {
		t.Fatalf("the same act after its receipt = %v, %v, want %v", c.ID(), err, a.ID())
	}
	alpha.stop()
	alpha = k.start("alpha")
	d, err := alpha.Submit(within(t), officer("alpha"), st)
	if err != nil || d.ID() != a.ID() {
		t.Fatalf("the same act after a restart = %v, %v, want %v", d.ID(), err, a.ID())
	}
	if got := receipted(t, d).Index; got != index {
		t.Errorf("index = %d, want %d", got, index)
	}
	if n := len(k.logged("notice.filed/v1")); n != 1 {
		t.Errorf("%d notices on the log, want 1", n)
	}
}

func TestRestartInTheMiddle(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	k.host.set(func() { k.host.drop = func(by string, st statement.Statement) bool { return true } })
	var tickets []*node.Ticket
	for range 5 {
		tickets = append(tickets, submit(t, k.nodes["alpha"], "alpha", "filed"))
	}
	k.nodes["alpha"].stop()
	k.host.set(func() { k.host.drop = nil })
	alpha := k.start("alpha")
	for i, old := range tickets {
		ticket, ok := alpha.Ticket(old.ID())
		if !ok {
			t.Fatalf("statement %d is not in the outbox after the restart", i)
		}
		receipted(t, ticket)
	}
	var seqs []int64
	for _, st := range k.logged("notice.filed/v1") {
		seqs = append(seqs, st.Seq)
	}
	if len(seqs) != 5 || seqs[0] != 0 || seqs[4] != 4 {
		t.Errorf("seqs on the log = %v, want 0 to 4", seqs)
	}
}

func TestTornMirrorIsMended(t *testing.T) {
	damages := map[string]func(dir string) error{
		"newest bundle cut": func(dir string) error {
			return os.Truncate(filepath.Join(dir, "mirror/tile/entries/000"), 700)
		},
		"newest bundle gone": func(dir string) error { return os.Remove(filepath.Join(dir, "mirror/tile/entries/000")) },
		"a flipped byte": func(dir string) error {
			name := filepath.Join(dir, "mirror/tile/entries/000")
			b, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			b[len(b)/2] ^= 1
			return os.WriteFile(name, b, 0o644)
		},
		"hashes cut": func(dir string) error { return os.Truncate(filepath.Join(dir, "mirror/hashes"), 33) },
		"a leaf too many": func(dir string) error {
			f, err := os.OpenFile(filepath.Join(dir, "mirror/tile/entries/000"), os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.Write([]byte{0, 9, 'x'})
			return errors.Join(err, f.Close())
		},
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			k := newKit(t, "alpha", "bravo", "mediator")
			k.startAll()
			ticket := submit(t, k.nodes["alpha"], "alpha", "filed")
			receipted(t, ticket)
			alpha := k.nodes["alpha"]
			held := alpha.Held()
			alpha.stop()
			if err := damage(alpha.cfg.Dir); err != nil {
				t.Fatal(err)
			}
			alpha = k.start("alpha")
			until(t, "alpha folds again", func() bool { return alpha.size() >= held.Size })
			if root, err := alpha.Mirror().Root(held.Size); err != nil || root != held.Root {
				t.Errorf("root of the mended mirror = %v, %v, want %v", root, err, held.Root)
			}
			if err := alpha.Mirror().Verify(); err != nil {
				t.Error(err)
			}
			receipt, err := alpha.Receipt(ticket.ID())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := proof.VerifyReceipt(receipt, k.mech.Document()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRestoredNodeReadsItsTails(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	receipted(t, submit(t, k.nodes["alpha"], "alpha", "filed"))
	alpha := k.nodes["alpha"]
	alpha.stop()
	alpha.cfg.Dir = t.TempDir() // everything is lost but the keys
	k.nodes["bravo"].stop()
	alpha = k.start("alpha")
	ctx, cancel := context.WithTimeout(context.Background(), 700*time.Millisecond)
	defer cancel()
	if ticket, err := alpha.Submit(ctx, officer("alpha"), notice("filed")); err == nil {
		t.Fatalf("signed %v with one other node in reach, want a wait for two", ticket.ID())
	}
	k.start("bravo")
	k.ready()
	ticket := submit(t, alpha, "alpha", "filed")
	env := ticket.Envelope()
	if st, err := env.Statement(); err != nil || st.Seq != 1 {
		t.Errorf("seq = %d, %v, want 1 after the one that is on the record", st.Seq, err)
	}
	receipted(t, ticket)
}

func TestLapseInTheQueue(t *testing.T) {
	k := newKit(t, "alpha")
	k.startAll()
	alpha := k.nodes["alpha"]
	receipted(t, submit(t, alpha, "alpha", "filed"))
	k.host.server.CloseClientConnections()
	k.host.server.Close() // the line is down: nothing can be handed to anybody
	st := notice("answered")
	st.NotAfter = k.clock().Add(300 * time.Millisecond)
	lapsing, err := alpha.Submit(within(t), officer("alpha"), st)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lapsing.Wait(within(t), node.Receipted); !errors.Is(err, node.ErrLapsed) {
		t.Fatalf("wait = %v, want %v", err, node.ErrLapsed)
	}
	next := submit(t, alpha, "alpha", "objected")
	a, b := lapsing.Envelope(), next.Envelope()
	first, _ := a.Statement()
	second, _ := b.Statement()
	if first.Seq != second.Seq || first.Prev != second.Prev {
		t.Errorf("seq after a lapse = %d, want %d again", second.Seq, first.Seq)
	}
}

func TestRefusedBeforeSigning(t *testing.T) {
	k := newKit(t, "alpha", "bravo")
	k.startAll()
	alpha := k.nodes["alpha"]
	var refused *node.RefusedError
	_, err := alpha.Submit(within(t), officer("alpha"), statement.Statement{Type: "member.left/v1"})
	if !errors.As(err, &refused) || refused.Void.Rule != charter.RulePower {
		t.Fatalf("submit without the power = %v, want %s", err, charter.RulePower)
	}
	st := receipted(t, submit(t, alpha, "alpha", "filed"))
	if st.Void != nil {
		t.Errorf("the next one is void: %v; a refused statement uses no seq", st.Void)
	}
}

func TestEachNodeTicks(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	from := k.clock()
	until(t, "three ticks of each", func() bool {
		count := map[string]int{}
		for _, st := range k.logged(tick.TypeTick) {
			count[st.Member]++
		}
		return count["alpha"] >= 3 && count["bravo"] >= 3 && count["mediator"] >= 3
	})
	if took := k.clock().Sub(from); took > 5*time.Second {
		t.Errorf("three ticks of each took %v, want one a second", took)
	}
	n := len(k.logged(tick.TypeTick))
	if most := int(k.clock().Sub(from)/time.Second+2) * 6; n > most {
		t.Errorf("%d ticks, at most %d: nobody floods", n, most)
	}
}

func TestRetiredOriginIsNeverCosigned(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	raw, err := k.nodes["bravo"].Retire()
	if err != nil || raw == nil {
		t.Fatalf("retire = %s, %v, want the largest checkpoint", raw, err)
	}
	k.host.mu.Lock()
	l := k.host.log.clone()
	k.host.mu.Unlock()
	held := k.nodes["bravo"].Held().Size
	if status, body := k.host.add("bravo", l, k.host.sign(l, held), held, held); status == 200 {
		t.Errorf("bravo cosigns a retired origin: %s", body)
	}
	bravo := k.nodes["bravo"]
	bravo.stop()
	k.start("bravo")
	if status, body := k.host.add("bravo", l, k.host.sign(l, held), held, held); status == 200 {
		t.Errorf("after a restart bravo cosigns a retired origin: %s", body)
	}
}

// TestOutboxSetBack restores an outbox from before the last statements.
func TestOutboxSetBack(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	alpha := k.nodes["alpha"]
	until(t, "alpha ticks", func() bool {
		k.host.mu.Lock()
		logged := k.host.log.size()
		k.host.mu.Unlock()
		return slices.ContainsFunc(k.logged(tick.TypeTick), byAlpha) && alpha.size() >= logged
	})
	alpha.stop()
	if err := os.WriteFile(filepath.Join(alpha.cfg.Dir, "outbox.log"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	k.nodes["bravo"].stop()
	size := alpha.Held().Size
	alpha = k.start("alpha")
	until(t, "alpha folds what it held", func() bool { return alpha.size() >= size })
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	if ticket, err := alpha.Submit(ctx, officer("alpha"), notice("filed")); err == nil {
		t.Fatalf("signed %v with one other node in reach, want a wait for two", ticket.ID())
	}
	k.start("bravo")
	receipted(t, submit(t, alpha, "alpha", "filed"))
}

func byAlpha(st statement.Statement) bool { return st.Member == "alpha" }

// TestForkAlarmOutlastsARestart plants evidence as an earlier run kept it.
func TestForkAlarmOutlastsARestart(t *testing.T) {
	k := newKit(t, "alpha", "bravo")
	k.startAll()
	other := &log{}
	k.host.mu.Lock()
	for range k.host.log.leaves {
		other.add(t, k.host.log.leaves[0])
	}
	k.host.mu.Unlock()
	k.host.add("alpha", other, k.host.sign(other, 3), 3, 3)
	k.evidenceOf("alpha", evidence.Fork)
	k.nodes["alpha"].stop()
	if alpha := k.start("alpha"); !alpha.Live().Fork {
		t.Error("after a restart the fork alarm is gone")
	}
}
