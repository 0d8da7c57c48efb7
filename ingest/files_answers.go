package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
)

// The fields of an answer in a file, beside those of a record. The score of a question is FieldScore with the question's id behind it.
const (
	FieldMoment   Field = "moment"   // when the sheet was filled in
	FieldLanguage Field = "language" // of the sheet: bg, en, tr
	FieldComment  Field = "comment"
	FieldRecord   Field = "record" // number of the service record that it is about
	FieldSource   Field = "source" // of the numbers
	FieldScore    Field = "score_"
)

// paperSource is the source of numbers of sheets whose file names none.
const paperSource = "paper"

// answersHand takes surveys on paper by the door that other programs use: the same number of the same source is one answer, whichever
// way it comes.
type answersHand struct {
	door    *Responses
	names   Names
	charter *charter.Charter
	now     time.Time
	from    uuid.UUID // the import
}

// answerFields are what the columns of a survey can mean.
func answerFields(ch *charter.Charter) []FileField {
	list := []FileField{
		{Field: FieldNumber, Names: []string{"Номер", "№", "Номер на анкетата", "Number", "ID"}, Needed: true},
		{Field: FieldMoment, Names: []string{"Дата", "Дата и час", "Попълнена на", "Date", "Moment", "Filled in"}, Needed: true, Date: true},
	}
	for _, q := range ch.Vocabulary().Questions {
		names := []string{q.Label.In("bg"), q.Label.In("en"), q.ID, "score_" + q.ID}
		names = append(names, q.Text.In("bg"), q.Text.In("en")) // as programs for surveys name the columns of their exports
		list = append(list, FileField{Field: FieldScore + Field(q.ID), Names: names, Rare: q.ID != questionOverall})
	}
	return append(list,
		FileField{Field: FieldOffice, Names: []string{"Място", "Център", "Служба", "Office", "Place"}, Constant: true},
		FileField{Field: FieldService, Names: []string{"Услуга", "Услуга №", "Service"}, Constant: true},
		FileField{Field: FieldDepartment, Names: []string{"Звено", "Отдел", "Дирекция", "Department"}, Constant: true, Rare: true},
		FileField{Field: FieldChannel, Names: []string{"Начин на подаване", "Канал", "Channel"}, Words: true, Constant: true},
		FileField{Field: FieldOrderSpeed, Names: []string{"Поръчка", "Order speed"}, Words: true, Constant: true, Rare: true},
		FileField{Field: FieldLanguage, Names: []string{"Език", "Language"}, Rare: true},
		FileField{Field: FieldRecord, Names: []string{"Преписка", "Рег. №", "Record"}, Rare: true},
		FileField{Field: FieldComment, Names: []string{"Коментар", "Свободен текст", "Бележка", "Comment"}},
		FileField{Field: FieldSource, Names: []string{"Източник", "Source"}, Rare: true},
	)
}

func (h *answersHand) read(c *cells, row *FileRow) {
	in := answerEntry{Source: paperSource, Number: c.text(FieldNumber, maxNumber), Scores: map[string]int{}, Channel: defaultChannel, Language: "bg"}
	if in.Number == "" {
		c.bad(FieldNumber, "", "number_missing", nil)
	}
	if s := c.text(FieldSource, maxNumber); s != "" {
		in.Source = s
	}
	in.Moment = h.when(c, row)
	for _, q := range h.charter.Vocabulary().Questions {
		h.score(c, in.Scores, q.ID)
	}
	in.Office, in.Service, in.Department = c.text(FieldOffice, maxTitle), c.text(FieldService, maxTitle), c.text(FieldDepartment, maxTitle)
	in.Record = c.text(FieldRecord, maxNumber)
	in.Channel = c.item(FileAnswers, FieldChannel, h.charter, in.Channel)
	in.OrderSpeed = c.item(FileAnswers, FieldOrderSpeed, h.charter, "")
	if s, _ := c.at(FieldLanguage); s != "" {
		in.Language = c.language(s)
	}
	in.Comment, _ = c.at(FieldComment) // its lines are kept, and the door looks at it
	row.Cells[FieldNumber], row.Cells[FieldOffice], row.Cells[FieldService] = in.Number, in.Office, in.Service
	row.Cells[FieldDepartment], row.Cells[FieldChannel], row.Cells[FieldOrderSpeed] = in.Department, in.Channel, in.OrderSpeed
	row.Cells[FieldLanguage], row.Cells[FieldRecord], row.Cells[FieldSource] = in.Language, in.Record, in.Source
	for id, score := range in.Scores {
		row.Cells[FieldScore+Field(id)] = strconv.Itoa(score)
	}
	if in.Comment != "" {
		row.Cells[FieldComment] = unshown // a preview is no place to read it
	}
	row.item = in
}

