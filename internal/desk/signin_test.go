package desk_test

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"

	"parley.example/internal/desk"
	"parley.example/internal/desk/desktest"
	"parley.example/internal/kind"
	"parley.example/record/recordtest"
)

func TestSignIn(t *testing.T) {
	b := newBench(t)
	s, err := b.SignIn(t.Context(), "a1", desktest.Password)
	if err != nil {
		t.Fatal(err)
	}
	if s.Officer.Member != "alpha" || s.Officer.Officer != "a1" || len(s.Officer.Powers) != 1 || s.Officer.Name != "EXERCISE a1" {
		t.Errorf("officer = %+v, want a1 of alpha with one power", s.Officer)
	}
	who, err := b.Who(t.Context(), s.Handle)
	if err != nil || who.Officer != "a1" {
		t.Errorf("Who = %v, %v, want a1", who.Officer, err)
	}
	b.SignOut(s.Handle)
	if _, err := b.Who(t.Context(), s.Handle); !errors.Is(err, desk.ErrSession) {
		t.Errorf("Who after SignOut: %v, want ErrSession", err)
	}
	if _, err := b.Confirm(t.Context(), who, "any"); !errors.Is(err, desk.ErrLocked) {
		t.Errorf("Confirm after SignOut: %v, want ErrLocked", err)
	}
}

func TestSessionEnds(t *testing.T) {
	b := newBench(t)
	s, err := b.SignIn(t.Context(), "a1", desktest.Password)
	if err != nil {
		t.Fatal(err)
	}
	b.w.Pass(12*time.Hour - time.Second)
	if _, err := b.Who(t.Context(), s.Handle); err != nil {
		t.Errorf("Who just before the end: %v, want the officer", err)
	}
	b.w.Pass(time.Second)
	if _, err := b.Who(t.Context(), s.Handle); !errors.Is(err, desk.ErrSession) {
		t.Errorf("Who at the end: %v, want ErrSession", err)
	}
}

// An unknown officer and a wrong password are one answer, and one wait.
func TestSignInTellsNothing(t *testing.T) {
	b := newBench(t)
	for _, code := range []string{"a1", "nobody"} {
		for n := range 4 {
			_, err := b.SignIn(t.Context(), code, "a wrong password")
			if !errors.Is(err, desk.ErrSignIn) || err.Error() != desk.ErrSignIn.Error() {
				t.Errorf("%s, try %d: %v, want ErrSignIn and no more", code, n+1, err)
			}
		}
		var wait *desk.WaitError
		if _, err := b.SignIn(t.Context(), code, desktest.Password); !errors.As(err, &wait) || wait.Until != b.w.Now().Add(2*time.Second) {
			t.Errorf("%s, try 5: %v, want a wait of 2 s", code, err)
		}
	}
	b.w.Pass(2 * time.Second)
	if _, err := b.SignIn(t.Context(), "a1", desktest.Password); err != nil {
		t.Errorf("the right password after the wait: %v", err)
	}
	if _, err := b.SignIn(t.Context(), "a1", "a wrong password"); !errors.Is(err, desk.ErrSignIn) {
		t.Errorf("a wrong one after a right one: %v, want no wait", err)
	}
}

func TestWaitsGrowAndAreBounded(t *testing.T) {
	b := newBench(t)
	var last time.Duration
	for range 20 {
		_, err := b.SignIn(t.Context(), "a1", "a wrong password")
		if wait, ok := errors.AsType[*desk.WaitError](err); ok {
			d := wait.Until.Sub(b.w.Now())
			if d < last || d > 5*time.Minute {
				t.Fatalf("wait of %v after one of %v, want longer ones up to 5 min", d, last)
			}
			last = d
			b.w.Pass(d)
		}
	}
	if last < 4*time.Minute {
		t.Errorf("the longest wait was %v, want about 5 min", last)
	}
}

