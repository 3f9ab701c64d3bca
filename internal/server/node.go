package server

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"parley.example/internal/api"
	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/internal/kinds"
	"parley.example/internal/lang"
	"parley.example/internal/ledger/node"
	"parley.example/internal/ledger/wire"
	"parley.example/internal/projection"
	"parley.example/internal/projection/sqlite"
	"parley.example/internal/web"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Node is a member's node, whole: its copy of the record, its picture, and the
// desk, pages and API of its officers.
type Node struct {
	File NodeFile

	log     *slog.Logger
	clock   func() statement.Time
	keys    node.Keys
	ledger  *node.Node
	engine  *projection.Engine
	picture *picture
	beside  *beside
	record  *record
	desk    *desk.Desk
	site    http.Handler
	api     http.Handler

	peers    net.Listener
	officers net.Listener
}

// Clock is the system's, as the record counts time.
func Clock() statement.Time { return statement.TimeOf(time.Now()) } //nolint:forbidigo // what all others are passed

// OpenNode opens the directory of a node, and listens. What it opened is closed
// where it fails.
func OpenNode(ctx context.Context, dir string, log *slog.Logger) (n *Node, err error) {
	file, err := readFile[NodeFile](filepath.Join(dir, nodeFile))
	if err != nil {
		return nil, err
	}
	n = &Node{File: file, log: log.With(slog.String("node", file.Member)), clock: Clock}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("open node %s in %s: %w", file.Member, dir, err), n.Close())
		}
	}()
	document, doc, err := readCharter(dir)
	if err != nil {
		return n, err
	}
	if err := n.openPicture(dir, &doc); err != nil {
		return n, err
	}
	if err := n.openLedger(dir, document); err != nil {
		return n, err
	}
	if err := n.openDesk(ctx, dir); err != nil {
		return n, err
	}
	if err := n.openPages(); err != nil { //nolint:contextcheck // pages have the context of their request
		return n, err
	}
	return n, n.listen()
}

// openPicture opens the rows. A file of other tables or other rules is made
// anew, and filled from the mirror. R-PICTURE-8.
func (n *Node) openPicture(dir string, doc *charter.Document) error {
	var schemas []kind.Schema
	for _, k := range kinds.All() {
		for _, t := range k.Tables {
			schemas = append(schemas, t.Schema())
		}
	}
	path := filepath.Join(dir, "picture.db")
	err := n.openEngine(path, schemas, doc)
	if errors.Is(err, projection.ErrRules) {
		n.log.Info("the picture was made by other rules, and is made anew")
		if err = sqlite.Remove(path); err == nil {
			err = n.openEngine(path, schemas, doc)
		}
	}
	if err != nil {
		return err
	}
	n.beside = &beside{clock: n.clock}
	n.picture = &picture{engine: n.engine, member: n.File.Member, beside: n.beside, log: n.log, agreed: make(chan struct{}, 1)}
	if err := n.engine.OpenRooms(n.File.Member, n.beside); err != nil {
		return err
	}
	return n.picture.differ.open(filepath.Join(dir, differFile), n.log, n.picture)
}

func (n *Node) openEngine(path string, schemas []kind.Schema, doc *charter.Document) error {
	store, err := sqlite.Open(path, schemas)
	if err != nil {
		return err
	}
	if n.engine, err = projection.Open(store, kinds.All(), doc); err != nil {
		return errors.Join(err, store.Close())
	}
	return nil
}

func (n *Node) openLedger(dir string, document []byte) error {
	var err error
	if n.keys, err = readKeys(filepath.Join(dir, keysDir)); err != nil {
		return err
	}
	n.ledger, err = node.Open(node.Config{
		Dir: dir, Document: document, Member: n.File.Member, Keys: n.keys, HostURL: n.File.Host, Peers: n.File.Peers,
		Clock: n.clock, Logger: n.log, Picture: n.picture, Came: n.picture.foldArrived, Knows: knows, Successor: n.File.Successor,
	})
	if err != nil {
		return err
	}
	n.beside.node, n.picture.arrivals = n.ledger, n.ledger
	n.record = &record{node: n.ledger, engine: n.engine, beside: n.beside, differ: &n.picture.differ, document: document, clock: n.clock}
	return nil
}

