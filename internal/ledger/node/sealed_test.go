package node_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"parley.example/internal/ledger/node"
	"parley.example/internal/ledger/seal"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

var room = []string{"bravo", "mediator"} // and the author

func statementOf(t testing.TB, ticket *node.Ticket) statement.Statement {
	t.Helper()
	env := ticket.Envelope()
	st, err := env.Statement()
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func innerOf(t testing.TB, p seal.Plain) statement.Statement {
	t.Helper()
	inner, err := statement.ParseInner(p.Inner)
	if err != nil {
		t.Fatal(err)
	}
	return inner
}

// What is sealed goes onto the record as nothing but that. Its readers open the
// same, with its body; the others hold the ciphertext, and open nothing.
// R-SEAL-1, R-SEAL-2, R-SEAL-16, R-SEAL-19.
func TestSubmitSealed(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator", "observer")
	var calls atomic.Int64
	k.nodes["bravo"].cfg.Came = func() { calls.Add(1) }
	k.startAll()
	alpha := k.nodes["alpha"]
	draft := notice("filed")
	draft.Nonce, draft.MadeAt, draft.NotAfter = [16]byte{7}, k.clock(), k.clock().Add(8*time.Second)
	ticket, err := alpha.SubmitSealed(within(t), officer("alpha"), draft, []byte("EXERCISE text"), room)
	if err != nil {
		t.Fatal(err)
	}
	twice := []string{"mediator", "alpha", "bravo", "bravo"}
	again, err := alpha.SubmitSealed(within(t), officer("alpha"), draft, []byte("EXERCISE text"), twice)
	if err != nil || again.ID() != ticket.ID() {
		t.Errorf("the same act again is %v (%v), want the ticket of the first", again, err)
	}
	status := receipted(t, ticket)
	if status.Void != nil {
		t.Fatalf("the sealed entry is void: %v", status.Void)
	}
	st := statementOf(t, ticket)
	if st.Type != statement.SealedType || string(st.Act) != "{}" || st.About != nil || st.NotAfter != 0 ||
		st.Nonce != draft.Nonce || st.MadeAt != draft.MadeAt {
		t.Errorf("on the record stands %+v, want a sealed statement with nothing in clear but nonce and made_at", st)
	}
	plain, err := alpha.Unsealed(&st)
	if err != nil {
		t.Fatal(err)
	}
	inner := innerOf(t, plain)
	want := draft
	want.Mechanism, want.Member, want.Key, want.Readers = st.Mechanism, "alpha", st.Key, []string{"alpha", "bravo", "mediator"}
	want.Seq, want.Prev, want.Seen, want.Body = st.Seq, st.Prev, st.Seen, inner.Body
	if diff := cmp.Diff(want, inner); diff != "" {
		t.Errorf("the inner statement (-want +got):\n%s", diff)
	}
	for _, code := range []string{"bravo", "mediator"} {
		until(t, code+" opens it", func() bool {
			got, err := k.nodes[code].Unsealed(&st)
			return err == nil && cmp.Equal(plain, got)
		})
	}
	if !bytes.HasSuffix(plain.Body, []byte("EXERCISE text")) {
		t.Errorf("its body is %q", plain.Body)
	}
	observer := k.nodes["observer"]
	until(t, "the observer holds the ciphertext", func() bool {
		cipher, ok := observer.HeldBody(st.Body.Cipher)
		return ok && !bytes.Contains(cipher, []byte("EXERCISE")) && len(observer.Missing()) == 0
	})
	if p, err := observer.Unsealed(&st); !errors.Is(err, seal.ErrNotForUs) {
		t.Errorf("the observer opens %+v (%v), want %v", p, err, seal.ErrNotForUs)
	}
	until(t, "bravo's rooms hear that it came", func() bool { return calls.Load() > 1 && k.nodes["bravo"].Settled() })
	k.receiptShows("bravo", ticket, plain.Inner)
	k.receiptShows("observer", ticket, nil)
}

// receiptShows wants a node's receipt of a statement to hold an inner statement,
// or none.
func (k *kit) receiptShows(code string, ticket *node.Ticket, inner []byte) {
	k.t.Helper()
	var file []byte
	until(k.t, code+" has a receipt", func() (ok bool) {
		var err error
		file, err = k.nodes[code].Receipt(ticket.ID())
		return err == nil
	})
	v, err := proof.VerifyReceipt(file, k.mech.Document())
	if err != nil {
		k.t.Fatal(err)
	}
	switch {
	case inner == nil && v.Body != nil:
		k.t.Errorf("%s's receipt shows %q, want the sealed entry only", code, v.Body.Content)
	case inner != nil && (v.Body == nil || !bytes.Equal(v.Body.Content, inner)):
		k.t.Errorf("%s's receipt shows %+v, want the inner statement", code, v.Body)
	}
}

// What nobody could read, or what would be void in its room, is not signed.
func TestSealedRefused(t *testing.T) {
	k := newKit(t, "alpha", "bravo")
	k.startAll()
	alpha := k.nodes["alpha"]
	far := notice("answered")
	far.NotAfter = k.clock().Add(time.Hour)
	of := func(typ string) statement.Statement { return statement.Statement{Type: typ, Act: []byte("{}")} }
	tests := map[string]struct {
		inner   statement.Statement
		readers []string
		want    error
		rule    string
	}{
		"a reader that is no member":  {notice("filed"), []string{"zulu"}, node.ErrReader, ""},
		"what the record itself says": {of(charter.TypeRevoked), []string{"bravo"}, nil, charter.RuleInnerType},
		"beyond the officer's powers": {of("prisoner.listed/v1"), []string{"bravo"}, nil, charter.RulePower},
		"consent in store":            {far, []string{"bravo"}, nil, charter.RuleNotAfter},
		"sealed twice":                {of(statement.SealedType), []string{"bravo"}, statement.ErrForm, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := alpha.SubmitSealed(within(t), officer("alpha"), tt.inner, nil, tt.readers)
			refused, _ := errors.AsType[*node.RefusedError](err)
			if tt.want != nil && !errors.Is(err, tt.want) || tt.rule != "" && (refused == nil || refused.Void.Rule != tt.rule) {
				t.Errorf("SubmitSealed: %v, want %v %s", err, tt.want, tt.rule)
			}
		})
	}
	for _, ticket := range alpha.Pending() {
		if statementOf(t, ticket).Type == statement.SealedType {
			t.Error("something that was refused waits all the same")
		}
	}
	alpha.stop()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	alpha.cfg.Keys.Sealing = id.String()
	alpha = k.start("alpha")
	k.ready()
	_, err = alpha.SubmitSealed(within(t), officer("alpha"), notice("filed"), nil, []string{"bravo"})
	if !errors.Is(err, node.ErrSealing) {
		t.Errorf("a node without its sealing key seals: %v, want %v", err, node.ErrSealing)
	}
}

