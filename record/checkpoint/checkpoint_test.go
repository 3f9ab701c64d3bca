package checkpoint_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

var at = statement.TimeOf(time.Date(2027, 3, 9, 8, 0, 5, 700e6, time.UTC))

// era is the first era of a mechanism of those members.
func era(tb testing.TB, codes ...string) charter.Era {
	tb.Helper()
	return recordtest.Unfounded(tb, recordtest.Document(codes...)).State().EraOf(0)
}

func sign(tb testing.TB, size int64) []byte {
	tb.Helper()
	raw, err := checkpoint.Sign(recordtest.Origin, size, statement.Digest{1, 2, 3}, recordtest.HostKey())
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func line(tb testing.TB, raw []byte, e charter.Era, member string, at statement.Time) []byte {
	tb.Helper()
	c, err := checkpoint.Parse(raw, e)
	if err != nil {
		tb.Fatal(err)
	}
	for _, w := range e.Witnesses {
		if w.Member == member {
			l, err := checkpoint.Cosign(c, w.Name, recordtest.WitnessKey(member), at)
			if err != nil {
				tb.Fatal(err)
			}
			return l
		}
	}
	tb.Fatalf("%s is no witness", member)
	return nil
}

// foreign is a cosignature line of a witness that no charter names.
func foreign(tb testing.TB, raw []byte, e charter.Era) []byte {
	tb.Helper()
	c, err := checkpoint.Parse(raw, e)
	if err != nil {
		tb.Fatal(err)
	}
	l, err := checkpoint.Cosign(c, "stranger.example/witness", recordtest.Key("stranger"), at)
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// merge adds cosignatures of members, the i-th i seconds after at.
func merge(tb testing.TB, raw []byte, e charter.Era, members ...string) []byte {
	tb.Helper()
	for i, m := range members {
		var err error
		if raw, err = checkpoint.Merge(raw, e, line(tb, raw, e, m, at.Add(time.Duration(i)*time.Second))); err != nil {
			tb.Fatal(err)
		}
	}
	return raw
}

// TestParse holds R-CHECKPOINT-1 to R-CHECKPOINT-3.
func TestParse(t *testing.T) {
	e := era(t, "alpha", "bravo", "mediator")
	raw := sign(t, 42)
	full := merge(t, raw, e, "alpha", "bravo")
	lines := strings.SplitAfter(string(full), "\n")
	other := e
	other.Host.Origin = "parley.example/other"
	known := &checkpoint.Memory{}
	if _, err := known.Parse(full, e); err != nil {
		t.Fatal(err)
	}
	sub := func(from, to string) []byte { return []byte(strings.Replace(string(full), from, to, 1)) }
	tests := map[string]struct {
		raw  []byte
		era  charter.Era
		want error
	}{
		"host alone":             {raw, e, nil},
		"two cosignatures":       {full, e, nil},
		"a stranger's line":      {append(bytes.Clone(full), foreign(t, raw, e)...), e, nil},
		"another origin":         {full, other, checkpoint.ErrSignature},
		"another size":           {sub("\n42\n", "\n43\n"), e, checkpoint.ErrSignature},
		"no host signature":      {[]byte(strings.Join(slices.Concat(lines[:4], lines[5:]), "")), e, checkpoint.ErrSignature},
		"a witness signs twice":  {[]byte(string(full) + lines[5]), e, checkpoint.ErrForm},
		"the host signs twice":   {[]byte(string(full) + lines[4]), e, checkpoint.ErrForm},
		"bad line of a witness":  {[]byte(string(full[:len(full)-9]) + "AAAAAAA=\n"), e, checkpoint.ErrSignature},
		"no text":                {[]byte("\n" + lines[4]), e, checkpoint.ErrSignature},
		"nothing":                {nil, e, checkpoint.ErrSignature},
		"too long":               {append(bytes.Clone(full), make([]byte, checkpoint.MaxBytes)...), e, checkpoint.ErrForm},
		"spare bits in a line":   {spareBits(full), e, checkpoint.ErrForm},
		"signed extension lines": {signText(recordtest.Origin + "\n42\n" + lines[2] + "more\n"), e, checkpoint.ErrForm},
		"signed leading zero":    {signText(recordtest.Origin + "\n042\n" + lines[2]), e, checkpoint.ErrForm},
		"signed minus":           {signText(recordtest.Origin + "\n-1\n" + lines[2]), e, checkpoint.ErrForm},
		"signed size 2^53":       {signText(recordtest.Origin + "\n9007199254740992\n" + lines[2]), e, checkpoint.ErrForm},
		"signed empty root":      {signText(recordtest.Origin + "\n0\n" + lines[2]), e, checkpoint.ErrForm},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := checkpoint.Parse(tt.raw, tt.era)
			if !errors.Is(err, tt.want) {
				t.Fatalf("Parse() = %v, want %v", err, tt.want)
			}
			if err == nil && (c.Size != 42 || c.Root != statement.Digest{1, 2, 3} || !bytes.Equal(c.Raw, tt.raw)) {
				t.Errorf("Parse() = %+v, want size 42 and root 010203...", c)
			}
			if again, err := known.Parse(tt.raw, tt.era); !errors.Is(err, tt.want) || !cmp.Equal(again, c) {
				t.Errorf("with what is remembered Parse() = %+v, %v, want %+v, %v", again, err, c, tt.want)
			}
		})
	}
	c, err := checkpoint.Parse(full, e)
	if err != nil {
		t.Fatal(err)
	}
	want := []checkpoint.Cosignature{
		{Member: "alpha", Name: e.Witnesses[0].Name, At: at / 1000 * 1000},
		{Member: "bravo", Name: e.Witnesses[1].Name, At: at/1000*1000 + 1000},
	}
	if diff := cmp.Diff(want, c.Cosigned); diff != "" {
		t.Errorf("Cosigned (-want +got):\n%s", diff)
	}
}

