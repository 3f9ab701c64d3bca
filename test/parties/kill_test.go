package parties

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley.example/internal/ledger/audit"
	"parley.example/internal/ledger/node/mirror"
	"parley.example/internal/server"
	"parley.example/record/statement"
)

// Under load, parts are killed and started again. No receipt is lost, nothing
// stands twice, every promise is kept, and all have the same picture.
func TestKill(t *testing.T) {
	if os.Getenv("PARLEY_SOAK") != "" {
		t.Skip("TestKillSoak does the same at greater length")
	}
	killed(t, 20)
}

// TestKillSoak is TestKill at length.
func TestKillSoak(t *testing.T) {
	if os.Getenv("PARLEY_SOAK") == "" {
		t.Skip("1,000 kills take long: set PARLEY_SOAK=1")
	}
	killed(t, 1000)
}

// goesOn waits until receipts come again after a number of kills.
func (m *mill) goesOn(kills, before int) {
	m.t.Helper()
	for end := time.Now().Add(2 * patience); m.receipts() < before+5; time.Sleep(20 * time.Millisecond) {
		if time.Now().Before(end) {
			continue
		}
		m.stuck(fmt.Sprintf("after %d kills no receipts come: %d, then %d", kills, before, m.receipts()))
	}
}

// stuck ends the test, and says where each node stands.
func (m *mill) stuck(what string) {
	m.t.Helper()
	for _, code := range m.codes {
		d, err := pictureOf(m.nodeFile(code).Officers)
		m.t.Logf("%s: %+v %v", code, d, err)
	}
	m.t.Fatal(what)
}

// mill is a mechanism whose parts are processes.
type mill struct {
	*cell
	parts   map[string]*process
	quietBy time.Time // when no receipt for so long is a fault
}

func newMill(t *testing.T, codes ...string) *mill {
	t.Helper()
	return millOf(foundCell(t, nil, codes...))
}

// millOf starts the parts of a mechanism as processes, and founds it.
func millOf(c *cell) *mill {
	c.t.Helper()
	m := &mill{cell: c, parts: map[string]*process{}}
	codes := c.codes
	for _, name := range append([]string{"host"}, codes...) {
		m.start(name)
	}
	m.charter()
	return m
}

func (m *mill) start(name string) {
	m.t.Helper()
	if name == "host" {
		m.parts[name] = spawn(m.t, "host", m.f.HostDir(), "")
	} else {
		m.parts[name] = spawn(m.t, "node", m.f.NodeDir(name), m.loadFile(name))
	}
	m.parts[name].says("ready", patience)
}

func (m *mill) loadFile(code string) string { return filepath.Join(m.f.Dir, code+".load") }

func killed(t *testing.T, kills int) {
	t.Parallel()
	m := newMill(t, "alpha", "bravo", "mediator", "observer")
	targets := []string{"host", "host", "alpha", "bravo", "mediator", "observer"}
	random := lottery(time.Now().UnixNano())
	t.Logf("seed %d", random)
	count := map[string]int{}
	for i := range kills {
		before := m.receipts()
		m.goesOn(i, before)
		name := targets[random.next(len(targets))]
		time.Sleep(time.Duration(random.next(60)) * time.Millisecond) // anywhere in whatever it does
		m.parts[name].kill()
		count[name]++
		m.start(name)
	}
	t.Logf("%d kills: %v; %d receipts", kills, count, m.receipts())
	m.settle()
	m.hold()
}

// keepUp starts a part again that has ended by itself, as a service manager does.
func (m *mill) keepUp(name string) {
	m.t.Helper()
	select {
	case err := <-m.parts[name].done:
		m.t.Logf("%s ended by itself: %v: %s", name, err, m.parts[name].err.String())
		m.parts[name] = spawn(m.t, "node", m.f.NodeDir(name), m.loadFile(name))
		time.Sleep(200 * time.Millisecond) // as a service manager waits
	default:
	}
}

// lottery is a small generator: a test's own, so that its course is known by its
// seed.
type lottery uint64

func (l *lottery) next(n int) int {
	*l = *l*6364136223846793005 + 1442695040888963407
	return int(uint64(*l) >> 33 % uint64(n))
}

func (m *mill) receipts() int {
	n := 0
	for _, code := range m.codes {
		n += len(readLoad(m.t, m.loadFile(code)).receipts)
	}
	return n
}