func (n *Node) openDesk(ctx context.Context, dir string) (err error) {
	var mechanism statement.Digest
	n.ledger.View(func(s *charter.State) { mechanism = s.Mechanism() })
	n.desk, err = desk.Open(ctx, filepath.Join(dir, "desk.db"), desk.Config{
		Member: n.File.Member, Mechanism: mechanism, Kinds: kinds.All(), Read: n.picture.read, ReadIn: n.picture.readIn, Key: n.key,
		Submit: &submitter{node: n.ledger, engine: n.engine, beside: n.beside}, Clock: n.clock, Rand: rand.Reader,
	})
	return err
}

func (n *Node) openPages() error {
	sources := []lang.Source{{Name: "web", Files: web.Messages()}, {Name: "desk", Files: desk.Messages}}
	for _, k := range kinds.All() {
		sources = append(sources, lang.Source{Name: k.Name, Files: k.Files})
	}
	catalogue, err := lang.NewCatalogue(sources...)
	if err != nil {
		return err
	}
	var zone *time.Location
	if n.File.Zone != "" {
		if zone, err = time.LoadLocation(n.File.Zone); err != nil {
			return fmt.Errorf("zone %q: %w", n.File.Zone, err)
		}
	}
	n.site, err = web.New(web.Config{
		Member: n.File.Member, Kinds: kinds.All(), Catalogue: catalogue, Desk: n.desk, Record: n.record, Read: n.picture.read,
		Charter:  n.engine.Standing().Charter,
		Sessions: n.desk.Sessions(), Clock: n.clock, Log: n.log, Secure: !n.File.Plain, Zone: zone,
	})
	if err != nil {
		return err
	}
	n.api, err = api.New(api.Config{
		Kinds: kinds.All(), Desk: n.desk, Read: n.picture.read, Receipt: n.receipt, Picture: n.digest, Log: n.log, Rand: rand.Reader,
		Say: func(tag string, m lang.Message) string { return catalogue.In(lang.Tag(tag)).Render(m) },
	})
	return err
}

// receipt is the API's: it tells an entry that nobody knows from one that waits.
func (n *Node) receipt(ctx context.Context, id statement.ID) ([]byte, error) {
	file, err := n.record.Receipt(ctx, id)
	if errors.Is(err, web.ErrNoReceipt) {
		if _, ok := n.ledger.Ticket(id); ok {
			return nil, api.ErrNotYet
		}
		return nil, api.ErrNoEntry
	}
	return file, err
}

// Digest is what `parley picture digest` prints.
type Digest struct {
	Member   string           `json:"member"`
	Size     int64            `json:"size"`
	Time     statement.Time   `json:"time"`
	Digest   string           `json:"digest"`
	Rules    string           `json:"rules"`
	InForce  string           `json:"rules_in_force,omitempty"` // that the roots have agreed on
	Live     bool             `json:"live"`
	Reasons  []string         `json:"reasons,omitempty"` // why it is not live
	Root     string           `json:"root"`              // of the newest checkpoint with a quorum
	Mismatch *Mismatch        `json:"mismatch,omitempty"`
	Sealed   *Sealed          `json:"sealed,omitempty"`
	Broken   string           `json:"broken,omitempty"` // why the last entries are not folded
	Charter  statement.Digest `json:"mechanism"`
}

func (n *Node) digest(ctx context.Context) (any, error) { return n.Digest(ctx) }

