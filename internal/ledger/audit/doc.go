// Package audit checks a whole log from its files or from a server, trusting
// nobody but the charter: every byte of its entries, its tiles and its
// checkpoint. It stands behind `parley record verify`.
package audit
