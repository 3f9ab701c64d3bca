package load

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// unread are elements whose text is none of the article's.
var unread = map[string]bool{
	"script": true, "style": true, "noscript": true, "template": true, "head": true, "svg": true, "math": true, "iframe": true,
	"object": true, "select": true, "textarea": true, "button": true, "nav": true,
}

// block are elements that begin and end a paragraph.
var block = map[string]bool{
	"address": true, "article": true, "aside": true, "blockquote": true, "body": true, "caption": true, "center": true, "dd": true,
	"details": true, "dialog": true, "div": true, "dl": true, "dt": true, "fieldset": true, "figcaption": true, "figure": true,
	"footer": true, "form": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "header": true, "hr": true,
	"html": true, "li": true, "main": true, "ol": true, "p": true, "pre": true, "section": true, "summary": true, "table": true,
	"tbody": true, "tfoot": true, "thead": true, "tr": true, "ul": true, "br": true,
}

// writer makes text of a tree: a paragraph a line, an empty line between two.
type writer struct {
	out      bytes.Buffer
	line     strings.Builder // the paragraph so far, its white space folded
	linked   int             // bytes of it that stand in links
	space    bool            // white space waits before the next word
	link     bool
	caption  bool
	captions [][2]int
}

// render returns the text below n, with the title in front where the text does
// not begin with it, and the spans of the captions in it.
func render(n *html.Node, title string) (text []byte, captions [][2]int) {
	w := &writer{}
	w.word(title)
	w.end()
	w.node(n)
	w.end()
	text, captions = w.out.Bytes(), w.captions
	if title == "" {
		return text, captions
	}
	head := oneLine(title) + "\n\n"
	if rest, ok := bytes.CutPrefix(text, []byte(head)); ok && bytes.HasPrefix(rest, []byte(head)) {
		text = rest // the text begins with its title already
		for i := range captions {
			captions[i][0] -= len(head)
			captions[i][1] -= len(head)
		}
	}
	return text, captions
}

// node writes n and what is below it. The depth is bounded by Limits.Depth and
// by the parser.
func (w *writer) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.word(n.Data)
	case html.ElementNode, html.DocumentNode:
		if unread[n.Data] || hiddenNode(n) {
			return
		}
		edge := block[n.Data]
		caption := n.Data == "figcaption" || n.Data == "caption"
		if edge {
			w.end()
		}
		if n.Data == "td" || n.Data == "th" {
			w.space = true
		}
		link := w.link
		w.caption = w.caption || caption
		w.link = link || n.Data == "a"
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			w.node(c)
		}
		w.link = link
		if edge {
			w.end()
		}
		w.caption = w.caption && !caption
	case html.ErrorNode, html.CommentNode, html.DoctypeNode, html.RawNode:
	}
}

// word adds text to the paragraph. No-break spaces fold like others: they are
// layout, and dates and numbers are looked for across them.
func (w *writer) word(s string) {
	before := w.line.Len()
	for _, r := range s {
		switch r {
		case ' ', '\t', '\n', '\r', '\f', '\v', '\u00a0', '\u202f', '\u2028', '\u2029', '\u0085':
			w.space = true
		case '\u00ad', '\u200b', '\ufeff', 0: // soft hyphens and marks without width
		default:
			if w.space && w.line.Len() > 0 {
				w.line.WriteByte(' ')
			}
			w.space = false
			w.line.WriteRune(r)
		}
	}
	if w.link {
		w.linked += w.line.Len() - before
	}
}

// end ends the paragraph. One that is all link leads to another page: a list of
// what else there is to read, no sentence of this article.
func (w *writer) end() {
	all, linked := w.line.Len(), w.linked
	w.space, w.linked = false, 0
	if all == 0 {
		return
	}
	if linked*10 >= all*9 {
		w.line.Reset()
		return
	}
	from := w.out.Len()
	w.out.WriteString(w.line.String())
	if w.caption {
		w.captions = append(w.captions, [2]int{from, w.out.Len()})
	}
	w.out.WriteString("\n\n")
	w.line.Reset()
}

// hiddenNode reports what a reader of the page would not see.
func hiddenNode(n *html.Node) bool {
	for _, a := range n.Attr {
		switch {
		case a.Key == "hidden", a.Key == "aria-hidden" && a.Val == "true":
			return true
		case a.Key == "style":
			style := strings.ReplaceAll(strings.ToLower(a.Val), " ", "")
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}
