// Package kind is the contract between the engines and the domain. Every
// feature is a Kind: a folder that declares its types of entry, its rules, its
// rows, its acts, queries, pages and messages. Engines know kinds only through
// this package, and are handed one explicit list.
//
// What a kind may rely on, and must keep to:
//
//   - Rows are the state. Fold and Wake read and write rows through a Tx and
//     have no other memory; they are pure in (rows, entry). The same leaves make
//     the same rows on every node.
//   - The leaf decides, the body informs. An Entry carries the decisive fields
//     alone. Bodies are read where people read, through a Reader, and may be gone.
//   - Nothing reads a clock. Time is the record time of an entry, or of an alarm.
//   - A kind writes its own tables, and reads its own and those of the
//     vocabularies it lists in Reads. What crosses kinds is an entry.
//
// kindtest holds each kind to this.
package kind
