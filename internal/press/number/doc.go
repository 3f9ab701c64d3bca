// Package number finds the figures in a sentence of news English: how many, of
// what, and how surely.
//
// A figure is a range. "more than 2,000" begins at 2,001 and has no end, "at
// least 321" begins at 321, "nearly 10" is 9 to 10, "hundreds" begins at 200,
// as the development gold writes them. Of two measures of one length, as in "10
// kilometers (six miles)", there is one figure.
//
// What only looks like a figure is none: years and dates, ordinals, ages,
// times of day, names such as F-16, "rule number one", and the number of people
// who told a reporter something. The last are counted apart, by SourceCounts,
// for "two of the sources" must neither become a toll nor two new sources.
//
// The package knows English only and answers the same for the same bytes.
// Offsets are half-open byte offsets into the text it was given.
package number
