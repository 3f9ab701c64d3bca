package charter_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// TestDocumentRoundTrip holds R-CHARTER-1, with text beyond ASCII.
func TestDocumentRoundTrip(t *testing.T) {
	doc := recordtest.Document("alpha", "bravo")
	doc.Name["he"], doc.Name["ar"] = "\u05ea\u05e8\u05d2\u05d9\u05dc <&>", "\u062a\u0645\u0631\u064a\u0646"
	doc.Rules = []byte(`{"words":{"ar":"\u0645","b":[1,{"c":true}]}}`)
	doc.Desks, doc.Markings = nil, nil
	b := bytesOf(t, doc)
	got, err := charter.ParseDocument(b)
	if err != nil {
		t.Fatal(err)
	}
	if again := bytesOf(t, got); !bytes.Equal(b, again) {
		t.Errorf("written again:\n%s\nwant\n%s", again, b)
	}
	if diff := cmp.Diff([]string{}, got.Desks); diff != "" {
		t.Errorf("desks: %s", diff)
	}
}

// TestDocumentSpelling: every other spelling of a document is refused, so that
// nobody signs one text and reads another. R-CHARTER-1, R-CHARTER-5.
func TestDocumentSpelling(t *testing.T) {
	doc := recordtest.Document("alpha", "bravo")
	doc.Rules = []byte(`{"a":{"b":1}}`)
	good := string(bytesOf(t, doc))
	for _, tt := range [][2]string{
		{`"v": 1,`, `"v":1,`},
		{`"v": 1,`, `"v": 1, "v": 1,`},
		{`"v": 1,`, `"V": 1,`},
		{`"v": 1,`, `"v": 1.0,`},
		{`"v": 1,`, `"v": 1, "w": 2,`},
		{`"open_log": false,`, ``},
		{`"EXERCISE mechanism"`, `"\u0045XERCISE mechanism"`},
		{`"EXERCISE mechanism"`, "\"EXERCISE \xff\""},
		{`"kinds": [`, `"kinds": null, "x": [`},
		{`"en": "EXERCISE mechanism"`, "\"en\": \"EXERCISE mechanism\",\n    \"en\": \"other\""},
		{`"b": 1`, "\"b\": 1,\n      \"b\": 2"},
		{`"b": 1`, `"b": 1.5`},
		{`"b": 1`, `"b": 1e2`},
		{`"b": 1`, `"b": 99999999999999999999`},
		{`"b": 1`, "\"b\": \"\xff\""},
	} {
		if strings.Count(good, tt[0]) == 0 {
			t.Fatalf("%q is not in\n%s", tt[0], good)
		}
		if _, err := charter.ParseDocument([]byte(strings.Replace(good, tt[0], tt[1], 1))); err == nil {
			t.Errorf("with %s for %s it parses, want a fault", tt[1], tt[0])
		}
	}
	for _, text := range []string{good + "\n", good[:len(good)-1], "\ufeff" + good, good + good} {
		if _, err := charter.ParseDocument([]byte(text)); err == nil {
			t.Errorf("%.20q... parses, want a fault", text)
		}
	}
}

