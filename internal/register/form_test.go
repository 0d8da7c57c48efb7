package register

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"harta/internal/charter"
)

func bg(s string) charter.Label { return charter.Label{"bg": s} }

// change publishes a change on the version in force.
func (h *hall) change(c Change) error {
	return h.ChangeDefinition(context.Background(), "officer", h.Definition().Version, c)
}

func TestFirstDefinitionIsTheCharters(t *testing.T) {
	h := openHall(t)
	d := h.Definition()
	if d.Version != 1 || d.By != "" || len(d.Forms) != 6 || len(d.Vocabulary.Categories) != len(h.charter.Categories) {
		t.Fatalf("version %d by %q with %d forms and %d categories", d.Version, d.By, len(d.Forms), len(d.Vocabulary.Categories))
	}
	if f, _ := d.Form("complaint"); !f.Shows(FieldCategory) || !f.Shows(FieldFiles) {
		t.Error("the complaint asks for neither category nor files")
	}
	if again := h.again(testKey).Definition(); again.Version != 1 {
		t.Errorf("opening again made version %d", again.Version)
	}
	if n := len(d.SurveyQuestions(charter.NewDate(2026, 5, 4))); n != len(h.charter.Questions) {
		t.Errorf("the survey asks %d questions", n)
	}
}

func TestOfficerAddsACategory(t *testing.T) {
	h := openHall(t)
	h.must(h.change(PutCategory{charter.Category{Label: bg(" Шум от заведения "), Help: bg("Нощем")}}))
	category, known := h.charter.Category("shum_ot_zavedeniya")
	if !known || category.Label["bg"] != "Шум от заведения" || category.From != charter.NewDate(2026, 5, 4) {
		t.Fatalf("the category is %+v, %v", category, known)
	}
	s := complaint()
	s.Category = "shum_ot_zavedeniya"
	number := h.submit(s).Number
	// Reworded, its id stays; retired, it is named and no longer chosen.
	h.must(h.change(PutCategory{charter.Category{ID: "shum_ot_zavedeniya", Label: bg("Шум")}}))
	h.must(h.change(Retire{List: ListCategories, ID: "shum_ot_zavedeniya"}))
	if category, _ = h.charter.Category(h.find(number).Category); category.Label["bg"] != "Шум" {
		t.Errorf("the case's category is %+v", category)
	}
	_, err := h.Submit(context.Background(), s)
	if got := codes(t, err); !slices.Equal(got, []string{"category=no_such_category"}) {
		t.Errorf("a retired category: %v", got)
	}
	h.must(h.change(Retire{List: ListCategories, ID: "shum_ot_zavedeniya", Back: true}))
	h.submit(s)
	// A new process knows all of it, and every version is kept.
	if d := h.again(testKey).Definition(); d.Version != 5 || d.By != "officer" {
		t.Errorf("version %d by %q", d.Version, d.By)
	}
	old, err := h.DefinitionOf(context.Background(), 2)
	h.must(err)
	if last := old.Vocabulary.Categories[len(old.Vocabulary.Categories)-1]; last.Label["bg"] != "Шум от заведения" {
		t.Errorf("version 2 has changed: %+v", last)
	}
	_, err = h.DefinitionOf(context.Background(), 99)
	wantFault(t, err, "definition_unknown")
}

func TestCategoryUnderARestrictedOneIsSealed(t *testing.T) {
	h := openHall(t)
	h.must(h.change(PutCategory{charter.Category{Label: bg("Подкуп при поръчки"), Parent: "corruption"}}))
	s := complaint()
	s.Category = "podkup_pri_porachki"
	if receipt := h.submit(s); !receipt.Sealed {
		t.Error("it went into the open register")
	}
}

func TestOfficerAddsAQuestion(t *testing.T) {
	h := openHall(t)
	q := charter.Question{Label: bg("Паркиране"), Text: bg("Намерихте ли къде да паркирате?"), Low: bg("Не"), High: bg("Веднага")}
	h.must(h.change(PutQuestion{q}))
	h.must(h.change(Move{List: ListQuestions, ID: "parkirane", Up: true}))
	today := charter.NewDate(2026, 5, 4)
	list := h.Definition().SurveyQuestions(today)
	if n := len(list); list[n-2].ID != "parkirane" {
		t.Errorf("last but one is %s", list[n-2].ID)
	}
	h.must(h.change(Retire{List: ListQuestions, ID: "parkirane"}))
	if n := len(h.Definition().SurveyQuestions(today)); n != len(list)-1 {
		t.Errorf("%d questions after one was retired of %d", n, len(list))
	}
	if _, known := h.charter.Question("parkirane"); !known {
		t.Error("a retired question has no name any more")
	}
}