func TestOfficersAreNotOverwritten(t *testing.T) {
	b := newBench(t)
	err := b.AddOfficer(t.Context(), "a1", "EXERCISE other", "another password", recordtest.Key("other"))
	if !errors.Is(err, desk.ErrTaken) {
		t.Errorf("a second a1: %v, want ErrTaken", err)
	}
	b.signIn("a1")
	if err := b.ChangePassword(t.Context(), "a1", desktest.Password, "a fresh password"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.SignIn(t.Context(), "a1", desktest.Password); !errors.Is(err, desk.ErrSignIn) {
		t.Errorf("the old password: %v, want ErrSignIn", err)
	}
	if _, err := b.SignIn(t.Context(), "a1", "a fresh password"); err != nil {
		t.Errorf("the fresh password: %v", err)
	}
	if err := b.AddOfficer(t.Context(), "a3", "EXERCISE a3", "short", recordtest.Key("a3")); err == nil {
		t.Error("a password of 5 characters was taken")
	}
}

// A key is never appointed twice, so an officer gets another one every so often.
// The old one signs nothing from then on, be it in a session or a token.
func TestRenewKey(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	token, err := b.AddToken(t.Context(), by, "sensor", true, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	c := b.plan(by, "lamp.light", lightIn("hall"))
	if err := b.RenewKey(t.Context(), "a1", "a wrong password", recordtest.Key("fresh")); !errors.Is(err, desk.ErrSignIn) {
		t.Errorf("RenewKey by a wrong password: %v, want ErrSignIn", err)
	}
	renew(t, b, "fresh")
	if _, err := b.Confirm(t.Context(), by, c.Token); !errors.Is(err, desk.ErrLocked) {
		t.Errorf("Confirm in the old session: %v, want ErrLocked", err)
	}
	if _, err := b.Who(t.Context(), token); !errors.Is(err, desk.ErrSession) {
		t.Errorf("the old token: %v, want ErrSession", err)
	}
	if _, err := b.Confirm(t.Context(), b.signIn("a1"), c.Token); err != nil {
		t.Fatal(err)
	}
	if got, want := b.w.Sents()[0].Statement.Key, recordtest.Pub("fresh").ID(); got != want {
		t.Errorf("signed by key %v, want the fresh one %v", got, want)
	}
}

// While a filing is under way the old key must stay: what it signed is looked
// for under it.
func TestRenewKeyWaits(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	c := b.plan(by, "lamp.both", desktest.AgreeIn{Room: "hall"})
	b.w.Fail(stopAt("signed", 1))
	if _, err := b.Confirm(t.Context(), by, c.Token); !errors.Is(err, errStop) {
		t.Fatalf("Confirm = %v, want the stop", err)
	}
	b.w.Fail(nil)
	if err := b.RenewKey(t.Context(), "a1", desktest.Password, recordtest.Key("fresh")); !errors.Is(err, desk.ErrUnderWay) {
		t.Errorf("RenewKey in the middle: %v, want ErrUnderWay", err)
	}
	b.w.Pass(11 * time.Minute)
	if err := b.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	renew(t, b, "fresh")
}

// Whoever takes desk.db has no key, no password, no session and no token.
func TestFileHoldsNoSecret(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	token, err := b.AddToken(t.Context(), by, "board", true, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Sessions().Commit("cookie-token-in-clear", []byte("x"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(b.path)
	if err != nil {
		t.Fatal(err)
	}
	for what, secret := range map[string][]byte{
		"the signing key": recordtest.OfficerKey("a1").Seed(), "the password": []byte(desktest.Password),
		"the API token": []byte(token), "the cookie": []byte("cookie-token-in-clear"),
	} {
		if bytes.Contains(raw, secret) {
			t.Errorf("desk.db holds %s in clear", what)
		}
	}
	if !bytes.Contains(raw, []byte("EXERCISE a1")) {
		t.Error("desk.db does not hold the officer's name: nothing was looked at")
	}
	info, err := os.Stat(b.path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of desk.db = %v, %v, want 0600", info.Mode().Perm(), err)
	}
}

func TestStanding(t *testing.T) {
	b := newBench(t)
	if err := b.AddOfficer(t.Context(), "a9", "EXERCISE a9", desktest.Password, recordtest.Key("a9")); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		officer string
		before  func()
		want    string // message key
		acts    int
	}{
		"appointed":       {"a1", func() {}, "", 3},
		"for one type":    {"a2", func() {}, "", 1},
		"never appointed": {"a9", func() {}, "desk.standing.unknown", 0},
		"revoked":         {"a2", func() { b.w.Revoke("a2") }, "desk.standing.ended", 0},
	}
	for _, name := range []string{"appointed", "for one type", "never appointed", "revoked"} {
		tt := tests[name]
		t.Run(name, func(t *testing.T) {
			tt.before()
			by := b.signIn(tt.officer)
			if got := len(b.Acts(by)); got != tt.acts {
				t.Errorf("offered %d acts, want %d", got, tt.acts)
			}
			why, err := b.Standing(t.Context(), by)
			if err != nil {
				t.Fatal(err)
			}
			if got := keyOf(why); got != tt.want {
				t.Errorf("Standing = %q, want %q", got, tt.want)
			}
			if _, err := b.Plan(t.Context(), by, "lamp.agree", desktest.AgreeIn{Room: "r"}); tt.acts < 3 && !errors.Is(err, desk.ErrNoPower) {
				t.Errorf("Plan = %v, want ErrNoPower", err)
			}
		})
	}
	b.w.Pass(31 * 24 * time.Hour) // by the node's clock: the record has not moved
	if why, err := b.Standing(t.Context(), b.signIn("a1")); keyOf(why) != "desk.standing.expired" || err != nil {
		t.Errorf("Standing after 31 days = %q, %v, want expired", keyOf(why), err)
	}
}

func keyOf(p *kind.Problem) string {
	if p == nil {
		return ""
	}
	return p.Says.Key
}

func TestTokens(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	acts, err := b.AddToken(t.Context(), by, "sensor", true, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	reads, err := b.AddToken(t.Context(), by, "wall", false, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	b.restart() // no session is left, only the tokens
	reader, err := b.Who(t.Context(), reads)
	if err != nil || len(b.Acts(reader)) != 0 {
		t.Errorf("a token that reads: %v with %d acts, want none", err, len(b.Acts(reader)))
	}
	actor, err := b.Who(t.Context(), acts)
	if err != nil {
		t.Fatal(err)
	}
	c := b.plan(actor, "lamp.light", lightIn("hall"))
	if _, err := b.Confirm(t.Context(), reader, c.Token); !errors.Is(err, desk.ErrNoPower) {
		t.Errorf("Confirm by the token that reads: %v, want ErrNoPower", err)
	}
	if _, err := b.Confirm(t.Context(), actor, c.Token); err != nil {
		t.Errorf("Confirm by the token that acts: %v", err)
	}
	if list, err := b.Tokens(t.Context(), actor); err != nil || len(list) != 2 {
		t.Errorf("Tokens = %v, %v, want two", list, err)
	}
	if err := b.DropTokens(t.Context(), actor, "wall"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Who(t.Context(), reads); !errors.Is(err, desk.ErrSession) {
		t.Errorf("a dropped token: %v, want ErrSession", err)
	}
	b.w.Pass(time.Hour)
	if _, err := b.Who(t.Context(), acts); !errors.Is(err, desk.ErrSession) {
		t.Errorf("an expired token: %v, want ErrSession", err)
	}
}
