package load

import (
	"bytes"
	"path"
	"strings"
)

// Kind is what a file is read as.
type Kind string

// The kinds of file. KindUnknown is what holds no text that we can get at.
const (
	KindText    Kind = "text"
	KindHTML    Kind = "html"
	KindFeed    Kind = "feed"
	KindMail    Kind = "eml"
	KindPDF     Kind = "pdf"
	KindUnknown Kind = "unknown"
)

// magic are the first bytes of formats that hold no text for us. An archive is
// never unpacked: what it holds could be any size.
var magic = []struct{ head, name string }{
	{"PK\x03\x04", "a zip archive or an office document: unpack it, or save it as text"},
	{"PK\x05\x06", "an empty zip archive"},
	{"\x1f\x8b", "a gzip file: unpack it first"},
	{"BZh", "a bzip2 file: unpack it first"},
	{"\xfd7zXZ\x00", "an xz file: unpack it first"},
	{"(\xb5/\xfd", "a zstd file: unpack it first"},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"},
	{"Rar!\x1a\x07", "a rar archive: unpack it first"},
	{"\x89PNG\r\n\x1a\n", "a picture (PNG): only text is read"},
	{"\xff\xd8\xff", "a picture (JPEG): only text is read"},
	{"GIF8", "a picture (GIF): only text is read"},
	{"RIFF", "a RIFF file, sound or picture: only text is read"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document: save it as text"},
	{"{\\rtf", "a rich text document: save it as text"},
	{"\x7fELF", "a program"},
	{"MZ\x90\x00", "a program"},
	{"SQLite format 3\x00", "a database"},
	{"OggS", "a sound file"},
	{"ID3", "a sound file"},
}

// kindOf says what to read a file as. The bytes decide; name and media type
// only where they do not: a page saved as .txt is a page.
func kindOf(src Source) (kind Kind, format string) {
	head := src.Raw[:min(len(src.Raw), 4096)]
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.head)) {
			return KindUnknown, m.name
		}
	}
	if i := bytes.Index(head[:min(len(head), 1024)], []byte("%PDF-")); i >= 0 && blank(head[:i]) {
		return KindPDF, ""
	}
	start := strings.ToLower(string(bytes.TrimLeft(ascii(head), " \t\r\n")))
	media, _, _ := strings.Cut(strings.ToLower(src.Media), ";")
	ext := strings.ToLower(path.Ext(src.File))
	switch {
	case isFeed(start):
		return KindFeed, ""
	case isPage(start):
		return KindHTML, ""
	case ext == ".txt" || ext == ".md":
		return KindText, ""
	case ext == ".eml" || strings.TrimSpace(media) == "message/rfc822" || isMail(start):
		return KindMail, ""
	case ext == ".html" || ext == ".htm" || ext == ".xhtml" || strings.TrimSpace(media) == "text/html":
		return KindHTML, ""
	case ext == ".rss" || ext == ".atom":
		return KindFeed, ""
	}
	return KindText, ""
}

// ascii is the head without byte order marks and without the zero bytes of
// UTF-16, to look for tags in.
func ascii(head []byte) []byte {
	for _, bom := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		head = bytes.TrimPrefix(head, []byte(bom))
	}
	return bytes.ReplaceAll(head, []byte{0}, nil)
}

// isFeed and isPage look past an XML declaration, comments and a doctype at the
// first element.
func isFeed(start string) bool {
	if strings.HasPrefix(start, "{") {
		return strings.Contains(start, "https://jsonfeed.org/version/")
	}
	switch first, _ := firstElement(start); first {
	case "rss", "feed", "rdf:rdf", "channel":
		return true
	}
	return false
}

func isPage(start string) bool {
	first, doctype := firstElement(start)
	if strings.HasPrefix(doctype, "html") {
		return true
	}
	switch first {
	case "html", "head", "body", "article", "main", "title", "meta", "div", "script":
		return true
	}
	return false
}

// firstElement returns the name of the first element of lower-case XML or HTML
// and what its doctype says. Text before it means that it is neither.
func firstElement(s string) (name, doctype string) {
	for {
		s = strings.TrimLeft(s, " \t\r\n")
		switch {
		case strings.HasPrefix(s, "<?"):
			_, s, _ = strings.Cut(s, "?>")
		case strings.HasPrefix(s, "<!--"):
			_, s, _ = strings.Cut(s, "-->")
		case strings.HasPrefix(s, "<!doctype"):
			doctype, s, _ = strings.Cut(strings.TrimLeft(s[len("<!doctype"):], " \t\r\n"), ">")
		case strings.HasPrefix(s, "<"):
			end := strings.IndexAny(s, " \t\r\n/>")
			if end < 0 {
				return "", doctype
			}
			return s[1:end], doctype
		default:
			return "", doctype
		}
	}
}

// mailHeads are the fields of which a mail has at least three before its first
// empty line.
var mailHeads = []string{
	"from:", "to:", "subject:", "date:", "message-id:", "mime-version:", "received:", "return-path:",
	"delivered-to:", "content-type:",
}

func isMail(start string) bool {
	found := 0
	for line := range strings.Lines(start) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break
		}
		name, _, ok := strings.Cut(line, ":")
		if !ok && line[0] != ' ' && line[0] != '\t' || strings.Contains(name, " ") && line[0] != ' ' && !strings.HasPrefix(line, "from ") {
			return false
		}
		for _, head := range mailHeads {
			if strings.HasPrefix(line, head) {
				found++
			}
		}
	}
	return found >= 3
}

// blank reports whether b holds nothing that can be seen.
func blank(b []byte) bool {
	for _, r := range string(b[:min(len(b), 1<<16)]) {
		if !invisible(r) {
			return false
		}
	}
	return len(b) <= 1<<16
}
