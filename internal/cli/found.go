package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley.example/internal/server"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// hostInit makes a host: its keys and the charter of the members' cards.
func (w *world) hostInit() *cobra.Command {
	var dir, mechanism, listen string
	var cards, witnesses []string
	c := &cobra.Command{
		Use:   "init --dir DIR --mechanism FILE --card FILE... --listen ADDR --witness MEMBER=URL...",
		Short: "make a host's keys, and the charter from a mechanism and its members' cards",
		Long: "The mechanism is a charter document without keys, nonce and origin. Each member's node makes its card with\n" +
			"`parley node init`. The charter that comes out is signed by every member's root with `parley root sign`.",
		Example: "  parley host init --dir host --mechanism mechanism.json --card alpha/card.json --card bravo/card.json \\\n" +
			"    --listen 10.0.0.1:7400 --witness alpha=https://10.0.0.2:7401 --witness bravo=https://10.0.0.3:7401",
		Args: exactly(),
		RunE: func(*cobra.Command, []string) error {
			if dir == "" || mechanism == "" || listen == "" {
				return usage("give --dir, --mechanism and --listen")
			}
			template, err := os.ReadFile(mechanism)
			if err != nil {
				return fmt.Errorf("read mechanism: %w", err)
			}
			members, err := readCards(cards)
			if err != nil {
				return err
			}
			file := server.HostFile{Listen: listen}
			if file.Witnesses, err = pairs(witnesses); err != nil {
				return err
			}
			doc, err := server.InitHost(dir, template, members, file)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(w.out, "charter written to %s/charter.json; %s\n", dir, doc.Losses())
			return err
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "the host's directory")
	c.Flags().StringVar(&mechanism, "mechanism", "", "charter document without keys")
	c.Flags().StringArrayVar(&cards, "card", nil, "a member's card, once for each")
	c.Flags().StringVar(&listen, "listen", "", "where the host listens")
	c.Flags().StringArrayVar(&witnesses, "witness", nil, "MEMBER=URL of a member's node, once for each witness")
	return c
}

func readCards(files []string) ([]charter.Member, error) {
	var all []charter.Member
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read card: %w", err)
		}
		var m charter.Member
		if err := json.Unmarshal(b, &m); err != nil {
			return nil, fmt.Errorf("read card %s: %w", name, err)
		}
		all = append(all, m)
	}
	return all, nil
}

// pairs reads NAME=VALUE arguments.
func pairs(list []string) (map[string]string, error) {
	out := map[string]string{}
	for _, p := range list {
		name, value, ok := strings.Cut(p, "=")
		if !ok || name == "" || value == "" {
			return nil, usage("%q: want MEMBER=URL", p)
		}
		out[name] = value
	}
	return out, nil
}

// nodeInit makes a node's keys and card, or, alone, a whole mechanism.
func (w *world) nodeInit() *cobra.Command {
	var dir, member, listen, officers, zone string
	var solo server.Solo
	var alone, plain bool
	var password nodeFlags
	c := &cobra.Command{
		Use:   "init --dir DIR --member CODE [--solo --name NAME --officer CODE]",
		Short: "make the keys of a node; with --solo, of a mechanism of one member on this machine",
		Example: "  parley node init --dir alpha --member alpha --listen 10.0.0.2:7401 --officers 127.0.0.1:7402\n" +
			"  parley node init --solo --dir desk --member alpha --name \"Alpha side\" --officer a1",
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			if dir == "" || !statement.IsCode(member) {
				return usage("give --dir, and --member as a code of lower-case letters, digits and hyphens")
			}
			if alone {
				solo.Zone = zone
				return w.initSolo(c.Context(), dir, member, listen, solo, password)
			}
			_, err := server.InitNode(dir, member, server.NodeFile{Listen: listen, Officers: officers, Plain: plain, Zone: zone})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(w.out, "keys made in %s/keys: take root.pem offline; hand %s/card.json to whoever writes the charter\n", dir, dir)
			return err
		},
	}
	f := c.Flags()
	f.StringVar(&dir, "dir", "", "the node's directory; with --solo, of the whole mechanism")
	f.StringVar(&member, "member", "", "the member's code")
	f.StringVar(&listen, "listen", "127.0.0.1:7400", "where the node listens for host and nodes; with --solo the first address")
	f.StringVar(&officers, "officers", "127.0.0.1:7410", "where the member's officers reach it")
	f.BoolVar(&plain, "plain", false, "officers' pages without TLS, on loopback alone")
	f.StringVar(&zone, "zone", "", "the officers' time zone, as Asia/Damascus; UTC alone if left out")
	f.BoolVar(&alone, "solo", false, "start alone: host and node on this machine")
	f.StringVar(&solo.Name, "name", "", "with --solo: the member's name on screen")
	f.StringVar(&solo.Officer, "officer", "", "with --solo: code of the first officer")
	f.BoolVar(&solo.Exercise, "exercise", false, "with --solo: everything in it is invented, and says so")
	f.StringVar(&password.passwordFile, "password-file", "", "with --solo: the officer's password; else PARLEY_PASSWORD, or asked for")
	return c
}

