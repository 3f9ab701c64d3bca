package load

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const (
	english = "EXERCISE. The officer said on Tuesday that the road at Bridge North was closed \u2013 and that it would be for a week.\n"
	arabic  = "تمرين. قال الضابط يوم الثلاثاء إن الطريق عند الجسر الشمالي مغلق، وإنه سيبقى كذلك لمدة أسبوع على الأقل.\n"
	hebrew  = "תרגיל. הקצין אמר ביום שלישי כי הכביש ליד הגשר הצפוני סגור, וכי הוא יישאר כך במשך שבוע לפחות.\n"
)

func TestReadText(t *testing.T) {
	in := func(enc encoding.Encoding, s string) string {
		out, err := encoding.ReplaceUnsupported(enc.NewEncoder()).String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	le, be := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	tests := map[string]struct {
		raw, charset, text, tag string
		same                    bool // the text is the file
	}{
		"utf-8":                           {english, "utf-8", english, "en", true},
		"utf-8 with its mark":             {"\uFEFF" + english, "utf-8", "\uFEFF" + english, "en", true},
		"utf-8 with marks of direction":   {"\u200f" + arabic, "utf-8", "\u200f" + arabic, "ar", true},
		"utf-16 little with its mark":     {in(le, english), "utf-16le", english, "en", false},
		"utf-16 big without a mark":       {in(be, english), "utf-16be", english, "en", false},
		"utf-16 big without a mark, ar":   {in(be, arabic), "utf-16be", arabic, "ar", false},
		"windows-1252":                    {in(charmap.Windows1252, english), "windows-1252", english, "en", false},
		"windows-1256":                    {in(charmap.Windows1256, arabic), "windows-1256", arabic, "ar", false},
		"iso-8859-6":                      {in(charmap.ISO8859_6, arabic), "iso-8859-6", arabic, "ar", false},
		"windows-1255":                    {in(charmap.Windows1255, hebrew), "windows-1255", hebrew, "he", false},
		"utf-8 with one byte that is not": {arabic + "\xc3\n", "utf-8", arabic + "\uFFFD\n", "ar", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			docs := Read(Source{File: "a.txt", Raw: []byte(tt.raw)}, Options{})
			d := docs[0]
			if len(docs) != 1 || d.Fault != nil {
				t.Fatalf("%d documents, fault %v, want one without", len(docs), d.Fault)
			}
			if string(d.Text) != tt.text || d.Charset != tt.charset || d.Language.Tag != tt.tag {
				t.Errorf("text %q as %s in %s, want %q as %s in %s", d.Text, d.Charset, d.Language.Tag, tt.text, tt.charset, tt.tag)
			}
			if got := d.SHA256 == d.TextSHA256; got != tt.same {
				t.Errorf("the text is the file: %t, want %t", got, tt.same)
			}
		})
	}
}

// A fault names the file and says how to mend it.
func TestReadFaults(t *testing.T) {
	small := Limits{Text: 1000, Items: 2, Depth: 20, Elements: 200, Visible: 5000}
	fonts := strings.Repeat("<font>", 15) + "<table><td>" + strings.Repeat("</font>", 15) + "</table>"
	var attrs strings.Builder
	for i := range 1200 {
		fmt.Fprintf(&attrs, "a%d ", i)
	}
	tests := map[string]struct {
		file, raw string
		limits    Limits
		want      error
		says      string
	}{
		"nothing":           {"a.txt", " \n\t\u200f\n", Limits{}, ErrEmpty, "save the article as text"},
		"program":           {"a.txt", "\x7fELF\x02\x01", Limits{}, ErrBinary, "a program"},
		"noise":             {"a.txt", strings.Repeat("\x01\x02ab", 100), Limits{}, ErrBinary, "control bytes"},
		"zero bytes":        {"a.txt", strings.Repeat("abcdefg\x00", 100), Limits{}, ErrBinary, "zero bytes"},
		"archive":           {"a.eml", "PK\x03\x04rest", Limits{}, ErrBinary, "unpack it"},
		"long text":         {"a.txt", strings.Repeat("word ", 300), small, ErrTooLarge, "cut it into parts"},
		"large file":        {"a.txt", strings.Repeat("word ", 300), Limits{Raw: 100}, ErrTooLarge, "cut the file into parts"},
		"large page":        {"a.html", "<html>" + strings.Repeat("word ", 300), Limits{Page: 100}, ErrTooLarge, "save its article"},
		"much text":         {"a.html", "<html>" + strings.Repeat("word ", 3000), small, ErrTooLarge, "of text"},
		"tables in tables":  {"a.html", "<html>" + strings.Repeat("<table><tr><td>", 50), small, ErrTooLarge, "nested"},
		"tables past us":    {"a.html", "<html>" + strings.Repeat("<table><tr><td>", 195) + "x", Limits{}, nil, "save the article as text"},
		"many elements":     {"a.html", "<html>" + strings.Repeat("<p>x", 300), small, ErrTooLarge, "elements"},
		"formatting kept":   {"a.html", "<html>" + fonts + strings.Repeat("<p>x</p>", 100), small, ErrTooLarge, "elements"},
		"many attributes":   {"a.html", "<html><p " + attrs.String() + ">x", Limits{}, ErrTooLarge, "attributes"},
		"deep feed":         {"a.xml", "<rss>" + strings.Repeat("<a:b>", 50), small, ErrTooLarge, "nested"},
		"torn feed":         {"a.xml", "<rss><channel><item>", Limits{}, nil, "feed"},
		"feed of nothing":   {"a.xml", "<rss version='2.0'><channel><title>x</title></channel></rss>", Limits{}, ErrEmpty, "no items"},
		"mail of a program": {"a.eml", "From: a@b.example\nContent-Type: application/zip; name=x.zip\n\nPK", Limits{}, ErrEmpty, "attachments are not read"},
		"pdf and no reader": {"a.pdf", "%PDF-1.7\n", Limits{}, nil, "install poppler-utils"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			docs := Read(Source{File: tt.file, Raw: []byte(tt.raw)}, Options{Limits: tt.limits})
			err := docs[0].Fault
			if err == nil {
				t.Fatalf("read as %+v, want a fault", docs[0])
			}
			if tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("fault %v, want %v", err, tt.want)
			}
			if !strings.HasPrefix(err.Error(), tt.file+": ") || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("fault %q, want one that begins with the file and says %q", err, tt.says)
			}
			if docs[0].Text != nil {
				t.Errorf("text %q beside the fault, want none", docs[0].Text)
			}
		})
	}
}

