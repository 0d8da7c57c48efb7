package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"harta/internal/charter"
	"harta/internal/register"
)

// counted are the answers that the figures know, as number of the comment-free sheet and score.
func (w *world) counted(f *Files) []string {
	w.t.Helper()
	must(w.t, NewLoader(w.ch, f.answers.spool, nil, w.clock, quiet()).Flush(context.Background()))
	return w.ask("SELECT toString(response_id), score FROM answers FINAL WHERE reason != 'replaced' ORDER BY response_id")
}

// sheetsModel is what must be counted: of each number the score that first came and is still told by somebody.
type sheetsModel struct {
	score   map[string]int
	tellers map[string]map[int]bool // imports by their place; -1: another program
}

// take is a file, or a request of another program, with one answer.
func (m *sheetsModel) take(teller int, number string, score int) {
	if len(m.tellers[number]) == 0 {
		m.score[number], m.tellers[number] = score, map[int]bool{}
	}
	if m.score[number] == score {
		m.tellers[number][teller] = true
	}
}

func (m *sheetsModel) undo(teller int) {
	for _, tellers := range m.tellers {
		delete(tellers, teller)
	}
}

func (m *sheetsModel) state(prefix string) []string {
	list := []string{}
	for number, tellers := range m.tellers {
		if len(tellers) > 0 {
			list = append(list, fmt.Sprintf("%s\t%d", uuid.NewSHA1(answerSpace, []byte(paperSource+"\x00"+prefix+number)), m.score[number]))
		}
	}
	slices.Sort(list)
	return list
}

// Whatever the order of files, of what other programs send, of undoings and of stops between, the figures are those of the model.
func TestAnySequenceOfAnswersAndUndoings(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	few(t, 12)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		prefix := fmt.Sprintf("r%d-", round)
		m := &sheetsModel{score: map[string]int{}, tellers: map[string]map[int]bool{}}
		var imports []uuid.UUID
		sheet := func(rt *rapid.T) (string, int) {
			return rapid.SampledFrom([]string{"1", "2", "3"}).Draw(rt, "number"), rapid.IntRange(1, 2).Draw(rt, "score")
		}
		rt.Repeat(map[string]func(*rapid.T){
			"file": func(rt *rapid.T) {
				lines := "Номер;Дата;overall;Коментар\n"
				teller := len(imports)
				for range rapid.IntRange(1, 4).Draw(rt, "sheets") {
					number, score := sheet(rt)
					lines += fmt.Sprintf("%s%s;05.05.2026 10:00;%d;Благодаря\n", prefix, number, score)
					m.take(teller, number, score)
				}
				imports = append(imports, w.bring(f, FileAnswers, lines).ID)
			},
			"another program": func(rt *rapid.T) {
				number, score := sheet(rt)
				body := fmt.Sprintf(`{"number":%q,"moment":"2026-05-05T10:00:00+03:00","scores":{"overall":%d},"channel":"counter","language":"bg","comment":"Благодаря"}`, prefix+number, score)
				_, err := f.answers.Stream(w.reg, paperSource).Take(context.Background(), []Entry{{Line: 1, JSON: []byte(body)}})
				must(t, err)
				m.take(-1, number, score)
			},
			"undo": func(rt *rapid.T) {
				if len(imports) == 0 {
					return
				}
				which := rapid.IntRange(0, len(imports)-1).Draw(rt, "which")
				ctx, stop := context.WithCancel(context.Background())
				defer stop()
				if rapid.Bool().Draw(rt, "is stopped") {
					stop()
				}
				if _, err := w.im.Undo(ctx, imports[which], "u2", nil); err != nil {
					must(t, f.Resume(context.Background()))
					_, err = w.im.Undo(context.Background(), imports[which], "u2", nil)
					must(t, err)
				}
				m.undo(which)
			},
			"": func(rt *rapid.T) {
				got := w.counted(f)
				ours := []string{}
				for _, number := range []string{"1", "2", "3"} {
					id := uuid.NewSHA1(answerSpace, []byte(paperSource+"\x00"+prefix+number)).String()
					for _, row := range got {
						if strings.HasPrefix(row, id) {
							ours = append(ours, row)
						}
					}
					_, err := w.reg.Comment(context.Background(), uuid.MustParse(id), "u1")
					if told := len(m.tellers[number]) > 0; (err == nil) != told {
						rt.Fatalf("comment of %s: %v, told %v", number, err, told)
					}
				}
				if slices.Sort(ours); !slices.Equal(ours, m.state(prefix)) {
					rt.Fatalf("counted %v, want %v", ours, m.state(prefix))
				}
			},
		})
	})
}

