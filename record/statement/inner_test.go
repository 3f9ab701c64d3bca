package statement_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/record/statement"
)

// within is an inner statement that uses every field.
func within() statement.Statement {
	st := sample()
	st.Readers = []string{"alpha", "bravo", "mediator"}
	return st
}

func innerBytes(t testing.TB, st statement.Statement) []byte {
	t.Helper()
	b, err := st.InnerBytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestInner holds R-SEAL-2: an inner statement is a statement with readers, read
// back field by field, and is never one of the record.
func TestInner(t *testing.T) {
	least := plain()
	least.Type, least.Readers = "notice.filed/v1", []string{"bravo"}
	for name, want := range map[string]statement.Statement{"every field": within(), "least": least} {
		t.Run(name, func(t *testing.T) {
			b := innerBytes(t, want)
			got, err := statement.ParseInner(b)
			if err != nil {
				t.Fatalf("ParseInner(%s): %v", b, err)
			}
			if len(want.Act) == 0 {
				want.Act = []byte("{}")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("parsed (-want +got):\n%s", diff)
			}
			if again := innerBytes(t, got); !bytes.Equal(b, again) {
				t.Errorf("encodes to %s, want %s", again, b)
			}
			if st, err := statement.Parse(b); !errors.Is(err, statement.ErrForm) {
				t.Errorf("Parse takes an inner statement: %+v, %v, want ErrForm", st, err)
			}
			if b, err := want.Bytes(); !errors.Is(err, statement.ErrForm) {
				t.Errorf("Bytes() of an inner statement = %s, %v, want ErrForm", b, err)
			}
			if _, err := statement.Sign(want, testKey); !errors.Is(err, statement.ErrForm) {
				t.Errorf("Sign of an inner statement: %v, want ErrForm", err)
			}
		})
	}
	open := bytesOf(t, sample())
	if st, err := statement.ParseInner(open); !errors.Is(err, statement.ErrForm) {
		t.Errorf("ParseInner takes a statement without readers: %+v, %v, want ErrForm", st, err)
	}
}

// TestInnerRefuses spells the readers, and what is sealed, in other ways.
// R-SEAL-2.
func TestInnerRefuses(t *testing.T) {
	good := innerBytes(t, within())
	const readers = `"readers":["alpha","bravo","mediator"],`
	for _, now := range []string{
		``, `"readers":[],`, `"readers":"alpha",`, `"readers":null,`, `"readers":{},`, `"readers":["alpha",],`, `"readers":[1,"alpha"],`,
		`"readers":["alpha","bravo"],"readers":["alpha","bravo"],`,
		`"Readers":["alpha","bravo"],`, `"readers": ["alpha","bravo"],`, `"readers":["alpha", "bravo"],`,
		`"readers":["bravo","alpha"],`, `"readers":["alpha","alpha"],`, `"readers":["alpha","bravo","bravo"],`,
		`"readers":["bravo","mediator"],`, `"readers":["Alpha","alpha"],`, `"readers":["","alpha"],`, `"readers":["alpha","b,c"],`,
		`"readers":["alpha","b\"c"],`, `"readers":["alpha","` + strings.Repeat("b", 33) + `"],`,
		`"readers":["alpha",` + manyReaders(statement.MaxReaders) + `],`,
	} {
		bad := swap(t, good, readers, now)
		if st, err := statement.ParseInner(bad); !errors.Is(err, statement.ErrForm) {
			t.Errorf("ParseInner with %.80s: %+v, %v, want ErrForm", now, st, err)
		}
	}
	// Between prev and seen, and nowhere else.
	moved := swap(t, swap(t, good, readers, ``), `"seq":3,`, readers+`"seq":3,`)
	if _, err := statement.ParseInner(moved); !errors.Is(err, statement.ErrForm) {
		t.Errorf("ParseInner with readers after seen: %v, want ErrForm", err)
	}
	for name, change := range map[string]func(*statement.Statement){
		"sealed within": func(st *statement.Statement) {
			st.Type, st.Act, st.About, st.Body.Cipher = "sealed/v1", nil, nil, [32]byte{1}
		},
		"a ciphertext":      func(st *statement.Statement) { st.Body.Cipher = statement.Digest{1} },
		"no readers":        func(st *statement.Statement) { st.Readers = nil },
		"a break-out":       func(st *statement.Statement) { st.Readers = []string{"alpha", `b"],"seen":{`} },
		"author not reader": func(st *statement.Statement) { st.Member = "charlie" },
		"too large": func(st *statement.Statement) {
			st.Act = []byte(`{"a":"` + strings.Repeat("x", statement.MaxStatement) + `"}`)
		},
	} {
		st := within()
		change(&st)
		if b, err := st.InnerBytes(); !errors.Is(err, statement.ErrForm) {
			t.Errorf("%s: InnerBytes() = %.200s, %v, want ErrForm", name, b, err)
		}
	}
	most := swap(t, good, readers, `"readers":["alpha",`+manyReaders(statement.MaxReaders-1)+`],`)
	if _, err := statement.ParseInner(most); err != nil {
		t.Errorf("ParseInner with %d readers: %v, want no fault", statement.MaxReaders, err)
	}
}

func manyReaders(n int) string {
	var codes []string
	for i := range n {
		codes = append(codes, fmt.Sprintf(`"b%03d"`, i))
	}
	return strings.Join(codes, ",")
}

// TestInnerActDigest: whom an act is sealed to is part of the act, and its place
// in the chain is not. R-STMT-7, R-SEAL-2.
func TestInnerActDigest(t *testing.T) {
	st := within()
	want := st.ActDigest()
	moved := st
	moved.Seq, moved.Prev, moved.Assent, moved.Seen = 9, statement.Digest{1}, nil, statement.Seen{Root: statement.EmptyRoot}
	if got := moved.ActDigest(); got != want {
		t.Errorf("chained anew: %v, want %v", got, want)
	}
	for name, readers := range map[string][]string{"fewer": {"alpha", "bravo"}, "others": {"alpha", "bravo", "observer"}, "none": nil} {
		other := st
		other.Readers = readers
		if got := other.ActDigest(); got == want {
			t.Errorf("with %s readers the digest is the same", name)
		}
	}
}

// TestInnerCommit: what a sealed statement commits to is the inner one, byte for
// byte, at that place. R-SEAL-3.
func TestInnerCommit(t *testing.T) {
	inner := within()
	content := innerBytes(t, inner)
	outer := inner
	outer.About, outer.Act, outer.Assent, outer.NotAfter, outer.Readers, outer.Type = nil, nil, nil, 0, nil, statement.SealedType
	salt := [32]byte{7}
	outer.Body = &statement.Body{Cipher: statement.Digest{1}, Commit: outer.Commit(salt, content), Size: 9}
	sealed, err := statement.Parse(bytesOf(t, outer))
	if err != nil {
		t.Fatal(err)
	}
	if err := sealed.CheckBody(salt, content); err != nil {
		t.Errorf("CheckBody() = %v, want nil", err)
	}
	for i := range content {
		other := bytes.Clone(content)
		other[i] ^= 1
		if err := sealed.CheckBody(salt, other); !errors.Is(err, statement.ErrForm) {
			t.Fatalf("CheckBody with byte %d changed = %v, want ErrForm", i, err)
		}
	}
	if err := sealed.CheckBody([32]byte{8}, content); !errors.Is(err, statement.ErrForm) {
		t.Errorf("CheckBody by another salt = %v, want ErrForm", err)
	}
	if inner.Commit(salt, content) == sealed.Commit(salt, content) {
		t.Error("the inner statement's own commitment is the sealed one's, want another by its type")
	}
}

// FuzzParseInner: what parses is a canonical statement with readers: it encodes
// to the same bytes, Parse refuses it, and without its readers it is what Parse
// reads. R-SEAL-2.
func FuzzParseInner(f *testing.F) {
	f.Add(innerBytes(f, within()))
	least := plain()
	least.Type, least.Readers = "notice.filed/v1", []string{"bravo"}
	f.Add(innerBytes(f, least))
	f.Add(bytesOf(f, sample()))
	f.Fuzz(func(t *testing.T, b []byte) {
		st, err := statement.ParseInner(b)
		if err != nil {
			t.Skip()
		}
		if again := innerBytes(t, st); !bytes.Equal(again, b) {
			t.Fatalf("ParseInner(%s) encodes to %s", b, again)
		}
		if _, err := statement.Parse(b); err == nil {
			t.Fatalf("Parse takes the inner statement %s", b)
		}
		var v struct{ Readers []string }
		if err := json.Unmarshal(b, &v); err != nil || cmp.Diff(v.Readers, st.Readers) != "" {
			t.Fatalf("encoding/json reads %q, %v, ParseInner %q", v.Readers, err, st.Readers)
		}
		open := st
		open.Readers = nil
		again, err := statement.Parse(bytesOf(t, open))
		if err != nil {
			t.Fatalf("without its readers: %v", err)
		}
		if diff := cmp.Diff(open, again); diff != "" {
			t.Fatalf("without its readers (-inner +parsed):\n%s", diff)
		}
	})
}
