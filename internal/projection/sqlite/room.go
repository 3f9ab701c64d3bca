package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"parley.example/internal/projection"
	"parley.example/record/statement"
)

// roomTables are the engine's own tables for rooms. lot is a projection.Lot;
// what was said in the open has room ”. The rows of rooms stand in the tables
// of the schemas.
const roomTables = `
CREATE TABLE kept (idx INTEGER PRIMARY KEY, lot INTEGER NOT NULL, room TEXT, entry BLOB NOT NULL);
CREATE INDEX kept_room ON kept (room, idx) WHERE room IS NOT NULL;
CREATE INDEX kept_pending ON kept (idx) WHERE lot = 1;
CREATE TABLE room (room TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE room_entry (room TEXT NOT NULL, idx INTEGER NOT NULL, id BLOB NOT NULL, time INTEGER NOT NULL, act BLOB,
	rule TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (room, idx)) WITHOUT ROWID;
CREATE INDEX room_entry_act ON room_entry (room, act) WHERE act IS NOT NULL;
CREATE TABLE room_digest (room TEXT NOT NULL, idx INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (room, idx)) WITHOUT ROWID;
CREATE TABLE room_alarm (room TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL,
	PRIMARY KEY (room, kind, key)) WITHOUT ROWID;
`

// KeptFrom returns what was said in the open and what is the room's.
func (s *Store) KeptFrom(room string, from int64, n int) ([]projection.Kept, error) {
	const one = `SELECT idx, lot, room, entry FROM kept WHERE room = ? AND idx >= ?`
	if room == "" {
		return s.kept(one+` ORDER BY idx LIMIT ?`, "", from, n)
	}
	return s.kept(one+` UNION ALL `+one+` ORDER BY idx LIMIT ?`, "", from, room, from, n)
}

// Pending returns what is pending.
func (s *Store) Pending(from int64, n int) ([]projection.Kept, error) {
	return s.kept(`SELECT idx, lot, '', entry FROM kept WHERE lot = 1 AND idx >= ? ORDER BY idx LIMIT ?`, from, n)
}

// KeptAt returns the kept entry at an index.
func (s *Store) KeptAt(index int64) (projection.Kept, bool, error) {
	found, err := s.kept(`SELECT idx, lot, coalesce(room, ''), entry FROM kept WHERE idx = ?`, index)
	if err != nil || len(found) == 0 {
		return projection.Kept{}, false, err
	}
	return found[0], true, nil
}

