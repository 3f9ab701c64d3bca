package desk

import (
	"cmp"
	"slices"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// readers are those of a draft as a sealed statement names them: sorted, each
// once, members of the charter in force, the own one among them. A draft without
// any is open. To one who has left nothing can be sealed any more, not even about
// what was sealed while it was there. R-DESK-13.
func (d *Desk) readers(doc *charter.Document, codes []string) ([]string, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	all := kind.ReadersOf(kind.RoomOf(append(slices.Clone(codes), d.Member)))
	for _, code := range all {
		if _, ok := doc.Member(code); !ok {
			return nil, noReader(code)
		}
	}
	if len(all) > statement.MaxReaders {
		return nil, tooMany()
	}
	return all, nil
}

// sealedSays says of each room that the drafts are sealed to who can read it:
// one sentence a room, after those of the plan.
func sealedSays(doc *charter.Document, drafts []kept) []lang.Message {
	var says []lang.Message
	var said []string
	for _, h := range drafts {
		room := h.room()
		if room == "" || slices.Contains(said, room) {
			continue
		}
		said = append(said, room)
		says = append(says, lang.Say("desk.says.sealed", "members", named(doc, h.Readers)))
	}
	return says
}

// named lists members by the names that the charter has for them, in each
// language of the screens: one without a name in it stands under its English one
// or its code.
func named(doc *charter.Document, codes []string) lang.Text {
	text := lang.Text{}
	for _, in := range []struct{ tag, comma string }{{"ar", "\u060c "}, {"en", ", "}, {"he", ", "}} {
		var names []string
		for _, code := range codes {
			m, _ := doc.Member(code)
			names = append(names, cmp.Or(m.Names[in.tag], m.Names["en"], code))
		}
		text[in.tag] = strings.Join(names, in.comma)
	}
	return text
}
