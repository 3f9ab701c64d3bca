package web

import (
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"runtime/debug"
)

// policy is the content security policy of every answer: nothing from outside
// the building, no inline script or style, no frames.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const (
	mostForm   = 1 << 20 // bytes of a form that is posted
	mostUpload = 9 << 20 // of a receipt, with the form around it
)

// guard stands before every page: headers, the request's id, what crosses
// origins, what panics.
func (s *Site) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, http.StatusForbidden, "error.cross")
	}))
	inner := cross.Handler(s.sessions.LoadAndSave(next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := newID()
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("X-Request-Id", id)
		h.Set("Cache-Control", "no-store")
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
					panic(p)
				}
				s.Log.Error("page panicked", slog.String("request", id), slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
				s.refuse(w, r, http.StatusInternalServerError, "error.server")
			}
		}()
		most := int64(mostForm)
		if r.URL.Path == "/verify" {
			most = mostUpload
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		inner.ServeHTTP(w, r)
	})
}

// newID names a request in the log and on the page of an error.
func newID() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails; crypto/rand ends the program where it would
	return hex.EncodeToString(b[:])
}
