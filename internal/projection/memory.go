package projection

import (
	"slices"
	"strings"
	"sync"

	"parley.example/record/statement"
)

// Memory is a Store in maps, for tests and for dry runs. Nothing survives it.
type Memory struct {
	mu      sync.RWMutex // held over each call, so a reader sees whole commits
	rows    map[rowRef][]version
	entries []Seen
	byID    map[statement.ID]int64
	acts    map[statement.Digest]bool
	digests []DigestAt
	charter []CharterAt
	saved   Saved
	alarms  map[alarmRef]statement.Time
	kept    []Kept // in order
	rooms   map[string]*memoryRoom
}

type rowRef struct{ room, table, key string }

type version struct {
	since int64
	row   []byte
	by    []string
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		rows: map[rowRef][]version{}, byID: map[statement.ID]int64{}, acts: map[statement.Digest]bool{},
		alarms: map[alarmRef]statement.Time{}, rooms: map[string]*memoryRoom{},
	}
}

// Load returns what the commits so far come to.
func (m *Memory) Load() (Saved, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s := m.saved
	for ref, at := range m.alarms {
		a := AlarmOf{Kind: ref.kind}
		a.Key, a.At = ref.key, at
		s.Alarms = append(s.Alarms, a)
	}
	return s, nil
}

// Row returns the row that holds at an index.
func (m *Memory) Row(room, table, key string, at int64) ([]byte, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	v, _ := holding(m.rows[rowRef{room, table, key}], at)
	return v.row, nil
}

// Rows returns rows by an index.
func (m *Memory) Rows(room, table string, index int, value string, at int64) ([]Keyed, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var found []Keyed
	for ref, versions := range m.rows {
		if ref.room != room || ref.table != table {
			continue
		}
		if v, ok := holding(versions, at); ok && v.row != nil && (index < 0 || v.by[index] == value) {
			found = append(found, Keyed{Key: ref.key, Row: v.row})
		}
	}
	slices.SortFunc(found, func(a, b Keyed) int { return strings.Compare(a.Key, b.Key) })
	return found, nil
}

func holding(versions []version, at int64) (version, bool) {
	for _, v := range slices.Backward(versions) {
		if v.since <= at {
			return v, true
		}
	}
	return version{}, false
}

// Entry finds an entry by its statement id: the first that bears it.
func (m *Memory) Entry(id statement.ID) (Seen, bool, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	i, ok := m.byID[id]
	if !ok {
		return Seen{}, false, nil
	}
	return m.entries[i], true, nil
}

// EntryAt returns what is remembered of the entry at an index.
func (m *Memory) EntryAt(index int64) (Seen, bool, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if index < 0 || index >= int64(len(m.entries)) {
		return Seen{}, false, nil
	}
	return m.entries[index], true, nil
}

// Acted reports whether an act digest is on the record already.
func (m *Memory) Acted(act statement.Digest) (bool, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.acts[act], nil
}

// DigestAt returns the chain's value at an index.
func (m *Memory) DigestAt(index int64) (statement.Digest, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return digestAt(m.digests, index), nil
}

func digestAt(chain []DigestAt, index int64) (d statement.Digest) {
	for _, at := range chain {
		if at.Index > index {
			break
		}
		d = at.Digest
	}
	return d
}

// CharterAt returns the document in force at an index.
func (m *Memory) CharterAt(index int64) ([]byte, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var doc []byte
	for _, c := range m.charter {
		if c.Index <= index {
			doc = c.Document
		}
	}
	return doc, nil
}

// Commit takes a batch in.
func (m *Memory) Commit(c Commit) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.change(c.Changes)
	for _, e := range c.Entries {
		if _, twice := m.byID[e.ID]; !twice {
			m.byID[e.ID] = e.Index
		}
		if !e.Act.IsZero() {
			m.acts[e.Act] = true
		}
		m.entries = append(m.entries, e)
	}
	for _, a := range c.Alarms {
		if a.At == 0 {
			delete(m.alarms, alarmRef{a.Kind, a.Key})
			continue
		}
		m.alarms[alarmRef{a.Kind, a.Key}] = a.At
	}
	m.kept = append(m.kept, c.Kept...)
	m.digests = append(m.digests, c.Digests...)
	m.saved = Saved{Size: c.Size, Time: c.Time, Record: c.Record, Rules: c.Rules, Digest: m.saved.Digest}
	m.charter = append(m.charter, c.Charters...)
	if n := len(m.digests); n > 0 {
		m.saved.Digest = m.digests[n-1].Digest
	}
	return nil
}

func (m *Memory) change(changes []Change) {
	for _, ch := range changes {
		ref := rowRef{ch.Room, ch.Table, ch.Key}
		m.rows[ref] = append(m.rows[ref], version{since: ch.Index, row: ch.Row, by: ch.By})
	}
}

// Close does nothing.
func (m *Memory) Close() error { return nil }
