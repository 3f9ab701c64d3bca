package name

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// mentioned gives "kind: head" for the mentions of a text.
func mentioned(t testing.TB, text string) []string {
	t.Helper()
	var out []string
	for _, m := range exerciseLists(t).Find(text) {
		out = append(out, m.Kind+": "+m.Head)
	}
	return out
}

// EXERCISE. All persons are invented, and whatever is contested: states of the world stand
// only where it rains, plays or opens something.
func TestFind(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		"title and Arabic article": {"Norlandic Foreign Minister Taref al-Tollam arrived.", []string{"person: Taref al-Tollam"}},
		"title, then surname with and without article": {
			"Interim President Nazir al-Berraq spoke. Berraq left; later al-Berraq returned.",
			[]string{"person: Nazir al-Berraq", "person: Berraq", "person: al-Berraq"},
		},
		"envoy for a state": {"O.V. special envoy for Norland Tim Ferrow agreed.", []string{"person: Tim Ferrow"}},
		"ambassador to a capital": {
			"Norland\u2019s ambassador to Tollen Yorin Tessim left.",
			[]string{"person: Yorin Tessim"},
		},
		"words set beside a name":        {"Corvan Addis, a dentist, said little.", []string{"person: Corvan Addis"}},
		"role before, with comma":        {"Another resident, Rimal Kozaa, said so.", []string{"person: Rimal Kozaa"}},
		"two persons, verbs of speech":   {"\"No,\" said Wenlock Aubry. Terrin Vosse added more.", []string{"person: Wenlock Aubry", "person: Terrin Vosse"}},
		"minister who bears a state":     {"Estmarkian Trade Minister Jordan Ollerby opened the port.", []string{"person: Jordan Ollerby"}},
		"secretary of state":             {"O.V. Secretary of State Marlow Tessim called.", []string{"person: Marlow Tessim"}},
		"military titles with stops":     {"Maj. Gen. Rutger Holmstad met Lt. Col. Ora Binshtok.", []string{"person: Rutger Holmstad", "person: Ora Binshtok"}},
		"Korean name":                    {"South Korean poet Pok Hae-rin read.", []string{"person: Pok Hae-rin"}},
		"ministry by adjective":          {"The Norlandic foreign ministry said no.", []string{"organisation: Norlandic foreign ministry"}},
		"ministry by possessive":         {"Norland's ministry of foreign affairs said no.", []string{"organisation: ministry of foreign affairs"}},
		"ministry of a capital":          {"Port Essen's foreign ministry said no.", []string{"organisation: foreign ministry"}},
		"an organ is no official":        {"A Norlandic government official and two army sources spoke.", nil},
		"organ":                          {"Estmarkian forces entered; the Norlandic government objected.", []string{"organisation: Estmarkian forces", "organisation: Norlandic government"}},
		"short form that the text tells": {"The Tavrin Watch Circle Group (TWCG) met. The TWCG said so.", []string{"organisation: Tavrin Watch Circle Group", "organisation: TWCG", "organisation: TWCG"}},
		"head word with of and for":      {"The Centre for Border Studies at the University of Eastmere knows.", []string{"organisation: Centre for Border Studies", "organisation: University of Eastmere"}},
		"name over and":                  {"The African Union's Peace and Security Council met.", []string{"organisation: African Union", "organisation: Peace and Security Council"}},
		"title of a journal that is a phrase": {
			"Norland in Motion, an independent weekly journal, reported it.",
			[]string{"organisation: Norland in Motion"},
		},
		"Kan the outlet, Kan the word":       {"Israeli public broadcaster Kan showed the cup match.", []string{"organisation: Kan"}},
		"X the platform":                     {"She wrote on X. Mr X was not there.", []string{"organisation: X", "person: X"}},
		"WHO is not who":                     {"Who came? Who knows.", nil},
		"town with article":                  {"Rain in As-Suwayda and al-Hasakah went on, Syria said.", []string{"place: As-Suwayda", "place: al-Hasakah", "state: Syria"}},
		"unknown town by its word":           {"The town of Deir al-Basal fell.", []string{"place: Deir al-Basal"}},
		"unknown towns in a row":             {"Clashes near Marwatha, Tell Hazim and Kerfa went on.", []string{"place: Marwatha", "place: Tell Hazim", "place: Kerfa"}},
		"peoples and their armed men":        {"Tavri fighters met local Hadren tribes, and the Tavri in town fled.", []string{"people: Tavri fighters", "people: local Hadren tribes", "people: Tavri"}},
		"months and weekdays are no names":   {"On Tuesday in May, and in December too.", nil},
		"headline in capitals of words":      {"Ten Quiet Steps Toward Lasting Calm", nil},
		"mountain in two tongues":            {"Jabal Druze is the Druze Mountain.", []string{"place: Jabal Druze", "place: Druze Mountain"}},
		"zone":                               {"It entered the U.N. buffer zone.", []string{"place: U.N. buffer zone"}},
		"hyphen behind a state":              {"A US- and Japan-backed plan for a port.", []string{"state: US", "state: Japan"}},
		"line end ends a name":               {"ADS\n\nNorth Ridge Council", []string{"organisation: North Ridge Council"}},
		"given name that is a title":         {"Sultan al-Kerfaz, the governor, said so.", []string{"person: Sultan al-Kerfaz"}},
		"a volunteer group is no volunteer":  {"The Street Rooms Circle, a volunteer group, counted.", []string{"organisation: Street Rooms Circle"}},
		"human rights group without a head":  {"Sanvela for Human Rights counted.", []string{"organisation: Sanvela for Human Rights"}},
		"state news agency by list":          {"Kuwait's state news agency KUNA wrote of the cup.", []string{"organisation: state news agency", "organisation: KUNA"}},
		"alone in capitals among small ones": {"The QRF said so.", []string{"organisation: QRF"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			checkMentions(t, tt.text, exerciseLists(t).Find(tt.text))
			if d := cmp.Diff(mentioned(t, tt.text), tt.want); d != "" {
				t.Errorf("Find(%q), got against want:\n%s", tt.text, d)
			}
		})
	}
}

