package load

import (
	"strings"
	"testing"
)

const body = `<p>EXERCISE. The officer said on Tuesday that the road at Bridge North, which both sides use, was closed for a week.</p>
<p>Two convoys, of <b>five</b> lorries each, turned&nbsp;back before noon, and nobody was hurt, the officer&#39;s spokesman said.</p>
<figure><img src="x.jpg"><figcaption>The bridge on Monday, in a file photo, as seen from the south. | EXERCISE PRESS</figcaption></figure>
<p>The mediator&rsquo;s office said that it had been told on Monday, and that it had no answer, which it did not take for consent.</p>
<ul><li><a href="/1">Read also: what else there is to read</a></li><li><a href="/2">And another page, and one more</a></li></ul>
<p style="display: none">Nobody sees this sentence, which says that the road is open, and it is no part of the article.</p>
<p>It will be open again on Friday, according to the party&#8217;s liaison, who spoke on condition of anonymity, as is usual.</p>`

func page(head, body string) []byte {
	return []byte("<!DOCTYPE html><html lang=en><head><title>Road closed - Exercise Post</title>" + head +
		"</head><body><nav><a href=/>Home</a></nav><script>var killed = 12;</script><article><h1>Road closed</h1>" + body +
		"</article><footer>All rights reserved</footer></body></html>")
}

func TestPage(t *testing.T) {
	d := Read(Source{File: "a.html", Raw: page(`<meta property="og:title" content="Road closed">
		<meta property="og:site_name" content="Exercise Post">
		<meta property="article:published_time" content="2025-09-16T23:30:00-04:00">
		<link rel=canonical href="https://post.example/road">`, body)}, Options{})[0]
	if d.Fault != nil {
		t.Fatal(d.Fault)
	}
	valid(t, &d)
	want := Hints{
		Title: "Road closed", Outlet: "Exercise Post", Published: "2025-09-16", How: "meta article:published_time",
		URL: "https://post.example/road",
	}
	if d.Hints != want {
		t.Errorf("hints %+v, want %+v", d.Hints, want)
	}
	text := string(d.Text)
	for _, s := range []string{"turned back before noon", "officer's spokesman", "of five lorries each", "not take for consent.\n\nIt will"} {
		if !strings.Contains(text, s) {
			t.Errorf("text %q lacks %q", text, s)
		}
	}
	for _, s := range []string{"killed = 12", "Home", "Read also", "Nobody sees", "All rights", "<"} {
		if strings.Contains(text, s) {
			t.Errorf("text %q has %q, which is no part of the article", text, s)
		}
	}
	if strings.Count(text, "Road closed") != 1 || !strings.HasPrefix(text, "Road closed\n\n") {
		t.Errorf("text %q, want its title once, in front", text)
	}
	if len(d.Captions) != 1 || !strings.HasPrefix(text[d.Captions[0][0]:d.Captions[0][1]], "The bridge on Monday") {
		t.Errorf("captions %v, want the one of the picture", d.Captions)
	}
	if d.SHA256 == d.TextSHA256 {
		t.Error("the text of a page has the hash of the page")
	}
}

func TestPublished(t *testing.T) {
	tests := map[string]struct{ head, day, how string }{
		"json-ld": {
			`<script type="application/ld+json">{"@graph":[{"@type":"Organization","datePublished":"2001-01-01"},
			{"headline":"Road closed","datePublished":"2025-09-16T01:00:00+03:00","publisher":{"name":"Exercise Post"}}]}</script>`,
			"2025-09-16", "json-ld datePublished",
		},
		"a field":           {`<meta name="Date" content="Tue, 16 Sep 2025 23:10:00 +0300">`, "2025-09-16", "meta date"},
		"a time":            {`<time datetime="2025-09-16">yesterday</time>`, "2025-09-16", "time"},
		"a change is none":  {`<meta property="article:modified_time" content="2025-09-16">`, "", ""},
		"no day of a month": {`<meta name="date" content="2025-02-30">`, "", ""},
		"an old clock":      {`<meta name="date" content="0001-01-01">`, "", ""},
		"a longer number":   {`<meta name="date" content="202509161">`, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := Read(Source{File: "a.html", Raw: page(tt.head, body)}, Options{})[0]
			if d.Hints.Published != tt.day || d.Hints.How != tt.how {
				t.Errorf("published %q by %q, want %q by %q", d.Hints.Published, d.Hints.How, tt.day, tt.how)
			}
		})
	}
}

// A page says its encoding itself; what a server says comes before it.
func TestPageCharset(t *testing.T) {
	raw := page(`<meta charset="windows-1252">`, strings.ReplaceAll(body, "noon", "caf\xe9"))
	if d := Read(Source{File: "a.html", Raw: raw}, Options{})[0]; !strings.Contains(string(d.Text), "before café") {
		t.Errorf("text %q by %s, want the page's own windows-1252", d.Text, d.Charset)
	}
	d := Read(Source{File: "a.html", Raw: raw, Media: "text/html; charset=windows-1251"}, Options{})[0]
	if !strings.Contains(string(d.Text), "before cafй") {
		t.Errorf("text %q by %s, want the server's windows-1251", d.Text, d.Charset)
	}
}

const rss = `<?xml version="1.0"?><rss version="2.0"><channel><title>Exercise Post</title>
<item><title>Road &amp;amp; bridge</title><link>https://post.example/1</link><pubDate>Tue, 16 Sep 2025 23:10:00 -0400</pubDate>
<description>&lt;p&gt;EXERCISE. The road is closed.&lt;/p&gt;&lt;p&gt;So is the bridge.&lt;/p&gt;</description></item>
<item><title>Too deep</title><description>&lt;b&gt;&lt;i&gt;&lt;b&gt;&lt;i&gt;&lt;b&gt;&lt;i&gt;x</description></item>
<item><title>Third</title><description>EXERCISE third</description></item>
<item><title>Fourth</title><description>EXERCISE fourth</description></item></channel></rss>`

func TestFeed(t *testing.T) {
	docs := Read(Source{File: "f.xml", Raw: []byte(rss)}, Options{Limits: Limits{Items: 3, Depth: 5}})
	if len(docs) != 4 {
		t.Fatalf("%d documents, want three items and a fault for the rest", len(docs))
	}
	for i := range docs {
		valid(t, &docs[i])
	}
	d := docs[0]
	if want := "Road & bridge\n\nEXERCISE. The road is closed.\n\nSo is the bridge.\n\n"; string(d.Text) != want || d.File != "f.xml#1" {
		t.Errorf("%s: %q, want f.xml#1: %q", d.File, d.Text, want)
	}
	want := Hints{Title: "Road & bridge", Outlet: "Exercise Post", Published: "2025-09-16", How: "feed published", URL: "https://post.example/1"}
	if d.Hints != want {
		t.Errorf("hints %+v, want %+v", d.Hints, want)
	}
	if docs[1].Fault == nil || docs[2].Fault != nil || docs[3].Fault == nil {
		t.Errorf("faults %v, %v, %v, want the deep item, none, the rest", docs[1].Fault, docs[2].Fault, docs[3].Fault)
	}
}
