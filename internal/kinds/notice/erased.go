package notice

import (
	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/erase"
	"parley.example/record/statement"
)

// erasedOf lists the revisions of an open notice whose text is erased: who has
// said to have it by then has had it, who has not does not come to have had it.
// What is sealed is not erased. R-NOTICE-22.
func erasedOf(v kind.View, row Row) []statement.ID {
	if row.Room != "" {
		return nil
	}
	var list []statement.ID
	for i := range row.Ask.Revisions {
		rev, typ := &row.Ask.Revisions[i], TypeRevised
		if i == 0 {
			typ = TypeFiled
		}
		if _, gone := erase.Of(v, rev.Mark.ID, row.Ask.Author, typ, rev.Body); gone {
			list = append(list, rev.Mark.ID)
		}
	}
	return list
}

// erased says in place of a text by whom it was erased, when and on which ground;
// nothing where no erasure of it is in force. R-NOTICE-22.
func erased(r kind.Reader, id statement.ID) lang.Message {
	e, ok := r.Entry(id)
	if !ok || e.Room != "" {
		return lang.Message{}
	}
	row, gone := erase.Of(r, id, e.Author.Member, e.Type, e.Body)
	since, ok := row.Since()
	if !gone || !ok || row.Holds(e, true) != erase.Fits {
		return lang.Message{}
	}
	return lang.Say("notice.erased", "at", since.At.UTC(), "author", member(r, row.Asked.Member), "with", member(r, since.Member),
		"ground", row.Ground.Says())
}

// mayErase reports whether the viewer's member may ask that a text go: its own, of
// an open notice, where somebody could agree.
func mayErase(v kind.View, row Row, by kind.Viewer, m ask.Mark, w Words) bool {
	own := by.Member != "" && m.Member == by.Member
	return own && row.Room == "" && w != (Words{}) && len(erase.Agreeing(v.Charter(), by.Member)) > 0
}
