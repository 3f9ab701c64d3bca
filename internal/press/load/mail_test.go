package load

import (
	"encoding/base64"
	"strings"
	"testing"
)

const mailHead = "From: =?utf-8?q?Exercise_D=C3=A9sk?= <desk@post.example>\r\nSubject: =?windows-1256?b?yuPR7eQ=?=\r\n" +
	"Date: Tue, 16 Sep 2025 23:10:00 -0400\r\nMIME-Version: 1.0\r\n"

func TestMail(t *testing.T) {
	bomb := base64.StdEncoding.EncodeToString([]byte("PK\x03\x04" + strings.Repeat("\x00", 1000)))
	raw := mailHead + "Content-Type: multipart/mixed; boundary=X\r\n\r\n" +
		"--X\r\nContent-Type: multipart/alternative; boundary=Y\r\n\r\n" +
		"--Y\r\nContent-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
		"EXERCISE. The road =96 and the br=\r\nidge =96 are closed.\r\n" +
		"--Y\r\nContent-Type: text/html\r\n\r\n<html><p>EXERCISE. The same as a page.</p></html>\r\n--Y--\r\n" +
		"--X\r\nContent-Type: application/zip; name=all.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + bomb + "\r\n" +
		"--X\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@post.example\r\nSubject: Inner\r\nDate: Mon, 15 Sep 2025 08:00:00 +0000\r\n\r\nEXERCISE inner.\r\n" +
		"--X--\r\n"
	docs := Read(Source{File: "m.eml", Raw: []byte(raw)}, Options{})
	if len(docs) != 2 {
		t.Fatalf("%d documents, want the mail and the mail in it: %+v", len(docs), docs)
	}
	for i := range docs {
		valid(t, &docs[i])
	}
	if want := "تمرين\n\nEXERCISE. The road – and the bridge – are closed."; strings.TrimSpace(string(docs[0].Text)) != want {
		t.Errorf("text %q, want %q", docs[0].Text, want)
	}
	want := Hints{Title: "تمرين", Author: "Exercise Désk", Published: "2025-09-16", How: "mail date"}
	if docs[0].Hints != want {
		t.Errorf("hints %+v, want %+v", docs[0].Hints, want)
	}
	if notes := strings.Join(docs[0].Notes, "; "); !strings.Contains(notes, "attachments not read: all.zip") {
		t.Errorf("notes %q, want the attachment that was not read", notes)
	}
	if docs[1].File != "m.eml#2" || docs[1].Hints.Title != "Inner" || docs[1].Hints.Published != "2025-09-15" {
		t.Errorf("second document %s, %+v, want m.eml#2, Inner of 15 September", docs[1].File, docs[1].Hints)
	}
}

func TestMailHTML(t *testing.T) {
	raw := mailHead + "Content-Type: text/html; charset=utf-8\r\n\r\n" + string(page("", body))
	d := Read(Source{File: "m.eml", Raw: []byte(raw)}, Options{})[0]
	if d.Fault != nil || d.Kind != KindMail || !strings.Contains(string(d.Text), "turned back") || strings.Contains(string(d.Text), "Read also") {
		t.Errorf("%s %q, fault %v, want the article of the page", d.Kind, d.Text, d.Fault)
	}
}

// A mail within a mail without end, parts without end, and parts that grow.
func TestMailBounds(t *testing.T) {
	nested := strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 40) + "Subject: x\r\n\r\nEXERCISE\r\n"
	many := mailHead + "Content-Type: multipart/mixed; boundary=X\r\n\r\n" + strings.Repeat("--X\r\n\r\nEXERCISE\r\n", 400) + "--X--\r\n"
	tests := map[string]struct {
		raw    string
		limits Limits
		read   int // parts that come before the fault
	}{
		"nested":     {mailHead + nested, Limits{}, 0},
		"many parts": {many, Limits{Parts: 10}, 9},
		"much":       {mailHead + "\r\n" + strings.Repeat("EXERCISE ", 100), Limits{Raw: 1200, Text: 100}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			docs := Read(Source{File: "m.eml", Raw: []byte(tt.raw)}, Options{Limits: tt.limits})
			if last := docs[len(docs)-1]; last.Fault == nil || len(docs) != tt.read+1 {
				t.Errorf("%d documents, the last with fault %v, want %d and then a fault", len(docs), last.Fault, tt.read)
			}
		})
	}
}
