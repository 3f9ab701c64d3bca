package charter

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"parley.example/record/statement"
)

// MaxDocument bounds a charter document, so that a proposal carries it whole
// in its leaf. R-CHARTER-3.
const MaxDocument = 34_000

// Role is what a member is to the mechanism.
type Role string

// The roles of members.
const (
	Party     Role = "party"
	Mediator  Role = "mediator"
	Guarantor Role = "guarantor"
	Verifier  Role = "verifier" // a verification body
	HostState Role = "host-state"
	Observer  Role = "observer"
)

// Text is a text for people, by language tag (en, ar, he).
type Text map[string]string

// Document is a charter document. Its digest names the mechanism; the bytes
// have one spelling, which Bytes writes. R-CHARTER-1.
type Document struct {
	V           int               `json:"v"`
	Name        Text              `json:"name"`
	Exercise    bool              `json:"exercise"` // everything in the mechanism is invented, and says so
	Nonce       string            `json:"nonce"`    // makes each founding different
	Amends      *statement.Digest `json:"amends,omitempty"`
	Members     []Member          `json:"members"`
	Host        Host              `json:"host"`
	Witnesses   []string          `json:"witnesses"` // codes of the members whose nodes cosign
	Faulty      int               `json:"faulty"`    // f: how many witnesses may lie
	DataOfficer string            `json:"data_officer,omitempty"`
	OpenLog     bool              `json:"open_log"` // anyone in reach may read the log
	Tolerances  Tolerances        `json:"tolerances"`
	Desks       []string          `json:"desks"`
	Kinds       []string          `json:"kinds"`
	Markings    []string          `json:"markings"`
	Rules       json.RawMessage   `json:"notice_rules"` // read by terms/ask; stands in for the agreement
}

// Member is one seat of the mechanism with its own root key. Root and Node are
// what held when the document was written; State.Node says what holds now.
type Member struct {
	Code  string              `json:"code"`
	Role  Role                `json:"role"`
	Names Text                `json:"names"`
	Root  statement.PublicKey `json:"root"`
	Node  NodeKeys            `json:"node"`
}

// NodeKeys are the keys that a member's node holds. They do not expire: keys
// that ran out together would stop the log for ever. PROTOCOL A9.
type NodeKeys struct {
	Statement statement.PublicKey `json:"statement"`
	Witness   statement.PublicKey `json:"witness"`
	TLS       statement.PublicKey `json:"tls"`
	Sealing   string              `json:"sealing"` // age recipient
}

// Host says who sequences the record, and with which log key. In the document
// that State returns, it is the host in force.
type Host struct {
	Member string              `json:"member"`
	Origin string              `json:"origin"`
	Key    statement.PublicKey `json:"key"`
	TLS    statement.PublicKey `json:"tls"`
}

// ParseDocument reads a charter document, in its one spelling, and checks it.
func ParseDocument(b []byte) (Document, error) {
	var d Document
	if len(b) > MaxDocument {
		return d, fmt.Errorf("charter: %d bytes, at most %d", len(b), MaxDocument)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return d, fmt.Errorf("charter: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return d, errors.New("charter: text after the end of the document")
	}
	again, err := d.Bytes()
	if err != nil {
		return d, err
	}
	if !bytes.Equal(again, b) {
		return d, fmt.Errorf("charter: not in its one spelling: %s", firstDifference(b, again))
	}
	if err := d.Check(); err != nil {
		return d, err
	}
	return d, nil
}

// Bytes writes the document's one spelling: keys in the order of Document, two
// spaces of indentation, UTF-8, an empty list as [], a line end after the last
// brace. R-CHARTER-1.
func (d *Document) Bytes() ([]byte, error) {
	out := *d
	for _, list := range []*[]string{&out.Witnesses, &out.Desks, &out.Kinds, &out.Markings} {
		if *list == nil {
			*list = []string{}
		}
	}
	if out.Members == nil {
		out.Members = []Member{}
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(&out); err != nil {
		return nil, fmt.Errorf("charter: %w", err)
	}
	return buf.Bytes(), nil
}

// Digest returns SHA-256 over the document's spelling: of the first document,
// it names the mechanism.
func (d *Document) Digest() (statement.Digest, error) {
	b, err := d.Bytes()
	if err != nil {
		return statement.Digest{}, err
	}
	return sha256.Sum256(b), nil
}

// Member returns the member of that code.
func (d *Document) Member(code string) (Member, bool) {
	for _, m := range d.Members {
		if m.Code == code {
			return m, true
		}
	}
	return Member{}, false
}

func firstDifference(got, want []byte) string {
	line := 1
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("line %d, byte %d", line, i)
		}
		if got[i] == '\n' {
			line++
		}
	}
	return fmt.Sprintf("it has %d bytes, its spelling has %d", len(got), len(want))
}
