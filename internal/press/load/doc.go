// Package load turns the bytes of a file into texts that press can read: plain
// text in any usual encoding, HTML pages, feeds, mail and PDF. It does no I/O:
// the caller reads the file, and hands in what turns a PDF into text.
//
// Every bound is a count (bytes, elements, depth, parts, items) and none is a
// clock, so that the same bytes give the same answer on every machine. What
// goes past a bound, or cannot be read, is a Document with a Fault that says
// what, where and how to mend; it never stops the documents beside it.
//
// Spans count in Document.Text. Of a plain UTF-8 file that is the file itself,
// byte for byte, with its byte order mark and its direction marks if it has
// any. Of everything else it is the text made here, which TextSHA256 names.
package load
