package member

import (
	"embed"

	"parley.example/internal/kind"
	"parley.example/internal/terms/seat"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

//go:embed page messages
var files embed.FS

// Kind is the contents of this folder.
var Kind = kind.Kind{
	Name:  "member",
	Rules: 1,
	Entries: []kind.EntryType{
		{Name: charter.TypeSigned, Parse: parse[charter.Signed]},
		{Name: charter.TypeProposed, Parse: parse[charter.Proposed]},
		{Name: charter.TypeAppointed, Parse: parse[charter.Appointed]},
		{Name: charter.TypeInstalled, Parse: parse[charter.Installed]},
		{Name: charter.TypeRevoked, Parse: parse[charter.Revoked]},
		{Name: charter.TypeRotated, Parse: parse[charter.Rotated]},
		{Name: charter.TypeRecovered, Parse: parse[charter.Recovered]},
		{Name: charter.TypeSucceeded, Parse: parse[charter.Succeeded]},
		{Name: charter.TypeRuleSet, Parse: parse[charter.RuleSet]},
		{Name: tick.TypeTick, Parse: parse[tick.Tick]},
		{Name: tick.TypeHeld, Parse: parse[tick.Held]},
		{Name: tick.TypeRefused, Parse: parseRefused},
	},
	Tables:  []kind.AnyTable{seat.Keys, tick.Holds, Nodes, Seats},
	Fold:    fold,
	Queries: []kind.Query{list},
	Pages:   []kind.Page{members},
	Files:   files,
}

// parse reads an act in its one spelling.
func parse[A any](act []byte) (any, error) {
	var a A
	if err := statement.Decode(act, &a); err != nil {
		return nil, err
	}
	return a, nil
}
