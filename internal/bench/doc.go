// Package bench measures Parley, each figure with a peer in the same run where
// there is one: `parley bench NAME` prints one line of JSON. A figure in any
// document names the file under bench/results that holds its run.
package bench
