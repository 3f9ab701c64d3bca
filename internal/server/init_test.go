package server

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
)

// An init that was cut off after any file goes on with the keys that it made; one
// that was whole is never made again.
func TestInitNodeGoesOn(t *testing.T) {
	lost := map[string][]string{
		"before the card":           {cardFile},
		"before node.json":          {cardFile, nodeFile},
		"in the middle of the keys": {cardFile, nodeFile, "keys/" + sealingFile, "keys/" + witnessFile},
	}
	for name, files := range lost {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "alpha")
			first, err := InitNode(dir, "alpha", NodeFile{Listen: "127.0.0.1:0"})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				if err := os.Remove(filepath.Join(dir, filepath.FromSlash(f))); err != nil {
					t.Fatal(err)
				}
			}
			again, err := InitNode(dir, "alpha", NodeFile{Listen: "127.0.0.1:0"})
			if err != nil {
				t.Fatalf("init again: %v", err)
			}
			if again.Root != first.Root || len(files) < 3 && again.Node != first.Node {
				t.Errorf("the second init has keys %v, want those that were there, %v", again, first)
			}
			keys, err := readKeys(filepath.Join(dir, keysDir))
			if err != nil || keys.Sealing == "" {
				t.Errorf("keys after the second init: %v", err)
			}
			if _, err := InitNode(dir, "alpha", NodeFile{}); !errors.Is(err, ErrKeys) {
				t.Errorf("a third init: %v, want %v", err, ErrKeys)
			}
			private(t, dir)
		})
	}
}

// private holds that nobody else on the machine reads anything of a directory.
func private(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v, want it for its owner alone", path, info.Mode().Perm())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A host's init goes on likewise, and never makes a second charter in its place.
// A node takes one charter and keeps to it.
func TestInitHostAndJoin(t *testing.T) {
	nodeDir, dir := filepath.Join(t.TempDir(), "alpha"), filepath.Join(t.TempDir(), "host")
	card, err := InitNode(nodeDir, "alpha", NodeFile{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	template := template(t)
	first, err := InitHost(dir, template, []charter.Member{card}, HostFile{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := InitHost(dir, template, []charter.Member{card}, HostFile{}); err == nil {
		t.Error("a second init makes a second charter")
	}
	document, err := os.ReadFile(filepath.Join(dir, charterFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, charterFile)); err != nil {
		t.Fatal(err)
	}
	again, err := InitHost(dir, template, []charter.Member{card}, HostFile{Listen: "127.0.0.1:0"})
	if err != nil || again.Host.Key != first.Host.Key {
		t.Errorf("init that was cut off goes on with host key %v (%v), want %v", again.Host.Key, err, first.Host.Key)
	}
	peers := map[string]string{"alpha": "https://127.0.0.1:1", "bravo": "https://127.0.0.1:2"}
	for range 2 {
		if err := Join(nodeDir, document, "https://127.0.0.1:3", peers); err != nil {
			t.Fatalf("join: %v", err)
		}
	}
	if len(peers) != 2 {
		t.Errorf("join changed what it was given: %v", peers)
	}
	file, err := readFile[NodeFile](filepath.Join(nodeDir, nodeFile))
	if err != nil || len(file.Peers) != 1 {
		t.Errorf("peers are %v (%v), want bravo alone", file.Peers, err)
	}
	other, err := again.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if err := Join(nodeDir, other, "https://127.0.0.1:3", peers); err == nil {
		t.Error("a node's directory takes the charter of another mechanism")
	}
	private(t, nodeDir)
}

// template is a mechanism of one member without keys.
func template(t *testing.T) []byte {
	t.Helper()
	doc := recordtest.Document("alpha")
	doc.Nonce, doc.Host = "", charter.Host{Member: "alpha"}
	doc.Members[0].Root, doc.Members[0].Node = recordtest.Pub("none"), charter.NodeKeys{}
	b, err := doc.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}
