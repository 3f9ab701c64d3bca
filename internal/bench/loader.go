package bench

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"parley.example/internal/kinds/notice"
	"parley.example/internal/ledger/wire"
	"parley.example/internal/server"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/tick"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// loader is a member without a node: its keys are here, its statements are
// signed before the clock starts, and it submits them over its own connection.
type loader struct {
	node, officer *signer
	client        *http.Client
	address       string
	requests      [][]byte
	signed        []signedBytes // of what is in requests
	leaves        [][]byte      // as they would stand in the log
}

func (s *stand) newLoader(code string) (*loader, error) {
	f := s.mechanism.Founded
	keys := filepath.Join(f.NodeDir(code), "keys")
	key, err := server.ReadKey(filepath.Join(keys, "statement.pem"))
	if err != nil {
		return nil, err
	}
	tlsKey, err := server.ReadKey(filepath.Join(keys, "tls.pem"))
	if err != nil {
		return nil, err
	}
	cert, err := wire.Certificate(tlsKey)
	if err != nil {
		return nil, err
	}
	host := f.Charter.Host.TLS
	officer := s.officers[code]
	return &loader{
		node: &signer{key: key, mechanism: officer.mechanism, member: code}, officer: officer, address: s.mechanism.Host.Address(),
		client: &http.Client{Transport: &http.Transport{
			TLSClientConfig: wire.Client(cert, func() statement.PublicKey { return host }), ForceAttemptHTTP2: true,
		}},
	}, nil
}

// what is the sort of statement that loaders sign.
type what int

const (
	ticks   what = iota // of their node keys: the smallest
	notices             // of their officers: coordination requests with a row and an alarm each, without bodies
)

// presign signs n statements for the loaders, in requests of so many lines.
func (s *stand) presign(sort what, n, lines int) error {
	faults := make([]error, len(s.loaders))
	var wg sync.WaitGroup
	for i, l := range s.loaders {
		share := n / len(s.loaders)
		if i < n%len(s.loaders) {
			share++
		}
		wg.Go(func() { faults[i] = l.presign(sort, share, lines) })
	}
	wg.Wait()
	for _, err := range faults {
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) presign(sort what, n, lines int) error {
	l.requests, l.signed, l.leaves = nil, nil, nil
	now := server.Clock()
	by, typ := l.node, tick.TypeTick
	var act any = tick.Tick{Clock: now, Missing: []statement.Digest{}}
	if sort == notices {
		by, typ, act = l.officer, notice.TypeFiled, filed(now)
	}
	b, err := statement.Encode(act)
	if err != nil {
		return err
	}
	var request []byte
	for i := range n {
		env, err := by.sign(now, typ, b)
		if err != nil {
			return err
		}
		request = append(append(request, env.Bytes()...), '\n')
		if (i+1)%lines == 0 || i+1 == n {
			l.requests = append(l.requests, request)
			request = nil
		}
		leaf := statement.Leaf{ReceivedAt: now, Envelope: env}
		l.leaves = append(l.leaves, leaf.Bytes())
		l.signed = append(l.signed, bare(&env, statement.PublicOf(by.key)))
	}
	return nil
}

// filed is a coordination request that both parties must answer within the hour.
func filed(now statement.Time) notice.Filed {
	const hour = 3_600_000
	return notice.Filed{
		Envelope: ask.Envelope{
			Activity: "convoy", Area: ask.Shape{Form: ask.Circle, Metres: 5000, Points: []ask.Point{{Lat: 327089600, Lon: 365695100}}},
			Asks:  []ask.Asking{{Asked: ask.AskConsent, Member: "alpha"}, {Asked: ask.AskConsent, Member: "bravo"}},
			Force: 40, From: now + 2*hour, Until: now + 4*hour, Zone: "sweida-province",
		},
		Precedence: ask.Priority, Sort: ask.Coordination, Within: hour,
	}
}

// submit sends every loader's requests, each loader one after the other, at so
// many statements a second or, at 0, as fast as the host takes them. It returns
// when all of them are promised.
func (s *stand) submit(ctx context.Context, perSecond, lines int) error {
	start := time.Now()
	faults := make([]error, len(s.loaders))
	var wg sync.WaitGroup
	for i, l := range s.loaders {
		wg.Go(func() {
			for k, request := range l.requests {
				if perSecond > 0 {
					due := time.Duration(k*len(s.loaders)+i) * time.Duration(lines) * time.Second / time.Duration(perSecond)
					time.Sleep(time.Until(start.Add(due)))
				}
				if faults[i] = l.post(ctx, request); faults[i] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	for _, err := range faults {
		if err != nil {
			return err
		}
	}
	return nil
}

// post submits a request. Where the host says that it is too much at once, the
// same bytes are sent again.
func (l *loader) post(ctx context.Context, request []byte) error {
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.address+wire.Path(wire.Submit), bytes.NewReader(request))
		if err != nil {
			return err
		}
		status, answer, err := l.do(req)
		switch {
		case err != nil:
			return err
		case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
			time.Sleep(20 * time.Millisecond)
		case status != http.StatusOK:
			return fmt.Errorf("submit: %d: %.300s", status, answer)
		case bytes.Contains(answer, []byte(`"refused"`)):
			return fmt.Errorf("submit: %.300s", answer[bytes.Index(answer, []byte(`"refused"`)):])
		default:
			return nil
		}
	}
}

func (l *loader) do(req *http.Request) (int, []byte, error) {
	resp, err := l.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }() // read whole below
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, b, err
}

// cosigned waits until the host publishes a checkpoint with its quorum over so
// many entries.
func (l *loader) cosigned(ctx context.Context, size int64) (time.Time, error) {
	var raw []byte
	for {
		address := l.address + wire.Path(wire.Checkpoint)
		if raw != nil {
			sum := sha256.Sum256(raw)
			address += "?have=" + hex.EncodeToString(sum[:]) + "&wait=" + strconv.Itoa(1000)
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return time.Time{}, err
		}
		status, b, err := l.do(req)
		if err != nil {
			return time.Time{}, err
		}
		if status != http.StatusOK {
			continue // nothing new
		}
		raw = b
		if got, err := checkpoint.ClaimedSize(raw); err != nil || got >= size {
			return time.Now(), err
		}
	}
}
