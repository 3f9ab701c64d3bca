// Package recordtest makes small mechanisms for tests: members with keys made
// from names, a founded record, officers, and statements chained and stamped as
// the record wants them.
//
// Nothing is random and nothing reads a clock: the same calls make the same
// bytes. The keys are known to everybody and protect nothing. Every charter
// made here is marked as an exercise.
package recordtest