// Comments of what is taken back leave the figures too, and come back with it; a day that changed leaves nothing behind.
func TestUndoneAnswersTakeTheirCommentsAlong(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	comments := func() []string {
		w.counted(f)
		return w.ask("SELECT toString(day), text FROM comments FINAL WHERE text != '' ORDER BY day")
	}
	const head = "Номер;Дата;overall;Коментар\n"
	first := w.bring(f, FileAnswers, head+"1;05.05.2026 10:00;5;Благодаря\n2;06.05.2026;4;\n")
	if got := comments(); !slices.Equal(got, []string{"2026-05-05\tБлагодаря"}) {
		t.Fatal(got)
	}
	w.undo(first.ID)
	if got := comments(); len(got) != 0 || len(w.counted(f)) != 0 {
		t.Error(got)
	}
	u, _, err := w.reg.UndoOf(context.Background(), first.ID)
	must(t, err)
	if u.Removed != 2 || u.Restored != 0 || u.Kept != 0 || u.By != "u2" {
		t.Errorf("%+v", u)
	}
	again := w.bring(f, FileAnswers, head+"1;07.05.2026 10:00;3;Може и по-добре\n")
	if again.Counts != counts(1, 0, 0, 0, 0) {
		t.Errorf("%+v", again.Counts)
	}
	if got := comments(); !slices.Equal(got, []string{"2026-05-07\tМоже и по-добре"}) {
		t.Error(got)
	}
	if got := w.ask("SELECT toString(day), score, counted FROM answers FINAL WHERE reason != 'replaced'"); !slices.Equal(got, []string{"2026-05-07\t3\ttrue"}) {
		t.Error(got)
	}
}

const casesHead = "Вх. №;Вид;Категория;Получена;Отговор на;Резултат;Текст;Подател;Връзка\n"

// facts are the cases that the figures know, by kind.
func (w *world) caseFacts(f *Files) []string {
	w.t.Helper()
	must(w.t, NewLoader(w.ch, f.answers.spool, w.reg, w.clock, quiet()).Flush(context.Background()))
	return w.ask("SELECT kind, toString(received_day) FROM case_facts FINAL WHERE kind != '' ORDER BY received_day")
}

