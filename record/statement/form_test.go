package statement_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley.example/record/statement"
)

func TestParse(t *testing.T) {
	sealed := plain()
	sealed.Type, sealed.Body = statement.SealedType, &statement.Body{Cipher: statement.Digest{8}, Commit: statement.Digest{9}, Size: 1}
	for name, want := range map[string]statement.Statement{"every field": sample(), "least": plain(), "sealed": sealed} {
		t.Run(name, func(t *testing.T) {
			b := bytesOf(t, want)
			got, err := statement.Parse(b)
			if err != nil {
				t.Fatalf("Parse(%s): %v", b, err)
			}
			if len(want.Act) == 0 {
				want.Act = []byte("{}")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("parsed (-want +got):\n%s", diff)
			}
			if again := bytesOf(t, got); !bytes.Equal(b, again) {
				t.Errorf("encodes to %s, want %s", again, b)
			}
		})
	}
}

// zeros is the base64 of 32 zero bytes, once as it is and once with spare bits.
const zeros, spare = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB="

// misspelling changes one thing in the bytes of sample, against a rule.
type misspelling struct{ rule, old, now string }

func textFaults() []misspelling {
	return []misspelling{
		{"R-FORM-1", `{"about"`, ` {"about"`},
		{"R-FORM-1", `"seq":3`, `"seq": 3`},
		{"R-FORM-1", `"v":1}`, `"v":1} `},
		{"R-FORM-1", `"v":1}`, `"v":1}{}`},
		{"R-FORM-1", `"v":1}`, `"v":1`},
		{"R-FORM-1", `"v":1}`, `"v":2}`},
		{"R-FORM-1", `"b":["x",true,`, `"b":["x",null,`},
		{"R-FORM-1", `["x",true,`, `["x",true,,`},
		{"R-FORM-1", `{"c":-5}]`, `{"c":-5},]`},
		{"R-FORM-1", `true`, `True`},
		{"R-FORM-1", `"act":{`, `"act":[{`},
		{"R-FORM-2", `"v":1}`, `"v":1,"w":1}`},
		{"R-FORM-2", `"seq":3,`, ``},
		{"R-FORM-2", `"seq":3`, `"Seq":3`},
		{"R-FORM-2", `"seq":3`, `"seq":3,"seq":3`},
		{"R-FORM-2", `"seq":3,"type"`, `"type"`},
		{"R-FORM-3", `"x"`, "\"\xd7\x90\""},
		{"R-FORM-3", `"x"`, "\"\x7f\""},
		{"R-FORM-3", `"x"`, "\"\n\""},
		{"R-FORM-3", `"x"`, `"\n"`},
		{"R-FORM-3", `"x"`, `"\u0078"`},
		{"R-FORM-3", `"x"`, `"\/"`},
		{"R-FORM-3", `"x"`, `"\`},
		{"R-FORM-3", `"alpha"`, `"al\"pha"`},
		{"R-FORM-4", `"a":1,`, `"c":1,`},
		{"R-FORM-4", `"a":1,`, `"b":1,`},
		{"R-FORM-4", `"a":1,`, `"a":1,"a":1,`},
		{"R-FORM-4", `"a":1,`, `"a\"":1,"a!":1,`},
		{"R-FORM-5", `-5`, `-0`},
		{"R-FORM-5", `-5`, `05`},
		{"R-FORM-5", `-5`, `-05`},
		{"R-FORM-5", `-5`, `+5`},
		{"R-FORM-5", `-5`, `-`},
		{"R-FORM-5", `-5`, `5.0`},
		{"R-FORM-5", `-5`, `5e1`},
		{"R-FORM-5", `-5`, `9007199254740992`},
		{"R-FORM-5", `-5`, `-9007199254740992`},
		{"R-FORM-5", `-5`, strings.Repeat("9", 400)},
		{"R-FORM-5", `-5`, strings.Repeat("[", 20) + strings.Repeat("]", 20)},
		{"R-FORM-5", `"size":9`, `"size":-9`},
		{"R-FORM-5", `"seq":3`, `"seq":-3`},
	}
}

func fieldFaults() []misspelling {
	long := strings.Repeat("a", 33)
	return []misspelling{
		{"R-FORM-6", `"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`, `"` + spare + `"`},
		{"R-FORM-6", `"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`, `"` + zeros[:43] + `"`},
		{"R-FORM-6", `"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`, `"` + zeros[:40] + `"`},
		{"R-FORM-6", `"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`, `"` + zeros[:43] + `A"`}, // 33 bytes in as many letters
		{"R-FORM-6", `"BQAAAAAAAAAAAAAAAAAAAA=="`, `"BQAAAAAAAAAAAAAAAAAAAAA="`},
		{"R-FORM-6", `"BQAAAAAAAAAAAAAAAAAAAA=="`, `"BQAAAAAAAAAAAAAAAAAAAAAA"`},
		{"R-FORM-6", `"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`, `"` + zeros + zeros + `"`},
		{"R-FORM-6", `"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`, `"B_` + zeros[2:] + `"`},
		{"R-FORM-6", `"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`, `"\\` + zeros[2:] + `"`},
		{"R-FORM-6", `"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`, "\"B\nA" + zeros[3:] + `"`},
		{"R-FORM-7", `1804579200000`, `0`},
		{"R-FORM-7", `1804579200000`, `-1`},
		{"R-FORM-7", `1804579200000`, `253402300800000`},
		{"R-FORM-7", `1804579260000`, `0`},
		{"R-FORM-8", `"AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`, `"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`},
		{"R-FORM-8", `"AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`, manyIDs(256)},
		{"R-FORM-9", `"alpha"`, `"Alpha"`},
		{"R-FORM-9", `"alpha"`, `""`},
		{"R-FORM-9", `"alpha"`, `"` + long + `"`},
		{"R-FORM-9", `"alpha"`, `"1alpha"`},
		{"R-FORM-9", `notice.filed/v1`, `notice/v1`},
		{"R-FORM-9", `notice.filed/v1`, `notice.filed`},
		{"R-FORM-9", `notice.filed/v1`, `notice.filed/v0`},
		{"R-FORM-9", `notice.filed/v1`, `notice.filed/v01`},
		{"R-FORM-9", `notice.filed/v1`, `notice.filed/v+1`},
		{"R-FORM-9", `notice.filed/v1`, `notice.filed/v1000`},
		{"R-FORM-9", `notice.filed/v1`, `notice.filed.x/v1`},
		{"R-FORM-9", `notice.filed/v1`, `notice.` + long + long + `/v1`},
		{"R-STMT-3", `"seq":3`, `"seq":0`},
		{"R-STMT-3", `"BgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`, `"` + zeros + `"`},
		{"R-STMT-4", `"size":9`, `"size":0`},
		{"R-STMT-5", `notice.filed/v1`, `sealed/v1`},
		{"R-STMT-5", `"body":{`, `"body":{"cipher":"BwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",`},
		{"R-STMT-5", `"body":{`, `"body":{"cipher":"` + zeros + `",`},
	}
}

// TestParseRefuses spells one statement in other ways, each refused by the rule
// that names it.
func TestParseRefuses(t *testing.T) {
	good := bytesOf(t, sample())
	for i, tt := range append(textFaults(), fieldFaults()...) {
		t.Run(fmt.Sprintf("%s/%d", tt.rule, i), func(t *testing.T) {
			bad := swap(t, good, tt.old, tt.now)
			if st, err := statement.Parse(bad); !errors.Is(err, statement.ErrForm) {
				t.Errorf("Parse(%.900s) = %+v, %v, want ErrForm", bad, st, err)
			}
		})
	}
}

func manyIDs(n int) string {
	var ids []string
	for i := range n {
		id, _ := statement.Digest{9, byte(i >> 8), byte(i)}.MarshalText()
		ids = append(ids, `"`+string(id)+`"`)
	}
	return strings.Join(ids, ",")
}

// TestParseTakesBounds: what lies on a bound is inside. R-FORM-5, R-FORM-7,
// R-FORM-8, R-FORM-9.
func TestParseTakesBounds(t *testing.T) {
	good := bytesOf(t, sample())
	for _, tt := range [][2]string{
		{`-5`, `9007199254740991`},
		{`-5`, `-9007199254740991`},
		{`-5`, strings.Repeat("[", 14) + strings.Repeat("]", 14)},
		{`"x"`, `"\"\\"`},
		{`"x"`, `" ~/"`},
		{`1804579200000`, `253402300799999`},
		{`"AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`, manyIDs(255)},
		{`"alpha"`, `"a-` + strings.Repeat("9", 30) + `"`},
		{`notice.filed/v1`, `a_b.c_d/v999`},
	} {
		if _, err := statement.Parse(swap(t, good, tt[0], tt[1])); err != nil {
			t.Errorf("with %.80s: %v, want no fault", tt[1], err)
		}
	}
}

// TestBytesKeepsFieldsApart: no text in a field can write another field.
// R-STMT-1.
func TestBytesKeepsFieldsApart(t *testing.T) {
	for name, change := range map[string]func(*statement.Statement){
		"member":     func(st *statement.Statement) { st.Member = `alpha","nonce":"AAAAAAAAAAAAAAAAAAAAAA==` },
		"type":       func(st *statement.Statement) { st.Type = `notice.filed/v1","v":1}` },
		"act":        func(st *statement.Statement) { st.Act, st.Assent = []byte(`{},"assent":{}`), nil },
		"act spaces": func(st *statement.Statement) { st.Act = []byte(`{ }`) },
		"act list":   func(st *statement.Statement) { st.Act = []byte(`[]`) },
		"assent":     func(st *statement.Statement) { st.Assent, st.Body = []byte(`{},"body":{}`), nil },
		"made at":    func(st *statement.Statement) { st.MadeAt = 0 },
		"not after":  func(st *statement.Statement) { st.NotAfter = -1 },
		"size":       func(st *statement.Statement) { st.Body.Size = -1 },
		"seq":        func(st *statement.Statement) { st.Seq = 1 << 53 },
		"two abouts": func(st *statement.Statement) { st.About = []statement.ID{{1}, {1}} },
	} {
		t.Run(name, func(t *testing.T) {
			st := sample()
			change(&st)
			if b, err := st.Bytes(); !errors.Is(err, statement.ErrForm) {
				t.Errorf("Bytes() = %s, %v, want ErrForm", b, err)
			}
		})
	}
}

// TestSizes holds R-LEAF-2: the largest statement fits into a leaf, and one
// byte more is refused.
func TestSizes(t *testing.T) {
	st := sample()
	st.Act = []byte(`{"a":""}`)
	st.Act = []byte(`{"a":"` + strings.Repeat("x", statement.MaxStatement-len(bytesOf(t, st))) + `"}`)
	env := envelope(t, st)
	if len(env.Payload) != statement.MaxStatement {
		t.Fatalf("payload of %d bytes, want %d", len(env.Payload), statement.MaxStatement)
	}
	l := statement.Leaf{ReceivedAt: 253_402_300_799_999, Envelope: env}
	if b := l.Bytes(); len(b) > statement.MaxLeaf {
		t.Errorf("leaf of %d bytes, want at most %d", len(b), statement.MaxLeaf)
	} else if _, err := statement.ParseLeaf(b); err != nil {
		t.Errorf("ParseLeaf: %v", err)
	}
	st.Act = append(st.Act[:len(st.Act)-2], `x"}`...)
	if _, err := st.Bytes(); !errors.Is(err, statement.ErrForm) {
		t.Errorf("one byte more: %v, want ErrForm", err)
	}
	if _, err := statement.ParseLeaf(make([]byte, statement.MaxLeaf+1)); !errors.Is(err, statement.ErrForm) {
		t.Errorf("a larger leaf: %v, want ErrForm", err)
	}
	if _, err := statement.ParseEnvelope(make([]byte, statement.MaxLeaf+1)); !errors.Is(err, statement.ErrForm) {
		t.Errorf("a larger envelope: %v, want ErrForm", err)
	}
}

// TestActDigest holds R-STMT-7: the place in the chain and the assent do not
// count, all else does.
func TestActDigest(t *testing.T) {
	st := sample()
	want := st.ActDigest()
	moved := st
	moved.Seq, moved.Prev, moved.Assent = 9, statement.Digest{1}, nil
	moved.Seen = statement.Seen{Root: statement.EmptyRoot}
	if got := moved.ActDigest(); got != want {
		t.Errorf("chained anew: %v, want %v", got, want)
	}
	for name, change := range map[string]func(*statement.Statement){
		"about":     func(st *statement.Statement) { st.About = nil },
		"act":       func(st *statement.Statement) { st.Act = []byte("{}") },
		"body":      func(st *statement.Statement) { st.Body = nil },
		"key":       func(st *statement.Statement) { st.Key[0]++ },
		"made_at":   func(st *statement.Statement) { st.MadeAt++ },
		"mechanism": func(st *statement.Statement) { st.Mechanism[0]++ },
		"member":    func(st *statement.Statement) { st.Member = "bravo" },
		"nonce":     func(st *statement.Statement) { st.Nonce[0]++ },
		"not_after": func(st *statement.Statement) { st.NotAfter = 0 },
		"type":      func(st *statement.Statement) { st.Type = "notice.filed/v2" },
	} {
		other := sample()
		change(&other)
		if got := other.ActDigest(); got == want {
			t.Errorf("with another %s the digest is the same", name)
		}
	}
}

func TestTime(t *testing.T) {
	const last statement.Time = 253_402_300_799_999
	if got := last.Sub(-last); got <= 0 {
		t.Errorf("Sub over 16,000 years = %v, want the longest Duration", got)
	}
	if got := (-last).Sub(last); got >= 0 {
		t.Errorf("Sub over -16,000 years = %v, want the shortest Duration", got)
	}
	if got := statement.Time(1500).Sub(1000).Milliseconds(); got != 500 {
		t.Errorf("Sub = %d ms, want 500", got)
	}
	at := statement.TimeOf(time.Date(2027, 3, 9, 8, 0, 0, 1_999_999, time.UTC))
	if got, want := at.Add(1500*time.Microsecond).String(), "2027-03-09T08:00:00.002Z"; got != want {
		t.Errorf("TimeOf and Add = %s, want %s", got, want)
	}
	if got := statement.Time(0).String(); got != "none" {
		t.Errorf("no time = %s, want none", got)
	}
	if got, want := last.String(), "9999-12-31T23:59:59.999Z"; got != want {
		t.Errorf("String() = %s, want %s", got, want)
	}
}

func TestDigestText(t *testing.T) {
	d := statement.Digest{0xab}
	if got, err := statement.ParseDigest(d.String()); err != nil || got != d {
		t.Errorf("ParseDigest(%s) = %v, %v, want it back", d, got, err)
	}
	for _, s := range []string{"", strings.ToUpper(d.String()), d.String()[1:], d.String() + "00", zeros} {
		if got, err := statement.ParseDigest(s); err == nil {
			t.Errorf("ParseDigest(%q) = %v, want an error", s, got)
		}
	}
	for _, s := range []string{"", spare, zeros[:43], zeros + "\n", zeros[:20] + "\n" + zeros[20:43], zeros[:43] + "A", zeros + zeros} {
		if err := d.UnmarshalText([]byte(s)); !errors.Is(err, statement.ErrBase64) {
			t.Errorf("UnmarshalText(%q) = %v, want ErrBase64", s, err)
		}
	}
}
