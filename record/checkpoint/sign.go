package checkpoint

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Sign writes the host's checkpoint, without cosignatures.
func Sign(origin string, size int64, root statement.Digest, key ed25519.PrivateKey) ([]byte, error) {
	c := Checkpoint{Origin: origin, Size: size, Root: root}
	if err := checkName(origin); err != nil {
		return nil, fmt.Errorf("sign checkpoint: origin: %w", err)
	}
	if len(origin) > maxOrigin {
		return nil, fmt.Errorf("sign checkpoint: origin of %d bytes, at most %d", len(origin), maxOrigin)
	}
	if _, err := parseBody(c.text()); err != nil {
		return nil, fmt.Errorf("sign checkpoint of size %d at %q: %w", size, origin, err)
	}
	text := c.text()
	sig := ed25519.Sign(key, []byte(text))
	return append([]byte(text+"\n"), line(origin, keyHash(origin, algHost, statement.PublicOf(key)), sig)...), nil
}

// Cosign returns the signature line of the witness of that key name. The caller
// holds the tree of c and has every leaf's bytes: this function cannot know.
func Cosign(c Checkpoint, name string, key ed25519.PrivateKey, at statement.Time) ([]byte, error) {
	if err := checkName(name); err != nil {
		return nil, fmt.Errorf("cosign: %w", err)
	}
	if at < 1000 {
		return nil, fmt.Errorf("cosign: %v is not a time", at)
	}
	seconds := uint64(at) / 1000
	sig := binary.BigEndian.AppendUint64(make([]byte, 0, cosignatureSize), seconds)
	sig = append(sig, ed25519.Sign(key, cosigned(seconds, []byte(c.text())))...)
	return line(name, keyHash(name, algCosignature, statement.PublicOf(key)), sig), nil
}

// line writes a signature line.
func line(name string, hash uint32, sig []byte) []byte {
	raw := append(binary.BigEndian.AppendUint32(nil, hash), sig...)
	return []byte(linePrefix + name + " " + base64.StdEncoding.EncodeToString(raw) + "\n")
}

// Merge adds signature lines to a checkpoint: the host's first, then the era's
// witnesses in the era's order, then foreign lines in the order of their bytes.
// The same lines give the same bytes, in whatever order they came. No signer is
// lost; of two cosignatures of one witness the earlier stays. A line of a known
// key that does not hold is refused, and nothing is added. R-CHECKPOINT-4.
func Merge(raw []byte, era charter.Era, lines ...[]byte) ([]byte, error) {
	return merge(raw, era, nil, lines)
}

func merge(raw []byte, era charter.Era, m *Memory, lines [][]byte) ([]byte, error) {
	c, err := parse(raw, era, m)
	if err != nil {
		return nil, err
	}
	merged := c.Raw
	for _, l := range lines {
		if merged, err = mergeLine(merged, c.text(), era, m, string(l)); err != nil {
			return nil, fmt.Errorf("merge into checkpoint of size %d: %w", c.Size, err)
		}
	}
	return ordered(merged, era, m, true)
}

// mergeLine takes one more line into a checkpoint that has been verified.
func mergeLine(raw []byte, text string, era charter.Era, m *Memory, l string) ([]byte, error) {
	lines := signatureLines(raw, text)
	if slices.Contains(lines, l) {
		return raw, nil
	}
	if strings.Count(l, "\n") != 1 || !strings.HasSuffix(l, "\n") || !strings.HasPrefix(l, linePrefix) {
		return nil, fmt.Errorf("%w: %.200q is not one signature line", ErrForm, l)
	}
	// The new line is verified beside the host's alone, so that it cannot hide
	// behind another line of its key.
	host := text + "\n" + hostLine(lines, era)
	fresh, err := parse([]byte(host+l), era, m)
	if err != nil {
		return nil, err
	}
	if len(fresh.Cosigned) == 1 {
		held, err := parse(raw, era, m)
		if err != nil {
			return nil, err
		}
		by := fresh.Cosigned[0]
		for _, sig := range held.Cosigned {
			if sig.Name != by.Name {
				continue
			}
			if sig.At <= by.At {
				return raw, nil
			}
			fresh := lineOf(l, era)
			lines = slices.DeleteFunc(lines, func(old string) bool { return lineOf(old, era) == fresh })
		}
	}
	return []byte(text + "\n" + strings.Join(append(lines, l), "")), nil
}

// Only returns the checkpoint with the host's line and those of the era's
// witnesses, in their order: the form in receipts, where every byte counts.
// R-CHECKPOINT-5.
func Only(raw []byte, era charter.Era) ([]byte, error) { return ordered(raw, era, nil, false) }

// ordered writes the lines of a checkpoint in their order. R-CHECKPOINT-4.
func ordered(raw []byte, era charter.Era, m *Memory, foreign bool) ([]byte, error) {
	c, err := parse(raw, era, m)
	if err != nil {
		return nil, err
	}
	text := c.text()
	lines := signatureLines(raw, text)
	out := []byte(text + "\n" + hostLine(lines, era))
	slices.Sort(lines)
	byKey := map[string][]string{}
	for _, l := range lines {
		key := lineOf(l, era)
		byKey[key] = append(byKey[key], l)
	}
	for _, w := range era.Witnesses {
		for _, l := range byKey[lineKey(w.Name, cosigner{w}.KeyHash())] {
			out = append(out, l...)
		}
	}
	if foreign {
		for _, l := range byKey[""] {
			out = append(out, l...)
		}
	}
	if _, err := parse(out, era, m); err != nil {
		return nil, err
	}
	return out, nil
}

// signatureLines returns the lines after the text and its blank line.
func signatureLines(raw []byte, text string) []string {
	var lines []string
	for l := range bytes.Lines(raw[len(text)+1:]) {
		lines = append(lines, string(l))
	}
	return lines
}

func hostLine(lines []string, era charter.Era) string {
	for _, l := range lines {
		if lineOf(l, era) == lineKey(era.Host.Origin, keyHash(era.Host.Origin, algHost, era.Host.Key)) {
			return l
		}
	}
	return ""
}

// lineOf returns the known key that a line is of, "" for a foreign one.
func lineOf(l string, era charter.Era) string {
	name, sig, _ := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(l, "\n"), linePrefix), " ")
	raw, err := base64.StdEncoding.DecodeString(sig)
	if err != nil || len(raw) < 4 {
		return ""
	}
	known, err := verifiers(era, nil)
	if err != nil {
		return ""
	}
	hash := binary.BigEndian.Uint32(raw)
	if _, err := known.Verifier(name, hash); err != nil {
		return ""
	}
	return lineKey(name, hash)
}
