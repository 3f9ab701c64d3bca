//go:build race

package audit_test

// stride is coarse where the race detector slows everything down: it looks for
// races, and the plain run changes every byte.
const stride = 13
