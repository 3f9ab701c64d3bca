package node

import (
	"crypto/ed25519"
	"log/slog"
	"slices"

	"parley.example/record/statement"
)

// witnessKeys are the keys by which this node cosigns now. Until a checkpoint
// covers that the record names the newest, the ones before it cosign too: the
// checkpoint that first covers the change carries the quorum of both eras, and
// where every witness is needed nobody else can give the old one's. PROTOCOL
// A12, A14.
func (n *Node) witnessKeys() []ed25519.PrivateKey {
	newest := n.cfg.Keys.Witness
	n.mu.RLock()
	named, ok := n.state.Node(n.cfg.Member)
	n.mu.RUnlock()
	if !ok || named.Witness == statement.PublicOf(newest) {
		return []ed25519.PrivateKey{newest}
	}
	return append(slices.Clone(n.cfg.Keys.Former), newest)
}

// warnOfWitness says at start where the record names a witness key that is not
// at hand: this node's cosignatures count for nothing then.
func (n *Node) warnOfWitness(named statement.PublicKey) {
	has := func(k ed25519.PrivateKey) bool { return statement.PublicOf(k) == named }
	switch {
	case has(n.cfg.Keys.Witness):
	case slices.ContainsFunc(n.cfg.Keys.Former, has):
		n.log.Info("the record names the former witness key; old and new cosign until the change is covered")
	default:
		n.log.Warn("the record names another witness key for this node; what it cosigns does not count until its key is installed",
			slog.String("named", named.ID().String()))
	}
}
