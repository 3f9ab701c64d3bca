package host

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// The pace of work that is tried again.
const (
	prepareChunk = 32
	retryDisk    = 100 * time.Millisecond
)

// batch is a run of admitted leaves on the way into the log.
type batch struct {
	first  int64
	leaves [][]byte
}

// admitLoop admits batch after batch until ctx ends. It is the only goroutine
// that changes the state, so a statement is judged against exactly what stands
// before it. R-WIRE-6.
func (h *Host) admitLoop(ctx context.Context) {
	defer h.queue.close()
	for {
		jobs, err := h.queue.take(ctx)
		if err != nil {
			return
		}
		b := h.judge(jobs)
		if len(b.leaves) > 0 && !h.keep(ctx, b, jobs) {
			return
		}
		for _, j := range jobs {
			j.answer(nil)
		}
		if len(b.leaves) == 0 {
			continue
		}
		select {
		case h.admitted <- b:
		case <-ctx.Done():
			return
		}
	}
}

// answer ends a job once.
func (j *job) answer(err error) {
	select {
	case <-j.done:
	default:
		j.err = err
		close(j.done)
	}
}

// candidate is a statement of a batch.
type candidate struct {
	job      *job
	n        int
	leaf     []byte
	prepared charter.Prepared
}

// judge holds the statements of jobs against form and record rules, in order,
// and folds those that stand. A repeat keeps its place. R-WIRE-4, R-WIRE-6.
func (h *Host) judge(jobs []*job) batch {
	at := max(h.cfg.Clock(), h.state.Time())
	list := h.candidates(jobs, at)
	h.mu.Lock()
	defer h.mu.Unlock()
	b := batch{first: h.state.Size()}
	changed := false
	for i := range list {
		c := &list[i]
		id := c.job.ids[c.n]
		if place, ok := h.places.find(id); ok {
			c.job.at[c.n], c.job.void[c.n] = h.repeat(place), nil
			continue
		}
		if e := h.state.Judge(c.prepared); e.Void != nil {
			c.job.void[c.n] = e.Void
			continue
		}
		e := h.state.Fold(c.prepared)
		if e.Void != nil { // Judge said otherwise: a bug of the record rules, and it is kept as void
			h.log.Error("an admitted statement is void", slog.Int64("index", e.Index), slog.String("rule", e.Void.Rule))
		}
		h.places.add(e.Index, id, at)
		b.leaves = append(b.leaves, c.leaf)
		c.job.at[c.n] = at
		changed = changed || isRecordType(e.Statement.Type)
		if e.Statement.Type == tick.TypeTick {
			h.clocks.note(e.Author.Member, &e.Statement, h.cfg.Clock(), &h.places)
		}
	}
	if changed {
		h.view.Store(newView(h.state))
	}
	return b
}

// repeat returns the old time of a statement that has a place.
func (h *Host) repeat(place int64) statement.Time {
	at, err := h.places.receivedAt(place)
	if err != nil {
		// The leaf cannot be read back: neither promised nor refused, and the
		// submitter asks again.
		h.log.Error("a repeat cannot be answered", slog.Int64("index", place), slog.Any("err", err))
	}
	return at
}

// candidates stamps the statements and does, on all cores, what needs no history.
func (h *Host) candidates(jobs []*job, at statement.Time) []candidate {
	var list []candidate
	for _, j := range jobs {
		for n := range j.ids {
			list = append(list, candidate{job: j, n: n})
		}
	}
	prepare := func(c *candidate) {
		if _, known := h.places.find(c.job.ids[c.n]); known {
			return
		}
		leaf := statement.Leaf{ReceivedAt: at, Envelope: c.job.envelopes[c.n]}
		c.leaf = leaf.Bytes()
		c.prepared = charter.Prepare(c.leaf, h.state.Pub)
	}
	if len(list) <= prepareChunk {
		for i := range list {
			prepare(&list[i])
		}
		return list
	}
	chunks := make(chan []candidate)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for chunk := range chunks {
				for i := range chunk {
					prepare(&chunk[i])
				}
			}
		})
	}
	for from := 0; from < len(list); from += prepareChunk {
		chunks <- list[from:min(from+prepareChunk, len(list))]
	}
	close(chunks)
	wg.Wait()
	return list
}

// keep writes a batch to the journal, before anything of it is promised. Where
// the disk takes nothing its submitters are told so, and the batch waits: it is
// folded, and comes before whatever is admitted later. It returns false where
// ctx ended first.
func (h *Host) keep(ctx context.Context, b batch, jobs []*job) bool {
	for {
		err := h.journal.append(b.first, b.leaves)
		if err == nil {
			h.setTrouble(&h.diskTrouble, "")
			return true
		}
		if h.setTrouble(&h.diskTrouble, "the host's disk takes nothing: "+err.Error()) {
			h.log.Error("journal; nothing is admitted until the disk takes it", slog.Any("err", err))
		}
		for _, j := range jobs {
			j.answer(errDisk)
		}
		if !pause(ctx, retryDisk) {
			return false
		}
	}
}

// pause waits, and returns false where ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
