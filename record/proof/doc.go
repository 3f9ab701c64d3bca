// Package proof makes and verifies what a member shows to somebody who holds
// neither the record nor any trust in it: one text file, checked offline
// against the first charter document.
//
// A Receipt proves that one entry is on the record at one place (R-RECEIPT). An
// Extract proves a run of consecutive entries, and so what was not said in it
// (R-EXTRACT). Both rest on entries that root keys signed and that stand in the
// same tree, the grounds, from which the author's key and the cosigners follow
// (R-GROUND). An Auditor checks a whole log as it streams by.
//
// What a file proves, on whose word it rests and what it does not show are part
// of the verdict, as keys for translation and as English sentences.
//
// The package is pure: no clock, no files, no network. The rules are numbered in
// docs/spec/receipt.md.
package proof
