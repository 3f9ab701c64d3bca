package statement_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"testing"

	"parley.example/record/statement"
)

// FuzzParse: what parses encodes to the same bytes, and says what encoding/json
// reads there. R-FORM-1.
func FuzzParse(f *testing.F) {
	f.Add(bytesOf(f, sample()))
	f.Add(bytesOf(f, plain()))
	f.Fuzz(func(t *testing.T, b []byte) {
		st, err := statement.Parse(b)
		if err != nil {
			t.Skip()
		}
		if again := bytesOf(t, st); !bytes.Equal(again, b) {
			t.Fatalf("Parse(%s) encodes to %s", b, again)
		}
		var v struct {
			About       []statement.ID
			Act, Assent json.RawMessage
			Body        *struct {
				Cipher, Commit statement.Digest
				Size           int64
			}
			Key, Mechanism, Prev statement.Digest
			Made_at, Not_after   statement.Time
			Member, Type         string
			Nonce                []byte
			Seen                 statement.Seen
			Seq                  int64
			V                    int
		}
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatalf("encoding/json refuses %s: %v", b, err)
		}
		got := statement.Statement{
			Act: v.Act, Key: v.Key, MadeAt: v.Made_at, Mechanism: v.Mechanism, Member: v.Member, NotAfter: v.Not_after,
			Prev: v.Prev, Seen: v.Seen, Seq: v.Seq, Type: v.Type, Nonce: [16]byte(v.Nonce),
		}
		if len(v.About) > 0 {
			got.About = v.About
		}
		if len(v.Assent) > 0 {
			got.Assent = v.Assent
		}
		if v.Body != nil {
			got.Body = &statement.Body{Cipher: v.Body.Cipher, Commit: v.Body.Commit, Size: v.Body.Size}
		}
		if !reflect.DeepEqual(got, st) {
			t.Fatalf("encoding/json reads %+v, Parse %+v", got, st)
		}
	})
}

// FuzzParseEnvelope holds R-ENV-1.
func FuzzParseEnvelope(f *testing.F) {
	env := envelope(f, plain())
	f.Add(env.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		env, err := statement.ParseEnvelope(b)
		if err != nil {
			t.Skip()
		}
		if again := env.Bytes(); !bytes.Equal(again, b) {
			t.Fatalf("ParseEnvelope(%s) encodes to %s", b, again)
		}
		compareEnvelope(t, b, &env)
	})
}

// FuzzParseLeaf holds R-LEAF-1.
func FuzzParseLeaf(f *testing.F) {
	l := statement.Leaf{ReceivedAt: 1, Envelope: envelope(f, plain())}
	f.Add(l.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := statement.ParseLeaf(b)
		if err != nil {
			t.Skip()
		}
		if again := l.Bytes(); !bytes.Equal(again, b) {
			t.Fatalf("ParseLeaf(%s) encodes to %s", b, again)
		}
		var v struct {
			Envelope   json.RawMessage
			ReceivedAt statement.Time `json:"received_at"`
		}
		if err := json.Unmarshal(b, &v); err != nil || v.ReceivedAt != l.ReceivedAt {
			t.Fatalf("encoding/json reads %d, %v, ParseLeaf %d", v.ReceivedAt, err, l.ReceivedAt)
		}
		compareEnvelope(t, v.Envelope, &l.Envelope)
	})
}

func compareEnvelope(t *testing.T, b []byte, env *statement.Envelope) {
	t.Helper()
	var v struct {
		Payload     []byte
		PayloadType string
		Signatures  []struct{ KeyID, Sig string }
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("encoding/json refuses %s: %v", b, err)
	}
	if !bytes.Equal(v.Payload, env.Payload) || v.PayloadType != statement.PayloadType || len(v.Signatures) != 1 ||
		v.Signatures[0].KeyID != base64.StdEncoding.EncodeToString(env.Key[:]) ||
		v.Signatures[0].Sig != base64.StdEncoding.EncodeToString(env.Signature[:]) {
		t.Fatalf("encoding/json reads %+v, ParseEnvelope %+v", v, env)
	}
}

// FuzzDecode: what decodes encodes to the same bytes, into an open shape and
// into the shape of an act. R-FORM-1.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"addressees":["alpha"],"charter":"` + zeros + `","wish":true}`))
	f.Add([]byte(`{"a":[1,-2,{"b":"\"\\"}],"c":9007199254740991,"d":false}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var open any
		if err := statement.Decode(b, &open); err == nil {
			again, err := statement.Encode(open)
			if err != nil || !bytes.Equal(again, b) {
				t.Fatalf("Decode(%s) encodes to %s, %v", b, again, err)
			}
		} else if again, err := statement.Encode(json.RawMessage(b)); err == nil && bytes.Equal(again, b) {
			t.Fatalf("Decode refuses %s, which Encode writes", b)
		}
		var a act
		if err := statement.Decode(b, &a); err != nil {
			t.Skip()
		}
		if again, err := statement.Encode(a); err != nil || !bytes.Equal(again, b) {
			t.Fatalf("Decode(%s) encodes to %s, %v", b, again, err)
		}
	})
}
