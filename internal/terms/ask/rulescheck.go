package ask

import (
	"errors"
	"fmt"

	"parley.example/record/statement"
)

// problems collects what is wrong, each with where it is.
type problems []error

func (p *problems) want(ok bool, format string, args ...any) {
	if !ok {
		*p = append(*p, fmt.Errorf("%w: %s", ErrRules, fmt.Sprintf(format, args...)))
	}
}

func (p *problems) texts(where string, t Texts) {
	p.want(t.AR != "" && t.EN != "" && t.HE != "", "%s: text wanted in ar, en and he", where)
}

func (p *problems) span(where string, ms int64) {
	p.want(ms >= 0 && ms <= maxWindow, "%s: %d ms is not a time of 0 to %d ms", where, ms, int64(maxWindow))
}

// Check names every problem of the rules. R-ASK-70.
func (r *Rules) Check() error {
	var p problems
	p.want(r.Consent.Word == "consent" || r.Consent.Word == "no_objection",
		"consent.word: %.40q, want consent or no_objection", r.Consent.Word)
	p.texts("consent.text", r.Consent.Text)
	p.texts("without_prejudice", r.WithoutPrejudice)
	p.span("least_answer_ms", r.LeastAnswer)
	p.want(r.LeastAnswer > 0, "least_answer_ms: want more than 0")
	p.span("oral_confirm_ms", r.OralConfirm)
	p.want(r.MoreTime >= 0 && r.MoreTime <= 100, "more_time: %d, want 0 to 100", r.MoreTime)
	p.want(len(r.Cases) > 0, "cases: none; a mechanism without rules leaves the list out of its charter")
	for i := range r.Cases {
		r.checkCase(&p, fmt.Sprintf("cases[%d]", i), &r.Cases[i])
	}
	r.checkOffers(&p)
	r.checkChannels(&p)
	r.checkNames(&p)
	return errors.Join(p...)
}

func (r *Rules) checkCase(p *problems, where string, c *Case) {
	p.want(len(c.Sorts) > 0, "%s.sorts: none", where)
	asks := false
	for i, s := range c.Sorts {
		p.want(s.String() != "", "%s.sorts[%d]: not a sort", where, i)
		asks = asks || s != Declaration
	}
	for _, list := range []struct {
		name  string
		codes []string
	}{{"activities", c.Activities}, {"zones", c.Zones}} {
		p.want(len(list.codes) > 0, "%s.%s: none; %q means all", where, list.name, Any)
		for i, code := range list.codes {
			p.want(isCodeOrAny(code), "%s.%s[%d]: %.40q is no code", where, list.name, i, code)
			p.want(code != Any || len(list.codes) == 1, "%s.%s: %q stands alone", where, list.name, Any)
		}
	}
	for _, list := range []struct {
		name string
		who  []Who
	}{{"must_answer", c.MustAnswer}, {"readers", c.Readers}} {
		for i, w := range list.who {
			one := (w.Member == "") != (w.Role == "")
			p.want(one && statement.IsCode(w.Member+w.Role), "%s.%s[%d]: want a member or a role, by its code", where, list.name, i)
		}
	}
	p.span(where+".lead_ms", c.Lead)
	for _, prec := range []Precedence{Routine, Priority, Immediate, Flash} {
		ms := c.Within.Of(prec)
		p.span(fmt.Sprintf("%s.within_ms.%s", where, prec), ms)
		p.want(!asks || ms >= r.LeastAnswer, "%s.within_ms.%s: %d ms, want at least least_answer_ms (%d)",
			where, prec, ms, r.LeastAnswer)
	}
	p.want(!asks || statement.IsCode(c.Refer), "%s.refer: %.40q is no office", where, c.Refer)
	p.want(len(c.Rungs) <= maxList, "%s.rungs: more than %d", where, maxList)
	for i, rung := range c.Rungs {
		at := fmt.Sprintf("%s.rungs[%d]", where, i)
		p.span(at+".after_ms", rung.After)
		p.want(i == 0 || rung.After > c.Rungs[i-1].After, "%s.after_ms: not later than the rung before", at)
		p.want(statement.IsCode(rung.Office), "%s.office: %.40q is no office", at, rung.Office)
		p.texts(at+".text", rung.Text)
	}
}

func (r *Rules) checkOffers(p *problems) {
	seen := map[string]bool{}
	for i, o := range r.Conditions {
		where := fmt.Sprintf("conditions[%d]", i)
		p.want(statement.IsCode(o.Code) && !seen[o.Code], "%s.code: %.40q is no code or comes twice", where, o.Code)
		seen[o.Code] = true
		p.texts(where+".text", o.Text)
		p.want(ascend(o.Params, func(a, b OfferSpan) bool { return a.Name < b.Name }), "%s.params: want them sorted by name", where)
		for j, span := range o.Params {
			at := fmt.Sprintf("%s.params[%d]", where, j)
			p.want(statement.IsCode(span.Name), "%s.name: %.40q is no code", at, span.Name)
			if len(span.Codes) == 0 {
				bounded := span.Least <= span.Most && span.Least >= -maxInt && span.Most <= maxInt
				p.want(bounded, "%s: least %d, most %d", at, span.Least, span.Most)
				continue
			}
			p.want(span.Least == 0 && span.Most == 0, "%s: codes or numbers, not both", at)
			for _, code := range span.Codes {
				p.want(statement.IsCode(code), "%s.codes: %.40q is no code", at, code)
			}
		}
	}
}

func (r *Rules) checkChannels(p *problems) {
	seen := map[string]bool{}
	for i, c := range r.Channels {
		where := fmt.Sprintf("channels[%d]", i)
		p.want(statement.IsCode(c.For) && statement.IsCode(c.Via) && c.For != c.Via, "%s: %.40q via %.40q", where, c.For, c.Via)
		p.want(!seen[c.For], "%s: %.40q has a channel already", where, c.For)
		seen[c.For] = true
	}
	named := map[Means]bool{}
	for i, m := range r.Fallback {
		p.want(m.String() != "" && !named[m], "fallback[%d]: not a means, or twice", i)
		named[m] = true
	}
	for i, s := range r.MeansText {
		p.want(s.Means.String() != "", "means_text[%d]: not a means", i)
		p.texts(fmt.Sprintf("means_text[%d].text", i), s.Text)
	}
}
