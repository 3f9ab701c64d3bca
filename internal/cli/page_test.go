package cli

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"parley.example/internal/kinds"
)

// TestPage holds docs/operate/cli.md to the program: every command has a place
// in it with an example, and the program takes each example, there and in its
// own help.
func TestPage(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "operate", "cli.md"))
	if err != nil {
		t.Fatal(err)
	}
	examples := map[string]int{} // by heading
	heading := ""
	for l := range strings.SplitSeq(strings.ReplaceAll(string(b), "\\\n", " "), "\n") {
		if name, ok := strings.CutPrefix(l, "### "); ok {
			heading = strings.Trim(name, "`")
			examples[heading] = 0
		}
		if text := strings.TrimSpace(l); strings.HasPrefix(l, "    parley ") {
			examples[heading]++
			if got, err := takes(text); err != nil {
				t.Errorf("under %s: %s: %v", heading, text, err)
			} else if got != heading {
				t.Errorf("under %s: %s is an example of %s", heading, text, got)
			}
		}
	}
	count := 0
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.HasSubCommands() {
			for _, sub := range c.Commands() {
				walk(sub)
			}
			return
		}
		if !c.IsAvailableCommand() || c.Name() == "help" {
			return
		}
		count++
		if n, ok := examples[c.CommandPath()]; !ok || n == 0 {
			t.Errorf("%s has no heading with an example in docs/operate/cli.md", c.CommandPath())
		}
		delete(examples, c.CommandPath())
		for l := range strings.SplitSeq(strings.ReplaceAll(c.Example, "\\\n", " "), "\n") {
			if l = strings.TrimSpace(l); l == "" {
				continue
			}
			if got, err := takes(l); err != nil || got != c.CommandPath() {
				t.Errorf("help of %s: %s: %v (%s)", c.CommandPath(), l, err, got)
			}
		}
	}
	walk(fresh().root())
	for name := range examples {
		t.Errorf("docs/operate/cli.md has a heading %q, and there is no such command", name)
	}
	if count < 20 {
		t.Errorf("%d commands were looked at, want all", count)
	}
}

func fresh() *world {
	return &world{
		in: strings.NewReader(""), out: io.Discard, err: io.Discard, env: func(string) string { return "" }, kinds: nounsOf(kinds.All()),
	}
}

// takes reads a command line as the program would, and runs nothing. It returns
// which command it is of.
func takes(line string) (string, error) {
	args := split(line)
	found, rest, err := fresh().root().Find(args[1:])
	if err != nil {
		return "", err
	}
	if err := found.ParseFlags(rest); err != nil {
		return "", err
	}
	return found.CommandPath(), found.ValidateArgs(found.Flags().Args())
}

// split splits a command line as a shell does, as far as the page needs it.
func split(line string) []string {
	var words []string
	var word strings.Builder
	quote, begun := rune(0), false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case quote == 0 && r == ' ':
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words
}
