package checkpoint_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	formats "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"

	"parley.example/record/checkpoint"
	"parley.example/record/recordtest"
)

// reline puts a signature into the line of the same key.
func reline(l string, sig []byte) string {
	head := l[:strings.LastIndex(l, " ")+1]
	old, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(l[len(head):]))
	return head + base64.StdEncoding.EncodeToString(append(old[:4:4], sig...)) + "\n"
}

// spareBits spells the same last signature in another base64: the host's line
// has four spare bits.
func spareBits(raw []byte) []byte {
	i := bytes.Index(raw, []byte("=\n\u2014"))
	out := bytes.Clone(raw)
	alphabet := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	out[i-1] = alphabet[strings.IndexByte(alphabet, out[i-1])|1]
	return out
}

// TestMergeOrder holds R-CHECKPOINT-4: whatever the order in which cosignatures
// come, the bytes are the same, and no signer is lost.
func TestMergeOrder(t *testing.T) {
	e := era(t, "alpha", "bravo", "mediator", "observer", "guarantor")
	raw := sign(t, 42)
	lines := [][]byte{foreign(t, raw, e)}
	for i, w := range e.Witnesses {
		lines = append(lines, line(t, raw, e, w.Member, at.Add(time.Duration(i)*time.Second)))
	}
	want, err := checkpoint.Merge(raw, e, lines...)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(want, []byte("\u2014")); n != 7 {
		t.Fatalf("%d lines, want 7:\n%s", n, want)
	}
	for i := range 20 {
		a, b := i%len(lines), (i*i+1)%len(lines)
		lines[a], lines[b] = lines[b], lines[a]
		got := raw
		for _, l := range append(lines, lines[0]) {
			if got, err = checkpoint.Merge(got, e, l); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("Merge() in another order:\n%s\nwant\n%s", got, want)
		}
	}
}

// TestMergeKeepsTheEarlier holds the rest of R-CHECKPOINT-4.
func TestMergeKeepsTheEarlier(t *testing.T) {
	e := era(t, "alpha", "bravo", "mediator")
	raw := sign(t, 42)
	early, late := line(t, raw, e, "bravo", at), line(t, raw, e, "bravo", at.Add(time.Minute))
	a, err := checkpoint.Merge(raw, e, early, late)
	if err != nil {
		t.Fatal(err)
	}
	b, err := checkpoint.Merge(raw, e, late, early)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) || !bytes.Contains(a, early) || bytes.Contains(a, late) {
		t.Errorf("Merge() =\n%s\nand\n%s\nwant both with the earlier line only", a, b)
	}
}

func TestMergeRefuses(t *testing.T) {
	e := era(t, "alpha", "bravo", "mediator")
	raw := sign(t, 42)
	good := line(t, raw, e, "bravo", at)
	other := line(t, sign(t, 43), e, "bravo", at)
	tests := map[string]struct {
		line []byte
		want error
	}{
		"a line for another checkpoint": {other, checkpoint.ErrSignature},
		"two lines in one":              {append(bytes.Clone(good), good...), checkpoint.ErrForm},
		"no line end":                   {good[:len(good)-1], checkpoint.ErrForm},
		"no dash":                       {good[4:], checkpoint.ErrForm},
		"empty":                         {nil, checkpoint.ErrForm},
		"not signed":                    {[]byte(reline(string(good), make([]byte, 72))), checkpoint.ErrSignature},
		"signed at time 0":              {[]byte(reline(string(good), timeZero(raw))), checkpoint.ErrSignature},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got, err := checkpoint.Merge(raw, e, tt.line); !errors.Is(err, tt.want) {
				t.Errorf("Merge() = %s, %v, want %v", got, err, tt.want)
			}
		})
	}
}

// timeZero is bravo's cosignature, well signed, of 1970.
func timeZero(raw []byte) []byte {
	text, _, _ := strings.Cut(string(raw), "\n\n")
	sig := ed25519.Sign(recordtest.WitnessKey("bravo"), []byte("cosignature/v1\ntime 0\n"+text+"\n"))
	return append(make([]byte, 8), sig...)
}

