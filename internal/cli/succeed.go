package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"parley.example/internal/server"
	"parley.example/record/statement"
)

// nodeRetire ends the cosigning of a host that is gone or not trusted any more.
func (w *world) nodeRetire() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:     "retire --dir DIR",
		Short:   "never cosign the host in force again, and print the largest checkpoint held, for the members to compare",
		Example: "  parley node retire --dir alpha",
		Args:    exactly(),
		RunE: func(*cobra.Command, []string) error {
			if dir == "" {
				return usage("give --dir, the directory of a node that does not run")
			}
			r, err := server.Retire(dir)
			if err != nil {
				return err
			}
			b, err := json.MarshalIndent(r, "", "  ")
			if err != nil {
				return fmt.Errorf("retire: %w", err)
			}
			_, err = fmt.Fprintf(w.out, "%s\n", b)
			return err
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "the node's directory")
	return c
}

// hostPrepare makes the keys of a successor.
func (w *world) hostPrepare() *cobra.Command {
	var dir, document, member, listen string
	var witnesses []string
	c := &cobra.Command{
		Use:   "prepare --dir DIR --charter FILE --member CODE --listen ADDR --witness MEMBER=URL...",
		Short: "make the keys of a host that is to take over; the roots certify its successor.json",
		Example: "  parley host prepare --dir next --charter charter.json --member bravo --listen 10.0.0.3:7400 \\\n" +
			"    --witness alpha=https://10.0.0.2:7401 --witness bravo=https://10.0.0.3:7401",
		Args: exactly(),
		RunE: func(*cobra.Command, []string) error {
			if dir == "" || document == "" || member == "" || listen == "" {
				return usage("give --dir, --charter, --member and --listen")
			}
			first, err := os.ReadFile(document)
			if err != nil {
				return fmt.Errorf("read charter: %w", err)
			}
			file := server.HostFile{Listen: listen}
			if file.Witnesses, err = pairs(witnesses); err != nil {
				return err
			}
			h, err := server.InitSuccessor(dir, first, member, file)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(w.out, "keys made for origin %s; the roots certify %s/successor.json\n", h.Origin, dir)
			return err
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "the successor's directory")
	c.Flags().StringVar(&document, "charter", "", "the first charter document")
	c.Flags().StringVar(&member, "member", "", "code of the member that runs it")
	c.Flags().StringVar(&listen, "listen", "", "where it listens")
	c.Flags().StringArrayVar(&witnesses, "witness", nil, "MEMBER=URL of a member's node, once for each witness")
	return c
}

// rootCertify signs a certificate, which goes into the new log.
func (w *world) rootCertify() *cobra.Command {
	var dir, successor, from string
	var term int64
	c := &cobra.Command{
		Use:     "certify --dir DIR --successor FILE --from FILE --term N",
		Short:   "sign that the record goes on at another host, from the largest checkpoint that the members hold",
		Example: "  parley root certify --dir bravo --successor next/successor.json --from alpha-retired.json --term 1",
		Args:    exactly(),
		RunE: func(*cobra.Command, []string) error {
			if dir == "" || successor == "" || from == "" {
				return usage("give --dir, --successor and --from")
			}
			to, err := server.ReadSuccessor(successor)
			if err != nil {
				return err
			}
			r, err := readRetired(from)
			if err != nil {
				return err
			}
			env, err := server.Certify(dir, to, r, term)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(w.out, "%s\n", env.Bytes())
			return err
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "a node's directory with keys/root.pem in it")
	c.Flags().StringVar(&successor, "successor", "", "the successor.json of the host that takes over")
	c.Flags().StringVar(&from, "from", "", "what parley node retire printed for the largest checkpoint")
	c.Flags().Int64Var(&term, "term", 1, "the how-many-th succession this is")
	return c
}

// hostSucceed fills a successor's directory.
func (w *world) hostSucceed() *cobra.Command {
	var dir, from string
	var certificates []string
	c := &cobra.Command{
		Use:     "succeed --dir DIR --from NODEDIR --certificate FILE...",
		Short:   "begin a new host from the old leaves in a member's mirror and k roots' certificates",
		Example: "  parley host succeed --dir next --from alpha --certificate bravo.cert --certificate mediator.cert",
		Args:    exactly(),
		RunE: func(*cobra.Command, []string) error {
			if dir == "" || from == "" {
				return usage("give --dir and --from")
			}
			all, err := readAllCertificates(certificates)
			if err != nil {
				return err
			}
			if err := server.Succeed(dir, from, all, w.logger(false)); err != nil {
				return err
			}
			_, err = fmt.Fprintf(w.out, "the record goes on in %s; start it with: parley host run --dir %s\n", dir, dir)
			return err
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "the successor's directory, made by parley host prepare")
	c.Flags().StringVar(&from, "from", "", "directory of a node that does not run and holds the old leaves")
	c.Flags().StringArrayVar(&certificates, "certificate", nil, "a root's certificate, once for each")
	return c
}

func readRetired(name string) (r server.Retired, err error) {
	b, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(b, &r)
	}
	if err != nil {
		return r, fmt.Errorf("read what was retired: %s: %w", name, err)
	}
	return r, nil
}

func readAllCertificates(names []string) ([]statement.Envelope, error) {
	var all []statement.Envelope
	for _, name := range names {
		list, err := readCertificates(name)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

func readCertificates(name string) ([]statement.Envelope, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	var all []statement.Envelope
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 2*statement.MaxLeaf)
	for lines.Scan() {
		env, err := statement.ParseEnvelope(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("read certificate %s: %w", name, err)
		}
		all = append(all, env)
	}
	return all, lines.Err()
}

// nodeFollow turns a node to a successor.
func (w *world) nodeFollow() *cobra.Command {
	var dir, successor, address, from string
	var certificates []string
	c := &cobra.Command{
		Use:   "follow --dir DIR --successor FILE --host URL [--from FILE --certificate FILE...]",
		Short: "turn a node that does not run to the host that took over",
		Long: "Where the node holds more of the old host than the roots have certified, it is cut back to that size first, by the\n" +
			"certificates and what `parley node retire` printed for it. What is cut off is kept beside the evidence; what the member\n" +
			"signed of it goes to the new host, byte for byte.",
		Example: "  parley node follow --dir alpha --successor next/successor.json --host https://10.0.0.3:7400 \\\n" +
			"    --from bravo-retired.json --certificate bravo.cert --certificate mediator.cert",
		Args: exactly(),
		RunE: func(*cobra.Command, []string) error {
			if dir == "" || successor == "" || address == "" {
				return usage("give --dir, --successor and --host")
			}
			to, err := server.ReadSuccessor(successor)
			if err != nil {
				return err
			}
			if (from == "") != (len(certificates) == 0) {
				return usage("give --from and --certificate together")
			}
			if from != "" {
				if err := w.cutBack(dir, from, certificates); err != nil {
					return err
				}
			}
			return server.FollowSuccessor(dir, to, address)
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "the node's directory")
	c.Flags().StringVar(&successor, "successor", "", "the successor.json of the host that took over")
	c.Flags().StringVar(&address, "host", "", "its address")
	c.Flags().StringVar(&from, "from", "", "what parley node retire printed for the size that the certificates name")
	c.Flags().StringArrayVar(&certificates, "certificate", nil, "a root's certificate, once for each")
	return c
}

// cutBack brings a node back to the certified size.
func (w *world) cutBack(dir, from string, names []string) error {
	r, err := readRetired(from)
	if err != nil {
		return err
	}
	all, err := readAllCertificates(names)
	if err != nil {
		return err
	}
	cut, err := server.CutBack(dir, r, all)
	if err != nil || cut.File == "" {
		return err
	}
	return w.show("this node held %d entries beyond the %d certified, which no quorum had cosigned; they are kept in %s, "+
		"and %d statements of this member go to the new host", cut.To-cut.From, cut.From, cut.File, cut.Again)
}