// TestDocumentCheck holds R-CHARTER-2, fault by fault, each named in words.
func TestDocumentCheck(t *testing.T) {
	tests := map[string]struct {
		change func(*charter.Document)
		want   string
	}{
		"version":                {func(d *charter.Document) { d.V = 2 }, "v is 2"},
		"no name":                {func(d *charter.Document) { d.Name = nil }, "name"},
		"name of two lines":      {func(d *charter.Document) { d.Name["en"] = "a\nb" }, "name"},
		"a tag that is none":     {func(d *charter.Document) { d.Name["e n"] = "a" }, "name"},
		"no nonce":               {func(d *charter.Document) { d.Nonce = "" }, "nonce"},
		"no members":             {func(d *charter.Document) { d.Members = nil }, "no members"},
		"a code with a capital":  {func(d *charter.Document) { d.Members[0].Code = "Alpha" }, "code"},
		"one code twice":         {func(d *charter.Document) { d.Members[1].Code = "alpha" }, "twice"},
		"no role":                {func(d *charter.Document) { d.Members[0].Role = "king" }, "role"},
		"one key twice":          {func(d *charter.Document) { d.Members[1].Node.TLS = d.Members[0].Root }, "same key"},
		"the host's key":         {func(d *charter.Document) { d.Members[1].Node.TLS = d.Host.TLS }, "same key"},
		"one host key":           {func(d *charter.Document) { d.Host.TLS = d.Host.Key }, "same key"},
		"no key":                 {func(d *charter.Document) { d.Members[1].Root = statement.PublicKey{} }, "no key"},
		"a key of small order":   {func(d *charter.Document) { d.Host.Key = statement.PublicKey{1} }, "small order"},
		"no sealing recipient":   {func(d *charter.Document) { d.Members[1].Node.Sealing = "" }, "sealing"},
		"one recipient twice":    {func(d *charter.Document) { d.Members[1].Node.Sealing = d.Members[0].Node.Sealing }, "sealing"},
		"a host that is nobody":  {func(d *charter.Document) { d.Host.Member = "zulu" }, "host"},
		"an origin with a blank": {func(d *charter.Document) { d.Host.Origin = "a b" }, "origin"},
		"an origin with a plus":  {func(d *charter.Document) { d.Host.Origin = "a+b" }, "origin"},
		"an origin of two lines": {func(d *charter.Document) { d.Host.Origin = "a\nb" }, "origin"},
		"a witness who is none":  {func(d *charter.Document) { d.Witnesses[0] = "zulu" }, "witnesses"},
		"a witness twice":        {func(d *charter.Document) { d.Witnesses[0] = "bravo" }, "twice"},
		"no witnesses":           {func(d *charter.Document) { d.Witnesses = nil }, "witnesses"},
		"too many liars":         {func(d *charter.Document) { d.Faulty = 1 }, "3f+1"},
		"liars below nothing":    {func(d *charter.Document) { d.Faulty = -1 }, "3f+1"},
		"liars that wrap":        {func(d *charter.Document) { d.Faulty = 1 << 62 }, "3f+1"},
		"a data officer outside": {func(d *charter.Document) { d.DataOfficer = "zulu" }, "data_officer"},
		"a desk that is no code": {func(d *charter.Document) { d.Desks = []string{"Mil"} }, "desks"},
		"a kind twice":           {func(d *charter.Document) { d.Kinds = []string{"a", "a"} }, "kinds"},
		"an empty marking":       {func(d *charter.Document) { d.Markings = []string{""} }, "markings"},
		"a short answer time":    {func(d *charter.Document) { d.Tolerances.AnswerLeast = 1 }, "answer_least_ms"},
		"a negative tolerance":   {func(d *charter.Document) { d.Tolerances.Vouch = -1 }, "tolerances"},
		"a tolerance of ages":    {func(d *charter.Document) { d.Tolerances.Clock = 1 << 60 }, "tolerances"},
		"no rules":               {func(d *charter.Document) { d.Rules = nil }, "notice_rules"},
		"rules that are a list":  {func(d *charter.Document) { d.Rules = []byte("[]") }, "notice_rules"},
		"rules without an end":   {func(d *charter.Document) { d.Rules = []byte("{") }, "notice_rules"},
		"rules that go deep": {func(d *charter.Document) {
			d.Rules = []byte(strings.Repeat(`{"a":`, 20) + "1" + strings.Repeat("}", 20))
		}, "notice_rules"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			doc := recordtest.Document("alpha", "bravo")
			if err := doc.Check(); err != nil {
				t.Fatal(err)
			}
			tt.change(&doc)
			if err := doc.Check(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Check() = %v, want a fault about %q", err, tt.want)
			}
		})
	}
}

// TestNewTakesTheFirst: a record begins with a document that amends none.
func TestNewTakesTheFirst(t *testing.T) {
	doc := recordtest.Document("alpha")
	doc.Amends = &statement.Digest{1}
	if _, err := charter.New(bytesOf(t, doc)); err == nil {
		t.Error("New takes an amending document, want a fault")
	}
}

func TestLosses(t *testing.T) {
	doc := recordtest.Document("alpha", "bravo", "mediator")
	want := "3 witnesses, 0 may lie, 2 must cosign: with 1 out of reach the record goes on, with 2 it waits"
	if got := doc.Losses(); got != want {
		t.Errorf("Losses() = %q, want %q", got, want)
	}
}
