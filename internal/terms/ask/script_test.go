package ask

import (
	"crypto/sha256"
	"strings"

	"parley.example/record/statement"
)

func fixtureEnvelope() Envelope {
	return Envelope{
		Activity: "deployment", Force: 50, From: t0 + 40*60_000, Until: t0 + 60*60_000, Zone: "zone-a",
		Area: Shape{Form: Circle, Metres: 500, Points: []Point{{Lat: 327_000_000, Lon: 365_000_000}}},
	}
}

func fixtureNeed() Need {
	return Need{
		MoreTime: 1, OralConfirm: 600_000, Readers: []string{"mediator", "observer"}, Refer: "head-office", Ruled: true,
		Required: []Seat{{Member: "bravo"}, {Member: "guarantor"}}, Within: 20 * 60_000,
		Rungs: []Stair{{After: 15 * 60_000, Office: "duty-head"}, {After: 25 * 60_000, Office: "delegation"}},
	}
}

func fixtureLimits() Limits {
	return Limits{LeastAnswer: 600_000, NotAfter: 900_000, Tolerance: 5_000}
}

func fixtureFiled() Filed {
	return Filed{
		Entry: entry(1, t0, "a1"), Body: sha256.Sum256([]byte("body")), Envelope: fixtureEnvelope(), Limits: fixtureLimits(),
		Need: fixtureNeed(), Precedence: Priority, Sort: Coordination, Within: 20 * 60_000,
	}
}

// act makes the act of one line of a history.
func (h *history) act(e Entry, verb string, o options) Act {
	switch verb {
	case "files":
		return h.files(e, o)
	case "revises":
		return h.revises(e, o)
	}
	rev := &Revision{}
	if len(h.a.Revisions) > 0 {
		rev = &h.a.Revisions[o.num("rev", len(h.a.Revisions)-1)]
	}
	ref, digest := rev.Mark.ID, rev.Digest
	if _, ok := o["unseen"]; ok {
		digest[0] ^= 1
	}
	switch verb {
	case "extends":
		return Extended{Entry: e, Revision: ref, Until: o.time("to", 0)}
	case "ends":
		return NoticeWithdrawn{Entry: e}
	case "particulars":
		return ParticularsChanged{Entry: e, Digest: key("plates"), Revision: ref}
	case "sees":
		d := Delivered{Entry: e, Size: e.Index}
		if _, ok := o["missing"]; ok {
			d.Missing = []statement.Digest{sha256.Sum256([]byte("body"))}
		}
		return d
	case "shows":
		return Shown{Entry: e, Revision: ref}
	case "acknowledges":
		return AcknowledgedBy{Entry: e, Revision: ref}
	case "withdraws":
		return ConsentWithdrawn{Entry: e, Doing: Halt, From: e.At, Revision: ref}
	case "holds":
		return HoldCalled{Entry: e, Until: o.time("until", 0)}
	case "lifts":
		return HoldLifted{Entry: e, Hold: id(o.num("entry", 0))}
	case "takes":
		return Taken{Entry: e, Addressee: o["for"], Rung: o.num("rung", 0)}
	case "chooses":
		c := Chosen{Entry: e, Clause: o["clause"]}
		_ = c.Choice.UnmarshalText([]byte(o["word"]))
		return c
	case "outcome":
		r := OutcomeSaid{Entry: e}
		_ = r.Outcome.UnmarshalText([]byte(o["word"]))
		return r
	case "revokes":
		return Revoked{Entry: e, Revokes: key(o["key"]), Since: o.time("since", 0)}
	case "step":
		s := CallStepped{Entry: e, When: o.time("when", 0)}
		_ = s.Step.UnmarshalText([]byte(o["word"]))
		return s
	case "passes":
		return TimePassed{Entry: e}
	}
	return h.says(e, verb, o, ref, digest)
}

