package proof

import (
	"errors"
	"fmt"
	"slices"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ExtractVerdict is what an extract proves.
type ExtractVerdict struct {
	Verdict
	Entries []charter.Entry // the run, judged by what the file shows
	Authors []Author
	Time    statement.Time // record time at the last entry, at least
}

// Author is one key with its entries in the run. Known says that the file proves
// whose key it is; of an unknown one, Member is what the statements claim.
type Author struct {
	Member string
	Key    statement.Digest
	Known  bool
	Places []int64
}

// VerifyExtract checks an extract against the first charter document, and says
// what it proves. An error means that it proves nothing. R-EXTRACT.
func VerifyExtract(file, document []byte) (ExtractVerdict, error) {
	x, err := ParseExtract(file)
	if err != nil {
		return ExtractVerdict{}, err
	}
	b, err := establish(document, x.claims())
	if err != nil {
		return ExtractVerdict{}, fmt.Errorf("extract: %w", err)
	}
	hashes := make([]statement.Digest, len(b.entries))
	for i := range b.entries {
		hashes[i] = b.entries[i].Hash
	}
	if err := VerifyRange(x.First, hashes, b.head.Size, x.Beside, b.head.Root); err != nil {
		return ExtractVerdict{}, fmt.Errorf("extract: %w", err)
	}
	v := ExtractVerdict{Verdict: b.verdict(), Entries: b.entries, Authors: authorsOf(b.entries)}
	v.Time = v.Entries[len(v.Entries)-1].Time
	v.explain(&b)
	return v, nil
}

// authorsOf lists the keys of a run in the order of their first entry.
func authorsOf(entries []charter.Entry) []Author {
	var list []Author
	at := map[statement.Digest]int{}
	for i := range entries {
		e := &entries[i]
		if e.Statement.Type == "" {
			continue // no form: nobody's
		}
		n, ok := at[e.Statement.Key]
		if !ok {
			n = len(list)
			at[e.Statement.Key] = n
			list = append(list, Author{Member: e.Statement.Member, Key: e.Statement.Key})
		}
		if e.Author.Member != "" {
			list[n].Member, list[n].Known = e.Author.Member, true
		}
		list[n].Places = append(list[n].Places, e.Index)
	}
	return list
}

// explain says the verdict in words. R-EXTRACT-7.
func (v *ExtractVerdict) explain(b *basis) {
	first, last := v.Entries[0].Index, v.Entries[len(v.Entries)-1].Index
	v.Proved = append(v.Proved,
		say("extract.run", "first", count(first), "last", count(last), "count", count(last-first+1)),
		say("extract.time", "time", v.Time.String()))
	unknown := int64(0)
	for _, a := range v.Authors {
		n := int64(len(a.Places))
		if !a.Known {
			unknown += n
			continue
		}
		v.Proved = append(v.Proved, say("extract.author", "member", a.Member, "key", a.Key.String(), "count", count(n)))
	}
	void, sealed := int64(0), int64(0)
	for i := range v.Entries {
		if v.Entries[i].Void != nil && v.Entries[i].Void.Rule != charter.RuleKey {
			void++
		}
		if v.Entries[i].Statement.Type == statement.SealedType {
			sealed++
		}
	}
	if void > 0 {
		v.Proved = append(v.Proved, say("extract.void", "count", count(void)))
	}
	v.cosigners(b.era, b.state.Document().Faulty)
	v.NotShown = append(v.NotShown, say("extract.before", "first", count(first)), say("extract.history"))
	if sealed > 0 {
		v.NotShown = append(v.NotShown, say("extract.sealed", "count", count(sealed)))
	}
	if unknown > 0 {
		v.NotShown = append(v.NotShown, say("extract.unknown", "count", count(unknown)))
	}
	v.NotShown = append(v.NotShown, say("proof.gaps"))
}

// The findings of Silence that are not silence. R-EXTRACT-6.
var (
	ErrAnswered   = errors.New("the member has answered")
	ErrDoubtful   = errors.New("an entry may be an answer, and the extract does not show whether it counts")
	ErrNotCovered = errors.New("the extract does not cover the time in question")
)

// Silence says, in words, that no open statement in the run, by any key of the
// member, answers the notice, or fails where the run does not prove that: none of a type for which answers is true
// is about it or one of its revisions. The notice itself must stand in the run,
// since nothing before it answers it, and the record time at the last entry must
// be past until, at which an answer would still be in time. An entry that claims
// to be an answer counts against silence unless what the file shows makes it
// void for certain: whoever makes an extract cannot leave out an appointment to
// make an answer vanish. R-EXTRACT-6.
func (v *ExtractVerdict) Silence(member string, until statement.Time, answers func(typ string) bool,
	notice statement.ID, revisions ...statement.ID,
) (Line, error) {
	if !slices.ContainsFunc(v.Entries, func(e charter.Entry) bool { return e.ID == notice && e.Author.Member != "" }) {
		return Line{}, fmt.Errorf("silence of %s: %w: notice %s does not stand in it", member, ErrNotCovered, notice)
	}
	if v.Time <= until {
		return Line{}, fmt.Errorf("silence of %s until %v: %w: record time at its end is %v", member, until, ErrNotCovered, v.Time)
	}
	ids := append([]statement.ID{notice}, revisions...)
	var doubtful error
	for i := range v.Entries {
		e := &v.Entries[i]
		st := &e.Statement
		about := slices.ContainsFunc(st.About, func(id statement.ID) bool { return slices.Contains(ids, id) })
		if !about || st.Member != member || !answers(st.Type) || voidForCertain(e.Void) {
			continue
		}
		if e.Void == nil {
			return Line{}, fmt.Errorf("silence of %s: %w: %s at entry %d, %v", member, ErrAnswered, st.Type, e.Index, e.Time)
		}
		if doubtful == nil {
			doubtful = fmt.Errorf("silence of %s: %w: %s at entry %d: %w", member, ErrDoubtful, st.Type, e.Index, e.Void)
		}
	}
	if doubtful != nil {
		return Line{}, doubtful
	}
	return say("extract.silence", "member", member, "notice", notice.String(), "time", until.String()), nil
}

// voidForCertain reports whether a verdict holds whatever stands in the gaps.
func voidForCertain(v *charter.Void) bool {
	if v == nil {
		return false
	}
	switch v.Rule {
	case charter.RuleForm, charter.RuleMechanism, charter.RuleSignature, charter.RuleMember, charter.RuleSeen:
		return true
	}
	return false
}
