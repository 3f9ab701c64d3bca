package split

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func load(t testing.TB) *Lists {
	t.Helper()
	l, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestSentences(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		"two":                        {"It began. It ended.", []string{"It began.", "It ended."}},
		"abbreviation":               {"Gen. Tolva met Dr. Orrin on Oct. 7. They talked.", []string{"Gen. Tolva met Dr. Orrin on Oct. 7.", "They talked."}},
		"initials":                   {"It was John F. Arden who spoke.", []string{"It was John F. Arden who spoke."}},
		"abbreviation that ends":     {"He praised the U.S. It had helped.", []string{"He praised the U.S.", "It had helped."}},
		"abbreviation that does not": {"A meeting with U.S. President Arden.", []string{"A meeting with U.S. President Arden."}},
		"a quotation stays whole":    {"\"We left. We are gone,\" he said. Nobody saw it.", []string{"\"We left. We are gone,\" he said.", "Nobody saw it."}},
		"quotation after quotation":  {"He said it was \"over.\" \"We go,\" he said.", []string{"He said it was \"over.\"", "\"We go,\" he said."}},
		"curly marks":                {"It was \u201cover.\u201d They left.", []string{"It was \u201cover.\u201d", "They left."}},
		"a stray mark":               {"The 6\" gun fired. It stopped.", []string{"The 6\" gun fired.", "It stopped."}},
		"a network's name":           {"\"Go,\" she wrote on X. Residents left.", []string{"\"Go,\" she wrote on X.", "Residents left."}},
		"figures":                    {"It fell by 1.5 points. More followed.", []string{"It fell by 1.5 points.", "More followed."}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, s := range load(t).sentences(tt.text, 0) {
				got = append(got, tt.text[s[0]:s[1]])
			}
			if diff := cmp.Diff(got, tt.want); diff != "" {
				t.Errorf("sentences(%q): got -, want +:\n%s", tt.text, diff)
			}
		})
	}
}

// aggregator is an invented page of the kind that holds several articles.
const aggregator = `logo
Guards return to the river crossing
Guards return to the river crossing

Valley Post28-05-2027
Guards of the EXERCISE mission returned to the river crossing on Friday, the mission said in a statement.
A guard stands at the crossing on Friday. | REUTERS Nobody was hurt there, residents said.

What is next

The next patrol goes out on Monday, according to an officer who asked not to be named.
Related Articles

Convoy waits at the northern gate
Convoy waits at the northern gate

Hill Herald

time7 days ago

  • Hill Herald

Convoy waits at the northern gate

A convoy of the EXERCISE mission waited at the northern gate on Sunday. Its drivers said that they had been told nothing, and that they would wait.

DOWNLOAD THE APP
Get the latest news first
`

func TestPages(t *testing.T) {
	parts := load(t).Pages(aggregator)
	if len(parts) != 2 {
		t.Fatalf("%d articles, want 2", len(parts))
	}
	first, second := parts[0], parts[1]
	if first.Title != "Guards return to the river crossing" || second.Title != "Convoy waits at the northern gate" {
		t.Errorf("titles %q, %q", first.Title, second.Title)
	}
	if first.Outlet != "Valley Post" || second.Outlet != "Hill Herald" {
		t.Errorf("outlets %q, %q, want Valley Post, Hill Herald", first.Outlet, second.Outlet)
	}
	if first.Head != "Valley Post28-05-2027" || second.Head != "time7 days ago" {
		t.Errorf("heads %q, %q", first.Head, second.Head)
	}
	if diff := cmp.Diff(first.Wires, []string{"Reuters"}); diff != "" {
		t.Errorf("wires: got -, want +:\n%s", diff)
	}
	kinds := map[string]string{}
	for _, o := range first.Others {
		kinds[aggregator[o.Span[0]:o.Span[1]]] = o.Kind
	}
	for text, want := range map[string]string{
		"A guard stands at the crossing on Friday. | REUTERS": "caption", "What is next": "subheading",
		"Valley Post28-05-2027": "dateline", "Related Articles": "furniture",
	} {
		if kinds[text] != want {
			t.Errorf("%q is %q, want %q", text, kinds[text], want)
		}
	}
	if got := aggregator[first.Sentences[1].Span[0]:first.Sentences[1].Span[1]]; got != "Nobody was hurt there, residents said." {
		t.Errorf("behind the caption: %q", got)
	}
	if last := aggregator[:second.Span[1]]; !strings.HasSuffix(last, "they would wait.") {
		t.Errorf("the second article ends in %q", last[len(last)-30:])
	}
}

func TestHeads(t *testing.T) {
	tests := map[string]struct {
		text                           string
		title, outlet, republish, head string
		wires                          []string
		first                          string // sentence
	}{
		"date of an extractor": {" date 2027-09-16 The patrol left, officials said.", "", "", "", "2027-09-16", nil, "The patrol left, officials said."},
		"place and agency": {
			"Patrol leaves the town at dawn\n\nNORVALE (Reuters) - The patrol left on Friday.", "Patrol leaves the town at dawn", "", "", "",
			[]string{"Reuters"},
			"The patrol left on Friday.",
		},
		"first seen elsewhere": {
			"Patrol leaves the town at dawn\nHill Magazine\nThe patrol left the town on Friday.\n\n" +
				"The post Patrol leaves appeared first on Valley Post.", "Patrol leaves the town at dawn", "Valley Post", "Hill Magazine", "", nil,
			"The patrol left the town on Friday.",
		},
		"a menu of other headlines": {
			"Minister opens a museum in the capital\nPatrol leaves the town at dawn\nStaff\n" +
				"The patrol left the town on Friday at dawn, residents said.", "Patrol leaves the town at dawn", "", "", "", nil,
			"The patrol left the town on Friday at dawn, residents said.",
		},
		"a byline": {"By Dana Orrin and Marek Tolva\nThe patrol left the town on Friday.", "", "", "", "", nil, "The patrol left the town on Friday."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			parts := load(t).Pages(tt.text)
			if len(parts) != 1 {
				t.Fatalf("%d articles, want 1", len(parts))
			}
			p := parts[0]
			got := []string{p.Title, p.Outlet, p.Republisher, p.Head, tt.text[p.Sentences[0].Span[0]:p.Sentences[0].Span[1]]}
			if diff := cmp.Diff(got, []string{tt.title, tt.outlet, tt.republish, tt.head, tt.first}); diff != "" {
				t.Errorf("got -, want +:\n%s", diff)
			}
			if diff := cmp.Diff(p.Wires, tt.wires); diff != "" {
				t.Errorf("wires: got -, want +:\n%s", diff)
			}
		})
	}
}

func TestSignOffEndsAnArticle(t *testing.T) {
	text := "The patrol left on Friday, residents said.\nReporting by Dana Orrin\nQuotes are delayed by a quarter of an hour on this page."
	parts := load(t).Pages(text)
	if len(parts) != 1 || len(parts[0].Sentences) != 1 {
		t.Errorf("got %+v, want one article of one sentence", parts)
	}
}

func FuzzPages(f *testing.F) {
	f.Add(aggregator)
	f.Add("\"a. b\" | AFP c.\n\n\u201cd. e")
	f.Add("Title of a page\nTitle of a page\n28-05-2027\n.\n. . .")
	l := load(f)
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, p := range l.Pages(text) {
			if p.Span[0] < 0 || p.Span[0] > p.Span[1] || p.Span[1] > len(text) {
				t.Fatalf("an article at %v of %d bytes", p.Span, len(text))
			}
			for _, s := range p.Sentences {
				if s.Span[0] < end || s.Span[0] >= s.Span[1] || s.Span[1] > len(text) {
					t.Fatalf("a sentence at %v behind %d of %d bytes", s.Span, end, len(text))
				}
				end = s.Span[1]
			}
		}
	})
}
