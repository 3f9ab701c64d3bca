// Package seal encrypts what a sealed statement holds to those who may read it,
// and opens it again: an age file whose header has a stanza for every member of
// the mechanism, reader or not, and whose content is padded. It does not judge
// what it opens. docs/spec/seal.md, R-SEAL-16 and R-SEAL-17.
package seal
