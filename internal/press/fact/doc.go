// Package fact says how attributed claims stand to one another: which tell the same thing, which are
// one counter's series, and which disagree, with both sides named; and how many origins stand behind
// what is told, counted after following the chain of who said it to whom (docs/spec, intake).
//
// It works on a small input type of its own, so that any reader of documents can use it. It reads
// nothing but its lists (countries, ideas, contrasts, cues), which an operator may replace. The
// result does not depend on the order of the input, and the same input always gives the same result.
//
// What it finds is a proposal with its reason. An officer decides; nothing here decides who is right.
package fact
