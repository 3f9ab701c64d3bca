package fact

// family groups the types of claims that can tell one occurrence whoever tells it. Claims of other
// types are acts of speech: two of them are one only if one speaker made them.
func family(kind string) string {
	switch kind {
	case "incident":
		return "incident"
	case "ceasefire_status":
		return "ceasefire"
	case "meeting":
		return "meeting"
	case "movement_withdrawal":
		return "movement"
	case "casualty_toll", "abduction_toll":
		return "toll"
	case "humanitarian", "aid":
		return "aid"
	case "appointment":
		return "appointment"
	case "statement", "agreement_step", "demand", "accusation", "background", "no_comment", "pledge", "denial", "verification":
		return ""
	}
	return "" // a type that is not known is treated as speech: it pairs only with its own speaker
}

// verdict is what two claims are to one another by themselves.
type verdict int

const (
	other    verdict = iota
	ifCopied         // one thing if one article is a rewrite of the other
	ifAlone          // one thing unless a better pair is found for either
	alike
)

// Least likeness (hundredths) and shared weight for two claims to tell one thing, by what else binds
// them. One speaker needs little, still less on one day; one occurrence told by others needs an act,
// an actor and a place that fit, and the more the wider the time; claims of one article need more,
// since an article seldom says a thing twice.
const (
	likeOneSpeaker, weightOneSpeaker = 28, 7
	likeOneDay, weightOneDay         = 35, 4
	likeOtherType, weightOtherType   = 40, 8
	likeKin, weightKin               = 45, 10
	likeDays, likeWeeks, likeMonths  = 20, 30, 38
	weightEvent                      = 5
	likeWithin, weightWithin         = 50, 10
	likeCopied, weightCopied         = 35, 5
)

// judge compares two claims. It looks at nothing but the two.
func judge(a, b *item) verdict {
	if conflict(a, b) {
		return other
	}
	like, sum, who := likeness(a, b), shared(a, b), a.who.against(&b.who)
	need := func(l, w int) bool { return like >= l && sum >= w }
	within := a.art == b.art
	switch {
	case who == oneSpeaker && announced(a, b):
		return alike
	case within && !need(likeWithin, weightWithin):
		return other
	case who == oneSpeaker && a.Type == b.Type && need(likeOneSpeaker, weightOneSpeaker),
		who == oneSpeaker && a.Type == b.Type && a.win.oneMoment(b.win) && need(likeOneDay, weightOneDay),
		who == oneSpeaker && need(likeOtherType, weightOtherType),
		event(a, b) && need(likeFor(a, b), weightEvent):
		return alike
	case who == kin && a.Type == b.Type && need(likeKin, weightKin):
		return ifAlone
	case who != maybe || within || a.family != b.family || a.family == "" && a.Type != b.Type:
		return other
	case need(likeCopied, weightCopied) && (common(a.core, b.core) || a.family == "" && common(a.acts, b.acts)),
		a.measure && b.measure && sum >= weightCopied:
		return ifCopied
	}
	return other
}

// announced reports whether both are steps that one speaker announced on one day about one plan.
func announced(a, b *item) bool {
	if a.Type != "agreement_step" || b.Type != a.Type || !a.win.oneMoment(b.win) {
		return false
	}
	for _, m := range a.marks {
		if m.kind == aTopic && b.marked(m.id) {
			return true
		}
	}
	return false
}

func oneDay(a, b *item) bool {
	return a.win.known && b.win.known && a.win.days() <= 2 && b.win.days() <= 2 && a.win.meets(b.win)
}

// core are the acts that make an occurrence of a family: a meeting in which fighting is spoken of is
// not one with a fight.
var core = map[string]map[string]bool{
	"incident": wordSet(`strike clash shoot blast attack kill execute wound abduct detain displace enter seize destroy loot protest
abuse taking-sides withhold election`),
	"ceasefire":   wordSet(`ceasefire clash withdraw strike attack`),
	"meeting":     wordSet(`talks arrive`),
	"movement":    wordSet(`withdraw deploy enter seize displace arrive`),
	"aid":         wordSet(`refuse access withhold displace arrive deploy`),
	"appointment": wordSet(`appoint resign`),
}

// likeFor is the likeness asked of two tellings of one occurrence: the wider the time, the more.
func likeFor(a, b *item) int {
	switch n := max(a.win.days(), b.win.days()); {
	case !a.win.known || !b.win.known:
		return likeMonths
	case n <= 10, a.win.campaignLong && b.win.campaignLong:
		return likeDays
	case n <= 31:
		return likeWeeks
	}
	return likeMonths
}

// event reports whether both tell an occurrence of one family: with an act and, where both name
// actors, an actor in common; or, where a text names no act, on one day at one place.
func event(a, b *item) bool {
	f := a.family
	if f == "" || f == "toll" || f != b.family {
		return false
	}
	spot := a.place.against(b.place) == together
	if len(a.acts) == 0 || len(b.acts) == 0 {
		return spot && f == "incident" && oneDay(a, b) && common(a.actors, b.actors)
	}
	if !common(a.core, b.core) {
		return spot && oneDay(a, b) && a.violent() && b.violent() && common(a.actors, b.actors)
	}
	if max(a.win.days(), b.win.days()) > 10 && !a.win.campaignLong && !spot && sharedBesides(a, b) == 0 {
		return false // an act and a country within months are no occurrence yet
	}
	if len(a.actors) == 0 || len(b.actors) == 0 {
		return spot && a.win.days() <= 3 && b.win.days() <= 3
	}
	return common(a.actors, b.actors)
}

// conflict reports whether two claims cannot tell one thing, however alike their words.
func conflict(a, b *item) bool {
	if a.Polarity != b.Polarity || a.measure != b.measure {
		return true
	}
	if !a.win.oneTime(b.win) || apartPlaces(a, b) {
		return true
	}
	if figures(a) || figures(b) {
		return true // tolls are compared figure by figure
	}
	switch a.who.against(&b.who) {
	case oneSpeaker:
		return false
	case strangers:
		return a.family != b.family || a.family == ""
	}
	return a.family != b.family
}

// apartPlaces reports whether two claims are of two places. Where the words of one name the place of
// the other too, they are not held to be apart.
func apartPlaces(a, b *item) bool {
	return a.place.against(b.place) == apart && !a.names(b.place) && !b.names(a.place)
}

// figures reports whether a claim is a toll that carries a number.
func figures(a *item) bool { return a.family == "toll" && len(a.Quantities) > 0 }
