// Package e2e drives the pages of a running demo in a real browser: Debian's
// Chromium, by the DevTools protocol. It holds what only a browser can tell:
// that nothing scrolls sideways at 320 pixels, that a keyboard gets everywhere
// and out again, that a date in an Arabic line still reads forwards, that the
// page turns to NOT LIVE by itself, that everything works without script, and
// that axe-core finds nothing. DESIGN §9.
//
// The tests start one demo of their own, on ports that are free, and one more to
// be killed. Where there is no Chromium every test is skipped, and says so.
// Pictures of the pages go to shots/, to be looked at by a person.
//
// It is a module of its own because the browser's protocol takes most of a
// minute to compile, and nobody who builds Parley should wait for that.
package e2e
