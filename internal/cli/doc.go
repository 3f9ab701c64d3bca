// Package cli is the command line of Parley: one file a verb. Commands that
// check something need nothing but files and a charter; those that write or
// read a record talk to a node over its API, as any other client does.
//
// The contract of DESIGN §11: exit code 0 for done, 1 for refused or a fault
// found, 2 for wrong usage; an error is one line on stderr that says what,
// where, and how to mend; lists and shows take --json.
package cli
