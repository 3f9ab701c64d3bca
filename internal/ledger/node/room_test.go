package node

import (
	"crypto/sha256"
	"testing"
	"time"

	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

func ended() *Ticket { return &Ticket{changed: make(chan struct{}), status: Status{Stage: Receipted}} }

// When a node ticks in a room, and that rooms share the bound on delivery.
func TestRoomTickDue(t *testing.T) {
	const every = 10 * time.Minute
	start := statement.Time(1_800_000_000_000)
	digest := &tick.Picture{Size: 1}
	in := RoomWant{Readers: []string{"alpha", "bravo"}}
	k := newTicker

	if _, due := k().dueIn(start, in, every, true); due {
		t.Error("a room that wants nothing is due")
	}
	in.Digest = digest
	if d, due := k().dueIn(start, in, every, true); !due || d != digest {
		t.Errorf("a room that changed is due %v with %v, want it with its digest", due, d)
	}
	if _, due := k().dueIn(start, in, every, false); due {
		t.Error("a digest is due while the picture lacks what has come")
	}
	in.Deliver = true
	if d, due := k().dueIn(start, in, every, false); !due || d != nil {
		t.Errorf("a delivery is due %v with %v, want it at once without the digest", due, d)
	}
	one := k()
	one.madeIn(start, in, nil, newTicket(statement.Envelope{}))
	if _, due := one.dueIn(start.Add(time.Hour), in, every, true); due {
		t.Error("a second tick is due in a room while the first is under way")
	}
	other := RoomWant{Readers: []string{"alpha", "mediator"}, Deliver: true}
	if _, due := one.dueIn(start, other, every, true); !due {
		t.Error("a tick in one room holds up another's")
	}

	count, k2 := 0, k()
	for at := start; at < start.Add(time.Hour); at = at.Add(100 * time.Millisecond) {
		for _, w := range []RoomWant{in, other} {
			if d, due := k2.dueIn(at, w, every, true); due {
				count++
				k2.madeIn(at, w, d, ended())
			}
		}
	}
	if most := burst + 6*burst + 60 + 2; count > most {
		t.Errorf("%d ticks in an hour in which two rooms want delivery and digest all the time, want at most %d", count, most)
	}
}

// Who repeats another's commitment, and has it logged first, keeps nobody from
// the body: neither in the open nor sealed.
func TestCopiedCommitment(t *testing.T) {
	b, err := openBodies(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	salt, content := [statement.SaltSize]byte{1}, []byte("EXERCISE")
	open := append(salt[:], content...)
	first := statement.Statement{Type: "notice.filed/v1", Member: "alpha", Seq: 3}
	first.Body = &statement.Body{Commit: first.Commit(salt, content), Size: int64(len(open))}
	copied := statement.Statement{Type: "notice.filed/v1", Member: "bravo", Seq: 9, Body: first.Body}
	cipher := []byte("ciphertext")
	hostile := statement.Statement{Type: statement.SealedType, Member: "bravo", Seq: 8}
	hostile.Body = &statement.Body{Commit: first.Body.Commit, Cipher: sha256.Sum256(cipher), Size: int64(len(cipher))}
	entries := []charter.Entry{{Index: 0, Statement: hostile}, {Index: 1, Statement: copied}, {Index: 2, Statement: first}}
	if err := b.expect(entries); err != nil {
		t.Fatal(err)
	}
	if b, err = openBodies(b.dir); err != nil {
		t.Fatal(err)
	}
	if len(b.lacks()) != 3 {
		t.Fatalf("after a restart %d bodies are missing, want 3", len(b.lacks()))
	}
	if err := b.put(&hostile, cipher); err != nil {
		t.Fatal(err)
	}
	if _, ok := b.get(first.Body.Commit); ok {
		t.Fatal("another's ciphertext is kept in the place of the body")
	}
	if err := b.put(&copied, open); err == nil {
		t.Fatal("the bytes fit a statement that only repeats the commitment")
	}
	if err := b.put(&first, open); err != nil {
		t.Fatal(err)
	}
	if got, ok := b.get(first.Body.Commit); !ok || string(got) != string(open) || len(b.lacks()) != 0 {
		t.Errorf("the body is %q, and %d are missing; want it, and none", got, len(b.lacks()))
	}
}
