package audit

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"parley.example/record/charter"
	"parley.example/record/checkpoint"
)

// errMangled is returned for a signature line that is nearly one of a key that
// the record names: its name with another key's hash, or its hash with another
// name. Checkpoints may carry lines of keys that nobody here knows, so without
// this a flipped bit would turn a witness into a stranger, unseen.
var errMangled = errors.New("a signature line that is nearly one of a known key")

// linePrefix begins each signature line of a checkpoint.
const linePrefix = "\u2014 "

// foreign lists the names of the signature lines in a checkpoint, already
// verified, that are of no key of the record, now or before.
func foreign(raw []byte, state *charter.State) ([]string, error) {
	known, err := signers(state)
	if err != nil {
		return nil, err
	}
	var names []string
	_, lines, _ := bytes.Cut(raw, []byte("\n\n"))
	for line := range strings.Lines(string(lines)) {
		name, signature, _ := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(line, "\n"), linePrefix), " ")
		hash, err := hashOf(signature)
		if err != nil {
			return nil, fmt.Errorf("signature line of %.200q: %w", name, err)
		}
		switch {
		case known.lines[name+"+"+hash]:
		case known.names[name] || known.hashes[hash]:
			return nil, fmt.Errorf("%w: %.200q with key hash %s", errMangled, name, hash)
		default:
			names = append(names, name)
		}
	}
	return names, nil
}

// signerSet is every key that may have signed a checkpoint of the record.
type signerSet struct {
	lines, names, hashes map[string]bool
}

// signers walks the eras back from the last.
func signers(state *charter.State) (signerSet, error) {
	set := signerSet{lines: map[string]bool{}, names: map[string]bool{}, hashes: map[string]bool{}}
	add := func(vkey string, err error) error {
		if err != nil {
			return err
		}
		name, rest, _ := strings.Cut(vkey, "+")
		hash, _, _ := strings.Cut(rest, "+")
		set.lines[name+"+"+hash], set.names[name], set.hashes[hash] = true, true, true
		return nil
	}
	for size := state.Size(); size > 0; {
		era := state.EraOf(size)
		if err := add(checkpoint.HostVkey(era.Host)); err != nil {
			return set, err
		}
		for _, w := range era.Witnesses {
			if err := add(checkpoint.WitnessVkey(w)); err != nil {
				return set, err
			}
		}
		size = min(size, era.From) - 1
	}
	return set, nil
}

// hashOf reads the key's hash that begins a signature, in hex.
func hashOf(signature string) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil || len(raw) < 4 {
		return "", errors.New("no signature")
	}
	return hex.EncodeToString(raw[:4]), nil
}
