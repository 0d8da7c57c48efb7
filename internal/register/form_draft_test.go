package register

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"harta/internal/charter"
)

// prepare makes a change in the draft as it stands.
func (h *hall) prepare(c Change) error {
	d, err := h.Draft(context.Background())
	h.must(err)
	return h.ChangeDraft(context.Background(), "officer", d.Revision, c)
}

func TestDraftIsSeenByNobodyBeforeItIsPublished(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	h.must(h.prepare(PutCategory{charter.Category{Label: bg("Шум от заведения"), ConcernsStaff: true}}))
	h.must(h.prepare(PutField{Form: "praise", Field: Field{ID: FieldService, Shown: true, Required: true}}))
	if _, known := h.charter.Category("shum_ot_zavedeniya"); known || h.Definition().Version != 1 {
		t.Error("a draft is in force")
	}
	// It survives a restart, and it is published as a whole, with who, when and why.
	again := h.again(testKey)
	d, err := again.Draft(ctx)
	h.must(err)
	if !d.Open || d.Revision != 2 || d.Editor != "officer" || d.Version != 1 || !d.Touched.Equal(h.now) {
		t.Fatalf("the draft is %+v", d)
	}
	h.must(again.PublishDraft(ctx, "boss", d.Revision, " По сигнали на  граждани "))
	if _, known := again.charter.Category("shum_ot_zavedeniya"); !known {
		t.Error("what was published is not in force")
	}
	list, err := again.Definitions(ctx, 0, 10)
	h.must(err)
	if len(list) != 2 || list[0].Version != 2 || list[0].By != "boss" || list[0].Why != "По сигнали на граждани" || !list[0].Published.Equal(h.now) {
		t.Errorf("the versions are %+v", list)
	}
	if older, err := again.Definitions(ctx, 2, 10); err != nil || len(older) != 1 || older[0].Version != 1 {
		t.Errorf("before version 2: %v, %v", older, err)
	}
	var deeds []string
	for _, x := range Compare(list[1], list[0]) {
		deeds = append(deeds, x.List+" "+x.ID+" "+string(x.Deed))
	}
	if want := []string{"categories shum_ot_zavedeniya added", "praise service required"}; !slices.Equal(deeds, want) {
		t.Errorf("what changed: %v, want %v", deeds, want)
	}
	if d, err = again.Draft(ctx); err != nil || d.Open || d.Revision != 3 {
		t.Errorf("after publishing: %+v, %v", d, err)
	}
}

func TestDraftRefusals(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	if got := codes(t, h.PublishDraft(ctx, "officer", 0, "защо")); !slices.Equal(got, []string{"draft=draft_empty"}) {
		t.Errorf("nothing to publish: %v", got)
	}
	if got := codes(t, h.prepare(PutCategory{})); !slices.Equal(got, []string{"label=words_missing"}) {
		t.Errorf("a nameless category: %v", got)
	}
	h.must(h.prepare(PutCategory{charter.Category{ID: "delay", Label: bg("Бавене")}}))
	wantFault(t, h.ChangeDraft(ctx, "other", 0, SetLede{Form: "praise"}), "draft_changed")
	wantFault(t, h.PublishDraft(ctx, "other", 0, "защо"), "draft_changed")
	wantFault(t, h.DropDraft(ctx, "other", 0), "draft_changed")
	for why, want := range map[string]string{"": "why=draft_why_missing", "\u200B": "why=draft_why_missing", strings.Repeat("ж", WhyMax+1): "why=words_long"} {
		if got := codes(t, h.PublishDraft(ctx, "officer", 1, why)); !slices.Equal(got, []string{want}) {
			t.Errorf("%.5q: %v", why, got)
		}
	}
	// What was published past the draft is not overwritten.
	h.must(h.change(SetLede{Form: "praise", Lede: bg("Кажете го.")}))
	wantFault(t, h.PublishDraft(ctx, "officer", 1, "защо"), "draft_outdated")
	h.must(h.DropDraft(ctx, "officer", 1))
	d, err := h.Draft(ctx)
	h.must(err)
	if praise, _ := d.Form("praise"); d.Open || praise.Lede["bg"] != "Кажете го." {
		t.Errorf("after dropping: %+v", d)
	}
	// A draft that takes back what it did has nothing to publish.
	h.must(h.prepare(Retire{List: ListReasons, ID: d.Vocabulary.Reasons[0].ID}))
	h.must(h.prepare(Retire{List: ListReasons, ID: d.Vocabulary.Reasons[0].ID, Back: true}))
	if got := codes(t, h.PublishDraft(ctx, "officer", 4, "защо")); !slices.Equal(got, []string{"draft=draft_empty"}) {
		t.Errorf("nothing left to publish: %v", got)
	}
}

func TestMoveStaysAmongItsOwn(t *testing.T) {
	h := openHall(t)
	h.must(h.change(PutCategory{charter.Category{Label: bg("Първа"), Parent: "delay"}}))
	h.must(h.change(PutCategory{charter.Category{Label: bg("Втора"), Parent: "delay"}}))
	h.must(h.change(PutCategory{charter.Category{Label: bg("Последна")}}))
	h.must(h.change(Move{List: ListCategories, ID: "vtora", Up: true}))
	h.must(h.change(Move{List: ListCategories, ID: "posledna", Up: true}))
	var top, under []string
	for _, c := range h.Definition().Vocabulary.Categories {
		switch c.Parent {
		case "":
			top = append(top, c.ID)
		case "delay":
			under = append(under, c.ID)
		}
	}
	if !slices.Equal(under, []string{"vtora", "parva"}) || top[len(top)-2] != "posledna" {
		t.Errorf("under delay %v, on top %v", under, top)
	}
}

// Whatever is changed, comparing a version with itself tells nothing, what was added is told of once, and an untouched list not at all.
func TestCompareTellsEveryChange(t *testing.T) {
	ch, err := charter.Default()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		a := firstDefinition(ch)
		b := firstDefinition(ch)
		b.Vocabulary = ch.Completed(b.Vocabulary)
		a.Vocabulary = ch.Completed(a.Vocabulary)
		if d := Compare(a, b); len(d) != 0 {
			t.Fatalf("the same version differs: %+v", d)
		}
		list := rapid.SampledFrom([]string{ListCategories, ListQuestions, ListReasons}).Draw(t, "list")
		name := bg(rapid.StringMatching(`[а-я]{3,12}`).Draw(t, "name"))
		change := map[string]Change{
			ListCategories: PutCategory{charter.Category{Label: name}},
			ListQuestions:  PutQuestion{charter.Question{Label: name, Text: name, Low: name, High: name}},
			ListReasons:    PutReason{charter.Reason{Label: name, Faces: []int{1}}},
		}[list]
		if err := change.change(&b, charter.NewDate(2026, 5, 4)); err != nil {
			t.Fatal(err)
		}
		d := Compare(a, b)
		if len(d) != 1 || d[0].Deed != DeedAdded || d[0].List != list || d[0].Name["bg"] != name["bg"] {
			t.Fatalf("%+v", d)
		}
	})
}
