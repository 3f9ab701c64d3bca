package web

import (
	"html/template"
	"strings"
	"unicode/utf8"
)

// bdi isolates what reads left to right in every language.
func bdi(s string) template.HTML {
	return `<bdi dir="ltr">` + whole(template.HTMLEscapeString(tied(s))) + `</bdi>`
}

// tied ties what is isolated by markup, as tie does what is isolated by characters.
func tied(s string) string {
	const first, pop = "\u2068", "\u2069"
	return strings.TrimSuffix(strings.TrimPrefix(tie(first+s+pop), first), pop)
}

// The characters that isolate a value: those of lang, and of a fixed example.
const (
	isolates = "\u2066\u2068"
	isolated = "\u2069"
)

// tie keeps a date and its time, and the ends of a stretch, on one line: broken
// within a line of Arabic or Hebrew they are read in the wrong order. Before the
// local time it may break.
func tie(s string) string {
	var b strings.Builder
	inside := 0
	for i, r := range s {
		switch {
		case strings.ContainsRune(isolates, r):
			inside++
		case string(r) == isolated:
			inside--
		case r == ' ' && inside > 0 && near(s[:i], true) && near(s[i+1:], false):
			r = '\u00a0'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// hold keeps each isolated value that could break at a hyphen on one line: N-0414
// broken there reads 0414-N in Arabic. esc is escaped already.
func hold(esc string) template.HTML {
	var b strings.Builder
	for esc != "" {
		from := strings.IndexAny(esc, isolates)
		if from < 0 {
			break
		}
		length := strings.Index(esc[from:], isolated)
		if length < 0 {
			break
		}
		_, first := utf8.DecodeRuneInString(esc[from:])
		b.WriteString(esc[:from+first])
		b.WriteString(string(whole(esc[from+first : from+length])))
		b.WriteString(isolated)
		esc = esc[from+length+len(isolated):]
	}
	return template.HTML(b.String() + esc) //nolint:gosec // escaped by the caller
}

// whole keeps what stands between two spaces together if it has a hyphen or a dash, unless
// it is longer than a line of a phone. esc is escaped already.
func whole(esc string) template.HTML {
	const most = 32
	words := strings.Split(esc, " ")
	for i, w := range words {
		if strings.ContainsAny(w, "-\u2013") && utf8.RuneCountInString(w) <= most {
			words[i] = `<span class="v">` + w + `</span>`
		}
	}
	return template.HTML(strings.Join(words, " ")) //nolint:gosec // escaped by the caller
}

// near reports whether what stands beside a space is of a time: a digit, the Z,
// the dash or the sign of an offset.
func near(s string, before bool) bool {
	if before {
		return strings.HasSuffix(s, "\u2013") || s != "" && (s[len(s)-1] >= '0' && s[len(s)-1] <= '9' || s[len(s)-1] == 'Z')
	}
	return strings.HasPrefix(s, "\u2013") || s != "" && (s[0] >= '0' && s[0] <= '9' || s[0] == '+' || s[0] == '-')
}
