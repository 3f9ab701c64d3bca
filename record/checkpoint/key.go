package checkpoint

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// The algorithm bytes of C2SP signed-note keys that the record uses.
const (
	algHost        = 0x01 // Ed25519 over the text
	algCosignature = 0x04 // Ed25519 over the text with a time before it
)

// The bytes of a signature line after its key hash.
const (
	timeSize        = 8
	cosignatureSize = timeSize + ed25519.SignatureSize
)

// HostVkey returns the host's key as outside tools take it: NAME+HASH+KEY.
func HostVkey(h charter.Host) (string, error) { return vkey(h.Origin, algHost, h.Key) }

// WitnessVkey returns a witness's key as outside tools take it, of the type for
// cosignatures with a time.
func WitnessVkey(w charter.Witness) (string, error) { return vkey(w.Name, algCosignature, w.Key) }

func vkey(name string, alg byte, pub statement.PublicKey) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	text := base64.StdEncoding.EncodeToString(append([]byte{alg}, pub[:]...))
	return fmt.Sprintf("%s+%08x+%s", name, keyHash(name, alg, pub), text), nil
}

// checkName holds what a signed note asks of a key name.
func checkName(name string) error {
	if name == "" || !utf8.ValidString(name) || strings.ContainsRune(name, '+') || strings.ContainsFunc(name, unicode.IsSpace) {
		return fmt.Errorf("key name %.80q: neither empty nor with blanks or plus signs", name)
	}
	return nil
}

func keyHash(name string, alg byte, pub statement.PublicKey) uint32 {
	h := sha256.New()
	h.Write([]byte(name + "\n"))
	h.Write([]byte{alg})
	h.Write(pub[:])
	return binary.BigEndian.Uint32(h.Sum(nil))
}

// cosigner verifies a witness's lines. It is a note.Verifier.
type cosigner struct {
	witness charter.Witness
}

func (c cosigner) Name() string { return c.witness.Name }

func (c cosigner) KeyHash() uint32 { return keyHash(c.witness.Name, algCosignature, c.witness.Key) }

func (c cosigner) Verify(text, sig []byte) bool {
	if len(sig) != cosignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(sig)
	if seconds == 0 || seconds > maxSeconds {
		return false
	}
	return ed25519.Verify(c.witness.Key[:], cosigned(seconds, text), sig[timeSize:])
}

// cosigned is what a cosignature signs.
func cosigned(seconds uint64, text []byte) []byte {
	return append(fmt.Appendf(nil, "cosignature/v1\ntime %d\n", seconds), text...)
}

// verifiers returns the host's key and the witnesses' by name and hash.
func verifiers(era charter.Era, m *Memory) (note.Verifiers, error) {
	text, err := HostVkey(era.Host)
	if err != nil {
		return nil, fmt.Errorf("origin: %w", err)
	}
	host, err := note.NewVerifier(text)
	if err != nil {
		return nil, fmt.Errorf("host key of %s: %w", era.Host.Origin, err)
	}
	list := []note.Verifier{remember(host, m, algHost, era.Host.Key)}
	for _, w := range era.Witnesses {
		if err := checkName(w.Name); err != nil {
			return nil, err
		}
		list = append(list, remember(cosigner{w}, m, algCosignature, w.Key))
	}
	return note.VerifierList(list...), nil
}
