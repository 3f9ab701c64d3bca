//go:build !race

package parties

// slower is by how much waits are longer under the race detector.
const slower = 1
