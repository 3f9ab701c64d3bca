// Package model proves PROTOCOL C by machine on the functions that run: it
// explores ask.Apply exhaustively within a bound and by long random schedules,
// and holds every state that it reaches against the properties C1 to C5.
//
//   - Machine is the set of functions under proof. Real is the product; the
//     tests put wrappers around it, each breaking one rule, and the search must
//     find every one of them.
//   - world.go has the actors and the moves: what may come onto the record
//     next, honest or not, in time or delayed, doubled, void or lost.
//   - oracle.go says in the most naive way, from the plain list of logged acts
//     and from nothing that an Ask holds, whether a notice may be agreed.
//   - property.go states C1 to C5.
//   - Search walks all sequences of moves up to a bound; Schedule a random one.
//
// The record is a list of acts in one order with one time, so host delay is a
// consent whose not_after has passed or a revision that is no longer current,
// reordering is every order of moves, loss is the move that never comes, and a
// restart is a row that was encoded and decoded.
package model