// A sealed consent lapses in the queue as an open one does: the time is within,
// and the author's node can read it. PROTOCOL A10.
func TestSealedLapses(t *testing.T) {
	k := newKit(t, "alpha")
	k.startAll()
	alpha := k.nodes["alpha"]
	receipted(t, submit(t, alpha, "alpha", "filed"))
	k.host.server.CloseClientConnections()
	k.host.server.Close() // the line is down: nothing can be handed to anybody
	consent := notice("answered")
	consent.NotAfter = k.clock().Add(300 * time.Millisecond)
	ticket, err := alpha.SubmitSealed(within(t), officer("alpha"), consent, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if status, err := ticket.Wait(within(t), node.Receipted); !errors.Is(err, node.ErrLapsed) {
		t.Errorf("the sealed consent ends as %+v (%v), want %v", status, err, node.ErrLapsed)
	}
}

// wanting is a picture that wants to be heard in a room.
type wanting struct {
	node.Bare
	rooms atomic.Pointer[[]node.RoomWant]
}

func (w *wanting) Wants() node.Wants {
	if rooms := w.rooms.Load(); rooms != nil {
		return node.Wants{Rooms: *rooms}
	}
	return node.Wants{}
}

// What a room wants said is said in it, one tick at a time, and nowhere else.
// R-SEAL-13, R-SEAL-15.
func TestRoomTicks(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	picture := &wanting{}
	k.nodes["alpha"].cfg.Picture = picture
	k.startAll()
	digest := &tick.Picture{Digest: statement.Digest{1}, Rules: statement.Digest{2}, Size: 3}
	picture.rooms.Store(&[]node.RoomWant{{Readers: []string{"alpha", "bravo"}, Deliver: true, Digest: digest}})
	sealed := func() []statement.Statement { return k.logged(statement.SealedType) }
	until(t, "alpha ticks in the room", func() bool { return len(sealed()) > 0 })
	picture.rooms.Store(nil)
	st := sealed()[0]
	if st.Member != "alpha" || st.Key != statement.PublicOf(recordtest.NodeKey("alpha")).ID() {
		t.Errorf("%s says it by key %s, want alpha's node", st.Member, st.Key)
	}
	var act tick.Tick
	until(t, "bravo opens the tick", func() bool {
		plain, err := k.nodes["bravo"].Unsealed(&st)
		if err != nil {
			return false
		}
		inner := innerOf(t, plain)
		if err := statement.Decode(inner.Act, &act); err != nil || inner.Type != tick.TypeTick {
			t.Fatalf("within stands %s %s (%v), want a tick", inner.Type, inner.Act, err)
		}
		return true
	})
	if diff := cmp.Diff(digest, act.Picture); diff != "" {
		t.Errorf("it carries (-want +got):\n%s", diff)
	}
	for _, open := range k.logged(tick.TypeTick) {
		if open.Member == "alpha" && bytes.Contains(open.Act, []byte("picture")) {
			t.Errorf("what is for the room is said in the open: %s", open.Act)
		}
	}
}

// Bytes that can be opened and are not what was committed to say nothing, and a
// body that is not the inner statement's is left out. R-SEAL-3, R-SEAL-17.
func TestUnsealedChecks(t *testing.T) {
	k := newKit(t, "alpha")
	alpha := k.start("alpha")
	ids, err := seal.ParseIdentities(k.sealing["alpha"])
	if err != nil {
		t.Fatal(err)
	}
	st := statement.Statement{Type: statement.SealedType, Member: "alpha", Act: []byte("{}"), MadeAt: 1}
	st.Seen.Root = statement.EmptyRoot
	in := st
	in.Type, in.Readers, in.Body = "notice.filed/v1", []string{"alpha"}, &statement.Body{Commit: statement.Digest{1}, Size: 40}
	p := seal.Plain{Salt: [statement.SaltSize]byte{2}, Body: make([]byte, 40)}
	if p.Inner, err = in.InnerBytes(); err != nil {
		t.Fatal(err)
	}
	cipher, err := seal.Seal(ids.Recipients(), nil, p)
	if err != nil {
		t.Fatal(err)
	}
	for commit, want := range map[statement.Digest]error{st.Commit(p.Salt, p.Inner): nil, {3}: seal.ErrBroken} {
		st.Body = &statement.Body{Cipher: sha256.Sum256(cipher), Commit: commit, Size: int64(len(cipher))}
		if err := alpha.PutBody(&st, cipher); err != nil {
			t.Fatal(err)
		}
		got, err := alpha.Unsealed(&st)
		if !errors.Is(err, want) || (err == nil) != bytes.Equal(got.Inner, p.Inner) || got.Body != nil {
			t.Errorf("Unsealed = %q with body %q, %v; want %v and no body", got.Inner, got.Body, err, want)
		}
	}
	// Bytes that changed on the disk are as good as missing, and not lost for good.
	ruined := *st.Body
	ruined.Cipher, ruined.Commit = sha256.Sum256([]byte("EXERCISE")), statement.Digest{4}
	st.Body = &ruined
	st.Body.Size = int64(len("EXERCISE"))
	if err := alpha.PutBody(&st, []byte("EXERCISE")); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(k.nodes["alpha"].cfg.Dir, "bodies")
	if err := os.WriteFile(filepath.Join(dir, ruined.Cipher.String()), []byte("EXERCIZE"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := alpha.Unsealed(&st); !errors.Is(err, node.ErrNoBody) {
		t.Errorf("a file that was changed on the disk: %v, want %v", err, node.ErrNoBody)
	}
}
