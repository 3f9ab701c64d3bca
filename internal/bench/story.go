package bench

import (
	"fmt"
	"html"
	"strings"

	"parley.example/internal/press/fact"
)

// teller makes articles of an invented dispute, each an EXERCISE: the same seed
// tells the same ones. Their sentences are of the sorts that press reads: who
// said what, when, where, and how many.
type teller struct{ state uint64 }

func newTeller(seed uint64) *teller { return &teller{seed} }

// next is the splitmix64 of Steele, Lea and Flood: even enough for a tale.
func (t *teller) next() uint64 {
	t.state += 0x9e3779b97f4a7c15
	z := t.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number from 0 to n-1.
func (t *teller) below(n int) int { return int(t.next() % uint64(n)) }

func pick[T any](t *teller, all []T) T { return all[t.below(len(all))] }

var (
	toldPlaces = []string{"Bridge North", "Karsedin", "Ulvane", "the Mereth crossing", "Old Quarry", "Saltpan East", "Tolverin", "Wendow Gate"}
	toldPeople = []string{"Orlan Vesk", "Mirea Tandol", "Dessa Quoll", "Bram Ostrik", "Ilven Harrow", "Teren Moss", "Sela Ardwin", "Pavo Lindqar"}
	toldPosts  = []string{"spokesman", "governor", "defence minister", "deputy commander", "health official", "mediator", "envoy", "mayor"}
	toldBodies = []string{"Alpha", "Bravo", "the Mereth Observatory", "the Ulvane Health Office", "the Joint Cell", "the Relief Network"}
	toldDays   = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	toldPress  = []string{"Exercise Post", "Ulvane Daily", "Mereth Wire", "Karsedin Monitor", "Tolverin Times"}
	toldAims   = []string{"calming tensions", "opening the road", "an exchange of prisoners", "a return to the line", "a count of the missing"}
)

// sentence is one sentence of a body.
func (t *teller) sentence() string {
	place, person, post, body, day := pick(t, toldPlaces), pick(t, toldPeople), pick(t, toldPosts), pick(t, toldBodies), pick(t, toldDays)
	n, m := 2+t.below(400), 2+t.below(30)
	switch t.below(14) {
	case 0:
		return fmt.Sprintf("%s's %s %s said on %s that its forces had withdrawn %d kilometers from %s.", body, post, person, day, m, place)
	case 1:
		return fmt.Sprintf("At least %d people were killed and more than %d wounded in clashes near %s on %s, %s said.", n, m, place, day, body)
	case 2:
		return fmt.Sprintf("\"We did not receive any answer, and we do not take silence for consent,\" %s told reporters in %s.", person, place)
	case 3:
		return fmt.Sprintf("Two officials familiar with the matter, who spoke on condition of anonymity because the talks were not public, "+
			"said the meeting focused on %s.", pick(t, toldAims))
	case 4:
		return fmt.Sprintf("%s denied that it had sent troops to %s, and called the reports baseless.", body, place)
	case 5:
		return fmt.Sprintf("The two sides are scheduled to meet again in %s on %s, according to the %s, %s.", place, day, post, person)
	case 6:
		return fmt.Sprintf("A military official told Mereth Wire that field guns had left %s around three months ago.", place)
	case 7:
		return fmt.Sprintf("%s's office declined to comment, and the account could not be independently verified.", person)
	case 8:
		return fmt.Sprintf("The agreement, signed last month in %s, provides for a buffer of nearly %d kilometers and a joint mechanism.", place, m)
	case 9:
		return fmt.Sprintf("Hundreds of families fled %s over the weekend, the Relief Network said, while %d lorries with aid reached %s.", place, m,
			pick(t, toldPlaces))
	case 10:
		return fmt.Sprintf("%s accused %s of shelling the road to %s late on %s, without saying how it knew.", pick(t, toldBodies), body, place, day)
	case 11:
		return fmt.Sprintf("%s was appointed %s of the district of %s earlier this week.", person, post, place)
	case 12:
		return fmt.Sprintf("%s called on %s to hand over a list of the %d people who have been missing since July %d, 2025.", person, body, n, 1+t.below(28))
	default:
		return fmt.Sprintf("The sources said the first contacts, which were held through %s, began in the weeks before the fighting of 9 June.", body)
	}
}

// article is one of about so many bytes: a title, a day, and paragraphs of two
// or three sentences.
func (t *teller) article(bytes int) (title, day string, paragraphs []string) {
	title = fmt.Sprintf("EXERCISE: %s and %s in talks over %s", pick(t, toldBodies), pick(t, toldBodies), pick(t, toldPlaces))
	day = fmt.Sprintf("2025-%02d-%02d", 1+t.below(12), 1+t.below(28))
	for n := len(title); n < bytes; {
		var p []string
		for range 2 + t.below(2) {
			p = append(p, t.sentence())
		}
		paragraphs = append(paragraphs, strings.Join(p, " "))
		n += len(paragraphs[len(paragraphs)-1]) + 2
	}
	return title, day, paragraphs
}

// text is an article as a plain file.
func (t *teller) text() []byte {
	title, day, paragraphs := t.article(intakeText)
	return []byte(title + "\n\n" + pick(t, toldPress) + " " + day + "\n\n" + strings.Join(paragraphs, "\n\n") + "\n")
}

// page is an article within a page of about so many bytes: scripts, menus,
// teasers and a foot, as an outlet's page has them.
func (t *teller) page(bytes int) []byte {
	title, day, paragraphs := t.article(intakeText)
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>%s | %s</title>"+
		"<meta property=\"article:published_time\" content=\"%sT08:00:00Z\">", html.EscapeString(title), pick(t, toldPress), day)
	for b.Len() < bytes/2 {
		fmt.Fprintf(&b, "<script>window.slots=window.slots||[];window.slots.push({id:%d,key:\"%016x\",on:%t});</script>\n", t.below(1e6),
			t.next(), t.below(2) == 0)
	}
	b.WriteString("</head><body><header><nav class=menu><ul>")
	for i := range 150 {
		fmt.Fprintf(&b, "<li class=\"menu-item item-%d\"><a href=\"/section/%d\">Section %d</a></li>", i, i, i)
	}
	fmt.Fprintf(&b, "</ul></nav></header><main><article class=story><h1>%s</h1>", html.EscapeString(title))
	for _, p := range paragraphs {
		fmt.Fprintf(&b, "<p>%s</p>\n<div class=\"ad slot\"><span>Advertisement</span></div>", html.EscapeString(p))
	}
	b.WriteString("</article></main><aside class=related>")
	for b.Len() < bytes {
		fmt.Fprintf(&b, "<div class=\"teaser card\"><a href=\"/a/%d\"><img src=\"/i/%d.jpg\" alt=\"\"><h3>%s</h3></a><p>%s</p></div>\n",
			t.below(1e6), t.below(1e6), pick(t, toldPlaces), t.sentence()[:40])
	}
	b.WriteString("</aside><footer><p>EXERCISE. No such place.</p></footer></body></html>")
	return []byte(b.String())
}

