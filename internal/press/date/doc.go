// Package date finds the dates that a sentence of news English names and
// resolves them by the day of the article.
//
// A date is a Range of whole days, for the press seldom knows better. What is
// said of it follows the conventions of the development gold: "last month" is
// that month, "two weeks ago" is the day with three days on either side, "the
// end of August" its last third, and "since July 13" runs from there to the
// article's day. A bare weekday or a month without a year is looked for
// backwards, unless the words around it speak of what is to come: "said
// Friday" is past, "is scheduled for Friday" is not; and the article's own
// weekday is the article's own day, as the agencies write.
//
// What cannot be dated stays undated: without the article's day, "last week"
// is found, with no start and no end. Every range names the rule that gave it.
//
// The package knows English only, holds no clock, and answers the same for the
// same bytes. Offsets are half-open byte offsets into the text it was given.
package date
