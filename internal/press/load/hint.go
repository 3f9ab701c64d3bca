package load

import (
	"encoding/json"
	"net/mail"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// published are the fields in which pages state the day of publication, the
// most reliable first. A day of change is none.
var published = []string{
	"article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
	"dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "pubdate", "publishdate", "publish-date", "publication_date",
	"article.published", "date",
}

// hintsOf reads what a page says about itself.
func hintsOf(tree *html.Node) Hints {
	fields := map[string]string{}
	var title, stated, how string
	for n := range tree.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "meta":
			name := attr(n, "property")
			for _, key := range []string{"name", "itemprop"} {
				if name == "" {
					name = attr(n, key)
				}
			}
			if name = strings.ToLower(name); name != "" && fields[name] == "" {
				fields[name] = oneLine(attr(n, "content"))
			}
		case "link":
			if attr(n, "rel") == "canonical" && fields["canonical"] == "" {
				fields["canonical"] = attr(n, "href")
			}
		case "title":
			if title == "" && n.FirstChild != nil {
				title = oneLine(n.FirstChild.Data)
			}
		case "time":
			if day, ok := dayOf(attr(n, "datetime")); ok && how == "" {
				stated, how = day, "time"
			}
		case "script":
			if attr(n, "type") == "application/ld+json" && n.FirstChild != nil {
				linked(n.FirstChild.Data, fields)
			}
		}
	}
	h := Hints{
		Title:  first(fields["og:title"], fields["ld:headline"], fields["twitter:title"], title),
		Outlet: first(fields["og:site_name"], fields["ld:publisher"], fields["application-name"]),
		Author: first(fields["author"], fields["article:author"], fields["ld:author"]),
		URL:    first(fields["canonical"], fields["og:url"]),
	}
	if day, ok := dayOf(fields["ld:datePublished"]); ok {
		h.Published, h.How = day, "json-ld datePublished"
	}
	for _, name := range published {
		if day, ok := dayOf(fields[name]); ok && h.How == "" {
			h.Published, h.How = day, "meta "+name
		}
	}
	if h.How == "" {
		h.Published, h.How = stated, how
	}
	return h
}

// linked takes what JSON-LD says about an article. Only objects that have a
// headline count: the page describes its owner and its pictures, too.
func linked(text string, fields map[string]string) {
	if len(text) > 1<<18 {
		return
	}
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return
	}
	var walk func(v any, depth int)
	walk = func(v any, depth int) {
		switch v := v.(type) {
		case []any:
			for _, v := range v {
				walk(v, depth+1)
			}
		case map[string]any:
			if v["headline"] == nil {
				if depth < 4 {
					walk(v["@graph"], depth+1)
					walk(v["mainEntity"], depth+1)
				}
				return
			}
			for _, name := range []string{"headline", "datePublished", "publisher", "author"} {
				if s := nameIn(v[name]); s != "" && fields["ld:"+name] == "" {
					fields["ld:"+name] = s
				}
			}
		}
	}
	walk(v, 0)
}

// nameIn is the text of a JSON-LD value, or the name of the thing that it is.
func nameIn(v any) string {
	switch v := v.(type) {
	case string:
		return oneLine(v)
	case []any:
		if len(v) > 0 {
			return nameIn(v[0])
		}
	case map[string]any:
		if s, ok := v["name"].(string); ok {
			return oneLine(s)
		}
	}
	return ""
}

// dayOf is the day that a stated time begins with, in the zone in which it is
// stated: an outlet's date is the one on its own calendar.
func dayOf(s string) (day string, ok bool) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.DateOnly, "20060102", "2006/01/02"} {
		if len(s) < len(layout) || len(s) > len(layout) && s[len(layout)] >= '0' && s[len(layout)] <= '9' {
			continue
		}
		if t, err := time.Parse(layout, s[:len(layout)]); err == nil {
			return t.Format(time.DateOnly), plausible(t)
		}
	}
	if t, err := mail.ParseDate(s); err == nil {
		return t.Format(time.DateOnly), plausible(t)
	}
	return "", false
}

// plausible keeps out zero dates and those of broken clocks.
func plausible(t time.Time) bool { return t.Year() >= 1900 && t.Year() < 2200 }

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// first is the first that is not empty.
func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// oneLine folds white space and cuts what no title needs.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s[:min(len(s), 4096)], "")), " ")
	if r := []rune(s); len(r) > 500 {
		s = string(r[:500])
	}
	return s
}
