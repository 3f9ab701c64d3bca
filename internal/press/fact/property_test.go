package fact

import (
	"fmt"
	"math/rand/v2" //nolint:depguard // by a fixed seed: the same claims each time
	"reflect"
	"syscall"
	"testing"
	"time"
)

// crowd makes n claims of EXERCISE news by a fixed seed: incidents, tolls, talks and denials, told by
// several articles a day over some days, at some places.
func crowd(n, days, places int, seed uint64) []Claim {
	rnd := rand.New(rand.NewPCG(seed, 1))
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	start := time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC)
	var out []Claim
	for i := range n {
		at := start.AddDate(0, 0, rnd.IntN(days))
		day, first := at.Format(time.DateOnly), at.AddDate(0, 0, -rnd.IntN(20)).Format(time.DateOnly)
		place := fmt.Sprintf("Town%c%c", 'a'+rune(rnd.IntN(places)/26), 'a'+rune(rnd.IntN(places)%26))
		side := pick("Norlundic forces", "Sudmarkian forces", "herders", "farmers")
		source := pick(voice, watch, monitor, "person:Ane Holm", "person:Jor Bakke", "anonymous:a Sudmarkian official",
			"organisation:Norlundic Foreign Ministry", "anonymous:residents")
		id := fmt.Sprintf("a%04d-%d", i/8, i)
		dead := int64(5 + rnd.IntN(400))
		switch rnd.IntN(6) {
		case 0:
			out = append(out, said(id, "casualty_toll", source, first+".."+day, place, fmt.Sprintf("At least %d people were killed in %s.", dead, place), atLeast(dead, "people killed")))
		case 1:
			out = append(out, said(id, "meeting", source, day, place, "Delegations of Norlund and Sudmark held "+pick("direct", "indirect", "new")+" talks in "+place+" on the truce.", actors("Norlund", "Sudmark")))
		case 2:
			out = append(out, said(id, "denial", source, day, place, side+" denied shelling "+pick("the market", "the hospital", "the bridge")+" in "+place+".", denies, actors(side)))
		case 3:
			out = append(out, said(id, "statement", source, day, "", "The "+pick("truce", "plan", "withdrawal", "mechanism")+" would "+pick("hold", "fail", "go on", "be monitored")+", he said.", actors(side)))
		default:
			out = append(out, said(id, "incident", source, day, place, side+" "+pick("shelled", "struck", "attacked", "raided")+" "+pick("the market", "the hospital", "the bridge", "a convoy")+" in "+place+".", actors(side)))
		}
	}
	return out
}

func TestOrderDoesNotMatter(t *testing.T) {
	l := exercise(t)
	for seed := range uint64(20) {
		claims := crowd(150, 12, 3, seed)
		want := l.Relate(claims)
		rnd := rand.New(rand.NewPCG(seed, 2))
		for range 3 {
			rnd.Shuffle(len(claims), func(i, j int) { claims[i], claims[j] = claims[j], claims[i] })
			if got := l.Relate(claims); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: facts of the shuffled claims differ:\n%v\nwant\n%v", seed, got, want)
			}
		}
	}
}

// TestFactsHold checks what every fact promises, whatever the claims.
func TestFactsHold(t *testing.T) {
	l := exercise(t)
	for seed := range uint64(20) {
		claims := crowd(200, 15, 4, seed)
		known := map[string]bool{}
		for _, c := range claims {
			known[c.ID] = true
		}
		for _, f := range l.Relate(claims) {
			inSet, inSides := map[string]bool{}, map[string]bool{}
			for _, id := range f.Claims {
				if !known[id] || inSet[id] {
					t.Fatalf("%v: claim %s is unknown or named twice", f, id)
				}
				inSet[id] = true
			}
			for _, s := range f.Sides {
				for _, id := range s {
					if !inSet[id] || inSides[id] {
						t.Fatalf("%v: claim %s of a side is not among the claims, or on two sides", f, id)
					}
					inSides[id] = true
				}
			}
			if len(f.Claims) < 2 || f.Origins < 1 || f.Origins > len(f.Claims) || f.Why == "" {
				t.Fatalf("%v: want two claims at least, 1 to %d origins and a reason", f, len(f.Claims))
			}
			if d := f.Relation == Disagree; d != (len(f.Sides) >= 2) || d != (f.Kind != "") || d && len(inSides) != len(inSet) {
				t.Fatalf("%v: want sides and a kind where claims disagree, every claim on a side, and only there", f)
			}
		}
	}
}