// Digest says where the node's picture stands.
func (n *Node) Digest(ctx context.Context) (Digest, error) {
	head, err := n.record.Head(ctx)
	if err != nil {
		return Digest{}, err
	}
	st, live := n.engine.Standing(), n.record.Live()
	differs := n.picture.differ.first()
	if differs == nil {
		differs = n.picture.rooms.differs()
	}
	broken := ""
	if err := n.engine.Broken(); err != nil {
		broken = err.Error()
	}
	return Digest{
		Broken: broken,
		Member: n.File.Member, Size: st.Size, Time: st.Time, Digest: st.Digest.String(), Rules: n.engine.Rules().String(),
		Live: live.OK, Reasons: live.Reasons, Root: head.Root.String(), Mismatch: differs, Sealed: n.picture.sealed(), InForce: n.inForce(), Charter: head.Mechanism,
	}, nil
}

// listen takes the two addresses: one for the host and the other nodes, one for
// the member's officers.
func (n *Node) listen() error {
	conf, err := n.ledger.TLS()
	if err != nil {
		return err
	}
	if n.peers, err = listen(n.File.Listen); err != nil {
		return err
	}
	n.peers = tls.NewListener(n.peers, conf)
	if n.officers, err = listen(n.File.Officers); err != nil {
		return err
	}
	if n.File.Plain {
		return loopback(n.officers)
	}
	cert, err := wire.Certificate(n.keys.TLS)
	if err != nil {
		return err
	}
	n.officers = tls.NewListener(n.officers, &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert}, NextProtos: []string{"h2", "http/1.1"},
	})
	return nil
}

// Addresses returns where the node listens, for who asked for port 0.
func (n *Node) Addresses() (peers, officers string) {
	scheme := "https://"
	if n.File.Plain {
		scheme = "http://"
	}
	return "https://" + n.peers.Addr().String(), scheme + n.officers.Addr().String()
}

// Run works until ctx ends, and waits for all that it started.
func (n *Node) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return n.ledger.Run(ctx) })
	g.Go(func() error { return serve(ctx, n.peers, n.ledger.Handler(), n.log) })
	mux := http.NewServeMux()
	mux.Handle(api.Prefix+"/", n.api)
	mux.HandleFunc("GET /export/picture.json", n.exportPicture)
	mux.HandleFunc("GET /export/charter.json", n.exportCharter)
	mux.HandleFunc("GET /export/charter-draft.json", n.exportDraft)
	mux.Handle("/", n.site)
	g.Go(func() error { return serve(ctx, n.officers, mux, n.log) })
	g.Go(func() error { return n.follow(ctx) })
	g.Go(func() error { return n.erase(ctx) })
	g.Go(func() error { return n.picture.differ.run(ctx, n.picture, n.ledger.PeerDigest) })
	return g.Wait()
}

// follow keeps the desk's results true to what the picture says.
func (n *Node) follow(ctx context.Context) error {
	sizes, stop := n.ledger.OnFold()
	defer stop()
	for {
		if err := n.desk.Follow(ctx); err != nil && ctx.Err() == nil {
			n.log.Error("results of the desk are behind", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case _, ok := <-sizes:
			if !ok {
				return nil
			}
		}
	}
}

func (n *Node) exportPicture(w http.ResponseWriter, r *http.Request) {
	d, err := n.Digest(r.Context())
	if err != nil {
		http.Error(w, "the picture cannot be read", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(d); err != nil {
		n.log.Debug("export cut off", slog.Any("error", err))
	}
}

// Close closes what Open opened, in the order that loses nothing.
func (n *Node) Close() error {
	var errs []error
	if n.peers != nil {
		errs = append(errs, n.peers.Close())
	}
	if n.officers != nil {
		errs = append(errs, n.officers.Close())
	}
	if n.desk != nil {
		errs = append(errs, n.desk.Close())
	}
	if n.ledger != nil {
		errs = append(errs, n.ledger.Close())
	}
	if n.engine != nil {
		errs = append(errs, n.engine.Close())
	}
	for i, err := range errs {
		if errors.Is(err, net.ErrClosed) {
			errs[i] = nil
		}
	}
	return errors.Join(errs...)
}
