package host

import (
	"context"
	"errors"
	"sync"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// The bounds of what waits for admission.
const (
	batchSize     = 1024     // a batch is closed once it has so many statements
	queueQuota    = 8 * 1024 // statements that wait in one queue
	queueByteSize = 32 << 20 // and their bytes
)

// errQuota is returned to whoever has more waiting than its share.
var errQuota = errors.New("too many statements of this member wait; send them again later")

// lane names a queue: the member at the other end of the connection, and the
// one whose keys the statements name. So a flood delays neither another peer
// nor what the same peer passes on for another member.
type lane struct {
	peer, member string
}

// job is what one request has for one lane. The admission answers it by setting
// at or void for each statement, and closing done.
type job struct {
	lane      lane
	envelopes []statement.Envelope
	ids       []statement.ID
	bytes     int
	at        []statement.Time // promised, 0 if not
	void      []*charter.Void
	err       error // why nothing was promised or refused
	done      chan struct{}
}

// fair is a queue for each lane, served in turn. It is safe for concurrent use.
type fair struct {
	mu     sync.Mutex
	lanes  map[lane]*backlog
	turn   []lane // with something waiting, in the order in which they are served
	wake   chan struct{}
	closed bool
}

type backlog struct {
	jobs              []*job
	statements, bytes int
}

func newFair() *fair {
	return &fair{lanes: map[lane]*backlog{}, wake: make(chan struct{}, 1)}
}

// put queues jobs, all or none.
func (q *fair) put(jobs ...*job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return errStopped
	}
	for _, j := range jobs {
		if b := q.lanes[j.lane]; b != nil && (b.statements+len(j.ids) > queueQuota || b.bytes+j.bytes > queueByteSize) {
			return errQuota
		}
	}
	for _, j := range jobs {
		b := q.lanes[j.lane]
		if b == nil {
			b = &backlog{}
			q.lanes[j.lane] = b
			q.turn = append(q.turn, j.lane)
		}
		b.jobs = append(b.jobs, j)
		b.statements += len(j.ids)
		b.bytes += j.bytes
	}
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return nil
}

// take waits for jobs, and returns one of each lane in turn until there are
// batchSize statements or nothing more waits.
func (q *fair) take(ctx context.Context) ([]*job, error) {
	for {
		if jobs := q.next(); len(jobs) > 0 {
			return jobs, nil
		}
		select {
		case <-q.wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (q *fair) next() []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	var jobs []*job
	for n := 0; n < batchSize && len(q.turn) > 0; {
		l := q.turn[0]
		q.turn = q.turn[1:]
		b := q.lanes[l]
		j := b.jobs[0]
		b.jobs = b.jobs[1:]
		b.statements -= len(j.ids)
		b.bytes -= j.bytes
		if len(b.jobs) > 0 {
			q.turn = append(q.turn, l)
		} else {
			delete(q.lanes, l)
		}
		jobs = append(jobs, j)
		n += len(j.ids)
	}
	return jobs
}

// close answers whatever waits, and takes nothing more.
func (q *fair) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for _, b := range q.lanes {
		for _, j := range b.jobs {
			j.err = errStopped
			close(j.done)
		}
	}
	q.lanes, q.turn = map[lane]*backlog{}, nil
}
