package server

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"parley.example/internal/ledger/seal"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// formerWitness is the file of a witness key that was replaced: the key's id
// tells several apart.
func formerWitness(key ed25519.PrivateKey) string {
	return "witness-" + statement.PublicOf(key).ID().String()[:16] + ".pem"
}

// readFormer reads the witness keys that were replaced.
func readFormer(dir string) ([]ed25519.PrivateKey, error) {
	names, err := filepath.Glob(filepath.Join(dir, "witness-*.pem"))
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	var out []ed25519.PrivateKey
	for _, name := range names {
		key, err := ReadKey(name)
		if err != nil {
			return nil, err
		}
		out = append(out, key)
	}
	return out, nil
}

// ReplaceWitness makes a new witness key for a node, which it uses from its next
// start on, and has the member's root put it in the place of the one before. The
// old key stays beside it: until a checkpoint covers the change both cosign, as
// where every witness is needed the log would stop without the old one. Where
// the host cannot be reached the key is made, and the next call of a root hands
// the statement in. PROTOCOL A9, A14.
func ReplaceWitness(ctx context.Context, dir string) (statement.PublicKey, error) {
	if err := SettleRoot(ctx, dir); err != nil {
		return statement.PublicKey{}, err
	}
	if _, err := OpenRoot(dir); err != nil {
		return statement.PublicKey{}, err
	}
	keys := filepath.Join(dir, keysDir)
	held, err := readKeys(keys)
	if err != nil {
		return statement.PublicKey{}, err
	}
	ids, err := seal.ParseIdentities(held.Sealing)
	if err != nil {
		return statement.PublicKey{}, fmt.Errorf("read %s: %w", sealingFile, err)
	}
	_, fresh, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return statement.PublicKey{}, fmt.Errorf("make keys: %w", err)
	}
	if err := exchangeWitness(keys, held.Witness, fresh); err != nil {
		return statement.PublicKey{}, err
	}
	pub := statement.PublicOf(fresh)
	_, err = SignRoot(ctx, dir, charter.TypeInstalled, charter.Installed{Node: charter.NodeKeys{
		Statement: statement.PublicOf(held.Statement), Witness: pub, TLS: statement.PublicOf(held.TLS), Sealing: ids.Recipients()[0],
	}})
	return pub, err
}

// exchangeWitness puts a key in the place of another, which it keeps. Whatever
// dies in between, both or the old one are there.
func exchangeWitness(dir string, old, fresh ed25519.PrivateKey) error {
	if err := writeKey(dir, formerWitness(old), old); err != nil && !errors.Is(err, ErrKeys) {
		return err
	}
	const next = "next-" + witnessFile
	if err := os.Remove(filepath.Join(dir, next)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("make keys: %w", err)
	}
	if err := writeKey(dir, next, fresh); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(dir, next), filepath.Join(dir, witnessFile)); err != nil {
		return fmt.Errorf("make keys: %w", err)
	}
	// Before the record names the key: one that a crash put back under its old
	// name would be lost with the next exchange, and with it every quorum of all.
	d, err := os.Open(dir)
	if err == nil {
		err = errors.Join(d.Sync(), d.Close())
	}
	if err != nil {
		return fmt.Errorf("make keys: %w", err)
	}
	return nil
}