// settle ends the load, lets every statement come to its receipt, stops the
// host, and waits until all nodes have folded the same and say the same digest.
func (m *mill) settle() {
	m.t.Helper()
	for _, code := range m.codes {
		fmt.Fprintln(m.parts[code].in, "quiet")
	}
	for _, code := range m.codes {
		for before := -1; !m.parts[code].hasSaid("idle"); time.Sleep(20 * time.Millisecond) {
			now := m.receipts()
			if now > before { // as long as it takes, while it goes on
				before = now
				m.quietBy = time.Now().Add(2 * patience)
			}
			if time.Now().After(m.quietBy) {
				m.stuck(fmt.Sprintf("%s has statements without a receipt, and %d receipts stay as many", code, now))
			}
		}
	}
	m.parts["host"].end()
	var last map[string]server.Digest
	untilSame := func() bool {
		last = map[string]server.Digest{}
		sizes := map[int64]bool{}
		for _, code := range m.codes {
			d, err := pictureOf(m.nodeFile(code).Officers)
			if err != nil {
				return false
			}
			last[code], sizes[d.Size] = d, true
		}
		return len(sizes) == 1
	}
	until(m.t, "all nodes stand at the same place", untilSame)
	for code, d := range last {
		if want := last[m.codes[0]]; d.Digest != want.Digest || d.Mismatch != nil {
			m.t.Errorf("the picture of %s has digest %s at %d (mismatch %v), that of %s %s", code, d.Digest, d.Size, d.Mismatch,
				m.codes[0], want.Digest)
		}
	}
	for _, code := range m.codes {
		m.parts[code].end()
	}
}

// pictureOf asks a node where its picture stands.
func pictureOf(officers string) (server.Digest, error) {
	var d server.Digest
	resp, err := http.Get("http://" + officers + "/export/picture.json")
	if err != nil {
		return d, err
	}
	defer resp.Body.Close()
	return d, json.NewDecoder(resp.Body).Decode(&d)
}

// hold holds what the loaders were given to know against every copy of the log.
// Those that had to refuse to sign may say so.
func (m *mill) hold(refusing ...string) {
	m.t.Helper()
	leaves := m.audited(m.f.HostDir())
	for _, code := range m.codes {
		if got := m.audited(m.f.NodeDir(code)); len(got) > len(leaves) {
			m.t.Errorf("the mirror of %s has %d leaves, the host %d", code, len(got), len(leaves))
		}
		files, err := filepath.Glob(filepath.Join(m.f.NodeDir(code), "evidence", "*"))
		if err != nil || len(files) > 0 {
			m.t.Errorf("evidence at %s against an honest host: %v %v", code, files, err)
		}
	}
	places := map[statement.ID]int64{}
	times := make([]statement.Time, len(leaves))
	for i, b := range leaves {
		leaf, err := statement.ParseLeaf(b)
		if err != nil {
			m.t.Fatalf("leaf %d: %v", i, err)
		}
		times[i] = leaf.ReceivedAt
		id := leaf.Envelope.ID()
		if first, twice := places[id]; twice {
			m.t.Errorf("statement %s stands at %d and at %d", id, first, i)
		}
		places[id] = int64(i)
	}
	signed, promised := 0, 0
	for _, code := range m.codes {
		l := readLoad(m.t, m.loadFile(code))
		for _, f := range l.faults {
			if slices.Contains(refusing, code) && strings.HasPrefix(f, "fault - ") {
				continue
			}
			m.t.Errorf("%s: %s", code, f)
		}
		for _, id := range l.signed {
			signed++
			if _, ok := places[id]; !ok {
				m.t.Errorf("%s signed %s, which is not on the record", code, id)
			}
		}
		for id, r := range l.receipts {
			if place, ok := places[id]; !ok || place != r.index {
				m.t.Errorf("%s has a receipt of %s at %d; it stands at %d (%v)", code, id, r.index, place, ok)
				continue
			}
			if r.promised != 0 {
				promised++
				if times[r.index] != r.promised {
					m.t.Errorf("%s was promised %v for %s, its leaf has %v", code, r.promised, id, times[r.index])
				}
			}
		}
	}
	m.t.Logf("%d leaves; %d signed, all there once; %d promises kept", len(leaves), signed, promised)
	if signed == 0 || promised == 0 {
		m.t.Errorf("%d signed and %d promised: there was no load", signed, promised)
	}
}

// audited audits the log in a directory of a host or a node, wants no void entry
// in it, and returns its leaves.
func (m *mill) audited(dir string) [][]byte {
	m.t.Helper()
	return auditedLeaves(m.t, dir, m.f.Document)
}

func auditedLeaves(t *testing.T, dir string, document []byte) [][]byte {
	t.Helper()
	src, err := audit.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	report, err := audit.Log(t.Context(), src, document)
	if err != nil {
		t.Fatalf("audit %s: %v", dir, err)
	}
	if len(report.Voids) > 0 {
		t.Errorf("audit %s: void entries %+v", dir, report.Voids)
	}
	var leaves [][]byte
	for at := int64(0); at < report.Size; at += mirror.Width {
		n := int(min(mirror.Width, report.Size-at))
		b, err := src.Read(t.Context(), "tile/"+mirror.BundlePath(at/mirror.Width, n))
		if err != nil { // the copy of a node has the bundle that grows under its full name
			b, err = src.Read(t.Context(), "tile/"+mirror.BundlePath(at/mirror.Width, mirror.Width))
		}
		if err != nil {
			t.Fatal(err)
		}
		got, err := mirror.ParseBundle(b, n)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, got...)
	}
	return leaves
}
