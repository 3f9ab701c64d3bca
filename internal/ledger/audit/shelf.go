package audit

import (
	"fmt"
	"io/fs"
	"path/filepath"

	"parley.example/internal/ledger/node"
	"parley.example/record/statement"
)

// Bodies is what an audit found of the bodies beside the log. That one is not
// there is no fault of the log: whoever holds the directory may lack it, or it
// was erased.
type Bodies struct {
	Checked int64 `json:"checked"`
	Absent  int64 `json:"absent"`  // entries whose body is not in the directory
	Unnamed int64 `json:"unnamed"` // files to which no entry commits
}

// shelf is a directory of bodies, each in a file that is named by its
// commitment, or where it is sealed by the hash of its ciphertext.
type shelf struct {
	files map[statement.Digest]string // not yet met on the log
	met   map[statement.Digest]bool
	fault *Fault
	count Bodies
}

// openShelf lists the bodies in a directory and below it. Files with other
// names are none.
func openShelf(dir string) (*shelf, error) {
	s := &shelf{files: map[statement.Digest]string{}, met: map[statement.Digest]bool{}}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if commit, err := statement.ParseDigest(e.Name()); err == nil {
			s.files[commit] = path
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list bodies: %w", err)
	}
	return s, nil
}

// check holds the file of a statement's body against its commitment. The first
// that differs is kept for close: a body is judged by a log that holds.
func (s *shelf) check(st *statement.Statement) {
	commit := node.BodyAddress(st.Body)
	path, ok := s.files[commit]
	if !ok {
		if !s.met[commit] {
			s.count.Absent++
		}
		return
	}
	delete(s.files, commit)
	s.met[commit] = true
	served, err := readBounded(path)
	if err == nil {
		err = node.CheckServed(st, served)
	}
	if err != nil && s.fault == nil {
		s.fault = &Fault{Where: "bodies/" + commit.String(), Err: err}
	}
	s.count.Checked++
}

// close says what there was, and the first fault.
func (s *shelf) close() (*Bodies, error) {
	s.count.Unnamed = int64(len(s.files))
	if s.fault != nil {
		return &s.count, s.fault
	}
	return &s.count, nil
}