func TestUndoOfCases(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	ctx := context.Background()
	file := casesHead +
		"1;Жалба;Забавяне;05.03.2026;20.03.2026;Уважена;Чаках дълго;Иван Петров;0888 123 456\n" +
		"2;Сигнал;Такси;06.03.2026;;;Дупка;Мария Иванова;maria@example.bg\n" +
		"3;Сигнал;Такси;07.03.2026;;;;;\n" +
		"4;Жалба;Съмнение за корупция;08.03.2026;;;Поискаха пари;Петър Петров;0888 123 457\n"
	receipt := w.bring(f, FileCases, file)
	if receipt.Counts != counts(4, 0, 0, 0, 0) {
		t.Fatalf("%+v", receipt.Counts)
	}
	byIncoming := map[string]register.CaseRow{}
	list, err := w.reg.Cases(ctx, register.CaseFilter{})
	must(t, err)
	for _, c := range list {
		byIncoming[string(c.Kind)+c.Received.In(w.charter.Location()).Format("02")] = c
	}
	worked, gone := byIncoming["signal06"], byIncoming["complaint05"]
	must(t, w.reg.Do(ctx, register.Order{Number: worked.Number, By: "u1", Command: register.Note{Text: "Обадих се"}}))
	other := w.bring(f, FileCases, strings.Join(strings.Split(file, "\n")[:1], "")+"\n3;Сигнал;Такси;07.03.2026;;;;;\n")
	if other.Counts != counts(0, 0, 1, 0, 0) {
		t.Fatalf("%+v", other.Counts)
	}
	w.undo(receipt.ID)
	u, _, err := w.reg.UndoOf(ctx, receipt.ID)
	must(t, err)
	if u.Removed != 1 || u.Kept != 2 {
		t.Errorf("%+v", u)
	}
	var notes []string
	for _, e := range w.errors(receipt) {
		notes = append(notes, fmt.Sprint(e.Line, " ", e.Value == worked.Number, " ", e.Code))
	}
	if slices.Sort(notes); !slices.Equal(notes, []string{"3 true note_undo_worked", "4 false note_undo_told"}) {
		t.Errorf("notes %v", notes)
	}
	if list, err = w.reg.Cases(ctx, register.CaseFilter{}); err != nil || len(list) != 2 {
		t.Errorf("%d cases are listed, %v", len(list), err)
	}
	if got := w.caseFacts(f); !slices.Equal(got, []string{"signal\t2026-03-06", "signal\t2026-03-07"}) {
		t.Errorf("facts %v", got)
	}
	if sealed, err := w.reg.Sealed(ctx); err != nil || len(sealed) != 1 {
		t.Errorf("%d sealed cases, %v", len(sealed), err)
	}
	c, err := w.reg.Case(ctx, gone.Number)
	must(t, err)
	if last := c.Events[len(c.Events)-1]; last.Kind != register.EventTakenBack || last.By != "u2" {
		t.Errorf("%+v", last)
	}
	if _, err := w.reg.Contact(ctx, gone.Number, "u1"); !isCode(err, "case_erased") {
		t.Errorf("who sent it is still known: %v", err)
	}
	for _, command := range []register.Command{register.Note{Text: "а"}, register.Reopening{Reason: "а"}, register.Erasure{}} {
		if err := w.reg.Do(ctx, register.Order{Number: gone.Number, By: "u1", Command: command}); !isCode(err, "case_taken_back") {
			t.Errorf("%T: %v", command, err)
		}
	}
	// The case that the other file still told of goes with that one.
	w.undo(other.ID)
	if list, err = w.reg.Cases(ctx, register.CaseFilter{}); err != nil || len(list) != 1 {
		t.Errorf("%d cases are listed, %v", len(list), err)
	}
	again := w.bring(f, FileCases, file)
	if again.Counts != counts(2, 0, 2, 0, 0) {
		t.Errorf("again: %+v", again.Counts)
	}
	if got := w.caseFacts(f); !slices.Equal(got, []string{"complaint\t2026-03-05", "signal\t2026-03-06", "signal\t2026-03-07"}) {
		t.Errorf("facts %v", got)
	}
}

// A case that went into the sealed register after its import leaves no trace of itself there.
func TestUndoIsSilentOfWhatWasSealed(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	ctx := context.Background()
	receipt := w.bring(f, FileCases, casesHead+"1;Жалба;Забавяне;05.03.2026;;;Поискаха пари;Иван Петров;0888 123 456\n")
	list, err := w.reg.Cases(ctx, register.CaseFilter{})
	must(t, err)
	must(t, w.reg.Do(ctx, register.Order{Number: list[0].Number, By: "u1", Command: register.Sealing{Category: "corruption"}}))
	w.undo(receipt.ID)
	u, _, err := w.reg.UndoOf(ctx, receipt.ID)
	must(t, err)
	if sealed, err := w.reg.Sealed(ctx); err != nil || len(sealed) != 1 || u.Removed+u.Restored+u.Kept != 0 || len(w.errors(receipt)) != 0 {
		t.Errorf("%d sealed, %v, %+v, %v", len(sealed), err, u, w.errors(receipt))
	}
}

