package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/internal/kinds/notice"
	"parley.example/record/statement"
)

// allBoards are the five members of the example, each with a node.
var allBoards = []string{"alpha", "bravo", "mediator", "guarantor", "observer"}

// board measures from an officer's form to the notice in the rows of all five
// members' pictures.
func board(ctx context.Context, o Options, f *Figures) error {
	dir, done, err := o.room()
	if err != nil {
		return err
	}
	defer done()
	s, err := raise(ctx, dir, allBoards, 0)
	if err != nil {
		return err
	}
	n := o.number(100)
	err = errors.Join(s.boards(ctx, f, n), s.stop())
	f.Figures["notices"] = float64(n)
	f.Figures["boards"] = float64(len(allBoards))
	f.note("board_*: from the filled-in form at one member's desk (plan, confirm, sign, submit) until the "+
		"notice is a row in the pictures of all five "+
		"members; filed_*: from the officer's confirmation alone. One notice after another, %v or more apart", idleGap)
	f.note("host and five nodes in one process on %d cores, TLS with pinned keys on loopback, quorum of 4; "+
		"a browser's own time to draw is not included, and no peer does the same", f.Cores)
	f.note("goal: board p95 under 1 s")
	return err
}

func (s *stand) boards(ctx context.Context, f *Figures, n int) error {
	author := s.nodes[0]
	d := author.node.Desk()
	const password = "EXERCISE password of the bench"
	if err := d.AddOfficer(ctx, "officer", "EXERCISE officer", password, s.officers[author.code].key); err != nil {
		return err
	}
	session, err := d.SignIn(ctx, "officer", password)
	if err != nil {
		return err
	}
	var whole, filing []time.Duration
	for i := range n {
		time.Sleep(idleGap + time.Duration(i%13)*7*time.Millisecond) // at no fixed beat
		before := time.Now()
		id, confirmed, err := fileNotice(ctx, d, session, i)
		if err != nil {
			return fmt.Errorf("notice %d: %w", i, err)
		}
		if err := s.everywhere(ctx, id); err != nil {
			return fmt.Errorf("notice %d: %w", i, err)
		}
		whole, filing = append(whole, time.Since(before)), append(filing, time.Since(confirmed))
	}
	f.quantiles("board", whole)
	f.quantiles("filed", filing)
	return nil
}

// fileNotice plans and confirms, as a click on each page would, and returns when
// the confirmation was given.
func fileNotice(ctx context.Context, d *desk.Desk, session desk.Session, i int) (statement.ID, time.Time, error) {
	by, err := d.Who(ctx, session.Handle)
	if err != nil {
		return statement.ID{}, time.Time{}, err
	}
	from := time.Now().Add(2 * time.Hour).UTC().Truncate(time.Second)
	plan, err := d.Plan(ctx, by, "notice.file", notice.FileIn{
		Sort: "coordination", Precedence: "priority", Activity: "convoy", Zone: "sweida-province",
		What: fmt.Sprintf("EXERCISE: convoy %d with relief goods", i), Where: "As-Suwayda",
		Points: []notice.PointIn{{Lat: 327089600, Lon: 365695100}}, Metres: 5000, From: from, Until: from.Add(2 * time.Hour),
		Force: 40, Asked: "consent", Within: time.Hour.Milliseconds(), Contact: "EXERCISE duty officer, line 1", Lang: "en",
	})
	if err != nil {
		return statement.ID{}, time.Time{}, err
	}
	confirmed := time.Now()
	filing, err := d.Confirm(ctx, by, plan.Token)
	if err != nil {
		return statement.ID{}, confirmed, err
	}
	return filing.Results[0].ID, confirmed, nil
}

// everywhere waits until the notice is a row of every member's picture.
func (s *stand) everywhere(ctx context.Context, id statement.ID) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	faults := make([]error, len(s.nodes))
	var wg sync.WaitGroup
	for i, w := range s.nodes {
		wg.Go(func() {
			faults[i] = w.node.Await(ctx, "the notice", func(r kind.Reader) bool {
				_, ok := notice.Rows.Get(r, id.String())
				return ok
			})
		})
	}
	wg.Wait()
	return errors.Join(faults...)
}
