package notice

import (
	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
)

// unlogged are the revocations at hand, as acts for the screen. R-NOTICE-18.
func unlogged(local kind.Local) []ask.Act {
	var acts []ask.Act
	for _, rv := range local.Revoked {
		acts = append(acts, ask.Revoked{Entry: ask.Entry{ID: rv.ID, Key: rv.Root, Member: rv.Member}, Revokes: rv.Key, Since: rv.Since})
	}
	return acts
}

// doubted reports whether what a line says was signed with a key whose
// revocation is at hand and not on the record.
func doubted(l ask.Line, local kind.Local) bool {
	for _, m := range []ask.Mark{l.Word, l.Stop, l.Acknowledged} {
		if !m.IsZero() && local.Revokes(m.Key) {
			return true
		}
	}
	return false
}

// doubt says beside the words of a line that their key is as good as revoked.
func doubt(says lang.Message, l ask.Line, local kind.Local) lang.Message {
	if doubted(l, local) {
		return lang.Say("notice.line.revoked_unlogged", "line", says)
	}
	return says
}
