// Package projection makes the picture: it runs the folds and alarms of the
// kinds over judged entries and keeps the rows that follow.
//
// The picture is derived and disposable. Every row has the index from which it
// holds and the index at which another took its place, so "as known at" is the
// same question at another index. Rows, position, digest and the state of the
// record are committed together: a node that restarts rebuilds nothing, and one
// that loses the picture rebuilds it from the mirror to the same digest.
//
// Engine is the one writer. Readers see the place of the last commit, which
// stays as it is while the engine goes on.
package projection
