package notice

import (
	"embed"

	"parley.example/internal/kind"
	"parley.example/internal/terms/erase"
	"parley.example/internal/terms/seat"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
)

//go:embed page messages
var files embed.FS

// Kind is the contents of this folder.
var Kind = kind.Kind{
	Name:    "notice",
	Rules:   2,
	Hears:   []string{tick.TypeTick, charter.TypeRevoked},
	Entries: entries(),
	Tables:  []kind.AnyTable{Rows, Revisions, Awaited, Holds, Signed, Stilled, Counts},
	Reads:   []kind.AnyTable{seat.Keys, tick.Holds, erase.Asks},
	Admit:   admit,
	Fold:    fold,
	Wake:    wake,
	Calls:   calls,
	Acts:    acts(),
	Queries: queries(),
	Pages:   pages(),
	Board:   board,
	Files:   files,
}
