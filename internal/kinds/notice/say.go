package notice

import (
	"strconv"
	"strings"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
)

// title says which notice and revision, and what it is.
func title(v kind.View, row Row) lang.Message {
	n, rev := row.Ask.Current()
	return lang.Say("notice.line", "reference", row.Reference(), "revision", int64(n+1), "author", member(v, row.Ask.Author),
		"sort", lang.Say("notice.sort."+row.Ask.Sort.String()), "activity", activity(v, rev.Envelope.Activity),
		"zone", zone(v, rev.Envelope.Zone))
}

// repeat says what an officer answers: the notice and its whole envelope.
func repeat(v kind.View, row Row) []lang.Message {
	_, rev := row.Ask.Current()
	return append([]lang.Message{title(v, row)}, bounds(v, &rev.Envelope)...)
}

// bounds says an envelope, nothing left out.
func bounds(v kind.View, env *ask.Envelope) []lang.Message {
	says := []lang.Message{
		lang.Say("notice.bounds", "activity", activity(v, env.Activity), "zone", zone(v, env.Zone), "force", env.Force,
			"from", env.From.UTC(), "until", env.Until.UTC()),
		areaText(env.Area),
	}
	for _, w := range env.Weapons {
		says = append(says, lang.Say("notice.weapon", "category", weapon(v, w.Category), "count", w.Count))
	}
	if env.Altitude != (ask.Band{}) {
		says = append(says, lang.Say("notice.altitude", "from", env.Altitude.From, "to", env.Altitude.To))
	}
	for _, c := range env.Conditions {
		says = append(says, lang.Say("notice.says.condition", "text", conditionText(v, c)))
	}
	for _, a := range env.Asks {
		says = append(says, lang.Say("notice.asks", "member", member(v, a.Member), "asked", lang.Say("notice.asked."+a.Asked.String())))
	}
	return says
}

// areaText says the form, the size and every place of a shape: what is signed
// is on the screen.
func areaText(s ask.Shape) lang.Message {
	places := make([]string, 0, len(s.Points))
	for _, p := range s.Points {
		places = append(places, degrees(p.Lat)+" "+degrees(p.Lon))
	}
	return lang.Say("notice.area."+s.Form.String(), "metres", s.Metres, "places", strings.Join(places, "; "))
}

// degrees writes a whole number of 1e-7 degrees.
func degrees(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	fraction := strconv.FormatInt(n%10_000_000+10_000_000, 10)[1:]
	return sign + strconv.FormatInt(n/10_000_000, 10) + "." + fraction
}

// holdText says what a hold is on, and until when.
func holdText(v kind.View, h HoldRow) lang.Message {
	until := h.Hold.Until.UTC()
	switch {
	case h.Zone != "":
		return lang.Say("notice.hold.zone", "zone", zone(v, h.Zone), "until", until)
	case h.Area != nil:
		return lang.Say("notice.hold.area", "area", areaText(*h.Area), "until", until)
	}
	reference := ""
	if row, ok := Rows.Get(v, h.Notice.String()); ok {
		reference = row.Reference()
	}
	return lang.Say("notice.hold.notice", "reference", reference, "until", until)
}

// member names a member in every language that the charter has for it.
func member(v kind.View, code string) lang.Text {
	if m, ok := v.Charter().Member(code); ok {
		return lang.Text(m.Names)
	}
	return lang.Text{"en": code, "ar": code, "he": code}
}

// answerWord says an answer. The agreement chooses what consent is called.
// R-NOTICE-11, PROTOCOL B3.
func answerWord(v kind.View, a ask.Answer) lang.Message {
	if a != ask.Consent {
		return lang.Say("notice.answer." + a.String())
	}
	word := spoken(v).Consent.Text
	if word.EN == "" {
		return lang.Say("notice.answer.consent")
	}
	return lang.Say("notice.answer.named", "word", texts(word))
}

func texts(t ask.Texts) lang.Text { return lang.Text{"ar": t.AR, "en": t.EN, "he": t.HE} }

// conditionText is the agreement's own text of a condition, with its parameters
// put in by their names; a condition that is not on its list is shown by its
// code.
func conditionText(v kind.View, c ask.Condition) lang.Text {
	plain := c.Code
	if !c.Text.IsZero() {
		plain = c.Text.String()
	}
	pairs := map[string][]string{} // by language
	r := spoken(v)
	for _, p := range c.Params {
		value := p.Code
		if value == "" {
			value = strconv.FormatInt(p.Number, 10)
		}
		name, named := ask.Called(r.Names.Words, p.Code)
		for tag, text := range texts(name) {
			if !named {
				text = value
			}
			pairs[tag] = append(pairs[tag], "{"+p.Name+"}", text)
		}
		plain += ", " + p.Name + " " + value
	}
	for _, o := range r.Conditions {
		if o.Code == c.Code {
			out := texts(o.Text)
			for tag, text := range out {
				out[tag] = strings.NewReplacer(pairs[tag]...).Replace(text)
			}
			return out
		}
	}
	return lang.Text{"ar": plain, "en": plain, "he": plain}
}

func duration(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }
