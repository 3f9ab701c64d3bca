package ask

import (
	"strings"
	"testing"
)

// TestScreen holds single cases of PROTOCOL C4; package model holds the rule.
func TestScreen(t *testing.T) {
	const agreed = "0 a1 files\n1 b1 consents\n2 g1 consents"
	tests := map[string]struct {
		script   string
		at       string // 5 if empty
		live     bool
		clock    string
		unlogged string
		want     View
	}{
		"agreed and live":                {script: agreed, live: true, want: View{State: Agreed}},
		"agreed and not live":            {script: agreed, want: View{State: Open, NotLive: true}},
		"an unlogged hold":               {script: agreed, live: true, unlogged: "5 m1 holds until=50", want: View{State: Suspended, Heeded: 1}},
		"an unlogged withdrawal":         {script: agreed, live: true, unlogged: "5 b2 withdraws", want: View{State: Suspended, Heeded: 1}},
		"an unlogged objection":          {script: agreed, live: true, unlogged: "5 b2 objects", want: View{State: Suspended, Heeded: 1}},
		"an unlogged revocation":         {script: agreed, live: true, unlogged: "5 b3 revokes key=b1 since=0", want: View{State: Open, Heeded: 1, Revoked: true}},
		"one that says no time":          {script: agreed, live: true, unlogged: "5 b3 revokes key=b1", want: View{State: Open, Heeded: 1, Revoked: true}},
		"one for a time after the words": {script: agreed, live: true, unlogged: "5 b3 revokes key=b1 since=4", want: View{State: Open, Heeded: 1, Revoked: true}},
		"one for a time to come":         {script: agreed, live: true, unlogged: "5 b3 revokes key=b1 since=9", want: View{State: Open, Revoked: true}},
		"one of the key that filed it":   {script: agreed, live: true, unlogged: "5 a2 revokes key=a1", want: View{State: Open, Heeded: 1, Revoked: true}},
		"one of the key that lifted a hold": {
			script: agreed + "\n3 m1 holds until=50\n4 m1 lifts entry=4", live: true, unlogged: "5 m3 revokes key=m1",
			want: View{State: Open, Heeded: 1, Revoked: true},
		},
		"one of a key that said nothing": {script: agreed, live: true, unlogged: "5 b3 revokes key=b2 since=0", want: View{State: Agreed, Heeded: 1}},
		"one that is on the record":      {script: agreed + "\n3 b3 revokes key=b1", live: true, want: View{State: Agreed}},
		"the author's own end":           {script: agreed, live: true, unlogged: "5 a1 ends", want: View{State: Withdrawn, Heeded: 1}},
		"an unlogged oral objection": {
			script: agreed, live: true, unlogged: "4 b1 speaks word=objection confirm=14", want: View{State: Suspended, Heeded: 1},
		},
		"an unlogged oral consent": {
			script: "0 a1 files\n1 b1 consents", live: true, unlogged: "4 g1 speaks word=consent confirm=14", want: View{State: Open},
		},
		"a hold that has ended":      {script: agreed, live: true, unlogged: "5 m1 holds until=4", want: View{State: Agreed, Heeded: 1}},
		"an unlogged consent":        {script: "0 a1 files\n1 b1 consents", live: true, unlogged: "5 g1 consents", want: View{State: Open}},
		"an unlogged lift":           {script: agreed + "\n3 m1 holds until=50", live: true, unlogged: "5 m1 lifts entry=4", want: View{State: Suspended}},
		"a hold by a key then lost":  {script: agreed, live: true, unlogged: "5 m2 revokes key=m1 since=0\n5 m1 holds until=50", want: View{State: Suspended, Heeded: 2}},
		"a revocation of a stop":     {script: agreed + "\n3 b1 objects", live: true, unlogged: "5 b3 revokes key=b1 since=3", want: View{State: Suspended, Heeded: 1, Revoked: true}},
		"revocation of an objection": {script: "0 a1 files\n3 b1 objects", live: true, unlogged: "5 b3 revokes key=b1 since=3", want: View{State: Objected, Revoked: true}},
		"our clock past the time":    {script: "0 a1 files", live: true, clock: "21", want: View{State: Open, ByClock: true}},
		"our clock behind":           {script: "0 a1 files", at: "21", live: true, clock: "5", want: View{State: Unanswered}},
		"our clock past a hold":      {script: agreed + "\n3 m1 holds until=50", at: "45", live: true, clock: "51", want: View{State: Suspended}},
		"our clock past the window":  {script: agreed, at: "45", live: true, clock: "61", want: View{State: Agreed, Ended: true}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if tt.at == "" {
				tt.at = "5"
			}
			h := history{t: t, voids: map[int]Rule{}}
			for i, line := range lines(tt.script) {
				h.play(i+1, strings.Fields(line))
			}
			local := Local{Live: tt.live}
			if tt.clock != "" {
				local.Clock = minutes(tt.clock)
			}
			for i, line := range lines(tt.unlogged) {
				words := strings.Fields(line)
				local.Unlogged = append(local.Unlogged, h.act(entry(20+i, minutes(words[0]), words[1]), words[2], parse(words[3:])))
			}
			got := Screen(h.a, minutes(tt.at), local)
			got.Record = Overall{}
			if got != tt.want {
				t.Errorf("Screen() = %+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestCaution holds that the order of caution is total: no two states are as
// cautious as one another, and nothing is less cautious than agreed. R-ASK-62.
func TestCaution(t *testing.T) {
	seen := map[int]State{}
	for i := range strings.Fields(states) {
		s := State(i + 1)
		if other, ok := seen[s.Caution()]; ok {
			t.Errorf("%s and %s are equally cautious", s, other)
		}
		seen[s.Caution()] = s
		if s != Agreed && s.Caution() <= Agreed.Caution() {
			t.Errorf("%s is less cautious than agreed", s)
		}
	}
}

func BenchmarkApply(b *testing.B) {
	a := full(b)
	a.Withdrawn, a.Revocations = Mark{}, nil
	act := AcknowledgedBy{Entry: entry(40, t0+22*60_000, "g1"), Revision: a.Revisions[1].Mark.ID}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Apply(a, act); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkApplyFiled(b *testing.B) {
	filed := fixtureFiled()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Apply(Ask{}, filed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkState(b *testing.B) {
	a := full(b)
	a.Withdrawn = Mark{}
	b.ReportAllocs()
	for b.Loop() {
		if StateAt(a, t0+22*60_000).State == Agreed {
			b.Fatal("agreed")
		}
	}
}

func BenchmarkScreen(b *testing.B) {
	a := full(b)
	a.Withdrawn = Mark{}
	local := Local{Live: true, Clock: t0 + 25*60_000, Unlogged: []Act{HoldCalled{Entry: entry(50, t0+22*60_000, "g1"), Until: t0 + 50*60_000}}}
	b.ReportAllocs()
	for b.Loop() {
		Screen(a, t0+22*60_000, local)
	}
}
