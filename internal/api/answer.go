package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/statement"
)

// Times are UTC milliseconds since 1970, ids of statements lower-case hex, as in
// paths.

// at says what an answer rests on. Whatever is not live says as of when.
type at struct {
	Index int64 `json:"index" doc:"of the last entry of the record in view, -1 before the first"`
	Time  int64 `json:"time" doc:"record time there"`
	Live  bool  `json:"live" doc:"whether this is known to be the newest"`
	Clock int64 `json:"clock" doc:"of the node"`
}

// sentence is what an officer confirms, in the language asked for.
type sentence struct {
	Key  string `json:"key"`
	Text string `json:"text"`
}

// confirmation answers an act that was not confirmed yet.
type confirmation struct {
	Exercise bool       `json:"exercise"`
	Act      string     `json:"act"`
	Token    string     `json:"token" doc:"post it to /api/v1/confirm to sign"`
	Says     []sentence `json:"says" doc:"what would be signed; show it to the officer"`
	Expires  int64      `json:"expires" doc:"by the node's clock"`
}

// filing answers a confirmed act. Nothing of it is on the record before its
// result says so.
type filing struct {
	Exercise bool       `json:"exercise"`
	Says     []sentence `json:"says,omitempty"`
	Results  []result   `json:"results"`
}

// result keeps the three results apart, and the two ways back.
type result struct {
	ID        string     `json:"id"`
	Type      string     `json:"type"`
	Promised  int64      `json:"promised,omitempty" doc:"the time that the host signed for"`
	Logged    int64      `json:"logged" doc:"place on the record, -1 while not seen there"`
	Receipted bool       `json:"receipted" doc:"a checkpoint with quorum covers it"`
	Void      *kind.Void `json:"void,omitempty" doc:"by which rule it is refused or does not count"`
	Lapsed    bool       `json:"lapsed,omitempty" doc:"its time ran out, in the queue or before the host took it in: without effect"`
}

func resultOf(r kind.Result) result {
	return result{
		ID: r.ID.String(), Type: r.Type, Promised: int64(r.Promised), Logged: r.Logged, Receipted: r.Receipted, Void: r.Void,
		Lapsed: r.Lapsed,
	}
}

func filingOf(f kind.Filing, exercise bool, says []sentence) filing {
	out := filing{Exercise: exercise, Says: says, Results: []result{}}
	for _, r := range f.Results {
		out.Results = append(out.Results, resultOf(r))
	}
	return out
}

// sentences puts what is confirmed into the language of the request.
func (s *server) sentences(r *http.Request, says []lang.Message) []sentence {
	out := []sentence{}
	for _, m := range says {
		out = append(out, sentence{Key: m.Key, Text: s.Say(languageOf(r), m)})
	}
	return out
}

// exercise reports whether the mechanism is an exercise.
func (s *server) exercise(ctx context.Context) (is bool, err error) {
	err = s.Read(ctx, func(v kind.Reader) error {
		is = v.Charter().Exercise
		return nil
	})
	return is, err
}

func placeOf(v kind.Reader) (at, bool) {
	index, t := v.Place()
	local := v.Aside()
	return at{Index: index, Time: int64(t), Live: local.Live, Clock: int64(local.Clock)}, v.Charter().Exercise
}

// write answers in JSON.
func (s *server) answer(w http.ResponseWriter, r *http.Request, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if _, err := w.Write(append(b, '\n')); err != nil {
		s.Log.Debug("answer was not taken", slog.String("path", r.URL.Path), slog.Any("err", err))
	}
}

// languageOf is the first language of the request that there are messages in.
func languageOf(r *http.Request) string {
	for _, tag := range splitTags(r.Header.Get("Accept-Language")) {
		switch tag {
		case "en", "ar", "he":
			return tag
		}
	}
	return "en"
}

func retryAfter(wait *desk.WaitError, now statement.Time) string {
	seconds := int64(wait.Until.Sub(now)/time.Second) + 1
	return strconv.FormatInt(max(seconds, 1), 10)
}
