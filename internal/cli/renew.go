package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley.example/internal/server"
	"parley.example/record/statement"
)

// rootRenew appoints another key of an officer, as the one before ends.
func (w *world) rootRenew() *cobra.Command {
	var dir, officer string
	var days int64
	var password nodeFlags
	c := &cobra.Command{
		Use:   "renew --dir DIR --officer CODE",
		Short: "give an officer another key under the same password, and appoint it as the one before",
		Long: "At a node that does not run. Desks and powers are those of the officer's key now, as the record has them; to change\n" +
			"them, appoint another officer. The old key is forgotten, and API tokens that carried it end; the record knows it until\n" +
			"its time is over, or `parley root revoke`.",
		Example: "  parley root renew --dir alpha --officer a1",
		Args:    exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			if dir == "" {
				return usage("give --dir, a node's directory with keys/root.pem in it")
			}
			if !statement.IsCode(officer) || days < 1 {
				return usage("give --officer, a code like a1, and --days of one at least")
			}
			password.officer = officer
			secret, err := w.password(password)
			if err != nil {
				return err
			}
			expires := server.Clock().Add(time.Duration(days) * 24 * time.Hour)
			got, err := server.RenewOfficer(c.Context(), dir, officer, secret, expires)
			if err != nil {
				return err
			}
			return w.showRenewed(officer, &got)
		},
	}
	f := c.Flags()
	f.StringVar(&dir, "dir", "", "the node's directory, with keys/root.pem in it")
	f.StringVar(&officer, "officer", "", "code of the officer")
	f.Int64Var(&days, "days", 89, "for how long")
	f.StringVar(&password.passwordFile, "password-file", "", "the officer's password; else PARLEY_PASSWORD, or asked for")
	return c
}

// showRenewed says what was appointed, so that whoever holds the root sees what
// was carried over.
func (w *world) showRenewed(officer string, got *server.Renewed) error {
	if err := w.show("officer %s has key %s until %s: %s", officer, got.Key.ID(), got.Expires, got.ID); err != nil {
		return err
	}
	desks := strings.Join(got.Desks, ", ")
	if desks == "" {
		desks = "none"
	}
	if err := w.show("desks: %s", desks); err != nil {
		return err
	}
	for _, p := range got.Powers {
		err := w.show("power: %s; activity %s, zone %s, force %d, hours %d", strings.Join(p.Types, ", "), p.Activity, p.Zone, p.Force, p.Hours)
		if err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	return nil
}
