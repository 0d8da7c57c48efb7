package dashboard

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"harta/internal/access"
)

// The beginning of every file of a Bulgarian document system, and a good row.
const (
	recordsHead = "Рег. №;Дата на регистриране;Наименование на услугата;Отдел;Място на подаване;Начин на подаване;Състояние;Дата на приключване;Последна промяна\n"
	goodRow     = "УС-%d;05.10.2026 10:30;Удостоверение за наследници;Гражданска регистрация;Център за услуги;на гише;приключена;06.10.2026 09:00;06.10.2026 09:01\n"
)

func goodRows(from, to int) string {
	var b strings.Builder
	for i := from; i <= to; i++ {
		fmt.Fprintf(&b, goodRow, i)
	}
	return b.String()
}

// sendFile uploads a file as the form does.
func (b *browser) sendFile(token, profile, name string, content []byte) *reply {
	b.ts.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	must(b.ts.t, form.WriteField("csrf", token))
	must(b.ts.t, form.WriteField("profile", profile))
	part, err := form.CreateFormFile("file", name)
	must(b.ts.t, err)
	_, err = part.Write(content)
	must(b.ts.t, err)
	must(b.ts.t, form.Close())
	r := httptest.NewRequest(http.MethodPost, "/import", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

// confirm confirms a preview and follows the import to its receipt.
func (b *browser) confirm(preview, token string) *reply {
	b.ts.t.Helper()
	r := b.post(preview, url.Values{"csrf": {token}})
	for range 200 {
		if r.StatusCode != http.StatusSeeOther {
			return r
		}
		next := r.Header.Get("Location")
		r = b.get(next)
		for strings.HasPrefix(next, "/import/run/") && r.StatusCode == http.StatusOK && strings.Contains(r.Text, "data-progress") {
			time.Sleep(20 * time.Millisecond)
			r = b.get(next)
		}
	}
	b.ts.t.Fatal("the import leads round in a circle")
	return nil
}

func TestImportFromUploadToReceipt(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	content := recordsHead + goodRows(1, 3) +
		"УС-4;31.02.2026 10:30;Данъчна оценка;Местни данъци;;на гише;открита;;05.10.2026 10:31\n" + // impossible date
		"УС-5;05.10.2026 10:30;Данъчна оценка;Местни данъци;;на гише;приключена;01.10.2026 10:00;05.10.2026 10:31\n" + // closed before received
		"УС-6;05.10.2026 10:30;Данъчна оценка;Местни данъци;;=с гълъб;открита;;05.10.2026 10:31\n" + // unknown channel
		"УС-7;05.10.2026 10:30;Нова услуга;Нов отдел;Ново място;на гише;открита;;05.10.2026 10:31\n"
	windows, err := charmap.Windows1251.NewEncoder().String(content)
	must(t, err)
	sent := officer.sendFile(token, "bg-delovodstvo", `C:\файлове\прес<b>.csv`, []byte(windows))
	preview := sent.Header.Get("Location")
	if sent.StatusCode != http.StatusSeeOther || !strings.HasPrefix(preview, "/import/preview/") {
		t.Fatalf("upload: status %d to %q: %s", sent.StatusCode, preview, sent.Text)
	}
	page := officer.get(preview)
	for _, want := range []string{
		"прес&lt;b&gt;.csv", "Windows-1251", "<code>;</code>", "9 разпознати от 9", "всички: 7", "05.10.2026\u00a0г., 10:30\u00a0ч.", "На гише",
		"Няма такава дата", "Приключване преди регистриране", "Непознат начин на подаване", "Нова услуга", "Нов отдел", "Ново място", "=с гълъб",
	} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	if n := d.count("SELECT count() FROM record_versions"); n != 0 {
		t.Fatalf("the preview wrote %d rows", n)
	}
	receipt := officer.confirm(preview, token)
	if receipt.StatusCode != http.StatusOK {
		t.Fatalf("receipt: status %d: %s", receipt.StatusCode, receipt.Text)
	}
	for _, want := range []string{
		tile("Редове", 7), tile("Нови", 4), tile("Отхвърлени", 3), "Мария Илиева", "Няма такава дата", "Непознат начин на подаване",
		"Звеното не е било в каталога", "Изтеглете",
	} {
		if !strings.Contains(receipt.Text, want) {
			t.Errorf("the receipt lacks %q", want)
		}
	}
	if n := d.count("SELECT count() FROM records FINAL"); n != 4 {
		t.Errorf("%d records in ClickHouse, want 4", n)
	}
	if left, err := os.ReadDir(filepath.Join(d.options.Folder, "uploads")); err != nil || len(left) != 0 {
		t.Errorf("the upload is still there: %v %v", left, err)
	}
	if twice := officer.confirm(preview, token); !strings.Contains(twice.Text, tile("Нови", 4)) {
		t.Errorf("confirming twice does not lead to the one receipt: status %d", twice.StatusCode)
	}
	checkErrorFile(t, officer, receipt)
	if list := officer.get("/import"); !strings.Contains(list.Text, "прес&lt;b&gt;.csv") {
		t.Error("the list of files does not name it")
	}
}

// tile is a count as the receipt shows it.
func tile(label string, n int) string {
	return fmt.Sprintf(`<dt class="tile-label">%s</dt><dd class="tile-value">%d</dd>`, label, n)
}

// checkErrorFile reads the file of row errors back.
func checkErrorFile(t *testing.T, b *browser, receipt *reply) {
	t.Helper()
	_, rest, _ := strings.Cut(receipt.Text, `href="/import/`)
	for !strings.HasPrefix(rest[36:], "/errors.csv") {
		_, rest, _ = strings.Cut(rest, `href="/import/`)
	}
	file := b.get("/import/" + rest[:36] + "/errors.csv")
	if !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") || file.Header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("headers %v", file.Header)
	}
	text, marked := strings.CutPrefix(file.Text, "\uFEFF")
	read := csv.NewReader(strings.NewReader(text))
	read.Comma = ';'
	rows, err := read.ReadAll()
	if err != nil || !marked {
		t.Fatalf("mark %v, %v: %q", marked, err, file.Text)
	}
	var errs, notes, formulas int
	for _, row := range rows[1:] {
		switch row[1] {
		case "отхвърлен":
			errs++
		case "бележка":
			notes++
		}
		if row[3] == "'=с гълъб" && row[2] == "Начин на подаване" && row[0] == "7" {
			formulas++
		}
	}
	if errs != 3 || notes != 3 || formulas != 1 || strings.Join(rows[0], ";") != "Ред;Вид;Колона;Стойност;Причина" {
		t.Errorf("%d errors, %d notes, %d neutralised formulas:\n%s", errs, notes, formulas, text)
	}
}

func TestSameFileTwiceChangesNothing(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	for i, want := range []string{tile("Нови", 5), tile("Без промяна", 5)} {
		sent := officer.sendFile(token, "bg-delovodstvo", "a.csv", []byte(recordsHead+goodRows(1, 5)))
		receipt := officer.confirm(sent.Header.Get("Location"), token)
		if !strings.Contains(receipt.Text, want) {
			t.Errorf("import %d lacks %q", i+1, want)
		}
	}
	if n := d.count("SELECT count() FROM records FINAL"); n != 5 {
		t.Errorf("%d records", n)
	}
}

func TestHostileFiles(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	for name, c := range map[string]struct {
		profile string
		content string
		want    string
	}{
		"wrong delimiter":  {"bg-delovodstvo", strings.ReplaceAll(recordsHead+goodRows(1, 2), ";", ","), "Колоните са разделени с „,“"},
		"wrong encoding":   {"la311", "srnumber,requesttype\n\xc8\xe7\xe4,x\n", "не е в кодировка"},
		"broken UTF-8":     {"bg-delovodstvo", recordsHead + goodRows(1, 2) + "\xff\xfe;;\x98", "от ред 4 нататък има повредени знаци"},
		"missing column":   {"bg-delovodstvo", "Рег. №;Състояние\n1;открита\n", "липсват задължителни колони"},
		"0 bytes":          {"bg-delovodstvo", "", "Файлът е празен"},
		"half a workbook":  {"bg-delovodstvo", "PK\x03\x04\x14\x00[Content_Types].xml", "повреден или непълен"},
		"UTF-16":           {"bg-delovodstvo", "\xff\xfea\x00;\x00", "липсват задължителни колони"},
		"a page":           {"bg-delovodstvo", "<!DOCTYPE html><html></html>", "HTML"},
		"unknown profile":  {"../../etc", recordsHead, "Няма профил"},
		"binary":           {"bg-delovodstvo", "\x7fELF\x00\x00\x00\x00", "нито текстов"},
		"head and nothing": {"bg-delovodstvo", "\n\n\n", ""},
	} {
		r := officer.sendFile(token, c.profile, "данни.csv", []byte(c.content))
		if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, c.want) || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d, or the page lacks %q", name, r.StatusCode, c.want)
		}
		if !strings.Contains(r.Text, `role="alert"`) || !strings.Contains(r.Text, `class="field-error" id="`) {
			t.Errorf("%s: the fault is not at its field", name)
		}
		if strings.Contains(r.Text, d.options.Folder) {
			t.Errorf("%s: the page tells where files lie", name)
		}
	}
	if r := officer.post("/import", url.Values{"csrf": {token}, "profile": {"la311"}}); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "Изберете файл.") {
		t.Errorf("no file: status %d", r.StatusCode)
	}
	if r := officer.sendFile(token, "la311", "/", []byte("x")); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "Изберете файл.") {
		t.Errorf("a file without a name: status %d", r.StatusCode)
	}
	if left, err := os.ReadDir(filepath.Join(d.options.Folder, "uploads")); err != nil || len(left) != 0 {
		t.Errorf("refused files are kept: %v %v", left, err)
	}
	if n := d.count("SELECT count() FROM record_versions"); n != 0 {
		t.Errorf("refused files left %d rows", n)
	}
}

