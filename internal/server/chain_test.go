package server

import (
	"bufio"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// fakeHost takes statements, loses its answer, or refuses them.
type fakeHost struct {
	answer int
	refuse bool
	mute   bool // it takes them without a word
	got    []statement.Envelope

	key    ed25519.PrivateKey // of the log
	origin string
}

func (h *fakeHost) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	lines := bufio.NewScanner(r.Body)
	lines.Buffer(nil, statement.MaxLeaf*2)
	var s wire.Submitted
	p := wire.Promise{Origin: h.origin, ReceivedAt: Clock()}
	for lines.Scan() {
		env, err := statement.ParseEnvelope(lines.Bytes())
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		h.got = append(h.got, env)
		p.IDs = append(p.IDs, env.ID())
		if st, err := env.Statement(); err == nil {
			p.Mechanism = st.Mechanism
		}
		if h.refuse {
			s.Refused = append(s.Refused, wire.Refusal{ID: env.ID(), Void: charter.Void{Rule: charter.RuleAct, Text: "no"}})
		}
	}
	if signed, err := p.Sign(h.key); err == nil && !h.refuse && !h.mute {
		s.Promise = &signed
	}
	w.WriteHeader(h.answer)
	_ = json.NewEncoder(w).Encode(s)
}

// alone makes the directory of an invented member that starts alone.
func alone(t *testing.T, dir string) {
	t.Helper()
	s := Solo{
		Member: "alpha", Name: "EXERCISE", Officer: "a1", Person: "EXERCISE", Password: "exercise-exercise", Exercise: true,
		Listen: "127.0.0.1:0",
	}
	if err := InitSolo(t.Context(), dir, s, t.Logf); err != nil {
		t.Fatal(err)
	}
}

// solo is the node directory of a member that starts alone, whose host is h.
func solo(t *testing.T, h *fakeHost) string {
	t.Helper()
	dir := t.TempDir()
	alone(t, dir)
	return hostedBy(t, dir, h)
}

// hostedBy gives the node of a mechanism in one directory another host, which has
// the key of its own, and returns the node's directory.
func hostedBy(t *testing.T, dir string, h *fakeHost) string {
	t.Helper()
	key, err := ReadKey(filepath.Join(dir, "host", keysDir, tlsFile))
	if err != nil {
		t.Fatal(err)
	}
	cert, err := wire.Certificate(key)
	if err != nil {
		t.Fatal(err)
	}
	if h.key, err = ReadKey(filepath.Join(dir, "host", keysDir, logFile)); err != nil {
		t.Fatal(err)
	}
	_, doc, err := readCharter(filepath.Join(dir, "host"))
	if err != nil {
		t.Fatal(err)
	}
	h.origin = doc.Host.Origin
	server := httptest.NewUnstartedServer(h)
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert}}
	server.StartTLS()
	t.Cleanup(server.Close)
	nodeDir := filepath.Join(dir, "alpha")
	file, err := readFile[NodeFile](filepath.Join(nodeDir, nodeFile))
	if err != nil {
		t.Fatal(err)
	}
	file.Host = server.URL
	if err := writeFile(filepath.Join(nodeDir, nodeFile), file); err != nil {
		t.Fatal(err)
	}
	return nodeDir
}

func sequence(t *testing.T, env statement.Envelope) int64 {
	t.Helper()
	st, err := env.Statement()
	if err != nil {
		t.Fatal(err)
	}
	return st.Seq
}

// A root never signs twice for one place of its chain: what was signed before the
// answer was lost is handed in again as it is, and nothing else before it. What
// the host refuses uses no place. PROTOCOL A3.
func TestRootSignsOnce(t *testing.T) {
	h := &fakeHost{answer: http.StatusBadGateway}
	dir := solo(t, h)
	sign := func() (statement.ID, error) {
		return SignRoot(t.Context(), dir, charter.TypeRevoked, charter.Revoked{Key: statement.Digest{1}})
	}
	if _, err := sign(); err == nil || errors.Is(err, ErrPending) {
		t.Fatalf("the host gives no answer, and signing says %v", err)
	}
	if _, err := sign(); err == nil || errors.Is(err, ErrPending) {
		t.Fatalf("the host still gives none, and signing says %v", err)
	}
	h.answer = http.StatusOK
	if _, err := sign(); !errors.Is(err, ErrPending) {
		t.Fatalf("the one before is handed in: %v, want %v", err, ErrPending)
	}
	if len(h.got) != 3 || h.got[0].ID() != h.got[1].ID() || h.got[1].ID() != h.got[2].ID() {
		t.Fatalf("the host got %d statements, want the same one three times", len(h.got))
	}
	first := sequence(t, h.got[0])
	if first != 2 { // after the charter and the appointment
		t.Errorf("the first has seq %d, want 2", first)
	}
	h.refuse = true
	var refused *charter.Void
	if _, err := sign(); !errors.As(err, &refused) {
		t.Fatalf("refused: %v, want the rule", err)
	}
	h.refuse = false
	id, err := sign()
	if err != nil {
		t.Fatal(err)
	}
	refusal, last := h.got[3], h.got[4]
	if sequence(t, refusal) != first+1 || sequence(t, last) != first+1 || last.ID() != id {
		t.Errorf("after a refusal the next has seq %d, want %d", sequence(t, last), first+1)
	}
}
