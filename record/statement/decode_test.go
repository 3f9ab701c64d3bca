package statement_test

import (
	"errors"
	"math"
	"testing"

	"parley.example/record/statement"
)

// act is the shape of most acts.
type act struct {
	Addressees []string         `json:"addressees"`
	Bytes      []byte           `json:"bytes,omitempty"`
	Charter    statement.Digest `json:"charter"`
	Window     *span            `json:"window,omitempty"`
	Wish       bool             `json:"wish"`
}

type span struct {
	From statement.Time `json:"from"`
	To   statement.Time `json:"to"`
}

func TestDecode(t *testing.T) {
	good := `{"addressees":["alpha"],"bytes":"AQI=","charter":"` + zeros + `","window":{"from":1,"to":2},"wish":true}`
	var a act
	if err := statement.Decode([]byte(good), &a); err != nil {
		t.Fatal(err)
	}
	if a.Window == nil || a.Window.To != 2 || len(a.Bytes) != 2 || !a.Wish {
		t.Errorf("decoded %+v from %s", a, good)
	}
	for _, tt := range [][2]string{
		{`"wish":true`, `"Wish":true`},
		{`"wish":true`, `"wish":true,"x":1`},
		{`"wish":true`, `"wish":true,"wish":true`},
		{`,"wish":true`, ``},
		{`"wish":true`, `"wish":null`},
		{`"wish":true`, `"wish":1`},
		{`{"addressees":["alpha"],`, `{`},
		{`["alpha"]`, `null`},
		{`"bytes":"AQI="`, `"bytes":""`},
		{`"bytes":"AQI="`, `"bytes":"AQJ="`},
		{`"bytes":"AQI="`, `"bytes":"AQI"`},
		{`"to":2`, `"to":2.0`},
		{`"to":2}`, `"to":2} `},
		{`"to":2}`, `"to":2,"y":{}}`},
		{zeros, spare},
	} {
		var a act
		if err := statement.Decode(swap(t, []byte(good), tt[0], tt[1]), &a); !errors.Is(err, statement.ErrForm) {
			t.Errorf("Decode with %s: %v, want ErrForm", tt[1], err)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	deep := any(1)
	for range 20 {
		deep = []any{deep}
	}
	for name, v := range map[string]any{
		"float": 1.5, "null": nil, "nil list": []string(nil), "hebrew": "\u05d0", "line end": "a\n", "invalid": "\xff",
		"large": int64(1) << 53, "larger": uint64(math.MaxUint64), "deep": deep,
	} {
		if b, err := statement.Encode(v); !errors.Is(err, statement.ErrForm) {
			t.Errorf("%s: Encode = %s, %v, want ErrForm", name, b, err)
		}
	}
	b, err := statement.Encode(map[string]any{"b": "<&>", "a": []int{1}, "A": "\\\""})
	if want := `{"A":"\\\"","a":[1],"b":"<&>"}`; err != nil || string(b) != want {
		t.Errorf("Encode = %s, %v, want %s", b, err, want)
	}
}
