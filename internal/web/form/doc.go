// Package form makes an HTML form out of the input of an act, and reads what
// was typed back into that very input: web form and API decode into one type.
//
// A field's path is its JSON names with dots, and with an index for each list:
// envelope.area.points.0.lat. Its name, by which messages are found, is the same
// without indexes. What was typed is url.Values by path; nothing else remembers
// anything, so the pages work without script. The tags that a field may carry
// are listed in package web.
package form
