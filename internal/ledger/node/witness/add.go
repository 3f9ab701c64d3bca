package witness

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// MaxRequest bounds the body of an add-checkpoint request.
const MaxRequest = checkpoint.MaxBytes + 8<<10

// mostHashes bounds a proof of consistency, as C2SP tlog-witness does.
const mostHashes = 63

// SizeType is the content type of a 409 that says which size is held.
const SizeType = "text/x.tlog.size"

// ErrOrigin is returned by an Opener for a log that the witness does not know.
var ErrOrigin = errors.New("unknown origin")

// Opener parses a checkpoint under the era that it belongs to. It returns
// ErrOrigin or checkpoint.ErrSignature for what is not the host's.
type Opener func(raw []byte) (checkpoint.Checkpoint, error)

// Answer is the response to an add-checkpoint request.
type Answer struct {
	Status int
	Type   string
	Body   []byte
	Err    error // why, for the log and for who waits; nil where it was cosigned
	Size   int64 // of the checkpoint, where it was read
}

func refuse(status int, size int64, err error) Answer {
	return Answer{Status: status, Type: "text/plain; charset=utf-8", Body: []byte(err.Error() + "\n"), Err: err, Size: size}
}

// conflict says which size the host has to begin from.
func conflict(size, held int64, err error) Answer {
	return Answer{Status: http.StatusConflict, Type: SizeType, Body: fmt.Appendf(nil, "%d\n", held), Err: err, Size: size}
}

// AddCheckpoint answers a request of the host for a cosignature, with the
// statuses of C2SP tlog-witness. Two are its own: 503 where bytes are missing
// or the clock has not come so far, and the host asks again.
func (w *Witness) AddCheckpoint(ctx context.Context, body []byte, open Opener, src Source) Answer {
	old, path, raw, err := parseAdd(body)
	if err != nil {
		return refuse(http.StatusBadRequest, 0, err)
	}
	c, err := open(raw)
	switch {
	case errors.Is(err, ErrOrigin):
		return refuse(http.StatusNotFound, 0, err)
	case errors.Is(err, checkpoint.ErrSignature):
		return refuse(http.StatusForbidden, 0, err)
	case err != nil:
		return refuse(http.StatusBadRequest, 0, err)
	case old > c.Size:
		return refuse(http.StatusBadRequest, c.Size, fmt.Errorf("old size %d, the checkpoint has %d", old, c.Size))
	}
	held := w.Held()
	if c.Size <= held.Size {
		// Also one that is too old to be cosigned may show a fork.
		if err := w.Advance(ctx, c, src); err != nil {
			return refuse(statusOf(err), c.Size, err)
		}
	}
	if old != held.Size {
		return conflict(c.Size, held.Size, fmt.Errorf("old size %d, held is %d", old, held.Size))
	}
	if old > 0 && old < c.Size {
		if err := proofFails(held, c, path); err != nil {
			// The host owes a proof. Its own hashes may show that there is none.
			fork := w.forked(checkpointOf(held), c, treeOf(ctx, src, c))
			if errors.Is(fork, ErrInconsistent) || errors.Is(fork, ErrBeyond) {
				err = fork
			} else {
				err = errors.Join(err, w.suspect(held, c))
			}
			return refuse(http.StatusUnprocessableEntity, c.Size, err)
		}
	} else if len(path) > 0 {
		return refuse(http.StatusUnprocessableEntity, c.Size, fmt.Errorf("a proof from size %d to %d has no hashes", old, c.Size))
	}
	if err := w.Advance(ctx, c, src); err != nil {
		return refuse(statusOf(err), c.Size, err)
	}
	lines, err := w.Cosign(ctx, c)
	if errors.Is(err, errMoved) {
		return conflict(c.Size, w.Held().Size, err)
	}
	if err != nil {
		return refuse(statusOf(err), c.Size, err)
	}
	return Answer{Status: http.StatusOK, Type: "text/plain; charset=utf-8", Body: lines, Size: c.Size}
}

func statusOf(err error) int {
	switch {
	case errors.Is(err, ErrInconsistent), errors.Is(err, ErrBeyond):
		return http.StatusConflict
	case errors.Is(err, ErrRetired):
		return http.StatusNotFound
	case errors.Is(err, ErrWithheld), errors.Is(err, ErrFuture):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// parseAdd reads the request: the old size, the proof, a blank line and the
// checkpoint.
func parseAdd(body []byte) (old int64, path []statement.Digest, raw []byte, err error) {
	bad := func(format string, args ...any) (int64, []statement.Digest, []byte, error) {
		return 0, nil, nil, fmt.Errorf("add-checkpoint: "+format, args...)
	}
	if len(body) > MaxRequest {
		return bad("%d bytes, at most %d", len(body), MaxRequest)
	}
	head, raw, ok := bytes.Cut(body, []byte("\n\n"))
	lines := bytes.Split(head, []byte("\n"))
	size, isOld := bytes.CutPrefix(lines[0], []byte("old "))
	if !ok || !isOld {
		return bad("want a line old SIZE, the proof, a blank line and a checkpoint")
	}
	old, err = strconv.ParseInt(string(size), 10, 64)
	if err != nil || old < 0 || strconv.FormatInt(old, 10) != string(size) {
		return bad("old size %.40q", size)
	}
	if len(lines)-1 > mostHashes {
		return bad("a proof of %d hashes, at most %d", len(lines)-1, mostHashes)
	}
	for _, l := range lines[1:] {
		var d statement.Digest
		b, err := base64.StdEncoding.Strict().DecodeString(string(l))
		if err != nil || len(b) != len(d) {
			return bad("proof line %.60q", l)
		}
		copy(d[:], b)
		path = append(path, d)
	}
	return old, path, raw, nil
}
