// Package api is REST over the kinds: every act and every query of the list
// becomes a path under /api/v1, an operation of the OpenAPI document at
// /api/v1/openapi.json, and a validated, bounded, strictly read input.
//
// There are three shapes of handler and no others: post, get a list, get one.
// What this package knows of a kind it has by reflection from the contract, so
// a new kind adds nothing here.
//
// Errors are application/problem+json in English, each with the request's id.
// A stranger sees no internals; the operator finds them in the log by that id.
// docs/spec/api.md.
package api
