package dashboard

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
	"github.com/valyala/fasthttp"

	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// strange are values that no page of ours sends.
var strange = map[string]string{
	"empty": "", "huge": strings.Repeat("я", 100_000), "no UTF-8": "\xff\xfe", "NUL": "a\x00b", "right to left": "\u202egnp.exe", "zero width": "2\u200b079",
	"formula": `=HYPERLINK("http://x")`, "SQL": "'; DROP TABLE answers; --", "HTML": "<script>alert(1)</script>", "number out of range": "99999999999999999999",
	"negative": "-1", "float": "4.5", "1900": "1900-01-01T00:00:00Z", "2100": "2100-01-01T00:00:00Z", "path": "../../etc/passwd", "array": "[1,2]",
}

// Whatever stands in whatever field: a tap is taken or refused with a status of the client, and the door stays open.
func TestHostileFields(t *testing.T) {
	d := testDoors(t)
	kiosk, place := d.hall()
	b := d.browser()
	for _, field := range []string{"id", "score", "moment", "now", "reason", "service", "comment", "lang", "unknown"} {
		// A kiosk for each field: one alone would send more than a kiosk may.
		own, err := d.reg.PutKiosk(t.Context(), register.Kiosk{ID: "hall-" + field, Name: field, Office: "gradska", Question: "overall", Active: true, Screen: full}, "o")
		must(t, err)
		for _, home := range []string{kioskPath(own), "/q/" + place.Code} {
			for name, value := range strange {
				for _, path := range []string{home, home + "/more"} {
					form := url.Values{"id": {uuid.NewString()}, "score": {"2"}}
					form.Set(field, value)
					r := b.post(path+"?lang="+url.QueryEscape(value[:min(len(value), 40)]), form)
					if r.StatusCode != http.StatusSeeOther && r.StatusCode != http.StatusBadRequest {
						t.Errorf("%s, %s in %s: status %d", path, name, field, r.StatusCode)
					}
					if strings.Contains(r.Text, "<script>alert") || strings.Contains(r.Text, "⟦") {
						t.Errorf("%s, %s in %s: it came back as it was", path, name, field)
					}
				}
			}
		}
	}
	if n := d.count("SELECT count() FROM answers WHERE score NOT BETWEEN 1 AND 5 OR day < '2026-10-01' OR day > '2026-11-23'"); n != 0 {
		t.Errorf("%d impossible answers", n)
	}
	if r := b.get(kioskPath(kiosk)); r.StatusCode != http.StatusOK {
		t.Errorf("the door is shut: status %d", r.StatusCode)
	}
}

func TestHostileQueues(t *testing.T) {
	d := testDoors(t)
	kiosk, _ := d.hall()
	b, home := d.browser(), kioskPath(kiosk)
	good := item("tap", uuid.NewString(), 3, "")
	for name, c := range map[string]struct{ body, field string }{
		"nothing":    {"", "items"},
		"no JSON":    {"id=1&score=5", "items"},
		"cut off":    {`{"now":"","items":[` + good, "items"},
		"two bodies": {`{"now":"","items":[` + good + `]}{}`, "items"},
		"no items":   {`{"now":"","items":[]}`, "items"},
		"null":       {"null", "items"},
		"a list":     {"[" + good + "]", "items"},
		"too many":   {`{"now":"","items":[` + strings.Repeat(good+",", queueMost) + good + `]}`, "items"},
		"deep":       {strings.Repeat(`[`, 20_000), "items"},
	} {
		r := b.queue(home, c.body)
		var body struct{ Error errorBody }
		_ = json.Unmarshal([]byte(r.Text), &body)
		if r.StatusCode != http.StatusBadRequest || body.Error.Field != c.field || body.Error.Message == "" || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d, field %q, want %q: %.200s", name, r.StatusCode, body.Error.Field, c.field, r.Text)
		}
	}
	for name, c := range map[string]struct{ item, code string }{
		"unknown kind":             {item("vote", uuid.NewString(), 3, ""), "queue_kind"},
		"a reason of another face": {item("more", uuid.NewString(), 3, `,"reasons":["kind"]`), "reason_unknown"},
		"a service not offered":    {item("more", uuid.NewString(), 3, `,"service":"x-12345678"`), "service_not_offered"},
		"a comment of a novel":     {item("more", uuid.NewString(), 3, `,"comment":"`+strings.Repeat("ж", 501)+`"`), "remark_long"},
		"score of words":           {`{"kind":"tap","id":"` + uuid.NewString() + `","score":"five"}`, "queue_malformed"},
		"score out of all":         {`{"kind":"tap","id":"x","score":1e400}`, "queue_malformed"},
		"a number":                 {`7`, "queue_malformed"},
		"nothing":                  {`null`, "id_missing"},
		"an id that is a number":   {`{"kind":"tap","id":7,"score":5}`, "queue_malformed"},
		"an id in braces":          {item("tap", "{"+uuid.NewString()+"}", 3, ""), "id_missing"},
	} {
		r := b.queue(home, `{"now":"","items":[`+c.item+`]}`).receipts(t)
		if len(r) != 1 || r[0].State != itemRefused || r[0].Code != c.code {
			t.Errorf("%s: %+v, want %s", name, r, c.code)
		}
	}
	if n := d.count("SELECT count() FROM answers"); n != 0 {
		t.Errorf("%d answers came of refused queues", n)
	}
}

