// Package audittest writes small logs for tests, as a host's directory holds
// them: checkpoint, tiles and entry bundles, and the bodies beside it. Every
// charter is marked as an exercise.
package audittest
