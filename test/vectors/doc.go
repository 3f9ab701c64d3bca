// Package vectors holds test vectors for whoever reads the record with a
// program of his own: JSON files of canonical forms, inner statements, ids, chains, leaf hashes,
// checkpoints, receipts and extracts, valid and invalid, each with what a reader
// has to find. verify.py is such a program, written from docs/spec.
//
// The files are made by the test here, with -update, and are the same at each
// making. Every key in them is known to everybody.
package vectors
