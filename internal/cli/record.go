package cli

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley.example/internal/ledger/audit"
	"parley.example/internal/ledger/wire"
	"parley.example/internal/server"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

func (w *world) record() *cobra.Command {
	c := w.group("record", "check a record without trusting anybody but the charter")
	c.AddCommand(w.recordVerify())
	return c
}

// logFlags say where the log is and how to get at it.
type logFlags struct {
	url, dir, charter, bodies string
	tlsKey, keys              string
	open, json                bool
}

func (w *world) recordVerify() *cobra.Command {
	var f logFlags
	c := &cobra.Command{
		Use:   "verify (--url URL | --dir DIR) --charter FILE",
		Short: "check a whole log: every entry, tile, signature and cosignature",
		Long: "Checks a whole log, every byte of its entries, tiles and checkpoint. Exits with 1 at the first fault and\n" +
			"says what and where it is. Nothing is trusted but the charter: not the host, the connection or the directory.",
		Example: "  parley record verify --dir log --charter charter.json --bodies bodies\n" +
			"  parley record verify --url https://registry.example:8440 --charter charter.json",
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error { return w.verifyLog(c.Context(), f) },
	}
	c.Flags().StringVar(&f.url, "url", "", "address of the host, or of another server of the log")
	c.Flags().StringVar(&f.dir, "dir", "", "directory of the log: checkpoint and tile/, or a node's mirror/")
	c.Flags().StringVar(&f.charter, "charter", "", "the first charter document")
	c.Flags().StringVar(&f.bodies, "bodies", "", "directory of the bodies, to be checked against the log too")
	c.Flags().StringVar(&f.tlsKey, "tls-key", "",
		"key of the server's connection in hex or base64, in place of the host's in the charter")
	c.Flags().StringVar(&f.keys, "keys", "", "a node's keys/, to connect as its member: for a log that is not open for reading")
	c.Flags().BoolVar(&f.open, "insecure-open", false, "take any key of the connection, where the charter opens the log for reading")
	c.Flags().BoolVar(&f.json, "json", false, "print the report as JSON")
	return c
}

func (w *world) verifyLog(ctx context.Context, f logFlags) error {
	if (f.url == "") == (f.dir == "") {
		return usage("give one of --url and --dir")
	}
	document, doc, err := readCharter(f.charter)
	if err != nil {
		return err
	}
	check := audit.Audit{Document: document, Bodies: f.bodies}
	if f.dir != "" {
		check.Source, err = audit.Open(f.dir)
	} else {
		check.Source, err = remote(f, &doc)
	}
	if err != nil {
		return err
	}
	report, err := check.Run(ctx)
	if err != nil {
		return err
	}
	if f.json {
		return json.NewEncoder(w.out).Encode(report)
	}
	return w.showReport(&report)
}

// readCharter reads the file to which everything else is held.
func readCharter(path string) ([]byte, charter.Document, error) {
	if path == "" {
		return nil, charter.Document{}, usage("give --charter, the first charter document: everything is held against it")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, charter.Document{}, fmt.Errorf("read charter: %w", err)
	}
	doc, err := charter.ParseDocument(b)
	if err != nil {
		return nil, doc, fmt.Errorf("charter %s: %w", path, err)
	}
	return b, doc, nil
}

// remote is a log behind a URL. A connection with TLS is pinned to one key; no
// authority is asked.
func remote(f logFlags, doc *charter.Document) (audit.Source, error) {
	u, err := url.Parse(f.url)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, usage("--url %q is not an address such as https://registry.example:8440", f.url)
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = "/log"
	}
	source := audit.Server{URL: u.String(), Client: &http.Client{Timeout: time.Minute}}
	if u.Scheme == "http" {
		return source, nil
	}
	key := doc.Host.TLS
	if f.tlsKey != "" {
		if key, err = parseKey(f.tlsKey); err != nil {
			return nil, err
		}
	}
	conf, err := clientTLS(key)
	if err != nil {
		return nil, err
	}
	if f.open {
		if !doc.OpenLog {
			return nil, usage("--insecure-open: the charter does not open the log for reading")
		}
		conf.VerifyPeerCertificate = nil
	}
	if f.keys != "" {
		own, err := server.ReadKey(filepath.Join(f.keys, "tls.pem"))
		if err != nil {
			return nil, err
		}
		cert, err := wire.Certificate(own)
		if err != nil {
			return nil, err
		}
		conf.Certificates = []tls.Certificate{cert}
	}
	source.Client.Transport = &http.Transport{TLSClientConfig: conf, ForceAttemptHTTP2: true}
	return source, nil
}

// clientTLS connects to the holder of one key, as a stranger without a key.
func clientTLS(key statement.PublicKey) (*tls.Config, error) {
	_, throwAway, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key for the connection: %w", err)
	}
	cert, err := wire.Certificate(throwAway)
	if err != nil {
		return nil, err
	}
	conf := wire.Client(cert, func() statement.PublicKey { return key })
	conf.Certificates = nil // whoever shows a key that the charter does not name is sent away
	return conf, nil
}

// parseKey reads a public key in hex or base64.
func parseKey(text string) (statement.PublicKey, error) {
	var key statement.PublicKey
	b, err := hex.DecodeString(text)
	if err != nil {
		b, err = base64.StdEncoding.DecodeString(text)
	}
	if err != nil || len(b) != len(key) {
		return key, usage("--tls-key %q is no Ed25519 key of 32 bytes in hex or base64", text)
	}
	return statement.PublicKey(b), nil
}

// showReport says what was checked, in sentences.
func (w *world) showReport(r *audit.Report) error {
	var b strings.Builder
	if r.Exercise {
		b.WriteString("EXERCISE: everything in this mechanism is invented.\n")
	}
	fmt.Fprintf(&b, "The log of %s holds: every entry, tile and signature was checked.\n", r.Origin)
	fmt.Fprintf(&b, "size         %d entries\nroot         %s\nrecord time  %s\n", r.Size, r.Root, r.Time)
	fmt.Fprintf(&b, "cosigners    %d, the charter asks for %d\n", len(r.Cosigned), r.Quorum)
	for _, c := range r.Cosigned {
		fmt.Fprintf(&b, "  %-12s %s, as %s\n", c.Member, c.At, c.Name)
	}
	for _, name := range r.Foreign {
		fmt.Fprintf(&b, "  not checked: a signature line of %s, whom the charter does not name\n", name)
	}
	void := int64(0)
	for _, n := range r.Void {
		void += n
	}
	fmt.Fprintf(&b, "void         %d entries; they are no fault of the log and count for nothing\n", void)
	for _, rule := range slices.Sorted(maps.Keys(r.Void)) {
		fmt.Fprintf(&b, "  %-12s %d\n", rule, r.Void[rule])
	}
	for _, v := range r.Voids {
		fmt.Fprintf(&b, "  entry %d: %s, %s\n", v.Index, v.Rule, v.Text)
	}
	if r.Backward > 0 {
		fmt.Fprintf(&b, "backward     %d entries were received before the record time, by the host's own clock: it broke A13\n",
			r.Backward)
	}
	if r.Bodies != nil {
		fmt.Fprintf(&b, "bodies       %d are what the log commits to, %d are not in the directory, %d files belong to no entry\n",
			r.Bodies.Checked, r.Bodies.Absent, r.Bodies.Unnamed)
	}
	return w.show("%s", strings.TrimSuffix(b.String(), "\n"))
}
