package statement

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Version is the value of the field v.
const Version = 1

// MaxStatement bounds the canonical bytes of a statement, so that its envelope
// fits into a leaf of MaxLeaf bytes. R-LEAF-2.
const MaxStatement = 48_640

// maxAbout bounds how many statements one may be about. R-FORM-8.
const maxAbout = 256

// SealedType is the one type of a statement whose content only its readers
// can open. It has no act and no about in clear.
const SealedType = "sealed/v1"

// Statement is what one key of one member says. The zero value of an optional
// field means that the field is absent. R-STMT-1, R-STMT-2.
type Statement struct {
	About     []ID     // what it answers or concerns, by statement id, in the author's order, none twice
	Act       []byte   // canonical JSON object: the fields on which rules decide; {} when there are none
	Assent    []byte   // optional canonical JSON object: a WebAuthn assertion over the act digest, reserved: nothing judges it
	Body      *Body    // optional: commitment to text beside the log
	Key       Digest   // id of the signing key
	MadeAt    Time     // the author's clock, a claim that nothing judges
	Mechanism Digest   // SHA-256 of the first charter document
	Member    string   // code of the author's member
	Nonce     [16]byte // makes equal acts differ where they are meant to
	NotAfter  Time     // optional: logged later than this, it has lapsed
	Prev      Digest   // id of the key's statement before this, zero at Seq 0
	Readers   []string // only in an inner statement: who may open it, member codes, sorted; ParseInner reads it
	Seen      Seen     // a checkpoint that the author held
	Seq       int64    // place in the key's own chain, from 0
	Type      string   // "notice.filed/v1"
}

// Seen names a checkpoint: what its holder had seen of the record.
type Seen struct {
	Root Digest `json:"root"`
	Size int64  `json:"size"`
}

// EmptyRoot is the root of a log without entries, SHA-256 of nothing.
var EmptyRoot = Digest(sha256.Sum256(nil))

// Body commits to text beside the log. R-BODY-1.
type Body struct {
	Cipher Digest // of a sealed statement: SHA-256 of the ciphertext; zero for an open body
	Commit Digest // salted commitment to the content
	Size   int64  // bytes served for the commitment
}

// Bytes returns the canonical form, or an error where a field cannot be
// written in it. What it returns parses to the statement, field by field: no
// text in a field can break out of it. A statement with Readers is an inner
// one, for InnerBytes. R-STMT-1.
func (st *Statement) Bytes() ([]byte, error) { return st.bytes(open) }

func (st *Statement) bytes(form form) ([]byte, error) {
	err := st.check(form)
	for _, object := range [][]byte{st.Act, st.Assent} {
		if s := (scanner{b: object}); err == nil && len(object) > 0 {
			s.objectAt()
			s.end()
			err = s.err
		}
	}
	if err != nil {
		return nil, fmt.Errorf("statement %.60q: %w", st.Type, err)
	}
	b := st.append(make([]byte, 0, 768+len(st.Act)), full)
	if _, err := parse(b, form); err != nil {
		return nil, fmt.Errorf("statement %.60q: %w", st.Type, err)
	}
	return b, nil
}

// ActDigest names the act apart from its place in the chain: SHA-256 of the
// canonical statement without seq, prev, seen and assent. It means something
// for a statement that Bytes or InnerBytes writes, or that was parsed; an inner
// statement's readers are part of the act. The same act comes onto the record
// at most once a member. R-STMT-7.
func (st *Statement) ActDigest() Digest {
	return sha256.Sum256(st.append(nil, actOnly))
}

// Parse reads a statement and refuses every spelling but one. Act and Assent
// are parts of b, not copies. It knows no readers: an inner statement is never
// one of the record. R-FORM-1, R-FORM-2.
func Parse(b []byte) (Statement, error) { return parse(b, open) }