func TestUndoOfACatalogue(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	ctx := context.Background()
	first := w.bring(f, FileCatalogue, catalogueHead+
		"1;Първа;ГРАО;7 дни;;5;;;;\n2;Втора;ГРАО;7 дни;;5;;;;\n")
	before := []register.Service{w.service("1"), w.service("2")}
	second := w.bring(f, FileCatalogue, catalogueHead+
		"1;Сгрешена;Друго;9 дни;;6;;Стара;;\n2;Втора;ГРАО;8 дни;;5;;;;\n3;Трета;ГРАО;8 дни;;5;;;;\n4;Четвърта;ГРАО;8 дни;;5;;;;\n")
	// Since then 2 was changed by hand, and there is a kiosk for 4.
	two := w.service("2")
	two.Terms = []register.Term{{OrderSpeed: "ordinary", Term: charter.Term{Amount: 1, Unit: charter.Months}}}
	must(t, w.reg.PutServices(ctx, []register.Service{two}, "u3"))
	w.importFile("bg-delovodstvo", w.file("r.csv", strings.NewReplacer("2079", "4").Replace(bulgarian)))
	w.undo(second.ID)
	u, _, err := w.reg.UndoOf(ctx, second.ID)
	must(t, err)
	if u.Removed != 1 || u.Restored != 1 || u.Kept != 2 {
		t.Errorf("%+v", u)
	}
	if got := w.service("1"); !got.Same(before[0]) || len(got.FormerNames) != 0 {
		t.Errorf("%+v", got)
	}
	if got := w.service("2"); !got.Same(two) {
		t.Errorf("%+v", got)
	}
	var notes []string
	for _, e := range w.errors(second) {
		if strings.HasPrefix(e.Code, "note_undo") {
			notes = append(notes, fmt.Sprint(e.Line, " ", e.Value, " ", e.Code))
		}
	}
	if !slices.Equal(notes, []string{"3 2 note_undo_changed", "5 4 note_undo_used"}) {
		t.Errorf("notes %v", notes)
	}
	cat, err := w.reg.Catalogue(ctx)
	must(t, err)
	if _, there := cat.Service("3"); there {
		t.Error("the new service is still there")
	}
	if s, found := cat.ServiceNamed("Сгрешена"); found {
		t.Errorf("the wrong name is still known: %+v", s)
	}
	past, err := w.reg.ServicePast(ctx, "1")
	must(t, err)
	if len(past) != 2 || past[0].By != "u2" || past[0].Name["bg"] != "Сгрешена" {
		t.Errorf("history %+v", past)
	}
	w.undo(first.ID)
	if u, _, err = w.reg.UndoOf(ctx, first.ID); err != nil || u.Removed != 1 || u.Kept != 1 {
		t.Errorf("%+v %v", u, err)
	}
}

// A file that is stopped on its way leaves nothing.
func TestCancelOfAFile(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	ctx := context.Background()
	lines := []string{"Номер;Дата;overall"}
	for i := range 3 * fileBatch {
		lines = append(lines, fmt.Sprintf("%d;05.05.2026;5", i))
	}
	path := w.file("in.csv", strings.Join(lines, "\n")+"\n")
	receipt, err := w.im.Import(ctx, FileAnswers.Profile(), path, "in.csv", "u1", func(p Progress) {
		if p.Counts.Rows == fileBatch && !p.Undoing {
			must(t, w.im.Cancel(p.Import))
		}
	})
	if !isCode(err, "import_cancelled") || receipt.State != register.ImportCancelled || receipt.Counts.New != fileBatch {
		t.Fatalf("%v %+v", err, receipt)
	}
	if got := w.counted(f); len(got) != 0 {
		t.Errorf("%d answers are counted", len(got))
	}
	u, _, err := w.reg.UndoOf(ctx, receipt.ID)
	must(t, err)
	if u.Removed != fileBatch {
		t.Errorf("%+v", u)
	}
	again, err := w.im.Import(ctx, FileAnswers.Profile(), path, "in.csv", "u1", nil)
	if err != nil || again.Counts != counts(3*fileBatch, 0, 0, 0, 0) {
		t.Errorf("%v %+v", err, again.Counts)
	}
}

// An import from before anything was noted is not undone to a half.
func TestUndoOfWhatWasNotNoted(t *testing.T) {
	w := newWorld(t)
	w.files()
	old, err := w.reg.StartImport(context.Background(), register.Import{
		Profile: FileAnswers.Profile(), File: "a.csv", By: "u1", Counts: register.ImportCounts{Rows: 2, New: 2},
	})
	must(t, err)
	old.State, old.Finished = register.ImportDone, w.clock().Add(time.Second)
	must(t, w.reg.SaveImport(context.Background(), old))
	if _, err := w.im.Undo(context.Background(), old.ID, "u1", nil); !isCode(err, "import_not_undoable") {
		t.Error(err)
	}
}
