package host

import (
	"strings"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// view is what requests and the publisher need of the state, at one place of
// it. It is replaced whole and never changed.
type view struct {
	document   *charter.Document
	mechanism  statement.Digest
	tolerances charter.Tolerances
	eras       []charter.Era
	tls        map[statement.PublicKey]string        // the nodes in force: key to member
	nodeTLS    map[string]statement.PublicKey        // and the other way round
	nodes      map[statement.Digest]nodeKey          // their statement keys by id
	owner      func(statement.Digest) (string, bool) // of any key by id
}

type nodeKey struct {
	member string
	pub    statement.PublicKey
}

func newView(s *charter.State) *view {
	doc := s.Document()
	v := &view{
		document: doc, mechanism: s.Mechanism(), tolerances: doc.Tolerances.Resolved(), eras: s.Eras(),
		tls: map[statement.PublicKey]string{}, nodeTLS: map[string]statement.PublicKey{}, nodes: map[statement.Digest]nodeKey{},
	}
	owners := map[statement.Digest]string{}
	for _, m := range doc.Members {
		if n, ok := s.Node(m.Code); ok {
			v.tls[n.TLS], v.nodeTLS[m.Code] = m.Code, n.TLS
			v.nodes[n.Statement.ID()] = nodeKey{m.Code, n.Statement}
		}
		for _, k := range s.Keys(m.Code) {
			owners[k.Pub.ID()] = m.Code
		}
	}
	v.owner = func(id statement.Digest) (string, bool) { m, ok := owners[id]; return m, ok }
	return v
}

// eraOf returns the era of a checkpoint of that size.
func (v *view) eraOf(size int64) charter.Era {
	era := v.eras[0]
	for _, e := range v.eras {
		if size >= e.From {
			era = e
		}
	}
	return era
}

// erasBetween returns the eras whose quorum a checkpoint of that size needs,
// after one of the size before it: that in force last.
func (v *view) erasBetween(before, size int64) []charter.Era {
	list := []charter.Era{v.eraOf(before)}
	for _, e := range v.eras {
		if e.From > before && e.From <= size {
			list = append(list, e)
		}
	}
	return list
}

// isRecordType reports whether statements of the type may change the view, and
// are taken over any connection: only roots sign them. PROTOCOL A9.
func isRecordType(typ string) bool {
	switch noun, _, _ := strings.Cut(typ, "."); noun {
	case "charter", "key", "root", "host":
		return true
	}
	return false
}