// claims are n claims of articles with eight each. Four tell of one happening
// on the average, of which some give another figure.
func (t *teller) claims(n int) []fact.Claim {
	sorts := []string{"incident", "casualty_toll", "movement_withdrawal", "meeting", "accusation", "denial", "statement", "humanitarian"}
	out := make([]fact.Claim, 0, n)
	for i := range n {
		what := newTeller(uint64(t.below(n/4 + 1))) // the happening decides place, kind, day and who was there
		sort, place, actor, toll := pick(what, sorts), pick(what, toldPlaces), pick(what, toldBodies), int64(2+what.below(400))
		day := fmt.Sprintf("2025-%02d-%02d", 1+what.below(12), 1+what.below(28))
		if t.below(5) == 0 {
			toll += int64(1 + t.below(20))
		}
		polarity, source := "asserts", pick(t, toldPeople)
		if sort == "denial" {
			polarity = "denies"
		}
		out = append(out, fact.Claim{
			ID: fmt.Sprintf("c%d", i), Doc: fmt.Sprintf("d%d", i/8), Article: "1", Type: sort, Polarity: polarity, SourceKind: "person",
			SourceName: source, Outlet: pick(t, toldPress), Actors: []string{actor}, PlaceName: place, Start: day, End: day,
			Quote:      fmt.Sprintf("%s said %d people were killed in %s by forces of %s, %s", source, toll, place, actor, t.sentence()),
			Quantities: []fact.Q{{Text: fmt.Sprint(toll), What: "people killed", Min: &toll, Max: &toll}},
		})
	}
	return out
}