// TestOutsideReader: what we sign is read by the C2SP library of others, and
// what they sign by us. R-CHECKPOINT-2, R-CHECKPOINT-3.
func TestOutsideReader(t *testing.T) {
	e := era(t, "alpha", "bravo", "mediator")
	raw := merge(t, sign(t, 42), e, "alpha", "mediator")
	text, err := checkpoint.HostVkey(e.Host)
	if err != nil {
		t.Fatal(err)
	}
	host, err := note.NewVerifier(text)
	if err != nil {
		t.Fatal(err)
	}
	known := []note.Verifier{host}
	for _, w := range e.Witnesses {
		if text, err = checkpoint.WitnessVkey(w); err != nil {
			t.Fatal(err)
		}
		v, err := formats.NewVerifierForCosignatureV1(text)
		if err != nil {
			t.Fatal(err)
		}
		known = append(known, v)
	}
	n, err := note.Open(raw, note.VerifierList(known...))
	if err != nil || len(n.Sigs) != 3 {
		t.Fatalf("note.Open() = %v, %v, want three signatures", n, err)
	}
	if got, err := formats.CoSigV1Timestamp(n.Sigs[1]); err != nil || got.UnixMilli() != int64(at/1000*1000) {
		t.Errorf("CoSigV1Timestamp() = %v, %v, want %v", got, err, at)
	}
	seed := append([]byte{1}, recordtest.WitnessKey("bravo").Seed()...)
	theirs, err := formats.NewSignerForCosignatureV1(
		"PRIVATE+KEY+" + e.Witnesses[1].Name + "+00000000+" + base64.StdEncoding.EncodeToString(seed))
	if err != nil {
		t.Fatal(err)
	}
	more, err := note.Sign(n, theirs)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := checkpoint.Parse(more, e); err != nil || len(c.Cosigned) != 3 {
		t.Errorf("Parse() of their cosignature = %+v, %v, want three cosigners", c.Cosigned, err)
	}
}

// TestOnly holds R-CHECKPOINT-5.
func TestOnly(t *testing.T) {
	e := era(t, "alpha", "bravo", "mediator")
	want := merge(t, sign(t, 42), e, "alpha", "mediator")
	withForeign, err := checkpoint.Merge(want, e, foreign(t, want, e))
	if err != nil {
		t.Fatal(err)
	}
	got, err := checkpoint.Only(withForeign, e)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("Only() =\n%s, %v, want\n%s", got, err, want)
	}
}

// TestVkeys holds R-CHECKPOINT-6: outside tools read the keys as they are written.
func TestVkeys(t *testing.T) {
	e := era(t, "alpha")
	text, err := checkpoint.HostVkey(e.Host)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(text)
	if err != nil {
		t.Fatalf("note.NewVerifier(%q) = %v", text, err)
	}
	if n, err := note.Open(sign(t, 42), note.VerifierList(v)); err != nil || len(n.Sigs) != 1 {
		t.Errorf("note.Open() = %v, %v, want the host's signature", n, err)
	}
	w, err := checkpoint.WitnessVkey(e.Witnesses[0])
	if err != nil || !strings.HasPrefix(w, e.Witnesses[0].Name+"+") {
		t.Fatalf("WitnessVkey() = %q, %v, want it to begin with the name", w, err)
	}
	parts := strings.Split(w, "+")
	raw, err := base64.StdEncoding.DecodeString(strings.Join(parts[2:], "+"))
	if err != nil || len(raw) != 33 || raw[0] != 4 {
		t.Errorf("WitnessVkey() = %q: key %x, %v, want 33 bytes that begin with 4", w, raw, err)
	}
	sig := strings.Fields(string(line(t, sign(t, 42), e, "alpha", at)))[2]
	id, _ := base64.StdEncoding.DecodeString(sig)
	if got := binary.BigEndian.Uint32(id); parts[1] != strings.ToLower(parts[1]) || !strings.Contains(w, hex32(got)) {
		t.Errorf("WitnessVkey() = %q, its lines carry the key hash %s", w, hex32(got))
	}
	e.Host.Origin = "two words"
	if _, err := checkpoint.HostVkey(e.Host); err == nil {
		t.Error("HostVkey() accepts an origin with a blank")
	}
	if _, err := checkpoint.Sign("two words", 1, [32]byte{}, recordtest.HostKey()); err == nil {
		t.Error("Sign() accepts an origin with a blank")
	}
}

func hex32(n uint32) string { return fmt.Sprintf("%08x", n) }
