package cli

import (
	"context"

	"github.com/spf13/cobra"

	"parley.example/internal/server"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// rootRules puts a rule-set into force together with the other roots: that of
// this program, unless another is named.
func (w *world) rootRules() *cobra.Command {
	var rules string
	return w.rootAct("rules", "agree on the rules by which all fold from now on: in force at the last of k roots",
		func(c *cobra.Command) {
			c.Flags().StringVar(&rules, "rules", "", "rule-set in hex, as picture digest prints it; this program's own if left out")
		},
		func(context.Context, string) (string, any, error) {
			act := charter.RuleSet{Digest: server.Rules()}
			if rules != "" {
				var err error
				if act.Digest, err = statement.ParseDigest(rules); err != nil {
					return "", nil, usage("--rules: %v", err)
				}
			}
			return charter.TypeRuleSet, act, nil
		})
}
