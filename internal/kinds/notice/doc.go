// Package notice is the kind of asking and answering: notifications and
// coordination requests, their revisions and answers, holds and outcomes.
//
// The rules are those of terms/ask (docs/spec/ask.md). This package turns
// entries into its acts, keeps its rows, and says what officers may do and what
// people see. Silence, delivery and acknowledgment are never consent.
package notice
