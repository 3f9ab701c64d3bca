package server

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A key's file holds one Ed25519 key and nothing else.
func TestReadKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), keysDir)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	key := recordtest.Key("EXERCISE")
	if err := writeKey(dir, "key.pem", key); err != nil {
		t.Fatal(err)
	}
	whole := read(t, filepath.Join(dir, "key.pem"))
	if got, err := ReadKey(filepath.Join(dir, "key.pem")); err != nil || !got.Equal(key) {
		t.Fatalf("what was written comes back as %x (%v)", got, err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		text []byte
		want string
	}{
		"nothing":             {nil, "not one PEM block"},
		"no PEM":              {[]byte("EXERCISE"), "not one PEM block"},
		"cut off":             {whole[:len(whole)/2], "not one PEM block"},
		"two keys":            {append(bytes.Clone(whole), whole...), "not one PEM block"},
		"text behind it":      {append(bytes.Clone(whole), "EXERCISE"...), "not one PEM block"},
		"a block of nothing":  {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY"}), "read key"},
		"of another sort":     {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), "want an Ed25519 key"},
		"bytes that are none": {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der[:20]}), "read key"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "key.pem")
			write(t, path, tt.text)
			got, err := ReadKey(path)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("%x (%v), want %q with the file's name", got, err, tt.want)
			}
		})
	}
	if _, err := ReadKey(filepath.Join(dir, "none.pem")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v, want %v", err, fs.ErrNotExist)
	}
	private(t, dir)
}

// Making keys never takes the place of a key, whatever its state: one that is lost
// is lost for ever.
func TestKeysAreNeverReplaced(t *testing.T) {
	for _, name := range []string{rootFile, statementFile, witnessFile, tlsFile, sealingFile} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if _, err := makeKeys(dir, rand.Reader, false); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, name)
			whole := read(t, path)
			if _, err := makeKeys(dir, rand.Reader, false); !errors.Is(err, ErrKeys) {
				t.Errorf("made again: %v, want %v", err, ErrKeys)
			}
			torn := whole[:len(whole)/2]
			write(t, path, torn)
			for _, resume := range []bool{false, true} {
				if m, err := makeKeys(dir, rand.Reader, resume); err == nil {
					t.Errorf("over a torn key, resume %v: made %+v, want an error", resume, m)
				}
				if got := read(t, path); !bytes.Equal(got, torn) {
					t.Errorf("resume %v: the torn key was replaced", resume)
				}
			}
		})
	}
}

// A founding that was cut off is not taken for one that stands, and its keys are
// not made anew in their place.
func TestFoundingCutOff(t *testing.T) {
	dir := t.TempDir()
	alone(t, dir)
	if !Exists(dir) {
		t.Fatal("a whole founding is not there")
	}
	root := read(t, filepath.Join(dir, "alpha", keysDir, rootFile))
	if err := os.Remove(filepath.Join(dir, "host", charterFile)); err != nil {
		t.Fatal(err)
	}
	if Exists(dir) {
		t.Error("without the host's charter, which is written last, it is taken for whole")
	}
	if _, err := OpenFounded(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("open: %v, want %v", err, fs.ErrNotExist)
	}
	again := Solo{Member: "alpha", Name: "EXERCISE", Officer: "a1", Person: "EXERCISE", Password: exercisePassword}
	err := InitSolo(t.Context(), dir, again, t.Logf)
	if !errors.Is(err, ErrKeys) {
		t.Errorf("init over it: %v, want %v", err, ErrKeys)
	}
	if got := read(t, filepath.Join(dir, "alpha", keysDir, rootFile)); !bytes.Equal(got, root) {
		t.Error("the root's key was replaced")
	}
}

// A document that does not check founds nothing that could run.
func TestFoundRefuses(t *testing.T) {
	tests := map[string]func(*charter.Document){
		"more liars than witnesses carry": func(d *charter.Document) { d.Faulty = 3 },
		"a witness of no member":          func(d *charter.Document) { d.Witnesses = append(d.Witnesses, "stranger") },
		"a member without a role":         func(d *charter.Document) { d.Members[0].Role = "" },
		"the host at nobody":              nil,
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			doc := recordtest.Document("alpha", "bravo", "mediator")
			hostMember := "alpha"
			if change == nil {
				hostMember = "stranger"
			} else {
				change(&doc)
			}
			if f, err := Found(dir, doc, hostMember); err == nil {
				t.Errorf("founded as %s", f.Charter.Nonce)
			}
			if Exists(dir) {
				t.Error("it is taken for founded")
			}
		})
	}
}

// What founds a mechanism and is torn stops the start, and is not forgotten.
func TestTornFounding(t *testing.T) {
	dir := t.TempDir()
	alone(t, dir)
	path := filepath.Join(dir, foundingFile)
	whole := read(t, path)
	write(t, path, whole[:len(whole)-len(whole)/4])
	called := false
	err := RunSolo(t.Context(), dir, slog.New(slog.DiscardHandler), func(*Mechanism) { called = true })
	if err == nil || !strings.Contains(err.Error(), foundingFile) || called {
		t.Errorf("run: %v, ready %v; want the torn file named, and never ready", err, called)
	}
	if got := read(t, path); len(got) != len(whole)-len(whole)/4 {
		t.Errorf("the file has %d bytes now", len(got))
	}
	write(t, path, whole) // brought back
	played(t, dir, nil)
	if _, err := os.Stat(path + ".done"); err != nil {
		t.Errorf("after it is handed in: %v, want it put aside", err)
	}
}

