package press

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"parley.example/internal/press/cue"
	"parley.example/internal/press/date"
	"parley.example/internal/press/kindof"
	"parley.example/internal/press/name"
	"parley.example/internal/press/split"
)

// longest is how many bytes a sentence has at most that is read: what is longer
// is a table or worse, and no quote to show anybody.
const longest = 3000

// reader reads one article.
type reader struct {
	l       *Lists
	doc     *Document
	article *Article
	number  int // of the article
	anchor  date.Anchor
	memory  *cue.Memory
	told    time.Time // the day that one of the sentences before spoke of
	since   int       // how many sentences ago
}

// claims reads the claims of article k.
func (l *Lists) claims(d *Document, k int, p split.Part) []name.Mention {
	r := reader{
		l: l, doc: d, article: &d.Articles[k], number: k + 1, anchor: d.Articles[k].Published.anchor(),
		memory: &cue.Memory{Carrier: l.carrier},
	}
	if len(p.Sentences) == 0 {
		return nil
	}
	mentions := r.find(p.Sentences[0].Span[0], p.Sentences[len(p.Sentences)-1].Span[1])
	for _, s := range p.Sentences {
		r.sentence(s, mentions)
	}
	return mentions
}

// carrier reports whether a name is that of an outlet or an agency.
func (l *Lists) carrier(name string) bool { return l.split.Outlet(name) || l.split.Agency(name) != "" }

// sentence reads one sentence.
func (r *reader) sentence(at split.Sentence, mentions []name.Mention) {
	if at.Span[1]-at.Span[0] > longest {
		return
	}
	text := r.doc.Text[at.Span[0]:at.Span[1]]
	s := cue.Prepare(text, r.l.named(mentions, at.Span[0], at.Span[1]))
	cues := r.l.cue.Cues(s)
	anchor := r.anchor
	anchor.Told = r.told
	dates := date.Find(text, anchor)
	if r.since++; r.since > 2 {
		r.told = time.Time{}
	}
	if d, ok := date.Event(dates); ok && d.Start == d.End {
		r.told, _ = time.Parse(time.DateOnly, d.Start)
		r.since = 0
	}
	for _, d := range dates {
		s.Dates = append(s.Dates, [2]int{d.Start, d.End})
	}
	r.memory.Begin()
	for _, g := range r.l.cue.Segments(s, cues, r.l.kindof) {
		if g.End-g.Start < 3 {
			continue
		}
		by := r.l.cue.Attribute(s, g, cues, r.memory)
		r.memory.Keep(by.Source)
		r.claim(at, s, g, by, dates)
	}
	r.memory.See(s)
}

// claim makes the claim of a segment, if it is one.
func (r *reader) claim(at split.Sentence, s *cue.Sentence, g cue.Segment, by cue.Attribution, dates []date.Found) {
	start, end := extent(s, g)
	text := s.Text[start:end]
	words := s.Tokens[g.Start:g.End]
	figures := figuresOf(text)
	content := [2]int{min(max(by.Content[0]-g.Start, 0), len(words)), min(max(by.Content[1]-g.Start, 0), len(words))}
	if content[0] >= content[1] {
		content = [2]int{0, len(words)}
	}
	date, dated := when(dates, start, end, g)
	v := r.l.kindof.Judge(kindof.Input{
		Words: words, Content: content, Act: by.Act, Source: by.Source.Kind, Passive: by.Passive,
		Figure: limited(figures) || vague(text), Dated: dated,
	})
	if v.Type == "" {
		return
	}
	c := Claim{
		Quote: text, Span: Span{at.Span[0] + start, at.Span[0] + end}, Type: v.Type, Polarity: v.Polarity,
		Source: Source{Name: by.Source.Name, Kind: by.Source.Kind, Via: by.Source.Via, Reason: by.Source.Reason},
		Actors: []string{}, Quantities: figures, Hedges: []string{}, Rules: map[string]string{
			"claim": g.Rule, "type": v.TypeRule, "polarity": v.PolarityRule, "source": or(by.Rule, by.Source.Rule),
		},
	}
	if c.Source.Kind == cue.Outlet {
		c.Source.Name = or(r.article.Outlet, "outlet")
	}
	if c.Source.Via == nil {
		c.Source.Via = []string{}
	}
	for _, h := range v.Hedges {
		c.Hedges = append(c.Hedges, h.Text)
	}
	if dated {
		c.Date = &date
		c.Rules["date"] = date.Rule
	}
	c.Confidence = confidence(&c, by, dated)
	if wire := r.l.split.Agency(by.Told); wire != "" && !slices.Contains(r.article.Wires, wire) {
		r.article.Wires = append(r.article.Wires, wire)
	}
	c.ID = fmt.Sprintf("%.8s-%d-%03d", r.doc.SHA256, r.number, len(r.article.Claims)+1)
	r.article.Claims = append(r.article.Claims, c)
}

// confidence orders the claims by how much of them stands in the text and how
// little was carried over or told by the article alone.
func confidence(c *Claim, by cue.Attribution, dated bool) float64 {
	hundredths := 60
	switch {
	case c.Source.Kind == cue.Outlet && c.Polarity == kindof.Declines:
		hundredths = 90
	case c.Source.Kind == cue.Outlet && dated:
		hundredths = 70
	case c.Source.Kind == cue.Outlet:
	case by.Act == "":
		hundredths = 65 // carried over from the sentence before
	case c.Type == kindof.Statement && c.Polarity == kindof.Asserts:
		hundredths = 80
	default:
		hundredths = 90
	}
	if c.Type == kindof.Background {
		hundredths -= 15
	}
	return float64(hundredths) / 100
}

// extent is where the words of a segment stand in the sentence.
func extent(s *cue.Sentence, g cue.Segment) (int, int) {
	start, end := s.Tokens[g.Start].Start, s.Tokens[g.End-1].End
	if g.End == len(s.Tokens) {
		end = len(s.Text)
	}
	return start, start + len(strings.TrimRightFunc(s.Text[start:end], func(r rune) bool { return unicode.IsSpace(r) || r == ',' }))
}

// when is the date of a segment: of the dates in it, or else of one that opens
// the sentence and so holds for all of it.
func when(dates []date.Found, start, end int, g cue.Segment) (date.Range, bool) {
	var inside []date.Found
	for _, f := range dates {
		if f.Start >= start && f.End <= end {
			inside = append(inside, f)
		}
	}
	if d, ok := date.Event(inside); ok {
		return d, true
	}
	if !g.Own && len(dates) > 0 && dates[0].Start < 12 && dates[0].End < start {
		return date.Event(dates[:1])
	}
	return date.Range{}, false
}

// limited reports whether a figure says how many at least or at most.
func limited(figures []Quantity) bool {
	for _, q := range figures {
		if q.Min != nil || q.Max != nil {
			return true
		}
	}
	return false
}

func vague(text string) bool {
	for _, w := range []string{"hundreds", "dozens", "scores", "thousands"} {
		if strings.Contains(strings.ToLower(text), w) {
			return true
		}
	}
	return false
}
