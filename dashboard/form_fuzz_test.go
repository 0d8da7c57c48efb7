package dashboard

import (
	"bytes"
	"mime/multipart"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/text"
)

// fuzzedForm is a form with every kind of field.
func fuzzedForm() register.Form {
	form := register.Form{Kind: kindComplaint}
	for _, id := range []string{register.FieldCategory, register.FieldOffice, register.FieldService, register.FieldIncident, register.FieldText, register.FieldFiles} {
		form.Fields = append(form.Fields, register.Field{ID: id, Type: register.TypeStandard, Shown: true})
	}
	own := register.Field{ID: "own", Type: register.TypeChoice, Shown: true, Required: true, Label: charter.Label{"bg": "Кога"}}
	own.Options = append(own.Options, register.Option{ID: "a", Label: charter.Label{"bg": "Сутрин"}})
	form.Fields = append(form.Fields, own)
	return form
}

// FuzzForm reads any body as a form, of either type that browsers send.
func FuzzForm(f *testing.F) {
	const multi = "multipart/form-data; boundary=b"
	f.Add(fiber.MIMEApplicationForm, "id=01980000-0000-7000-8000-000000000001&category=queue&text=x&sender=named&name=a&email=a%40b.bg&notify=yes&own=a")
	f.Add(fiber.MIMEApplicationForm, "text=%zz%&&&=&id=%00%ff&incident_on=2100-12-31&sender=both&own=%E2%80%AE")
	f.Add(multi, "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nx\xff\r\n--b--\r\n")
	f.Add(multi, "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"../a\x00\"\r\n\r\nMZ\r\n--b--\r\n")
	f.Add("multipart/form-data; boundary=", "--\r\n")
	app := fiber.New(fiber.Config{Immutable: true})
	form := fuzzedForm()
	f.Fuzz(func(t *testing.T, kind, body string) {
		request := &fasthttp.RequestCtx{}
		request.Request.Header.SetMethod(fiber.MethodPost)
		request.Request.Header.SetContentType(kind)
		request.Request.SetBodyString(body)
		c := app.AcquireCtx(request)
		defer app.ReleaseCtx(c)
		typed := readForm(c, form)
		for _, s := range []string{typed.ID, typed.Text, typed.Name, typed.Email, typed.Phone, typed.Address, typed.Category, typed.Own["own"]} {
			if !utf8.ValidString(s) {
				t.Errorf("%q is no text", s)
			}
		}
		wrong := typed.check(form)
		for _, w := range wrong {
			if w.Field == "" || w.Code == "" {
				t.Errorf("a fault without field or code: %+v", w)
			}
		}
		sent := typed.submission(form, text.BG)
		if sent.Notify && strings.TrimSpace(sent.Email) == "" {
			t.Error("letters to nobody")
		}
		if len(wrong) == 0 && (typed.Own["own"] == "" || sent.ID.String() == "00000000-0000-0000-0000-000000000000" && !strings.Contains(typed.ID, "00000000")) {
			t.Errorf("%+v passed", typed)
		}
	})
}

// FuzzLargeForm reads the fields of a form with large files, and the first of the files.
func FuzzLargeForm(f *testing.F) {
	f.Add("--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\nSECRET\r\n--b--\r\n")
	f.Add("--b\r\nContent-Dispo")
	f.Add("--b\r\n\r\n\r\n--b--")
	f.Fuzz(func(t *testing.T, body string) {
		fields, files, err := readParts(multipart.NewReader(strings.NewReader(body), "b"), 1)
		if err != nil {
			if status, _ := classify(err); status < 400 || status > 499 {
				t.Errorf("%v is status %d", err, status)
			}
			return
		}
		room := 0
		for name, values := range fields {
			for _, v := range values {
				room += len(name) + len(v)
			}
			if name == "" {
				t.Error("a field without a name")
			}
		}
		if len(files) > 1 || room > bodyBytes || room > len(body) {
			t.Errorf("%d bytes of fields in %d", room, len(body))
		}
	})
}

func TestFieldsOfALargeFormAreLimited(t *testing.T) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(t, w.SetBoundary("b"))
	for range 3 {
		must(t, w.WriteField("text", strings.Repeat("x", bodyBytes/2)))
	}
	must(t, w.Close())
	if _, _, err := readParts(multipart.NewReader(&body, "b"), 1); err != fiber.ErrRequestEntityTooLarge {
		t.Errorf("%v", err)
	}
}
