package load

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// FuzzRead holds that any bytes give documents that keep what Document
// promises, the same ones twice, and that a plain text is the file itself.
func FuzzRead(f *testing.F) {
	for _, s := range []string{english, arabic, "\xff\xfeE\x00X\x00", rss, string(page("", body)), "<html><table><tr><td><table>", "PK\x03\x04"} {
		f.Add("a", []byte(s))
	}
	f.Add("m.eml", []byte(mailHead+"Content-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\n\r\nEXERCISE\r\n--X--\r\n"))
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		// The limits are low, so that the fuzzer reaches them.
		o := Options{Limits: Limits{Raw: 1 << 16, Elements: 2000, Depth: 60, Items: 20, Parts: 10}}
		src := Source{File: name, Raw: raw}
		docs := Read(src, o)
		if len(docs) == 0 {
			t.Fatal("no documents, want at least one")
		}
		for i := range docs {
			d := &docs[i]
			valid(t, d)
			sum := sha256.Sum256(raw)
			if d.SHA256 != hex.EncodeToString(sum[:]) {
				t.Errorf("hash %s, want that of the file", d.SHA256)
			}
			if d.Kind == KindText && d.SHA256 == d.TextSHA256 && string(d.Text) != string(raw) {
				t.Errorf("text %q has the hash of the file %q and is not it", d.Text, raw)
			}
		}
		for i, d := range Read(src, o) {
			if fault(d.Fault) != fault(docs[i].Fault) {
				t.Errorf("read twice, faults %v and %v", docs[i].Fault, d.Fault)
			}
			if diff := cmp.Diff(d, docs[i], cmpopts.IgnoreFields(Document{}, "Fault")); diff != "" {
				t.Errorf("read twice, differently:\n%s", diff)
			}
		}
	})
}

func fault(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
