package dashboard

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
)

func TestAssetsAreCachedForGood(t *testing.T) {
	ts := newTestServer(t, nil)
	for _, c := range []struct{ accept, encoding, body string }{
		{"", "", "/* app.css */"},
		{"gzip, deflate, br", "br", "brotli of app.css"},
		{"gzip", "gzip", "gzip of app.css"},
		{"br;q=0, gzip;q=0.5", "gzip", "gzip of app.css"},
		{"identity", "", "/* app.css */"},
	} {
		b := ts.browser()
		b.headers["Accept-Encoding"] = c.accept
		r := b.get("/assets/app-ABCD1234.css")
		if r.StatusCode != http.StatusOK || r.Text != c.body || r.Header.Get("Content-Encoding") != c.encoding {
			t.Errorf("accept %q: %d %q encoded %q", c.accept, r.StatusCode, r.Text, r.Header.Get("Content-Encoding"))
		}
		if r.Header.Get("Cache-Control") != assetAge || r.Header.Get("Vary") != "Accept-Encoding" ||
			r.Header.Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("accept %q: headers %v", c.accept, r.Header)
		}
		b.headers["If-None-Match"] = r.Header.Get("Etag")
		if again := b.get("/assets/app-ABCD1234.css"); again.StatusCode != http.StatusNotModified || again.Text != "" {
			t.Errorf("accept %q: known etag gives %d", c.accept, again.StatusCode)
		}
	}
}

func TestOnlyBuiltAssetsAreServed(t *testing.T) {
	ts := newTestServer(t, nil)
	for _, path := range []string{"/assets/manifest.json", "/assets/app.css", "/assets/app-ABCD1234.css.br", "/assets/..%2fserver.go",
		"/assets/%2e%2e/server.go", "/assets/"} {
		r := ts.browser().get(path)
		if r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
		if strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: a missing file is cached for good", path)
		}
	}
}

func TestMissingAssetsAreExplained(t *testing.T) {
	if _, err := loadAssets(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "npm run build") {
		t.Errorf("without a build: %v", err)
	}
	lost := fstest.MapFS{"manifest.json": {Data: []byte(`{"app.css":"app-X.css"}`)}}
	if _, err := loadAssets(lost); err == nil {
		t.Error("a file named by the manifest is missing, and nobody says so")
	}
}

func TestPagesUseNothingInline(t *testing.T) {
	ts := newTestServer(t, nil)
	for _, path := range []string{"/login", "/nowhere"} {
		text := ts.browser().get(path).Text
		for _, never := range []string{"<style", " style=", " onclick=", "<script>", "javascript:", "http://", "//fonts."} {
			if strings.Contains(text, never) {
				t.Errorf("%s contains %q, which the content policy refuses", path, never)
			}
		}
		if !strings.Contains(text, "/assets/app-ABCD1234.css") {
			t.Errorf("%s has no style sheet", path)
		}
	}
}
