// Package kindof says what a claim is about: its type, whether its source
// asserts, denies or declines, and which words of it hedge.
//
// Types are found by lexicon, and where several fit by a fixed precedence, so
// that the same words give the same type on every machine.
package kindof
