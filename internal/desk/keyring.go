package desk

import (
	"crypto/ed25519"
	"crypto/sha256"
	"sync"

	"parley.example/record/statement"
)

// keyring holds the keys of those who are signed in. Nothing of it is written.
type keyring struct {
	mu sync.Mutex // over by and what hangs on it
	by map[string]*unlocked
}

// unlocked is an officer's key and the sessions for which it is kept.
type unlocked struct {
	key      ed25519.PrivateKey
	sessions map[[sha256.Size]byte]statement.Time // handle's hash to its end
}

func (k *keyring) add(officer string, key ed25519.PrivateKey, handle string, until statement.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	u := k.by[officer]
	if u == nil || !u.key.Equal(key) {
		u = &unlocked{key: key, sessions: map[[sha256.Size]byte]statement.Time{}}
		k.by[officer] = u
	}
	u.sessions[sha256.Sum256([]byte(handle))] = until
}

// officer returns whose session a handle is. The lookup is by hash, so its
// time says nothing of the handle.
func (k *keyring) officer(handle string, now statement.Time) (string, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sweep(now)
	h := sha256.Sum256([]byte(handle))
	for code, u := range k.by {
		if _, ok := u.sessions[h]; ok {
			return code, true
		}
	}
	return "", false
}

func (k *keyring) key(officer string, now statement.Time) (ed25519.PrivateKey, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sweep(now)
	u := k.by[officer]
	if u == nil {
		return nil, false
	}
	return append(ed25519.PrivateKey(nil), u.key...), true
}

func (k *keyring) end(handle string, now statement.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	h := sha256.Sum256([]byte(handle))
	for _, u := range k.by {
		delete(u.sessions, h)
	}
	k.sweep(now)
}

// drop forgets an officer's key and every session of it.
func (k *keyring) drop(officer string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if u := k.by[officer]; u != nil {
		clear(u.key)
		delete(k.by, officer)
	}
}

func (k *keyring) clear() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for code, u := range k.by {
		clear(u.key)
		delete(k.by, code)
	}
}

// sweep forgets sessions that are over, and keys without a session. The caller
// holds mu.
func (k *keyring) sweep(now statement.Time) {
	for code, u := range k.by {
		for h, until := range u.sessions {
			if now >= until {
				delete(u.sessions, h)
			}
		}
		if len(u.sessions) == 0 {
			clear(u.key)
			delete(k.by, code)
		}
	}
}
