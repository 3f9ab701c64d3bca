// Package arch holds tests about the code base: which package may import which,
// that nothing from the kinds down touches a disk, a network or a clock, how
// long files and functions are, that the pages under docs lead somewhere, that
// the rules of docs/spec and the code name one another, and which words never
// stand on a screen.
//
// It reads the files in process. A test that asks another program for the
// imports would be served stale results from the test cache. Each check is also
// run over a small tree with a planted fault, so that a check which finds
// nothing is known to have looked.
package arch
