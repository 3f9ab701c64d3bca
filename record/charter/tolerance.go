package charter

import "time"

// Tolerances are the numbers that PROTOCOL marks with a star, in milliseconds.
// A zero field stands for the default that Resolved fills in.
type Tolerances struct {
	Clock       int64 `json:"clock_ms,omitempty"`        // how far clocks may differ: 5 s
	AnswerLeast int64 `json:"answer_least_ms,omitempty"` // shortest answer time: 10 times Clock
	NotAfter    int64 `json:"not_after_ms,omitempty"`    // longest life of an unlogged consent: 15 min
	Fresh       int64 `json:"fresh_ms,omitempty"`        // oldest cosignature of a live picture: 60 s
	Republish   int64 `json:"republish_ms,omitempty"`    // an idle host's new checkpoint: 30 s
	Tick        int64 `json:"tick_ms,omitempty"`         // at least one tick of a node in: 10 min
	Behind      int64 `json:"behind_ms,omitempty"`       // record time this far behind asks for a tick: 60 s
	Promise     int64 `json:"promise_ms,omitempty"`      // wait for the host's promise: 5 s
	Receipt     int64 `json:"receipt_ms,omitempty"`      // wait for a receipt: 30 s
	Held        int64 `json:"held_ms,omitempty"`         // at most one held statement of a node in: 30 s
	WitnessWait int64 `json:"witness_wait_ms,omitempty"` // a witness that waits this long says so: 10 min
	Vouch       int64 `json:"vouch_ms,omitempty"`        // cosignatures later than this do not vouch for the time: 2 min
	Appointment int64 `json:"appointment_ms,omitempty"`  // longest appointment: 90 days
	Recovery    int64 `json:"recovery_ms,omitempty"`     // a recovered root waits in public: 72 h
}

// Resolved returns the tolerances with every default filled in.
func (t Tolerances) Resolved() Tolerances {
	fill := func(field *int64, d time.Duration) {
		if *field == 0 {
			*field = d.Milliseconds()
		}
	}
	fill(&t.Clock, 5*time.Second)
	fill(&t.AnswerLeast, 10*time.Duration(t.Clock)*time.Millisecond)
	fill(&t.NotAfter, 15*time.Minute)
	fill(&t.Fresh, time.Minute)
	fill(&t.Republish, 30*time.Second)
	fill(&t.Tick, 10*time.Minute)
	fill(&t.Behind, time.Minute)
	fill(&t.Promise, 5*time.Second)
	fill(&t.Receipt, 30*time.Second)
	fill(&t.Held, 30*time.Second)
	fill(&t.WitnessWait, 10*time.Minute)
	fill(&t.Vouch, 2*time.Minute)
	fill(&t.Appointment, 90*24*time.Hour)
	fill(&t.Recovery, 72*time.Hour)
	return t
}