// An item that cannot be read is refused by its name and holds up no other; what a page of another version says besides is passed
// over.
func TestQueueOfAnotherVersion(t *testing.T) {
	d := testDoors(t)
	kiosk, _ := d.hall()
	b, home := d.browser(), kioskPath(kiosk)
	newer, bad, nameless := uuid.NewString(), uuid.NewString(), `{"kind":"tap","id":[],"score":5}`
	body := fmt.Sprintf(`{"now":"","power":0.5,"items":[%s,%s,%s,%s]}`, item("tap", newer, 3, `,"pressure":0.2`),
		`{"kind":"tap","id":"`+bad+`","score":{"overall":5}}`, nameless, item("tap", uuid.NewString(), 4, ""))
	want := []queueReceipt{
		{Kind: "tap", ID: newer, State: itemTaken}, {Kind: "tap", ID: bad, State: itemRefused, Code: "queue_malformed", Field: "score"},
		{Kind: "tap", State: itemRefused, Code: "queue_malformed", Field: "id"},
	}
	got := b.queue(home, body).receipts(t)
	if len(got) != 4 || !slices.Equal(got[:3], want) || got[3].State != itemTaken {
		t.Errorf("receipts %+v, want %+v", got, want)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE score IN (3, 4)"); n != 2 {
		t.Errorf("%d answers, want 2", n)
	}
}

// FuzzTapForm sends anything as the form of a tap: it is a tap with an id, or a fault at its field.
func FuzzTapForm(f *testing.F) {
	f.Add("id=01980000-0000-7000-8000-000000000001&score=3&lang=tr", "application/x-www-form-urlencoded", "lang=en")
	f.Add("id=%7B01980000-0000-7000-8000-000000000001%7D&score=9999999999999999999999&moment=1900-01-01T00:00:00Z&now=2100-01-01T00:00:00Z", "application/x-www-form-urlencoded", "")
	f.Add("--x\r\nContent-Disposition: form-data; name=\"score\"\r\n\r\n3\r\n--x--", "multipart/form-data; boundary=x", "lang=\xff")
	f.Add("score=<script>&id=\u202e\u200b=cmd|'/c calc'!A1&reason=' OR 1=1--", "text/plain", "score=1&id=%00")
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	booths := []booth{kioskBooth(register.Kiosk{ID: "k", Token: "t"}), placeBooth(register.Place{ID: "p", Code: "c"}, text.BG)}
	f.Fuzz(func(t *testing.T, body, kind, query string) {
		for _, b := range booths {
			request := new(fasthttp.RequestCtx)
			request.Request.Header.SetMethod(http.MethodPost)
			request.Request.Header.SetContentType(kind)
			request.Request.URI().SetQueryString(query)
			request.Request.SetBodyString(body)
			c := app.AcquireCtx(request)
			tap, err := formTap(c, b)
			app.ReleaseCtx(c)
			wrong, worded := fault.As(err)
			switch {
			case err == nil && (tap.ID == uuid.Nil || !slices.Contains(b.languages(), tap.Lang)):
				t.Errorf("%q passed as %+v", body, tap)
			case err != nil && (!worded || wrong.Kind != fault.KindInvalid || wrong.Field != "id" && wrong.Field != "score"):
				t.Errorf("%q: %v", body, err)
			}
		}
	})
}

func FuzzQueue(f *testing.F) {
	f.Add(`{"now":"2026-11-23T09:00:00Z","items":[{"kind":"tap","id":"01980000-0000-7000-8000-000000000001","score":3,"moment":"","lang":"bg"}]}`)
	f.Add(`{"items":[{"kind":"more","reasons":["waiting"],"comment":"x"}]}`)
	f.Add(`{"items":[null]}`)
	f.Add(`{"items":[7,{"kind":1,"id":"x"},{"id":"01980000-0000-7000-8000-000000000001","score":"5"}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		q, err := readQueue([]byte(body))
		if err == nil && (len(q.Items) == 0 || len(q.Items) > queueMost) {
			t.Errorf("a queue of %d items passed", len(q.Items))
		}
		for _, i := range q.Items {
			if id, err := readID(i.ID); err == nil && id == uuid.Nil {
				t.Errorf("the id %q passed", i.ID)
			}
			if _, err := time.Parse(time.RFC3339, i.Moment); err != nil && !readMoment(i.Moment).IsZero() {
				t.Errorf("%q passed for a moment", i.Moment)
			}
		}
	})
}
