package register

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"harta/internal/charter"
)

func (h *hall) snapshot() *Catalogue {
	h.t.Helper()
	c, err := h.Catalogue(context.Background())
	h.must(err)
	return c
}

func TestServiceComesBackAsItWasPut(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	want := Service{
		ID: "2109", Name: charter.Label{"bg": "Издаване на скица", "en": "Issue of a sketch", "tr": "Kroki"}, Department: "grao",
		Unmapped: true, FormerNames: []string{"Скици"},
		Terms: []Term{
			{OrderSpeed: "express", Term: charter.Term{Amount: 4, Unit: charter.Hours}},
			{OrderSpeed: "ordinary", Term: charter.Term{Amount: 7, Unit: charter.WorkingDays}},
		},
		ValidFrom: charter.NewDate(2020, 1, 1), ValidTo: charter.NewDate(2030, 12, 31),
	}
	h.must(h.PutService(ctx, want))
	got, ok := h.snapshot().Service("2109")
	if !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if term, ok := got.Term("express"); !ok || term != (charter.Term{Amount: 4, Unit: charter.Hours}) {
		t.Errorf("express: %v, %v", term, ok)
	}
	if _, ok := got.Term("fast"); ok {
		t.Error("a term for a speed without one")
	}
	want.Terms = want.Terms[:1]
	h.must(h.PutService(ctx, want))
	if got, _ := h.snapshot().Service("2109"); len(got.Terms) != 1 {
		t.Errorf("terms after one was taken away: %+v", got.Terms)
	}
}

func TestNames(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	h.must(h.PutService(ctx, Service{ID: "2109", Name: charter.Label{"bg": "Скица", "en": "Sketch"}}))
	h.must(h.PutService(ctx, Service{ID: "2109", Name: charter.Label{"bg": "Скица на имот", "en": "Sketch"}}))
	h.must(h.PutService(ctx, Service{ID: "3000", Name: charter.Label{"bg": "Скица-копие"}, FormerNames: []string{"Копие", "СКИЦА НА ИМОТ"}}))
	c := h.snapshot()
	for name, want := range map[string]string{
		"Скица на имот": "2109", " СКИЦА  на\tимот ": "2109", "sketch": "2109", "скица": "2109", "копие": "3000", "Скица-копие": "3000",
		"": "", "Скици": "",
	} {
		if got, ok := c.ServiceNamed(name); got.ID != want || ok != (want != "") {
			t.Errorf("ServiceNamed(%q) is %q, want %q", name, got.ID, want)
		}
	}
	if d, ok := c.DepartmentNamed("civil REGISTRATION"); !ok || d.ID != "grao" {
		t.Errorf("department %+v", d)
	}
	if o, ok := c.OfficeNamed("каси"); !ok || o.ID != "kasi" {
		t.Errorf("office %+v", o)
	}
}

func TestCatalogueIsInAlphabeticalOrder(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	for id, name := range map[string]string{"1": "ябълка", "2": "Айран", "3": "йод", "4": "Ъгъл", "5": "игла", "6": "Яма"} {
		h.must(h.PutOffice(ctx, Office{ID: id, Name: charter.Label{"bg": name}}))
	}
	var got []string
	for _, o := range h.snapshot().Offices() {
		got = append(got, o.Name["bg"])
	}
	if want := "Айран игла йод Каси Ъгъл ябълка Яма"; strings.Join(got, " ") != want {
		t.Errorf("order %v, want %s", got, want)
	}
}

func TestSnapshotIsKeptUntilAChange(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	other := h.again(testKey) // another process
	before := h.snapshot()
	if h.snapshot() != before {
		t.Error("the catalogue was read again without a change")
	}
	before.Offices()[0].ID = "changed by a careless reader"
	if _, ok := before.Office("kasi"); !ok || before.Offices()[0].ID != "kasi" {
		t.Error("a reader changed the snapshot")
	}
	h.must(other.PutOffice(ctx, Office{ID: "gradska", Name: charter.Label{"bg": "Градска"}}))
	if _, ok := h.snapshot().Office("gradska"); !ok {
		t.Error("another process's change is not seen")
	}
	if _, ok := before.Office("gradska"); ok {
		t.Error("a snapshot changed")
	}
}

