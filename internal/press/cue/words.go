package cue

import "strings"

// The small word classes of grammar. They are part of the language, as the rules
// are, and no data of a mechanism.
var (
	auxiliaries = set("has have had 's is are was were been be being did does do will would could can may might not " +
		"also however later earlier then previously since now already repeatedly publicly reportedly immediately " +
		"separately meanwhile recently again once even still only further simply first jointly officially formally ")
	times = set("monday tuesday wednesday thursday friday saturday sunday yesterday today tonight morning evening " +
		"afternoon night late early on last this week month year earlier later")
	subordinators = set("that when which who whom whose if because as after before while though although whereas unless until where what")
	pastForms     = set("left went came took held met fell broke began struck sent built gave made led saw told fled fought shot hit ran won lost " +
		"kept brought became withdrew drew threw knew grew rose spoke found stood paid said did had was were been done gone seen")
	bePast       = set("was were been is are being be")
	subjectStops = set("saying that in on at during after as adding when while who which whose late early to by last this monday tuesday " +
		"wednesday thursday friday saturday sunday yesterday today but and")
	prepositions = set("of for in from at with to near close familiar based on about among by inside outside who which " +
		"directly speaking citing involved briefed alongside including sent issued released signed")
	appositives = set("a an the one who which whose head chief leader member known citing quoting speaking and also another including " +
		"himself herself along together formerly now then both all whom")
	pronouns = set("he she they it we i")
)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}
