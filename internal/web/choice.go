package web

import (
	"net/http"

	"parley.example/internal/lang"
)

// themes are the looks of the pages, the first by default.
func themes() []string { return []string{"day", "night", "red"} }

func themeOf(s string) string {
	for _, t := range themes() {
		if s == t {
			return t
		}
	}
	return themes()[0]
}

// chosen returns what a reader chose before, by its cookie.
func (s *Site) chosen(r *http.Request, what string) string {
	c, err := r.Cookie(s.cookie(what))
	if err != nil {
		return ""
	}
	return c.Value
}

// choose keeps a reader's language or theme, and goes back to the page.
func (s *Site) choose(v *visit) error {
	if t, ok := lang.Parse(v.r.PostFormValue("lang")); ok {
		s.keep(v, "lang", string(t))
	}
	if t := v.r.PostFormValue("theme"); t != "" {
		s.keep(v, "theme", themeOf(t))
	}
	return v.redirect(local(v.r.PostFormValue("next")))
}

func (s *Site) keep(v *visit, what, value string) {
	const year = 365 * 24 * 3600
	http.SetCookie(v.w, &http.Cookie{ //nolint:gosec // Secure is off only where the site is served in clear
		Name: s.cookie(what), Value: value, Path: "/", MaxAge: year,
		Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}
