package api

import (
	"encoding/json"
	"reflect"
	"testing"
)

// FuzzOnce: what passes is JSON, and no object in it loses a name in decoding:
// written anew, it has as many names as before.
func FuzzOnce(f *testing.F) {
	for _, s := range []string{
		`{"a":1,"b":{"a":[{"a":null}]}}`, `{"a":1,"A":2}`, `[1,"x",true]`, `{"a":1}{}`, `{"a"`, `{"\u0061":1,"a":2}`,
		`{"s":1,"\u017f":2}`, `{"":0,"":1}`, ``, `"\ud800"`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if once(raw) != nil {
			t.Skip()
		}
		if !json.Valid(raw) {
			t.Fatalf("%q passes and is not JSON", raw)
		}
		var one any
		if err := json.Unmarshal(raw, &one); err != nil {
			t.Skip() // nested deeper, or a number too large, for encoding/json
		}
		again, err := json.Marshal(one)
		if err != nil {
			t.Fatal(err)
		}
		if err := once(again); err != nil {
			t.Fatalf("%q passes, written anew it does not: %v", raw, err)
		}
		var two any
		if err := json.Unmarshal(again, &two); err != nil || !reflect.DeepEqual(one, two) {
			t.Fatalf("%q reads otherwise when written anew: %v", raw, err)
		}
	})
}
