package kindtest

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// history is a file of testdata/history.
type history struct {
	file     string
	comment  string
	officers [][]string
	members  []string
	lines    []line
	voids    map[int]string // entry: rule
	wants    []string
}

// line is one entry of a history.
type line struct {
	n       int
	typ     string
	options map[string]string
	act     string
}

func (l line) has(name string) bool { _, ok := l.options[name]; return ok }

// readHistory reads a file; what it cannot read ends the test.
func readHistory(t reporter, file string) *history {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v", err)
	}
	h := &history{file: file, voids: map[int]string{}}
	head, text := "", ""
	flush := func() {
		if err := h.section(head, strings.TrimSpace(text)); err != nil {
			t.Fatalf("%s: -- %s --: %v", file, head, err)
		}
	}
	for l := range strings.Lines(string(raw)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(l), "-- "); ok && strings.HasSuffix(name, " --") {
			flush()
			head, text = strings.TrimSuffix(name, " --"), ""
			continue
		}
		text += l
	}
	flush()
	return h
}

func (h *history) section(head, text string) error {
	switch head {
	case "":
		h.comment = text
	case "members":
		h.members = strings.Fields(text)
	case "officers":
		for l := range strings.Lines(text) {
			h.officers = append(h.officers, strings.Fields(l))
		}
	case "want/void":
		for l := range strings.Lines(text) {
			words := strings.Fields(l)
			if len(words) != 2 {
				return fmt.Errorf("%q: want an entry and a rule", l)
			}
			n, err := strconv.Atoi(words[0])
			if err != nil {
				return err
			}
			h.voids[n] = words[1]
		}
	case "want/state":
		for l := range strings.Lines(text) {
			if l = strings.TrimSpace(l); l != "" {
				h.wants = append(h.wants, l)
			}
		}
	default:
		return h.entry(strings.Fields(head), text)
	}
	return nil
}

// entry reads "N TYPE option...".
func (h *history) entry(words []string, act string) error {
	n, err := strconv.Atoi(words[0])
	if err != nil || n != len(h.lines)+1 {
		return fmt.Errorf("want entry %d", len(h.lines)+1)
	}
	l := line{n: n, act: act, options: map[string]string{}}
	for _, w := range words[1:] {
		name, value, _ := strings.Cut(w, ":")
		if strings.Contains(w, "/v") {
			l.typ = w
			continue
		}
		l.options[name] = value
	}
	if l.typ == "" && !l.has("again") {
		return fmt.Errorf("want a type, or again:N")
	}
	h.lines = append(h.lines, l)
	return nil
}

// offset reads "+40m", "+1h30m" or "+1s500ms".
func offset(s string) (time.Duration, error) {
	rest, ok := strings.CutPrefix(s, "+")
	if !ok {
		return 0, fmt.Errorf("time %q: want +40m or the like", s)
	}
	return time.ParseDuration(rest)
}