// TestFindOffice holds the titles: their words, and whose they are.
func TestFindOffice(t *testing.T) {
	tests := map[string]struct{ text, office, state string }{
		"direct":              {"Norlandic Foreign Minister Taref al-Tollam left.", "Norlandic Foreign Minister", "XN"},
		"possessive":          {"Norland's Supreme Leader Ardavan Tessik left.", "Norland's Supreme Leader", "XN"},
		"sent to, not of":     {"Norland envoy Dalton Ferrow left.", "Norland envoy", ""},
		"of one, sent to two": {"O.V. envoy to Norland Dalton Ferrow left.", "O.V. envoy", "XO"},
		"set beside":          {"Corvan Addis, head of the centre, left.", "head", ""},
		"a second office":     {"Mirea Tandol, the U.N. resident and humanitarian coordinator, left.", "the U.N. resident and humanitarian coordinator", ""},
		"portfolio":           {"Ostrovan Deputy Foreign Minister Samir al-Tibran left.", "Ostrovan Deputy Foreign Minister", "XO"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, m := range exerciseLists(t).Find(tt.text) {
				if m.Kind == Person {
					if m.Office != tt.office || m.State != tt.state {
						t.Errorf("office %q of %q, want %q of %q", m.Office, m.State, tt.office, tt.state)
					}
					return
				}
			}
			t.Errorf("no person in %q", tt.text)
		})
	}
}

