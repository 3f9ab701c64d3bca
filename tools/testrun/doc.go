// Testrun is what `make test` and `make soak` run: the stages in their order,
// each timed against its budget, with every test counted once.
//
// It reads the JSON of go test, so that the numbers it prints are those of
// tests that really ran: a package that does not build counts as failed, a test
// that was skipped is named with its reason, and a stage that has no tests yet
// says so. It belongs to the build, not the product.
package main
