package foreign

import (
	"strings"
	"testing"

	"parley.example/internal/press/date"
)

func TestFind(t *testing.T) {
	tests := map[string]struct {
		text, tag string
		want      []string // START/END EXPR
	}{
		"Arabic-Indic digits, two names":   {"في ١٦ أيلول/سبتمبر ٢٠٢٥ قال", "ar", []string{"2025-09-16/2025-09-16 ١٦ أيلول/سبتمبر ٢٠٢٥"}},
		"Persian digits":                   {"۱۶/۰۹/۲۰۲۵", "fa", []string{"2025-09-16/2025-09-16 ۱۶/۰۹/۲۰۲۵"}},
		"a month of two words":             {"يوم 5 كانون الثاني 2026،", "ar", []string{"2026-01-05/2026-01-05 5 كانون الثاني 2026"}},
		"the other January":                {"5 يناير 2026", "ar", []string{"2026-01-05/2026-01-05 5 يناير 2026"}},
		"the Maghreb":                      {"12 جويلية 2025 و 3 غشت 2025", "ar", []string{"2025-07-12/2025-07-12 12 جويلية 2025", "2025-08-03/2025-08-03 3 غشت 2025"}},
		"alef without hamza":               {"16 ايلول 2025", "ar", []string{"2025-09-16/2025-09-16 16 ايلول 2025"}},
		"of the month of, in the year":     {"16 من شهر أيلول عام 2025", "ar", []string{"2025-09-16/2025-09-16 16 من شهر أيلول عام 2025"}},
		"a month":                          {"في أيلول 2025", "ar", []string{"2025-09-01/2025-09-30 أيلول 2025"}},
		"a month behind its prefix":        {"بأيلول 2025", "ar", []string{"2025-09-01/2025-09-30 أيلول 2025"}},
		"the end of a word is no month":    {"كتاب 2025", "ar", nil},
		"Hebrew":                           {"ב-16 בספטמבר 2025 אמר", "he", []string{"2025-09-16/2025-09-16 16 בספטמבר 2025"}},
		"Hebrew figures, short year":       {"16.9.25, 14:30", "he", []string{"2025-09-16/2025-09-16 16.9.25"}},
		"short year elsewhere":             {"16.9.25", "ar", nil},
		"marks of direction between":       {"16\u200f/\u200f09\u200f/\u200f2025", "ar", []string{"2025-09-16/2025-09-16 16\u200f/\u200f09\u200f/\u200f2025"}},
		"year first":                       {"2025-09-16", "zh", []string{"2025-09-16/2025-09-16 2025-09-16"}},
		"over the edge of a window":        {strings.Repeat("ا", 249) + " 16 أيلول 2025 " + strings.Repeat("ب", 300), "ar", []string{"2025-09-16/2025-09-16 16 أيلول 2025"}},
		"at the start of a window":         {strings.Repeat("ا", 175) + " 16 أيلول 2025 ", "ar", []string{"2025-09-16/2025-09-16 16 أيلول 2025"}},
		"no day of the calendar":           {"٣١/٠٢/٢٠٢٥", "ar", nil},
		"a longer number":                  {"1.2.3.2025 و 116/09/20255", "ar", nil},
		"a swapped day and month are none": {"09/16/2025", "ar", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range Find(tt.text, tt.tag) {
				if tt.text[f.Start:f.End] != f.Expr || f.Rule == "" {
					t.Errorf("expression %q by %q at %d-%d of %q", f.Expr, f.Rule, f.Start, f.End, tt.text)
				}
				got = append(got, f.Range.Start+"/"+f.Range.End+" "+f.Expr)
			}
			if strings.Join(got, "; ") != strings.Join(tt.want, "; ") {
				t.Errorf("Find(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

const long = "تمرين. قال الضابط إن الطريق عند الجسر الشمالي مغلق منذ 1 أيلول 2025، وإنه سيبقى كذلك لمدة أسبوع على الأقل، " +
	"وإن الطرف الآخر أبلغ بذلك ولم يرد عليه حتى مساء أمس، ولم يعد ذلك موافقة."

func TestRead(t *testing.T) {
	tests := map[string]struct{ text, hint, day, rule string }{
		"a hint":                           {"عنوان\n\n" + long, "2025-09-17", "2025-09-17", "foreign.hint"},
		"a hint that is none":              {"عنوان\n\n" + long, "2025-02-30", "", ""},
		"a line of data at the head":       {"عنوان\nالثلاثاء 16 أيلول 2025\n" + long, "", "2025-09-16", "foreign.dateline"},
		"a line of data at the foot":       {"عنوان\n" + long + "\nنشر في 16-09-2025\n", "", "2025-09-16", "foreign.dateline"},
		"place and date open it":           {"عنوان\nدمشق، 16 أيلول 2025 - " + long, "", "2025-09-16", "foreign.opening"},
		"in a sentence":                    {"عنوان\n" + long + "\n" + long, "", "", ""},
		"in a short sentence":              {"عنوان\nوقع ذلك في 16 أيلول 2025.\n" + long + "\n" + long + "\n" + long, "", "", ""},
		"a month is no day of publication": {"عنوان\nأيلول 2025\n" + long, "", "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := Read(tt.text, "ar", tt.hint)
			if a.Published.Start != tt.day || a.Published.End != tt.day || a.Published.Rule != tt.rule {
				t.Errorf("published %+v, want %q by %q", a.Published, tt.day, tt.rule)
			}
			if a.Title != "عنوان" || a.Span[0] != 0 || len(a.Paragraphs) < 2 {
				t.Errorf("title %q, span %v, %d paragraphs, want the first line and the rest", a.Title, a.Span, len(a.Paragraphs))
			}
			if !strings.Contains(a.Why, "Arabic") || !strings.Contains(a.Why, "not extracted unless a language model is configured") {
				t.Errorf("why %q, want that claims are not extracted", a.Why)
			}
		})
	}
	if a := Read("", "und", ""); a.Span != [2]int{} || a.Published != (date.Range{}) || !strings.Contains(a.Why, "not told") {
		t.Errorf("Read of nothing = %+v", a)
	}
}

// FuzzRead holds that spans lie in the text in their order, without space
// around them, and that each date is what its span holds.
func FuzzRead(f *testing.F) {
	f.Add("عنوان\nالثلاثاء 16 أيلول 2025\n"+long, "ar")
	f.Add("\u200fכותרת\n16.9.25\nב-16 בספטמבר 2025", "he")
	f.Add("2025-09-1٦\xff\xfe", "und")
	f.Fuzz(func(t *testing.T, text, tag string) {
		a := Read(text, tag, "")
		at := 0
		for _, p := range a.Paragraphs {
			if p[0] < at || p[1] <= p[0] || p[1] > len(text) || strings.TrimSpace(text[p[0]:p[1]]) != text[p[0]:p[1]] {
				t.Fatalf("paragraph %v after %d of %q", p, at, text)
			}
			at = p[1]
		}
		at = 0
		for _, d := range a.Dates {
			if d.Start < at || d.End > len(text) || text[d.Start:d.End] != d.Expr || d.Range.Start > d.Range.End {
				t.Fatalf("date %+v after %d of %q", d, at, text)
			}
			at = d.End
		}
	})
}
