package kinds

import (
	"parley.example/internal/kind"
	"parley.example/internal/kinds/erasure"
	"parley.example/internal/kinds/member"
	"parley.example/internal/kinds/notice"
)

// All returns the kinds in the order in which they hear what others' entries
// say.
func All() []kind.Kind {
	return []kind.Kind{
		member.Kind,
		notice.Kind,
		erasure.Kind,
	}
}
