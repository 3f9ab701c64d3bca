package node

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"parley.example/record/statement"
)

// mostMissing is how many bodies a tick names as missing.
const mostMissing = 500

// named returns those of the missing bodies that a tick names, ascending. What it
// does not name it says to have, and so to have been delivered. Where they are more
// than it holds, each member's statements get an equal share of it, the newest of
// each first: who never hands out the bodies of hundreds makes that false of none
// but its own. R-PICTURE-10.
func (n *Node) named(k *ticker, missing []statement.Digest) []statement.Digest {
	if len(missing) <= mostMissing {
		clear(k.authors)
		return missing
	}
	lacks := n.bodies.lacks()
	if len(k.authors) > 2*len(lacks) {
		clear(k.authors)
	}
	return share(lacks, func(place int64) string {
		member, known := k.authors[place]
		if !known {
			if st, err := n.committer(place); err == nil {
				member = st.Member
			}
			k.authors[place] = member
		}
		return member
	})
}

// share takes as many commitments as a tick names, in turns of the members that by
// names for their places.
func share(lacks map[lacked]statement.Digest, by func(place int64) string) []statement.Digest {
	of := map[string][]lacked{}
	for l := range lacks {
		of[by(l.place)] = append(of[by(l.place)], l)
	}
	for _, list := range of {
		slices.SortFunc(list, func(a, b lacked) int { return cmp.Compare(b.place, a.place) })
	}
	taken := map[statement.Digest]bool{}
	for turn := 0; len(of) > 0; turn++ {
		for _, member := range slices.Sorted(maps.Keys(of)) {
			if turn == len(of[member]) {
				delete(of, member)
				continue
			}
			if taken[lacks[of[member][turn]]] = true; len(taken) == mostMissing {
				of = nil
				break
			}
		}
	}
	return slices.SortedFunc(maps.Keys(taken), func(a, b statement.Digest) int { return bytes.Compare(a[:], b[:]) })
}

// lacksStill reports whether what was missing is so still, and nothing came
// meanwhile: a digest read in between is then one without these bodies.
func (n *Node) lacksStill(missing []statement.Digest) bool {
	return n.Settled() && slices.Equal(missing, n.Missing())
}
