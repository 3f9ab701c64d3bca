package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/desk"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

const exercisePassword = "exercise-exercise"

// played runs a mechanism in one directory until its node has folded the founding
// with the first officer's appointment, and hands its parts to use.
func played(t *testing.T, dir string, use func(ctx context.Context, m *Mechanism)) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	used := false
	err := RunSolo(ctx, dir, slog.New(slog.DiscardHandler), func(m *Mechanism) {
		defer stop()
		n := m.Nodes["alpha"]
		sizes, end := n.Ledger().OnFold()
		defer end()
		for {
			var size int64
			n.Ledger().View(func(s *charter.State) { size = s.Size() })
			if size >= 2 {
				break
			}
			select {
			case <-sizes:
			case <-ctx.Done():
				t.Errorf("the node folds %d entries, want two", size)
				return
			}
		}
		if use != nil {
			use(ctx, m)
		}
		used = true
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("run: %v", err)
	}
	if !used {
		t.Fatal("the mechanism was not ready in half a minute")
	}
}

// listed is the key that the desk of a stopped node has for an officer.
func listed(t *testing.T, dir, officer string) (statement.PublicKey, bool) {
	t.Helper()
	d, err := openDesk(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	all, err := d.Officers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(l desk.Listed) bool { return l.Code == officer })
	if i < 0 {
		return statement.PublicKey{}, false
	}
	return all[i].Key, true
}

// An officer is added once, and again by the same password as what is there: an
// appointment that was cut off is repeated with its key.
func TestAddOfficerAgain(t *testing.T) {
	dir := solo(t, &fakeHost{answer: http.StatusOK})
	first, err := AddOfficer(t.Context(), dir, "b1", "EXERCISE", "another-exercise")
	if err != nil {
		t.Fatal(err)
	}
	again, err := AddOfficer(t.Context(), dir, "b1", "EXERCISE", "another-exercise")
	if err != nil || again != first {
		t.Errorf("added again: key %x (%v), want %x", again[:4], err, first[:4])
	}
	got, err := AddOfficer(t.Context(), dir, "b1", "EXERCISE", "not-the-password")
	if !errors.Is(err, desk.ErrTaken) || !errors.Is(err, desk.ErrSignIn) {
		t.Errorf("by another password: key %x (%v), want %v and %v", got[:4], err, desk.ErrTaken, desk.ErrSignIn)
	}
	if kept, _ := listed(t, dir, "b1"); kept != first {
		t.Errorf("the desk has key %x, want %x", kept[:4], first[:4])
	}
	bad := map[string][3]string{
		"no code": {"B 1", "EXERCISE", exercisePassword}, "no name": {"b2", "", exercisePassword}, "a short password": {"b2", "EXERCISE", "short"},
	}
	for name, in := range bad {
		if _, err := AddOfficer(t.Context(), dir, in[0], in[1], in[2]); err == nil {
			t.Errorf("%s: added", name)
		}
		if _, there := listed(t, dir, in[0]); there {
			t.Errorf("%s: the desk has the officer", name)
		}
	}
	if _, err := AddOfficer(t.Context(), filepath.Join(dir, "nowhere"), "b1", "EXERCISE", exercisePassword); err == nil {
		t.Error("added at a directory of no node")
	}
}

// What was signed before goes first, alone, and is said once.
func TestSettleRoot(t *testing.T) {
	h := &fakeHost{answer: http.StatusBadGateway}
	dir := solo(t, h)
	if err := SettleRoot(t.Context(), dir); err != nil || len(h.got) != 0 {
		t.Fatalf("nothing is pending: %v, the host got %d; want nil and none", err, len(h.got))
	}
	if _, err := SignRoot(t.Context(), dir, charter.TypeRevoked, charter.Revoked{Key: statement.Digest{1}}); err == nil {
		t.Fatal("signed with a host that does not answer")
	}
	if err := SettleRoot(t.Context(), dir); err == nil || errors.Is(err, ErrPending) {
		t.Errorf("the host is still away: %v, want that", err)
	}
	h.answer = http.StatusOK
	if err := SettleRoot(t.Context(), dir); !errors.Is(err, ErrPending) {
		t.Errorf("the host is back: %v, want %v", err, ErrPending)
	}
	if err := SettleRoot(t.Context(), dir); err != nil || len(h.got) != 3 {
		t.Errorf("all is handed in: %v, the host got %d; want nil, and three times the one", err, len(h.got))
	}
}

