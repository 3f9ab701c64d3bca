// Package lang holds languages, their direction and the messages for people.
//
// A sentence for people is a Message: a key of the message files and the values
// of its placeholders. It becomes text in one place, Voice.Render, for one
// reader. Message files are those of go-i18n, messages/{en,ar,he}.json in a
// package's embedded files, with flat keys:
//
//	{"notice.filed": "{{.member}} filed {{.id}}.",
//	 "notice.many": {"one": "{{.n}} notice", "other": "{{.n}} notices"}}
//
// A placeholder is {{.name}} and nothing else. A message with plural forms has
// all those of CLDR for its language: one and other in English; zero, one, two,
// few, many and other in Arabic; one, two and other in Hebrew. The form follows
// the argument n, or the only whole number among the arguments. A value is
// isolated by U+2068 and U+2069 when it is put into a sentence, so that a date
// or a foreign name never turns the words around it; digits are Latin in every
// language. No <bdi> stands in a message file, and direction marks only as
// escapes around an example that never changes.
package lang
