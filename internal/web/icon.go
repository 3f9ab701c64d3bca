package web

import "html/template"

// icon draws a sign of 20 by 20, in the colour of the words beside it. It says
// nothing that the words do not say.
func icon(name string) template.HTML {
	const head = `<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">`
	return head + shape(name) + `</svg>`
}

func shape(name string) template.HTML {
	switch name {
	case "calm":
		return `<circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="2"/>`
	case "due":
		return `<circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" stroke-width="2"/>` +
			`<path d="M10 5v5l3.5 2.5" fill="none" stroke="currentColor" stroke-width="2"/>`
	case "overdue":
		return `<path d="M10 1.5 19 18H1z" fill="currentColor"/><path d="M10 7v5" stroke="var(--paper)" stroke-width="2.2"/>` +
			`<circle cx="10" cy="14.8" r="1.3" fill="var(--paper)"/>`
	case "ringing":
		return `<path d="M6.2 1h7.6L19 6.2v7.6L13.8 19H6.2L1 13.8V6.2z" fill="currentColor"/>` +
			`<path d="M5 10h10" stroke="var(--paper)" stroke-width="3"/>`
	case "done":
		return `<path d="M3 10.5 8 15.5 17 5" fill="none" stroke="currentColor" stroke-width="2.6"/>`
	case "not-live":
		return `<path d="M3 3l14 14M17 3 3 17" stroke="currentColor" stroke-width="2.8"/>`
	case "live":
		return `<circle cx="10" cy="10" r="5" fill="currentColor"/>`
	}
	return `<path d="M10 2v10" stroke="currentColor" stroke-width="3"/><circle cx="10" cy="16.5" r="2" fill="currentColor"/>`
}
