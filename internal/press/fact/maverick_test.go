package fact

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"
)

// maverick reads coded reports of electoral violence as claims, with the incident each is of.
func maverick(t testing.TB) (claims []Claim, incident map[string]string) {
	t.Helper()
	f, err := os.Open(goldDir(t, "data", "maverick_ivory_coast.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := map[string]int{}
	for i, h := range rows[0] {
		col[h] = i
	}
	incident = map[string]string{}
	for _, row := range rows[1:] {
		get := func(name string) string { return strings.TrimSpace(row[col[name]]) }
		known := func(name string) string {
			if v := get(name); v != "Unknown" && v != "Other" && v != "Other context" {
				return v
			}
			return ""
		}
		c := Claim{
			ID: get("id"), Doc: get("source"), Article: get("id"), Type: "incident", Polarity: "asserts", SourceKind: "outlet",
			Outlet: get("source_author"), Start: get("date_start"), End: get("date_end"),
		}
		_, headline, _ := strings.Cut(get("source"), ") ")
		c.Quote = strings.Join([]string{known("event_context"), known("actor1_violence"), known("actor2_violence"), known("target"), headline}, ". ")
		c.PlaceName = get("city")
		if l := get("location"); l != "" && c.PlaceName != "" {
			c.PlaceName = l + ", " + c.PlaceName
		}
		for i := 1; i <= 6; i++ {
			if a := get("actor" + strconv.Itoa(i)); a != "" {
				c.Actors = append(c.Actors, a)
			}
		}
		if n, err := strconv.ParseInt(get("deaths_best"), 10, 64); err == nil && n > 0 {
			c.Quantities = []Q{{Text: get("deaths_best"), What: "killed", Min: &n, Max: &n, Modifier: "exact"}}
		}
		incident[c.ID] = get("event_id")
		claims = append(claims, c)
	}
	return claims, incident
}

// TestMaverickLinking measures on other data whether reports of one incident are linked: coded
// rows, not sentences, so that mainly place, time and actors speak.
func TestMaverickLinking(t *testing.T) {
	claims, incident := maverick(t)
	groups := map[string][]string{}
	for id, e := range incident {
		groups[e] = append(groups[e], id)
	}
	var want, got [][]string
	for _, g := range groups {
		want = append(want, g)
	}
	for _, f := range Relate(claims) {
		if f.Relation == Same {
			got = append(got, f.Claims)
		}
	}
	wp, gp := pairSet(want), pairSet(got)
	hit := 0
	for p := range gp {
		if wp[p] {
			hit++
		}
	}
	p, r := float64(hit)/float64(max(1, len(gp))), float64(hit)/float64(len(wp))
	t.Logf("incident linking: pairs %d, found %d, right %d: precision %.3f recall %.3f F1 %.3f", len(wp), len(gp), hit, p, r, 2*p*r/(p+r))
	// The floor is what place and first day alone give on these rows: F1 0.536.
	if f1 := 2 * p * r / (p + r); f1 < 0.55 {
		t.Errorf("incident linking F1 = %.3f, want 0.55 at least", f1)
	}
}
