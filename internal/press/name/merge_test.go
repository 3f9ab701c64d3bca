package name

import (
	"slices"
	"strings"
	"testing"
)

// together reports whether two spellings are variants of one entity.
func together(es []Entity, a, b string) bool {
	for _, e := range es {
		if slices.Contains(e.Variants, a) && slices.Contains(e.Variants, b) {
			return true
		}
	}
	return false
}

func merged(t testing.TB, texts ...string) []Entity {
	t.Helper()
	l := exerciseLists(t)
	groups := make([][]Mention, len(texts))
	for i, text := range texts {
		groups[i] = l.Find(text)
	}
	return l.Merge(groups)
}

// EXERCISE. Persons, towns and states here are invented. The pairs have the shape of
// published ones that must be joined and must not.
func TestMerge(t *testing.T) {
	tests := map[string]struct {
		texts []string
		a, b  string
		want  bool
	}{
		"doubled letter in the given name": {
			[]string{"Transport Minister Fares al-Taizok left.", "Transport Minister Farres al-Taizok left."},
			"Fares al-Taizok", "Farres al-Taizok", true,
		},
		"vowel of the surname": {
			[]string{"Transport Minister Fares al-Taizok left.", "Transport Minister Fares al-Tizok left."},
			"Fares al-Taizok", "Fares al-Tizok", true,
		},
		"short form of the given name": {[]string{"Envoy William Ferrow left.", "Envoy Bill Ferrow left."}, "William Ferrow", "Bill Ferrow", true},
		"Ahmed and Ahmad":              {[]string{"Envoy Ahmed al-Berraq left.", "Envoy Ahmad al-Berraq left."}, "Ahmed al-Berraq", "Ahmad al-Berraq", true},
		"one given name, two surnames": {[]string{"Envoy Ahmed al-Berraq left.", "Mayor Ahmad al-Tollam left."}, "Ahmed al-Berraq", "Ahmad al-Tollam", false},
		"surname like a given name": {
			[]string{"Bahir al-Faris, the former mayor, left.", "Minister Fares al-Taizok left."},
			"Bahir al-Faris", "Fares al-Taizok", false,
		},
		"Hassan and Hussein": {
			[]string{"Commander Hassan al-Berraq left.", "Commander Hussein al-Berraq left."},
			"Hassan al-Berraq", "Hussein al-Berraq", false,
		},
		"Said and Saad":                {[]string{"Governor Said al-Berraq left.", "Governor Saad al-Berraq left."}, "Said al-Berraq", "Saad al-Berraq", false},
		"Saeed and Said":               {[]string{"Governor Saeed al-Berraq left.", "Governor Said al-Berraq left."}, "Saeed al-Berraq", "Said al-Berraq", true},
		"Abdul and Abdel":              {[]string{"Governor Abdul Rahman Tellawi left.", "Governor Abdel Rahman Tellawi left."}, "Abdul Rahman Tellawi", "Abdel Rahman Tellawi", true},
		"short vowel, same office":     {[]string{"Norlandic Prime Minister Nadir al-Tibri left.", "Norlandic Prime Minister Nadir al-Tabri left."}, "Nadir al-Tibri", "Nadir al-Tabri", true},
		"short vowel, other office":    {[]string{"Norlandic Prime Minister Nadir al-Tibri left.", "Estmarkian Interior Minister Nadir al-Tabri left."}, "Nadir al-Tibri", "Nadir al-Tabri", false},
		"family name first":            {[]string{"Professor Mizuno Haruki left.", "Professor Haruki Mizuno left."}, "Mizuno Haruki", "Haruki Mizuno", true},
		"middle names differ":          {[]string{"Governor Ali Hassan Kubra left.", "Governor Ali Jamil Kubra left."}, "Ali Hassan Kubra", "Ali Jamil Kubra", false},
		"initial of the only one":      {[]string{"Senator James Ferrow left.", "Senator J. Ferrow left."}, "James Ferrow", "J. Ferrow", true},
		"initial of one of two":        {[]string{"Senator James Ferrow left.", "Senator John Ferrow left.", "Senator J. Ferrow left."}, "James Ferrow", "J. Ferrow", false},
		"surname in the same text":     {[]string{"President Maher Aldan left. Aldan said no."}, "Maher Aldan", "Aldan", true},
		"surname of the only one":      {[]string{"President Maher Aldan left.", "Mr. Aldan said no."}, "Maher Aldan", "Aldan", true},
		"surname of one of two":        {[]string{"President Maher Aldan left.", "Dr. Rim Aldan left.", "Mr. Aldan said no."}, "Maher Aldan", "Aldan", false},
		"observatory and network":      {[]string{"The Tavrin Observatory for Road Safety and the Tavrin Network for Road Safety differ."}, "Tavrin Observatory for Road Safety", "Tavrin Network for Road Safety", false},
		"short form defined elsewhere": {[]string{"The Ridge Border Council (RBC) met.", "The RBC met."}, "Ridge Border Council", "RBC", true},
		"short form with two meanings": {[]string{"The Ridge Border Council (RBC) met.", "The River Basin Committee (RBC) met."}, "Ridge Border Council", "River Basin Committee", false},
		"ministry in five words and two": {
			[]string{"Norland's ministry of foreign affairs objected.", "The Norlandic foreign ministry objected."},
			"Norland's ministry of foreign affairs", "Norlandic foreign ministry", true,
		},
		"ministries of two states":  {[]string{"The Norlandic foreign ministry objected.", "The Estmarkian foreign ministry objected."}, "Norlandic foreign ministry", "Estmarkian foreign ministry", false},
		"two ministries":            {[]string{"The Norlandic defence ministry and the Norlandic interior ministry objected."}, "Norlandic defence ministry", "Norlandic interior ministry", false},
		"spellings of a town":       {[]string{"Troops left Sawenda, Norland said.", "Troops left Suwenda, Norland said."}, "Sawenda", "Suwenda", true},
		"unlisted town":             {[]string{"The town of Deir al-Basal fell.", "The town of Deir al-Bassal fell."}, "Deir al-Basal", "Deir al-Bassal", true},
		"two unlisted towns":        {[]string{"The town of Kerfas fell.", "The town of Kurfis fell."}, "Kerfas", "Kurfis", false},
		"capital that acts":         {[]string{"Tollen welcomed it.", "Estmark left."}, "Tollen", "Estmark", true},
		"capital that is a place":   {[]string{"Port Essen welcomed it.", "A car burnt in Port Essen.", "Norland left."}, "Port Essen", "Norland", false},
		"mixed scripts":             {[]string{"President Maher Aldan left.", "President Mah\u0435r Aldan left."}, "Maher Aldan", "Mah\u0435r Aldan", false},
		"direction mark inside":     {[]string{"President Maher Aldan left.", "President Ma\u200eher Aldan left."}, "Maher Aldan", "Ma\u200eher Aldan", false},
		"marks of the same letters": {[]string{"President Mahér Aldan left.", "President Mahe\u0301r Aldan left."}, "Mahér Aldan", "Mahe\u0301r Aldan", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			es := merged(t, tt.texts...)
			for _, v := range []string{tt.a, tt.b} {
				if !slices.ContainsFunc(es, func(e Entity) bool { return slices.Contains(e.Variants, v) }) {
					t.Fatalf("%q is in no entity of %+v", v, es)
				}
			}
			if got := together(es, tt.a, tt.b); got != tt.want {
				t.Errorf("%q and %q in one entity: %v, want %v", tt.a, tt.b, got, tt.want)
			}
			slices.Reverse(tt.texts)
			if got := together(merged(t, tt.texts...), tt.a, tt.b); got != tt.want {
				t.Errorf("in the other order, %q and %q in one entity: %v, want %v", tt.a, tt.b, got, tt.want)
			}
		})
	}
}