// defaultChannel is how sheets and letters come where a file says nothing: handed in at a counter.
const defaultChannel = "counter"

// when reads the moment of a sheet. A day without an hour becomes the opening of the office, or its own beginning where a file comes
// before that: a moment that depends on the file alone and lies in the past, so that the same file, or the rest of one that was cut off,
// says the same again.
func (h *answersHand) when(c *cells, row *FileRow) string {
	m, ok := c.moment(FieldMoment)
	if !ok {
		return ""
	}
	if m.at.IsZero() {
		c.bad(FieldMoment, "", "date_missing", nil)
		return ""
	}
	at := m.at
	row.Cells[FieldMoment] = at.Format("2006-01-02 15:04")
	if m.day {
		row.Cells[FieldMoment] = at.Format(time.DateOnly)
		if opening := h.charter.Calendar.Opening(h.charter.Calendar.CivilDay(at)); !opening.After(h.now) {
			at = opening
		}
	}
	return at.Format(time.RFC3339)
}

// score reads the score of a question; a sheet may leave one out.
func (h *answersHand) score(c *cells, scores map[string]int, question string) {
	f := FieldScore + Field(question)
	s := c.raw(f)
	if s == "" || s == "-" || s == "–" {
		return
	}
	n, err := strconv.Atoi(withoutZeros(s))
	switch {
	case err != nil:
		c.bad(f, s, "score_malformed", nil)
	case n < 1 || n > 5:
		c.bad(f, s, "score_out_of_range", fault.Params{"score": n, "question": question})
	default:
		scores[question] = n
	}
}

// withoutZeros cuts a fraction of zeros off, as spreadsheets write whole numbers in a column of numbers with a fraction.
func withoutZeros(s string) string {
	if i := strings.IndexAny(s, ".,"); i >= 0 && i+1 < len(s) && strings.Trim(s[i+1:], "0") == "" {
		return s[:i]
	}
	return s
}

// settle hands the answers to the door, all under one fsync.
func (h *answersHand) settle(ctx context.Context, rows []*FileRow, dry bool) error {
	block := make([]Entry, len(rows))
	for i, row := range rows {
		body, err := json.Marshal(row.item)
		if err != nil {
			return fmt.Errorf("encode an answer: %w", err)
		}
		block[i] = Entry{Line: row.Line, JSON: body}
	}
	stream := h.door.Stream(h.names, paperSource)
	stream.from = h.from
	take := stream.Take
	if dry {
		take = stream.Look
	}
	out, err := take(ctx, block)
	if err != nil {
		return err
	}
	for i, row := range rows {
		if row.judge(out[i]); row.Verdict == RowOlder {
			row.remark(FieldNumber, out[i].ID, "answer_later", nil)
		}
	}
	return nil
}

// judge tells a row what its door said.
func (r *FileRow) judge(o Outcome) {
	switch o.Status {
	case StatusRejected:
		if o.Fault.Code == "record_version_conflict" { // a file cannot send a greater version
			o.Fault = fault.Invalid(string(FieldNumber), "answer_told_otherwise", nil)
		}
		f := Field(o.Fault.Field)
		if q, asked := o.Fault.Params["question"].(string); asked {
			f = FieldScore + Field(q)
		} else if f == "score" { // none at all
			f = FieldScore + questionOverall
		}
		r.refuse(f, "", o.Fault.Code, o.Fault.Params)
	case StatusAlready:
		r.Verdict = RowUnchanged
	case StatusOlder:
		r.Verdict = RowOlder
	default:
		r.Verdict = RowNew
	}
}

// item reads a word: one that the profile translates, or an id or a name of the charter. An empty cell is what the profile says, else
// empty.
func (c *cells) item(kind FileKind, f Field, ch *charter.Charter, empty string) string {
	s, _ := c.at(f)
	w := c.reader.profile.wordsOf(f)
	if s == "" {
		if w.Empty != wordNone {
			return w.Empty
		}
		return empty
	}
	if id, ok := w.folded[fold(s)]; ok {
		return id
	}
	id, ok := labelled(FileWords(kind, f, ch), s)
	if !ok {
		c.bad(f, s, string(f)+"_unknown", nil)
	}
	return id
}

// languages are the words for the languages of sheets and letters.
var languages = map[string][]string{
	"bg": {"bg", "български", "bulgarian"}, "en": {"en", "английски", "english"}, "tr": {"tr", "турски", "turkish", "türkçe"},
}

func (c *cells) language(word string) string {
	for id, words := range languages {
		if slices.Contains(words, fold(word)) {
			return id
		}
	}
	c.bad(FieldLanguage, word, "language_unknown", nil)
	return ""
}
