package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/kinds"
)

// TestAct runs an act from its flags to its results. R-API-3, DESIGN §11.
func TestAct(t *testing.T) {
	r := newRig(t)
	code, out, errs := r.run("lamp", "light", "--room", "r1", "--watts", "40", "--plan")
	if code != done || !strings.Contains(out, "EXERCISE") || !strings.Contains(out, "lamp.says.lit") || len(r.world.Sents()) != 0 {
		t.Fatalf("--plan: exit %d, %q, %q, %d signed; want the sentences and nothing signed", code, out, errs, len(r.world.Sents()))
	}
	code, out, errs = r.run("lamp", "light", "--room", "r1", "--watts", "40", "--tags", "x", "--tags", "y", "--yes", "--wait", "none")
	if code != done || len(r.world.Sents()) != 1 {
		t.Fatalf("--yes: exit %d, %q, %q, %d signed; want one", code, out, errs, len(r.world.Sents()))
	}
	if !strings.Contains(errs, "en lamp.says.lit") || !strings.Contains(errs, "EXERCISE") {
		t.Errorf("--yes says %q, want the sentences and EXERCISE", errs)
	}
	sent := r.world.Sents()[0]
	if want := `{"room":"r1","watts":40}`; string(sent.Statement.Act) != want {
		t.Errorf("signed %s, want %s", sent.Statement.Act, want)
	}
	for _, want := range []string{"lamp.lit/v1 " + sent.ID.String(), "promised   not yet", "logged     not yet", "receipted  not yet"} {
		if !strings.Contains(out, want) {
			t.Errorf("results %q, want %q in them", out, want)
		}
	}
}

func TestActWaits(t *testing.T) {
	r := newRig(t)
	code, out, errs := r.run("lamp", "light", "--room", "r1", "--watts", "1", "--yes", "--once", "k", "--timeout", "1ms", "--json")
	if code != refused || !strings.Contains(errs, "do not sign it again") {
		t.Fatalf("nobody took it: exit %d, %q; want 1 and that it stays queued", code, errs)
	}
	var f filing
	if err := json.Unmarshal([]byte(out), &f); err != nil || len(f.Results) != 1 || f.Results[0].Logged != -1 || !f.Exercise {
		t.Fatalf("--json prints %q (%v), want one result that is not logged, EXERCISE", out, err)
	}
	id := r.world.Sents()[0].ID
	r.world.Set(kind.Result{ID: id, Type: "lamp.lit/v1", Promised: 1_800_000_000_000, Logged: 7, Receipted: true})
	code, out, errs = r.run("lamp", "light", "--room", "r1", "--watts", "1", "--yes", "--once", "k")
	if code != done || !strings.Contains(out, "logged     entry 7") || !strings.Contains(out, "by the host at 2027-01-15T08:00:00.000Z") {
		t.Errorf("sent again by its key: exit %d, %q, %q; want 0 and the three results", code, out, errs)
	}
	if n := len(r.world.Sents()); n != 1 {
		t.Errorf("%d were signed, want one", n)
	}
}

func TestActDoesNotCount(t *testing.T) {
	for says, result := range map[string]kind.Result{
		"LAMP-1": {Logged: 7, Receipted: true, Void: &kind.Void{Rule: "LAMP-1", Text: "lit already"}},
		"lapsed": {Logged: -1, Lapsed: true},
	} {
		r := newRig(t)
		args := []string{"lamp", "light", "--room", "r1", "--watts", "1", "--yes", "--once", "k"}
		if code, _, errs := r.run(append(args, "--wait", "none")...); code != done {
			t.Fatalf("exit %d, %q", code, errs)
		}
		result.ID, result.Type = r.world.Sents()[0].ID, "lamp.lit/v1"
		r.world.Set(result)
		if code, _, errs := r.run(args...); code != refused || !strings.Contains(errs, says) {
			t.Errorf("%s: exit %d, %q; want 1 and why it does not count", says, code, errs)
		}
	}
}

// TestActFile puts the flags over a file, and never lets a parser choose
// between two values.
func TestActFile(t *testing.T) {
	r := newRig(t)
	file := r.file(`{"room": "r1", "watts": 40}`)
	code, _, errs := r.run("lamp", "light", "--file", file, "--watts", "7", "--yes", "--wait", "none")
	if code != done {
		t.Fatalf("exit %d, %q", code, errs)
	}
	if got := string(r.world.Sents()[0].Statement.Act); got != `{"room":"r1","watts":7}` {
		t.Errorf("signed %s, want the room of the file and the watts of the flag", got)
	}
	r.in = `{"room": "r2", "watts": 2}`
	if code, _, errs = r.run("lamp", "light", "--file", "-", "--yes", "--wait", "none"); code != done || len(r.world.Sents()) != 2 {
		t.Errorf("from the standard input: exit %d, %q", code, errs)
	}
	for text, want := range map[string]string{
		`{"room": "r3", "watts": 1, "Room": "r4"}`: "stands twice",
		`["r3"]`:                              "want a JSON object",
		`{"room": "r3",`:                      "not JSON",
		`{"room": "r3"} {}`:                   "text after the end",
		`{"room": {"a":1,"a":2}, "watts": 1}`: "name stands twice",
		`{"rooms": "r3", "watts": 1}`:         "rooms in --file",
	} {
		code, _, errs := r.run("lamp", "light", "--file", r.file(text), "--yes")
		if code != refused || !strings.Contains(errs, want) {
			t.Errorf("%s: exit %d, %q; want 1 and %q", text, code, errs, want)
		}
	}
	if n := len(r.world.Sents()); n != 2 {
		t.Errorf("%d were signed, want two", n)
	}
}

