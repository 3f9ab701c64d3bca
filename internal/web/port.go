package web

import (
	"context"
	"encoding/json"
	"time"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// Desk is what the pages need of the executor of acts. *desk.Desk is one.
type Desk interface {
	SignIn(ctx context.Context, officer, password string) (desk.Session, error)
	SignOut(handle string)
	Who(ctx context.Context, handle string) (kind.Officer, error)
	Standing(ctx context.Context, by kind.Officer) (*kind.Problem, error)
	Officers(ctx context.Context) ([]desk.Listed, error)

	Acts(by kind.Officer) []kind.Act
	Plan(ctx context.Context, by kind.Officer, act string, in any) (kind.Confirmation, error)
	Confirm(ctx context.Context, by kind.Officer, token string) (kind.Filing, error)
	Watch(ctx context.Context, id statement.ID) (kind.Result, error)

	SaveDraft(ctx context.Context, by kind.Officer, form, act string, content json.RawMessage) error
	Draft(ctx context.Context, by kind.Officer, form string) (desk.Draft, error)
	Drafts(ctx context.Context, by kind.Officer) ([]desk.Draft, error)
	DropDraft(ctx context.Context, by kind.Officer, form string) error
}

// Record is what the pages need of the node's copy of the record.
type Record interface {
	// Live says whether the picture may be taken for the newest. It is asked
	// often, and answers from memory.
	Live() Live
	// Head returns the newest checkpoint with a quorum.
	Head(ctx context.Context) (Head, error)
	// At returns the id of the statement at a place of the log, and false where
	// the log has no such place or the leaf there has no form.
	At(ctx context.Context, index int64) (statement.ID, bool, error)
	// Receipt returns the receipt file of a statement, or ErrNoReceipt.
	Receipt(ctx context.Context, id statement.ID) ([]byte, error)
	// Verify judges a file that somebody brought: a receipt or an extract. An
	// error is a fault of this node; that a file does not hold is a Verdict.
	Verify(ctx context.Context, file []byte) (Verdict, error)
	// Follow returns a channel that yields the index of the last entry in the
	// picture whenever that moves, and a function that ends it. A slow reader
	// misses indexes, never the newest.
	Follow() (moved <-chan int64, stop func())
}

// Live is the state of the picture. PROTOCOL A5.
type Live struct {
	OK         bool
	Alone      bool          // one node: nobody else confirms
	Reasons    []string      // why it is not live, as the words of ledger/node: key live.reason.WORD
	HostKeeps  int64         // entries that another node holds and the host did not give us
	Fork       bool          // two trees under the host's signature: this does not end by itself
	HostBehind time.Duration // the host's clock is behind by so much, beyond tolerance
	Differ     *Differ       // another member's picture is not this one, and it is confirmed; nil: none is known
	Revoked    int           // revocations at hand and not on the record: screens are more cautious for them
	Last       int64         // index of the last entry in the picture, -1 if none
	Record     statement.Time
}

// Differ is where another member's picture begins to differ. PROTOCOL A8.
type Differ struct {
	Member string
	First  int64    // index of the first entry that differs
	Kinds  []string // whose rows it changed, for the technician
}

// Head is the newest checkpoint with a quorum, and the picture that stands on
// it.
type Head struct {
	Size      int64
	Root      statement.Digest
	Mechanism statement.Digest
	Origin    string
	Quorum    int
	Cosigners []Cosigner // the witnesses in force, in the charter's order
	Picture   Picture
}

// Cosigner is a witness in force.
type Cosigner struct {
	Member  string
	Name    string         // of its key
	At      statement.Time // of its newest cosignature, zero if none was seen
	Size    int64          // of what it cosigned then
	Missing bool           // older than the charter's limit
}

// Picture is the digest chain of the common room's rows. PROTOCOL A8.
type Picture struct {
	Digest statement.Digest
	Index  int64            // of the last entry folded
	Rules  statement.Digest // rule-set
}

// Verdict is what a file proves, in the sentences of record/proof.
type Verdict struct {
	Holds    bool
	Fault    string       // why it does not hold: one line in English, for whoever mends it
	Sort     string       // "receipt" or "extract", "" if it is neither
	ID       statement.ID // of the statement that a receipt shows
	Index    int64
	Exercise bool
	Proved   []proof.Line
	Rests    []proof.Line
	NotShown []proof.Line
}