func TestFileWithoutRows(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	preview := officer.sendFile(token, "bg-delovodstvo", "празен.csv", []byte(recordsHead)).Header.Get("Location")
	page := officer.get(preview)
	if !strings.Contains(page.Text, "Във файла няма редове") || strings.Contains(page.Text, "причините по-долу") || strings.Contains(page.Text, "<table") {
		t.Error("the preview shows rows or reasons that are not there")
	}
	if strings.Contains(page.Text, "Внесете файла") {
		t.Error("a file without rows may be confirmed")
	}
}

// A sparse file of 300 MB is streamed to the server as a browser does, and refused in words.
func TestFileOf300MB(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	path := filepath.Join(t.TempDir(), "large.csv")
	file, err := os.Create(path)
	must(t, err)
	defer file.Close()
	must(t, file.Truncate(300<<20))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go func() { _ = d.Serve(listener) }()
	defer func() { must(t, d.Shutdown(context.Background())) }()

	var head bytes.Buffer // all of the form but the file's content and the end
	form := multipart.NewWriter(&head)
	must(t, form.WriteField("csrf", token))
	must(t, form.WriteField("profile", "bg-delovodstvo"))
	_, err = form.CreateFormFile("file", "large.csv")
	must(t, err)
	end := "\r\n--" + form.Boundary() + "--\r\n"
	length := int64(head.Len()) + 300<<20 + int64(len(end))
	body := io.MultiReader(&head, file, strings.NewReader(end))
	r, err := http.NewRequest(http.MethodPost, "http://"+listener.Addr().String()+"/import", body)
	must(t, err)
	r.ContentLength = length
	r.Header.Set("Content-Type", form.FormDataContentType())
	for _, c := range officer.cookies {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	answer, err := http.DefaultClient.Do(r)
	must(t, err)
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	must(t, err)
	if answer.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(page), "Файлът е 300\u00a0МБ, а се приемат файлове до 200\u00a0МБ") {
		t.Errorf("status %d: %.300s", answer.StatusCode, page)
	}
	if left, err := os.ReadDir(filepath.Join(d.options.Folder, "uploads")); err != nil || len(left) != 0 {
		t.Errorf("the file is kept: %v %v", left, err)
	}
}

