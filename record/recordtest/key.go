package recordtest

import (
	"crypto/ed25519"
	"crypto/sha256"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Key makes the key of a name. Equal names make equal keys.
func Key(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("parley/recordtest/" + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// Pub returns the public half of Key.
func Pub(name string) statement.PublicKey { return statement.PublicOf(Key(name)) }

// RootKey returns the root key that a member has in the first document.
func RootKey(member string) ed25519.PrivateKey { return Key(member + " root") }

// NodeKey returns the key with which a member's node signs statements.
func NodeKey(member string) ed25519.PrivateKey { return Key(member + " node") }

// WitnessKey returns the key with which a member's node cosigns.
func WitnessKey(member string) ed25519.PrivateKey { return Key(member + " witness") }

// TLSKey returns the key of the connections of a member's node.
func TLSKey(member string) ed25519.PrivateKey { return Key(member + " tls") }

// HostKey returns the key with which the first host signs checkpoints.
func HostKey() ed25519.PrivateKey { return Key("host log") }

// HostTLSKey returns the key of the first host's connections.
func HostTLSKey() ed25519.PrivateKey { return Key("host tls") }

// NodeKeys returns the first node keys of a member. The sealing recipient has
// the look of one and opens nothing.
func NodeKeys(member string) charter.NodeKeys {
	return charter.NodeKeys{
		Statement: statement.PublicOf(NodeKey(member)),
		Witness:   statement.PublicOf(WitnessKey(member)),
		TLS:       statement.PublicOf(TLSKey(member)),
		Sealing:   "age1" + member,
	}
}
