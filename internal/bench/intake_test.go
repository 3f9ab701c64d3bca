package bench

import (
	"bytes"
	"context"
	"testing"

	"parley.example/internal/press/load"
)

// A run reads what it makes, finds claims in it, and compares with its peers.
func TestIntake(t *testing.T) {
	f, err := Run(context.Background(), "intake", Options{N: 20})
	if err != nil {
		t.Fatal(err)
	}
	for _, figure := range []string{"text_per_s", "sentences_per_s", "html_per_s", "readeck_per_s", "text_claims", "html_claims", "relate_s", "related_facts"} {
		if f.Figures[figure] <= 0 {
			t.Errorf("%s is %v, want a figure", figure, f.Figures[figure])
		}
	}
	if got := f.Figures["related_claims"]; got != intakeClaims {
		t.Errorf("%v claims related, want %d", got, intakeClaims)
	}
}

// The same seed tells the same, another tells other things, all of it EXERCISE
// and of the size that is asked for.
func TestTeller(t *testing.T) {
	a, b, other := newTeller(1), newTeller(1), newTeller(2)
	text := a.text()
	if !bytes.Equal(text, b.text()) || bytes.Equal(text, other.text()) {
		t.Error("a seed does not decide the text")
	}
	page := a.page(intakePage)
	if !bytes.Equal(page, b.page(intakePage)) {
		t.Error("a seed does not decide the page")
	}
	if n := len(text); n < intakeText || n > intakeText*6/5 {
		t.Errorf("a text of %d bytes, want about %d", n, intakeText)
	}
	if n := len(page); n < intakePage || n > intakePage*6/5 {
		t.Errorf("a page of %d bytes, want about %d", n, intakePage)
	}
	d := load.Read(load.Source{File: "a.html", Raw: page}, load.Options{})[0]
	if d.Fault != nil || !bytes.HasPrefix(d.Text, []byte("EXERCISE: ")) || bytes.Contains(d.Text, []byte("Advertisement")) && len(d.Text) > 2*intakeText {
		t.Errorf("the page reads as %.300q, fault %v, want its article", d.Text, d.Fault)
	}
	if bytes.Contains(d.Text, []byte("Section 1")) || bytes.Contains(d.Text, []byte("window.slots")) {
		t.Error("menus or scripts are in the article")
	}
}
