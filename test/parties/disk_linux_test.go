package parties

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"parley.example/internal/kinds/notice"
	"parley.example/internal/ledger/node"
	"parley.example/internal/server"
	"parley.example/record/statement"
)

// onSmallDisk puts a directory of a mechanism that does not run onto a disk of
// its own.
func (c *cell) onSmallDisk(dir, size string) {
	c.t.Helper()
	kept := filepath.Join(c.t.TempDir(), "kept")
	if err := os.CopyFS(kept, os.DirFS(dir)); err != nil {
		c.t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		c.t.Skipf("a disk that is full needs a small one, and mount says: %v (root is needed)", err)
	}
	c.t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			c.t.Errorf("unmount %s: %v", dir, err)
		}
	})
	if err := os.CopyFS(dir, os.DirFS(kept)); err != nil {
		c.t.Fatal(err)
	}
}

// fill writes a file until the disk takes no more, and returns what makes room
// again.
func fill(t *testing.T, dir string) (room func()) {
	t.Helper()
	name := filepath.Join(dir, "filler")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("fill the disk: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

func (c *cell) tryHold(code string) (*node.Ticket, error) {
	act, err := statement.Encode(notice.Held{Zone: "zone-5", Until: server.Clock().Add(time.Hour)})
	if err != nil {
		return nil, err
	}
	return c.ledger(code).Submit(within(c.t), node.KeySigner(c.officers[code]), statement.Statement{Type: notice.TypeHeld, Act: act})
}

// A host whose disk is full promises nothing more, loses nothing, and goes on
// when there is room.
func TestHostDiskFull(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, three...)
	c.onSmallDisk(c.f.HostDir(), "24m")
	c.start()
	c.receipted(c.say("alpha", notice.TypeHeld, notice.Held{Zone: "zone-5", Until: server.Clock().Add(time.Hour)}))
	room := fill(t, c.f.HostDir())
	var tickets []*node.Ticket
	until(t, "the host says that it admits nothing", func() bool {
		ticket, err := c.tryHold("alpha")
		if err != nil {
			t.Fatal(err)
		}
		tickets = append(tickets, ticket)
		return c.host.Status().Refusing != ""
	})
	ticket, err := c.tryHold("alpha")
	if err != nil {
		t.Fatal(err)
	}
	tickets = append(tickets, ticket)
	if !every(t, 500*time.Millisecond, func() bool { s, _ := ticket.Status(); return s.Stage < node.Promised }) {
		t.Error("a full host promises")
	}
	room()
	for _, ticket := range tickets {
		c.receipted(ticket)
	}
	if text := c.host.Status().Refusing; text != "" {
		t.Errorf("with room again the host admits nothing: %s", text)
	}
	c.allLive()
	c.stops["host"]()
	c.startHost() // sweeps what was begun on the full disk
	c.stops["host"]()
	auditedLeaves(t, c.f.HostDir(), c.f.Document)
}

// A node whose disk is full signs nothing more, cosigns nothing that it does not
// hold, loses nothing, and goes on when there is room; its service manager may
// have to start it again.
func TestNodeDiskFull(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, three...)
	c.onSmallDisk(c.f.NodeDir("bravo"), "24m")
	m := millOf(c)
	said := func(code string) loaded { return readLoad(t, m.loadFile(code)) }
	until(t, "bravo has receipts", func() bool { return len(said("bravo").receipts) > 5 })
	room := fill(t, m.f.NodeDir("bravo"))
	until(t, "bravo's node refuses to sign", func() bool { m.keepUp("bravo"); return len(said("bravo").faults) > 0 })
	others := len(said("alpha").receipts)
	until(t, "the others go on", func() bool { m.keepUp("bravo"); return len(said("alpha").receipts) > others+20 })
	room()
	before := len(said("bravo").receipts)
	until(t, "bravo's node goes on", func() bool { m.keepUp("bravo"); return len(said("bravo").receipts) > before+10 })
	m.settle()
	m.hold("bravo")
}