// TestFlaw holds that a name which is not what it looks like says so.
func TestFlaw(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"plain":          {"President Maher Aldan left.", ""},
		"marks":          {"President Mahér Äldan left.", ""},
		"Cyrillic a":     {"President M\u0430her Aldan left.", "two scripts"},
		"direction mark": {"President Maher\u200f Aldan left.", "unseen"},
		"zero width":     {"President Ma\u200bher Aldan left.", "unseen"},
		"overridden":     {"President \u202eMaher Aldan\u202c left.", "direction"},
		"all Cyrillic":   {"President \u041c\u0430\u0445\u0435\u0440 \u0410\u043b\u0434\u0430\u043d left.", "looks like Latin"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, m := range Default().Find(tt.text) {
				if m.Kind != Person {
					continue
				}
				if (m.Flaw == "") != (tt.want == "") || !strings.Contains(m.Flaw, tt.want) {
					t.Errorf("flaw %q, want one about %q", m.Flaw, tt.want)
				}
				return
			}
			t.Errorf("no person found in %q", tt.text)
		})
	}
}

// TestMergeNames holds what an entity is called.
func TestMergeNames(t *testing.T) {
	es := merged(t, "President Maher Aldan left. Aldan said no. Aldan left.", "The U.S. won. AFP, Agence France-Presse, said so.")
	var got []string
	for _, e := range es {
		got = append(got, e.Kind+": "+e.Name)
	}
	want := []string{"organisation: Agence France-Presse", "person: Maher Aldan", "state: United States"}
	if !slices.Equal(got, want) {
		t.Errorf("entities %q, want %q", got, want)
	}
}
