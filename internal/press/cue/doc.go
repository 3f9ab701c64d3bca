// Package cue finds who says what: the words that attribute a statement, the
// one they attribute it to, through whom it came, and why a source is not
// named. It carries a source on from sentence to sentence where the text does.
//
// The rules are of the English of news. They know word classes by lists (verbs
// of saying, nouns for people who are not named, nouns for bodies, states), and
// no person, body or place by name.
package cue
