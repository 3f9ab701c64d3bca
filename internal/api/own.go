package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
)

// What is an officer's own at this node, and on no record: drafts and tokens.

// draft is an act's input that is not on the record.
type draft struct {
	Form    string          `json:"form" doc:"the name it is kept under; ACT#... what was confirmed, until its receipt"`
	Act     string          `json:"act"`
	Content json.RawMessage `json:"content" doc:"the input of the act, as it stands"`
	Saved   int64           `json:"saved" doc:"by the node's clock"`
	Why     *sentence       `json:"why,omitempty" doc:"why it came back, if it did"`
}

type drafts struct {
	Exercise bool    `json:"exercise"`
	Drafts   []draft `json:"drafts" doc:"the newest first"`
}

type oneDraft struct {
	Exercise bool  `json:"exercise"`
	Draft    draft `json:"draft"`
}

// token describes a token; the token itself is in the answer to its making alone.
type token struct {
	Label   string `json:"label"`
	Acts    bool   `json:"acts" doc:"it signs as the officer; else it only reads"`
	Made    int64  `json:"made"`
	Expires int64  `json:"expires" doc:"by the node's clock"`
}

type tokens struct {
	Exercise bool    `json:"exercise"`
	Tokens   []token `json:"tokens" doc:"that are not over, the newest first"`
}

// made answers the making of a token, once.
type made struct {
	Exercise bool   `json:"exercise"`
	Token    string `json:"token" doc:"shown here and kept nowhere; to be sent as Authorization: Bearer"`
	Label    string `json:"label"`
	Acts     bool   `json:"acts"`
}

// dropped answers what was dropped.
type dropped struct {
	Name string `json:"name" doc:"form of the draft, or label of the tokens"`
}

// What the posts about them take.
type (
	dropDraftIn struct {
		Form string `json:"form" minLength:"1" maxLength:"200"`
	}
	addTokenIn struct {
		Label string `json:"label" minLength:"1" maxLength:"100" doc:"what it is for; at most 100 bytes"`
		Acts  bool   `json:"acts,omitempty" doc:"whether it signs as the officer; else it only reads"`
		Days  int64  `json:"days" minimum:"1" maximum:"90"`
	}
	dropTokenIn struct {
		Label string `json:"label" minLength:"1" maxLength:"100"`
	}
)

// own adds the paths about what is an officer's own.
func (s *server) own() {
	read := func(path, name, says string, out any, do func(*http.Request, kind.Officer) (any, error)) *huma.Operation {
		op := s.operation(http.MethodGet, Prefix+path, name, "desk", says)
		s.gives(op, http.StatusOK, out)
		s.route(op, s.get(do))
		return op
	}
	read("/draft", "draft.list", "The officer's drafts", drafts{}, s.drafts)
	show := read("/draft/{form}", "draft.show", "One draft", oneDraft{}, s.draft)
	show.Parameters = []*huma.Param{{
		Name: "form", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}, Description: "escaped: ACT%23...",
	}}
	read("/token", "token.list", "The officer's API tokens, without themselves", tokens{}, s.tokens)
	write := func(path, name, says string, in input, out any, do task) {
		op := s.operation(http.MethodPost, Prefix+path, name, "desk", says)
		takes(op, in.schema)
		s.gives(op, http.StatusOK, out)
		s.route(op, s.post(in, false, do))
	}
	write("/draft/drop", "draft.drop", "Forget a draft", s.must(dropDraftIn{}), dropped{}, s.dropDraft)
	write("/token/add", "token.add", "Make an API token", s.must(addTokenIn{}), made{}, s.addToken)
	write("/token/drop", "token.drop", "End every token of a label", s.must(dropTokenIn{}), dropped{}, s.dropToken)
}

