package parties

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parley.example/internal/kinds/notice"
	"parley.example/internal/ledger/node"
	"parley.example/internal/server"
	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// mostOpen is how many statements a loader leaves without a receipt before it
// waits.
const mostOpen = 64

// keepLoading signs statement after statement as the node's officer until it is
// told to be quiet, and then until every one has its receipt. It notes, in a file
// that outlives this process: what was signed, and what was receipted, where, and
// by which promise.
func keepLoading(ctx context.Context, n *server.Node, dir, file string, quiet <-chan struct{}) error {
	key, err := server.ReadKey(filepath.Join(dir, "keys", officerFile))
	if err != nil {
		return err
	}
	out, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	note := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(out, format+"\n", args...)
	}
	ledger := n.Ledger()
	var wg sync.WaitGroup
	open := make(chan struct{}, mostOpen)
	watch := func(t *node.Ticket) {
		wg.Go(func() {
			status, err := t.Wait(ctx, node.Receipted)
			switch {
			case err == nil:
				note("receipt %s %d %d", t.ID(), status.Index, status.Promised)
			case ctx.Err() == nil:
				note("fault %s %v", t.ID(), err)
			}
		})
	}
	for _, t := range ledger.Pending() { // from before this start
		watch(t)
	}
	pace := time.NewTicker(25 * time.Millisecond)
	defer pace.Stop()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			wg.Wait()
			return out.Close()
		case <-quiet:
			wg.Wait()
			fmt.Fprintln(os.Stdout, "idle")
			return out.Close()
		case <-pace.C:
		}
		select {
		case open <- struct{}{}:
		default:
			continue
		}
		t, err := loadOne(ctx, ledger, key, i)
		if errors.Is(err, node.ErrNoKey) {
			<-open
			continue // the appointment is still to come
		}
		if err != nil {
			if ctx.Err() == nil {
				note("fault - %v", err)
			}
			<-open
			continue
		}
		note("signed %s", t.ID())
		watch(t)
		wg.Go(func() {
			_, _ = t.Wait(ctx, node.Receipted) // watch notes how it ended
			<-open
		})
	}
}

// loadOne signs a hold on a zone of its own; every fifth has words, and every
// tenth is a notice.
func loadOne(ctx context.Context, ledger *node.Node, key ed25519.PrivateKey, i int) (*node.Ticket, error) {
	now := server.Clock()
	st := statement.Statement{Type: notice.TypeHeld}
	var act any = notice.Held{Zone: fmt.Sprintf("zone-%d", now), Until: now.Add(time.Hour)}
	if i%10 == 9 {
		st.Type, act = notice.TypeFiled, request(now, ask.Notification, time.Minute, others(ledger)...)
	}
	var err error
	if st.Act, err = statement.Encode(act); err != nil {
		return nil, err
	}
	if i%5 == 4 {
		return ledger.SubmitBody(ctx, node.KeySigner(key), st, []byte(`{"lang":"en","note":"EXERCISE"}`))
	}
	return ledger.Submit(ctx, node.KeySigner(key), st)
}

func others(ledger *node.Node) []string {
	if ledger.Member() == "alpha" {
		return []string{"bravo"}
	}
	return []string{"alpha"}
}

// request is a filing for an invented patrol, an hour from now.
func request(now statement.Time, sort ask.Sort, within time.Duration, addressees ...string) notice.Filed {
	return notice.Filed{
		Addressees: addressees, Precedence: ask.Priority, Sort: sort, Within: within.Milliseconds(),
		Envelope: ask.Envelope{
			Activity: "patrol", Zone: "zone-1", Force: 10, From: now.Add(time.Hour), Until: now.Add(2 * time.Hour),
			Area: ask.Shape{Form: ask.Circle, Metres: 500, Points: []ask.Point{{Lat: 100_000_000, Lon: 100_000_000}}},
		},
	}
}

// loaded is what a loader's file says.
type loaded struct {
	signed   []statement.ID
	receipts map[statement.ID]receipt
	faults   []string
}

type receipt struct {
	index    int64
	promised statement.Time // 0 if the node never had the promise
}

func readLoad(t *testing.T, file string) loaded {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	l := loaded{receipts: map[statement.ID]receipt{}}
	whole := b[:strings.LastIndexByte(string(b), '\n')+1] // a kill may tear the last line
	for line := range strings.Lines(string(whole)) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		hex, rest, _ := strings.Cut(rest, " ")
		if word == "fault" {
			l.faults = append(l.faults, line)
			continue
		}
		id, err := statement.ParseDigest(hex)
		if err != nil {
			continue // a line that was torn by a kill, and written on by the next start
		}
		if word == "signed" {
			l.signed = append(l.signed, id)
			continue
		}
		var r receipt
		if _, err := fmt.Sscan(rest, &r.index, &r.promised); err == nil {
			l.receipts[id] = r
		}
	}
	return l
}
