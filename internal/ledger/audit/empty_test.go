package audit_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"parley.example/internal/ledger/audit"
	"parley.example/record/checkpoint"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// empty writes a log of no entries as a host has it that was just made, with the
// cosignatures of the members named.
func empty(t *testing.T, members ...string) (dir string, document []byte) {
	t.Helper()
	m := recordtest.Unfounded(t, recordtest.Document("alpha", "bravo", "mediator"))
	era := m.State().EraOf(0)
	raw, err := checkpoint.Sign(era.Host.Origin, 0, statement.EmptyRoot, recordtest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	c, err := checkpoint.Parse(raw, era)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range era.Witnesses {
		for _, code := range members {
			if w.Member != code {
				continue
			}
			line, err := checkpoint.Cosign(c, w.Name, recordtest.WitnessKey(code), recordtest.Start)
			if err != nil {
				t.Fatal(err)
			}
			if raw, err = checkpoint.Merge(raw, era, line); err != nil {
				t.Fatal(err)
			}
		}
	}
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "checkpoint"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, m.Document()
}

// A log that has not begun is told from one that does not hold: it is no proof of
// anything, and no reader takes it for a record that was checked.
func TestEmptyLog(t *testing.T) {
	dir, document := empty(t)
	_, err := audit.Log(t.Context(), audit.Dir(dir), document)
	var fault *audit.Fault
	if !errors.As(err, &fault) || fault.Where != "checkpoint" || !errors.Is(err, audit.ErrEmpty) {
		t.Errorf("a log of nothing: %v, want a fault of the checkpoint, %v", err, audit.ErrEmpty)
	}
	dir, document = empty(t, "alpha")
	if _, err := audit.Log(t.Context(), audit.Dir(dir), document); !errors.Is(err, audit.ErrEmpty) {
		t.Errorf("with one cosignature of two: %v, want %v", err, audit.ErrEmpty)
	}
	dir, document = empty(t, "alpha", "bravo")
	report, err := audit.Log(t.Context(), audit.Dir(dir), document)
	if err != nil || report.Size != 0 || report.Entries != 0 || len(report.Cosigned) != 2 {
		t.Errorf("with a quorum: %+v (%v), want a log of nothing that holds", report, err)
	}
}

// Whoever does not sign as the host does not get the milder word.
func TestEmptyLogOfAnother(t *testing.T) {
	dir, document := empty(t)
	origin := recordtest.Origin
	raw, err := checkpoint.Sign(origin, 0, statement.EmptyRoot, recordtest.Key("another host"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "checkpoint"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Log(t.Context(), audit.Dir(dir), document); err == nil || errors.Is(err, audit.ErrEmpty) {
		t.Errorf("an empty log signed by another: %v, want its signature refused", err)
	}
}

// A directory in which no checkpoint lies says what that can mean.
func TestNoCheckpoint(t *testing.T) {
	_, document := empty(t)
	if _, err := audit.Log(t.Context(), audit.Dir(t.TempDir()), document); !errors.Is(err, audit.ErrAbsent) {
		t.Errorf("nothing at all: %v, want %v", err, audit.ErrAbsent)
	}
}