func TestPDF(t *testing.T) {
	src := Source{File: "a.pdf", Raw: []byte("%PDF-1.7\n...")}
	d := Read(src, Options{PDF: func(raw []byte) ([]byte, error) {
		return []byte("EXERCISE one\fEXERCISE two\xff\f"), nil
	}})[0]
	if want := "EXERCISE one\n\nEXERCISE two\uFFFD"; string(d.Text) != want || d.Fault != nil {
		t.Errorf("text %q, fault %v, want %q and none", d.Text, d.Fault, want)
	}
	broken := errors.New("broken")
	d = Read(src, Options{PDF: func([]byte) ([]byte, error) { return nil, broken }})[0]
	if !errors.Is(d.Fault, broken) {
		t.Errorf("fault %v, want %v", d.Fault, broken)
	}
}

func TestOdd(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"an override":           {"EXERCISE \u202e12 killed", "the first at byte 9"},
		"an isolate":            {"EXERCISE \u2067x\u2069", "2 characters"},
		"a homoglyph":           {"EXERCISE: Br\u0430vo said", `"Br\u0430vo"`},
		"typing marks":          {"\u200fתרגיל\u200e", ""},
		"two scripts, no words": {"EXERCISE \u0414\u0430, yes", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := Read(Source{File: "a.txt", Raw: []byte(tt.text)}, Options{})[0]
			got := strings.Join(d.Notes, "; ")
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("notes %q, want %q", got, tt.want)
			}
			if string(d.Text) != tt.text {
				t.Errorf("text %q, want it as it was, %q", d.Text, tt.text)
			}
		})
	}
}

func TestLanguageOf(t *testing.T) {
	tests := map[string]struct {
		text string
		want Language
	}{
		"English":                  {english, Language{"en", false, "Latn"}},
		"English with some Arabic": {english + arabic[:40], Language{"en", false, "Latn"}},
		"Arabic with some English": {arabic + english[:20], Language{"ar", true, "Arab"}},
		"Hebrew":                   {hebrew, Language{"he", true, "Hebr"}},
		"Persian":                  {"تمرین. افسر گفت که این راه برای یک هفته بسته می شود و به آن نمی روند", Language{"fa", true, "Arab"}},
		"French":                   {"EXERCICE. Le pont est fermé pour une semaine, selon les autorités de la ville", Language{"fr", false, "Latn"}},
		"Turkish":                  {"TATBİKAT. Köprü bir hafta için kapalı olarak kalacak ve bu karar daha sonra", Language{"tr", false, "Latn"}},
		"an English headline":      {"EXERCISE: 9 die in raid", Language{"und", false, "Latn"}},
		"a name":                   {"Zzyzx", Language{"und", false, "Latn"}},
		"figures":                  {"12 / 13", Language{"und", false, ""}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := LanguageOf([]byte(tt.text)); got != tt.want {
				t.Errorf("LanguageOf() = %+v, want %+v", got, tt.want)
			}
		})
	}
}

// valid holds what is promised of every document, whatever the bytes were.
func valid(t *testing.T, d *Document) {
	t.Helper()
	if (d.Fault == nil) == (d.Text == nil) {
		t.Fatalf("fault %v and text of %d bytes, want one of the two", d.Fault, len(d.Text))
	}
	if d.Fault != nil {
		return
	}
	if !utf8.Valid(d.Text) || len(d.Text) > 1<<20 {
		t.Errorf("text of %d bytes is not UTF-8 within the limit", len(d.Text))
	}
	for _, c := range d.Captions {
		if c[0] < 0 || c[0] >= c[1] || c[1] > len(d.Text) || !utf8.Valid(d.Text[c[0]:c[1]]) {
			t.Errorf("caption %v is no span of a text of %d bytes", c, len(d.Text))
		}
	}
	if d.Hints.Published != "" {
		if day, ok := dayOf(d.Hints.Published); !ok || day != d.Hints.Published || d.Hints.How == "" {
			t.Errorf("published %q by %q, want a day and its field", d.Hints.Published, d.Hints.How)
		}
	}
}