// Joining takes nothing of a charter that is not the node's, and leaves its
// configuration as it was.
func TestJoinRefuses(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "alpha")
	card, err := InitNode(dir, "alpha", NodeFile{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	before := read(t, filepath.Join(dir, nodeFile))
	doc := recordtest.Document("alpha", "bravo", "mediator")
	document := func(change func(*charter.Document)) []byte {
		d := doc
		d.Members = append([]charter.Member(nil), doc.Members...)
		change(&d)
		b, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	tests := map[string][]byte{
		"no charter":            []byte("EXERCISE"),
		"half a charter":        document(func(*charter.Document) {})[:300],
		"other keys":            document(func(*charter.Document) {}),
		"the root of another":   document(func(d *charter.Document) { d.Members[0].Node = card.Node }),
		"the node of another":   document(func(d *charter.Document) { d.Members[0].Root = card.Root }),
		"the seat of another":   document(func(d *charter.Document) { d.Members[1].Root, d.Members[1].Node = card.Root, card.Node }),
		"a charter of nobody":   []byte("{}"),
		"a charter, and a text": append(document(func(*charter.Document) {}), "EXERCISE"...),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			if err := Join(dir, text, "https://127.0.0.1:3", map[string]string{"bravo": "https://127.0.0.1:2"}); err == nil {
				t.Error("joined")
			}
			if got := read(t, filepath.Join(dir, nodeFile)); !bytes.Equal(got, before) {
				t.Errorf("its configuration is %s now", got)
			}
			if _, err := os.Stat(filepath.Join(dir, charterFile)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a charter is there (%v)", err)
			}
		})
	}
}

// A directory of which a part is torn says which, and is not written to.
func TestJoinHalfADirectory(t *testing.T) {
	for _, name := range []string{nodeFile, cardFile} {
		for what, tear := range map[string]func(string) error{
			"gone": os.Remove,
			"torn": func(path string) error { return os.Truncate(path, 20) },
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "alpha")
				card, err := InitNode(dir, "alpha", NodeFile{Listen: "127.0.0.1:0"})
				if err != nil {
					t.Fatal(err)
				}
				doc := recordtest.Document("alpha", "bravo", "mediator")
				doc.Members[0].Root, doc.Members[0].Node = card.Root, card.Node
				b, err := doc.Bytes()
				if err != nil {
					t.Fatal(err)
				}
				if err := tear(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
				if err := Join(dir, b, "https://127.0.0.1:3", nil); err == nil || !strings.Contains(err.Error(), name) {
					t.Errorf("join: %v, want %s named", err, name)
				}
				if _, err := os.Stat(filepath.Join(dir, charterFile)); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("a charter is there (%v)", err)
				}
			})
		}
	}
}

// A host is not made of a template that says more or less than it should; nothing
// is left of the attempt.
func TestInitHostRefuses(t *testing.T) {
	good := template(t)
	var tree map[string]any
	if err := json.Unmarshal(good, &tree); err != nil {
		t.Fatal(err)
	}
	tree["unknown"] = 1
	unknown, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	card := charter.Member{Code: "alpha", Root: recordtest.Pub("r"), Node: recordtest.NodeKeys("alpha")}
	other := card
	other.Code = "bravo"
	tests := map[string]struct {
		template []byte
		cards    []charter.Member
		want     string
	}{
		"no JSON":        {[]byte("EXERCISE"), []charter.Member{card}, "read mechanism"},
		"cut off":        {good[:len(good)/2], []charter.Member{card}, "read mechanism"},
		"another name":   {unknown, []charter.Member{card}, "unknown"},
		"no card":        {good, nil, "no card"},
		"another's card": {good, []charter.Member{other}, "no card"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "host")
			_, err := InitHost(dir, tt.template, tt.cards, HostFile{Listen: "127.0.0.1:0"})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("init: %v, want %q", err, tt.want)
			}
			if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the directory is there (%v)", err)
			}
		})
	}
}

// The end of a root's chain that is torn stops the root: it must not sign a place
// twice. PROTOCOL A3.
func TestTornRootChain(t *testing.T) {
	h := &fakeHost{answer: 200}
	dir := solo(t, h)
	path := filepath.Join(dir, keysDir, rootChainFile)
	whole := read(t, path)
	tail := strings.Repeat("A", 43) + "="
	for name, text := range map[string][]byte{
		"cut off": whole[:len(whole)/2], "nothing": {}, "a pending that is none": []byte(`{"next":2,"tail":"` + tail + `","pending":"e30="}`),
	} {
		write(t, path, text)
		id, err := SignRoot(t.Context(), dir, charter.TypeRevoked, charter.Revoked{Key: statement.Digest{1}})
		if err == nil || !strings.Contains(err.Error(), rootChainFile) {
			t.Errorf("%s: signed %s (%v), want %s named", name, id, err, rootChainFile)
		}
	}
	if len(h.got) != 0 {
		t.Errorf("the host got %d statements, want none", len(h.got))
	}
}
