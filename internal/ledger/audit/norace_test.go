//go:build !race

package audit_test

// stride is how far apart the bytes are that TestFlips changes.
const stride = 1
