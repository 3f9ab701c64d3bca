// Package web is the page shell over the kinds: what an officer sees. Pages are
// made on the server and work without script; script adds the live line, the
// countdown and a few keys. DESIGN §9, docs/spec/terms.md for the words.
//
// # For who writes a kind's pages
//
// A kind.Page names a file under the kind's page/ that defines the block "main":
//
//	{{define "main"}}
//	<h1>{{t "notice.title"}}</h1>
//	{{range .Lines}}<p>{{say .State}} {{member .To}} {{time .At}}</p>{{end}}
//	{{end}}
//
// The dot is what the page's Make returned. Make's error kind.ErrNotFound is the
// 404 page. Functions need no context, since a set is parsed for each language:
//
//	t KEY [NAME VALUE]...     a message; all words of a page come by t and say. A value
//	                          that is itself a message is a lang.Message, not a t
//	say MESSAGE               a lang.Message that the kind made
//	has KEY                   whether a message exists, for optional texts
//	time T                    date and time in UTC, and in the officer's zone; isolated
//	clock T                   time of day alone: 14:02Z
//	window FROM UNTIL         a stretch of time; never write it as two times with a dash
//	left DEADLINE             time left or over, counted down by script; needs a statement.Time
//	num N                     a number in Latin digits, grouped by a narrow space
//	ref INDEX                 an entry's number, #18204, with its link to Verify
//	id ID                     a statement id or digest: first 8 digits, whole in its title
//	hash DIGEST               a digest in full
//	coord LAT LON             a place from integers of 1e-7 degree
//	ltr STRING                anything that reads left to right in every language: a call sign
//	user STRING               what a person wrote (dir=auto), lines kept
//	text TEXT                 lang.Text or charter.Text: in the reader's language, or another, marked
//	member CODE, members CODES  a member's name in the reader's language
//	called LIST CODE          a code by the name that the agreement gives it: LIST is activities,
//	                          offices, weapons, words or zones; the code where it gives none
//	word FAMILY WORD          a word of a closed set by its message FAMILY.WORD, or as it is
//	tone TONE                 icon and word of a kind.Tone; never colour alone
//	act NAME [FIELD VALUE]... link to the form of an act with fields filled in
//	receipt ID                link to a statement's receipt
//	verify ID                 link to Verify for a statement
//	hex DIGEST                64 hex digits, for links
//
// Every date, number, id, coordinate and hash goes through one of these: bare,
// it flips in Arabic and Hebrew. Text of people goes through user or text.
// A page defines no block by a name of the shell: shell, live, summary, lines,
// outcome, cosigners, verdict, fields, field, control and the small ones of a
// field; New refuses it. The block "lines" takes no kind's values.
// Links are written with paths from the root. There is no inline script or
// style: the policy forbids it. Classes that the shell's sheet has: "card",
// "facts" (a dl), "table" (a table that scrolls by itself), "line", "tone-due"
// and so on, "button", "button quiet", "muted", "warn", "stack", "row", "print-only",
// "no-print". A wide table stands in <div class="scroll" tabindex="0">. One of class
// "table stacks" becomes rows on a phone: each td then has a data-label, which is the
// head of its column, and its content in one div.
//
// # Forms
//
// The form of an act is made from its In. A label is the message
// act.NOUN.VERB.FIELD, where FIELD is the JSON names with dots and without
// indexes; the form's title is act.NOUN.VERB; a hint is act.NOUN.VERB.FIELD.hint,
// if it exists; an option of an enum is act.NOUN.VERB.FIELD.VALUE; the text above
// the form is act.NOUN.VERB.about, if it exists. Tags:
//
//	json:"name,omitempty"   the name; omitempty or omitzero: the field may be left empty
//	enum:"a,b,c"            a closed set: radio buttons up to five, else a list
//	maxLength:"300"         of text, in characters; above 200 a text area
//	minimum:"0" maximum:"9" of a number
//	format:"time"           a statement.Time, typed as 2026-11-25 14:02 (Z is meant)
//	format:"minutes"        a whole number of milliseconds, typed in minutes
//	format:"degree"         a whole number of 1e-7 degree, typed as 32.7094
//	format:"member"         a member code, from a list of the charter's members
//	format:"desk", "marking"  likewise
//	format:"hidden"         carried along, not shown (the id of what is answered)
//	format:"long"           a text area
//	maxItems:"20"           of a list; a list of structs is rows, of strings one a line
//
// Fields may be strings, whole numbers, bools, statement.Time, statement.Digest
// (hex), types with MarshalText and UnmarshalText, lang.Text, structs, pointers to
// structs (empty: nil) and slices of all these. kind.Act.Choices offers values for
// others, and Suggests some beside which any other may be typed; kind.Act.Start
// fills in, and a number that it leaves at zero begins empty. A kind.Problem stands at its field: Field is
// the same name with dots and, in lists, indexes.
package web
