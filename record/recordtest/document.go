package recordtest

import (
	"encoding/json"

	"parley.example/record/charter"
)

// Origin is the origin of the log of every mechanism made here.
const Origin = "parley.example/exercise"

// Document returns a charter document of the members given: each one a witness,
// the first one the host, no liars. A code that names a role (mediator,
// guarantor, verifier, observer) has it; every other is a party.
func Document(codes ...string) charter.Document {
	d := charter.Document{
		V: 1, Name: charter.Text{"en": "EXERCISE mechanism"}, Exercise: true, Nonce: "exercise",
		Host: charter.Host{
			Member: codes[0], Origin: Origin, Key: Pub("host log"), TLS: Pub("host tls"),
		},
		Desks: []string{"military", "diplomatic"}, Kinds: []string{"member", "notice"},
		Markings: []string{"EXERCISE"}, Rules: json.RawMessage("{}"),
	}
	for _, code := range codes {
		d.Members = append(d.Members, Member(code))
		d.Witnesses = append(d.Witnesses, code)
	}
	return d
}

// Member returns a member as Document writes it.
func Member(code string) charter.Member {
	role := charter.Party
	switch r := charter.Role(code); r {
	case charter.Mediator, charter.Guarantor, charter.Verifier, charter.Observer:
		role = r
	case charter.Party, charter.HostState:
	}
	return charter.Member{
		Code: code, Role: role, Names: charter.Text{"en": "EXERCISE " + code}, Root: Pub(code + " root"), Node: NodeKeys(code),
	}
}

// Power is a power for the types given, of every activity and zone, for a
// force of 1,000 and 72 hours.
func Power(types ...string) charter.Power {
	return charter.Power{Activity: charter.Any, Zone: charter.Any, Force: 1000, Hours: 72, Types: types}
}
