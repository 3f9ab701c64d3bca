package projection

import (
	"maps"
	"slices"

	"parley.example/record/statement"
)

// memoryRoom is a room in maps; its rows stand among all rows.
type memoryRoom struct {
	size    int64
	entries map[int64]Seen
	acts    map[statement.Digest]bool
	digests []DigestAt
	alarms  map[alarmRef]statement.Time
}

// KeptFrom returns what was said in the open and what is the room's.
func (m *Memory) KeptFrom(room string, from int64, n int) ([]Kept, error) {
	return m.keptIf(from, n, func(k Kept) bool { return k.Lot == Heard || k.Lot == InRoom && k.Room == room })
}

// Pending returns what is pending.
func (m *Memory) Pending(from int64, n int) ([]Kept, error) {
	return m.keptIf(from, n, func(k Kept) bool { return k.Lot == Pending })
}

func (m *Memory) keptIf(from int64, n int, want func(Kept) bool) ([]Kept, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	at, _ := m.keptAt(from)
	var found []Kept
	for ; at < len(m.kept) && len(found) < n; at++ {
		if want(m.kept[at]) {
			found = append(found, m.kept[at])
		}
	}
	return found, nil
}

func (m *Memory) keptAt(index int64) (int, bool) {
	return slices.BinarySearchFunc(m.kept, index, func(k Kept, at int64) int { return int(k.Index - at) })
}

// KeptAt returns the kept entry at an index.
func (m *Memory) KeptAt(index int64) (Kept, bool, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	at, ok := m.keptAt(index)
	if !ok {
		return Kept{}, false, nil
	}
	return m.kept[at], true, nil
}

// LoadRooms returns what the commits so far come to.
func (m *Memory) LoadRooms() ([]SavedRoom, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var all []SavedRoom
	for _, name := range slices.Sorted(maps.Keys(m.rooms)) {
		room := m.rooms[name]
		saved := SavedRoom{Room: name, Size: room.size, Digest: digestAt(room.digests, Now)}
		for ref, at := range room.alarms {
			a := AlarmOf{Kind: ref.kind}
			a.Key, a.At = ref.key, at
			saved.Alarms = append(saved.Alarms, a)
		}
		all = append(all, saved)
	}
	return all, nil
}

// RoomSeen returns the room's verdict on a sealed entry.
func (m *Memory) RoomSeen(room string, index int64) (Seen, bool, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	in, ok := m.rooms[room]
	if !ok {
		return Seen{}, false, nil
	}
	seen, ok := in.entries[index]
	return seen, ok, nil
}

// RoomActed reports whether an act digest was said in the room already.
func (m *Memory) RoomActed(room string, act statement.Digest) (bool, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	in, ok := m.rooms[room]
	return ok && in.acts[act], nil
}

// RoomDigestAt returns the value of the room's chain at an index.
func (m *Memory) RoomDigestAt(room string, index int64) (statement.Digest, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	in, ok := m.rooms[room]
	if !ok {
		return statement.Digest{}, nil
	}
	return digestAt(in.digests, index), nil
}

// CommitRoom takes a pass of a room in.
func (m *Memory) CommitRoom(c RoomCommit) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range c.Settled {
		if at, ok := m.keptAt(s.Index); ok {
			m.kept[at].Lot, m.kept[at].Room = s.Lot, s.Room
		}
	}
	if c.Room == "" {
		return nil
	}
	room, ok := m.rooms[c.Room]
	if !ok || c.Anew {
		room = &memoryRoom{
			entries: map[int64]Seen{}, acts: map[statement.Digest]bool{}, alarms: map[alarmRef]statement.Time{},
		}
		m.rooms[c.Room] = room
		maps.DeleteFunc(m.rows, func(ref rowRef, _ []version) bool { return ref.room == c.Room })
	}
	room.size = c.Size
	m.change(c.Changes)
	room.digests = append(room.digests, c.Digests...)
	for _, e := range c.Entries {
		room.entries[e.Index] = e
		if !e.Act.IsZero() {
			room.acts[e.Act] = true
		}
	}
	for _, a := range c.Alarms {
		if a.At == 0 {
			delete(room.alarms, alarmRef{a.Kind, a.Key})
			continue
		}
		room.alarms[alarmRef{a.Kind, a.Key}] = a.At
	}
	return nil
}
