// Package word cuts English text into words with their places, folded for
// comparison, so that the rules of intake look at the same words and give back
// spans of the untouched text.
package word
