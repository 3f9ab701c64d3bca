package split

import (
	"slices"
	"strings"
	"unicode"
)

// Span is a half-open range of bytes.
type Span [2]int

// A Piece is a span that is not the article's own words, and what it is:
// title, dateline, outlet, subheading, caption, link, furniture.
type Piece struct {
	Span
	Kind string
}

// Sentence is one sentence of an article's body.
type Sentence struct {
	Span
	Paragraph int  // counts from 0 in its article
	Long      bool // its paragraph holds more sentences than a news paragraph does
}

// Part is one article of a page.
type Part struct {
	Span
	Title       string
	Outlet      string   // whose article it is
	Republisher string   // whose page it stands on, where that is another
	Wires       []string // agencies named in credits and bylines
	Head        string   // the lines above the body, in which its date may stand
	Others      []Piece  // in order
	Sentences   []Sentence
}

// Pages cuts a page into its articles. A page of prose without any head is one
// article. A page without prose has none.
func (l *Lists) Pages(text string) []Part {
	var parts []Part
	for _, g := range groups(l.lines(text)) {
		above, p := l.part(text, g)
		for _, a := range above {
			piece := Piece{Span{a.start, a.end}, furniture.String()}
			if n := len(parts); n > 0 {
				parts[n-1].Others = append(parts[n-1].Others, piece)
			} else {
				p.Others = append([]Piece{piece}, p.Others...)
			}
		}
		parts = append(parts, p)
	}
	return parts
}

// group is the lines of one article: its head and its body.
type group struct {
	head, body []line
}

// groups deals the lines out to articles. A new article begins where a head
// stands: lines that are no prose and hold a title that is said again, or a
// title with a date line or an outlet.
func groups(lines []line) []group {
	var out []group
	var head []line
	for i := 0; i < len(lines); {
		if lines[i].kind == prose || lines[i].kind == caption {
			if len(out) == 0 || newHead(head) {
				out = append(out, group{head: head})
			} else {
				g := &out[len(out)-1]
				g.body = append(g.body, head...)
			}
			head = nil
			for i < len(lines) && (lines[i].kind == prose || lines[i].kind == caption) {
				out[len(out)-1].body = append(out[len(out)-1].body, lines[i])
				i++
			}
			continue
		}
		head = append(head, lines[i])
		i++
	}
	if len(out) > 0 {
		out[len(out)-1].body = append(out[len(out)-1].body, head...)
	}
	return out
}

// newHead reports whether lines between two stretches of prose are the head of
// another article, and not a subheading or furniture.
func newHead(head []line) bool {
	titles, dated := 0, false
	for _, h := range head {
		switch h.kind {
		case repeated:
			return true
		case heading:
			titles += map[bool]int{true: 1, false: 0}[len(strings.Fields(h.text)) >= 4]
		case dateline:
			dated = true
		case prose, caption, furniture, name:
		}
	}
	return titles > 0 && dated
}

// part makes the article of a group, and returns apart what stands above its
// title, which belongs to the page.
func (l *Lists) part(text string, g group) (above []line, p Part) {
	head := g.head
	if i := titleOf(head, g.body); i >= 0 { // what stands above the title belongs to the page
		p.Title = head[i].text
		for i > 0 && head[i-1].text == p.Title {
			i--
		}
		for _, h := range head[:i] {
			if h.kind == dateline {
				p.Head = strings.TrimSpace(p.Head + "\n" + h.text)
			}
		}
		above, head = head[:i], head[i:]
	}
	p.Span = Span{g.body[0].start, g.body[0].end}
	if len(head) > 0 && p.Title != "" {
		p.Span[0] = head[0].start
	}
	for _, h := range head {
		if p.Title != "" {
			p.Others = append(p.Others, Piece{Span{h.start, h.end}, h.kind.String()})
		}
		if h.kind == dateline {
			p.Head = strings.TrimSpace(p.Head + "\n" + h.text)
		}
	}
	p.Outlet = l.headOutlet(head, p.Title)
	l.body(text, g.body, &p)
	return above, p
}

// titleOf is the line of a head that has most words of the first lines of the
// body; of equal ones that which the page says again, and then the first. A head
// may hold the headlines of other articles.
func titleOf(head, body []line) int {
	words := map[string]bool{}
	for i := 0; i < len(body) && i < 6; i++ {
		for w := range strings.FieldsSeq(strings.ToLower(body[i].text)) {
			if w = strings.Trim(w, ".,:;\"'\u2018\u2019\u201c\u201d()"); len(w) > 3 {
				words[w] = true
			}
		}
	}
	scores := make([]int, len(head))
	most := 0
	for i, h := range head {
		if h.kind != repeated && (h.kind != heading || len(strings.Fields(h.text)) < 4) {
			continue
		}
		scores[i] = 1
		for w := range strings.FieldsSeq(strings.ToLower(h.text)) {
			if words[strings.Trim(w, ".,:;\"'\u2018\u2019\u201c\u201d()")] {
				scores[i] += 2
			}
		}
		if h.kind == repeated {
			scores[i]++
		}
		most = max(most, scores[i])
	}
	for i := range head { // a line below the title may say more of the story than the title does
		if scores[i] > 0 && 2*scores[i] >= most {
			return i
		}
	}
	return -1
}

