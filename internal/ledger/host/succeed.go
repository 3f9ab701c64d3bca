package host

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// errCertificates is returned where the certificates do not make this host the
// successor.
var errCertificates = errors.New("the certificates do not make this the host")

// Succeed makes the directory of a successor, in an empty one: the old leaves up
// to the size that the certificates name, byte for byte, from a member's mirror
// or the old host's directory, and the certificates of k roots after them. All
// of it is judged, and goes into the journal: Open and Run do the rest.
// cfg has the successor's keys. PROTOCOL A12, R-WIRE-21.
func Succeed(cfg Config, old func(from, to int64) ([][]byte, error), certificates []statement.Envelope) error {
	if err := cfg.check(); err != nil {
		return err
	}
	if list, err := os.ReadDir(cfg.Dir); err == nil && len(list) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("host: succeed: %s: an empty directory is needed: %w", cfg.Dir, errors.Join(err, fs.ErrExist))
	}
	dir := filepath.Join(cfg.Dir, "journal")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("host: succeed: %w", err)
	}
	j := &journal{dir: dir}
	err := succeed(&cfg, j, old, certificates)
	if err = errors.Join(err, j.close()); err != nil {
		return errors.Join(fmt.Errorf("host: succeed: %w", err), os.RemoveAll(dir))
	}
	return nil
}

func succeed(cfg *Config, j *journal, old func(from, to int64) ([][]byte, error), certificates []statement.Envelope) error {
	act, err := agreed(certificates)
	if err != nil {
		return err
	}
	audit, err := proof.NewAuditor(cfg.Document, runtime.GOMAXPROCS(0))
	if err != nil {
		return err
	}
	if err := j.start(0); err != nil {
		return err
	}
	for at := int64(0); at < act.Size; {
		leaves, err := old(at, min(at+batchSize, act.Size))
		if err != nil {
			return fmt.Errorf("old leaves from %d: %w", at, err)
		}
		if len(leaves) == 0 || int64(len(leaves)) > act.Size-at {
			return fmt.Errorf("old leaves from %d: %d of them", at, len(leaves))
		}
		if err := errors.Join(audit.Take(leaves, nil), j.append(at, leaves)); err != nil {
			return err
		}
		at += int64(len(leaves))
	}
	return certify(cfg, j, audit, certificates)
}

// agreed returns the act of certificates, which is the same in all.
func agreed(certificates []statement.Envelope) (charter.Succeeded, error) {
	var act charter.Succeeded
	for i := range certificates {
		st, err := certificates[i].Statement()
		if err != nil {
			return act, err
		}
		var a charter.Succeeded
		if err := statement.Decode(st.Act, &a); err != nil || st.Type != charter.TypeSucceeded {
			return act, fmt.Errorf("certificate %d is a %s: %w", i, st.Type, errors.Join(errCertificates, err))
		}
		if i > 0 && a != act {
			return act, fmt.Errorf("certificate %d differs from the first: %w", i, errCertificates)
		}
		act = a
	}
	if len(certificates) == 0 {
		return act, fmt.Errorf("none is given: %w", errCertificates)
	}
	return act, nil
}

// Certified judges certificates behind the old leaves, which old gives, and
// returns what they agree on and the era that they end. It fails where k roots
// have not signed. PROTOCOL A12.
func Certified(
	document []byte, at statement.Time, old func(from, to int64) ([][]byte, error), certificates []statement.Envelope,
) (act charter.Succeeded, before charter.Era, err error) {
	if act, err = agreed(certificates); err != nil {
		return act, before, err
	}
	audit, err := proof.NewAuditor(document, runtime.GOMAXPROCS(0))
	if err != nil {
		return act, before, err
	}
	for from := int64(0); from < act.Size; from += batchSize {
		leaves, err := old(from, min(from+batchSize, act.Size))
		if err == nil {
			err = audit.Take(leaves, nil)
		}
		if err != nil {
			return act, before, fmt.Errorf("old leaves from %d: %w", from, err)
		}
	}
	before = audit.State().EraOf(act.Size)
	if _, err := behind(audit, at, certificates); err != nil {
		return act, before, err
	}
	if host := audit.State().Document().Host; host.Key != act.NewKey || host.Origin != act.NewOrigin {
		return act, before, fmt.Errorf("after %d certificates the host is %s; %d equal ones are needed: %w",
			len(certificates), host.Origin, audit.State().Document().RootQuorum(), errCertificates)
	}
	return act, before, nil
}

// certify puts the certificates behind the old leaves.
func certify(cfg *Config, j *journal, audit *proof.Auditor, certificates []statement.Envelope) error {
	first := audit.State().Size()
	leaves, err := behind(audit, cfg.Clock(), certificates)
	if err != nil {
		return err
	}
	host := audit.State().Document().Host
	if host.Key != statement.PublicOf(cfg.LogKey) || host.TLS != statement.PublicOf(cfg.TLSKey) {
		return fmt.Errorf("after %d of them the host is %s, of another key; %d equal ones are needed: %w",
			len(certificates), host.Member, audit.State().Document().RootQuorum(), errCertificates)
	}
	return j.append(first, leaves)
}

// behind judges the certificates at the place where they go, and returns their
// leaves.
func behind(audit *proof.Auditor, at statement.Time, certificates []statement.Envelope) ([][]byte, error) {
	at = max(at, audit.State().Time())
	var leaves [][]byte
	for i := range certificates {
		leaf := statement.Leaf{ReceivedAt: at, Envelope: certificates[i]}
		leaves = append(leaves, leaf.Bytes())
	}
	err := audit.Take(leaves, func(e *charter.Entry) error {
		if e.Void != nil {
			return fmt.Errorf("certificate of %s: %w", e.Statement.Member, e.Void)
		}
		return nil
	})
	return leaves, err
}
