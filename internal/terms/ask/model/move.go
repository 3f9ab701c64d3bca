package model

import (
	"crypto/sha256"

	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// move is one way in which the log can grow. make returns nil where there is
// nothing to do so.
type move struct {
	name string
	core bool // also in the deep search
	make func(n *node) ask.Act
}

// moves is everything that can come next. Time is one of them, so each of the
// others comes at every time.
func moves() []move {
	list := []move{{"time passes", true, func(n *node) ask.Act {
		if n.now+1 == len(instants()) {
			return nil
		}
		n.now++
		return ask.TimePassed{Entry: n.entry("m1")}
	}}}
	list = append(list, authorMoves()...)
	list = append(list, answerMoves()...)
	list = append(list, stopMoves()...)
	list = append(list, rootMoves()...)
	list = append(list, softMoves()...)
	return append(list, voidMoves()...)
}

func authorMoves() []move {
	revise := func(n *node, env ask.Envelope, late statement.Time) ask.Act {
		if len(n.a.Revisions) == 3 {
			return nil
		}
		act := ask.Revised{
			Entry: n.entry("a1"), Body: sha256.Sum256([]byte("body 2")), Envelope: env, Need: need(),
			NotAfter: n.at() + late, Of: n.current().Mark.ID, Within: int64(answerTime),
		}
		for _, name := range []string{"b1", "b2", "g1"} {
			act.Bearing = append(act.Bearing, ask.Bearer{Key: keyOf(name), Powers: officers()[name].powers(), Type: "notice.answered"})
		}
		return act
	}
	return []move{
		{"alpha revises with the conditions", true, func(n *node) ask.Act {
			return revise(n, n.current().Envelope.With(condition()), minute)
		}},
		{"alpha revises with a larger force", true, func(n *node) ask.Act {
			env := n.current().Envelope
			env.Force += 100
			return revise(n, env, minute)
		}},
		{"alpha's revision has lapsed", false, func(n *node) ask.Act {
			env := n.current().Envelope
			env.Force += 100
			return revise(n, env, -minute)
		}},
		{"alpha extends", true, func(n *node) ask.Act {
			return ask.Extended{Entry: n.entry("a1"), Revision: n.current().Mark.ID, Until: extendedTo}
		}},
		{"alpha withdraws the notice", true, func(n *node) ask.Act { return ask.NoticeWithdrawn{Entry: n.entry("a1")} }},
		{"alpha proceeds without consent", false, func(n *node) ask.Act {
			return ask.Chosen{Entry: n.entry("a1"), Choice: ask.Proceeding, Clause: "clause-3"}
		}},
	}
}

// answer is an honest answer to revision r, counted from the current one back.
func answer(n *node, name string, word ask.Answer, back int) ask.Act {
	r := len(n.a.Revisions) - 1 - back
	if r < 0 {
		return nil
	}
	rev := &n.a.Revisions[r]
	act := ask.AnsweredBy{Entry: n.entry(name), Answer: word, Envelope: rev.Digest, Revision: rev.Mark.ID}
	switch word {
	case ask.Consent, ask.Conditions:
		act.NotAfter = n.at() + notAfter
		if due := n.due(); word == ask.Consent && n.at() <= due {
			act.NotAfter = min(act.NotAfter, due)
		}
		if word == ask.Conditions {
			act.Conditions = condition()
		}
	case ask.MoreTime:
		act.Decider, act.Until = "head-office", from-1
	case ask.Objection, ask.Withdrawal, ask.Reply:
	}
	return act
}

func answerMoves() []move {
	say := func(text, name string, word ask.Answer, core bool, back int) move {
		return move{name + " " + text, core, func(n *node) ask.Act { return answer(n, name, word, back) }}
	}
	resume := func(name, member string) move {
		return move{name + " consents afresh", true, func(n *node) ask.Act {
			stop := n.lastStop(member)
			act, ok := answer(n, name, ask.Consent, 0).(ask.AnsweredBy)
			if stop.IsZero() || !ok {
				return nil
			}
			act.Resumes = stop
			return act
		}}
	}
	return []move{
		say("consents", "b1", ask.Consent, true, 0),
		say("consents", "b2", ask.Consent, true, 0),
		say("consents", "g1", ask.Consent, true, 0),
		say("consents as a reader", "m1", ask.Consent, false, 0),
		say("consents to the revision before", "b1", ask.Consent, false, 1),
		say("sets conditions", "b1", ask.Conditions, true, 0),
		say("sets conditions beyond its power or within", "b2", ask.Conditions, false, 0),
		say("sets the same conditions", "g1", ask.Conditions, false, 0),
		say("objects", "b1", ask.Objection, false, 0),
		say("objects", "b2", ask.Objection, true, 0),
		say("objects", "g1", ask.Objection, false, 0),
		say("objects to the revision before", "b2", ask.Objection, false, 1),
		say("asks for time", "b1", ask.MoreTime, true, 0),
		resume("b1", bravo), resume("b2", bravo), resume("g1", guarantor),
		{"b1's consent has lapsed on the way", true, func(n *node) ask.Act {
			act, ok := answer(n, "b1", ask.Consent, 0).(ask.AnsweredBy)
			if !ok {
				return nil
			}
			act.NotAfter = n.at() - 1
			return act
		}},
	}
}

func stopMoves() []move {
	back := func(text, name string, core bool, back int) move {
		return move{name + " " + text, core, func(n *node) ask.Act {
			r := len(n.a.Revisions) - 1 - back
			if r < 0 {
				return nil
			}
			return ask.ConsentWithdrawn{Entry: n.entry(name), Doing: ask.Halt, From: n.at(), Revision: n.a.Revisions[r].Mark.ID}
		}}
	}
	lift := func(text, name string, core bool) move {
		return move{name + " " + text, core, func(n *node) ask.Act {
			if len(n.a.Holds) == 0 {
				return nil
			}
			return ask.HoldLifted{Entry: n.entry(name), Hold: n.a.Holds[0].Mark.ID}
		}}
	}
	return []move{
		back("withdraws", "b1", true, 0), back("withdraws", "b2", false, 0), back("withdraws", "g1", true, 0),
		back("withdraws from the revision before", "b2", true, 1),
		{"m1 calls hold", true, func(n *node) ask.Act {
			if len(n.a.Holds) > 0 {
				return nil
			}
			return ask.HoldCalled{Entry: n.entry("m1"), Until: holdUntil}
		}},
		{"o1 calls hold, who is not asked", false, func(n *node) ask.Act {
			if len(n.a.Holds) > 0 {
				return nil
			}
			return ask.HoldCalled{Entry: n.entry("o1"), Until: until + minute}
		}},
		lift("lifts the hold", "m1", true), lift("lifts the hold too", "o1", false),
	}
}

func rootMoves() []move {
	revoke := func(text, key, root string, core bool, since func(*node) statement.Time) move {
		return move{text, core, func(n *node) ask.Act {
			return ask.Revoked{Entry: n.entry(root), Revokes: keyOf(key), Since: since(n)}
		}}
	}
	start := func(*node) statement.Time { return epoch }
	return []move{
		revoke("b1 is revoked, compromised since the start", "b1", "b3", true, start),
		revoke("b1 is revoked", "b1", "b3", false, func(*node) statement.Time { return 0 }),
		revoke("b2 is revoked, compromised since 10 minutes in", "b2", "b3", false, func(n *node) statement.Time {
			return min(n.at(), epoch+10*minute)
		}),
		revoke("m1 is revoked, compromised since now", "m1", "m3", false, func(n *node) statement.Time { return n.at() }),
		revoke("a1 is revoked, compromised since the start", "a1", "a2", false, start),
		revoke("a1 is revoked, compromised since 10 minutes in", "a1", "a2", false, func(n *node) statement.Time {
			return min(n.at(), epoch+10*minute)
		}),
	}
}

// softMoves are those that must never become consent: C3.
func softMoves() []move {
	seen := func(text string, missing ...statement.Digest) move {
		return move{text, false, func(n *node) ask.Act {
			e := n.entry("b1")
			e.Officer, e.Key = "", keyOf("node "+bravo)
			return ask.Delivered{Entry: e, Missing: missing, Size: e.Index}
		}}
	}
	oral := func(word ask.Answer) move {
		return move{"bravo's clerk logs an oral " + word.String(), false, func(n *node) ask.Act {
			e := n.entry("b1")
			e.Officer, e.Key = "b-clerk", keyOf("b-clerk")
			return ask.Oral{
				Entry: e, Answer: word, ConfirmBy: n.at() + 5*minute, Envelope: n.current().Digest, Means: ask.ByPhone,
				Revision: n.current().Mark.ID,
			}
		}}
	}
	ack := func(name string) move {
		return move{name + " acknowledges", false, func(n *node) ask.Act {
			return ask.AcknowledgedBy{Entry: n.entry(name), Revision: n.current().Mark.ID}
		}}
	}
	return []move{
		seen("bravo's node has it"), seen("bravo's node misses its body", sha256.Sum256([]byte("body"))),
		{"it is shown at bravo", false, func(n *node) ask.Act { return ask.Shown{Entry: n.entry("b1"), Revision: n.current().Mark.ID} }},
		ack("b1"), ack("g1"), oral(ask.Consent), oral(ask.Objection),
		{"o1 relays a consent for bravo", false, func(n *node) ask.Act {
			return ask.Relayed{
				Entry: n.entry("o1"), Answer: ask.Consent, Envelope: n.current().Digest, For: bravo, Means: ask.ByRadio,
				NotAfter: n.at() + minute, Revision: n.current().Mark.ID,
			}
		}},
	}
}

// voidMoves are entries that do not hold, and entries that come twice.
func voidMoves() []move {
	return []move{
		{"the last entry comes again", false, func(n *node) ask.Act {
			if n.void {
				return nil // a void entry that comes again is void by the record already
			}
			return again(n.log[len(n.log)-1], int64(len(n.log)+1), n.at())
		}},
		{"b1 consents in store", false, func(n *node) ask.Act {
			act, ok := answer(n, "b1", ask.Consent, 0).(ask.AnsweredBy)
			if !ok {
				return nil
			}
			act.NotAfter = n.at() + notAfter + tolerance + 1
			return act
		}},
		{"b1 consents to another envelope", false, func(n *node) ask.Act {
			act, ok := answer(n, "b1", ask.Consent, 0).(ask.AnsweredBy)
			if !ok {
				return nil
			}
			act.Envelope[0] ^= 1
			return act
		}},
		{"o1 consents, who does not even read", false, func(n *node) ask.Act { return answer(n, "o1", ask.Consent, 0) }},
	}
}

// again is the same statement at another place, as a host would log it that
// does not look: record refuses it before ask does.
func again(act ask.Act, index int64, at statement.Time) ask.Act {
	switch act := act.(type) {
	case ask.AnsweredBy:
		act.Index, act.At = index, at
		return act
	case ask.ConsentWithdrawn:
		act.Index, act.At = index, at
		return act
	case ask.HoldCalled:
		act.Index, act.At = index, at
		return act
	case ask.Revised:
		act.Index, act.At = index, at
		return act
	}
	return nil
}
