// Package erasure is the kind by which the text of a statement is erased: the
// author's member asks, another member that has been given the trust agrees, and
// every node says when the text is gone. What was said in the leaf stays, with its
// commitment and its place: nobody can unsay it, and no state changes. The rules
// are R-ERASE-n of docs/spec/erasure.md; the node does the rest.
package erasure