func (s *server) drafts(r *http.Request, by kind.Officer) (any, error) {
	exercise, err := s.exercise(r.Context())
	if err != nil {
		return nil, err
	}
	list, err := s.Desk.Drafts(r.Context(), by)
	if err != nil {
		return nil, err
	}
	out := drafts{Exercise: exercise, Drafts: []draft{}}
	for i := range list {
		out.Drafts = append(out.Drafts, s.draftOf(r, &list[i]))
	}
	return out, nil
}

func (s *server) draft(r *http.Request, by kind.Officer) (any, error) {
	exercise, err := s.exercise(r.Context())
	if err != nil {
		return nil, err
	}
	d, err := s.Desk.Draft(r.Context(), by, r.PathValue("form"))
	if err != nil {
		return nil, err
	}
	return oneDraft{Exercise: exercise, Draft: s.draftOf(r, &d)}, nil
}

func (s *server) draftOf(r *http.Request, d *desk.Draft) draft {
	out := draft{Form: d.Form, Act: d.Act, Content: d.Content, Saved: int64(d.Saved)}
	if d.Why.Key != "" {
		out.Why = &sentence{Key: d.Why.Key, Text: s.Say(languageOf(r), d.Why)}
	}
	return out
}

func (s *server) dropDraft(r *http.Request, by kind.Officer, in any) (int, any, error) {
	want, _ := in.(dropDraftIn)
	if err := inPerson(r); err != nil {
		return 0, nil, err
	}
	if _, err := s.Desk.Draft(r.Context(), by, want.Form); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, dropped{Name: want.Form}, s.Desk.DropDraft(r.Context(), by, want.Form)
}

func (s *server) tokens(r *http.Request, by kind.Officer) (any, error) {
	exercise, err := s.exercise(r.Context())
	if err != nil {
		return nil, err
	}
	list, err := s.Desk.Tokens(r.Context(), by)
	if err != nil {
		return nil, err
	}
	out := tokens{Exercise: exercise, Tokens: []token{}}
	for _, t := range list {
		out.Tokens = append(out.Tokens, token{Label: t.Label, Acts: t.Acts, Made: int64(t.Made), Expires: int64(t.Expires)})
	}
	return out, nil
}

// addToken makes a token for a program. One token never makes another: what is
// lost with it ends with it. R-API-10.
func (s *server) addToken(r *http.Request, by kind.Officer, in any) (int, any, error) {
	want, _ := in.(addTokenIn)
	if err := inPerson(r); err != nil {
		return 0, nil, err
	}
	if len(want.Label) > mostLabel {
		long := fault{"label", fmt.Sprintf("more than %d bytes", mostLabel)}
		return 0, nil, refusal(http.StatusUnprocessableEntity, "the input does not hold", long)
	}
	exercise, err := s.exercise(r.Context())
	if err != nil {
		return 0, nil, err
	}
	secret, err := s.Desk.AddToken(r.Context(), by, want.Label, want.Acts, time.Duration(want.Days)*24*time.Hour)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, made{Exercise: exercise, Token: secret, Label: want.Label, Acts: want.Acts}, nil
}

// mostLabel is the most bytes of a token's label.
const mostLabel = 100

func (s *server) dropToken(r *http.Request, by kind.Officer, in any) (int, any, error) {
	want, _ := in.(dropTokenIn)
	if err := inPerson(r); err != nil {
		return 0, nil, err
	}
	list, err := s.Desk.Tokens(r.Context(), by)
	if err != nil {
		return 0, nil, err
	}
	for _, t := range list {
		if t.Label == want.Label {
			return http.StatusOK, dropped{Name: want.Label}, s.Desk.DropTokens(r.Context(), by, want.Label)
		}
	}
	return 0, nil, refusal(http.StatusNotFound, "there is no token of that label")
}

// inPerson refuses a request that an API token made: what is the officer's own
// changes by who has signed in.
func inPerson(r *http.Request) error {
	if desk.IsToken(bearer(r)) {
		return refusal(http.StatusForbidden, "an API token changes no drafts and no tokens: sign in with the officer's password")
	}
	return nil
}
