// Package mirror keeps a node's own copy of the record: the bytes of every
// leaf in the entry bundles of tlog-tiles, and the hashes of the tree in one flat
// file in the order of golang.org/x/mod/sumdb/tlog.
//
// Leaves are appended first and committed after their tree has been checked
// against a checkpoint; what was not committed is cut off again, also after a
// crash. Readers see what is committed and nothing else.
package mirror
