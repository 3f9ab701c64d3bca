package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// rootChainFile remembers the end of a root's chain beside its key.
const rootChainFile = "root-chain.json"

// rootChain is the end of a root's chain, kept beside its key. It is written
// before a statement is handed to anybody: a place in the chain is never signed
// for twice, whatever dies in between. PROTOCOL A3.
type rootChain struct {
	Next    int64            `json:"next"`
	Tail    statement.Digest `json:"tail"`
	Pending []byte           `json:"pending,omitempty"` // envelope of the last, where the host may not have it
}

// ErrPending is returned instead of signing where the statement signed before
// had not reached the host: that one is handed in, and somebody looks.
var ErrPending = errors.New("the statement signed before had not reached the host, and is handed in now; " +
	"look at it, then sign again")

// OpenRoot reads a member's root from a node's directory, or from wherever its
// keys/ lies.
func OpenRoot(dir string) (*Root, error) {
	_, doc, err := readCharter(dir)
	if err != nil {
		return nil, err
	}
	file, err := readFile[NodeFile](filepath.Join(dir, nodeFile))
	if err != nil {
		return nil, err
	}
	key, err := ReadKey(filepath.Join(dir, keysDir, rootFile))
	if err != nil {
		return nil, err
	}
	mechanism, err := doc.Digest()
	if err != nil {
		return nil, err
	}
	chain, err := readChain(dir)
	return &Root{Key: key, Member: file.Member, Mechanism: mechanism, Next: chain.Next, Tail: chain.Tail}, err
}

func readChain(dir string) (rootChain, error) {
	chain, err := readFile[rootChain](filepath.Join(dir, keysDir, rootChainFile))
	if errors.Is(err, fs.ErrNotExist) {
		return rootChain{}, nil
	}
	return chain, err
}

// keepChain writes the end of a root's chain. Pending is empty where the host
// has the last, or where it is for others to hand in.
func (r *Root) keepChain(dir string, pending []byte) error {
	return writeFile(filepath.Join(dir, keysDir, rootChainFile), rootChain{Next: r.Next, Tail: r.Tail, Pending: pending})
}

// SettleRoot hands in what a root signed before and the host may not have, and
// returns ErrPending then. It goes before whatever else a root's statement needs,
// so that nothing is half done when the signature has to wait.
func SettleRoot(ctx context.Context, dir string) error {
	chain, err := readChain(dir)
	if err != nil || len(chain.Pending) == 0 {
		return err
	}
	r, err := OpenRoot(dir)
	if err != nil {
		return err
	}
	env, err := statement.ParseEnvelope(chain.Pending)
	if err != nil {
		return fmt.Errorf("read %s: %w", rootChainFile, err)
	}
	if err := r.handIn(ctx, dir, env); err != nil {
		return err
	}
	return fmt.Errorf("%s: %w", env.ID(), ErrPending)
}

// SignRoot signs the next statement of a root, remembers the end of its chain,
// and hands the statement to the host. Where the host cannot be reached it stays
// pending, and the next call hands it in, as it is.
func SignRoot(ctx context.Context, dir, typ string, act any) (statement.ID, error) {
	if err := SettleRoot(ctx, dir); err != nil {
		return statement.ID{}, err
	}
	r, err := OpenRoot(dir)
	if err != nil {
		return statement.ID{}, err
	}
	env, err := r.Sign(rand.Reader, Clock(), typ, act)
	if err != nil {
		return statement.ID{}, err
	}
	if err := r.keepChain(dir, env.Bytes()); err != nil {
		return statement.ID{}, err
	}
	return env.ID(), r.handIn(ctx, dir, env)
}

// handIn gives the host the last statement of the chain. One that the host
// refuses uses no place in it. A revocation goes to the member's own node before:
// it acts on it at once, whatever the host does. PROTOCOL A9.
func (r *Root) handIn(ctx context.Context, dir string, env statement.Envelope) error {
	_, doc, err := readCharter(dir)
	if err != nil {
		return err
	}
	file, err := readFile[NodeFile](filepath.Join(dir, nodeFile))
	if err != nil {
		return err
	}
	host := doc.Host
	if file.Successor != nil {
		host = *file.Successor
	}
	untold := tellRevocation(ctx, dir, env)
	err = Deposit(ctx, file.Host, host, []statement.Envelope{env})
	var refused *charter.Void
	if err != nil && !errors.As(err, &refused) {
		return fmt.Errorf("%w; it is signed, and the next call hands it in%s", err, untold)
	}
	if refused != nil {
		st, bad := env.Statement()
		if bad != nil {
			return errors.Join(err, bad)
		}
		r.Next, r.Tail = st.Seq, st.Prev
	}
	return errors.Join(err, r.keepChain(dir, nil))
}
