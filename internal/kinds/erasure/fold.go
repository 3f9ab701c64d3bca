package erasure

import (
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/terms/erase"
	"parley.example/record/charter"
)

// fold takes in what admit let through, and revocations.
func fold(tx kind.Tx, e kind.Entry) error {
	switch act := e.Act.(type) {
	case erase.Asked:
		erase.Asks.Put(tx, e.ID.String(), erase.Row{
			Agreed: []erase.Mark{}, Asked: mark(e), Body: act.Body, Ground: act.Ground, Statement: e.About[0], Type: act.Type,
		})
	case charter.Revoked:
		disown(tx, act)
	case erase.Nothing:
		if e.Type == erase.TypeAgreed {
			agree(tx, e)
		} else {
			confirm(tx, e)
		}
	}
	return nil
}

// agree keeps every word: where the first one is repudiated the next one counts.
func agree(tx kind.Tx, e kind.Entry) {
	key := e.About[0].String()
	row, _ := erase.Asks.Get(tx, key)
	row.Agreed = append(slices.Clip(row.Agreed), mark(e))
	erase.Asks.Put(tx, key, row)
}

// confirm notes a node's word once.
func confirm(tx kind.Tx, e kind.Entry) {
	key := e.About[0].String()
	gone, _ := erase.Confirmed.Get(tx, key)
	if gone.Said(e.Author.Member) {
		return
	}
	gone.By = append(slices.Clip(gone.By), erase.NodeSaid{At: e.Time, Index: e.Index, Member: e.Author.Member})
	erase.Confirmed.Put(tx, key, gone)
}

// disown takes back the words of a key since it was compromised. What a node has
// erased by then stays erased; one that comes later keeps the text. R-ERASE-7.
func disown(tx kind.Tx, act charter.Revoked) {
	if act.Since == 0 {
		return
	}
	spoiled := func(m erase.Mark) bool { return m.Key == act.Key && m.At >= act.Since && !m.Repudiated }
	for key, row := range erase.Asks.All(tx) {
		changed := spoiled(row.Asked)
		row.Asked.Repudiated = row.Asked.Repudiated || changed
		row.Agreed = slices.Clone(row.Agreed)
		for i := range row.Agreed {
			if spoiled(row.Agreed[i]) {
				row.Agreed[i].Repudiated, changed = true, true
			}
		}
		if changed {
			erase.Asks.Put(tx, key, row)
		}
	}
}

func mark(e kind.Entry) erase.Mark {
	return erase.Mark{At: e.Time, Index: e.Index, Key: e.Author.Key, Member: e.Author.Member, Officer: e.Author.Officer}
}
