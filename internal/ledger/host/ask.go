package host

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley.example/record/statement"
)

// The pace at which a witness is asked.
const (
	askTime  = time.Minute // a witness that has to catch up takes its time; nobody waits for it
	askLeast = 50 * time.Millisecond
	askMost  = 2 * time.Second
	// maxCosignatures bounds the answer of a witness.
	maxCosignatures = 16 << 10
)

// asker asks one witness, for the newest round only, in a goroutine of its own:
// a slow or dead witness slows nobody else. R-WIRE-12.
type asker struct {
	name   string // the member, or the key's name of a foreign witness
	member bool
	url    string
	client *http.Client
	accept func(r *round, answer [][]byte) ([][]byte, error)
	slot   chan *round // of one: the newest
	old    int64       // the size that the witness says it has
}

// answer is what the publisher gets from an asker.
type answer struct {
	from  *asker
	round *round
	lines [][]byte
	held  int64 // where the witness holds more than the round: how much
}

// conflictError is a witness that holds another size than it was asked from.
type conflictError struct{ held int64 }

func (e conflictError) Error() string { return fmt.Sprintf("the witness holds size %d", e.held) }

// put gives the asker a round in the place of one that it has not begun. Only
// the publisher calls it.
func (a *asker) put(r *round) {
	select {
	case <-a.slot:
	default:
	}
	a.slot <- r
}

// loop asks until ctx ends.
func (a *asker) loop(ctx context.Context, h *Host) {
	backoff := askLeast
	var r *round
	for {
		if r == nil {
			select {
			case r = <-a.slot:
			case <-ctx.Done():
				return
			}
		}
		got, err := a.ask(ctx, r)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			backoff = askLeast
			if !h.tell(ctx, got) {
				return
			}
			r = nil
			continue
		}
		h.log.Debug("witness", slog.String("witness", a.name), slog.Int64("size", r.size), slog.Any("err", err))
		h.witnessed(a.name, err)
		if !pause(ctx, backoff) {
			return
		}
		backoff = min(2*backoff, askMost)
		select {
		case r = <-a.slot:
		default:
		}
	}
}

// tell hands an answer to the publisher.
func (h *Host) tell(ctx context.Context, got answer) bool {
	select {
	case h.answers <- got:
		return true
	case <-ctx.Done():
		return false
	}
}

// ask asks for a cosignature, from the size that the witness says it has.
func (a *asker) ask(ctx context.Context, r *round) (answer, error) {
	got := answer{from: a, round: r}
	for range 3 {
		if a.old > r.size {
			got.held = a.old
			a.old = 0 // asked again with the next round: the witness may have been restored
			return got, nil
		}
		lines, err := a.post(ctx, r)
		if held, ok := err.(conflictError); ok { //nolint:errorlint // made in this file
			a.old = held.held
			continue
		}
		if err != nil {
			return got, err
		}
		if got.lines, err = a.accept(r, lines); err != nil {
			return got, err
		}
		a.old = r.size
		return got, nil
	}
	return got, fmt.Errorf("the witness names one size after another, last %d", a.old)
}

// post makes one add-checkpoint request. C2SP tlog-witness.
func (a *asker) post(ctx context.Context, r *round) ([][]byte, error) {
	path, err := r.consistency(a.old)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	url := strings.TrimRight(a.url, "/") + "/add-checkpoint"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(addCheckpoint(a.old, path, r.signed)))
	if err != nil {
		return nil, err
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // read only
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxCosignatures))
	if err != nil {
		return nil, err
	}
	switch {
	case resp.StatusCode == http.StatusConflict && strings.HasPrefix(resp.Header.Get("Content-Type"), "text/x.tlog.size"):
		held, err := strconv.ParseInt(strings.TrimSuffix(string(b), "\n"), 10, 64)
		if err != nil || held < 0 || held == a.old {
			return nil, fmt.Errorf("409 with size %.40q, asked from %d", b, a.old)
		}
		return nil, conflictError{held}
	case resp.StatusCode != http.StatusOK:
		text, _, _ := strings.Cut(string(b[:min(len(b), 300)]), "\n")
		return nil, fmt.Errorf("answers %d: %s", resp.StatusCode, text)
	}
	return slices.Collect(bytes.Lines(b)), nil
}

// addCheckpoint writes the body of the request.
func addCheckpoint(old int64, path []statement.Digest, signed []byte) []byte {
	b := fmt.Appendf(nil, "old %d\n", old)
	for _, d := range path {
		b = append(base64.StdEncoding.AppendEncode(b, d[:]), '\n')
	}
	return append(append(b, '\n'), signed...)
}
