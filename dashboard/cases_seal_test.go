package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
	"harta/internal/register"
)

// An officer seals a case; from then on it is unknown to everybody but the integrity officer, who sees all that was done before.
func TestSealingACase(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), nil).Number
	clerk, officer, integrity := d.signedInAs(access.Clerk), d.signedInAs(access.Officer), d.signedInAs(access.Integrity)
	if r := clerk.act(number, "note", url.Values{"note": {"Обадих се в архива."}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("note: status %d", r.StatusCode)
	}
	if strings.Contains(clerk.get("/cases/"+number).Text, `id="act-seal"`) || !strings.Contains(officer.get("/cases/"+number).Text, `id="act-seal"`) {
		t.Error("the form is shown to a clerk, or not to an officer")
	}
	if r := clerk.act(number, "seal", url.Values{"category": {"corruption"}}); r.StatusCode != http.StatusNotFound {
		t.Errorf("a clerk seals: status %d", r.StatusCode)
	}
	if r := officer.act(number, "seal", url.Values{"category": {"delay"}, "note": {"Дълга бележка."}}); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "Дълга бележка.") {
		t.Errorf("an open category: status %d", r.StatusCode)
	}
	r := officer.act(number, "seal", url.Values{"category": {"corruption"}, "note": {"Намесен е началникът."}})
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/cases?done=seal" {
		t.Fatalf("status %d to %q\n%s", r.StatusCode, r.Header.Get("Location"), r.Text)
	}
	list := officer.get("/cases?done=seal")
	if strings.Contains(list.Text, number) || !strings.Contains(list.Text, "преместена в запечатания регистър") {
		t.Error("the list still has the case, or does not say what was done")
	}
	for who, b := range map[string]*browser{"clerk": clerk, "officer": officer} {
		if r := b.get("/cases/" + number); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", who, r.StatusCode)
		}
	}
	opened := integrity.post("/sealed", url.Values{"csrf": {integrity.get("/sealed").hidden("csrf")}, "number": {number}})
	for _, want := range []string{"Обадих се в архива.", "Намесен е началникът.", "Преместена в запечатания регистър", "Бележка"} {
		if !strings.Contains(opened.Text, want) || strings.Contains(opened.Text, "⟦") {
			t.Errorf("status %d: the sealed case lacks %q, or a message", opened.StatusCode, want)
		}
	}
}

// A browser that loads the receipt of a complaint again after it was sealed shows what it showed before.
func TestReceiptOfASealedCaseStays(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := complaint(b)
	b.post("/f/complaint", form)
	before := b.post("/f/complaint", form)
	rows, err := d.reg.Cases(t.Context(), register.CaseFilter{})
	must(t, err)
	must(t, d.reg.Do(t.Context(), register.Order{Number: rows[0].Number, By: "o", Command: register.Sealing{Category: "corruption"}}))
	if after := b.post("/f/complaint", form); after.StatusCode != before.StatusCode || after.Text != before.Text {
		t.Errorf("status %d, want %d\n%s\nwant\n%s", after.StatusCode, before.StatusCode, after.Text, before.Text)
	}
}

// sealedMeanwhile are cases of which one is sealed while an order about it is on its way.
type sealedMeanwhile struct{ *register.Register }

func (m sealedMeanwhile) Do(ctx context.Context, o register.Order) error {
	if err := m.Register.Do(ctx, register.Order{Number: o.Number, By: "o", Command: register.Sealing{Category: "corruption"}}); err != nil {
		return err
	}
	return m.Register.Do(ctx, o)
}

// A text that arrives at the very moment at which its case leaves comes back as one that arrives later.
func TestTextOnACaseThatLeavesMeanwhile(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), nil).Number
	clerk := d.signedInAs(access.Clerk)
	form := url.Values{"csrf": {clerk.get("/cases/" + number).hidden("csrf")}, "version": {"1"}, "note": {"Обадих се в архива."}}
	d.options.Cases = sealedMeanwhile{d.reg}
	now := clerk.post("/cases/"+number+"/note", form)
	later := clerk.post("/cases/"+number+"/note", form)
	if now.StatusCode != http.StatusNotFound || !strings.Contains(now.Text, "Обадих се в архива.") || now.Text != later.Text {
		t.Errorf("status %d: %s", now.StatusCode, now.Text)
	}
}
