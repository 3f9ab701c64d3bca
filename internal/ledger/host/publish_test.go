package host_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley.example/internal/ledger/host"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

func TestQuorumLost(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo", "mediator").start().found()
	k.size(3)
	for _, member := range []string{"bravo", "mediator"} {
		w := k.witnesses[member]
		w.set(func() { w.down = true })
	}
	for range 5 {
		k.file("node:bravo", "node.shown/v1", nil)
	}
	k.until("the log has them", func() bool { return k.host.Status().Integrated == 8 })
	if got := k.host.Status().Published; got != 3 {
		t.Errorf("published without a quorum: %d entries, want 3", got)
	}
	k.until("the loss is said", func() bool { return k.host.Status().Witnesses["bravo"] != "" })
	w := k.witnesses["mediator"]
	w.set(func() { w.down = false })
	c := k.size(8)
	if got, want := len(c.Cosigned), 2; got != want {
		t.Errorf("cosigned by %d, want %d", got, want)
	}
}

func TestSlowWitness(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo", "mediator")
	w := k.witnesses["bravo"]
	hold := make(chan struct{})
	w.set(func() { w.hold = hold })
	k.start().found()
	k.size(3)
	for range 3 {
		k.file("node:alpha", "node.shown/v1", nil)
	}
	k.size(6)
	var asked int
	w.set(func() { asked = w.asked })
	if asked != 1 {
		t.Errorf("a witness that does not answer was asked %d times, want 1", asked)
	}
	close(hold)
}

func TestLateCosignature(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo", "mediator")
	w := k.witnesses["bravo"]
	hold := make(chan struct{})
	w.set(func() { w.hold = hold })
	k.start().found()
	first := k.size(3)
	if got := len(first.Cosigned); got != 2 {
		t.Fatalf("published with %d cosignatures, want 2", got)
	}
	close(hold)
	k.until("the third cosignature is published", func() bool { return len(k.size(3).Cosigned) == 3 })
}

func TestLongPoll(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo").start()
	if status, _ := k.do("bravo", http.MethodGet, "/log/checkpoint", nil); status != http.StatusNotFound {
		t.Errorf("before any checkpoint: %d, want 404", status)
	}
	k.found()
	held := k.settled(2)
	held304 := "/log/checkpoint?wait=1&have=" + sum(held.Raw)
	if status, _ := k.do("bravo", http.MethodGet, held304, nil); status != http.StatusNotModified {
		t.Errorf("nothing new: %d, want 304", status)
	}
	got := make(chan []byte, 1)
	go func() {
		_, raw := k.do("bravo", http.MethodGet, "/log/checkpoint?wait=15000&have="+sum(held.Raw), nil)
		got <- raw
	}()
	k.file("node:alpha", "node.shown/v1", nil)
	c, err := checkpoint.Parse(<-got, k.m.State().EraOf(0))
	if err != nil || c.Size != 3 {
		t.Errorf("woken with size %d, %v, want 3", c.Size, err)
	}
}

func TestRepublish(t *testing.T) {
	k := newKit(t, func(d *charter.Document) { d.Tolerances.Republish = 30 }, "alpha")
	at := recordtest.Start
	w := k.witnesses["alpha"]
	w.at = func() statement.Time { at = at.Add(time.Second); return at }
	k.start().found()
	first := k.size(1)
	k.until("an idle host publishes anew", func() bool {
		c := k.size(1)
		return c.Size == 1 && c.Cosigned[0].At > first.Cosigned[0].At
	})
}

func TestForeignWitness(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo")
	stranger := charter.Witness{Member: "stranger", Name: "stranger.example/witness", Key: recordtest.Pub("stranger witness")}
	w := newWitness(t, "stranger", func(size int64) charter.Era {
		era := k.eraOf(size)
		era.Witnesses = []charter.Witness{stranger}
		return era
	})
	vkey, err := checkpoint.WitnessVkey(stranger)
	if err != nil {
		t.Fatal(err)
	}
	k.cfg.Foreign = []host.Foreign{{URL: w.server.URL + "/witness", Vkey: vkey}}
	k.start().found()
	with := k.m.State().EraOf(0)
	with.Witnesses = append(with.Witnesses[:2:2], stranger)
	k.until("the foreign cosignature stands beside the quorum", func() bool {
		c, err := checkpoint.Parse(k.size(2).Raw, with)
		return err == nil && len(c.Cosigned) == 3
	})
	w.set(func() { w.down = true })
	k.file("node:bravo", "node.shown/v1", nil)
	if c := k.size(3); len(c.Cosigned) != 2 {
		t.Errorf("without the foreign witness: cosigned by %d, want 2", len(c.Cosigned))
	}
}

