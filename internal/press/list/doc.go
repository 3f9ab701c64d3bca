// Package list reads the word lists that the rules of intake rest on.
//
// A list is a text file: one entry a line, fields separated by tabs, comments
// after a number sign at the start of a line. Lists are data, so that a mechanism
// may replace each of them: what a directory lacks is taken from the lists that
// are built in.
package list
