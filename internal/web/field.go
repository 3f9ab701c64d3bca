package web

import (
	"fmt"
	"strconv"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/web/form"
)

// fieldView is a field with its words.
type fieldView struct {
	form.Field
	ID     string
	Label  string
	Hint   string
	Format string // how a value of this sort is written
	Fault  lang.Message
	Choose []option
	// Suggest is what a text field offers beside whatever else may be typed.
	Suggest []option
	Radio   bool
	Fields  []fieldView
	Rows    []rowView
}

// rowView is one row of a list.
type rowView struct {
	Path   string
	Number int64
	Fields []fieldView
}

// faultView is a mistake in the summary above the form, with its field's label.
type faultView struct {
	Path string
	Says lang.Message
}

// summary names the field of each mistake. A path's indexes are left out of its
// label; the link leads to the very row.
func summary(voice lang.Voice, act string, faults []form.Fault) []faultView {
	out := make([]faultView, 0, len(faults))
	for _, f := range faults {
		view := faultView{Path: f.Path, Says: f.Says}
		if label := "act." + act + "." + nameOf(f.Path); voice.Has(label) {
			view.Says = lang.Say("form.fault.at", "field", lang.Say(label), "says", f.Says)
		}
		out = append(out, view)
	}
	return out
}

// nameOf returns a path without indexes, and without the language of a text.
func nameOf(path string) string {
	var parts []string
	for part := range strings.SplitSeq(path, ".") {
		if _, err := strconv.Atoi(part); err == nil {
			continue
		}
		if _, tongue := lang.Parse(part); !tongue {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ".")
}

// option is one value that may be chosen.
type option struct {
	Value  string
	Label  string
	Chosen bool
}

// mostRadio is how many options stand as radio buttons; more are a list.
const mostRadio = 6

// labeller gives fields their words in one language and at one place of the record.
type labeller struct {
	s       *Site
	voice   lang.Voice
	act     string
	reader  kind.Reader
	choices map[string][]kind.Choice
	beside  map[string][]kind.Choice
	faults  map[string]lang.Message
}

func (s *Site) fields(r kind.Reader, v *visit, act kind.Act, fields []form.Field, faults []form.Fault) []fieldView {
	l := labeller{s: s, voice: v.voice, act: act.Name, reader: r, faults: map[string]lang.Message{}}
	if act.Choices != nil {
		l.choices = act.Choices(r, v.officer.Author)
	}
	if act.Suggests != nil {
		l.beside = act.Suggests(r, v.officer.Author)
	}
	for _, f := range faults {
		if _, twice := l.faults[f.Path]; !twice {
			l.faults[f.Path] = f.Says
		}
	}
	return l.all(fields)
}

func (l *labeller) all(fields []form.Field) []fieldView {
	out := make([]fieldView, 0, len(fields))
	for _, f := range fields {
		out = append(out, l.field(f))
	}
	return out
}

func (l *labeller) field(f form.Field) fieldView {
	key := "act." + l.act + "." + f.Name
	v := fieldView{Field: f, ID: "f-" + f.Path, Label: l.voice.Render(lang.Say(key)), Fault: l.faults[f.Path]}
	if l.voice.Has(key + ".hint") {
		v.Hint = l.voice.Render(lang.Say(key + ".hint"))
	}
	switch f.Sort {
	case form.Time, form.Minutes, form.Degree, form.Digest, form.Number:
		v.Format = "form.format." + string(f.Sort)
	case form.Lines:
		v.Format = "form.format.lines"
	case form.Group:
		v.Fields = l.all(f.Fields)
	case form.Tongues:
		v.Fields = l.tongues(f)
	case form.Rows:
		for i, row := range f.Rows {
			v.Rows = append(v.Rows, rowView{Path: fmt.Sprintf("%s.%d", f.Path, i), Number: int64(i + 1), Fields: l.all(row)})
		}
	case form.Text, form.Long, form.Tick, form.Choice, form.Member, form.Desk, form.Marking, form.Hidden, form.Ticks:
	}
	v.Choose = l.options(f, key)
	if list, ok := l.choices[f.Name]; ok && (f.Sort == form.Text || f.Sort == form.Lines) {
		v.Choose = l.offer(list)
		v.Sort = form.Choice
		if f.Sort == form.Lines {
			v.Sort, v.Values = form.Ticks, strings.Split(strings.ReplaceAll(f.Value, "\r\n", "\n"), "\n")
		}
		v.Format = ""
	}
	if v.Sort == form.Text {
		v.Suggest = l.offer(l.beside[f.Name])
		if len(v.Suggest) > 0 && v.Hint == "" {
			v.Format = "form.format.suggest"
		}
	}
	l.mark(&v)
	return v
}

func (l *labeller) offer(list []kind.Choice) []option {
	var out []option
	for _, c := range list {
		out = append(out, option{Value: c.Value, Label: l.voice.Render(c.Says)})
	}
	return out
}

// mark marks what is chosen. A value that is not on offer stays, and is shown as
// it is: a list that has changed must not change an answer silently.
func (l *labeller) mark(v *fieldView) {
	if len(v.Choose) == 0 && v.Sort != form.Choice && v.Sort != form.Ticks {
		return
	}
	chosen := v.Values
	if v.Sort != form.Ticks {
		chosen = []string{v.Value}
	}
	for _, c := range chosen {
		found := c == ""
		for i := range v.Choose {
			if v.Choose[i].Value == c {
				v.Choose[i].Chosen, found = true, true
			}
		}
		if !found {
			v.Choose = append(v.Choose, option{Value: c, Label: c, Chosen: true})
		}
	}
	v.Radio = v.Sort != form.Ticks && len(v.Choose) <= mostRadio
}

// tongues labels a text's languages by their own names.
func (l *labeller) tongues(f form.Field) []fieldView {
	var out []fieldView
	for i, t := range lang.Tags() {
		sub := f.Fields[i]
		out = append(out, fieldView{Field: sub, ID: "f-" + sub.Path, Label: t.Name(), Fault: l.faults[sub.Path]})
	}
	return out
}

// options lists what may be chosen, as far as it is known here.
func (l *labeller) options(f form.Field, key string) []option {
	var out []option
	doc := l.reader.Charter()
	what := f.Sort
	if what == form.Ticks && f.Of != "" {
		what = f.Of
	}
	switch what {
	case form.Choice, form.Ticks:
		for _, o := range f.Options {
			out = append(out, option{Value: o, Label: l.voice.Render(lang.Say(key + "." + o))})
		}
	case form.Member:
		for _, m := range doc.Members {
			name, _ := l.voice.Text(lang.Text(m.Names))
			out = append(out, option{Value: m.Code, Label: name})
		}
	case form.Desk:
		for _, d := range doc.Desks {
			out = append(out, option{Value: d, Label: l.named("desk.", d)})
		}
	case form.Marking:
		for _, m := range doc.Markings {
			out = append(out, option{Value: m, Label: l.named("marking.", m)})
		}
	case form.Text, form.Long, form.Number, form.Tick, form.Time, form.Minutes, form.Degree, form.Digest,
		form.Hidden, form.Tongues, form.Group, form.Rows, form.Lines:
	}
	return out
}

// named gives a word of the charter its name where the shell has one.
func (l *labeller) named(prefix, word string) string {
	if l.voice.Has(prefix + word) {
		return l.voice.Render(lang.Say(prefix + word))
	}
	return word
}