func (s *Store) kept(query string, args ...any) ([]projection.Kept, error) {
	st, err := s.query(query) //nolint:sqlclosecheck // kept by query
	if err != nil {
		return nil, fmt.Errorf("kept entries: %w", err)
	}
	rows, err := st.Query(args...)
	if err != nil {
		return nil, fmt.Errorf("kept entries: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	var found []projection.Kept
	for rows.Next() {
		var k projection.Kept
		if err := rows.Scan(&k.Index, &k.Lot, &k.Room, &k.Entry); err != nil {
			return nil, fmt.Errorf("kept entries: %w", err)
		}
		found = append(found, k)
	}
	return found, rows.Err()
}

// LoadRooms returns what the file holds of rooms.
func (s *Store) LoadRooms() ([]projection.SavedRoom, error) {
	all, err := s.roomSizes()
	if err != nil {
		return nil, fmt.Errorf("load rooms: %w", err)
	}
	at := map[string]int{}
	for i := range all {
		at[all[i].Room] = i
		if all[i].Digest, err = s.RoomDigestAt(all[i].Room, math.MaxInt64); err != nil {
			return nil, err
		}
	}
	rows, err := s.read.Query(`SELECT room, kind, key, at FROM room_alarm`)
	if err != nil {
		return nil, fmt.Errorf("load rooms: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	for rows.Next() {
		var room string
		var a projection.AlarmOf
		if err := rows.Scan(&room, &a.Kind, &a.Key, &a.At); err != nil {
			return nil, fmt.Errorf("load rooms: %w", err)
		}
		saved := &all[at[room]]
		saved.Alarms = append(saved.Alarms, a)
	}
	return all, rows.Err()
}

func (s *Store) roomSizes() ([]projection.SavedRoom, error) {
	rows, err := s.read.Query(`SELECT room, size FROM room ORDER BY room`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	var all []projection.SavedRoom
	for rows.Next() {
		var saved projection.SavedRoom
		if err := rows.Scan(&saved.Room, &saved.Size); err != nil {
			return nil, err
		}
		all = append(all, saved)
	}
	return all, rows.Err()
}

// RoomSeen returns the room's verdict on a sealed entry.
func (s *Store) RoomSeen(room string, index int64) (projection.Seen, bool, error) {
	seen, ok, err := s.seen(`SELECT idx, id, time, rule, text FROM room_entry WHERE room = ? AND idx = ?`, room, index)
	seen.Room = room
	return seen, ok, err
}

// RoomActed reports whether an act digest was said in the room already.
func (s *Store) RoomActed(room string, act statement.Digest) (bool, error) {
	var found bool
	err := s.one(`SELECT EXISTS (SELECT 1 FROM room_entry WHERE room = ? AND act = ?)`, []any{room, act[:]}, &found)
	if err != nil {
		return false, fmt.Errorf("act in a room: %w", err)
	}
	return found, nil
}

// RoomDigestAt returns the value of the room's chain at an index.
func (s *Store) RoomDigestAt(room string, index int64) (statement.Digest, error) {
	var d statement.Digest
	var b []byte
	err := s.one(`SELECT digest FROM room_digest WHERE room = ? AND idx <= ? ORDER BY idx DESC LIMIT 1`, []any{room, index}, &b)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return d, fmt.Errorf("digest of a room: %w", err)
	}
	copy(d[:], b)
	return d, nil
}

// CommitRoom takes a pass of a room in, in one transaction.
func (s *Store) CommitRoom(c projection.RoomCommit) (err error) {
	tx, err := s.write.Begin()
	if err != nil {
		return fmt.Errorf("commit room: %w", err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("commit room: %w", errors.Join(err, tx.Rollback()))
		}
	}()
	b := &batch{tx: tx, prepared: map[string]*sql.Stmt{}}
	for _, st := range c.Settled {
		var room any
		if st.Lot == projection.InRoom {
			room = st.Room
		}
		b.exec(`UPDATE kept SET lot = ?, room = ? WHERE idx = ?`, st.Lot, room, st.Index)
	}
	if c.Room != "" {
		s.room(b, c)
	}
	if b.err != nil {
		return b.err
	}
	return tx.Commit()
}

// room writes what a commit changes of its room.
func (s *Store) room(b *batch, c projection.RoomCommit) {
	if c.Anew {
		for _, table := range slices.Sorted(maps.Keys(s.columns)) {
			b.exec(`DELETE FROM t_`+table+` WHERE room = ?`, c.Room)
		}
		for _, table := range []string{"room_entry", "room_digest", "room_alarm"} {
			b.exec(`DELETE FROM `+table+` WHERE room = ?`, c.Room)
		}
	}
	b.exec(`INSERT INTO room (room, size) VALUES (?, ?) ON CONFLICT (room) DO UPDATE SET size = excluded.size`, c.Room, c.Size)
	for _, ch := range c.Changes {
		b.change(ch, s.columns[ch.Table])
	}
	for _, e := range c.Entries {
		var act []byte
		if !e.Act.IsZero() {
			act = e.Act[:]
		}
		b.exec(`INSERT INTO room_entry (room, idx, id, time, act, rule, text) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			c.Room, e.Index, e.ID[:], int64(e.Time), act, e.Rule, e.Text)
	}
	for _, d := range c.Digests {
		b.exec(`INSERT INTO room_digest (room, idx, digest) VALUES (?, ?, ?)`, c.Room, d.Index, d.Digest[:])
	}
	for _, a := range c.Alarms {
		if a.At == 0 {
			b.exec(`DELETE FROM room_alarm WHERE room = ? AND kind = ? AND key = ?`, c.Room, a.Kind, a.Key)
			continue
		}
		b.exec(`INSERT INTO room_alarm (room, kind, key, at) VALUES (?, ?, ?, ?)
ON CONFLICT (room, kind, key) DO UPDATE SET at = excluded.at`, c.Room, a.Kind, a.Key, int64(a.At))
	}
}
