package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"

	"filippo.io/age"
)

// MaxCipher bounds a ciphertext: what a host and a node keep for a commitment.
const MaxCipher = 8 << 20

// maxStanzas bounds the header that Open tries its keys on. No charter document
// has room for so many members.
const maxStanzas = 128

// The findings of Open.
var (
	// ErrNotForUs is returned for a ciphertext that none of the keys opens.
	ErrNotForUs = errors.New("sealed to others")
	// ErrBroken is returned for a ciphertext, or for what was in it, that is not
	// as Seal makes it: opened or not, it says nothing.
	ErrBroken = errors.New("not a sealed statement")
)

// Seal encrypts to the readers, age recipients. The others are those of the
// members who may not read it: for each the header has a stanza of the same
// kind, to a key that is thrown away, and the stanzas are in no order, so that
// it tells no more than the charter does. A reader's X25519 recipient among
// hybrid ones is one that a quantum computer could open it by. R-SEAL-16.
func Seal(readers, others []string, p Plain) ([]byte, error) {
	plain, err := p.bytes()
	if err != nil {
		return nil, err
	}
	if len(readers) == 0 || len(readers)+len(others) > maxStanzas {
		return nil, fmt.Errorf("seal: %d readers and %d others: at least one reader, and %d together",
			len(readers), len(others), maxStanzas)
	}
	var recipients []age.Recipient
	for _, text := range readers {
		r, err := parseRecipient(text)
		if err != nil {
			return nil, err
		}
		recipients = append(recipients, r)
	}
	for _, text := range others {
		r, err := throwaway(text)
		if err != nil {
			return nil, err
		}
		recipients = append(recipients, r)
	}
	if err := shuffle(recipients); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipients...)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if out.Len() > MaxCipher {
		return nil, fmt.Errorf("seal: %d bytes, at most %d", out.Len(), MaxCipher)
	}
	return out.Bytes(), nil
}

// isHybrid tells the two kinds of recipients apart by their first letters.
func isHybrid(recipient string) bool { return strings.HasPrefix(recipient, "age1pq1") }

func parseRecipient(text string) (age.Recipient, error) {
	var r age.Recipient
	var err error
	if isHybrid(text) {
		r, err = age.ParseHybridRecipient(text)
	} else {
		r, err = age.ParseX25519Recipient(text)
	}
	if err != nil {
		return nil, fmt.Errorf("seal: recipient %.80q: nobody can read by it; a sealing key is to be installed: %w", text, err)
	}
	return beside{r}, nil
}

// throwaway returns a recipient of the kind of another, whose key nobody has.
func throwaway(like string) (age.Recipient, error) {
	if isHybrid(like) {
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			return nil, fmt.Errorf("seal: %w", err)
		}
		return beside{id.Recipient()}, nil
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return beside{id.Recipient()}, nil
}

// beside lets both kinds stand in one header, which age refuses by a label that
// this type does not show: members choose their own kind of key.
type beside struct{ r age.Recipient }

// Wrap wraps the file's key.
func (b beside) Wrap(fileKey []byte) ([]*age.Stanza, error) { return b.r.Wrap(fileKey) }

func shuffle(list []age.Recipient) error {
	for i := len(list) - 1; i > 0; i-- {
		j, err := rand.Int(rand.Reader, big.NewInt(int64(i+1)))
		if err != nil {
			return fmt.Errorf("seal: %w", err)
		}
		k := int(j.Int64())
		list[i], list[k] = list[k], list[i]
	}
	return nil
}

// Identities are the sealing keys of one node, the newest first. The zero value
// opens nothing. It is safe for concurrent use.
type Identities struct {
	list       []age.Identity
	recipients []string
}

// ParseIdentities reads a file of sealing keys, one a line, the newest first;
// empty lines and those that begin with # are skipped. A key that was replaced
// stays below, for what was sealed before. R-SEAL-18.
func ParseIdentities(text string) (Identities, error) {
	list, err := age.ParseIdentities(strings.NewReader(text))
	if err != nil {
		return Identities{}, fmt.Errorf("sealing keys: %w", err)
	}
	ids := Identities{list: list}
	for _, id := range list {
		switch id := id.(type) {
		case *age.HybridIdentity:
			ids.recipients = append(ids.recipients, id.Recipient().String())
		case *age.X25519Identity:
			ids.recipients = append(ids.recipients, id.Recipient().String())
		}
	}
	return ids, nil
}

// Recipients returns what is sealed to, for each key in order.
func (ids Identities) Recipients() []string { return ids.recipients }

// Open decrypts what Seal made. ErrNotForUs is for who is none of its readers,
// ErrBroken for everything that is not a whole file of Seal's. R-SEAL-17.
func (ids Identities) Open(cipher []byte) (Plain, error) {
	if len(cipher) > MaxCipher {
		return Plain{}, fmt.Errorf("%w: %d bytes, at most %d", ErrBroken, len(cipher), MaxCipher)
	}
	header, err := age.ExtractHeader(bytes.NewReader(cipher))
	if err != nil {
		return Plain{}, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if n := bytes.Count(header, []byte("\n-> ")); n > maxStanzas {
		return Plain{}, fmt.Errorf("%w: %d stanzas, at most %d", ErrBroken, n, maxStanzas)
	}
	if len(ids.list) == 0 {
		return Plain{}, ErrNotForUs
	}
	r, err := age.Decrypt(bytes.NewReader(cipher), ids.list...)
	if _, none := errors.AsType[*age.NoIdentityMatchError](err); none {
		return Plain{}, ErrNotForUs
	}
	if err != nil {
		return Plain{}, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return Plain{}, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return parse(b)
}