func parse(b []byte, form form) (Statement, error) {
	var st Statement
	if len(b) > MaxStatement {
		return st, fmt.Errorf("%w: %d bytes, at most %d", ErrForm, len(b), MaxStatement)
	}
	s := scanner{b: b}
	s.lit(`{"about":`)
	st.About = s.about()
	s.lit(`,"act":`)
	st.Act = s.objectAt()
	if s.at(`,"assent":`) {
		s.lit(`,"assent":`)
		st.Assent = s.objectAt()
	}
	if s.at(`,"body":`) {
		s.lit(`,"body":`)
		st.Body = s.body()
	}
	s.lit(`,"key":`)
	s.bytes(st.Key[:])
	s.lit(`,"made_at":`)
	st.MadeAt = s.instant()
	s.lit(`,"mechanism":`)
	s.bytes(st.Mechanism[:])
	s.lit(`,"member":`)
	st.Member = s.str()
	s.lit(`,"nonce":`)
	s.bytes(st.Nonce[:])
	if s.at(`,"not_after":`) {
		s.lit(`,"not_after":`)
		st.NotAfter = s.instant()
	}
	s.lit(`,"prev":`)
	s.bytes(st.Prev[:])
	if form == inner {
		s.lit(`,"readers":`)
		st.Readers = s.readers()
	}
	s.lit(`,"seen":{"root":`)
	s.bytes(st.Seen.Root[:])
	s.lit(`,"size":`)
	st.Seen.Size = s.count()
	s.lit(`},"seq":`)
	st.Seq = s.count()
	s.lit(`,"type":`)
	st.Type = s.str()
	s.lit(`,"v":` + strconv.Itoa(Version) + `}`)
	s.end()
	if s.err != nil {
		return Statement{}, fmt.Errorf("statement: %w", s.err)
	}
	if err := st.check(form); err != nil {
		return Statement{}, fmt.Errorf("statement: %w", err)
	}
	return st, nil
}

// check holds what the field order of parse cannot. R-FORM-9, R-STMT-3 to
// R-STMT-5, R-SEAL-2.
func (st *Statement) check(form form) error {
	if form == inner {
		if err := st.checkInner(); err != nil {
			return err
		}
	}
	switch {
	case form == open && len(st.Readers) > 0:
		return fmt.Errorf("%w: readers stand in a sealed statement only, within it", ErrForm)
	case !IsCode(st.Member):
		return fmt.Errorf("%w: member %.40q is not a code", ErrForm, st.Member)
	case !IsType(st.Type):
		return fmt.Errorf("%w: type %.60q, want noun.verb/vN", ErrForm, st.Type)
	case st.Seq == 0 && !st.Prev.IsZero(), st.Seq > 0 && st.Prev.IsZero():
		return fmt.Errorf("%w: prev is zero at seq 0 and nowhere else", ErrForm)
	case st.Seen.Size == 0 && st.Seen.Root != EmptyRoot:
		return fmt.Errorf("%w: seen of size 0 has the empty tree's root", ErrForm)
	case st.Type == SealedType && (len(st.Act) > len("{}") || len(st.About) > 0 || st.Body == nil || st.Body.Cipher.IsZero()):
		return fmt.Errorf("%w: a sealed statement has a ciphertext and neither act nor about", ErrForm)
	case st.Type != SealedType && st.Body != nil && !st.Body.Cipher.IsZero():
		return fmt.Errorf("%w: only a sealed statement has a ciphertext", ErrForm)
	}
	return nil
}

// IsCode reports whether s can name a member, an officer or a desk: a lower-case
// letter, then letters, digits and hyphens, 32 at most.
func IsCode(s string) bool {
	if s == "" || len(s) > 32 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// IsType reports whether s can name a type of statement: noun.verb/vN, or the
// one sealed type.
func IsType(s string) bool {
	if s == SealedType {
		return true
	}
	name, version, ok := strings.Cut(s, "/v")
	noun, verb, dotted := strings.Cut(name, ".")
	if !ok || !dotted || len(s) > 64 || !isWord(noun) || !isWord(verb) {
		return false
	}
	n, err := strconv.Atoi(version)
	return err == nil && n > 0 && n < 1000 && strconv.Itoa(n) == version
}

func isWord(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && c != '_' {
			return false
		}
	}
	return s != ""
}

// form is what a statement stands for, and so which fields it has.
type form int

const (
	open  form = iota // on the record
	inner             // within a sealed one: it names its readers
)

