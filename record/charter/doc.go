// Package charter judges who may say what on the record.
//
// A Document founds a mechanism: its members with their root keys, its host,
// its witnesses and its tolerances. State folds the record's own types of
// statement (charter, key, root and host) into what holds at one place of the
// log, and judges every entry against the state just before it. State is the
// second of the three gates of a statement: it needs no body and no kind, so
// every version of the program comes to the same verdict. R-VOID-0.
//
// An entry that fails is void: kept, shown with the number of its rule, and
// ignored by every fold. It never stops the log.
//
// The package is pure: no clock, no files, no network.
package charter
