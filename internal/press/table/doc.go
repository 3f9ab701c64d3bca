// Package table writes what was read from documents as text for people: each article with its
// claims, then what sources agree on, where they contradict one another with the words of both
// sides, and the figures of people harmed side by side with who counts what.
//
// Everything that comes from a document is shown with its control and direction characters made
// visible, so that no article can change what the reader of another sees.
package table