// extent is how much of a statement is written.
type extent int

const (
	full    extent = iota
	actOnly        // without its place in the chain and the assent
)

func (st *Statement) append(b []byte, extent extent) []byte {
	b = append(b, `{"about":[`...)
	for i, id := range st.About {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendBytes(b, id[:])
	}
	b = append(b, `],"act":`...)
	if len(st.Act) == 0 {
		b = append(b, `{}`...)
	}
	b = append(b, st.Act...)
	if len(st.Assent) > 0 && extent == full {
		b = append(append(b, `,"assent":`...), st.Assent...)
	}
	if st.Body != nil {
		b = st.Body.append(append(b, `,"body":`...))
	}
	b = appendBytes(append(b, `,"key":`...), st.Key[:])
	b = strconv.AppendInt(append(b, `,"made_at":`...), int64(st.MadeAt), 10)
	b = appendBytes(append(b, `,"mechanism":`...), st.Mechanism[:])
	b = append(append(append(b, `,"member":"`...), st.Member...), '"')
	b = appendBytes(append(b, `,"nonce":`...), st.Nonce[:])
	if st.NotAfter != 0 {
		b = strconv.AppendInt(append(b, `,"not_after":`...), int64(st.NotAfter), 10)
	}
	if extent == full {
		b = appendBytes(append(b, `,"prev":`...), st.Prev[:])
	}
	if len(st.Readers) > 0 {
		b = appendReaders(append(b, `,"readers":`...), st.Readers)
	}
	if extent == full {
		b = appendBytes(append(b, `,"seen":{"root":`...), st.Seen.Root[:])
		b = strconv.AppendInt(append(b, `,"size":`...), st.Seen.Size, 10)
		b = strconv.AppendInt(append(b, `},"seq":`...), st.Seq, 10)
	}
	b = append(append(append(b, `,"type":"`...), st.Type...), '"')
	return append(strconv.AppendInt(append(b, `,"v":`...), Version, 10), '}')
}

func (bd *Body) append(b []byte) []byte {
	b = append(b, '{')
	if !bd.Cipher.IsZero() {
		b = append(appendBytes(append(b, `"cipher":`...), bd.Cipher[:]), ',')
	}
	b = appendBytes(append(b, `"commit":`...), bd.Commit[:])
	b = strconv.AppendInt(append(b, `,"size":`...), bd.Size, 10)
	return append(b, '}')
}

func appendBytes(b, raw []byte) []byte {
	return append(strict.AppendEncode(append(b, '"'), raw), '"')
}

// about takes the list of statement ids, none twice.
func (s *scanner) about() []ID {
	var ids []ID
	s.lit("[")
	for s.err == nil && !s.at("]") {
		if len(ids) > 0 {
			s.lit(",")
		}
		var id ID
		s.bytes(id[:])
		if len(ids) == maxAbout {
			s.fail("about more than %d statements", maxAbout)
		}
		if slices.Contains(ids, id) {
			s.fail("about one statement twice")
		}
		ids = append(ids, id)
	}
	s.lit("]")
	return ids
}

func (s *scanner) objectAt() []byte {
	if s.peek() != '{' {
		s.fail("want an object")
	}
	return s.value(0)
}

func (s *scanner) body() *Body {
	var bd Body
	s.lit("{")
	if s.at(`"cipher":`) {
		s.lit(`"cipher":`)
		s.bytes(bd.Cipher[:])
		s.lit(",")
		if bd.Cipher.IsZero() {
			s.fail("cipher of zeros")
		}
	}
	s.lit(`"commit":`)
	s.bytes(bd.Commit[:])
	s.lit(`,"size":`)
	bd.Size = s.count()
	s.lit("}")
	return &bd
}

// count takes an integer that is not negative.
func (s *scanner) count() int64 {
	n := s.num()
	if n < 0 {
		s.fail("negative")
	}
	return n
}

// instant takes a time that is given: milliseconds after 1970. R-FORM-7.
func (s *scanner) instant() Time {
	n := Time(s.num())
	if n <= 0 || n > maxTime {
		s.fail("not a time from 1970 to 9999")
	}
	return n
}