func (h *history) files(e Entry, o options) Act {
	f := fixtureFiled()
	f.Entry = e
	if o["sort"] != "" {
		_ = f.Sort.UnmarshalText([]byte(o["sort"]))
	}
	f.Within = int64(o.num("within", 20)) * 60_000
	f.Envelope.From, f.Envelope.Until = o.time("from", f.Envelope.From), o.time("until", f.Envelope.Until)
	f.Envelope.Force = int64(o.num("force", 50))
	f.Need.Lead = int64(o.num("lead", 0)) * 60_000
	if via := o["channel"]; via != "" {
		f.Need.Required[0].Channel = via
	}
	if added := o["added"]; added != "" {
		f.Need = f.Need.Add(&Rules{}, e.Member, []string{added}, nil)
	}
	if _, ok := o["unruled"]; ok {
		f.Need = Need{}
	}
	if o["sort"] == "declaration" {
		f.Need.Required, f.Within, f.Declares = nil, 0, Warning
	}
	if _, ok := o["held"]; ok {
		f.Holds = []Hold{{Mark: entry(0, t0-1, "m1").mark(), Until: t0 + 50*60_000}}
	}
	return f
}

func (h *history) revises(e Entry, o options) Act {
	_, old := h.a.Current()
	env := old.Envelope
	if codes, ok := o["with"]; ok {
		var list []Condition
		for code := range strings.SplitSeq(codes, ",") {
			list = append(list, Condition{Code: code})
		}
		SortConditions(list)
		env = env.With(list)
	}
	env.Force = int64(o.num("force", int(env.Force)))
	act := Revised{
		Entry: e, Envelope: env, Need: fixtureNeed(), NotAfter: o.time("not-after", e.At+900_000),
		Of: h.a.Revisions[o.num("of", len(h.a.Revisions)-1)].Mark.ID, Within: int64(o.num("within", 20)) * 60_000,
	}
	for _, name := range []string{"b1", "b2", "g1"} {
		if name != o["unbearing"] {
			act.Bearing = append(act.Bearing, Bearer{Key: key(name), Powers: powers(name), Type: "notice.answered"})
		}
	}
	return act
}

// says makes an answer, signed, relayed or oral.
func (h *history) says(e Entry, verb string, o options, ref statement.ID, digest statement.Digest) Act {
	act := AnsweredBy{Entry: e, Envelope: digest, Revision: ref}
	if n := o.num("resumes", 0); n > 0 {
		act.Resumes = id(n)
	}
	due := h.a.deadline(len(h.a.Revisions)-1, forever)
	switch verb {
	case "consents":
		act.Answer, act.NotAfter = Consent, e.At+900_000
		if e.At <= due && act.Resumes.IsZero() {
			act.NotAfter = min(act.NotAfter, due)
		}
		if !act.Resumes.IsZero() {
			act.NotAfter = min(act.NotAfter, t0+60*60_000)
		}
	case "conditions":
		act.Answer, act.NotAfter, act.Conditions = Conditions, e.At+900_000, []Condition{{Code: o["code"]}}
		if o["code"] == "" {
			act.Conditions = nil
		}
	case "objects":
		act.Answer = Objection
	case "asks-time":
		act.Answer, act.Decider, act.Until = MoreTime, "head-office", o.time("until", 0)
	case "replies":
		act.Answer = Reply
		_ = act.Reply.UnmarshalText([]byte(o["word"]))
	case "speaks":
		s := Oral{Entry: e, ConfirmBy: o.time("confirm", 0), Envelope: digest, Means: ByPhone, Revision: ref}
		_ = s.Answer.UnmarshalText([]byte(o["word"]))
		return s
	case "relays":
		r := Relayed{Entry: e, Envelope: digest, For: o["for"], Means: ByRadio, Revision: ref, Resumes: act.Resumes}
		_ = r.Answer.UnmarshalText([]byte(o["word"]))
		if r.Answer == Consent {
			r.NotAfter = min(e.At+900_000, due)
		}
		return r
	default:
		panic("verb " + verb)
	}
	if _, ok := o["not-after"]; ok {
		act.NotAfter = o.time("not-after", 0)
	}
	return act
}