func TestDefinitionRefusals(t *testing.T) {
	h := openHall(t)
	for title, c := range map[string]struct {
		change Change
		want   []string
	}{
		"nameless category":    {PutCategory{charter.Category{Label: charter.Label{"en": "Noise"}}}, []string{"label=words_missing"}},
		"invisible category":   {PutCategory{charter.Category{Label: bg("\u200B")}}, []string{"label=words_missing"}},
		"long category":        {PutCategory{charter.Category{Label: bg(strings.Repeat("ж", wordMax+1))}}, []string{"label=words_long"}},
		"unknown category":     {PutCategory{charter.Category{ID: "x", Label: bg("а")}}, []string{"id=no_such_entry"}},
		"unknown parent":       {PutCategory{charter.Category{Parent: "x", Label: bg("а")}}, []string{"parent=no_such_category"}},
		"empty question":       {PutQuestion{}, []string{"label=words_missing", "text=words_missing", "low=words_missing", "high=words_missing"}},
		"overall retired":      {Retire{List: ListQuestions, ID: "overall"}, []string{"id=question_kept"}},
		"unknown list":         {Retire{List: "x", ID: "delay"}, []string{"id=no_such_entry"}},
		"move nothing":         {Move{List: ListCategories, ID: "x"}, []string{"id=no_such_entry"}},
		"move in no form":      {Move{List: "x", ID: "text"}, []string{"form=no_such_form"}},
		"text hidden":          {PutField{Form: "complaint", Field: Field{ID: FieldText}}, []string{"required=field_kept"}},
		"category optional":    {PutField{Form: "signal", Field: Field{ID: FieldCategory, Shown: true}}, []string{"required=field_kept"}},
		"choice of one":        {PutField{Form: "signal", Field: Field{Type: TypeChoice, Label: bg("а"), Options: []Option{{Label: bg("б")}}}}, []string{"options=field_options"}},
		"field of no type":     {PutField{Form: "signal", Field: Field{Label: bg("а")}}, []string{"type=field_type_unknown"}},
		"field of no form":     {PutField{Form: "x", Field: Field{Label: bg("а"), Type: TypeLine}}, []string{"form=no_such_form"}},
		"own field in survey":  {PutField{Form: FormSurvey, Field: Field{Label: bg("а"), Type: TypeLine}}, []string{"type=field_type_unknown"}},
		"long lede":            {SetLede{Form: "praise", Lede: bg(strings.Repeat("ж", sentence+1))}, []string{"lede=words_long"}},
		"question of no score": {PutField{Form: FormSurvey, Field: Field{ID: "overall", Shown: true}}, []string{"required=field_kept"}},
	} {
		if got := codes(t, h.change(c.change)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", title, got, c.want)
		}
	}
	if v := h.Definition().Version; v != 1 {
		t.Errorf("a refused change made version %d", v)
	}
	h.must(h.change(SetLede{Form: "praise", Lede: bg("Кажете го.")}))
	wantFault(t, h.ChangeDefinition(context.Background(), "other", 1, SetLede{Form: "praise"}), "definition_changed")
}

// Whatever is changed in whatever order, no id is ever lost or doubled, what is indispensable stays, and the version grows by one.
func TestDefinitionsKeepEveryID(t *testing.T) {
	ch, err := charter.Default()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := firstDefinition(ch)
		d.Vocabulary.Categories, d.Vocabulary.Questions = slices.Clone(d.Vocabulary.Categories), slices.Clone(d.Vocabulary.Questions)
		ids := map[string]bool{}
		for range rapid.IntRange(1, 30).Draw(t, "changes") {
			for _, c := range d.Vocabulary.Categories {
				ids["c "+c.ID] = true
			}
			for _, q := range d.Vocabulary.Questions {
				ids["q "+q.ID] = true
			}
			name := bg(rapid.SampledFrom([]string{"Шум", "шум", "Шум!", "1", "...", "Паркиране на Пешеходна зона и още много дълго"}).Draw(t, "name"))
			id := rapid.SampledFrom([]string{"", "delay", "overall", "shum", "text", "category", "own_shum", "x"}).Draw(t, "id")
			list := rapid.SampledFrom([]string{ListCategories, ListQuestions, "complaint", FormSurvey, "x"}).Draw(t, "list")
			flag := rapid.Bool().Draw(t, "flag")
			_ = rapid.SampledFrom([]Change{
				PutCategory{charter.Category{ID: id, Label: name}}, PutQuestion{charter.Question{ID: id, Label: name, Text: name, Low: name, High: name}},
				Retire{List: list, ID: id, Back: flag}, Move{List: list, ID: id, Up: flag}, SetLede{Form: list, Lede: name},
				PutField{Form: list, Field: Field{ID: id, Shown: flag, Required: flag, Type: TypeLine, Label: name}},
			}).Draw(t, "change").change(&d, charter.NewDate(2026, 5, 4))
		}
		seen := map[string]bool{}
		for _, c := range d.Vocabulary.Categories {
			if seen["c "+c.ID] {
				t.Fatalf("category %s twice", c.ID)
			}
			seen["c "+c.ID] = true
		}
		for _, q := range d.Vocabulary.Questions {
			if seen["q "+q.ID] {
				t.Fatalf("question %s twice", q.ID)
			}
			seen["q "+q.ID] = true
		}
		for id := range ids {
			if !seen[id] {
				t.Fatalf("%s is lost", id)
			}
		}
		for _, f := range d.Forms {
			fields := map[string]bool{}
			for _, x := range f.Fields {
				if fields[x.ID] {
					t.Fatalf("field %s of %s twice", x.ID, f.Kind)
				}
				fields[x.ID] = true
				if Indispensable(f.Kind, x.ID) && !(x.Shown && x.Required) {
					t.Fatalf("%s of %s is gone", x.ID, f.Kind)
				}
			}
		}
		if q := d.SurveyQuestions(charter.NewDate(2026, 5, 5)); !slices.ContainsFunc(q, func(q charter.Question) bool { return q.ID == questionOverall }) {
			t.Fatal(fmt.Sprint("the survey lost its main question: ", q))
		}
	})
}
