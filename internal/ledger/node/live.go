package node

import (
	"time"

	"parley.example/record/statement"
)

// Reason says why a picture is not live, as a word that screens translate.
type Reason string

// The reasons for which a picture is not live.
const (
	NoCheckpoint  Reason = "no-checkpoint"  // nothing with a quorum was ever seen
	StaleQuorum   Reason = "stale-quorum"   // the quorum's cosignatures are older than the charter's limit
	NobodyAnswers Reason = "nobody-answers" // no other node has confirmed within the limit
	HostKeeps     Reason = "host-keeps"     // another node holds more than the host shows us
	Forked        Reason = "forked"         // two trees under the host's signature
	HostWentBack  Reason = "host-went-back" // the host shows less than it showed before
	NotFolded     Reason = "not-folded"     // entries that a quorum covers are not in the picture yet

	DifferentVersions Reason = "different-versions" // the rules in force are not those of this program: it folds no further
)

// Live is whether the picture may be trusted to be the newest. PROTOCOL A5.
type Live struct {
	OK         bool
	Reasons    []Reason
	Alone      bool                      // no other node: nobody else confirms
	HostKeeps  int64                     // entries that another node holds and the host did not give us
	Fork       bool                      // evidence is kept; this does not end by itself
	HostSeen   statement.Time            // the host last answered, by our clock
	PeersSeen  map[string]statement.Time // member to when it last confirmed a consistent checkpoint, by our clock
	HostBehind time.Duration             // how far the host's clock is behind the median of the last ticks, beyond tolerance
	Head       int64                     // size of the newest checkpoint with quorum
	Folded     int64                     // size of the picture
	Record     statement.Time            // record time
}
