package cli

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"parley.example/record/statement"
)

// FuzzObject: what passes as the body of an act is one JSON object of which no name
// is lost on the way to the node, in whatever case it is written.
func FuzzObject(f *testing.F) {
	for _, s := range []string{
		`{"notice":"N-12"}`, `{"a":1,"A":2}`, `{"a":1,"a":2}`, `{"a":{"b":1,"b":2}}`, `{}`, ` { } `, `{"a":1}{"b":2}`,
		`[1]`, `"a"`, `null`, ``,
		`{"":0}`, `{"K":1,"\u212a":2}`, `{"s":1,"\u017f":2}`, `{"a":1,}`, `{"a":1e999}`, `{"\ud800":1}`, "{\"a\":\"\xff\"}", `{"a":` + strings.Repeat("[", 200),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := object(b)
		if err != nil {
			t.Skip()
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal(b, &want); err != nil {
			t.Fatalf("%q passes and is no JSON object: %v", b, err)
		}
		if len(got) != len(want) {
			t.Fatalf("%q has %d names here and %d for another reader", b, len(got), len(want))
		}
		var names []string
		for name, value := range got {
			if !bytes.Equal(bytes.TrimSpace(want[name]), bytes.TrimSpace(value)) {
				t.Errorf("%q: under %q stands %s here and %s for another reader", b, name, value, want[name])
			}
			if slices.ContainsFunc(names, func(other string) bool { return strings.EqualFold(other, name) }) {
				t.Errorf("%q: %q stands twice", b, name)
			}
			names = append(names, name)
		}
		again, err := json.Marshal(got)
		if err != nil {
			t.Fatalf("%q passes and cannot be sent: %v", b, err)
		}
		if sent, err := object(again); err != nil || len(sent) != len(got) {
			t.Errorf("%q is sent as %s, which does not pass: %v", b, again, err)
		}
	})
}

// FuzzTime: a time that passes has its zone in it, is a moment, and comes back from
// what is sent to the millisecond.
func FuzzTime(f *testing.F) {
	for _, s := range []string{
		"2027-03-09T08:00:00Z", "2027-03-09 10:00+02:00", "2027-03-09T08:00Z", "2027-03-09 08:00:00.123456789Z", "2027-03-09T08:00:00",
		"2027-03-09", "08:00Z", "2027-02-30T08:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "", "2027-03-09T08:00:00z",
		"2027-03-09T24:00:00Z", "2027-03-09T08:00:60Z", "2027-03-09T08:00:00+99:99",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, v string) {
		at, err := parseTime(v)
		if err != nil {
			t.Skip()
		}
		if at.Location() != time.UTC {
			t.Errorf("%q is in %v, want UTC", v, at.Location())
		}
		if !strings.HasSuffix(v, "Z") && !strings.ContainsAny(v[10:], "+-") {
			t.Errorf("%q passes without its zone", v)
		}
		b, err := millis.json(v)
		if err != nil {
			t.Fatal(err)
		}
		var ms statement.Time
		if err := json.Unmarshal(b, &ms); err != nil || ms.UTC() != at.Truncate(time.Millisecond) && at.UnixMilli() >= 0 {
			t.Errorf("%q is sent as %s, which is %v (%v), want %v", v, b, ms, err, at)
		}
	})
}

// FuzzField: a flag's value is sent as JSON of its own form, or refused: none can
// put a second name or value into the body.
func FuzzField(f *testing.F) {
	for _, s := range []string{
		"1", "-1", "007", "+7", "1e3", "1.0", "0x10", "1_000", "NaN", "Inf", "9223372036854775807", "9223372036854775808", "true", "",
		`","x":"`, "1,\"x\":2", "\u202e", "\xff", "2027-03-09T08:00:00Z", " 1", "1 ",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, v string) {
		for form, want := range map[form]reflect.Kind{
			text: reflect.String, whole: reflect.Float64, decimal: reflect.Float64, instant: reflect.String, millis: reflect.Float64,
		} {
			b, err := form.json(v)
			if err != nil {
				continue
			}
			var got any
			if err := json.Unmarshal(b, &got); err != nil || reflect.TypeOf(got).Kind() != want {
				t.Errorf("form %d of %q is sent as %s, want one %v (%v)", form, v, b, want, err)
			}
			if s, ok := got.(string); ok && form == text && s != strings.ToValidUTF8(v, "\ufffd") && strings.ToValidUTF8(v, "") == v {
				t.Errorf("%q is sent as %q", v, s)
			}
		}
	})
}

// FuzzTree: whatever a node answers is shown or refused; nothing that steers a
// terminal comes through, and what is shown of a scalar is the whole of it.
func FuzzTree(f *testing.F) {
	for _, s := range []string{
		`{"rows":[{"a":1,"b":"x"}]}`, `[[[]]]`, `{"a":{"b":{"c":null}}}`, `"\u001b[2J"`, `"a\nb"`, `1e400`, `{"a":1,"a":2}`, ``, `{`, `[1`, `]`,
		strings.Repeat("[", 100), `"\u202eevil"`, `{"\u001b[31m":1}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := parseTree(b, nil)
		if err != nil {
			t.Skip()
		}
		var walk func(v *tree, depth int)
		walk = func(v *tree, depth int) {
			if depth > deepest+1 {
				t.Fatalf("%q nests deeper than %d", b, deepest)
			}
			if len(v.names) != len(v.fields) {
				t.Fatalf("%q: %d names for %d values", b, len(v.names), len(v.fields))
			}
			for i := range v.fields {
				walk(&v.fields[i], depth+1)
			}
			for i := range v.items {
				walk(&v.items[i], depth+1)
			}
			for _, r := range plain(v.word()) {
				if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
					t.Errorf("%q is shown with %q in it", b, r)
				}
			}
		}
		walk(&got, 0)
	})
}

// FuzzProblem: whatever a node refuses with is an error in lines, never a silence
// and never a crash.
func FuzzProblem(f *testing.F) {
	for _, s := range []string{
		`{"title":"x","detail":"y"}`, `{"errors":[{"field":"a.b","message":"m"}]}`, `{"errors":[{}]}`, `{"rule":"R-VOID-5"}`, `{}`, ``, `[]`, `null`,
		`{"detail":"\u001b[2J\n"}`,
	} {
		f.Add(422, []byte(s))
	}
	f.Fuzz(func(t *testing.T, status int, b []byte) {
		c := &client{fields: []field{{name: "a", form: text}}}
		resp := answer(status)
		err := c.problem(&resp, b)
		if err == nil {
			t.Fatalf("status %d with %q is no error", status, b)
		}
		for l := range strings.SplitSeq(line(err.Error()), "\n") {
			for _, r := range l {
				if r < ' ' && r != '\t' || r == 0x7f {
					t.Errorf("%q is said with %q in it", b, r)
				}
			}
		}
	})
}

// answer is a refusal of the API as a client meets it.
func answer(status int) http.Response {
	return http.Response{
		Status: http.StatusText(status), StatusCode: status, Header: http.Header{"Content-Type": {"application/problem+json"}},
	}
}
