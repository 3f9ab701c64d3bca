package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/alexedwards/scs/v2"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// What the pages tell apart. Everything else is a fault of this node: the
// officer sees the request's id, the operator the error.
var (
	// ErrNoReceipt is returned by a Record while no receipt can be made: the
	// statement is not known, or no checkpoint with a quorum covers it yet.
	ErrNoReceipt = errors.New("no receipt yet")
)

// Config is what the pages need of their node. All fields are needed unless
// they say otherwise.
type Config struct {
	Member    string            // the node's own member, by code
	Charter   *charter.Document // the newest at hand at start; later ones come with the readers
	Kinds     []kind.Kind
	Catalogue *lang.Catalogue // with the messages of the kinds and of Messages
	Desk      Desk
	Record    Record
	// Read calls use with the picture at its newest place. The reader ends with
	// the call. What use made is worth nothing where Read returns an error.
	Read     func(ctx context.Context, use func(kind.Reader) error) error
	Sessions scs.Store             // nil: in memory, for tests
	Clock    func() statement.Time // the node's own
	Log      *slog.Logger
	// Secure says that the pages are served over TLS: the cookies are then
	// Secure with the prefix __Host-. Only pages on loopback do without.
	Secure      bool
	Zone        *time.Location // of the officers, shown beside UTC; nil: UTC alone
	SessionLife time.Duration  // 0: twelve hours, the desk's own default
	Beat        time.Duration  // 0: two seconds, between heartbeats of the live line
}

// check reports what is missing, and fills in the defaults.
func (c *Config) check() error {
	switch {
	case !statement.IsCode(c.Member):
		return fmt.Errorf("web: member %q is not a code", c.Member)
	case c.Charter == nil:
		return errors.New("web: the charter is needed: it says whether this is an exercise")
	case c.Catalogue == nil || c.Desk == nil || c.Record == nil || c.Read == nil || c.Clock == nil || c.Log == nil:
		return errors.New("web: catalogue, desk, record, read, clock and log are needed")
	}
	if c.SessionLife == 0 {
		c.SessionLife = 12 * time.Hour
	}
	if c.Beat == 0 {
		c.Beat = 2 * time.Second
	}
	return nil
}
