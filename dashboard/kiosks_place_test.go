package dashboard

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rsc.io/qr"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/register"
)

func TestPlaceHasAPoster(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	form := kioskFields(officer.get("/places/new").hidden("csrf"))
	form.Set("name", "Каса „Местни данъци“")
	form.Set("name_en", "Cash desk")
	form["languages"], form["language"] = []string{"bg", "en"}, []string{"bg"}
	r := officer.post("/places", form)
	if r.Header.Get("Location") != "/places/kasa-mestni-danatsi?done=added" {
		t.Fatalf("status %d, location %q", r.StatusCode, r.Header.Get("Location"))
	}
	p, err := d.reg.Place(t.Context(), "kasa-mestni-danatsi")
	must(t, err)
	for path, wants := range map[string][]string{
		"/poster":                    {"Каса „Местни данъци“", "Доволни ли сте", "http://example.com/q/" + p.Code[:4] + "-" + p.Code[4:], "poster-a4-ABCD1234.css"},
		"/poster?format=a6&in=en":    {"Cash desk", "Are you satisfied", "Service centre", "poster-a6-ABCD1234.css"},
		"/poster?format=sheet&in=bg": {"poster-a4-ABCD1234.css"},
	} {
		r := officer.get("/places/" + p.ID + path)
		if r.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d", path, r.StatusCode)
		}
		for _, want := range wants {
			if !strings.Contains(r.Text, want) {
				t.Errorf("%s lacks %q", path, want)
			}
		}
		copies := 1
		if strings.Contains(path, "sheet") {
			copies = 4
		}
		if n := strings.Count(r.Text, `<article class="poster">`); n != copies {
			t.Errorf("%s: %d copies, want %d", path, n, copies)
		}
	}
	for _, path := range []string{"/poster?format=a5", "/poster?in=de", "/poster?format=%00"} {
		if r := officer.get("/places/" + p.ID + path); r.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
	page := officer.get("/places/" + p.ID)
	if r := officer.post("/places/"+p.ID+"/rotate", url.Values{"csrf": {page.hidden("csrf")}, "version": {"7"}}); r.StatusCode != http.StatusConflict {
		t.Errorf("a new code for another version: status %d", r.StatusCode)
	}
	if r := officer.post("/places/"+p.ID+"/rotate", url.Values{"csrf": {page.hidden("csrf")}, "version": {page.hidden("version")}}); r.StatusCode != http.StatusSeeOther {
		t.Errorf("a new code: status %d", r.StatusCode)
	}
	if now, err := d.reg.Place(t.Context(), p.ID); err != nil || now.Code == p.Code {
		t.Errorf("the code is the old one: %v", err)
	}
}

// A poster made on the machine's own address would lead nobody anywhere, and says so; one of a public address does not.
func TestPosterOnLoopbackWarns(t *testing.T) {
	const warning = "работи само на този компютър"
	for public, warned := range map[string]bool{"http://127.0.0.1:8080": true, "https://harta.example.bg": false, "http://[::1]:8080": true} {
		ts := newTestServer(t, func(o *Options) { o.PublicURL = public })
		reg := ts.options.Kiosks.(*register.Register)
		must(t, reg.PutOffice(t.Context(), register.Office{ID: "gradska", Name: charter.Label{"bg": "Център"}}))
		p, err := reg.PutPlace(t.Context(), register.Place{
			ID: "q1", Name: charter.Label{"bg": "Гише"}, Office: "gradska", Question: "overall", Active: true,
		}, "u")
		must(t, err)
		page := ts.signedInAs(access.Officer).get("/places/q1/poster")
		if strings.Contains(page.Text, warning) != warned {
			t.Errorf("%s: warned %v, want %v", public, !warned, warned)
		}
		if typed := "harta.example.bg/q/" + groupedCode(p.Code); !warned && !strings.Contains(page.Text, ">"+typed+"<") {
			t.Errorf("%s: the address on paper is not %q", public, typed)
		}
	}
}

// Every module of the drawing is the code's own, dark or light, with the margin that readers want.
func TestQRIsDrawnModuleByModule(t *testing.T) {
	for _, content := range []string{"x", "https://harta.example.bg/q/7kmpw3xq", strings.Repeat("https://", 60)} {
		drawn, err := newQR(content)
		must(t, err)
		code, err := qr.Encode(content, qr.M)
		must(t, err)
		if drawn.Side != code.Size+8 {
			t.Fatalf("side %d", drawn.Side)
		}
		dark := painted(t, drawn)
		for y := range drawn.Side {
			for x := range drawn.Side {
				if dark[[2]int{x, y}] != code.Black(x-4, y-4) {
					t.Fatalf("module %d, %d of %q", x, y, content)
				}
			}
		}
		if err := xml.Unmarshal([]byte(drawn.svg()), new(struct{})); err != nil {
			t.Errorf("the file is no XML: %v", err)
		}
	}
	if _, err := newQR(strings.Repeat("x", 4000)); err == nil {
		t.Error("a text longer than any code is drawn")
	}
}

// painted reads the path of a drawing: which modules it fills.
func painted(t *testing.T, q qrImage) map[[2]int]bool {
	t.Helper()
	dark := map[[2]int]bool{}
	for run := range strings.SplitSeq(strings.TrimSuffix(q.Path, "z"), "z") {
		x, y, width, back := scanRun(t, run)
		if width != back {
			t.Fatalf("run %q goes %d there and %d back", run, width, back)
		}
		for i := range width {
			dark[[2]int{x + i, y}] = true
		}
	}
	return dark
}

func scanRun(t *testing.T, run string) (x, y, width, back int) {
	t.Helper()
	if n, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &width, &back); n != 4 || err != nil {
		t.Fatalf("run %q: %v", run, err)
	}
	return x, y, width, back
}
