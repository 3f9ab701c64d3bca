package charter

import (
	"strings"

	"parley.example/record/statement"
)

// Seat is what a key stands for. One key has one seat in one mechanism.
type Seat string

// The seats. A candidate is the root of a member that an amendment would add,
// or the new root of a rotation: it may sign that one thing.
const (
	Root      Seat = "root"
	Node      Seat = "node"
	Officer   Seat = "officer"
	Candidate Seat = "candidate"
)

// Key is what the record knows of a signing key at one place.
type Key struct {
	Pub       statement.PublicKey `json:"pub"`
	Member    string              `json:"member"`
	Seat      Seat                `json:"seat"`
	Officer   string              `json:"officer,omitempty"`
	Desks     []string            `json:"desks"`
	Powers    []Power             `json:"powers"`
	Appointed statement.ID        `json:"appointed"`            // the appointing statement; zero if the charter names the key
	Place     int64               `json:"place"`                // its index; -1 if the charter names the key
	NotBefore statement.Time      `json:"not_before,omitempty"` // record time from which it holds
	Expires   statement.Time      `json:"expires,omitempty"`    // record time from which it does not
	Ended     *End                `json:"ended,omitempty"`
	Next      int64               `json:"next"` // seq of its next statement
	Tail      statement.Digest    `json:"tail"` // id of its last statement
}

// End says where a key stopped to hold: by revocation, or because another took
// its seat.
type End struct {
	Place int64          `json:"place"`
	Why   string         `json:"why"`             // one of the whys below
	Since statement.Time `json:"since,omitempty"` // compromised since: acts from then on are repudiated
}

// Why a key ended, in the words of a refusal.
const (
	whyRevoked  = "revoked"
	whyReplaced = "replaced"
	whyLeft     = "ended with its member"
)

// Repudiated reports whether an act of the key received at t no longer counts,
// seen from a place of the record after the key's end. R-AUTH-8.
func (k *Key) Repudiated(t statement.Time) bool {
	return k.Ended != nil && k.Ended.Since != 0 && t >= k.Ended.Since
}

// May reports whether the key may sign the type of statement at all, and if not
// by which rule. R-AUTH-1, R-AUTH-4.
func (k *Key) May(typ string) *Void { return may(k.Seat, k.Officer, k.Powers, typ) }

// May is Key.May for whoever signed an entry, by the seat and the powers of its
// key at that place. R-AUTH-1, R-AUTH-4.
func (a *Author) May(typ string) *Void { return may(a.Seat, a.Officer, a.Powers, typ) }

func may(seat Seat, officer string, powers []Power, typ string) *Void {
	noun, _, _ := strings.Cut(typ, ".")
	switch {
	case typ == statement.SealedType:
		if seat == Node || seat == Officer {
			return nil
		}
	case isRecordNoun(noun):
		if seat == Root || seat == Candidate && (typ == TypeSigned || typ == TypeRotated) {
			return nil
		}
	case noun == "node":
		if seat == Node {
			return nil
		}
	case seat == Officer:
		if hasPower(powers, typ) {
			return nil
		}
		return void(RulePower, "the appointment of officer %s gives no power for %s", officer, typ)
	}
	return void(RuleSeat, "a %s key does not sign %s", seat, typ)
}

// isRecordNoun reports whether types of that noun are judged and folded by the
// record itself.
func isRecordNoun(noun string) bool {
	return noun == "charter" || noun == "key" || noun == "root" || noun == "host"
}

func hasPower(powers []Power, typ string) bool {
	name, _, _ := strings.Cut(typ, "/")
	noun, _, _ := strings.Cut(typ, ".")
	for _, p := range powers {
		for _, t := range p.Types {
			if t == name || t == noun+".*" {
				return true
			}
		}
	}
	return false
}
