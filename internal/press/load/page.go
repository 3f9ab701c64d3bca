package load

import (
	"bytes"
	"fmt"
	"net/url"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
)

// page reads the article of an HTML page. Charset is what a server or a mail
// stated; the page's own statement is used where they said nothing.
func (r *reader) page(file string, raw []byte, charset, address string) Document {
	if len(raw) > r.limits.Page {
		return r.fault(file, KindHTML, fmt.Errorf("%w: a page of more than %s; save its article as text", ErrTooLarge, size(r.limits.Page)))
	}
	if charset == "" {
		charset = metaCharset(raw)
	}
	text, charset, notes, err := decode(raw, charset)
	if err != nil {
		return r.fault(file, KindHTML, err)
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	if err := r.limits.scan(text); err != nil {
		return r.fault(file, KindHTML, err)
	}
	d := Document{File: file, Kind: KindHTML, Charset: charset, Notes: notes}
	err = guarded("HTML", func() error { return d.extract(text, address) })
	if err != nil {
		return r.fault(file, KindHTML, err)
	}
	return r.document(d)
}

// extract finds the article in a page within bounds. Where the finder of
// articles finds none, the whole page is the text, and a note says so.
func (d *Document) extract(page []byte, address string) error {
	tree, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return fmt.Errorf("not read as HTML: %w; save the article as text", err)
	}
	d.Hints = hintsOf(tree)
	if address != "" {
		d.Hints.URL = address
	}
	at, err := url.Parse(d.Hints.URL)
	if err != nil || at.Host == "" {
		at = nil
	}
	if d.Hints.Outlet == "" && at != nil {
		d.Hints.Outlet = at.Hostname()
	}
	parser := readability.NewParser()
	article, err := parser.ParseAndMutate(tree, at)
	if err != nil {
		return fmt.Errorf("no article found: %w; save the article as text", err)
	}
	if d.Hints.Title == "" {
		d.Hints.Title = oneLine(article.Title())
	}
	body := article.Node
	if body == nil {
		d.Notes = append(d.Notes, "no article was found on the page; this is all of its text")
		if body, err = html.Parse(bytes.NewReader(page)); err != nil {
			return fmt.Errorf("not read as HTML: %w; save the article as text", err)
		}
	}
	d.Text, d.Captions = render(body, d.Hints.Title)
	return nil
}

// piece turns a fragment of HTML, as feeds carry it, into text. A fragment past
// the bounds is a fault of its item.
func (l Limits) piece(fragment, title string) (text []byte, captions [][2]int, err error) {
	if err := l.scan([]byte(fragment)); err != nil {
		return nil, nil, err
	}
	err = guarded("HTML", func() error {
		tree, err := html.Parse(bytes.NewReader([]byte(fragment)))
		if err != nil {
			return fmt.Errorf("not read as HTML: %w", err)
		}
		text, captions = render(tree, title)
		return nil
	})
	return text, captions, err
}
