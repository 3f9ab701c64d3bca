package web_test

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/web"
	"parley.example/internal/web/webtest"
)

// From the form to the receipt: nothing is signed before the one button.
func TestActFromFormToReceipt(t *testing.T) {
	w := webtest.New()
	b := officer(t, w, "en")
	page := b.post("/act/drill.ask", convoy())
	want := webtest.Ask{
		Sort: "request", Area: webtest.Area{Zone: "north", Lat: 327094000, Lon: 358667000}, From: webtest.At(60), Until: webtest.At(150),
		Within: 30 * 60_000, Force: 120, Asked: []string{"bravo"}, Weapons: []webtest.Weapon{{Category: "rifle", Count: 20}},
		Reason: lang.Text{"en": "Aid convoy"},
	}
	if diff := cmp.Diff(w.Planned, []any{want}); diff != "" {
		t.Errorf("planned (-got +want):\n%s", diff)
	}
	if page.status != http.StatusOK || !strings.Contains(page.body, "You ask \u2068Bravo side\u2069 to consent") || len(w.Signed) != 0 {
		t.Fatalf("status %d, signed %v, want the sentences and nothing signed", page.status, w.Signed)
	}
	if n := strings.Count(page.body, `class="deliberate"`); n != 1 {
		t.Errorf("%d buttons that sign, want one", n)
	}
	if got := b.get("/confirm"); got.status != http.StatusNotFound && got.status != http.StatusMethodNotAllowed || len(w.Signed) != 0 {
		t.Errorf("GET /confirm: status %d, signed %v, want it to sign nothing", got.status, w.Signed)
	}
	filed := b.post("/confirm", url.Values{"token": {"token-1"}, "act": {"drill.ask"}, "_draft": {"drill.ask"}})
	if filed.status != http.StatusSeeOther || filed.header.Get("Location") != "/filed?id="+webtest.ID(1).String() || len(w.Signed) != 1 {
		t.Fatalf("confirm: status %d to %q, signed %v, want a redirect to what became of it", filed.status, filed.header.Get("Location"), w.Signed)
	}
	if list, _ := w.Drafts(t.Context(), kind.Officer{}); len(list) != 0 {
		t.Errorf("%d drafts left, want none once it is filed", len(list))
	}
	body := b.get(filed.header.Get("Location")).body
	if strings.Count(body, "step-done") != 1 || !strings.Contains(body, "data-waiting") || !strings.Contains(body, `content="2"`) {
		t.Error("promised alone: want one step done and a page that looks again")
	}
	w.Result.Logged, w.Result.Receipted = 18206, true
	body = b.get(filed.header.Get("Location")).body
	if strings.Count(body, "step-done") != 3 || strings.Contains(body, "data-waiting") || !strings.Contains(body, "/receipt/"+webtest.ID(1).String()) {
		t.Error("receipted: want three steps done, a receipt and no more waiting")
	}
}

// A mistake stands at its field, with what was typed still there.
func TestActMistakes(t *testing.T) {
	w := webtest.New()
	b := officer(t, w, "en")
	typed := convoy()
	typed.Set("from", "tomorrow <b>")
	got := b.post("/act/drill.ask", typed)
	for _, want := range []string{
		`<a href="#f-from">Window from: Write date and time`, `value="tomorrow &lt;b&gt;"`, `id="f-from-fault"`, `aria-invalid="true"`, `<title>Mend:`, `value="rifle"`,
	} {
		if !strings.Contains(got.body, want) {
			t.Errorf("the form has no %s", want)
		}
	}
	if got.status != http.StatusUnprocessableEntity || len(w.Planned) != 0 {
		t.Errorf("status %d, planned %d, want 422 and nothing planned", got.status, len(w.Planned))
	}
	tests := map[string]struct {
		refuses error
		want    int
		says    string
	}{
		"the kind's word on a field": {kind.Wrong("until", "drill.problem"), http.StatusUnprocessableEntity, `<a href="#f-until">Window until: The window is over.</a>`},
		"the kind's word on a row":   {kind.Wrong("weapons.0.count", "drill.problem"), http.StatusUnprocessableEntity, `<a href="#f-weapons.0.count">How many: The window is over.</a>`},
		"void by a rule":             {&kind.Void{Rule: "R-ASK-5", Text: "window"}, http.StatusUnprocessableEntity, "R-ASK-5"},
		"no power":                   {desk.ErrNoPower, http.StatusForbidden, "Not within your powers"},
		"a locked key":               {desk.ErrLocked, http.StatusForbidden, "Sign in once more"},
		"a fault of the node":        {errors.New("secret"), http.StatusInternalServerError, "Something is wrong"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w.Refuses = tt.refuses
			got := b.post("/act/drill.ask", convoy())
			if got.status != tt.want || !strings.Contains(got.body, tt.says) || strings.Contains(got.body, "secret") {
				t.Errorf("status %d, want %d with %q", got.status, tt.want, tt.says)
			}
		})
	}
}

