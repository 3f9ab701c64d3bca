package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Amending is a charter document that would take the place of the one in
// force: what a root proposes, and what others sign by its digest.
type Amending struct {
	Document []byte
	Digest   statement.Digest
}

// ReadAmending reads a document that amends another.
func ReadAmending(path string) (Amending, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return Amending{}, fmt.Errorf("read amendment: %w", err)
	}
	doc, err := charter.ParseDocument(b)
	if err != nil {
		return Amending{}, err
	}
	if doc.Amends == nil {
		return Amending{}, errors.New("read amendment: the document does not say which one it amends")
	}
	digest, err := doc.Digest()
	return Amending{Document: b, Digest: digest}, err
}

// Draft returns the charter in force as the draft of the next one: it names
// what it amends, and is otherwise for its editor to change.
func (n *Node) Draft() ([]byte, error) {
	var doc charter.Document
	var digest statement.Digest
	n.ledger.View(func(s *charter.State) { doc, digest = *s.Document(), s.CharterDigest() })
	doc.Amends = &digest
	return doc.Bytes()
}

// AddCards adds newcomers to the draft of a charter by their cards. Their role
// is party and their name their code until an editor gives others.
func AddCards(draft []byte, cards []charter.Member) ([]byte, error) {
	doc, err := charter.ParseDocument(draft)
	if err != nil {
		return nil, err
	}
	for _, c := range cards {
		if _, twice := doc.Member(c.Code); twice {
			return nil, fmt.Errorf("amend: %s is a member already", c.Code)
		}
		if c.Role == "" {
			c.Role = charter.Party
		}
		if len(c.Names) == 0 {
			c.Names = charter.Text{"ar": c.Code, "en": c.Code, "he": c.Code}
		}
		doc.Members = append(doc.Members, c)
	}
	return doc.Bytes()
}

// exportCharter gives the first charter document, what outsiders verify
// against.
func (n *Node) exportCharter(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(n.record.document) // cut off by who asked
}

// exportDraft gives the charter in force as the draft of the next one.
func (n *Node) exportDraft(w http.ResponseWriter, _ *http.Request) {
	b, err := n.Draft()
	if err != nil {
		http.Error(w, "the charter cannot be drafted", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b) // cut off by who asked
}

// JoinLater puts into a newcomer's node directory the first charter, by which it
// verifies everything, and the addresses. The amendment must name its keys; it
// may not be in force yet.
func JoinLater(dir string, first []byte, amendment Amending, host string, peers map[string]string) error {
	if _, err := charter.ParseDocument(first); err != nil {
		return err
	}
	doc, err := charter.ParseDocument(amendment.Document)
	if err != nil {
		return err
	}
	file, err := readFile[NodeFile](filepath.Join(dir, nodeFile))
	if err != nil {
		return err
	}
	card, err := readFile[charter.Member](filepath.Join(dir, cardFile))
	if err != nil {
		return err
	}
	m, ok := doc.Member(file.Member)
	if !ok || m.Root != card.Root || m.Node != card.Node {
		return fmt.Errorf("join: the amendment does not name the keys of %s in %s", file.Member, dir)
	}
	return file.join(dir, first, host, peers)
}

// Propose signs a proposal by a member's root and hands it to the host.
func Propose(ctx context.Context, dir string, a Amending) (statement.ID, error) {
	return SignRoot(ctx, dir, charter.TypeProposed, charter.Proposed{Document: a.Document})
}

// Accept signs a proposed document by a member's root: of a member in force, or
// of a newcomer that it names.
func Accept(ctx context.Context, dir string, a Amending) (statement.ID, error) {
	return SignRoot(ctx, dir, charter.TypeSigned, charter.Signed{Charter: a.Digest})
}
