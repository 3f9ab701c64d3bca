// Package bench measures Parley, each figure with a peer in the same run where
// there is one: `parley bench NAME` prints one line of JSON. A figure in any
// document names the file under bench/results that holds its run.
//
// Host and nodes of a run are those of package server, in one process, each with
// its own keys and files, over TLS on loopback. What is signed before the clock
// starts belongs to members without a node.
package bench
