package host

import "fmt"

// The ways out of a Fault.
const (
	mendRestore = "restore the host's directory from its newest back-up, or make it again from a member's mirror; " +
		"if neither can be had, the members found a successor: parley host succeed"
	mendJournal = "take the leaves that are missing from a member's mirror or restore journal/ from the back-up; " +
		"if neither can be had, the members found a successor: parley host succeed"
)

// Fault is a state of the host's directory on which it does not go on, since
// going on could fork the record or lose what was promised. R-WIRE-20.
type Fault struct { //nolint:errname // a state of the directory that Run and Open end with
	What  string
	Where string // a file or a directory
	Mend  string
}

// Error says what, where, and the way out.
func (f *Fault) Error() string { return fmt.Sprintf("host: %s: %s; %s", f.Where, f.What, f.Mend) }

func fault(where, mend, format string, args ...any) *Fault {
	return &Fault{What: fmt.Sprintf(format, args...), Where: where, Mend: mend}
}
