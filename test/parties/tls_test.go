package parties

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley.example/internal/kinds/notice"
	"parley.example/internal/ledger/node"
	"parley.example/internal/server"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// stranger is a client whose key nobody knows, or, without one, that shows none.
func (c *cell) stranger(t *testing.T, key ed25519.PrivateKey) *http.Client {
	t.Helper()
	conf := &tls.Config{InsecureSkipVerify: true} // whoever answers: the test looks at what it says
	if key != nil {
		conf = clientConf(t, key, c.f.Charter.Host.TLS)
		conf.VerifyPeerCertificate = nil
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: conf}, Timeout: 10 * time.Second}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// status makes a request; 0 is no connection.
func status(t *testing.T, client *http.Client, method, url, body string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body) // only the status is wanted
	return resp.StatusCode
}

// Who holds no key of the charter reads only what the charter opens, and hands
// in only what a root has signed.
func TestStrangers(t *testing.T) {
	for name, open := range map[string]bool{"closed": false, "open": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := foundCell(t, func(d *charter.Document) { d.OpenLog = open }, "alpha", "bravo").start()
			_, unknown, err := ed25519.GenerateKey(rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			st := statement.Statement{Type: notice.TypeHeld, Act: []byte("{}"), Member: "alpha", Seen: statement.Seen{Root: statement.EmptyRoot}}
			st.MadeAt, st.Mechanism = server.Clock(), c.ledger("alpha").Mechanism()
			st.Key = statement.PublicOf(c.officers["alpha"]).ID()
			officers, err := statement.Sign(st, c.officers["alpha"])
			if err != nil {
				t.Fatal(err)
			}
			host, peer := c.hostURL(), "https://"+c.nodeFile("bravo").Listen
			reading := map[bool]int{false: http.StatusForbidden, true: http.StatusOK}[open]
			none, wrong := c.stranger(t, nil), c.stranger(t, unknown)
			for _, tt := range []struct {
				what              string
				client            *http.Client
				method, url, body string
				want              int
			}{
				{"a stranger reads the checkpoint", none, "GET", host + "/log/checkpoint", "", reading},
				{"a stranger reads a bundle", none, "GET", host + "/log/tile/entries/000.p/2", "", reading},
				{"a stranger reads a body", none, "GET", host + "/body/" + strings.Repeat("0", 64), "", http.StatusForbidden},
				{"a stranger reads a tail", none, "GET", host + "/tail/" + strings.Repeat("0", 64), "", http.StatusForbidden},
				{"a stranger submits", none, "POST", host + "/submit", string(officers.Bytes()) + "\n", http.StatusForbidden},
				{"a stranger's key reads", wrong, "GET", host + "/log/checkpoint", "", 0},
				{"a stranger's key submits", wrong, "POST", host + "/submit", string(officers.Bytes()) + "\n", 0},
				{"a stranger talks to a node", none, "GET", peer + "/log/checkpoint", "", 0},
				{"a stranger's key talks to a node", wrong, "POST", peer + "/peer/pass", string(officers.Bytes()) + "\n", 0},
			} {
				if got := status(t, tt.client, tt.method, tt.url, tt.body); got != tt.want {
					t.Errorf("%s: %d, want %d", tt.what, got, tt.want)
				}
			}
			c.rootOverAnyLine(host)
		})
	}
}

// rootOverAnyLine hands in, as a stranger, an appointment that a root has signed,
// and waits until the officer may sign.
func (c *cell) rootOverAnyLine(host string) {
	c.t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		c.t.Fatal(err)
	}
	env, err := c.f.Roots["bravo"].Sign(rand.Reader, server.Clock(), charter.TypeAppointed, charter.Appointed{
		Desks: []string{}, ExpiresAt: server.Clock().Add(time.Hour), Key: statement.PublicOf(key), Officer: "bravo-2",
		Powers: []charter.Power{recordtest.Power("hold.*")},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := server.Deposit(c.t.Context(), host, c.f.Charter.Host, []statement.Envelope{env}); err != nil {
		c.t.Fatalf("a root's appointment over a stranger's line: %v", err)
	}
	c.officers["bravo"] = key
	c.receipted(c.say("bravo", notice.TypeHeld, notice.Held{Zone: "zone-2", Until: server.Clock().Add(time.Hour)}))
}

// One member floods the host. Another's answer has its promise in the charter's
// time and its receipt soon after.
func TestFlood(t *testing.T) {
	t.Parallel()
	promise := 2 * time.Second
	c := foundCell(t, func(d *charter.Document) {
		// As far apart as in a real charter: what waits for a receipt is not passed on at once.
		d.Tolerances.Promise, d.Tolerances.Receipt = promise.Milliseconds(), 30_000
	}, three...).start()
	flood := func() int {
		var list []statement.Statement
		for i := range 2000 {
			act, err := statement.Encode(notice.Held{Zone: "zone-3", Until: server.Clock().Add(time.Duration(i+1) * time.Minute)})
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, statement.Statement{Type: notice.TypeHeld, Act: act})
		}
		tickets, err := c.ledger("alpha").SubmitBatch(within(t), node.KeySigner(c.officers["alpha"]), list)
		if err != nil {
			t.Fatal(err)
		}
		return len(tickets)
	}
	until(t, "alpha's officer is appointed", func() bool {
		ok := false
		c.ledger("alpha").View(func(s *charter.State) { _, ok = s.Key(statement.PublicOf(c.officers["alpha"]).ID()) })
		return ok
	})
	sent := flood() + flood()
	for i := range 3 {
		if waiting := len(c.ledger("alpha").Pending()); waiting < 100 {
			sent += flood()
		}
		start := time.Now()
		ticket := c.say("bravo", notice.TypeHeld, notice.Held{Zone: "zone-4", Until: server.Clock().Add(time.Duration(i+1) * time.Hour)})
		if _, err := ticket.Wait(within(t), node.Promised); err != nil {
			t.Fatal(err)
		}
		promised := time.Since(start)
		c.receipted(ticket)
		t.Logf("with %d of %d of alpha's waiting, bravo has a promise after %v and a receipt after %v",
			len(c.ledger("alpha").Pending()), sent, promised, time.Since(start))
		if promised > promise {
			t.Errorf("bravo's promise took %v, want at most %v", promised, promise)
		}
	}
}
