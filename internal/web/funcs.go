package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// pen writes values into the pages of one language.
type pen struct {
	s     *Site
	voice lang.Voice
}

// funcs are the functions of the templates, as doc.go lists them.
func (s *Site) funcs(tag lang.Tag) template.FuncMap {
	p := pen{s: s, voice: s.Catalogue.In(tag).Zone(s.Zone)}
	return template.FuncMap{
		"t": p.t, "say": p.say, "has": p.voice.Has,
		"time": p.time, "clock": p.clock, "window": p.window, "left": p.left,
		"num": p.num, "ref": p.ref, "id": p.id, "hash": p.hash, "hex": fmt.Stringer.String, "coord": p.coord, "ltr": p.ltr,
		"user": p.user, "text": p.text, "member": p.member, "members": p.members, "called": p.called, "tone": p.tone, "icon": icon,
		"act": p.act, "receipt": p.receipt, "verify": p.verify,
		"sentence": p.sentence, "word": p.word, "langname": lang.Tag.Name, "langdir": lang.Tag.Dir, "ms": ms,
		"asset": p.asset,
	}
}

// say writes a message. It comes as HTML, since a value of it may have to be
// held together; in an attribute the markup falls away by itself.
func (p pen) say(m lang.Message) template.HTML {
	return hold(template.HTMLEscapeString(tie(p.voice.Render(m))))
}

func (p pen) t(key string, pairs ...any) template.HTML { return p.say(lang.Say(key, pairs...)) }

// instant is what the templates take for a time.
type instant interface{ UTC() time.Time }

func at(x instant) (time.Time, bool) {
	t := x.UTC().UTC()
	return t, !t.IsZero() && t.UnixMilli() != 0
}

func (p pen) time(x instant) template.HTML {
	t, ok := at(x)
	if !ok {
		return `<span class="muted">` + p.t("lang.no_time") + `</span>`
	}
	return p.stamp(t, p.voice.Time(t))
}

func (p pen) clock(x instant) template.HTML {
	t, ok := at(x)
	if !ok {
		return p.time(x)
	}
	return p.stamp(t, t.Format("15:04Z"))
}

func (p pen) stamp(t time.Time, s string) template.HTML {
	return template.HTML(`<time datetime="`+t.Format(time.RFC3339)+`">`) + bdi(s) + `</time>` //nolint:gosec // made of digits
}

// window writes a stretch of time as one thing: written as two, it turns round
// in Arabic and Hebrew. The date of its end is left out where it is the same.
func (p pen) window(from, until instant) template.HTML {
	a, okA := at(from)
	b, okB := at(until)
	if !okA || !okB {
		return p.time(from) + " " + p.time(until)
	}
	return bdi(p.voice.Window(lang.Window{From: a, Until: b}))
}

// left says how long a deadline is away, in words; the script adds a clock that
// runs, and says when it is over by that clock alone.
func (p pen) left(deadline instant) template.HTML {
	t, ok := at(deadline)
	if !ok {
		return ""
	}
	now := max(p.s.known.Load().record, p.s.Clock())
	words := string(p.say(lang.Due(t, now.UTC())))
	class := "left"
	if now > statement.TimeOf(t) {
		class = "left over"
	}
	//nolint:gosec // the words are escaped, the rest is digits
	return template.HTML(fmt.Sprintf(`<span class="%s" data-deadline="%d"><span class="left-words">%s</span> `+
		`<bdi dir="ltr" class="left-clock" aria-hidden="true"></bdi></span>`,
		class, t.UnixMilli(), words))
}

func (p pen) num(n any) template.HTML {
	switch x := n.(type) {
	case int:
		return bdi(lang.Number(int64(x)))
	case int64:
		return bdi(lang.Number(x))
	}
	return bdi(fmt.Sprint(n))
}

func (p pen) ref(index int64) template.HTML {
	if index < 0 {
		return "\u2013"
	}
	//nolint:gosec // digits
	return template.HTML(fmt.Sprintf(`<a class="ref" href="/verify?q=%d"><bdi dir="ltr">#%d</bdi></a>`, index, index))
}

// id writes the beginning of a digest, which is a statement.Digest or a kind.Hex:
// both say themselves in hex.
func (p pen) id(d fmt.Stringer) template.HTML {
	h := template.HTMLEscapeString(d.String())
	return template.HTML(`<bdi dir="ltr" class="id" title="` + h + `">` + h[:min(len(h), 8)] + `</bdi>`) //nolint:gosec // escaped
}

func (p pen) hash(d fmt.Stringer) template.HTML {
	return template.HTML(`<bdi dir="ltr" class="hash">` + template.HTMLEscapeString(d.String()) + `</bdi>`) //nolint:gosec // escaped
}

func (p pen) coord(lat, lon int64) template.HTML {
	return bdi(degrees(lat, "N", "S") + " " + degrees(lon, "E", "W"))
}