func TestActRefused(t *testing.T) {
	r := newRig(t)
	r.world.Light("taken", 5)
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"a mistake in a field":    {[]string{"--room", "r", "--watts", "101", "--yes"}, refused, "--watts: "},
		"void by a rule":          {[]string{"--room", "taken", "--watts", "1", "--yes"}, refused, "LAMP-1"},
		"nothing given":           {[]string{"--yes"}, refused, "room"},
		"not of the list":         {[]string{"--room", "r", "--watts", "1", "--shade", "pink", "--yes"}, refused, "--shade: "},
		"no number":               {[]string{"--room", "r", "--watts", "many", "--yes"}, misused, "is no whole number"},
		"nobody to ask":           {[]string{"--room", "r", "--watts", "1"}, misused, "--yes"},
		"a stage there is not":    {[]string{"--room", "r", "--watts", "1", "--yes", "--wait", "agreed"}, misused, "--wait"},
		"a language there is not": {[]string{"--room", "r", "--watts", "1", "--yes", "--language", "xx"}, misused, "--language"},
		"one argument too many":   {[]string{"r1"}, misused, "too many"},
		"no such file":            {[]string{"--file", "nowhere.json", "--yes"}, refused, "nowhere.json"},
		"standard input for two":  {[]string{"--file", "-", "--password-file", "-", "--yes"}, misused, "either"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			code, out, errs := r.run(append([]string{"lamp", "light"}, tt.args...)...)
			if code != tt.code || !strings.Contains(errs, tt.says) {
				t.Errorf("exit %d, %q; want %d and %q", code, errs, tt.code, tt.says)
			}
			if out != "" {
				t.Errorf("prints %q, want nothing on the standard output", out)
			}
			for l := range strings.SplitSeq(strings.TrimSuffix(errs, "\n"), "\n") {
				if !strings.HasPrefix(l, "parley lamp light: ") && !strings.HasPrefix(l, "EXERCISE") && !strings.HasPrefix(l, "en lamp.") {
					t.Errorf("line %q does not say which command it is of", l)
				}
			}
		})
	}
	if n := len(r.world.Sents()); n != 0 {
		t.Errorf("%d were signed, want none", n)
	}
}

func TestTimes(t *testing.T) {
	r := newRig(t)
	code, _, errs := r.run("lamp", "agree", "--room", "r", "--until", "2027-03-09 11:00+02:00", "--yes", "--wait", "none")
	if code != done || len(r.world.Sents()) != 1 {
		t.Fatalf("exit %d, %q", code, errs)
	}
	for _, bad := range []string{"10:00", "2027-03-09 08:00", "tomorrow", "09.03.2027 08:00Z"} {
		if code, _, errs := r.run("lamp", "agree", "--room", "r", "--until", bad, "--yes"); code != misused || !strings.Contains(errs, "with its zone") {
			t.Errorf("--until %q: exit %d, %q; want 2 and how to write it", bad, code, errs)
		}
	}
	for in, want := range map[string]string{
		"2027-03-09T08:00:00Z": "2027-03-09T08:00:00Z", "2027-03-09 08:00Z": "2027-03-09T08:00:00Z",
		"2027-03-09 10:00+02:00": "2027-03-09T08:00:00Z", "2027-03-09T08:00Z": "2027-03-09T08:00:00Z",
		"2027-03-09T08:00:00.25Z": "2027-03-09T08:00:00.25Z",
	} {
		got, err := instant.json(in)
		if err != nil || string(got) != `"`+want+`"` {
			t.Errorf("%q is %s (%v), want %s", in, got, err, want)
		}
	}
}

func TestSignIn(t *testing.T) {
	r := newRig(t)
	args := []string{"lamp", "list", "--json"}
	want := func(name string, code int, says string) {
		t.Helper()
		got, _, errs := r.run(args...)
		if got != code || !strings.Contains(errs, says) {
			t.Errorf("%s: exit %d, %q; want %d and %q", name, got, errs, code, says)
		}
	}
	want("by the environment", done, "")
	delete(r.env, "PARLEY_PASSWORD")
	want("without a password", misused, "--password-file")
	args = append(args, "--password-file", r.file("EXERCISE password\n"))
	want("by a file", done, "")
	delete(r.env, "PARLEY_OFFICER")
	want("nobody", misused, "--officer")
	r.env["PARLEY_TOKEN"] = "no token"
	want("a wrong token", refused, "sign in")
	args = append(args, "--officer", "a9")
	want("a stranger", refused, "sign in as a9")
	r.env["PARLEY_NODE"] = "127.0.0.1:1"
	want("no address", misused, "--node")
	r.env["PARLEY_NODE"] = "http://node.example:7410"
	want("in clear over a network", misused, "in clear")
	r.env["PARLEY_NODE"] = "http://127.0.0.1:1"
	want("nobody there", refused, "does not answer")
}

// TestFlagsDoNotCollide holds every kind to names that no general flag has.
func TestFlagsDoNotCollide(t *testing.T) {
	general := map[string]bool{}
	for _, name := range []string{
		"node", "officer", "password-file", "tls-key", "ca", "language", "file", "yes", "plan", "once", "wait", "timeout", "json", "help",
	} {
		general[name] = true
	}
	acts := 0
	for _, k := range kinds.All() {
		for _, a := range k.Acts {
			acts++
			for _, f := range fieldsOf(a.In) {
				if general[flagName(f.name)] {
					t.Errorf("%s: the field %s has the name of a general flag", a.Name, f.name)
				}
			}
		}
		for _, q := range k.Queries {
			for _, f := range fieldsOf(q.In) {
				if general[flagName(f.name)] {
					t.Errorf("%s: the field %s has the name of a general flag", q.Name, f.name)
				}
			}
		}
	}
	if acts == 0 {
		t.Error("no kind has an act")
	}
}
