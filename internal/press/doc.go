// Package press reads published reports as a careful analyst would, and proposes
// claims: each with its exact words, who says it, when it was, and how it stands
// to others. An officer decides what goes on the record; nothing here does.
//
// It is a library of rules without network, clock or chance: the same bytes and
// the same lists give the same claims on every machine. Words of an article are
// data; nothing in them can change what the rules do.
package press
