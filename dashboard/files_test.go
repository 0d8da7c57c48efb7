package dashboard

import (
	"net/http"
	"strings"
	"testing"

	"harta/internal/access"
)

const catalogueFile = "Номер;Наименование;Звено;Срок – обикновена;Срок – бърза;Цена;Валидна до\n" +
	"2079;Удостоверение за наследници;Гражданска регистрация;7 работни дни;1 ден;5,00;\n" +
	"2131;<b>Нова</b> услуга;Ново звено;1 месец;;безплатно;31.12.2026\n" +
	"2132;Грешна;;14;;5 лв.;\n"

func TestCatalogueFromUploadToReceipt(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	form := officer.get("/import")
	token := form.hidden("csrf")
	for _, want := range []string{`value="@catalogue"`, "Каталог на услугите", "/import/columns/catalogue.csv", "Предишни наименования"} {
		if !strings.Contains(form.Text, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	empty := officer.get("/import/columns/catalogue.csv")
	if empty.StatusCode != http.StatusOK || !strings.HasPrefix(empty.Text, byteOrderMark+"Номер;Наименование;") {
		t.Errorf("the empty file: %d %q", empty.StatusCode, empty.Text)
	}
	if r := officer.get("/import/columns/nonsense.csv"); r.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown kind: status %d", r.StatusCode)
	}
	sent := officer.sendFile(token, "@catalogue", "каталог.csv", []byte(catalogueFile))
	preview := sent.Header.Get("Location")
	if sent.StatusCode != http.StatusSeeOther || !strings.HasPrefix(preview, "/import/preview/") {
		t.Fatalf("upload: status %d to %q: %s", sent.StatusCode, preview, sent.Text)
	}
	page := officer.get(preview)
	for _, want := range []string{
		"Каталог на услугите</dd>", "<bdi>каталог.csv", tile("нов", 1), tile("променен", 1), tile("отхвърлен", 1), "7 работни дни", "5,00\u00a0€", "безплатно",
		"&lt;b&gt;Нова&lt;/b&gt;", "Срокът се пише с число и мярка", "Цената е в левове", "Звеното не е било в каталога", "31.12.2026",
	} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	if services := officer.get("/services"); strings.Contains(services.Text, "2131") {
		t.Fatal("the preview wrote something")
	}
	receipt := officer.confirm(preview, token)
	for _, want := range []string{tile("Редове", 3), tile("Нови", 1), tile("Заменени", 1), tile("Отхвърлени", 1), "Каталог на услугите", "Цената е в левове"} {
		if !strings.Contains(receipt.Text, want) {
			t.Errorf("the receipt lacks %q", want)
		}
	}
	services := officer.get("/services")
	for _, want := range []string{"2131", "&lt;b&gt;Нова&lt;/b&gt; услуга", "Обикновена: 1 месец", "Бърза: 1 ден", "Ново звено", "5,00\u00a0€", "до 31.12.2026"} {
		if !strings.Contains(services.Text, want) {
			t.Errorf("the catalogue lacks %q", want)
		}
	}
	one := officer.get("/services/2079")
	if one.StatusCode != http.StatusOK || !strings.Contains(one.Text, "Мария Илиева") || !strings.Contains(one.Text, "7 работни дни") {
		t.Errorf("the service's page does not tell of the change: %d %s", one.StatusCode, one.Text)
	}
	if r := officer.get("/services/nonsense"); r.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown service: status %d", r.StatusCode)
	}
	if list := officer.get("/import"); !strings.Contains(list.Text, "Каталог на услугите</td>") {
		t.Error("the list of imports does not name the kind")
	}
}

func TestFilesRefusedAtTheForm(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	for _, c := range []struct{ kind, content, want string }{
		{"@catalogue", "", "празен"},
		{"@nonsense", catalogueFile, "Този вид файл не може да бъде внесен"},
	} {
		if r := officer.sendFile(token, c.kind, "a.csv", []byte(c.content)); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, c.want) {
			t.Errorf("%s %q: status %d, no %q", c.kind, c.content, r.StatusCode, c.want)
		}
	}
	for role, want := range map[access.Role]int{access.Viewer: 403, access.Clerk: 403, access.Admin: 200} {
		b := d.signedInAs(role)
		for _, path := range []string{"/services", "/services/2079", "/import/columns/catalogue.csv"} {
			if r := b.get(path); r.StatusCode != want {
				t.Errorf("%s at %s: status %d", role, path, r.StatusCode)
			}
		}
	}
}
