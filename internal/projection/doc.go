// Package projection makes the picture: it runs the folds and alarms of the
// kinds over judged entries and keeps the rows that follow.
//
// The picture is derived and disposable. Every row has the index from which it
// holds and the index at which another took its place, so "as known at" is the
// same question at another index. Rows, position, digest and the state of the
// record are committed together: a node that restarts rebuilds nothing, and one
// that loses the picture rebuilds it from the mirror to the same digest.
//
// What is sealed is folded in its room, by a pass of its own over what the common
// fold kept for it, as far as the member's node can open it. A room reads the
// common rows as they held at the place that it folds, so its pass may come later,
// and again from the start where a ciphertext came late. R-PICTURE-13 to
// R-PICTURE-19.
//
// Engine is the one writer. Readers see the place of the last commit, which
// stays as it is while the engine goes on.
package projection
