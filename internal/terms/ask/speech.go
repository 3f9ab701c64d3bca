package ask

// Step is one statement in the course of an immediate call. PROTOCOL B8.
type Step uint8

// The steps of a call. Received to Unable are said by the addressee alone;
// Holding to Ended by each side and by observers, side by side.
const (
	Received  Step = iota + 1
	Ordered        // order given at T
	Effective      // takes effect at T
	Refused
	Unable
	Holding
	Broken
	Ended
)

const steps = "received ordered effective refused unable holding broken ended"

// String returns the word in canonical JSON.
func (s Step) String() string { return spell(steps, uint8(s)) }

// MarshalText refuses what is not in the set.
func (s Step) MarshalText() ([]byte, error) { return write(steps, uint8(s)) }

// UnmarshalText refuses what is not in the set.
func (s *Step) UnmarshalText(b []byte) (err error) {
	*(*uint8)(s), err = read(steps, b)
	return err
}

// response reports whether only the addressee can say the step.
func (s Step) response() bool { return s >= Received && s <= Unable }

// Said answers an inquiry or a protest. PROTOCOL B1.
type Said uint8

// The replies to an inquiry.
const (
	Ours Said = iota + 1
	NotOurs
	WillStop
	NothingKnown
	Declined
)

const saids = "ours not_ours will_stop nothing_known declined"

// String returns the word in canonical JSON.
func (s Said) String() string { return spell(saids, uint8(s)) }

// MarshalText refuses what is not in the set.
func (s Said) MarshalText() ([]byte, error) { return write(saids, uint8(s)) }

// UnmarshalText refuses what is not in the set.
func (s *Said) UnmarshalText(b []byte) (err error) {
	*(*uint8)(s), err = read(saids, b)
	return err
}

// Declared is what a declaration declares. PROTOCOL B1.
type Declared uint8

// The declarations. There is no standing consent.
const (
	Warning Declared = iota + 1
	Undertaking
	Pause
	StandingObjection
)

const declareds = "warning undertaking pause objection"

// String returns the word in canonical JSON.
func (d Declared) String() string { return spell(declareds, uint8(d)) }

// MarshalText refuses what is not in the set.
func (d Declared) MarshalText() ([]byte, error) { return write(declareds, uint8(d)) }

// UnmarshalText refuses what is not in the set.
func (d *Declared) UnmarshalText(b []byte) (err error) {
	*(*uint8)(d), err = read(declareds, b)
	return err
}

// Choice is what an author does about a notice that is not agreed. PROTOCOL B12.
type Choice uint8

// The choices. ChoseWithdrawn and ChoseExtended are read off the acts
// themselves, NotStated off their absence; neither can be said by a Chosen.
const (
	Postponed Choice = iota + 1
	ReferredUp
	Proceeding // without consent: a clause is claimed, every desk rings
	ChoseWithdrawn
	ChoseExtended
	NotStated // the window began without a choice: rings too
)

const choices = "postponed referred_up proceeding_without_consent withdrawn time_extended intention_not_stated"

// String returns the word in canonical JSON.
func (c Choice) String() string { return spell(choices, uint8(c)) }

// MarshalText refuses what is not in the set.
func (c Choice) MarshalText() ([]byte, error) { return write(choices, uint8(c)) }

// UnmarshalText refuses what is not in the set.
func (c *Choice) UnmarshalText(b []byte) (err error) {
	*(*uint8)(c), err = read(choices, b)
	return err
}

// Outcome is what came of a notice, as one side says. PROTOCOL B12.
type Outcome uint8

// The outcomes.
const (
	CarriedOut Outcome = iota + 1
	CarriedOutWithoutConsent
	Deviated
	Partly
	Denied
	Impeded
	OutcomePostponed
	Cancelled
)

const outcomes = "carried_out carried_out_without_consent deviated partly denied impeded postponed cancelled"

// String returns the word in canonical JSON.
func (o Outcome) String() string { return spell(outcomes, uint8(o)) }

// MarshalText refuses what is not in the set.
func (o Outcome) MarshalText() ([]byte, error) { return write(outcomes, uint8(o)) }

// UnmarshalText refuses what is not in the set.
func (o *Outcome) UnmarshalText(b []byte) (err error) {
	*(*uint8)(o), err = read(outcomes, b)
	return err
}

// Asked is what one addressee is asked for. PROTOCOL B1, B5.
type Asked uint8

// What can be asked.
const (
	AskAcknowledge Asked = iota + 1
	AskConsent
	AskReply
	AskRemedy
	AskHoldFire
	AskStopMovement
	AskMedevac
	AskFirefighting
	AskDistress // aircraft or patrol in distress
	AskStayClear
	AskOpenPassage
)

const askeds = "acknowledge consent reply remedy hold_fire stop_movement medevac firefighting distress stay_clear open_passage"

// String returns the word in canonical JSON.
func (a Asked) String() string { return spell(askeds, uint8(a)) }

// MarshalText refuses what is not in the set.
func (a Asked) MarshalText() ([]byte, error) { return write(askeds, uint8(a)) }

// UnmarshalText refuses what is not in the set.
func (a *Asked) UnmarshalText(b []byte) (err error) {
	*(*uint8)(a), err = read(askeds, b)
	return err
}

// Doing is what those under way should do after a withdrawal. PROTOCOL B9.
type Doing uint8

// What those under way should do. ClearBy comes with a time.
const (
	Halt Doing = iota + 1
	Return
	ClearBy
)

const doings = "halt return clear_by"

// String returns the word in canonical JSON.
func (d Doing) String() string { return spell(doings, uint8(d)) }

// MarshalText refuses what is not in the set.
func (d Doing) MarshalText() ([]byte, error) { return write(doings, uint8(d)) }

// UnmarshalText refuses what is not in the set.
func (d *Doing) UnmarshalText(b []byte) (err error) {
	*(*uint8)(d), err = read(doings, b)
	return err
}

// Means is how something was said that was not signed by who said it.
type Means uint8

// The means of relay and oral answers. PROTOCOL B13.
const (
	ByPhone Means = iota + 1
	ByRadio
	ByMessage
	InPerson
	ByLetter
)

const meanses = "phone radio message in_person letter"

// String returns the word in canonical JSON.
func (m Means) String() string { return spell(meanses, uint8(m)) }

// MarshalText refuses what is not in the set.
func (m Means) MarshalText() ([]byte, error) { return write(meanses, uint8(m)) }

// UnmarshalText refuses what is not in the set.
func (m *Means) UnmarshalText(b []byte) (err error) {
	*(*uint8)(m), err = read(meanses, b)
	return err
}