// A cut-off must never eat a draft.
func TestDraftsAreKept(t *testing.T) {
	w := webtest.New()
	b := officer(t, w, "en")
	link := "/act/drill.ask?of=" + webtest.ID(3).String()
	if body := b.get(link).body; !strings.Contains(body, `name="of" value="`+webtest.ID(3).String()) || !strings.Contains(body, `value="30"`) {
		t.Error("the form does not begin with what the link and the kind know")
	}
	typed := convoy()
	typed.Set("_draft", "drill.ask?of="+webtest.ID(3).String())
	typed.Set("note", "half a sent")
	if got := b.post("/draft/drill.ask", typed); got.status != http.StatusNoContent {
		t.Fatalf("keep: status %d, want 204", got.status)
	}
	if body := b.get(link).body; !strings.Contains(body, "half a sent") || !strings.Contains(body, "Kept draft of") {
		t.Error("the form has not what was typed before")
	}
	if body := b.get("/act/drill.ask").body; strings.Contains(body, "half a sent") {
		t.Error("the draft of one link fills in the form of another")
	}
	typed.Set("_do", "keep")
	typed.Set("_draft", "member.join?x")
	if got := b.post("/act/drill.ask", typed); got.header.Get("Location") != "/drafts" {
		t.Errorf("keep as a draft leads to %q, want /drafts", got.header.Get("Location"))
	}
	if _, err := w.Draft(t.Context(), kind.Officer{}, "drill.ask"); err != nil {
		t.Errorf("a draft named for another act: %v, want it kept under its own", err)
	}
	// The desk gave back what was confirmed, as the API takes it.
	if err := w.SaveDraft(t.Context(), kind.Officer{}, "drill.ask#1", "drill.ask", []byte(`{"sort":"request","force":77,"from":1795618920000}`)); err != nil {
		t.Fatal(err)
	}
	if body := b.get("/act/drill.ask?draft=drill.ask%231").body; !strings.Contains(body, `value="77"`) || !strings.Contains(body, `value="2026-11-25 15:02Z"`) {
		t.Error("what the desk gave back is not in the form")
	}
	// A confirmation that ran out signs nothing and leads back.
	got := b.post("/confirm", url.Values{"token": {"old"}, "act": {"drill.ask"}, "_draft": {"drill.ask"}})
	if got.status != http.StatusConflict || !strings.Contains(got.body, `href="/act/drill.ask?draft=drill.ask"`) || len(w.Signed) != 0 {
		t.Errorf("an old token: status %d, signed %v, want 409 and the way back", got.status, w.Signed)
	}
}

func TestVerifyPage(t *testing.T) {
	w := webtest.New()
	b := officer(t, w, "en")
	for q, want := range map[string]string{
		"18204": "It holds", "%2318+204": "It holds", webtest.ID(1).String(): "It holds",
		"7": "The record has nothing under", "-1": "The record has nothing under", "zz": "The record has nothing under",
		webtest.ID(2).String(): "There is no receipt for",
	} {
		if body := b.get("/verify?q=" + q).body; !strings.Contains(body, want) {
			t.Errorf("q=%s: the page does not say %q", q, want)
		}
	}
	upload := func() string {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", "receipt.txt")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte("parley receipt"))
		_ = form.Close()
		r := b.request(http.MethodPost, "/verify", &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		return b.do(r).body
	}
	if body := upload(); !strings.Contains(body, "It holds") || !strings.Contains(body, "Not shown") {
		t.Error("a receipt that holds does not read so")
	}
	w.Judged = web.Verdict{Fault: "receipt: line 4: <b>"}
	if body := upload(); !strings.Contains(body, "It does not hold") || !strings.Contains(body, "line 4: &lt;b&gt;") || strings.Contains(body, "It holds") {
		t.Error("a file that does not hold does not read so")
	}
	got := b.get("/receipt/" + webtest.ID(1).String())
	if got.body != "parley receipt EXERCISE\n" || !strings.HasPrefix(got.header.Get("Content-Disposition"), `attachment; filename="receipt-e25415e7`) {
		t.Errorf("receipt %q as %q, want the file", got.body, got.header.Get("Content-Disposition"))
	}
	if got := b.get("/receipt/" + webtest.ID(2).String()); got.status != http.StatusNotFound {
		t.Errorf("no receipt: status %d, want 404", got.status)
	}
}
