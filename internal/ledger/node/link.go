package node

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/node/mirror"
	"parley.example/internal/ledger/wire"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// requestTime bounds a request that does not wait for anything.
const requestTime = 10 * time.Second

// maxBundle is the largest entry bundle.
const maxBundle = mirror.Width * (statement.MaxLeaf + 2)

// link is the way to the host or to another node. It is safe for concurrent use.
type link struct {
	member string // "" for the host
	base   string
	client *http.Client
}

func newLink(member, base string, client *http.Client) *link {
	return &link{member: member, base: strings.TrimRight(base, "/"), client: client}
}

// name is how the log calls the other end.
func (l *link) name() string {
	if l.member == "" {
		return "host"
	}
	return l.member
}

// statusError is an answer that is not what was hoped for.
type statusError struct {
	from   string
	status int
	text   string
}

func (e *statusError) Error() string {
	return fmt.Sprintf("%s answers %d: %s", e.from, e.status, e.text)
}

// notHanded reports whether a request ended before anything of it left.
func notHanded(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// do makes one request and reads at most limit bytes of the answer. 404 is
// fs.ErrNotExist.
func (l *link) do(ctx context.Context, method, path string, body []byte, limit int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, l.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.name(), err)
	}
	resp, err := l.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.name(), err)
	}
	defer func() { _ = resp.Body.Close() }() // read only
	b, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", l.name(), err)
	case resp.StatusCode == http.StatusNotFound:
		return nil, fmt.Errorf("%s: %s: %w", l.name(), path, fs.ErrNotExist)
	case resp.StatusCode == http.StatusNotModified:
		return nil, nil
	case resp.StatusCode >= http.StatusMultipleChoices:
		text, _, _ := strings.Cut(string(b[:min(len(b), 300)]), "\n")
		return nil, &statusError{l.name(), resp.StatusCode, text}
	case int64(len(b)) > limit:
		return nil, fmt.Errorf("%s: %s: more than %d bytes", l.name(), path, limit)
	}
	return b, nil
}

func (l *link) get(ctx context.Context, path string, limit int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	return l.do(ctx, http.MethodGet, path, nil, limit)
}

func (l *link) send(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	return l.do(ctx, method, path, body, evidence.MaxFile)
}

// Tile reads a tile or an entry bundle. It makes a link a witness.Source.
func (l *link) Tile(ctx context.Context, path string) ([]byte, error) {
	return l.get(ctx, wire.Path(wire.Tile, path), maxBundle)
}

// checkpoint reads the newest checkpoint; where the other end has none but have
// it waits that long, and the answer is nil.
func (l *link) checkpoint(ctx context.Context, have []byte, wait time.Duration) ([]byte, error) {
	path := wire.Path(wire.Checkpoint)
	if have != nil {
		sum := sha256.Sum256(have)
		path += "?have=" + hex.EncodeToString(sum[:])
		if wait > 0 {
			path += "&wait=" + strconv.FormatInt(wait.Milliseconds(), 10)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, wait+requestTime)
	defer cancel()
	b, err := l.do(ctx, http.MethodGet, path, nil, checkpoint.MaxBytes)
	if len(b) == 0 {
		return nil, err
	}
	return b, err
}

// submit hands envelopes to the host.
func (l *link) submit(ctx context.Context, envelopes [][]byte) (wire.Submitted, error) {
	var out wire.Submitted
	b, err := l.send(ctx, http.MethodPost, wire.Path(wire.Submit), lines(envelopes))
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(b, &out); err != nil {
		return out, fmt.Errorf("%s: answer to submit: %w", l.name(), err)
	}
	return out, nil
}

func lines(envelopes [][]byte) []byte {
	return append(bytes.Join(envelopes, []byte("\n")), '\n')
}

func (l *link) pass(ctx context.Context, envelopes [][]byte) error {
	_, err := l.send(ctx, http.MethodPost, wire.Path(wire.Pass), lines(envelopes))
	return err
}

func (l *link) evidence(ctx context.Context, file []byte) error {
	_, err := l.send(ctx, http.MethodPost, wire.Path(wire.Evidence), file)
	return err
}

// body reads a body; by names the member that handed it to the host, "" any.
func (l *link) body(ctx context.Context, commit statement.Digest, by string, size int64) ([]byte, error) {
	path := wire.Path(wire.GetBody, commit.String())
	if by != "" {
		path += "?by=" + by
	}
	return l.get(ctx, path, size)
}

func (l *link) putBody(ctx context.Context, commit statement.Digest, served []byte) error {
	_, err := l.send(ctx, http.MethodPut, wire.Path(wire.PutBody, commit.String()), served)
	return err
}

func (l *link) eraseBody(ctx context.Context, address statement.Digest) error {
	_, err := l.send(ctx, http.MethodDelete, wire.Path(wire.EraseBody, address.String()), nil)
	return err
}

func (l *link) tail(ctx context.Context, key statement.Digest) (wire.Tail, error) {
	var out wire.Tail
	b, err := l.get(ctx, wire.Path(wire.GetTail, key.String()), 1<<16)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(b, &out); err != nil || out.Next < 0 {
		return out, fmt.Errorf("%s: tail of %s: %w", l.name(), key, errors.Join(err, errForm))
	}
	return out, nil
}

func (l *link) transition(ctx context.Context, size int64) ([]byte, error) {
	return l.get(ctx, wire.Path(wire.Transition, strconv.FormatInt(size, 10)), checkpoint.MaxBytes)
}

var errForm = errors.New("an answer of no known form")