func degrees(n int64, plus, minus string) string {
	side := plus
	if n < 0 {
		n, side = -n, minus
	}
	return fmt.Sprintf("%d.%07d", n/1e7, n%1e7) + side
}

func (p pen) ltr(s string) template.HTML { return bdi(s) }

func (p pen) user(s string) template.HTML {
	return template.HTML(`<span class="user" dir="auto">` + template.HTMLEscapeString(s) + `</span>`) //nolint:gosec // escaped
}

// text shows a text in the reader's language; another language is marked as the
// author's own, for nothing here translates.
func (p pen) text(x any) template.HTML {
	var t lang.Text
	switch x := x.(type) {
	case lang.Text:
		t = x
	case charter.Text:
		t = lang.Text(x)
	case map[string]string:
		t = x
	case ask.Texts:
		t = lang.Text{"ar": x.AR, "en": x.EN, "he": x.HE}
	default:
		return p.user(fmt.Sprint(x))
	}
	s, tag := p.voice.Text(t)
	if s == "" {
		return ""
	}
	esc := template.HTMLEscapeString
	out := `<span class="user" dir="auto" lang="` + esc(string(tag)) + `">` + esc(s) + `</span>`
	if tag != p.voice.Tag() {
		name := string(tag)
		if known, ok := lang.Parse(name); ok {
			name = known.Name()
		}
		out += ` <span class="muted">(` + string(p.t("text.original", "language", name)) + `)</span>`
	}
	return template.HTML(out) //nolint:gosec // escaped
}

// member writes a member's name in the reader's language, or its code if the
// charter has no such member.
func (p pen) member(code string) template.HTML {
	if code == "" {
		return "\u2013"
	}
	m, ok := p.s.known.Load().doc.Member(code)
	if !ok {
		return bdi(code)
	}
	name, tag := p.voice.Text(lang.Text(m.Names))
	esc := template.HTMLEscapeString
	//nolint:gosec // escaped
	return template.HTML(`<bdi class="member" lang="` + esc(string(tag)) + `" title="` + esc(code) + `">` + esc(name) + `</bdi>`)
}

func (p pen) members(codes []string) template.HTML {
	comma := p.t("list.comma")
	var out template.HTML
	for i, code := range codes {
		if i > 0 {
			out += comma + " "
		}
		out += p.member(code)
	}
	return out
}

// called writes a code of the agreement by its name in the reader's language, or
// as it is where the agreement gives none. R-ASK-73.
func (p pen) called(list, code string) template.HTML {
	names := p.s.known.Load().names
	of := map[string][]ask.Named{
		"activities": names.Activities, "offices": names.Offices, "weapons": names.Weapons, "words": names.Words, "zones": names.Zones,
	}
	if name, ok := ask.Called(of[list], code); ok {
		return p.text(name)
	}
	return bdi(code)
}

// tone writes how a line presses as an icon and a word; colour only adds to them.
func (p pen) tone(t kind.Tone) template.HTML {
	key := "tone." + string(t)
	if !p.voice.Has(key) {
		key = "tone.unknown"
	}
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, string(t))
	return template.HTML(`<span class="tone tone-`+name+`">`) + icon(name) + //nolint:gosec // letters
		` <span>` + p.t(key) + `</span></span>`
}

// act links to the form of an act, with fields filled in.
func (p pen) act(name string, pairs ...any) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		field, value := fmt.Sprint(pairs[i]), fmt.Sprint(pairs[i+1])
		if d, ok := pairs[i+1].(statement.Digest); ok {
			value = d.String()
		}
		q.Set(field, value)
	}
	if len(q) == 0 {
		return "/act/" + url.PathEscape(name)
	}
	return "/act/" + url.PathEscape(name) + "?" + q.Encode()
}

func (p pen) receipt(d fmt.Stringer) string { return "/receipt/" + d.String() }
func (p pen) verify(d fmt.Stringer) string  { return "/verify?q=" + d.String() }

// sentence shows a sentence of record/proof in the reader's language; one that
// has no translation yet is shown as it is, in English.
func (p pen) sentence(l proof.Line) template.HTML {
	esc := template.HTMLEscapeString
	if !p.voice.Has(l.Key) {
		return template.HTML(`<span lang="en" dir="ltr">` + esc(l.Text) + `</span>`) //nolint:gosec // escaped
	}
	m := lang.Message{Key: l.Key, Args: map[string]any{}}
	for name, value := range l.Args {
		m.Args[name] = value
		if name == "member" {
			if who, ok := p.s.known.Load().doc.Member(value); ok {
				m.Args[name] = lang.Text(who.Names)
			}
		}
	}
	return p.say(m)
}

// word gives a word of a closed set its name, or shows the word itself.
func (p pen) word(prefix, w string) template.HTML {
	if key := prefix + "." + w; p.voice.Has(key) {
		return p.t(key)
	}
	return template.HTML(template.HTMLEscapeString(w)) //nolint:gosec // escaped
}

func (p pen) asset(name string) string { return "/assets/" + name }

func ms(t statement.Time) int64 { return int64(t) }
