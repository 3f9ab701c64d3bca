package web

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/statement"
)

// confirmView repeats what is signed. There is one button that signs.
type confirmView struct {
	kind.Confirmation
	Draft string
}

// confirmPage is the answer to a form that holds. Nothing is signed yet: a
// reload of it plans the same again.
func (s *Site) confirmPage(v *visit, c kind.Confirmation, view actView) error {
	p := page{name: "confirm", title: "confirm.title"}
	return s.show(v, p, confirmView{Confirmation: c, Draft: view.Draft})
}

// confirm signs and files. It is the only address that does.
func (s *Site) confirm(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	posted := v.r.PostForm
	filing, err := s.Desk.Confirm(v.ctx(), *v.officer, posted.Get("token"))
	if errors.Is(err, desk.ErrExpired) || errors.Is(err, desk.ErrNoToken) {
		return s.unconfirmed(v, posted, lang.Say("confirm.expired"))
	}
	if err != nil {
		faults, err := faultsOf(err)
		if err != nil {
			return err
		}
		return s.unconfirmed(v, posted, faults[0].Says)
	}
	if act := posted.Get("act"); s.forms[act] != nil {
		if err := s.Desk.DropDraft(v.ctx(), *v.officer, draftKey(act, posted.Get("_draft"))); err != nil {
			s.Log.Warn("draft stays", slog.String("request", v.id), slog.Any("err", err)) // it is filed all the same
		}
	}
	ids := url.Values{}
	for _, r := range filing.Results {
		ids.Add("id", r.ID.String())
	}
	return v.redirect("/filed?" + ids.Encode())
}

// unconfirmedView says why nothing was signed, and leads back to what was typed.
type unconfirmedView struct {
	Says lang.Message
	Back string
}

func (s *Site) unconfirmed(v *visit, posted url.Values, says lang.Message) error {
	v.status = http.StatusConflict
	back := "/drafts"
	if act := posted.Get("act"); s.forms[act] != nil {
		back = "/act/" + act + "?draft=" + url.QueryEscape(draftKey(act, posted.Get("_draft")))
	}
	return s.show(v, page{name: "filed", title: "filed.not", fault: true}, filedView{Not: &unconfirmedView{Says: says, Back: back}})
}

// filedView keeps what was promised, logged and receipted apart. PROTOCOL A7.
type filedView struct {
	Results []kind.Result
	Waiting bool // something may still change: the page comes back to look
	Not     *unconfirmedView
}

const mostFiled = 20

// filedPage says what has become of statements that this desk filed.
func (s *Site) filedPage(v *visit) error {
	var view filedView
	list := v.r.URL.Query()["id"]
	if len(list) == 0 || len(list) > mostFiled {
		return errNotFound
	}
	for _, hex := range list {
		id, err := statement.ParseDigest(hex)
		if err != nil {
			return errNotFound
		}
		r, err := s.Desk.Watch(v.ctx(), id)
		if errors.Is(err, desk.ErrNoDraft) {
			return errNotFound
		}
		if err != nil {
			return err
		}
		view.Results = append(view.Results, r)
		view.Waiting = view.Waiting || !r.Receipted && r.Void == nil && !r.Lapsed
	}
	p := page{name: "filed", title: "filed.title"}
	if view.Waiting {
		p.turn = 2
	}
	return s.show(v, p, view)
}
