// Package foreign reads what can be read of an article in a language whose
// claims press does not extract: its paragraphs, the dates that it states, and
// the day it was published, where it says so. It reads dates of the common
// calendar in Arabic and Hebrew, with digits of any of the scripts in use and
// the month names of the Levant, of Egypt and the Gulf, of the Maghreb, and of
// Hebrew; in any other language those in figures alone. Dates of the Islamic
// and of the Jewish calendar are left alone. It is deterministic and does no I/O.
package foreign
