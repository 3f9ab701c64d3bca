package projection

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// The labels keep the digest of the picture, and that of a room, apart from
// every other digest.
const (
	digestLabel = "parley/picture/v1\n"
	roomLabel   = "parley/room/v1\n"
)

// verdict is the line of the chain for a void entry: people see that it is void
// and by which rule, so pictures that differ in it differ. The text is left out.
// No table has this name. R-PICTURE-3.
func verdict(s Seen) Change { return Change{Index: s.Index, Key: "void", Row: []byte(s.Rule)} }

// chain returns the digest of a room after the changes of one place, "" being
// the common room: it depends on nothing but rows and verdicts, so every engine
// that folds the same leaves by the same rules comes to it. A room's own digest
// names the room, so that two rooms in which the same is said are told apart.
// PROTOCOL A8, R-PICTURE-3, R-PICTURE-18.
func chain(room string, prev statement.Digest, index int64, changes []Change) statement.Digest {
	h := sha256.New()
	write := func(field []byte) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(field))))
		h.Write(field)
	}
	if room == "" {
		h.Write([]byte(digestLabel))
	} else {
		h.Write([]byte(roomLabel))
		write([]byte(room))
	}
	h.Write(prev[:])
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(index))) //nolint:gosec // not negative
	for _, c := range changes {
		write([]byte(c.Table))
		write([]byte(c.Key))
		write(c.Row)
	}
	return statement.Digest(h.Sum(nil))
}

func sortChanges(changes []Change) {
	slices.SortFunc(changes, func(a, b Change) int {
		return strings.Compare(a.Room+"\x00"+a.Table+"\x00"+a.Key, b.Room+"\x00"+b.Table+"\x00"+b.Key)
	})
}

// RuleSet names the kinds with the versions of their rules. Only pictures of
// equal rule-sets compare. PROTOCOL A8.
func RuleSet(kinds []kind.Kind) statement.Digest {
	lines := make([]string, 0, len(kinds))
	for _, k := range kinds {
		lines = append(lines, fmt.Sprintf("%s %d\n", k.Name, k.Rules))
	}
	slices.Sort(lines)
	return sha256.Sum256([]byte("parley/rules/v1\n" + strings.Join(lines, "")))
}
