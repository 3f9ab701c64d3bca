package press

import (
	"strings"
	"time"

	"parley.example/internal/press/date"
	"parley.example/internal/press/split"
	"parley.example/internal/press/word"
)

// retold is the share of runs of three words that two articles of one story have
// in common at the least. Unrelated articles of one week lie below it.
const retold = 0.075

// compared is with how many dated articles one without a day is compared.
const compared = 500

// dating is what is at hand to date one article.
type dating struct {
	doc, at  int
	text     string // of its body
	lead     string
	part     split.Part
	article  *Article
	shingles map[string]bool
}

// publish dates the articles. What the page states goes first; then a weekday
// with a day of the month in the text; then the days of other articles, of the
// same page or of the same story, with the weekday of the lead.
func publish(docs []Document, pages [][]split.Part, given []Given) {
	var all []*dating
	for i := range docs {
		for k := range pages[i] {
			d := newDating(&docs[i], i, k, pages[i][k])
			if d.part.Head != "" {
				d.stated(d.part.Head)
			}
			if d.article.Published.Start == "" && len(docs[i].Articles) == 1 && given[i].Published != "" {
				d.article.Published = Published{given[i].Published, given[i].Published, "stated: " + given[i].How}
			}
			if d.article.Published.Start == "" {
				d.bound()
			}
			all = append(all, d)
		}
	}
	known := make([]bool, len(all)) // an article that was dated by another dates none
	for i, d := range all {
		known[i] = d.article.Published.Start != ""
	}
	for i, d := range all {
		if !known[i] {
			d.bySibling(all, known)
		}
	}
}

func newDating(d *Document, doc, at int, p split.Part) *dating {
	out := &dating{doc: doc, at: at, part: p, article: &d.Articles[at], text: d.Text[p.Span[0]:p.Span[1]]}
	if len(p.Sentences) > 0 {
		last := p.Sentences[min(1, len(p.Sentences)-1)]
		out.lead = d.Text[p.Sentences[0].Span[0]:last.Span[1]]
		out.text = d.Text[p.Sentences[0].Span[0]:p.Sentences[len(p.Sentences)-1].Span[1]]
	}
	return out
}

// stated takes the date of the head: "28-05-2025", "16 Sept. 2025".
func (d *dating) stated(head string) {
	for _, f := range date.Stated(head) {
		if f.Start != f.End && f.Range.Start != "" {
			d.article.Published = Published{f.Range.Start, f.Range.End, "stated: " + f.Expr}
			return
		}
	}
}

// bound takes the newest date of the body that has its weekday: news names the
// day it writes on or the one before.
func (d *dating) bound() {
	newest := date.Found{}
	for _, f := range date.Stated(d.text) {
		if f.Range.Start != "" && f.Precision == date.Day && strings.Contains(f.Rule, "weekday") && f.Range.Start > newest.Range.Start {
			newest = f
		}
	}
	if newest.Range.Start == "" {
		return
	}
	d.article.Published = Published{
		newest.Range.Start, days(newest.Range.Start, 1),
		"by the text: \"" + newest.Expr + "\" is the newest day it names; that day or the next",
	}
}

// bySibling takes the day of another article that is dated by itself: of the
// same page, or of the same story told again.
func (d *dating) bySibling(all []*dating, known []bool) {
	if d.bySince(all, known) {
		return
	}
	best, share := (*dating)(nil), retold
	looked := 0
	for i, o := range all {
		if !known[i] || o.article == d.article {
			continue
		}
		if looked++; looked > compared {
			break
		}
		if s := d.shared(o); s >= share {
			best, share = o, s
		}
	}
	if best == nil {
		return
	}
	day := best.article.Published.Start
	how := "by a sibling: tells the story of an article of " + day
	if w, ok := weekday(d.lead); ok {
		if on := near(day, w); on != "" {
			d.article.Published = Published{on, days(on, 1), how + "; its lead speaks of that " + w.String() + " or the next day"}
			return
		}
	}
	d.article.Published = Published{day, days(day, 2), how + "; a story is told again within two days"}
}

// bySince takes the year from a dated article of the same page, the day from a
// "since" of the text and the weekday of the lead: the first such weekday
// behind it.
func (d *dating) bySince(all []*dating, known []bool) bool {
	w, ok := weekday(d.lead)
	if !ok {
		return false
	}
	for i, o := range all {
		if !known[i] || o.doc != d.doc || o.article == d.article {
			continue
		}
		anchor, err := time.Parse(time.DateOnly, o.article.Published.Start)
		if err != nil {
			continue
		}
		newest := ""
		for _, f := range date.Find(d.text, date.Anchor{Day: anchor}) {
			if (f.Precision == date.Since || f.Precision == date.Day) && digits(f.Expr) && !f.Name && f.Range.Start > newest {
				newest = f.Range.Start
			}
		}
		if newest == "" || newest < days(o.article.Published.Start, -31) || newest > days(o.article.Published.Start, 31) {
			continue
		}
		for n := 1; n <= 7; n++ {
			day := days(newest, n)
			if t, err := time.Parse(time.DateOnly, day); err == nil && t.Weekday() == w {
				d.article.Published = Published{day, days(day, 1), "by the text: the " + w.String() + " of the lead behind " + newest +
					", in the year of another article of the page; that day or the next"}
				return true
			}
		}
	}
	return false
}

func digits(s string) bool { return strings.ContainsAny(s, "0123456789") }

// weekday is the first weekday that a lead names.
func weekday(lead string) (time.Weekday, bool) {
	for _, t := range word.Cut(lead) {
		for w := time.Sunday; w <= time.Saturday; w++ {
			if t.Text == w.String() {
				return w, true
			}
		}
	}
	return 0, false
}

// near is the day with that weekday within three days of another.
func near(day string, w time.Weekday) string {
	for _, n := range []int{0, 1, -1, 2, -2, 3, -3} {
		if t, err := time.Parse(time.DateOnly, days(day, n)); err == nil && t.Weekday() == w {
			return days(day, n)
		}
	}
	return ""
}

// days is the day n days behind another.
func days(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

// shared is the share of the runs of three words of the shorter article that the
// other has too.
func (d *dating) shared(o *dating) float64 {
	a, b := d.runs(), o.runs()
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for r := range a {
		if b[r] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

func (d *dating) runs() map[string]bool {
	if d.shingles != nil {
		return d.shingles
	}
	d.shingles = map[string]bool{}
	var last [2]string
	for _, t := range word.Cut(d.text) {
		if t.Mark {
			continue
		}
		if last[0] != "" {
			d.shingles[last[0]+" "+last[1]+" "+t.Lower] = true
		}
		last[0], last[1] = last[1], t.Lower
	}
	return d.shingles
}

// anchor is what the dates of an article are resolved by.
func (p Published) anchor() date.Anchor {
	first, err := time.Parse(time.DateOnly, p.Start)
	if err != nil {
		return date.Anchor{}
	}
	a := date.Anchor{Day: first}
	if last, err := time.Parse(time.DateOnly, p.End); err == nil {
		a.Days = int(last.Sub(first).Hours() / 24)
	}
	return a
}