// A large body that does not say how long it is would be gathered in memory.
func TestUploadsSayHowLongTheyAre(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	r := upload(t, "/import", officer.get("/import").hidden("csrf"), 2*bodyBytes)
	r.ContentLength, r.TransferEncoding = -1, []string{"chunked"}
	if err := officer.refused(r); err == nil {
		t.Error("the body was read")
	}
}

func TestUploadsAreTheirOwners(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	preview := officer.sendFile(token, "bg-delovodstvo", "a.csv", []byte(recordsHead+goodRows(1, 1))).Header.Get("Location")
	admin := d.signedInAs(access.Admin)
	if r := admin.get(preview); r.StatusCode != http.StatusNotFound {
		t.Errorf("another person sees the upload: status %d", r.StatusCode)
	}
	if r := admin.post(preview, url.Values{"csrf": {admin.get("/import").hidden("csrf")}}); r.StatusCode != http.StatusNotFound {
		t.Errorf("another person confirms it: status %d", r.StatusCode)
	}
	for _, path := range []string{"/import/preview/..%2f..%2fregister.db", "/import/preview/x", "/import/run/x", "/import/x", "/import/00000000-0000-0000-0000-000000000001", "/import/x/errors.csv"} {
		if r := officer.get(path); r.StatusCode != http.StatusNotFound || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
	old := testNow.Add(-uploadAge - time.Hour)
	for _, suffix := range []string{"", ".json"} {
		must(t, os.Chtimes(d.waiting.path(strings.TrimPrefix(preview, "/import/preview/"))+suffix, old, old))
	}
	d.waiting.sweep()
	if r := officer.get(preview); r.StatusCode != http.StatusNotFound || !strings.Contains(r.Text, "не чака потвърждение") {
		t.Errorf("an upload of yesterday is still there: status %d", r.StatusCode)
	}
}

func TestWhoMayImport(t *testing.T) {
	d := testDoors(t)
	for role, want := range map[access.Role]int{
		access.Viewer: 403, access.Clerk: 403, access.Integrity: 403, access.Officer: 200, access.Admin: 200,
	} {
		b := d.signedInAs(role)
		if r := b.get("/import"); r.StatusCode != want {
			t.Errorf("%s: status %d, want %d", role, r.StatusCode, want)
		}
		r := b.sendFile("wrong token", "bg-delovodstvo", "a.csv", []byte(recordsHead+goodRows(1, 1)))
		if r.StatusCode != http.StatusForbidden {
			t.Errorf("%s without the form's token: status %d", role, r.StatusCode)
		}
	}
	if r := d.browser().get("/import"); r.StatusCode != http.StatusSeeOther {
		t.Errorf("a stranger: status %d", r.StatusCode)
	}
}
