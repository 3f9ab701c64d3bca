package cli

import (
	"github.com/spf13/cobra"

	"parley.example/internal/server"
)

// rootWitness replaces the key by which a node cosigns.
func (w *world) rootWitness() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "witness --dir DIR",
		Short: "give the node a new witness key in the place of the one before",
		Long: "The node uses it from its next start on, and the old one beside it until a checkpoint covers the change. Where every\n" +
			"witness is needed nothing new is covered until then.",
		Example: "  parley root witness --dir alpha",
		Args:    exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			if dir == "" {
				return usage("give --dir, a node's directory with keys/root.pem in it")
			}
			key, err := server.ReplaceWitness(c.Context(), dir)
			if err != nil {
				return err
			}
			return w.show("witness key %s installed; start the node again", key.ID())
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "the node's directory, with keys/root.pem in it")
	return c
}
