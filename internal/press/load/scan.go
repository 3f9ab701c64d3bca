package load

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// void are elements that hold nothing, so that they do not nest.
var void = set("area base br col embed hr img input link meta param source track wbr")

// closing are elements whose end tag is mostly left out and that a sibling
// ends: a thousand <p> lie beside one another, not within.
var closing = set("p li dt dd tr td th option thead tbody tfoot colgroup optgroup rp rt")

// formatting are elements that a parser of HTML opens again in each following
// block where they were not closed.
var formatting = set("a b big code em font i nobr s small strike strong tt u")

// scopes are elements out of which no end tag of a formatting element reaches.
var scopes = set("applet caption marquee object table td template th")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		m[word] = true
	}
	return m
}

// mostAttributes is how many attributes an element may have.
const mostAttributes = 1000

// census counts what a page would cost to read.
type census struct {
	elements, visible int
	depth             int
	nodes             int    // that a parser would make, at most
	open              int    // formatting elements that it would open again
	inside            []room // scopes that were entered and not left
	hidden            string // the script or style that is being passed over
}

// room is a scope with the formatting elements that were open at its start:
// fewer are not open after it.
type room struct {
	name string
	open int
}

// scan walks a page once, without a tree, and refuses what would cost the tree
// and the finder of articles too much: too many elements, too much text,
// nesting without end, or formatting that each block would open again.
func (l Limits) scan(page []byte) error {
	z := html.NewTokenizer(bytes.NewReader(page))
	var c census
	for {
		switch z.Next() {
		case html.ErrorToken:
			return nil // the end; a torn last tag is the tree's business
		case html.TextToken:
			if c.hidden == "" {
				c.visible += len(z.Raw())
				c.nodes += 1 + c.open
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			long := len(z.Raw()) > 4*mostAttributes
			name, more := z.TagName()
			c.start(string(name))
			for n := 0; long && more; n++ {
				if _, _, more = z.TagAttr(); n > mostAttributes {
					return fmt.Errorf("%w: an element of more than %d attributes; save the article as text", ErrTooLarge, mostAttributes)
				}
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			c.end(string(name))
		case html.CommentToken, html.DoctypeToken:
			c.nodes++
		}
		switch {
		case c.depth > l.Depth:
			return fmt.Errorf("%w: elements nested more than %d deep; save the article as text", ErrTooLarge, l.Depth)
		case c.elements > l.Elements || c.nodes > 4*l.Elements:
			return fmt.Errorf("%w: a page of more than %d elements; save its article as text", ErrTooLarge, l.Elements)
		case c.visible > l.Visible:
			return fmt.Errorf("%w: a page with more than %s of text; save its article as text", ErrTooLarge, size(l.Visible))
		}
	}
}

func (c *census) start(name string) {
	c.elements++
	c.nodes += 1 + c.open
	if scopes[name] {
		c.inside = append(c.inside, room{name, c.open})
	}
	switch {
	case name == "script" || name == "style":
		c.hidden = name
	case formatting[name]:
		c.open++
		c.depth++
	case !void[name] && !closing[name]:
		c.depth++
	}
}

func (c *census) end(name string) {
	least := 0
	if n := len(c.inside); n > 0 {
		least = c.inside[n-1].open
		if c.inside[n-1].name == name {
			c.inside = c.inside[:n-1]
		}
	}
	switch {
	case name == c.hidden:
		c.hidden = ""
	case formatting[name]:
		c.open = max(least, c.open-1)
		c.depth = max(0, c.depth-1)
	case !void[name] && !closing[name]:
		c.depth = max(0, c.depth-1)
	}
}

// metaCharset is what a page states about itself in its first bytes.
func metaCharset(raw []byte) string {
	head := strings.ToLower(string(ascii(raw[:min(len(raw), 4096)])))
	for {
		i := strings.Index(head, "charset=")
		if i < 0 {
			return ""
		}
		head = head[i+len("charset="):]
		value := strings.TrimLeft(head, ` "'`)
		if end := strings.IndexAny(value, ` "'/>;`); end > 0 {
			return value[:end]
		}
	}
}
