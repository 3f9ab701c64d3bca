package charter

import (
	"parley.example/record/statement"
)

// The record's own types of statement. All are signed by roots.
const (
	TypeSigned    = "charter.signed/v1"   // consent to a charter document, by digest
	TypeProposed  = "charter.proposed/v1" // an amending document, whole
	TypeAppointed = "key.appointed/v1"    // an officer
	TypeInstalled = "key.installed/v1"    // a node's new keys, in place of those before
	TypeRevoked   = "key.revoked/v1"      // an officer's or a node's key
	TypeRotated   = "root.rotated/v1"     // a new root, signed by the old and the new
	TypeRecovered = "root.recovered/v1"   // a new root, signed by k other roots
	TypeSucceeded = "host.succeeded/v1"   // a new host, signed by k roots
	TypeRuleSet   = "charter.ruleset/v1"  // the rules by which kinds judge from now on, signed by k roots
)

// Signed is the act of TypeSigned.
type Signed struct {
	Charter statement.Digest `json:"charter"`
}

// Proposed is the act of TypeProposed. The document is in the leaf, since the
// rules of the record follow from it.
type Proposed struct {
	Document []byte `json:"document"`
}

// Appointed is the act of TypeAppointed.
type Appointed struct {
	Desks     []string            `json:"desks"`
	ExpiresAt statement.Time      `json:"expires_at"`
	Key       statement.PublicKey `json:"key"`
	Officer   string              `json:"officer"`
	Powers    []Power             `json:"powers"`
}

// Installed is the act of TypeInstalled.
type Installed struct {
	Node NodeKeys `json:"node"`
}

// Revoked is the act of TypeRevoked.
type Revoked struct {
	Key   statement.Digest `json:"key"`
	Since statement.Time   `json:"since,omitempty"` // compromised since, by record time
}

// Rotated is the act of TypeRotated.
type Rotated struct {
	New statement.PublicKey `json:"new"`
}

// Recovered is the act of TypeRecovered.
type Recovered struct {
	Member string              `json:"member"`
	New    statement.PublicKey `json:"new"`
}

// Succeeded is the act of TypeSucceeded: from Size on, the record goes on in
// another log. R-SUCCESSION-1.
type Succeeded struct {
	NewHost   string              `json:"new_host"` // member code
	NewKey    statement.PublicKey `json:"new_key"`
	NewOrigin string              `json:"new_origin"`
	NewTLS    statement.PublicKey `json:"new_tls"`
	OldOrigin string              `json:"old_origin"`
	Root      statement.Digest    `json:"root"`
	Size      int64               `json:"size"`
	Term      int64               `json:"term"`
}

// RuleSet is the act of TypeRuleSet.
type RuleSet struct {
	Digest statement.Digest `json:"digest"`
}
