package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"parley.example/internal/server"
	"parley.example/record/charter"
)

// rootDraft fetches the charter in force as the draft of the next one.
func (w *world) rootDraft() *cobra.Command {
	var node string
	var cards []string
	c := &cobra.Command{
		Use:     "draft --node URL [--card FILE...]",
		Short:   "print the charter in force as the draft of the next one, with newcomers by their cards",
		Example: "  parley root draft --node http://127.0.0.1:7401 --card bravo/card.json",
		Args:    exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			if node == "" {
				return usage("give --node, the address of a member's node")
			}
			b, err := fetchDraft(c.Context(), node)
			if err != nil {
				return err
			}
			members, err := readCards(cards)
			if err != nil {
				return err
			}
			if b, err = server.AddCards(b, members); err != nil {
				return err
			}
			_, err = w.out.Write(b)
			return err
		},
	}
	c.Flags().StringVar(&node, "node", "", "address of a member's node, for its officers")
	c.Flags().StringArrayVar(&cards, "card", nil, "a newcomer's card, once for each")
	return c
}

func fetchDraft(ctx context.Context, node string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(node, "/")+"/export/charter-draft.json", http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("fetch charter: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch charter: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, charter.MaxDocument+1))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return nil, fmt.Errorf("fetch charter: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch charter: the node says %s", resp.Status)
	}
	return b, nil
}

// rootPropose signs an amendment and puts it before the others.
func (w *world) rootPropose() *cobra.Command {
	var document string
	return w.rootAct("propose", "propose a charter document that amends the one in force",
		func(c *cobra.Command) { c.Flags().StringVar(&document, "document", "", "the amending document") },
		func(context.Context, string) (string, any, error) {
			a, err := server.ReadAmending(document)
			return charter.TypeProposed, charter.Proposed{Document: a.Document}, err
		})
}

// rootSign signs the first charter, or a proposed one.
func (w *world) rootSign() *cobra.Command {
	var document string
	return w.rootAct("sign", "sign the first charter document, or a proposed one",
		func(c *cobra.Command) {
			c.Flags().StringVar(&document, "document", "", "the proposed document; the first charter if left out")
		},
		func(_ context.Context, dir string) (string, any, error) {
			if document != "" {
				a, err := server.ReadAmending(document)
				return charter.TypeSigned, charter.Signed{Charter: a.Digest}, err
			}
			r, err := server.OpenRoot(dir)
			if err != nil {
				return "", nil, err
			}
			return charter.TypeSigned, charter.Signed{Charter: r.Mechanism}, nil
		})
}

// join gives a node its charter: the first one, or for a newcomer the first one
// and the amendment that names it.
func join(dir, document, amendment, host string, peers map[string]string) error {
	first, err := os.ReadFile(document)
	if err != nil {
		return fmt.Errorf("read charter: %w", err)
	}
	if amendment == "" {
		return server.Join(dir, first, host, peers)
	}
	a, err := server.ReadAmending(amendment)
	if err != nil {
		return err
	}
	return server.JoinLater(dir, first, a, host, peers)
}
