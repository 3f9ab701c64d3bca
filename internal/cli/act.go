package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley.example/internal/kind"
)

// actFlags are those of every act, beside the fields of its input.
type actFlags struct {
	node      nodeFlags
	file      string
	once      string
	wait      string
	timeout   time.Duration
	yes, plan bool
	json      bool
}

// act makes the command of an act from its input type.
func (w *world) act(a kind.Act) *cobra.Command {
	var f actFlags
	fields := fieldsOf(a.In)
	c := &cobra.Command{
		Use: verbOf(a.Name) + " --node URL", Short: "sign " + strings.Join(a.Types, ", "),
		Long: "Shows what would be signed and asks; after yes it signs, and says what became of it.",
		Args: exactly(),
	}
	c.RunE = func(c *cobra.Command, _ []string) error { return w.doAct(c.Context(), a.Name, f, c, fields) }
	f.node.add(c)
	c.Flags().StringVar(&f.file, "file", "",
		"JSON object with the input, or - for standard input; flags go over it"+onlyInFile(fields))
	c.Flags().BoolVar(&f.yes, "yes", false, "sign without asking: for machines that have shown the sentences themselves")
	c.Flags().BoolVar(&f.plan, "plan", false, "show what would be signed, and sign nothing")
	c.Flags().StringVar(&f.once, "once", "", "a key of your own: sent again with it, the same act is filed once")
	c.Flags().StringVar(&f.wait, "wait", "receipted", "until it is promised, logged or receipted; or none")
	c.Flags().DurationVar(&f.timeout, "timeout", 30*time.Second, "how long to wait")
	c.Flags().BoolVar(&f.json, "json", false, "print the results as JSON")
	addFlags(c.Flags(), fields)
	return c
}

// onlyInFile names the fields that no flag has.
func onlyInFile(fields []field) string {
	var names []string
	for _, f := range fields {
		if f.form == other {
			names = append(names, f.name)
		}
	}
	if names == nil {
		return ""
	}
	return "; only here: " + strings.Join(names, ", ")
}

// confirmation is what the node would sign. R-API-3.
type confirmation struct {
	Exercise bool       `json:"exercise"`
	Token    string     `json:"token"`
	Says     []sentence `json:"says"`
}

type sentence struct {
	Text string `json:"text"`
}

func (w *world) doAct(ctx context.Context, name string, f actFlags, c *cobra.Command, fields []field) error {
	if _, ok := stages[f.wait]; !ok {
		return usage("--wait %q: promised, logged, receipted or none", f.wait)
	}
	tty, typed := w.terminal()
	if !f.yes && !f.plan && (!typed || f.file == "-" || f.node.passwordFile == "-") {
		return usage("nobody can be asked here: give --plan to see what would be signed, then --yes")
	}
	if f.file == "-" && f.node.passwordFile == "-" {
		return usage("the standard input is either --file or --password-file")
	}
	body, err := w.input(f.file, c.Flags(), fields)
	if err != nil {
		return err
	}
	cl, err := w.signIn(ctx, f.node)
	if err != nil {
		return err
	}
	defer cl.end(ctx)
	cl.fields = fields
	status, b, err := cl.post(ctx, "/"+strings.Replace(name, ".", "/", 1), body, f.once)
	if err != nil {
		return err
	}
	if status == http.StatusAccepted { // filed before, by the same --once
		return w.results(ctx, cl, f, b, nil)
	}
	var plan confirmation
	if err := json.Unmarshal(b, &plan); err != nil || plan.Token == "" {
		return fmt.Errorf("the node's plan cannot be read: %.100s", b)
	}
	if f.plan {
		return w.showPlan(plan, f.json)
	}
	if !f.yes || !f.json {
		w.sayPlan(plan)
	}
	if !f.yes {
		w.ask("Type yes to sign this: ")
		if got, err := readLine(tty); err != nil || strings.TrimSpace(got) != "yes" {
			return fmt.Errorf("%s: nothing was signed", name)
		}
	}
	if _, b, err = cl.post(ctx, "/confirm", map[string]string{"token": plan.Token}, ""); err != nil {
		return err
	}
	return w.results(ctx, cl, f, b, plan.Says)
}

// sayPlan shows what is signed to whoever confirms it; it is no result, so it
// goes to stderr.
func (w *world) sayPlan(p confirmation) {
	if p.Exercise {
		w.say("EXERCISE")
	}
	for _, s := range p.Says {
		w.say("%s", plain(s.Text))
	}
}

// showPlan prints what would be signed.
func (w *world) showPlan(p confirmation, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w.out).Encode(map[string]any{"exercise": p.Exercise, "says": p.Says})
	}
	if p.Exercise {
		if err := w.show("EXERCISE"); err != nil {
			return err
		}
	}
	for _, s := range p.Says {
		if err := w.show("%s", s.Text); err != nil {
			return err
		}
	}
	return nil
}
