package examples

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"parley.example/record/statement"
)

// Play is one run of a course: when it began, how slow it is, and what its
// steps have signed so far.
type Play struct {
	Start  time.Time
	Scale  int64 // 1 for the quickest
	Signed map[string]statement.ID
}

// Due is the time before which the step is not taken.
func (p *Play) Due(s *Step) time.Time { return p.after(s.At) }

func (p *Play) after(ms int64) time.Time {
	return p.Start.Add(time.Duration(ms*p.Scale) * time.Millisecond).UTC()
}

// Resolve returns the step's input as its act takes it, with no placeholder
// left.
func (p *Play) Resolve(s *Step) (json.RawMessage, error) {
	out, err := replace(s.Input, func(text string) (any, error) {
		hole, err := parseHole(text)
		if err != nil {
			return nil, err
		}
		switch {
		case hole.step != "":
			id, ok := p.Signed[hole.step]
			if !ok {
				return nil, fmt.Errorf("%w: %s has signed nothing in this play", ErrExample, hole.step)
			}
			return id.String(), nil
		case hole.time:
			return p.after(hole.ms).Format("2006-01-02T15:04:05.000Z07:00"), nil
		}
		return json.Number(strconv.FormatInt(hole.ms*p.Scale, 10)), nil
	})
	if err != nil {
		return nil, fmt.Errorf("resolve step %s: %w", s.ID, err)
	}
	return out, nil
}

// Notice returns the id of the notice that an expectation or a "never" names.
func (p *Play) Notice(ref string) (statement.ID, error) {
	step, ok := Ref(ref)
	id, signed := p.Signed[step]
	if !ok || !signed {
		return statement.ID{}, fmt.Errorf("%w: %.40q names nothing signed in this play", ErrExample, ref)
	}
	return id, nil
}

// hole is a placeholder: a step, a time after the start, or a duration.
type hole struct {
	step string
	time bool
	ms   int64
}

// maxTime bounds times and durations: with the greatest scale they stay far
// from the end of an int64, and within the year that a window may last.
const maxTime = 24 * 3600 * 1000

func parseHole(text string) (hole, error) {
	if step, ok := Ref(text); ok {
		return hole{step: step}, nil
	}
	digits, isTime := strings.CutPrefix(text, "@+")
	if !isTime {
		var isDuration bool
		if digits, isDuration = strings.CutPrefix(text, "@*"); !isDuration {
			return hole{}, fmt.Errorf("%w: %.40q: want @step, @+milliseconds or @*milliseconds", ErrExample, text)
		}
	}
	ms, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || ms < 0 || ms > maxTime || strconv.FormatInt(ms, 10) != digits {
		return hole{}, fmt.Errorf("%w: %.40q: want 0 to %d milliseconds", ErrExample, text, maxTime)
	}
	return hole{time: isTime, ms: ms}, nil
}

// replace walks a JSON value and puts something in the place of every string
// that begins with @.
func replace(raw json.RawMessage, with func(text string) (any, error)) (json.RawMessage, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	v, err := walk(v, with)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(buf.Bytes()), nil
}

func walk(v any, with func(text string) (any, error)) (any, error) {
	var err error
	switch v := v.(type) {
	case string:
		if strings.HasPrefix(v, "@") {
			return with(v)
		}
	case []any:
		for i := range v {
			if v[i], err = walk(v[i], with); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for key := range v {
			if v[key], err = walk(v[key], with); err != nil {
				return nil, fmt.Errorf("%s: %w", key, err)
			}
		}
	}
	return v, nil
}
