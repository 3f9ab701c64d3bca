package notice

import "time"

// The inputs of the acts. Revision is the statement id of what the officer had
// on screen: where another is current now, nothing is signed unseen (R-NOTICE-9).
// Times that a member types are those of UTC.

// FileIn is the input of notice.file.
type FileIn struct {
	Sort         string     `json:"sort" enum:"coordination,notification"`
	Precedence   string     `json:"precedence" enum:"routine,priority,immediate,flash"`
	Activity     string     `json:"activity" maxLength:"32"`
	Zone         string     `json:"zone" maxLength:"32"`
	What         string     `json:"what" maxLength:"300" doc:"what is to happen, in a line"`
	Where        string     `json:"where,omitempty" maxLength:"300" doc:"the place in words"`
	Points       []PointIn  `json:"points" maxItems:"64" doc:"one point: a circle; more: a corridor"`
	Metres       int64      `json:"metres" minimum:"1" maximum:"1000000" doc:"radius, or half the corridor's width"`
	From         time.Time  `json:"from" format:"time"`
	Until        time.Time  `json:"until" format:"time"`
	Force        int64      `json:"force" minimum:"0" doc:"largest number of persons"`
	Weapons      []WeaponIn `json:"weapons,omitempty" maxItems:"64"`
	AltitudeFrom int64      `json:"altitude_from,omitempty" doc:"metres above mean sea level, of what flies"`
	AltitudeTo   int64      `json:"altitude_to,omitempty"`
	Asked        string     `json:"asked" enum:"consent,acknowledge,stay_clear,open_passage" doc:"what is asked of each addressee"`
	Within       int64      `json:"within_ms" format:"minutes" minimum:"1" doc:"answer time in milliseconds"`
	Addressees   []string   `json:"addressees,omitempty" format:"member" doc:"besides those whom the rules name"`
	Readers      []string   `json:"readers,omitempty" format:"member"`
	Room         []string   `json:"room,omitempty" format:"member" doc:"sealed to these members and the author's own, who alone can read it; left out: open to all"`
	Contact      string     `json:"contact" maxLength:"200" doc:"who answers the telephone"`
	Note         string     `json:"note,omitempty" maxLength:"8000" doc:"particulars"`
	Lang         string     `json:"lang,omitempty" enum:"en,ar,he" doc:"language of the words"`
}

// PointIn is a place in whole 1e-7 degrees, WGS 84.
type PointIn struct {
	Lat int64 `json:"lat" format:"degree"`
	Lon int64 `json:"lon" format:"degree"`
}

// WeaponIn is a category and its largest number.
type WeaponIn struct {
	Category string `json:"category" maxLength:"32"`
	Count    int64  `json:"count" minimum:"1"`
}

// ReviseIn is the input of notice.revise. What is left out stays as it is.
type ReviseIn struct {
	Notice     string     `json:"notice" doc:"id or reference of the notice"`
	Revision   string     `json:"revision,omitempty" format:"hidden" doc:"id of the revision that is replaced"`
	Accept     []string   `json:"accept,omitempty" format:"member" doc:"members whose conditions are added exactly"`
	From       *time.Time `json:"from,omitempty" format:"time"`
	Until      *time.Time `json:"until,omitempty" format:"time"`
	Force      *int64     `json:"force,omitempty" minimum:"0"`
	Points     []PointIn  `json:"points,omitempty" maxItems:"64"`
	Metres     int64      `json:"metres,omitempty" minimum:"0" maximum:"1000000"`
	Weapons    []WeaponIn `json:"weapons,omitempty" maxItems:"64"`
	Within     int64      `json:"within_ms,omitempty" format:"minutes" minimum:"0"`
	Addressees []string   `json:"addressees,omitempty" format:"member" doc:"more who must answer"`
	Reason     string     `json:"reason,omitempty" maxLength:"2000"`
}

// DetailIn is the input of notice.detail.
type DetailIn struct {
	Notice   string `json:"notice"`
	Revision string `json:"revision,omitempty" format:"hidden"`
	Note     string `json:"note" maxLength:"8000"`
}

