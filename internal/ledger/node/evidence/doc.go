// Package evidence writes and checks the files by which a node shows a breach
// by the host to somebody who trusts neither: two trees under one signature, and
// broken promises.
//
// A file carries all that its finding rests on but the host's key, which the
// charter names. Check needs no network, no clock and no word of the finder.
package evidence
