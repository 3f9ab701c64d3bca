package projection

import (
	"fmt"
	"slices"
)

// Changed names the kinds whose rows of the common room changed at an entry, the
// alarms that rang before it included. Where none did, it is the kind that owns
// the type, if any does: where two pictures differ there, the other changed what
// this one left. R-PICTURE-21.
func (e *Engine) Changed(index int64, typ string) ([]string, error) {
	var names []string
	for _, l := range e.kinds {
		for _, t := range l.Tables {
			changed, err := e.store.ChangedAt(t.Schema().Name, index)
			if err != nil {
				return nil, fmt.Errorf("what changed at entry %d: %w", index, err)
			}
			if changed && !slices.Contains(names, l.Name) {
				names = append(names, l.Name)
			}
		}
	}
	if own, ok := e.owners[typ]; ok && len(names) == 0 {
		names = append(names, own.kind.Name)
	}
	return names, nil
}

// ChangedAt reports whether a row of the common room changed at an entry.
func (m *Memory) ChangedAt(table string, index int64) (bool, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for ref, versions := range m.rows {
		if ref.room == "" && ref.table == table && slices.ContainsFunc(versions, func(v version) bool { return v.since == index }) {
			return true, nil
		}
	}
	return false, nil
}
