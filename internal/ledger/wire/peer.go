package wire

import (
	"net/url"
	"strings"

	"parley.example/record/statement"
)

// GetDigest gives the digest of a node's picture after an entry, by its index, as
// a tick carries it; 404 where it is not folded so far. Nodes alone serve it.
const GetDigest = "GET /picture/{index}"

// Paths that a node reads when it was restored or lagged behind. A node serves
// both; a host may.
const (
	// GetTail gives the end of a key's chain, by key id in hex, as a Tail:
	// statements that are taken in and not yet logged count.
	GetTail = "GET /tail/{key}"
	// Transition gives the checkpoint that first covered the next amendment
	// after a size, with the quorums of both eras. 404 where there is none.
	Transition = "GET /transition/{size}"
)

// Tail is the end of a key's chain as somebody knows it. It is a claim: a node
// takes the furthest of several, so that a wrong one costs a seq, never a fork.
type Tail struct {
	Next int64            `json:"next"` // seq of the next statement
	Size int64            `json:"size"` // of the record that the answer knows
	Tail statement.Digest `json:"tail"` // id of the last statement
}

// Path makes the path of a request from one of the patterns above: the method is
// dropped, and each {name} is replaced in order.
func Path(pattern string, args ...string) string {
	_, path, _ := strings.Cut(pattern, " ")
	for _, arg := range args {
		before, rest, ok := strings.Cut(path, "{")
		if !ok {
			return path
		}
		name, after, _ := strings.Cut(rest, "}")
		if !strings.HasSuffix(name, "...") {
			arg = url.PathEscape(arg)
		}
		path = before + arg + after
	}
	return path
}