// renew renews a1 for a month.
func renew(t *testing.T, dir, password string) (Renewed, error) {
	t.Helper()
	return RenewOfficer(t.Context(), dir, "a1", password, Clock().Add(30*24*time.Hour))
}

// A key is renewed with what the record gives to the one before. Where the host
// refuses, the old one stays; where it is away, the new one's appointment waits,
// and nothing is lost.
func TestRenewOfficer(t *testing.T) {
	dir := t.TempDir()
	alone(t, dir)
	if _, err := renew(t, filepath.Join(dir, "alpha"), exercisePassword); !errors.Is(err, ErrNotAppointed) {
		t.Errorf("before the record knows the officer: %v, want %v", err, ErrNotAppointed)
	}
	played(t, dir, nil)
	h := &fakeHost{answer: http.StatusOK}
	node := hostedBy(t, dir, h)
	old, _ := listed(t, node, "a1")

	if _, err := renew(t, node, "not-the-password"); !errors.Is(err, desk.ErrSignIn) || len(h.got) != 0 {
		t.Errorf("by another password: %v, the host got %d; want %v and nothing signed", err, len(h.got), desk.ErrSignIn)
	}
	h.refuse = true
	var refused *charter.Void
	if _, err := renew(t, node, exercisePassword); !errors.As(err, &refused) {
		t.Errorf("refused by the host: %v, want the rule", err)
	}
	if kept, _ := listed(t, node, "a1"); kept != old {
		t.Error("the host refuses the new key, and the old one is gone")
	}
	h.refuse = false
	got, err := renew(t, node, exercisePassword)
	if err != nil {
		t.Fatal(err)
	}
	fresh, _ := listed(t, node, "a1")
	if fresh == old || fresh != got.Key {
		t.Errorf("the desk has key %x, want the new one %x", fresh[:4], got.Key[:4])
	}
	holds(t, h.got[len(h.got)-1], got)
}

// holds compares an appointment with what was renewed.
func holds(t *testing.T, env statement.Envelope, got Renewed) {
	t.Helper()
	st, err := env.Statement()
	if err != nil {
		t.Fatal(err)
	}
	var act charter.Appointed
	if err := statement.Decode(st.Act, &act); err != nil {
		t.Fatal(err)
	}
	want := charter.Appointed{
		Officer: "a1", Key: got.Key, ExpiresAt: got.Expires, Desks: got.Desks,
		Powers: []charter.Power{{Activity: charter.Any, Zone: charter.Any, Force: 1_000_000, Hours: 24 * 90, Types: []string{"notice.*", "hold.*"}}},
	}
	if diff := cmp.Diff(want, act); diff != "" || len(act.Desks) == 0 || env.ID() != got.ID {
		t.Errorf("the root signed %s with desks %v, want %s (-want +got):\n%s", env.ID(), act.Desks, got.ID, diff)
	}
}

// The host is away: the appointment of the new key waits, the desk has that key,
// and the next call of the root hands in the same.
func TestRenewOfficerWhileTheHostIsAway(t *testing.T) {
	dir := t.TempDir()
	alone(t, dir)
	played(t, dir, nil)
	h := &fakeHost{answer: http.StatusBadGateway}
	node := hostedBy(t, dir, h)
	got, err := renew(t, node, exercisePassword)
	if err == nil || errors.Is(err, ErrPending) {
		t.Fatalf("the host gives no answer, and renewing says %v", err)
	}
	if key, _ := listed(t, node, "a1"); key != got.Key {
		t.Errorf("the desk has key %x, want %x, of the appointment that waits", key[:4], got.Key[:4])
	}
	h.answer = http.StatusOK
	if _, err := renew(t, node, exercisePassword); !errors.Is(err, ErrPending) {
		t.Errorf("again: %v, want %v", err, ErrPending)
	}
	if n := len(h.got); n != 2 || h.got[0].ID() != h.got[1].ID() {
		t.Errorf("the host got %d statements, want the same one twice", n)
	}
	holds(t, h.got[len(h.got)-1], got)
	if key, _ := listed(t, node, "a1"); key != got.Key {
		t.Error("handing in what waited changed the key once more")
	}
}