// signText is a note by the host over any text.
func signText(text string) []byte {
	good, _ := checkpoint.Sign(recordtest.Origin, 1, statement.Digest{}, recordtest.HostKey())
	l := good[bytes.Index(good, []byte("\u2014")):]
	sig := ed25519.Sign(recordtest.HostKey(), []byte(text))
	return []byte(text + "\n" + reline(string(l), sig))
}

// TestQuorum holds R-CHECKPOINT-7 and R-CHECKPOINT-8.
func TestQuorum(t *testing.T) {
	e := era(t, "alpha", "bravo", "mediator", "observer", "guarantor")
	e.Quorum = 3
	raw := sign(t, 42)
	tests := map[string]struct {
		members []string
		want    error
		names   string // in the error
		time    statement.Time
	}{
		"nobody": {nil, checkpoint.ErrQuorum, "alpha, bravo, mediator, observer, guarantor", 0},
		"two":    {[]string{"bravo", "guarantor"}, checkpoint.ErrQuorum, "not by alpha, mediator, observer", 0},
		"three":  {[]string{"guarantor", "bravo", "alpha"}, nil, "", at/1000*1000 + 2000},
		"two more do not move it": {
			[]string{"guarantor", "bravo", "alpha", "observer", "mediator"}, nil, "", at/1000*1000 + 2000,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := checkpoint.Parse(merge(t, raw, e, tt.members...), e)
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.QuorumTime(e)
			if !errors.Is(err, tt.want) || got != tt.time {
				t.Errorf("QuorumTime() = %v, %v, want %v, %v", got, err, tt.time, tt.want)
			}
			if err != nil && !strings.Contains(err.Error(), tt.names) {
				t.Errorf("error %q, want it to name %s", err, tt.names)
			}
		})
	}
}

// TestQuorumIsOfTheEra: cosignatures of keys of another era count for nothing.
func TestQuorumIsOfTheEra(t *testing.T) {
	e := era(t, "alpha", "bravo", "mediator")
	full := merge(t, sign(t, 42), e, "alpha", "bravo")
	later := e
	later.Witnesses = slices.Clone(e.Witnesses)
	later.Witnesses[1].Key = recordtest.Pub("bravo witness 2")
	c, err := checkpoint.Parse(full, later)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Quorum(later); !errors.Is(err, checkpoint.ErrQuorum) {
		t.Errorf("Quorum() = %v, want %v", err, checkpoint.ErrQuorum)
	}
	zero := e
	zero.Quorum = 0
	if err := c.Quorum(zero); !errors.Is(err, checkpoint.ErrQuorum) {
		t.Errorf("Quorum() of a quorum of 0 = %v, want %v", err, checkpoint.ErrQuorum)
	}
}

// TestTransition holds R-CHECKPOINT-9.
func TestTransition(t *testing.T) {
	before := era(t, "alpha", "bravo")
	after := era(t, "alpha", "bravo", "mediator", "observer")
	// One mechanism: the names of the witnesses stay.
	for i := range before.Witnesses {
		before.Witnesses[i].Name = after.Witnesses[i].Name
	}
	after.From, after.Quorum, before.Quorum = 40, 3, 2
	tests := map[string]struct {
		size    int64
		members []string
		want    bool
	}{
		"both quorums":   {42, []string{"alpha", "bravo", "observer"}, true},
		"only the new":   {42, []string{"alpha", "mediator", "observer"}, false},
		"only the old":   {42, []string{"alpha", "bravo"}, false},
		"does not cover": {39, []string{"alpha", "bravo", "observer"}, false},
		"just covers":    {40, []string{"alpha", "bravo", "observer"}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			raw := merge(t, sign(t, tt.size), after, tt.members...)
			if _, err := checkpoint.Transition(raw, before, after); (err == nil) != tt.want {
				t.Errorf("Transition() = %v, want it to hold: %v", err, tt.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	e := era(f, "alpha", "bravo", "mediator")
	full := merge(f, sign(f, 42), e, "alpha", "bravo")
	f.Add(full)
	f.Add(append(bytes.Clone(full), foreign(f, full, e)...))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := checkpoint.Parse(raw, e)
		if err != nil {
			t.Skip()
		}
		again, err := checkpoint.Sign(c.Origin, c.Size, c.Root, recordtest.HostKey())
		if err != nil {
			t.Fatal(err)
		}
		text, _, _ := bytes.Cut(again, []byte("\n\n"))
		if !bytes.HasPrefix(raw, append(text, "\n\n"...)) {
			t.Errorf("Parse(%q) signs again as %q", raw, again)
		}
		once, err := checkpoint.Merge(raw, e)
		if err != nil {
			t.Fatalf("Merge(%q) = %v", raw, err)
		}
		d, err := checkpoint.Parse(once, e)
		if err != nil || !slices.Equal(c.Cosigned, d.Cosigned) {
			t.Errorf("Parse(%q) = %v, %v, want the cosigners %v", once, d.Cosigned, err, c.Cosigned)
		}
		if twice, err := checkpoint.Merge(once, e); err != nil || !bytes.Equal(once, twice) {
			t.Errorf("Merge(%q) = %q, %v, want it to stay", once, twice, err)
		}
	})
}
