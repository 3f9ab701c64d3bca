package checkpoint

import (
	"crypto/sha256"
	"sync"

	"golang.org/x/mod/sumdb/note"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// mostRemembered bounds a Memory: more than the signatures of the checkpoints
// that are under way at a time, and little to find again where it is not.
const mostRemembered = 512

// Memory remembers which signatures have been found to hold, so that a
// checkpoint which comes again with one line more costs one verification. What
// does not hold is never remembered, and what is remembered is the whole of
// text, key and signature: with a Memory and without one the answers are the
// same. The zero value is ready, and it is safe for concurrent use.
type Memory struct {
	mu    sync.Mutex
	holds map[statement.Digest]struct{}
}

// Parse is Parse with what is remembered.
func (m *Memory) Parse(raw []byte, era charter.Era) (Checkpoint, error) { return parse(raw, era, m) }

// Merge is Merge with what is remembered.
func (m *Memory) Merge(raw []byte, era charter.Era, lines ...[]byte) ([]byte, error) {
	return merge(raw, era, m, lines)
}

// has reports whether a signature was found to hold.
func (m *Memory) has(of statement.Digest) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.holds[of]
	return ok
}

func (m *Memory) add(of statement.Digest) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.holds == nil || len(m.holds) >= mostRemembered {
		m.holds = map[statement.Digest]struct{}{}
	}
	m.holds[of] = struct{}{}
}

// remembering is a verifier that asks a Memory first.
type remembering struct {
	note.Verifier
	memory *Memory
	alg    byte
	pub    statement.PublicKey
}

// Verify reports whether a signature holds.
func (r remembering) Verify(text, sig []byte) bool {
	sum := sha256.Sum256(text)
	of := append([]byte{r.alg}, r.pub[:]...)
	of = append(append(of, sum[:]...), sig...) // all but the last have one length each
	digest := statement.Digest(sha256.Sum256(of))
	if r.memory.has(digest) {
		return true
	}
	if !r.Verifier.Verify(text, sig) {
		return false
	}
	r.memory.add(digest)
	return true
}

// remember puts a Memory, if there is one, before a verifier.
func remember(v note.Verifier, m *Memory, alg byte, pub statement.PublicKey) note.Verifier {
	if m == nil {
		return v
	}
	return remembering{Verifier: v, memory: m, alg: alg, pub: pub}
}
