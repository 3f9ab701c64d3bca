// Package sqlite keeps the picture in one SQLite file (picture.db). The file is
// derived: it is never backed up, and is made anew when the tables change.
package sqlite
