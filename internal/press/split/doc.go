// Package split cuts a page into its articles, each article into sentences, and
// marks what is not the article's own words: titles said again, date lines,
// captions, credits, links and the furniture of the page.
//
// Nothing is removed and nothing is changed: all it returns are spans of the
// text as it was read.
package split
