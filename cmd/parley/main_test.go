package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"parley.example/internal/ledger/audit/audittest"
	"parley.example/internal/server"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"parley": func() { os.Exit(run()) }})
}

// TestScripts runs the real binary. Besides the commands of testscript:
//
//	smalllog DIR         writes a small log with bodies and a charter below DIR
//	                     (audittest), a receipt (answer.receipt) and an extract
//	                     (quiet.extract) of it, and sets $NOTICE to the notice
//	flip FILE BYTE       flips a bit of a byte
//	cut FILE BYTE        cuts a file off before a byte
//	address NODE.JSON    sets $PARLEY_NODE to where a node's officers reach it
//	idof FILE            sets $ID to the first statement of an act's results
//	eventually CMD...    runs a command until it ends with 0, for 20 s at most
//	hours VAR N          sets VAR to the time in N hours, to the minute
//	exits CODE CMD...    runs a command that must end with that exit code
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"), RequireExplicitExec: true, RequireUniqueNames: true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"smalllog": smallLog, "flip": flip, "cut": cut, "exits": exits, "eventually": eventually,
			"address": address, "hours": hours, "idof": idOf,
		},
		Condition: func(cond string) (bool, error) {
			if cond == "slow" {
				return !testing.Short(), nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("TMPDIR", env.WorkDir)
			return nil
		},
	})
}

// smallLog writes a log in which alpha files a notice and revises it, bravo says
// nothing, and the mediator answers the revision.
func smallLog(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: smalllog DIR")
	}
	l := audittest.New(fatal{ts})
	l.Officer("mediator", "m1")
	notice := l.Say("a1", "notice.filed/v1", `{"EXERCISE":"a convoy"}`)
	revision := l.Say("a1", "notice.revised/v1", `{"EXERCISE":"an hour later"}`, notice)
	l.Say("m1", "notice.answered/v1", `{"EXERCISE":"noted"}`, revision)
	l.File(l.Now().Add(time.Hour), "a1", "notice.withdrawn/v1", nil, notice)
	dir := ts.MkAbs(args[0])
	l.Write(dir)
	head := l.Checkpoint("alpha", "bravo")
	receipt, err := l.Receipt(notice, head)
	ts.Check(err)
	extract, err := l.Extract(notice, head)
	ts.Check(err)
	ts.Check(os.WriteFile(filepath.Join(dir, "answer.receipt"), receipt, 0o600))
	ts.Check(os.WriteFile(filepath.Join(dir, "quiet.extract"), extract, 0o600))
	ts.Setenv("NOTICE", notice.String())
	ts.Setenv("UNTIL", l.Now().Add(-time.Minute).String())
	ts.Setenv("LATER", l.Now().Add(time.Hour).String())
}

// exits runs a command that must end with an exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE CMD...")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// eventually runs a command again and again: what it asks for takes a moment.
func eventually(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: eventually CMD...")
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	end := time.After(20 * time.Second)
	for {
		err := ts.Exec(args[0], args[1:]...)
		if err == nil {
			return
		}
		select {
		case <-end:
			ts.Fatalf("not within 20 s: %v", err)
		case <-tick.C:
		}
	}
}

// address reads where a node's officers reach it.
func address(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: address NODE.JSON")
	}
	var file server.NodeFile
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &file))
	ts.Setenv("PARLEY_NODE", "http://"+file.Officers)
	ts.Setenv("HOST", file.Host)
}

// idOf reads the id of what was signed.
func idOf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: idof FILE")
	}
	var f struct {
		Results []struct {
			ID string `json:"id"`
		} `json:"results"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &f))
	if len(f.Results) == 0 {
		ts.Fatalf("no results in %s", args[0])
	}
	ts.Setenv("ID", f.Results[0].ID)
}

// hours sets a variable to a time from now on.
func hours(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: hours VAR N")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	at := server.Clock().UTC().Add(time.Duration(n) * time.Hour)
	ts.Setenv(args[0], at.Format("2006-01-02 15:04Z07:00"))
}

// flip flips the lowest bit of a byte, counted from the end where negative.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	path, b, at := place(ts, neg, args)
	b[at] ^= 1
	ts.Check(os.WriteFile(path, b, 0o600))
}

// cut cuts a file off.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	path, b, at := place(ts, neg, args)
	ts.Check(os.WriteFile(path, b[:at], 0o600))
}

func place(ts *testscript.TestScript, neg bool, args []string) (path string, b []byte, at int) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: flip|cut FILE BYTE")
	}
	path = ts.MkAbs(args[0])
	b, err := os.ReadFile(path)
	ts.Check(err)
	at, err = strconv.Atoi(args[1])
	ts.Check(err)
	if at < 0 {
		at += len(b)
	}
	if at < 0 || at >= len(b) {
		ts.Fatalf("%s has %d bytes", args[0], len(b))
	}
	return path, b, at
}

// fatal lets recordtest end a script.
type fatal struct{ ts *testscript.TestScript }

func (fatal) Helper() {}

func (f fatal) Fatalf(format string, args ...any) { f.ts.Fatalf(format, args...) }