// TestSetBack gives the host a directory that is older than what its witnesses
// hold: they say so, and it admits nothing.
func TestSetBack(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo").start().found()
	k.settled(2)
	for _, w := range k.witnesses {
		w.set(func() { w.size = 1000 })
	}
	k.file("node:bravo", "node.shown/v1", nil)
	k.until("admission stops", func() bool { return k.host.Status().Refusing != "" })
	env := k.m.Sign("node:bravo", "node.shown/v1", nil)
	if status, b := k.do("bravo", http.MethodPost, "/submit", lines(env)); status != http.StatusServiceUnavailable {
		t.Errorf("a host that was set back answers %d: %s, want 503", status, b)
	}
}

// TestTransition amends the charter: a newcomer's witness joins, and the
// checkpoint that first covers that has the quorum of both eras.
func TestTransition(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo")
	w := newWitness(t, "observer", func(int64) charter.Era { return k.eraOf(1 << 40) })
	k.cfg.Witnesses["observer"] = w.server.URL + "/witness"
	k.start().found()
	k.settled(2)
	before := k.m.State().EraOf(2)
	doc := *k.m.State().Document()
	digest := k.m.State().CharterDigest()
	doc.Amends = &digest
	doc.Members = append(doc.Members[:2:2], recordtest.Member("observer"))
	doc.Witnesses = append(doc.Witnesses[:2:2], "observer")
	raw, err := doc.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	amended, err := doc.Digest()
	if err != nil {
		t.Fatal(err)
	}
	k.file("root:alpha", charter.TypeProposed, charter.Proposed{Document: raw})
	k.file("root:alpha", charter.TypeSigned, charter.Signed{Charter: amended})
	k.file("root:bravo", charter.TypeSigned, charter.Signed{Charter: amended})
	k.m.Join("observer")
	joined := k.m.Sign("root:observer", charter.TypeSigned, charter.Signed{Charter: amended})
	old := k.witnesses["bravo"]
	old.set(func() { old.down = true })
	k.log(joined, k.promised("", joined)[joined.ID()]) // over a stranger's connection, as no node of it is known yet
	after := k.m.State().EraOf(6)
	if after.From != 6 || len(after.Witnesses) != 3 {
		t.Fatalf("the era after is from %d with %d witnesses, want 6 and 3", after.From, len(after.Witnesses))
	}
	k.until("bravo is asked in vain", func() bool { return k.host.Status().Witnesses["bravo"] != "" })
	if got := k.host.Status().Published; got >= 6 {
		t.Errorf("published at %d without bravo, whom the era before needs", got)
	}
	// The second place takes nothing: what leads over the change is kept before.
	second := filepath.Join(k.cfg.Dir, "cosigned", "checkpoint")
	if err := errors.Join(os.Remove(second), os.Mkdir(second, 0o700)); err != nil {
		t.Fatal(err)
	}
	old.set(func() { old.down = false })
	k.until("the transition is kept", func() bool {
		_, err := os.Stat(filepath.Join(k.cfg.Dir, "transitions", "0000000000000006"))
		return err == nil
	})
	if got := k.host.Status().Published; got >= 6 {
		t.Errorf("published at %d, which stands in no second place", got)
	}
	if err := os.Remove(second); err != nil {
		t.Fatal(err)
	}
	k.until("the amendment is covered", func() bool { return k.host.Status().Published == 6 })
	status, raw := k.do("observer", http.MethodGet, "/transition/5", nil)
	if status != http.StatusOK {
		t.Fatalf("transition: %d: %s", status, raw)
	}
	if _, err := checkpoint.Transition(raw, before, after); err != nil {
		t.Errorf("Transition: %v", err)
	}
	if status, _ := k.do("observer", http.MethodGet, "/transition/6", nil); status != http.StatusNotFound {
		t.Errorf("no later transition: %d, want 404", status)
	}
}