func TestPutRefuses(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	name := charter.Label{"bg": "Име"}
	month := charter.Term{Amount: 1, Unit: charter.Months}
	for _, c := range []struct {
		title string
		put   error
		want  []string
	}{
		{"department", h.PutDepartment(ctx, Department{ID: "ГРАО", Name: charter.Label{"en": "x"}}), []string{"id=catalogue_id_form", "name=catalogue_name_missing"}},
		{"office", h.PutOffice(ctx, Office{ID: "", Name: name}), []string{"id=catalogue_id_form"}},
		{"unknown department", h.PutService(ctx, Service{ID: "1", Name: name, Department: "x"}), []string{"department=no_such_department"}},
		{"validity", h.PutService(ctx, Service{ID: "1", Name: name, ValidFrom: charter.NewDate(2026, 1, 2), ValidTo: charter.NewDate(2026, 1, 1)}), []string{"valid_to=validity_reversed"}},
		{"terms", h.PutService(ctx, Service{ID: "1", Name: name, Terms: []Term{{"slow", month}, {"fast", charter.Term{}}, {"ordinary", month}, {"ordinary", month}}}),
			[]string{"terms=service_term_wrong", "terms=service_term_wrong", "terms=service_term_wrong"}},
	} {
		if got := codes(t, c.put); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.title, got, c.want)
		}
	}
	if _, ok := h.snapshot().Service("1"); ok {
		t.Error("a refused service was stored")
	}
}

func TestEnsureService(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	s, created, err := h.EnsureService(ctx, "bg", "издаване на УДОСТОВЕРЕНИЕ за адрес", "taxes")
	if err != nil || created || s.ID != "2079" || s.Department != "grao" {
		t.Errorf("known: %+v, created %v, %v", s, created, err)
	}
	s, created, err = h.EnsureService(ctx, "bg", "  Нова  услуга ", "taxes")
	want := Service{Name: charter.Label{"bg": "Нова услуга"}, Department: "taxes", Unmapped: true}
	want.ID = UnmappedID("bg", "Нова услуга")
	if err != nil || !created || !reflect.DeepEqual(s, want) {
		t.Errorf("new: %+v, created %v, %v", s, created, err)
	}
	again, created, err := h.EnsureService(ctx, "another source", "нова услуга", "")
	if err != nil || created || !reflect.DeepEqual(again, want) {
		t.Errorf("again: %+v, created %v, %v", again, created, err)
	}
	if _, _, err := h.EnsureService(ctx, "bg", " ", ""); err == nil {
		t.Error("a service without a name")
	}
}

func TestUnmappedID(t *testing.T) {
	// printf 'la311\0Graffiti Removal' | sha256sum
	if got := UnmappedID("la311", "Graffiti Removal"); got != "x-d151bf13" {
		t.Errorf("UnmappedID is %s", got)
	}
}

func TestEnsureDepartmentAndOffice(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	for _, c := range []struct{ name, id string }{
		{"ГРАО", "grao"}, {"Устройство на територията", "ustroystvo-na-teritoriyata"}, {"УСТРОЙСТВО на територията", "ustroystvo-na-teritoriyata"},
		{"Градска среда, щъркели и жълти цветя в ъгъла", "gradska-sreda-shtarkeli-i-zhalti-tsvetya"},
		{"Grao", "grao" + strings.TrimPrefix(UnmappedID("", "Grao"), "x")}, {"市役所", UnmappedID("", "市役所")},
	} {
		for i := range 2 {
			d, _, err := h.EnsureDepartment(ctx, c.name)
			if err != nil || d.ID != c.id {
				t.Errorf("department %q, time %d: %q, %v; want %q", c.name, i+1, d.ID, err, c.id)
			}
			o, _, err := h.EnsureOffice(ctx, c.name)
			if want := c.id; err != nil || o.ID != want && c.name != "Grao" {
				t.Errorf("office %q, time %d: %q, %v; want %q", c.name, i+1, o.ID, err, want)
			}
		}
	}
}

func TestEnsureFromManyAtOnce(t *testing.T) {
	h := openHall(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if _, _, err := h.EnsureService(context.Background(), "bg", "Нова услуга", ""); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := len(h.snapshot().Services()); n != 2 {
		t.Errorf("%d services, want 2", n)
	}
}
