package charter

import (
	"errors"
	"fmt"

	"parley.example/record/statement"
)

// Quorum is how many of n cosignatures make a checkpoint count when f of the
// witnesses may lie: two quorums then share an honest witness. R-QUORUM-1.
func Quorum(n, f int) int { return (n+f)/2 + 1 }

// WitnessQuorum returns k of the document's witnesses. R-QUORUM-1.
func (d *Document) WitnessQuorum() int { return Quorum(len(d.Witnesses), d.Faulty) }

// RootQuorum returns k of the document's members, for what roots do together.
// R-QUORUM-2.
func (d *Document) RootQuorum() int { return Quorum(len(d.Members), d.Faulty) }

// Losses says in words what the loss of one, two and more witnesses means under
// the document's quorum.
func (d *Document) Losses() string {
	n, k := len(d.Witnesses), d.WitnessQuorum()
	return fmt.Sprintf("%d witnesses, %d may lie, %d must cosign: with %d out of reach the record goes on, with %d it waits",
		n, d.Faulty, k, n-k, n-k+1)
}

// Check reports everything that is wrong with the document, joined. R-CHARTER-2.
func (d *Document) Check() error {
	var faults []error
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("charter: "+format, args...))
	}
	if d.V != 1 {
		fault("v is %d, this program reads 1", d.V)
	}
	checkText(fault, "name", d.Name)
	if d.Nonce == "" || !isPlain(d.Nonce) {
		fault("nonce: a text of 1 to %d bytes needed", maxPlain)
	}
	if len(d.Members) == 0 {
		fault("no members")
	}
	d.checkMembers(fault)
	d.checkWitnesses(fault)
	d.checkLists(fault)
	if _, ok := d.Member(d.Host.Member); !ok {
		fault("host: member %.40q is none of the members", d.Host.Member)
	}
	if !isOrigin(d.Host.Origin) {
		fault("host: origin %.80q: 1 to 200 printable ASCII characters without blanks and plus signs", d.Host.Origin)
	}
	if d.DataOfficer != "" {
		if _, ok := d.Member(d.DataOfficer); !ok {
			fault("data_officer: %.40q is none of the members", d.DataOfficer)
		}
	}
	d.checkTolerances(fault)
	if err := checkRules(d.Rules); err != nil {
		fault("notice_rules: %w", err)
	}
	return errors.Join(faults...)
}

func (d *Document) checkMembers(fault func(string, ...any)) {
	codes, sealing := map[string]bool{}, map[string]bool{}
	keys := map[statement.PublicKey]string{}
	use := func(key statement.PublicKey, where string) {
		if other, taken := keys[key]; taken {
			fault("%s: the same key as %s; one key has one role", where, other)
		} else if key.Weak() {
			fault("%s: no key, or one of small order for which anybody could sign", where)
		}
		keys[key] = where
	}
	use(d.Host.Key, "host.key")
	use(d.Host.TLS, "host.tls")
	for i, m := range d.Members {
		where := fmt.Sprintf("members[%d] %.40q", i, m.Code)
		if !statement.IsCode(m.Code) {
			fault("%s: the code is lower-case letters, digits and hyphens, 32 at most", where)
		}
		if codes[m.Code] {
			fault("%s: the code comes twice", where)
		}
		codes[m.Code] = true
		switch m.Role {
		case Party, Mediator, Guarantor, Verifier, HostState, Observer:
		default:
			fault("%s: role %.40q is not known", where, m.Role)
		}
		checkText(fault, where+".names", m.Names)
		use(m.Root, where+".root")
		use(m.Node.Statement, where+".node.statement")
		use(m.Node.Witness, where+".node.witness")
		use(m.Node.TLS, where+".node.tls")
		if !isRecipient(m.Node.Sealing) || sealing[m.Node.Sealing] {
			fault("%s: a sealing recipient of its own is needed (age1...)", where)
		}
		sealing[m.Node.Sealing] = true
	}
}

func (d *Document) checkWitnesses(fault func(string, ...any)) {
	for _, code := range d.Witnesses {
		if _, ok := d.Member(code); !ok {
			fault("witnesses: %.40q is none of the members", code)
		}
	}
	if n := len(d.Witnesses); n == 0 || d.Faulty < 0 || d.Faulty > (n-1)/3 {
		fault("witnesses: %d of them bear no %d liars; 3f+1 are needed", n, d.Faulty)
	}
}

func (d *Document) checkLists(fault func(string, ...any)) {
	for _, desk := range d.Desks {
		if !statement.IsCode(desk) {
			fault("desks: %.40q is not a code", desk)
		}
	}
	lists := []struct {
		name  string
		words []string
	}{{"witnesses", d.Witnesses}, {"desks", d.Desks}, {"kinds", d.Kinds}, {"markings", d.Markings}}
	for _, list := range lists {
		seen := map[string]bool{}
		for _, word := range list.words {
			if word == "" || !isPlain(word) {
				fault("%s: %.40q is no word of 1 to %d bytes", list.name, word, maxPlain)
			}
			if seen[word] {
				fault("%s: %.40q comes twice", list.name, word)
			}
			seen[word] = true
		}
	}
}

// maxTolerance is 139 years: far enough for any tolerance, near enough that no
// sum of times runs over.
const maxTolerance = 1 << 42

func (d *Document) checkTolerances(fault func(string, ...any)) {
	given := d.Tolerances
	for _, n := range []int64{
		given.Clock, given.AnswerLeast, given.NotAfter, given.Fresh, given.Republish, given.Tick,
		given.Behind, given.Promise, given.Receipt, given.Held, given.WitnessWait, given.Vouch, given.Appointment, given.Recovery,
	} {
		if n < 0 || n > maxTolerance {
			fault("tolerances: %d ms is not a tolerance", n)
			return
		}
	}
	if t := given.Resolved(); t.AnswerLeast < 10*t.Clock {
		fault("tolerances: answer_least_ms %d is less than ten times clock_ms %d", t.AnswerLeast, t.Clock)
	}
}