// body reads the lines below the head: sentences, subheadings, captions, and
// the furniture behind the last of them.
func (l *Lists) body(text string, lines []line, p *Part) {
	if glued := metadata.FindStringSubmatchIndex(lines[0].text); glued != nil {
		p.Head = strings.TrimSpace(p.Head + "\n" + lines[0].text[glued[2]:glued[3]])
		start := lines[0].start
		p.Others = append(p.Others, Piece{Span{start + glued[0], start + glued[1]}, "dateline"})
		lines[0].text = lines[0].text[glued[1]:]
		lines[0].start = start + glued[1]
	}
	for i, seen := 0, 0; i < len(lines) && seen < 3; i++ {
		if lines[i].kind == prose {
			l.placed(&lines[i], p)
			seen++
		}
	}
	last := lastProse(lines)
	paragraph := 0
	for i, b := range lines {
		switch {
		case b.kind == prose && i <= last:
			l.paragraph(text, b, paragraph, p)
			paragraph++
			p.Span[1] = b.end
		case i > last:
			p.Others = append(p.Others, Piece{Span{b.start, b.end}, "furniture"})
		case b.kind == heading || b.kind == name || b.kind == repeated:
			p.Others = append(p.Others, Piece{Span{b.start, b.end}, "subheading"})
		default:
			p.Others = append(p.Others, Piece{Span{b.start, b.end}, b.kind.String()})
		}
		if m := appeared.FindStringSubmatch(b.text); m != nil {
			p.origin(strings.TrimSpace(m[1]))
		}
		if wire := l.credit(b.text); wire != "" {
			p.wire(wire)
		}
	}
}

// placed takes the place and the agency off the first sentence of a report:
// "GENEVA (Reuters) - ".
func (l *Lists) placed(first *line, p *Part) {
	m := place.FindStringSubmatchIndex(first.text)
	if m == nil {
		return
	}
	for _, g := range [][2]int{{m[2], m[3]}, {m[6], m[7]}} {
		if g[0] < 0 {
			continue
		}
		agency := first.text[g[0]:g[1]]
		if name := l.agencies[agency]; name != "" {
			p.wire(name)
		} else if l.Outlet(agency) && p.Outlet == "" {
			p.Outlet = agency
		}
	}
	p.Others = append(p.Others, Piece{Span{first.start + m[0], first.start + m[1]}, "dateline"})
	first.text = first.text[m[1]:]
	first.start += m[1]
}

// Mark takes a caption out of the body that the format of the page names one.
func (p *Part) Mark(caption Span) {
	if caption[1] <= p.Span[0] || caption[0] >= p.Span[1] {
		return
	}
	p.Others = append(p.Others, Piece{caption, "caption"})
	p.Sentences = slices.DeleteFunc(p.Sentences, func(s Sentence) bool { return s.Span[0] >= caption[0] && s.Span[1] <= caption[1] })
}

// origin notes that the text itself says where it appeared first.
func (p *Part) origin(outlet string) {
	if p.Outlet != "" && !strings.EqualFold(p.Outlet, outlet) {
		p.Republisher = p.Outlet
	}
	p.Outlet = outlet
}

func (p *Part) wire(name string) {
	if !slices.Contains(p.Wires, name) {
		p.Wires = append(p.Wires, name)
	}
}

// lastProse is the last line of the body. Prose behind two or more lines of
// furniture is the page's own, unless it is as much as a body has: furniture
// stands in the middle of articles too. Behind who wrote it nothing follows.
func lastProse(lines []line) int {
	last, seen, more := 0, 0, 0
	for i, b := range lines {
		switch {
		case i > 0 && len(b.text) < longLine && signoff.MatchString(b.text):
			return last
		case b.kind == furniture:
			seen, more = seen+1, 0
		case b.kind == prose && seen < 2:
			last, seen = i, 0
		case b.kind == prose:
			if more += len(b.text); more >= 250 {
				last, seen, more = i, 0, 0
			}
		}
	}
	return last
}

// paragraph cuts one paragraph and takes the captions out of its flow.
func (l *Lists) paragraph(text string, b line, number int, p *Part) {
	all := l.sentences(text[b.start:b.end], b.start)
	for i := 0; i < len(all); i++ {
		s := all[i]
		if end, wire := l.caption(text, s, b.end); end > 0 {
			p.Others = append(p.Others, Piece{Span{s[0], end}, "caption"})
			if wire != "" {
				p.wire(wire)
			}
			for i+1 < len(all) && all[i+1][1] <= end {
				i++
			}
			if i+1 < len(all) && all[i+1][0] < end {
				all[i+1] = trim(text, Span{end, all[i+1][1]})
			}
			continue
		}
		p.Sentences = append(p.Sentences, Sentence{Span: s, Paragraph: number, Long: len(all) > 8})
	}
}

func trim(text string, s Span) Span {
	t := strings.TrimLeftFunc(text[s[0]:s[1]], unicode.IsSpace)
	return Span{s[1] - len(t), s[1]}
}
