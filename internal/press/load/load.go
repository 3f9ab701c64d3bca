package load

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// Source is one file as it was read.
type Source struct {
	File  string // the name that errors and results carry
	Raw   []byte
	Media string // the media type that a server stated, or ""; the bytes decide where they can
	URL   string // where it was loaded from, or ""
}

// Document is one text out of a file. A feed gives one an item, a mail one for
// its text and one for each mail or page inside it.
type Document struct {
	File       string // the file's name, with #N for the Nth document in it
	Kind       Kind
	SHA256     string // of the file's bytes, in hex
	Text       []byte // UTF-8; what spans count in
	TextSHA256 string // of Text; equal to SHA256 exactly where Text is the file
	Charset    string // what the bytes were read as
	Language   Language
	Hints      Hints
	Captions   [][2]int // of pictures, as far as the format says so; offsets into Text
	Notes      []string // what was left out or looks odd, for people
	Fault      error    // why there is no text; the other fields may be empty then
}

// Hints are what the format says beside the text. Nothing of it is checked.
type Hints struct {
	Title     string
	Outlet    string
	Author    string
	Published string // YYYY-MM-DD, in the zone in which it is stated
	How       string // the field in which Published stands
	URL       string
}

// Limits bound what is read. The zero value takes the defaults.
type Limits struct {
	Raw      int // bytes of a file, 32 MiB
	Text     int // bytes of a text, 1 MiB: two hundred articles
	Page     int // bytes of an HTML page, 8 MiB
	Visible  int // bytes of a page outside tags, scripts and styles, 1 MiB
	Elements int // tags of a page that open something, 60,000
	Depth    int // of nested elements, 200
	Items    int // of a feed, 1,000
	Parts    int // of a mail, 200
}

// orDefaults fills what is zero.
func (l Limits) orDefaults() Limits {
	set := func(v *int, own int) {
		if *v <= 0 {
			*v = own
		}
	}
	set(&l.Raw, 32<<20)
	set(&l.Text, 1<<20)
	set(&l.Page, 8<<20)
	set(&l.Visible, 1<<20)
	set(&l.Elements, 60_000)
	set(&l.Depth, 200)
	set(&l.Items, 1_000)
	set(&l.Parts, 200)
	return l
}

// Options say how to read.
type Options struct {
	Limits Limits
	// PDF turns a PDF into UTF-8 text. Where it is nil, a PDF is a fault.
	PDF func(raw []byte) ([]byte, error)
}

var (
	// ErrBinary is in the fault of a file that holds no text.
	ErrBinary = errors.New("holds no text")
	// ErrTooLarge is in the fault of what goes past a limit.
	ErrTooLarge = errors.New("too large to read")
	// ErrEmpty is in the fault of a file in which no text was found.
	ErrEmpty = errors.New("no text in it")
)

// Read returns the documents of a file, at least one: where nothing can be
// read it has a Fault. It is safe for concurrent use.
func Read(src Source, o Options) []Document {
	sum := sha256.Sum256(src.Raw)
	r := reader{src: src, limits: o.Limits.orDefaults(), pdf: o.PDF, sum: hex.EncodeToString(sum[:])}
	if len(src.Raw) > r.limits.Raw {
		return []Document{r.fault(src.File, KindUnknown, fmt.Errorf("%w: more than %s; cut the file into parts",
			ErrTooLarge, size(r.limits.Raw)))}
	}
	return r.read()
}

// reader reads one file.
type reader struct {
	src    Source
	limits Limits
	pdf    func([]byte) ([]byte, error)
	sum    string
}

func (r *reader) read() []Document {
	file, raw := r.src.File, r.src.Raw
	kind, format := kindOf(r.src)
	switch kind {
	case KindText:
		return []Document{r.text(file, raw)}
	case KindHTML:
		return []Document{r.page(file, raw, charsetOf(r.src.Media), r.src.URL)}
	case KindFeed:
		return r.feed(file, raw)
	case KindMail:
		return r.mail(file, raw)
	case KindPDF:
		return []Document{r.paper(file, raw)}
	case KindUnknown:
	}
	return []Document{r.fault(file, kind, fmt.Errorf("%w: it is %s", ErrBinary, format))}
}

// text reads plain text in whatever encoding it is.
func (r *reader) text(file string, raw []byte) Document {
	text, charset, notes, err := decode(raw, charsetOf(r.src.Media))
	if err != nil {
		return r.fault(file, KindText, err)
	}
	return r.document(Document{File: file, Kind: KindText, Text: text, Charset: charset, Notes: notes, Hints: Hints{URL: r.src.URL}})
}

// paper reads a PDF with what the caller handed in.
func (r *reader) paper(file string, raw []byte) Document {
	if r.pdf == nil {
		return r.fault(file, KindPDF, errors.New("PDF is read by pdftotext, which is not installed here; install poppler-utils, or save the text"))
	}
	text, err := r.pdf(raw)
	if err != nil {
		return r.fault(file, KindPDF, fmt.Errorf("PDF: %w; save the text of it instead", err))
	}
	text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
	text = bytes.TrimRight(bytes.ReplaceAll(text, []byte("\f"), []byte("\n\n")), "\n ")
	return r.document(Document{File: file, Kind: KindPDF, Text: text, Charset: "utf-8", Hints: Hints{URL: r.src.URL}})
}

// document judges the text and fills what follows from it.
func (r *reader) document(d Document) Document {
	switch {
	case len(d.Text) > r.limits.Text:
		return r.fault(d.File, d.Kind, fmt.Errorf("%w: more than %s of text; cut it into parts", ErrTooLarge, size(r.limits.Text)))
	case blank(d.Text):
		return r.fault(d.File, d.Kind, fmt.Errorf("%w; open it in a reader and save the article as text", ErrEmpty))
	}
	sum := sha256.Sum256(d.Text)
	d.SHA256, d.TextSHA256 = r.sum, hex.EncodeToString(sum[:])
	d.Language = LanguageOf(d.Text)
	d.Notes = append(d.Notes, odd(d.Text)...)
	return d
}

// fault is a document that could not be read.
func (r *reader) fault(file string, kind Kind, err error) Document {
	return Document{File: file, Kind: kind, SHA256: r.sum, Fault: fmt.Errorf("%s: %w", file, err)}
}

// guarded runs a reader that others wrote. The bytes are a stranger's, and one
// page that such a reader trips over must not take the others with it.
func guarded(what string, run func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the reader of %s stopped on it (%v); save the article as text", what, p)
		}
	}()
	return run()
}

func size(n int) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}