// TestExercise reads longer invented articles and asks for what a reader would
// underline, and for what must not appear.
func TestExercise(t *testing.T) {
	tests := map[string]struct{ want, never []string }{
		"a.txt": {
			[]string{
				"person: Omar Tahir Vessun", "person: Yousif Haroun Tellek", "person: Tim Ferrow", "person: Samir al-Tibran", "person: Mirea Tandol",
				"person: Selvan Orrobal", "person: Nader Eldin Torrun", "person: Orlan Quell", "organisation: Norland Doctors Network",
				"organisation: Street Kitchen Rooms", "organisation: RRF", "place: al-Fashir", "place: Tawila", "place: Abu Zerun",
			},
			[]string{"person: Minister Samir al-Tibran", "person: Street Kitchen Rooms", "organisation: Security Council"},
		},
		"b.txt": {
			[]string{
				"person: Mattis Vindall", "person: Jordan Ollerby", "person: Ollerby", "person: Rutger Holmstad", "person: Paul-Henri Le Corvane",
				"organisation: LOM", "organisation: ICDS", "organisation: Lantern Movement", "organisation: UNIFIL", "organisation: Amal Movement",
				"place: Jabal al-Rihan", "place: Bint Jbeil", "place: Kfar Kila", "place: Jabal al-Tessan", "place: Bint Torun",
			},
			[]string{"person: Jabal al-Rihan", "person: Jabal al-Tessan", "person: Saltpan", "state: Jerusalem"},
		},
		"c.txt": {
			[]string{
				"person: Bavel Torvin", "person: Sorrel Abu Tessar", "person: Abdul Rahman al-Kerfazi", "person: Al-Kerfazi", "person: Farid al-Murdin",
				"organisation: Norlandic Centre for Justice Monitoring", "organisation: Autonomous Administration of North and East Norland", "place: Tabqa",
				"place: Busr al-Harir", "place: Busr al-Tessar",
			},
			[]string{"person: Justice Monitoring", "person: Busr al-Harir", "person: Busr al-Tessar"},
		},
		"d.txt": {
			[]string{
				"person: Emil Tolverin", "person: Orlan Quollin", "person: Pok Hae-rin", "organisation: National Security and Defense Council",
				"organisation: Lindqar Endowment for International Friendship", "organisation: Carnegie Endowment for International Peace", "organisation: IAEA",
				"organisation: HPA", "place: Pokrovsk",
			},
			[]string{"person: International Friendship", "person: International Peace", "place: Telegram"},
		},
		"e.txt": {
			[]string{
				"person: Darvus al-Kellan", "person: Selim al-Torrim", "person: al-Torrim", "person: Salem bin Torvish al-Quor", "person: Sultan al-Kerfaz",
				"organisation: RLC", "organisation: Saba", "organisation: Sanvela for Human Rights", "place: Seiyun",
			},
			[]string{"person: Saba", "place: Tuesday"},
		},
	}
	for file, tt := range tests {
		t.Run(file, func(t *testing.T) {
			got := mentioned(t, exerciseText(t, file))
			for _, w := range tt.want {
				if !slices.Contains(got, w) {
					t.Errorf("%q not found; found %q", w, got)
				}
			}
			for _, n := range tt.never {
				if slices.Contains(got, n) {
					t.Errorf("%q found, want it never", n)
				}
			}
		})
	}
}

func TestLoadReplacesOneList(t *testing.T) {
	own := fstest.MapFS{"organisations.tsv": {Data: []byte("Ridge Patrol\tforce\t\tRP\n")}}
	l, err := Load(own)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range l.Find("Ridge Patrol told AFP and the Irish army of the match.") {
		got = append(got, m.Head+"/"+m.Class)
	}
	want := []string{"Ridge Patrol/force", "Irish army/organ"}
	if d := cmp.Diff(got, want); d != "" {
		t.Errorf("mentions with an own list, got against want:\n%s", d)
	}
}

func TestLoadRefusesABrokenList(t *testing.T) {
	for file, data := range map[string]string{
		"cities.tsv": "Town\tnorth\teast\n", "states.tsv": "SYR\tSyria\n", "features.txt": "town\tbeside\n", "regions.tsv": "Hill\t1\n",
	} {
		_, err := Load(fstest.MapFS{file: {Data: []byte(data)}})
		if err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("Load with a broken %s: %v, want an error that names it", file, err)
		}
	}
}

func TestPlace(t *testing.T) {
	for _, name := range []string{"Sweida", "Suwayda", "As-Suwayda", "al-Sweida"} {
		lat, lon, ok := Default().Place(name)
		if !ok || lat < 32.6 || lat > 32.8 || lon < 36.4 || lon > 36.7 {
			t.Errorf("Place(%q) = %v, %v, %v, want the town near 32.7 N 36.6 E", name, lat, lon, ok)
		}
	}
	if lat, lon, ok := Default().Place("Nowhere al-Basal"); ok {
		t.Errorf("Place of an unlisted name = %v, %v, want none", lat, lon)
	}
	if s, ok := Default().Government("Damascus"); !ok || s != "Syria" {
		t.Errorf("Government(Damascus) = %q, %v, want Syria", s, ok)
	}
}

func exerciseText(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "exercise", file))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestAt holds that a town is that of the state which the text names, and that
// nothing is said where it names none.
func TestAt(t *testing.T) {
	tests := map[string]struct {
		text     string
		ok       bool
		min, max float64 // of the longitude
	}{
		"Tripoli in Lebanon":                {"Lebanon's army band played in Tripoli.", true, 35, 36.5},
		"Tripoli in Libya":                  {"Libya's army band played in Tripoli.", true, 12, 14},
		"a small town of a state not named": {"Sudan's army band played in the town of Nawa.", false, 0, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, m := range Default().Find(tt.text) {
				if m.Kind != Place {
					continue
				}
				if _, lon, ok := Default().At(m); ok != tt.ok || lon < tt.min || lon > tt.max {
					t.Errorf("At(%q) = longitude %v, %v, want %v and one in [%v, %v]", m.Text, lon, ok, tt.ok, tt.min, tt.max)
				}
				return
			}
			t.Errorf("no place in %q", tt.text)
		})
	}
}
