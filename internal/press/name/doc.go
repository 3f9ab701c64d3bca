// Package name finds the persons, organisations, states, peoples and places that
// English news writes of, and says which mentions are of one and the same.
//
// Find works by lists and by shape: titles and offices before a name, words set
// beside it, runs of capitalised words, the particles of Arabic and other names,
// the head words of organisations, a gazetteer. Merge joins spellings by the
// consonants and the vowel classes of surname and given name, by short forms of
// given names, by offices, by abbreviations that a text defines, and places by
// the gazetteer. Organisations are never joined for being alike.
//
// The lists lie beside the code as text and may each be replaced. They are
// general: no person stands in them.
package name
