package wire_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"parley.example/internal/ledger/wire"
)

// Every pattern is a method and a path that a request can be made of, and what is
// put into it stays one element of the path.
func TestPath(t *testing.T) {
	tests := map[string]struct {
		pattern string
		args    []string
		want    string
	}{
		"nothing to fill in":          {wire.Submit, nil, "/submit"},
		"a word":                      {wire.GetTail, []string{"5d0e"}, "/tail/5d0e"},
		"the rest of a path":          {wire.Tile, []string{"0/x001/067.p/8"}, "/log/tile/0/x001/067.p/8"},
		"a word is one element":       {wire.GetBody, []string{"../submit?x=1#y"}, "/body/..%2Fsubmit%3Fx=1%23y"},
		"braces of an argument stand": {"GET /a/{x}/b/{y}", []string{"one", "two"}, "/a/one/b/two"},
		"too few arguments":           {wire.GetTail, nil, "/tail/{key}"},
		"too many arguments":          {wire.Transition, []string{"7", "8"}, "/transition/7"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := wire.Path(tt.pattern, tt.args...); got != tt.want {
				t.Errorf("Path(%q, %q) = %q, want %q", tt.pattern, tt.args, got, tt.want)
			}
		})
	}
}

// The patterns are told apart by a mux, and Path makes what each of them matches,
// with the argument that went in.
func TestPathsArePatterns(t *testing.T) {
	hex := strings.Repeat("5d", 32)
	all := map[string][]string{
		wire.Submit: nil, wire.Checkpoint: nil, wire.Tile: {"entries/000.p/3"}, wire.GetBody: {hex}, wire.PutBody: {hex}, wire.EraseBody: {hex},
		wire.AddCheckpoint: nil, wire.Pass: nil, wire.Evidence: nil, wire.GetTail: {hex}, wire.Transition: {"12"},
	}
	var matched, value string
	mux := http.NewServeMux()
	for pattern := range all {
		_, name, _ := strings.Cut(pattern, "{")
		name = strings.TrimSuffix(strings.TrimSuffix(name, "}"), "...")
		mux.HandleFunc(pattern, func(_ http.ResponseWriter, r *http.Request) { matched, value = pattern, r.PathValue(name) })
	}
	for pattern, args := range all {
		method, _, _ := strings.Cut(pattern, " ")
		matched, value = "", ""
		mux.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, wire.Path(pattern, args...), nil))
		want := strings.Join(args, "")
		if matched != pattern || value != want {
			t.Errorf("%s %s is matched by %q with %q, want %q with %q", method, wire.Path(pattern, args...), matched, value, pattern, want)
		}
	}
}