func (w *world) initSolo(ctx context.Context, dir, member, listen string, s server.Solo, f nodeFlags) error {
	if s.Name == "" || !statement.IsCode(s.Officer) {
		return usage("with --solo give --name, and --officer as a code like a1")
	}
	var err error
	if s.Password, err = w.password(f); err != nil {
		return err
	}
	s.Member, s.Listen, s.Person = member, listen, s.Officer
	err = server.InitSolo(ctx, dir, s, func(format string, args ...any) { fmt.Fprintf(w.err, format+"\n", args...) })
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.out, "made in %s; start it with: parley node run --solo --dir %s\n", dir, dir)
	return err
}

// nodeJoin puts a charter and addresses into a node's directory.
func (w *world) nodeJoin() *cobra.Command {
	var dir, document, amendment, host string
	var peers []string
	c := &cobra.Command{
		Use:     "join --dir DIR --charter FILE --host URL --peer MEMBER=URL...",
		Short:   "give a node the charter that names its keys, and the addresses of host and other nodes",
		Example: "  parley node join --dir alpha --charter charter.json --host https://10.0.0.1:7400 --peer bravo=https://10.0.0.3:7401",
		Args:    exactly(),
		RunE: func(*cobra.Command, []string) error {
			if dir == "" || document == "" || host == "" {
				return usage("give --dir, --charter and --host")
			}
			others, err := pairs(peers)
			if err != nil {
				return err
			}
			return join(dir, document, amendment, host, others)
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "the node's directory")
	c.Flags().StringVar(&document, "charter", "", "the first charter document")
	c.Flags().StringVar(&amendment, "amendment", "", "for a newcomer: the document that names its keys")
	c.Flags().StringVar(&host, "host", "", "address of the host")
	c.Flags().StringArrayVar(&peers, "peer", nil, "MEMBER=URL of another node, once for each")
	return c
}

// runNode runs one node, or the mechanism of a member that started alone.
func (w *world) runNode() *cobra.Command {
	var alone bool
	c := w.serve("node", "run", "run the node in a directory until it is told to stop",
		func(ctx context.Context, dir string, log *slog.Logger) error {
			if alone {
				return ended(ctx, server.RunSolo(ctx, dir, log, func(m *server.Mechanism) {
					for _, n := range m.Nodes {
						_, officers := n.Addresses()
						fmt.Fprintf(w.out, "%s: %s\n", n.File.Member, officers)
					}
				}))
			}
			n, err := server.OpenNode(ctx, dir, log)
			if err != nil {
				return err
			}
			peers, officers := n.Addresses()
			log.Info("node is up", slog.String("peers", peers), slog.String("officers", officers))
			return errors.Join(ended(ctx, n.Run(ctx)), n.Close())
		})
	c.Flags().BoolVar(&alone, "solo", false, "the directory is of a mechanism in one place: run its host and its nodes")
	return c
}

// roots signs with a member's root: the charter, appointments, revocations.
func (w *world) roots() *cobra.Command {
	g := w.group("root", "sign with a member's root key: the charter, officers' appointments, revocations")
	g.AddCommand(w.rootSign(), w.rootAppoint(), w.rootRenew(), w.rootRevoke(), w.rootRules(), w.rootWitness(), w.rootDraft(), w.rootPropose(), w.rootCertify())
	return g
}

// rootAct makes a command that signs one statement and hands it to the host.
func (w *world) rootAct(use, short string, flags func(*cobra.Command), act func(ctx context.Context, dir string) (string, any, error)) *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use: use + " --dir DIR", Short: short, Args: exactly(),
		Example: "  parley root " + use + " --dir alpha",
		RunE: func(c *cobra.Command, _ []string) error {
			if dir == "" {
				return usage("give --dir, a node's directory with keys/root.pem in it")
			}
			// Before the act does anything at the desk: nothing is left half done.
			if err := server.SettleRoot(c.Context(), dir); err != nil {
				return err
			}
			typ, a, err := act(c.Context(), dir)
			if err != nil {
				return err
			}
			id, err := server.SignRoot(c.Context(), dir, typ, a)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(w.out, "%s signed and taken by the host: %s\n", typ, id)
			return err
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "the node's directory, with keys/root.pem in it")
	flags(c)
	return c
}

