package statement

import (
	"fmt"
	"slices"
)

// MaxReaders bounds how many members an inner statement names. R-SEAL-2.
const MaxReaders = 64

// ParseInner reads the statement within a sealed one: canonical like every
// other, with the readers that a statement of the record never has. It is not
// signed; what binds it is the commitment of the sealed statement (CheckBody).
// Whether it agrees with that one is for charter.JudgeInner. R-SEAL-2.
func ParseInner(b []byte) (Statement, error) { return parse(b, inner) }

// InnerBytes returns the canonical form of an inner statement: what a sealed
// statement commits to and its ciphertext holds. R-SEAL-2.
func (st *Statement) InnerBytes() ([]byte, error) { return st.bytes(inner) }

// checkInner holds what only an inner statement has. R-SEAL-2.
func (st *Statement) checkInner() error {
	switch {
	case st.Type == SealedType:
		return fmt.Errorf("%w: a sealed statement within a sealed one", ErrForm)
	case len(st.Readers) == 0:
		return fmt.Errorf("%w: an inner statement names its readers", ErrForm)
	case len(st.Readers) > MaxReaders:
		return fmt.Errorf("%w: %d readers, at most %d", ErrForm, len(st.Readers), MaxReaders)
	}
	for i, code := range st.Readers {
		if !IsCode(code) {
			return fmt.Errorf("%w: reader %.40q is not a code", ErrForm, code)
		}
		if i > 0 && code <= st.Readers[i-1] {
			return fmt.Errorf("%w: reader %q after %q: readers are sorted and come once", ErrForm, code, st.Readers[i-1])
		}
	}
	if !slices.Contains(st.Readers, st.Member) {
		return fmt.Errorf("%w: the author's member %.40q is none of the readers", ErrForm, st.Member)
	}
	return nil
}

// readers takes a list of strings; checkInner judges it.
func (s *scanner) readers() []string {
	var codes []string
	s.lit("[")
	for s.err == nil && !s.at("]") {
		if len(codes) > 0 {
			s.lit(",")
		}
		if len(codes) == MaxReaders {
			s.fail("more than %d readers", MaxReaders)
		}
		codes = append(codes, s.str())
	}
	s.lit("]")
	return codes
}

func appendReaders(b []byte, codes []string) []byte {
	b = append(b, '[')
	for i, code := range codes {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), code...), '"')
	}
	return append(b, ']')
}
