package kinds_test

import (
	"strings"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/kinds/notice"
	"parley.example/record/statement"
)

// R-NOTICE-18: what rests on a key whose revocation is at hand is not shown as
// agreed, and its words say so; a revocation of another key changes nothing, and
// what stops goes on stopping.
func TestRevokedNotOnRecord(t *testing.T) {
	b := newBench(t, "")
	b.log(0, "a1", "notice.file", b.convoy())
	b.log(5, "b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	revokes := func(officer string, since statement.Time) {
		by := b.author(officer)
		b.local.Revoked = []kind.Revocation{{Member: by.Member, Key: by.Key, Since: since}}
	}
	shown := func(when, screen string, doubted bool) {
		t.Helper()
		it := b.list()[0]
		line := b.voice.Render(it.Lines[0].Says)
		board := b.board()
		if it.State != "agreed" || it.Screen != screen || it.Lines[0].Doubted != doubted {
			t.Errorf("%s: state %s, screen %s, doubted %t; want agreed, %s, %t", when, it.State, it.Screen, it.Lines[0].Doubted, screen, doubted)
		}
		for _, text := range []string{line, board} {
			if strings.Contains(text, "not yet on the record") != doubted {
				t.Errorf("%s: %q, want said that it is not yet on the record: %t", when, text, doubted)
			}
		}
		if strings.Contains(board, "All required have consented") == doubted {
			t.Errorf("%s: the board says\n%s", when, board)
		}
	}
	shown("nothing at hand", "agreed", false)
	revokes("b1", 0)
	shown("a revocation that names no time", "open", true)
	revokes("b1", b.at(4))
	shown("compromised before it consented", "open", true)
	revokes("b2", b.at(0))
	shown("of an officer who said nothing", "agreed", false)
	revokes("b1", 0)
	b.log(6, "b1", "notice.stop", notice.StopIn{Notice: "N-1", Doing: "halt"})
	if it := b.list()[0]; it.Screen != "suspended" || !strings.Contains(b.voice.Render(it.Lines[0].Says), "STOP") {
		t.Errorf("a stop by a key that is as good as revoked shows %s, want it suspended", it.Screen)
	}
}
