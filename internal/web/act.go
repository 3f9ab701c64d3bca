package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/web/form"
	"parley.example/record/statement"
)

// actView is the form of an act.
type actView struct {
	Act     string
	Fields  []fieldView
	Faults  []form.Fault
	Summary []faultView
	Draft   string // name under which what is typed is kept
	Saved   statement.Time
	Why     lang.Message // why a draft came back
	Drafted bool
}

// actOf returns an act that the officer may do. That there is such an act at all
// is no secret: without power it is 403.
func (s *Site) actOf(v *visit) (kind.Act, *form.Form, error) {
	name := v.r.PathValue("act")
	f := s.forms[name]
	if f == nil {
		return kind.Act{}, nil, errNotFound
	}
	for _, a := range s.Desk.Acts(*v.officer) {
		if a.Name == name {
			return a, f, nil
		}
	}
	return kind.Act{}, nil, errForbidden
}

// actPage shows the form: with what the officer typed before, or with what the
// link named and the kind can know.
func (s *Site) actPage(v *visit) error {
	act, f, err := s.actOf(v)
	if err != nil {
		return err
	}
	query := v.r.URL.Query()
	view := actView{Act: act.Name, Draft: draftName(act.Name, query)}
	typed, err := s.draftOf(v, f, &view, query.Get("draft"))
	if err != nil {
		return err
	}
	return s.look(v, func(r kind.Reader, _ []kind.Line) (page, any, error) {
		if typed == nil {
			typed = f.Tidy(query)
			if act.Start != nil {
				in, _ := f.Decode(typed)
				typed = f.Begin(act.Start(r, v.viewer(), in))
			}
		}
		view.Fields = s.fields(r, v, act, f.Fields(typed, ""), nil)
		return page{name: "act", title: "act." + act.Name}, view, nil
	})
}

// draftName names what is typed into the form of an act that one link led to.
func draftName(act string, query url.Values) string {
	clean := url.Values{}
	for key, list := range query {
		if key != "draft" {
			clean[key] = list
		}
	}
	name := act
	if q := clean.Encode(); q != "" {
		name += "?" + q
	}
	return name[:min(len(name), 200)]
}

// draftOf finds what was typed before: the draft that was asked for by name, or
// that of this very link; nil if there is none.
func (s *Site) draftOf(v *visit, f *form.Form, view *actView, named string) (url.Values, error) {
	if named != "" && len(named) <= 200 {
		view.Draft = named
	}
	d, err := s.Desk.Draft(v.ctx(), *v.officer, view.Draft)
	if errors.Is(err, desk.ErrNoDraft) || err == nil && d.Act != view.Act {
		view.Draft = draftName(view.Act, v.r.URL.Query())
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	view.Saved, view.Drafted = d.Saved, true
	view.Why = d.Why
	return draftTyped(f, d), nil
}

// draftTyped reads a draft. A page keeps what was typed; the desk keeps the
// input that was confirmed, under a name with #.
func draftTyped(f *form.Form, d desk.Draft) url.Values {
	if !strings.Contains(d.Form, "#") {
		var typed url.Values
		if json.Unmarshal(d.Content, &typed) == nil {
			return f.Tidy(typed)
		}
		return url.Values{}
	}
	in, err := f.FromJSON(d.Content)
	if err != nil {
		return url.Values{}
	}
	return f.Encode(in)
}

// actPost takes what was typed: to add or take away a row, to keep it for
// later, or to be shown what would be signed.
func (s *Site) actPost(v *visit) error {
	act, f, err := s.actOf(v)
	if err != nil {
		return err
	}
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	posted := v.r.PostForm
	view := actView{Act: act.Name, Draft: draftKey(act.Name, posted.Get("_draft"))}
	if row := posted.Get("_less"); row != "" {
		return s.actAgain(v, act, f, view, f.Tidy(form.Cut(posted, row)), "")
	}
	typed := f.Tidy(posted)
	if more := posted.Get("_more"); more != "" {
		return s.actAgain(v, act, f, view, typed, more)
	}
	if err := s.keepDraft(v, view, typed); err != nil {
		return err
	}
	if posted.Get("_do") == "keep" {
		return v.redirect("/drafts")
	}
	in, faults := f.Decode(typed)
	if len(faults) == 0 {
		c, err := s.Desk.Plan(v.ctx(), *v.officer, act.Name, in)
		if err == nil {
			return s.confirmPage(v, c, view)
		}
		if faults, err = faultsOf(err); err != nil {
			return err
		}
	}
	view.Faults = faults
	v.status = http.StatusUnprocessableEntity
	return s.actAgain(v, act, f, view, typed, "")
}

// draftKey takes back the name under which the form keeps its draft, if it is one
// of this act.
func draftKey(act, name string) string {
	if len(name) > 200 || name != act && !strings.HasPrefix(name, act+"?") && !strings.HasPrefix(name, act+"#") {
		return act
	}
	return name
}

// faultsOf turns what the desk refuses into mistakes at fields; an error that is
// none comes back.
func faultsOf(err error) ([]form.Fault, error) {
	if problem, ok := errors.AsType[*kind.Problem](err); ok {
		return []form.Fault{{Path: problem.Field, Says: problem.Says}}, nil
	}
	if void, ok := errors.AsType[*kind.Void](err); ok {
		return []form.Fault{{Says: lang.Say("form.fault.void", "rule", void.Rule, "text", void.Text)}}, nil
	}
	return nil, err
}

func (s *Site) actAgain(v *visit, act kind.Act, f *form.Form, view actView, typed url.Values, more string) error {
	return s.look(v, func(r kind.Reader, _ []kind.Line) (page, any, error) {
		view.Fields = s.fields(r, v, act, f.Fields(typed, more), view.Faults)
		view.Summary = summary(v.voice, act.Name, view.Faults)
		return page{name: "act", title: "act." + act.Name, fault: len(view.Faults) > 0}, view, nil
	})
}

// keepDraft keeps what is typed: a cut-off must never eat a draft. What the desk
// gave back under a name of its own is kept as the page keeps it.
func (s *Site) keepDraft(v *visit, view actView, typed url.Values) error {
	b, err := json.Marshal(typed)
	if err != nil {
		return err
	}
	return s.Desk.SaveDraft(v.ctx(), *v.officer, strings.ReplaceAll(view.Draft, "#", "?from="), view.Act, b)
}

// draftPost keeps what is being typed, for the script.
func (s *Site) draftPost(v *visit) error {
	act, f, err := s.actOf(v)
	if err != nil {
		return err
	}
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	view := actView{Act: act.Name, Draft: draftKey(act.Name, v.r.PostForm.Get("_draft"))}
	if err := s.keepDraft(v, view, f.Tidy(v.r.PostForm)); err != nil {
		return err
	}
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}

// draftsPage lists what is kept, and what came back.
func (s *Site) draftsPage(v *visit) error {
	list, err := s.Desk.Drafts(v.ctx(), *v.officer)
	if err != nil {
		return err
	}
	return s.show(v, page{name: "drafts", title: "drafts.title"}, list)
}
