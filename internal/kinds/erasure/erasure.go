package erasure

import (
	"embed"

	"parley.example/internal/kind"
	"parley.example/internal/terms/erase"
	"parley.example/record/charter"
)

//go:embed page messages
var files embed.FS

// Kind is the contents of this folder.
var Kind = kind.Kind{
	Name:  "erasure",
	Rules: 1,
	Hears: []string{charter.TypeRevoked},
	Entries: []kind.EntryType{
		{Name: erase.TypeAsked, Parse: parseAsked},
		{Name: erase.TypeAgreed, Parse: parse[erase.Nothing]},
		{Name: erase.TypeErased, Parse: parse[erase.Nothing]},
	},
	Tables:  []kind.AnyTable{erase.Asks, erase.Confirmed},
	Admit:   admit,
	Fold:    fold,
	Acts:    acts(),
	Queries: queries(),
	Pages:   pages(),
	Files:   files,
}
