//go:build race

package parties

// slower is by how much the race detector slows the parts down on a machine that
// does other things beside: they are processes, and each of them is watched.
const slower = 4
