// Package desk is the one executor of acts: it plans, confirms, signs, hands
// over, and follows each statement to its receipt. It also keeps a node's local
// truth in desk.db: officers with their sealed keys, sessions, tokens, drafts,
// what was filed, and who looked.
//
// What it promises:
//
//   - Nothing is signed that an officer did not confirm, in a step of its own,
//     within ten minutes, and never anything but the drafts that were shown.
//   - One confirmation is one filing, however often it is sent, and over a
//     restart in the middle. The machine never signs again by itself.
//   - An officer's key is in the clear only in this process's memory, and only
//     while that officer is signed in.
//   - A draft is kept until the receipt of what came of it.
//
// docs/spec/api.md has the rules, docs/decisions/0012-officer-keys.md says why
// keys lie as they do.
package desk
