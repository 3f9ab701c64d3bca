package press

import (
	"parley.example/internal/press/date"
	"parley.example/internal/press/fact"
)

// Span is a half-open range of bytes of a document's text.
type Span [2]int

// Result is what was read from some documents: the claims of each, the names of
// all, and how claims of different articles stand to one another.
type Result struct {
	Documents []Document  `json:"documents"`
	Entities  []Entity    `json:"entities"`
	Facts     []fact.Fact `json:"facts"`
}

// Document is one file or page.
type Document struct {
	File     string    `json:"file"`
	SHA256   string    `json:"sha256"`                // of the bytes as they were read
	TextHash string    `json:"text_sha256,omitempty"` // of Text; equal to SHA256 exactly where Text is the file
	Text     string    `json:"-"`                     // what spans count in; of a plain text in UTF-8 the bytes themselves
	Language string    `json:"language,omitempty"`
	Articles []Article `json:"articles"`
	Fault    string    `json:"fault,omitempty"` // why it could not be read
	Notes    []string  `json:"notes,omitempty"` // what a reader must know, such as that claims were not extracted
}

// Published is the day of an article, or the days that it can be, and how that
// is known. Empty where nothing says it.
type Published struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
	How   string `json:"how,omitempty"`
}

// Article is one report of a page.
type Article struct {
	Title       string    `json:"title,omitempty"`
	Outlet      string    `json:"outlet,omitempty"`
	Republisher string    `json:"republisher,omitempty"` // whose page it stands on, where that is another
	Wires       []string  `json:"wires"`                 // agencies it names as its source
	Published   Published `json:"published"`
	Span        Span      `json:"span"`
	Boilerplate []Span    `json:"boilerplate"`
	Claims      []Claim   `json:"claims"`
}

// Claim is one attributed statement with its exact words: the document's text
// from Span[0] to Span[1] is Quote, always.
type Claim struct {
	ID         string            `json:"id"`
	Quote      string            `json:"quote"`
	Span       Span              `json:"span"`
	Type       string            `json:"type"`
	Polarity   string            `json:"polarity"`
	Source     Source            `json:"source"`
	Actors     []string          `json:"actors"`
	Place      *Place            `json:"place"`
	Date       *date.Range       `json:"date"`
	Quantities []Quantity        `json:"quantities"`
	Hedges     []string          `json:"hedges"`
	Confidence float64           `json:"confidence"` // how sure the rules are that this is a claim, 0 to 1: an order, not a probability
	Rules      map[string]string `json:"rules,omitempty"`
}

// Source is who says it. Via are those through whom it came, the nearest first.
type Source struct {
	Name   string   `json:"name"`
	Kind   string   `json:"kind"` // person, organisation, anonymous, outlet
	Via    []string `json:"via"`
	Reason string   `json:"reason,omitempty"` // why the source is not named
}

// Place is where it was. Coordinates are those of a gazetteer, and missing where
// it has no such place or more than one.
type Place struct {
	Name string   `json:"name"`
	Lat  *float64 `json:"lat,omitempty"`
	Lon  *float64 `json:"lon,omitempty"`
}

// Quantity is a figure and of what. Limits that are not known are missing.
type Quantity struct {
	Text     string `json:"text"`
	What     string `json:"what"`
	Min      *int64 `json:"min"`
	Max      *int64 `json:"max"`
	Modifier string `json:"modifier"`
}

// Entity is one person, body or place with the spellings that stand for it.
type Entity struct {
	Kind     string   `json:"kind"`
	Name     string   `json:"name"`
	Variants []string `json:"variants"`
	Rule     string   `json:"rule,omitempty"`
}
