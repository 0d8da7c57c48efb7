package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
	"harta/internal/register"
)

func TestWhatAProgramSendsIsSetAside(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	ctx := context.Background()
	fresh := func(text string) url.Values {
		form := complaint(b)
		form.Set("text", text)
		return form
	}
	trap, haste, unstamped := fresh("Първа"), fresh("Втора"), fresh("Трета")
	trap.Set("website", "http://spam.example")
	haste.Set("stamp", d.reg.FormStamp(testNow))
	unstamped.Del("stamp")
	for reason, form := range map[register.Suspicion]url.Values{register.SuspectTrap: trap, register.SuspectHaste: haste, "": unstamped} {
		r := b.post("/f/complaint", form)
		if r.StatusCode != http.StatusCreated || !strings.Contains(r.Text, "служител ще го прегледа") {
			t.Fatalf("%s: status %d: %s", reason, r.StatusCode, r.Text)
		}
		if again := b.post("/f/complaint", form); again.StatusCode != http.StatusOK {
			t.Errorf("%s again: status %d", reason, again.StatusCode)
		}
		if page := b.get(linkOn(t, r)); page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "чака служител да го прегледа") {
			t.Errorf("%s: the link says %d", reason, page.StatusCode)
		}
	}
	if r := b.post("/f/complaint", fresh("Нещо")); strings.Contains(r.Text, "служител ще го прегледа") {
		t.Error("a person's form was set aside")
	}
	if r := b.post("/f/complaint", fresh("  НЕЩО ")); !strings.Contains(r.Text, "служител ще го прегледа") {
		t.Error("the same words again were taken")
	}
	var last *reply
	for i := range rateMost {
		last = b.post("/f/complaint", fresh(fmt.Sprint("Друго ", i)))
	}
	if !strings.Contains(last.Text, "служител ще го прегледа") {
		t.Error("very many from one address were taken")
	}
	aside, _, err := d.reg.ListAside(ctx, register.AsideQuery{Show: register.AsideWaiting, Most: 100})
	must(t, err)
	rows, err := d.reg.Cases(ctx, register.CaseFilter{})
	must(t, err)
	if len(aside)+len(rows) != 5+rateMost {
		t.Errorf("%d set aside and %d cases of %d sent", len(aside), len(rows), 5+rateMost)
	}
	sealed := fresh("Поискаха пари")
	sealed.Set("category", "corruption")
	sealed.Set("website", "x")
	if r := b.post("/f/complaint", sealed); !strings.Contains(r.Text, "запечатан регистър") || strings.Contains(r.Text, "/c/") {
		t.Errorf("a sealed one: status %d", r.StatusCode)
	}
	_ = access.Officer
}
