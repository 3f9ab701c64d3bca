package load

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

// mailDepth is how deep parts of a mail may lie in one another.
const mailDepth = 8

var errNoBody = errors.New("the mail has no text; its attachments are not read, save them apart")

// letter is a mail that is being read: what its parts share.
type letter struct {
	r       *reader
	file    string
	left    int // parts that may still come
	bytes   int // decoded bytes that may still come
	docs    []Document
	skipped []string // attachments that were not read
}

// mail reads the text of a mail, and each mail and page in it as a document of
// its own. Attachments of other kinds are named in a note and never unpacked.
func (r *reader) mail(file string, raw []byte) []Document {
	l := &letter{r: r, file: file, left: r.limits.Parts, bytes: r.limits.Raw}
	if err := l.message(raw, 0); err != nil && len(l.docs) == 0 {
		return []Document{r.fault(file, KindMail, err)}
	} else if err != nil {
		l.docs = append(l.docs, r.fault(file, KindMail, err))
	}
	if len(l.docs) == 0 {
		return []Document{r.fault(file, KindMail, fmt.Errorf("%w: %w", ErrEmpty, errNoBody))}
	}
	for i := range l.docs {
		if i > 0 {
			l.docs[i].File = fmt.Sprintf("%s#%d", file, i+1)
		}
	}
	if len(l.skipped) > 0 {
		l.docs[0].Notes = append(l.docs[0].Notes, "attachments not read: "+strings.Join(l.skipped, ", "))
	}
	return l.docs
}

func (l *letter) message(raw []byte, depth int) error {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("not read as mail: %w; save the article as text", err)
	}
	hints := Hints{Title: header(m.Header.Get("Subject"))}
	if from, err := (&mail.AddressParser{WordDecoder: words()}).Parse(m.Header.Get("From")); err == nil {
		hints.Author = oneLine(first(from.Name, from.Address))
	}
	if t, err := mail.ParseDate(m.Header.Get("Date")); err == nil && plausible(t) {
		hints.Published, hints.How = t.Format("2006-01-02"), "mail date"
	}
	return l.part(textproto.MIMEHeader(m.Header), m.Body, hints, depth)
}

// part reads one part of a mail.
func (l *letter) part(head textproto.MIMEHeader, body io.Reader, hints Hints, depth int) error {
	if l.left--; l.left < 0 || depth > mailDepth {
		return fmt.Errorf("%w: a mail of more than %d parts, or nested more than %d deep; save its article as text",
			ErrTooLarge, l.r.limits.Parts, mailDepth)
	}
	media, params, err := mime.ParseMediaType(first(head.Get("Content-Type"), "text/plain"))
	if err != nil {
		media, params = "text/plain", nil
	}
	disposition, file := attachment(head, params)
	if kind, ok := strings.CutPrefix(media, "multipart/"); ok {
		return l.parts(kind, params["boundary"], body, hints, depth)
	}
	readable := media == "text/plain" || media == "text/html" || media == "message/rfc822"
	if !readable || disposition == "attachment" && media == "text/plain" {
		l.skipped = append(l.skipped, first(file, media))
		_, err := io.Copy(io.Discard, body)
		return err
	}
	raw, err := l.decoded(head, body)
	if err != nil {
		return err
	}
	switch media {
	case "message/rfc822":
		return l.message(raw, depth+1)
	case "text/html":
		d := l.r.page(l.file, raw, params["charset"], "")
		l.add(d, hints)
	default:
		text, charset, notes, err := decode(raw, params["charset"])
		if err != nil {
			return fmt.Errorf("its text: %w", err)
		}
		text = bytes.ReplaceAll(bytes.TrimPrefix(text, []byte("\uFEFF")), []byte("\r\n"), []byte("\n"))
		d := Document{File: l.file, Text: titled(text, hints.Title), Charset: charset, Notes: notes}
		l.add(l.r.document(d), hints)
	}
	return nil
}

// add keeps a document with the mail's hints, where its own say nothing.
func (l *letter) add(d Document, hints Hints) {
	own := d.Hints
	d.Kind, d.Hints = KindMail, hints
	d.Hints.Outlet, d.Hints.URL = own.Outlet, own.URL
	if own.Published != "" {
		d.Hints.Published, d.Hints.How = own.Published, own.How
	}
	d.Hints.Title = first(d.Hints.Title, own.Title)
	l.docs = append(l.docs, d)
}

// parts reads the parts of a multipart. Of alternatives it takes the plain text
// and leaves the others, unless there is nothing else.
func (l *letter) parts(kind, boundary string, body io.Reader, hints Hints, depth int) error {
	if boundary == "" {
		return fmt.Errorf("a multipart without a boundary; save the article as text")
	}
	before, got := len(l.docs), 0
	for mr := multipart.NewReader(body, boundary); ; got++ {
		p, err := mr.NextRawPart()
		switch {
		case err == io.EOF || err != nil && got > 0:
			return nil // a torn end loses nothing that was there
		case err != nil:
			return fmt.Errorf("parts of the mail: %w; save the article as text", err)
		}
		if err := l.part(p.Header, p, hints, depth+1); err != nil {
			return err
		}
		if kind != "alternative" || len(l.docs) < before+2 {
			continue
		}
		if keep := l.docs[before]; keep.Fault == nil {
			l.docs = l.docs[:before+1]
		} else {
			l.docs = append(l.docs[:before], l.docs[before+1])
		}
	}
}

// decoded undoes the transfer encoding, within what the mail may still hold.
func (l *letter) decoded(head textproto.MIMEHeader, body io.Reader) ([]byte, error) {
	switch strings.ToLower(strings.TrimSpace(head.Get("Content-Transfer-Encoding"))) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	raw, err := io.ReadAll(io.LimitReader(body, int64(l.bytes)+1))
	if l.bytes -= len(raw); l.bytes < 0 {
		return nil, fmt.Errorf("%w: more than %s in its parts; save its article as text", ErrTooLarge, size(l.r.limits.Raw))
	}
	if err != nil && len(raw) == 0 {
		return nil, fmt.Errorf("a part of the mail: %w; save the article as text", err)
	}
	return raw, nil // what came before a torn end is read
}

// attachment is how a part wants to be shown, and its file name.
func attachment(head textproto.MIMEHeader, params map[string]string) (disposition, file string) {
	disposition, more, err := mime.ParseMediaType(head.Get("Content-Disposition"))
	if err != nil {
		disposition = ""
	}
	return disposition, header(first(more["filename"], params["name"]))
}

// header decodes the words of a header field.
func header(s string) string {
	if out, err := words().DecodeHeader(s); err == nil {
		s = out
	}
	return oneLine(s)
}

func words() *mime.WordDecoder {
	return &mime.WordDecoder{CharsetReader: func(charset string, in io.Reader) (io.Reader, error) {
		enc, err := htmlindex.Get(charset)
		if err != nil {
			return nil, err
		}
		return enc.NewDecoder().Reader(in), nil
	}}
}

// titled puts the subject in front of a text that does not begin with it.
func titled(text []byte, title string) []byte {
	if title == "" || bytes.HasPrefix(bytes.TrimSpace(text), []byte(title)) {
		return text
	}
	return append([]byte(title+"\n\n"), text...)
}
