package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"parley.example/record/statement"
)

// stages are the results of a submission in their order. PROTOCOL A7.
var stages = map[string]int{"none": 0, "promised": 1, "logged": 2, "receipted": 3}

// poll is how often a result is asked for.
const poll = 200 * time.Millisecond

// result is what became of one statement. R-API-3.
type result struct {
	ID        string         `json:"id"`
	Type      string         `json:"type"`
	Promised  statement.Time `json:"promised,omitempty"`
	Logged    int64          `json:"logged"`
	Receipted bool           `json:"receipted"`
	Void      *struct {
		Rule string `json:"rule"`
		Text string `json:"text"`
	} `json:"void,omitempty"`
	Lapsed bool `json:"lapsed,omitempty"`
}

// filing is what became of an act.
type filing struct {
	Exercise bool       `json:"exercise"`
	Says     []sentence `json:"says,omitempty"`
	Results  []result   `json:"results"`
}

// stage is how far a statement has come.
func (r *result) stage() int {
	switch {
	case r.Receipted:
		return stages["receipted"]
	case r.Logged >= 0:
		return stages["logged"]
	case r.Promised != 0:
		return stages["promised"]
	}
	return 0
}

func (r *result) ended() bool { return r.Void != nil || r.Lapsed }

// results waits as far as was asked, prints what became of each statement, and
// fails where one does not count.
func (w *world) results(ctx context.Context, cl *client, f actFlags, b []byte, says []sentence) error {
	var out filing
	if err := json.Unmarshal(b, &out); err != nil {
		return fmt.Errorf("the node's answer cannot be read: %w", err)
	}
	if out.Says == nil {
		out.Says = says
	}
	waited := cl.await(ctx, &out, stages[f.wait], f.timeout)
	var err error
	if f.json {
		err = json.NewEncoder(w.out).Encode(out)
	} else {
		err = w.showFiling(&out)
	}
	if err != nil {
		return err
	}
	for _, r := range out.Results {
		switch {
		case r.Void != nil:
			return fmt.Errorf("%s does not count, by rule %s: %s", r.Type, r.Void.Rule, r.Void.Text)
		case r.Lapsed:
			return fmt.Errorf("%s has lapsed: its time ran out before anybody had it; the draft is kept, sign again", r.Type)
		}
	}
	return waited
}

// await asks until every statement has come so far, or has ended.
func (c *client) await(ctx context.Context, f *filing, want int, most time.Duration) error {
	asked := ctx
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		behind := ""
		for i := range f.Results {
			r := &f.Results[i]
			if r.stage() >= want || r.ended() {
				continue
			}
			b, err := c.get(ctx, "/result/"+r.ID)
			if err == nil {
				err = json.Unmarshal(b, r)
			}
			if err != nil && ctx.Err() == nil {
				return fmt.Errorf("what became of %s: %w", r.ID, err)
			}
			if r.stage() < want && !r.ended() {
				behind = r.ID
			}
		}
		if behind == "" {
			return nil
		}
		select {
		case <-ctx.Done():
			if asked.Err() != nil {
				return fmt.Errorf("%s is signed and handed on; interrupted before more was known, do not sign it again", behind)
			}
			return fmt.Errorf("%s is signed and handed on, and has not come so far within %v; it stays queued, do not sign it again",
				behind, most)
		case <-tick.C:
		}
	}
}

func (w *world) showFiling(f *filing) error {
	if f.Exercise {
		if err := w.show("EXERCISE"); err != nil {
			return err
		}
	}
	for _, r := range f.Results {
		promised, logged, receipted := "not yet", "not yet", "not yet"
		switch {
		case r.Promised != 0:
			promised = "by the host at " + r.Promised.String()
		case r.Logged >= 0:
			promised = "not kept: it is logged"
		}
		if r.Logged >= 0 {
			logged = fmt.Sprintf("entry %d", r.Logged)
		}
		if r.Receipted {
			receipted = "a checkpoint with quorum covers it"
		}
		err := w.show("%s %s\n  promised   %s\n  logged     %s\n  receipted  %s", r.Type, r.ID, promised, logged, receipted)
		if err != nil {
			return err
		}
	}
	return nil
}
