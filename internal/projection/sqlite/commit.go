package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"

	"parley.example/internal/projection"
)

// Commit takes a batch in, in one transaction.
func (s *Store) Commit(c projection.Commit) (err error) {
	tx, err := s.write.Begin()
	if err != nil {
		return fmt.Errorf("commit picture: %w", err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("commit picture: %w", errors.Join(err, tx.Rollback()))
		}
	}()
	b := &batch{tx: tx, prepared: map[string]*sql.Stmt{}}
	for _, ch := range c.Changes {
		b.change(ch, s.columns[ch.Table])
	}
	for _, e := range c.Entries {
		var act []byte
		if !e.Act.IsZero() {
			act = e.Act[:]
		}
		b.exec(`INSERT INTO entry (idx, id, time, act, rule, text) VALUES (?, ?, ?, ?, ?, ?)`,
			e.Index, e.ID[:], int64(e.Time), act, e.Rule, e.Text)
	}
	for _, d := range c.Digests {
		b.exec(`INSERT INTO digest (idx, digest) VALUES (?, ?)`, d.Index, d.Digest[:])
	}
	for _, ch := range c.Charters {
		b.exec(`INSERT INTO charter (idx, document) VALUES (?, ?)`, ch.Index, ch.Document)
	}
	for _, k := range c.Kept {
		var room any
		if k.Lot == projection.Heard {
			room = ""
		}
		b.exec(`INSERT INTO kept (idx, lot, room, entry) VALUES (?, ?, ?, ?)`, k.Index, k.Lot, room, k.Entry)
	}
	for _, a := range c.Alarms {
		if a.At == 0 {
			b.exec(`DELETE FROM alarm WHERE kind = ? AND key = ?`, a.Kind, a.Key)
			continue
		}
		b.exec(`INSERT INTO alarm (kind, key, at) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET at = excluded.at`,
			a.Kind, a.Key, int64(a.At))
	}
	b.exec(`INSERT INTO place (one, size, time, record, rules) VALUES (1, ?, ?, ?, ?)
ON CONFLICT (one) DO UPDATE SET size = excluded.size, time = excluded.time, record = excluded.record, rules = excluded.rules`,
		c.Size, int64(c.Time), c.Record, c.Rules[:])
	if b.err != nil {
		return b.err
	}
	return tx.Commit()
}

// batch runs statements of one transaction, each prepared once.
type batch struct {
	tx       *sql.Tx
	prepared map[string]*sql.Stmt
	err      error
}

func (b *batch) exec(query string, args ...any) {
	if b.err != nil {
		return
	}
	st, ok := b.prepared[query]
	if !ok {
		if st, b.err = b.tx.Prepare(query); b.err != nil {
			return
		}
		b.prepared[query] = st
	}
	_, b.err = st.Exec(args...)
}

// change ends the version that holds and begins another. A dropped row is a
// version without a row.
func (b *batch) change(ch projection.Change, columns []string) {
	b.exec(`UPDATE t_`+ch.Table+` SET until = ? WHERE room = ? AND key = ? AND until = ?`,
		ch.Index, ch.Room, ch.Key, int64(math.MaxInt64))
	args := []any{ch.Room, ch.Key, ch.Index, int64(math.MaxInt64), ch.Row}
	var names, marks strings.Builder
	for i, c := range columns {
		names.WriteString(", by_" + c)
		marks.WriteString(", ?")
		args = append(args, ch.By[i])
	}
	b.exec(`INSERT INTO t_`+ch.Table+` (room, key, since, until, row`+names.String()+`) VALUES (?, ?, ?, ?, ?`+marks.String()+`)`,
		args...)
}
