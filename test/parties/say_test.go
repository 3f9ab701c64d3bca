package parties

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/kinds/notice"
	"parley.example/internal/ledger/node"
	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/server"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/tick"
	"parley.example/record/statement"
)

// say signs a statement by a member's officer, and returns when it is durable in
// its node.
func (c *cell) say(code, typ string, act any) *node.Ticket {
	c.t.Helper()
	return c.draft(code, statement.Statement{Type: typ}, act, nil)
}

func (c *cell) draft(code string, st statement.Statement, act any, body []byte) *node.Ticket {
	c.t.Helper()
	var err error
	if st.Act, err = statement.Encode(act); err != nil {
		c.t.Fatal(err)
	}
	key := node.KeySigner(c.officers[code])
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		var t *node.Ticket
		if body != nil {
			t, err = c.ledger(code).SubmitBody(within(c.t), key, st, body)
		} else {
			t, err = c.ledger(code).Submit(within(c.t), key, st)
		}
		if err == nil {
			return t
		}
		if time.Now().After(end) {
			c.t.Fatalf("%s signs %s: %v", code, st.Type, err)
		}
	}
}

// file files a coordination request that the addressees have so long to answer,
// and waits until every node has it.
func (c *cell) file(author string, answer time.Duration, addressees ...string) statement.ID {
	c.t.Helper()
	t := c.say(author, notice.TypeFiled, request(server.Clock(), ask.Coordination, answer, addressees...))
	c.receipted(t)
	for code := range c.nodes {
		until(c.t, code+" has the notice", func() bool { _, ok := c.notice(code, t.ID()); return ok })
	}
	return t.ID()
}

func (c *cell) receipted(t *node.Ticket) node.Status {
	c.t.Helper()
	status, err := t.Wait(within(c.t), node.Receipted)
	if err != nil {
		c.t.Fatal(err)
	}
	if status.Void != nil {
		c.t.Fatalf("statement %s is void: %v", t.ID(), status.Void)
	}
	return status
}

// answer signs an answer to a notice by an addressee's officer. A consent lapses
// after some time.
func (c *cell) answer(code string, id statement.ID, word ask.Answer, lives time.Duration) *node.Ticket { //nolint:unparam // it says who
	c.t.Helper()
	row, ok := c.notice(code, id)
	if !ok {
		c.t.Fatalf("%s does not have notice %s", code, id)
	}
	_, rev := row.Ask.Current()
	st := statement.Statement{Type: notice.TypeAnswered, About: []statement.ID{rev.Mark.ID}}
	if word == ask.Consent {
		st.NotAfter = server.Clock().Add(lives)
	}
	return c.draft(code, st, notice.Answered{Answer: word, Envelope: rev.Digest}, nil)
}

// look reads a node's picture.
func (c *cell) look(code string, use func(kind.Reader)) {
	c.t.Helper()
	err := c.nodes[code].Await(context.Background(), "a look", func(r kind.Reader) bool { use(r); return true })
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *cell) notice(code string, id statement.ID) (row notice.Row, ok bool) {
	c.look(code, func(r kind.Reader) { row, ok = notice.Rows.Get(r, id.String()) })
	return row, ok
}

// state is what a member's screen shows of a notice, and what its record says.
func (c *cell) state(code string, id statement.ID) (shown, record ask.State) {
	c.look(code, func(r kind.Reader) {
		row, ok := notice.Rows.Get(r, id.String())
		if !ok {
			return
		}
		_, at := r.Place()
		local := r.Aside()
		v := ask.Screen(row.Ask, at, ask.Local{Clock: local.Clock, Live: local.Live})
		shown, record = v.State, v.Record.State
	})
	return shown, record
}

// notAgreed wants no screen to show the notice as agreed.
func (c *cell) notAgreed(id statement.ID) {
	c.t.Helper()
	for code := range c.nodes {
		if shown, record := c.state(code, id); shown == ask.Agreed || record == ask.Agreed {
			c.t.Errorf("%s's screen shows the notice as %v, its record says %v; want it agreed nowhere", code, shown, record)
		}
	}
}

func (c *cell) becomes(id statement.ID, want ask.State) {
	c.t.Helper()
	for code := range c.nodes {
		until(c.t, code+" shows the notice as "+want.String(), func() bool { shown, _ := c.state(code, id); return shown == want })
	}
}

// notLive waits until a node gives a reason.
func (c *cell) notLive(code string, why node.Reason) {
	c.t.Helper()
	until(c.t, code+" is not live: "+string(why), func() bool {
		live := c.ledger(code).Live()
		return !live.OK && slices.Contains(live.Reasons, why)
	})
}

// evidenceOf waits until a node keeps evidence of a kind, which a stranger, who
// has nothing but the first charter document, takes as proof.
func (c *cell) evidenceOf(code string, want evidence.Kind) {
	c.t.Helper()
	var files []string
	until(c.t, code+" keeps evidence of "+string(want), func() bool {
		var err error
		if files, err = filepath.Glob(filepath.Join(c.f.NodeDir(code), "evidence", string(want)+"-*.json")); err != nil {
			c.t.Fatal(err)
		}
		return len(files) > 0
	})
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			c.t.Fatal(err)
		}
		f, err := evidence.Check(c.f.Document, b)
		if err != nil || f.Kind != want {
			c.t.Errorf("evidence %s of %s proves %v to a stranger (%v), want %v", name, code, f.Kind, err, want)
		}
		if b, err = tamper(b); err != nil {
			c.t.Fatal(err)
		}
		if _, err := evidence.Check(c.f.Document, b); err == nil {
			c.t.Errorf("evidence %s that was tampered with is taken as proof", name)
		}
	}
}

// tamper changes what an evidence file rests on, and nothing else.
func tamper(b []byte) ([]byte, error) {
	f, err := evidence.Parse(b)
	if err != nil {
		return nil, err
	}
	if f.Promise != nil {
		f.Promise.Signature[7] ^= 1
	} else {
		f.Prefix[7] ^= 1
	}
	return f.Bytes()
}

// logged returns the statements of a type on a node's copy of the record.
func (c *cell) logged(code, typ string) (list []statement.Statement) {
	c.t.Helper()
	m := c.ledger(code).Mirror()
	leaves, err := m.Leaves(0, m.Size())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, b := range leaves {
		leaf, err := statement.ParseLeaf(b)
		if err != nil {
			c.t.Fatal(err)
		}
		if st, err := leaf.Envelope.Statement(); err == nil && st.Type == typ {
			list = append(list, st)
		}
	}
	return list
}

// refusedWith waits until a member's node has said on alpha's record why it does
// not cosign.
func (c *cell) refusedWith(member, reason string) {
	c.t.Helper()
	until(c.t, member+" says on the record that it does not cosign: "+reason, func() bool {
		return slices.ContainsFunc(c.logged("alpha", tick.TypeRefused), func(st statement.Statement) bool {
			var a tick.Refused
			return st.Member == member && statement.Decode(st.Act, &a) == nil && a.Reason == reason
		})
	})
}

// holders returns the members that say on the record to hold a statement, since
// a time at most.
func (c *cell) holders(code string, id statement.ID, by statement.Time) []string {
	var members []string
	c.look(code, func(r kind.Reader) {
		h, _ := tick.Holds.Get(r, id.String())
		for _, b := range h.By {
			if b.Since <= by {
				members = append(members, b.Member)
			}
		}
	})
	slices.Sort(members)
	return members
}

func every(t *testing.T, within time.Duration, ok func() bool) bool {
	t.Helper()
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if !ok() {
			return false
		}
	}
	return true
}
