package proof

import (
	"strconv"
	"strings"

	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// Line is one sentence of a verdict: a key with its arguments, for translation,
// and the sentence in English.
type Line struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
	Text string            `json:"text"`
}

// Verdict is what a receipt and an extract have in common once they hold.
type Verdict struct {
	Exercise  bool
	Mechanism statement.Digest
	Size      int64
	Root      statement.Digest
	Quorum    int                      // how many cosignatures the charter asks for
	Cosigned  []checkpoint.Cosignature // by the witnesses in force, each by name and time
	NotLater  statement.Time           // the quorum stood by then. R-CHECKPOINT-8
	Proved    []Line
	Rests     []Line // on whose word the rest stands
	NotShown  []Line // what a reader might think is shown, and is not
}

// sentences are the English texts, by key. Translations have the same keys and
// arguments.
var sentences = map[string]string{
	"proof.exercise": "EXERCISE: everything in this mechanism is invented.",
	"proof.cosigned": "{member} cosigned the record of {size} entries, as {name}, at {time} by its own clock.",
	"proof.not_later": "The quorum of {k} cosignatures stood at {time}, seconds rounded down: it was on the " +
		"record not later than in that second.",
	"proof.tree": "The record is mechanism {mechanism}, {size} entries, root {root}.",
	"proof.rests.one": "That everybody is shown this same record rests on the cosigners: of {n}, {k} had to " +
		"cosign, and {f} may lie.",
	"proof.rests.clocks": "The times rest on the clocks of the host and of the cosigners named.",
	"proof.rests.given":  "That this charter is the right one rests on whoever gave it to you; its digest is {mechanism}.",
	"proof.gaps": "Not shown: that no entry between those in this file revoked or replaced one of the keys on which it rests, " +
		"a cosigner's included.",

	"receipt.logged":     "Entry {index} stands at this place of the record: statement {id} of type {type}.",
	"receipt.received":   "The host took it in at {time} by its clock.",
	"receipt.root":       "It is signed with a root key of {member}, {key}.",
	"receipt.root_later": "It is signed with a root key of {member}, {key}, which came by entry {place}.",
	"receipt.node":       "It is signed by the node of {member}, with key {key}, named by the charter.",
	"receipt.node_later": "It is signed by the node of {member}, with key {key}, which came by entry {place}.",
	"receipt.candidate":  "It is signed with key {key}, proposed at entry {place} as a root key of {member}.",
	"receipt.officer": "It is signed by officer {officer} of {member}, with key {key}, appointed at entry {place} " +
		"by the root of {member}.",
	"receipt.seen": "Its author names a checkpoint of {size} entries with root {root}: it was not signed " +
		"before that existed.",
	"receipt.seen_none": "Its author names no checkpoint: nothing shows a time before which it was not signed.",
	"receipt.vouched":   "Time vouched: the quorum had cosigned within {limit} of the time of intake.",
	"receipt.not_vouched": "Time not vouched: the quorum's cosignatures are dated {late} after the time of intake, " +
		"more than {limit}.",
	"receipt.body_none":   "It commits to no body.",
	"receipt.body_absent": "It commits to a body of {size} bytes, which is not included.",
	"receipt.body_shown":  "Its body is included and is what it commits to.",
	"receipt.sealed": "It is a sealed statement. The receipt proves that a sealed entry is on the record, not " +
		"what it says.",
	"receipt.sealed_open": "It is a sealed statement. The inner statement and the salt are included and are what it commits to.",
	"receipt.inner_form": "It is a sealed statement. What it commits to is included with the salt, and is no inner statement: " +
		"it counts in no room. {rule}, {text}.",
	"receipt.inner": "Within it stands a statement of type {type}, whose room is {readers}.",
	"receipt.inner_void": "By what this receipt shows the inner statement is void in its room, and counts for nothing there: " +
		"{rule}, {text}.",
	"receipt.inner_body": "Not shown: the text of {size} bytes to which the inner statement commits.",
	"receipt.inner_reach": "Not shown: that the ciphertext on the record holds this inner statement, or that those who " +
		"should read it could open it.",
	"receipt.void":       "By what this receipt shows the entry is void, and counts for nothing: {rule}, {text}.",
	"receipt.act":        "Not shown: whether what it asks of the record took effect.",
	"receipt.seen_whose": "Not shown: that the checkpoint which its author names is one of this record.",
	"receipt.revoked":    "Not shown: whether the author's key was revoked, replaced or declared compromised, before or after.",
	"receipt.withdrawn":  "Not shown: whether it was withdrawn, revised, answered or overtaken later.",
	"receipt.validity":   "Not shown: whether it is void by a rule that looks at its history or at its act.",
	"receipt.silence":    "Not shown: what others did not say. That takes an extract.",

	"extract.run":    "Entries {first} to {last} are here, {count} in all, each at its place; none between them is missing.",
	"extract.time":   "At the last of them the record time was {time}.",
	"extract.author": "{member}, key {key}: {count} entries, by a key that this file proves.",
	"extract.silence": "No open statement of {member} in this run answers notice {notice} by {time}; the record " +
		"time has passed that.",
	"extract.unknown": "{count} entries are signed by keys whose appointment is not in this file.",
	"extract.void":    "{count} entries are void by what this file shows.",
	"extract.before":  "Not shown: what was revoked before entry {first}, or said before or after this run.",
	"extract.sealed":  "Not shown: what the {count} sealed entries say. A notice in clear is answered in clear only.",
	"extract.history": "Not shown: whether an entry is void by a rule that looks at its history before this run.",
}

// say makes a line of a key and its arguments, given as name, value, name...
func say(key string, pairs ...string) Line {
	l := Line{Key: key}
	fill := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		if l.Args == nil {
			l.Args = map[string]string{}
		}
		l.Args[pairs[i]] = pairs[i+1]
		fill = append(fill, "{"+pairs[i]+"}", pairs[i+1])
	}
	l.Text = strings.NewReplacer(fill...).Replace(sentences[key])
	return l
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

// second writes a time as cosigners know it.
func second(t statement.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// verdict says what the checkpoint proves, and on whom it rests.
func (b *basis) verdict() Verdict {
	v := Verdict{
		Exercise: b.state.Document().Exercise, Mechanism: b.state.Mechanism(), Size: b.head.Size, Root: b.head.Root,
		Quorum: b.era.Quorum, Cosigned: b.head.Cosigned, NotLater: b.notLater,
	}
	if v.Exercise {
		v.Proved = append(v.Proved, say("proof.exercise"))
	}
	v.Proved = append(v.Proved, say("proof.tree",
		"mechanism", v.Mechanism.String(), "size", count(v.Size), "root", v.Root.String()))
	return v
}

// cosigners adds who cosigned when, and what rests on them.
func (v *Verdict) cosigners(era charter.Era, faulty int) {
	for _, c := range v.Cosigned {
		v.Proved = append(v.Proved, say("proof.cosigned",
			"member", c.Member, "size", count(v.Size), "name", c.Name, "time", second(c.At)))
	}
	k := strconv.Itoa(era.Quorum)
	v.Proved = append(v.Proved, say("proof.not_later", "k", k, "time", second(v.NotLater)))
	v.Rests = append(v.Rests,
		say("proof.rests.one", "n", strconv.Itoa(len(era.Witnesses)), "k", k, "f", strconv.Itoa(faulty)),
		say("proof.rests.clocks"),
		say("proof.rests.given", "mechanism", v.Mechanism.String()))
}
