package load

import (
	"bytes"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
)

// feed reads each item as a document of its own. Items past the limit are one
// fault at the end; an item that cannot be read is a fault beside the others.
func (r *reader) feed(file string, raw []byte) []Document {
	if len(raw) > r.limits.Page {
		return []Document{r.fault(file, KindFeed, fmt.Errorf("%w: a feed of more than %s; cut it into parts", ErrTooLarge, size(r.limits.Page)))}
	}
	if deep(raw) > r.limits.Depth {
		return []Document{r.fault(file, KindFeed, fmt.Errorf("%w: elements nested more than %d deep; a feed has no use for that",
			ErrTooLarge, r.limits.Depth))}
	}
	var feed *gofeed.Feed
	err := guarded("feeds", func() (err error) {
		feed, err = gofeed.NewParser().Parse(bytes.NewReader(raw))
		return err
	})
	if err != nil {
		return []Document{r.fault(file, KindFeed, fmt.Errorf("not read as a feed: %w; load the feed again, or name its pages", err))}
	}
	var docs []Document
	for i, item := range feed.Items {
		if i == r.limits.Items {
			docs = append(docs, r.fault(file, KindFeed, fmt.Errorf("%w: only the first %d of %d items were read; cut the feed into parts",
				ErrTooLarge, i, len(feed.Items))))
			break
		}
		docs = append(docs, r.item(fmt.Sprintf("%s#%d", file, i+1), feed, item))
	}
	if len(docs) == 0 {
		return []Document{r.fault(file, KindFeed, fmt.Errorf("%w: the feed has no items", ErrEmpty))}
	}
	return docs
}

func (r *reader) item(name string, feed *gofeed.Feed, item *gofeed.Item) Document {
	if item == nil {
		return r.fault(name, KindFeed, fmt.Errorf("%w: the item is empty", ErrEmpty))
	}
	d := Document{File: name, Kind: KindFeed, Charset: "utf-8", Hints: Hints{Outlet: oneLine(feed.Title), URL: item.Link}}
	title, _, err := r.limits.piece(item.Title, "")
	if err != nil {
		return r.fault(name, KindFeed, err)
	}
	d.Hints.Title = oneLine(string(title))
	if len(item.Authors) > 0 && item.Authors[0] != nil {
		d.Hints.Author = oneLine(item.Authors[0].Name)
	}
	if day, how := itemDay(item); day != "" {
		d.Hints.Published, d.Hints.How = day, how
	}
	body := item.Content
	if strings.TrimSpace(body) == "" {
		body = item.Description
		d.Notes = append(d.Notes, "the feed gives a summary only; name the page to read the article")
	}
	d.Text, d.Captions, err = r.limits.piece(body, d.Hints.Title)
	if err != nil {
		return r.fault(name, KindFeed, err)
	}
	return r.document(d)
}

// itemDay is the day that an item states, in its own zone. A day of change is
// taken only where no other is stated.
func itemDay(item *gofeed.Item) (day, how string) {
	for _, s := range []struct {
		text, how string
		parsed    *time.Time
	}{{item.Published, "feed published", item.PublishedParsed}, {item.Updated, "feed updated", item.UpdatedParsed}} {
		if t, err := mail.ParseDate(s.text); err == nil && plausible(t) {
			return t.Format(time.DateOnly), s.how
		}
		if day, ok := dayOf(s.text); ok {
			return day, s.how
		}
		if s.parsed != nil && plausible(*s.parsed) {
			return s.parsed.Format(time.DateOnly), s.how
		}
	}
	return "", ""
}

// deep is the greatest depth of elements in XML, or of values in JSON: the
// readers of feeds go down by recursion. It counts tags as they stand, in
// comments too, and so may say too much, never too little.
func deep(raw []byte) int {
	depth, most := 0, 0
	for i := range raw {
		switch c := raw[i]; c {
		case '<':
			if i+1 < len(raw) && raw[i+1] == '/' {
				depth--
			} else if i+1 < len(raw) && raw[i+1] != '!' && raw[i+1] != '?' {
				depth++
			}
		case '>':
			if i > 0 && raw[i-1] == '/' {
				depth--
			}
		}
		depth = max(depth, 0)
		most = max(most, depth)
	}
	return most
}
