package kind

import (
	"slices"
	"strings"
)

// RoomOf names the room of readers, members by their codes: the same for any
// order, each once. No readers is the common room, "". PROTOCOL A6.
func RoomOf(readers []string) string {
	list := slices.Clone(readers)
	slices.Sort(list)
	return strings.Join(slices.Compact(list), ",")
}

// ReadersOf names the members who read a room, sorted; nil for the common room,
// which all read.
func ReadersOf(room string) []string {
	if room == "" {
		return nil
	}
	return strings.Split(room, ",")
}
