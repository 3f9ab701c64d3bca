package notice

import (
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/record/charter"
)

// sealedTo returns the readers of a notice that is sealed to the members given:
// these and the author's own. None given is an open notice.
func sealedTo(v kind.View, by charter.Author, members []string) ([]string, error) {
	readers := codes(members)
	if len(readers) == 0 {
		return nil, nil
	}
	for _, c := range readers {
		if _, ok := v.Charter().Member(c); !ok {
			return nil, kind.Wrong("room", "notice.wrong.member", "member", c)
		}
	}
	readers = codes(append(readers, by.Member))
	if len(readers) == 1 {
		return nil, kind.Wrong("room", "notice.wrong.room_alone")
	}
	return readers, nil
}

// within wants everybody who must answer among the readers of a sealed notice:
// who cannot read it never answers, and it could never be agreed. A
// correspondent is reached where its channel reads. So it is with whom the
// author wants told. R-NOTICE-17.
func within(v kind.View, need *ask.Need, readers, told []string, field string) error {
	if len(readers) == 0 {
		return nil
	}
	for _, s := range need.Required {
		reached := s.Member
		if s.Channel != "" {
			reached = s.Channel
		}
		switch {
		case slices.Contains(readers, reached):
		case field == "room":
			return kind.Wrong(field, "notice.wrong.outside", "member", member(v, s.Member))
		default:
			return kind.Wrong(field, "notice.wrong.outside_revised", "member", member(v, s.Member))
		}
	}
	for _, c := range told {
		if !slices.Contains(readers, c) {
			return kind.Wrong("readers", "notice.wrong.outside_told", "member", member(v, c))
		}
	}
	return nil
}

// told returns whom the notice is told besides those who must answer: the readers
// of its current revision, of a sealed one those who can read it.
func told(row Row) []string {
	_, rev := row.Ask.Current()
	all := slices.Clone(rev.Need.Readers)
	if row.Room == "" {
		return all
	}
	readers := kind.ReadersOf(row.Room)
	return slices.DeleteFunc(all, func(m string) bool { return !slices.Contains(readers, m) })
}

// untold says which members the rules would have told of a notice, and cannot
// read it.
func untold(v kind.View, row Row) []lang.Message {
	var says []lang.Message
	_, rev := row.Ask.Current()
	for _, c := range rev.Need.Readers {
		if !slices.Contains(told(row), c) {
			says = append(says, lang.Say("notice.says.untold", "member", member(v, c)))
		}
	}
	return says
}