func TestRelateOfLittle(t *testing.T) {
	for name, claims := range map[string][]Claim{
		"none": nil, "one": {{ID: "a"}}, "empty ones": {{}, {}, {}},
		"bad dates": {{ID: "a", Start: "soon", End: "2031-99-99", Type: "incident"}, {ID: "b", Start: "x", Type: "incident"}},
	} {
		if got := Relate(claims); len(got) != 0 {
			t.Errorf("%s: facts %v, want none", name, got)
		}
	}
}

// TestAnyFields gives claims whose fields hold anything, or nothing: no claim may stop the others.
func TestAnyFields(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 3))
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	n := func() *int64 {
		if rnd.IntN(3) == 0 {
			return nil
		}
		v := rnd.Int64N(100) - 50
		return &v
	}
	text := func() string {
		return pick("", " ", "'", "'t", "n't", "had", "was refused", "denied that", "not", "...", "\xff\xfe", "killed 10 km", "since the outbreak on",
			"The army denied that it shelled", "both sides", "direct talks", "indirect talks agreed on", "ceasefire", "including 5", "\u202e", "A.B.")
	}
	for range 3000 {
		var claims []Claim
		for i := range 2 + rnd.IntN(5) {
			claims = append(claims, Claim{
				ID: pick("", "a", fmt.Sprint(i)), Doc: pick("", "d"), Article: pick("", "x"), Quote: text() + " " + text() + " " + text(),
				Type:     pick("", "incident", "casualty_toll", "denial", "aid", "meeting", "movement_withdrawal", "agreement_step", "other"),
				Polarity: pick("", "asserts", "denies", "declines"), SourceKind: pick("", "person", "organisation", "anonymous", "outlet"),
				SourceName: pick("", " ", "'", "x", "U.S.", "the of"), Actors: []string{pick("", "army", "France")}, PlaceName: pick("", ";", ",", "Paris, ", "the city", "north"),
				Start: pick("", "2031-01-01", "9"), End: pick("", "2031-01-03", "2030-01-01"),
				Quantities: []Q{{Text: text(), What: text(), Min: n(), Max: n(), Modifier: text()}},
			})
		}
		for _, f := range Relate(claims) {
			if len(f.Claims) < 2 || f.Origins < 1 {
				t.Fatalf("fact %v of claims %+v: want two claims and one origin at least", f, claims)
			}
		}
	}
}

// BenchmarkRelate holds 10,000 claims to 5 seconds: spread over a year and many places as news is,
// and all at few places in one month, as in the worst week of a war. It counts the processor's time,
// so that a busy machine does not decide.
func BenchmarkRelate(b *testing.B) {
	l := exercise(b)
	for name, claims := range map[string][]Claim{
		"year":  crowd(10_000, 365, 200, 7),
		"month": crowd(10_000, 30, 20, 7),
		"town":  crowd(10_000, 10, 1, 7),
	} {
		b.Run(name, func(b *testing.B) {
			before := spent(b)
			for b.Loop() {
				l.Relate(claims)
			}
			per := (spent(b) - before) / time.Duration(b.N)
			b.ReportMetric(per.Seconds(), "cpu-s/op")
			if per > 5*time.Second {
				b.Errorf("%d claims took %v of the processor, want 5s at most", len(claims), per)
			}
		})
	}
}

// spent is the processor time of this process so far.
func spent(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