// ExtendIn is the input of notice.extend.
type ExtendIn struct {
	Notice   string    `json:"notice"`
	Revision string    `json:"revision,omitempty" format:"hidden"`
	Until    time.Time `json:"until" format:"time"`
}

// WithdrawIn is the input of notice.withdraw.
type WithdrawIn struct {
	Notice string `json:"notice"`
	Reason string `json:"reason,omitempty" maxLength:"2000"`
}

// AcknowledgeIn is the input of notice.acknowledge.
type AcknowledgeIn struct {
	Notice   string `json:"notice"`
	Revision string `json:"revision,omitempty" format:"hidden"`
}

// AnswerIn is the input of notice.answer.
type AnswerIn struct {
	Notice     string        `json:"notice"`
	Revision   string        `json:"revision,omitempty" format:"hidden" doc:"id of the revision that is answered; the current one if left out"`
	Answer     string        `json:"answer" enum:"consent,conditions,objection,more_time"`
	Conditions []ConditionIn `json:"conditions,omitempty" maxItems:"64"`
	Decider    string        `json:"decider,omitempty" maxLength:"32" doc:"with more time: the office that decides"`
	Until      *time.Time    `json:"until,omitempty" format:"time" doc:"with more time"`
	Reason     string        `json:"reason,omitempty" maxLength:"2000"`
}

// ConditionIn is a condition of the agreement's list with its parameters.
type ConditionIn struct {
	Code   string    `json:"code,omitempty" maxLength:"32"`
	Params []ParamIn `json:"params,omitempty" maxItems:"16"`
}

// ParamIn is one parameter: a number or a code.
type ParamIn struct {
	Name   string `json:"name,omitempty" maxLength:"32"`
	Number int64  `json:"number,omitempty"`
	Code   string `json:"code,omitempty" maxLength:"32"`
}

// StopIn is the input of notice.stop: a consent is withdrawn.
type StopIn struct {
	Notice string     `json:"notice"`
	Doing  string     `json:"doing" enum:"halt,return,clear_by" doc:"what those under way should do"`
	By     *time.Time `json:"by,omitempty" format:"time" doc:"with clear_by"`
	Reason string     `json:"reason,omitempty" maxLength:"2000"`
}

// HoldIn is the input of notice.hold: on a notice, a zone, or an area.
type HoldIn struct {
	Notice string    `json:"notice,omitempty"`
	Zone   string    `json:"zone,omitempty" maxLength:"32"`
	Points []PointIn `json:"points,omitempty" maxItems:"64"`
	Metres int64     `json:"metres,omitempty" minimum:"0" maximum:"1000000"`
	Until  time.Time `json:"until" format:"time"`
	Reason string    `json:"reason" maxLength:"2000"`
}

// LiftIn is the input of notice.lift.
type LiftIn struct {
	Hold   string `json:"hold" doc:"statement id of the hold"`
	Reason string `json:"reason,omitempty" maxLength:"2000"`
}

// TakeIn is the input of notice.take.
type TakeIn struct {
	Notice    string `json:"notice"`
	Addressee string `json:"addressee" format:"member" doc:"whose silence it is"`
	Rung      int64  `json:"rung" minimum:"1" doc:"from 1, as people count"`
	Note      string `json:"note,omitempty" maxLength:"2000"`
}

// ChooseIn is the input of notice.choose.
type ChooseIn struct {
	Notice string `json:"notice"`
	Choice string `json:"choice" enum:"postponed,referred_up,proceeding_without_consent"`
	Clause string `json:"clause,omitempty" maxLength:"32"`
	Reason string `json:"reason,omitempty" maxLength:"2000"`
}

// ConcludeIn is the input of notice.conclude.
type ConcludeIn struct {
	Notice  string `json:"notice"`
	Outcome string `json:"outcome" enum:"carried_out,carried_out_without_consent,deviated,partly,denied,impeded,postponed,cancelled"`
	Note    string `json:"note,omitempty" maxLength:"2000"`
}
