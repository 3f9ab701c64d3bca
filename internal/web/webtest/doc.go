// Package webtest is a site to test pages with: a desk, a record and a picture
// that are made up, fixed in time, and one small kind, drill. All of it is an
// EXERCISE. Nothing of the product imports it.
package webtest
