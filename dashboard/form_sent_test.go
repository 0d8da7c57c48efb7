package dashboard

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
)

// sentFile is a file as a browser sends it.
type sentFile struct{ name, content string }

// postFiles sends a form with files as a page of ours does.
func (b *browser) postFiles(path string, form url.Values, files ...sentFile) *reply {
	b.ts.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		for _, v := range values {
			must(b.ts.t, w.WriteField(name, v))
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile("files", f.name)
		must(b.ts.t, err)
		_, err = part.Write([]byte(f.content))
		must(b.ts.t, err)
	}
	must(b.ts.t, w.Close())
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}