func (w *world) rootAppoint() *cobra.Command {
	var officer, name string
	var desks, types []string
	var power charter.Power
	var days int64
	var password nodeFlags
	return w.rootAct("appoint", "make an officer's key behind a password at a node that does not run, and appoint the officer",
		func(c *cobra.Command) {
			f := c.Flags()
			f.StringVar(&officer, "officer", "", "code of the officer")
			f.StringVar(&name, "name", "", "what the desk calls the officer; never on the record")
			f.StringArrayVar(&desks, "desk", nil, "a desk of the charter, once for each")
			f.StringArrayVar(&types, "type", []string{"notice.*", "hold.*"}, "what the officer may sign, once for each")
			f.StringVar(&power.Activity, "activity", charter.Any, "the activity")
			f.StringVar(&power.Zone, "zone", charter.Any, "the zone")
			f.Int64Var(&power.Force, "force", 0, "the largest force, in persons")
			f.Int64Var(&power.Hours, "hours", 24, "the longest window, in hours")
			f.Int64Var(&days, "days", 89, "for how long")
			f.StringVar(&password.passwordFile, "password-file", "", "the officer's password; else PARLEY_PASSWORD, or asked for")
		},
		func(ctx context.Context, dir string) (string, any, error) {
			if !statement.IsCode(officer) {
				return "", nil, usage("give --officer, a code like a1")
			}
			password.officer = officer
			secret, err := w.password(password)
			if err != nil {
				return "", nil, err
			}
			key, err := server.AddOfficer(ctx, dir, officer, name, secret)
			if err != nil {
				return "", nil, err
			}
			power.Types = types
			a := server.Appointment{Officer: officer, Desks: desks, Powers: []charter.Power{power}, Key: key}
			return charter.TypeAppointed, a.Act(server.Clock().Add(time.Duration(days) * 24 * time.Hour)), nil
		})
}

func (w *world) rootRevoke() *cobra.Command {
	var key, since string
	return w.rootAct("revoke", "revoke an officer's or the node's statement key",
		func(c *cobra.Command) {
			c.Flags().StringVar(&key, "key", "", "key id in hex, as the officers' page shows it")
			c.Flags().StringVar(&since, "since", "", "compromised since, RFC 3339: what it signed from then on is repudiated")
		},
		func(context.Context, string) (string, any, error) {
			id, err := statement.ParseDigest(key)
			if err != nil {
				return "", nil, usage("--key: %v", err)
			}
			r := charter.Revoked{Key: id}
			if since != "" {
				t, err := time.Parse(time.RFC3339, since)
				if err != nil {
					return "", nil, usage("--since: %v", err)
				}
				r.Since = statement.TimeOf(t)
			}
			return charter.TypeRevoked, r, nil
		})
}
