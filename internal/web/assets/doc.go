// Package assets holds the files for the browser that others made: htmx and the
// Noto Sans fonts, with their licences. They are embedded as they come.
//
// They are not committed. npm unpacks what package-lock.json pins, and
// tools/frontend copies the files that SHA256SUMS names into dist, if their
// bytes have the sums written there. The product also builds and serves its
// pages with dist empty: script and fonts only add to pages that work without.
package assets
