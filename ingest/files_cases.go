package ingest

import (
	"context"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/register"
)

// The fields of a case in a file, beside those of a record and of an answer.
const (
	FieldKind        Field = "kind"
	FieldCategory    Field = "category"
	FieldDeadline    Field = "deadline"    // a day
	FieldExtended    Field = "until"       // the final date of the extension
	FieldNotified    Field = "extended_on" // when its notice was sent
	FieldAnswered    Field = "answered"
	FieldClosed      Field = "closed"
	FieldGround      Field = "ground"
	FieldInstitution Field = "institution" // that it was forwarded to
	FieldDanger      Field = "danger"      // an anonymous one threatens health or security
	FieldText        Field = "text"
	FieldPerson      Field = "person"
	FieldContact     Field = "contact"
	FieldIncoming    Field = "incoming" // the office's own incoming number
)

// caseSource is the source of numbers of cases whose file names none.
const caseSource = "file"

// casesHand takes cases of another register with what was done about them there.
type casesHand struct {
	register PastCases
	charter  *charter.Charter
	by       string
	now      time.Time
	from     uuid.UUID // the import
}

// caseFields are what the columns of a register of cases can mean.
func caseFields() []FileField {
	return []FileField{
		{Field: FieldNumber, Names: []string{"Номер", "№", "Вх. №", "Рег. №", "Number", "ID"}, Needed: true},
		{Field: FieldKind, Names: []string{"Вид", "Вид на случая", "Kind"}, Needed: true, Words: true, Constant: true},
		{Field: FieldReceived, Names: []string{"Получена", "Получен на", "Постъпила на", "Дата на постъпване", "Дата", "Received"}, Needed: true, Date: true},
		{Field: FieldCategory, Names: []string{"Категория", "Предмет", "Category"}, Words: true, Constant: true},
		{Field: FieldDeadline, Names: []string{"Срок", "Срок за отговор", "Deadline", "Due"}, Date: true},
		{Field: FieldNotified, Names: []string{"Известие за удължаване", "Удължена на", "Extension sent", "Extended on"}, Date: true, Rare: true},
		{Field: FieldExtended, Names: []string{"Удължена до", "Удължен срок", "Extended until", "Extended to"}, Date: true, Rare: true},
		{Field: FieldAnswered, Names: []string{"Отговор на", "Дата на отговор", "Отговорена", "Answered"}, Date: true},
		{Field: FieldClosed, Names: []string{"Приключена", "Приключена на", "Дата на приключване", "Closed"}, Date: true},
		{Field: FieldOutcome, Names: []string{"Резултат", "Изход", "Outcome"}, Words: true},
		{Field: FieldGround, Names: []string{"Основание", "Основание за неразглеждане", "Ground"}, Words: true, Rare: true},
		{Field: FieldInstitution, Names: []string{"Препратена на", "Институция", "Forwarded to"}, Rare: true},
		{Field: FieldDepartment, Names: []string{"Звено", "Отдел", "Дирекция", "Department"}, Constant: true},
		{Field: FieldOffice, Names: []string{"Място", "Център", "Служба", "Office"}, Constant: true, Rare: true},
		{Field: FieldService, Names: []string{"Услуга", "Service"}, Constant: true},
		{Field: FieldChannel, Names: []string{"Начин на подаване", "Канал", "Channel"}, Words: true, Constant: true},
		{Field: FieldAnonymous, Names: []string{"Анонимна", "Анонимен", "Anonymous"}, Rare: true},
		{Field: FieldDanger, Names: []string{"Заплаха за здраве или сигурност", "Заплаха", "Danger"}, Rare: true},
		{Field: FieldText, Names: []string{"Текст", "Съдържание", "Text"}},
		{Field: FieldPerson, Names: []string{"Подател", "Име", "Sender"}},
		{Field: FieldContact, Names: []string{"Връзка", "Контакт", "Contact"}},
		{Field: FieldIncoming, Names: []string{"Входящ номер", "Incoming number"}, Rare: true},
		{Field: FieldLanguage, Names: []string{"Език", "Language"}, Rare: true},
		{Field: FieldSource, Names: []string{"Източник", "Регистър", "Source"}, Rare: true},
	}
}

// pastCase is a case of a file with what was done about it.
type pastCase struct {
	entry    caseEntry
	deadline charter.Date
	contact  string
	past     []register.Order
}

func (h *casesHand) read(c *cells, row *FileRow) {
	p := &pastCase{entry: caseEntry{Source: caseSource, Number: c.name(FieldNumber, maxNumber), Language: "bg"}}
	in := &p.entry
	if in.Number == "" {
		c.bad(FieldNumber, "", "number_missing", nil)
	}
	if s := c.text(FieldSource, maxNumber); s != "" {
		in.Source = s
	}
	in.Kind, in.Category = h.kind(c), c.item(FileCases, FieldCategory, h.charter, "")
	in.Channel = c.item(FileCases, FieldChannel, h.charter, defaultChannel)
	in.Office, in.Service, in.Department = c.text(FieldOffice, maxTitle), c.text(FieldService, maxTitle), c.text(FieldDepartment, maxTitle)
	in.Anonymous = c.yes(FieldAnonymous)
	in.Incoming = c.name(FieldIncoming, maxNumber)
	if s, _ := c.at(FieldLanguage); s != "" {
		in.Language = c.language(s)
	}
	in.Text, _ = c.at(FieldText)
	in.Name, _ = c.at(FieldPerson)
	p.contact, _ = c.at(FieldContact)
	received := h.received(c)
	if in.Received = received.Format(time.RFC3339); received.IsZero() {
		in.Received = ""
	}
	if m, _ := c.moment(FieldDeadline); !m.at.IsZero() {
		p.deadline = h.charter.Calendar.CivilDay(m.at)
	}
	h.history(c, p, received)
	h.show(c, row, p, received)
	row.item = p
}

// show fills the cells. Who sent the case and what it says stays out of a preview.
func (h *casesHand) show(c *cells, row *FileRow, p *pastCase, received time.Time) {
	in := p.entry
	row.Cells = map[Field]string{
		FieldNumber: in.Number, FieldKind: in.Kind, FieldCategory: in.Category, FieldDeadline: p.deadline.String(), FieldDepartment: in.Department,
		FieldOffice: in.Office, FieldService: in.Service, FieldChannel: in.Channel, FieldIncoming: in.Incoming, FieldSource: in.Source,
		FieldLanguage: in.Language, FieldInstitution: c.raw(FieldInstitution),
		FieldOutcome: c.raw(FieldOutcome), FieldGround: c.raw(FieldGround), FieldAnonymous: "false",
	}
	if in.Anonymous {
		row.Cells[FieldAnonymous] = "true"
	}
	if !received.IsZero() {
		row.Cells[FieldReceived] = received.Format("2006-01-02 15:04")
	}
	for _, f := range []Field{FieldNotified, FieldExtended, FieldAnswered, FieldClosed} {
		row.Cells[f] = c.raw(f)
	}
	for _, f := range []Field{FieldText, FieldPerson, FieldContact} {
		if c.raw(f) != "" {
			row.Cells[f] = unshown
		}
	}
}

func (h *casesHand) kind(c *cells) string {
	id := c.item(FileCases, FieldKind, h.charter, "")
	if id == "" && c.raw(FieldKind) == "" {
		c.bad(FieldKind, "", "kind_missing", nil)
	}
	return id
}

// received reads when the case came. A day without an hour counts from its beginning, as of a record: terms in days start on the next
// day and those in hours with the office's, so that no deadline depends on it, and nothing done on the day comes before it.
func (h *casesHand) received(c *cells) time.Time {
	m, ok := c.moment(FieldReceived)
	if m.at.IsZero() {
		if ok {
			c.bad(FieldReceived, "", "date_missing", nil)
		}
		return m.at
	}
	c.past(FieldReceived, m)
	return m.at
}

// history reads what was done about the case: the look at an anonymous one, the extension, the answer or the other end.
func (h *casesHand) history(c *cells, p *pastCase, received time.Time) {
	if c.raw(FieldDanger) != "" {
		p.past = append(p.past, register.Order{By: h.by, At: received, Command: register.Triage{Danger: c.yes(FieldDanger)}})
	}
	h.extension(c, p)
	outcome := c.item(FileCases, FieldOutcome, h.charter, "")
	ground := c.item(FileCases, FieldGround, h.charter, "")
	answered, closed := h.done(c, FieldAnswered), h.done(c, FieldClosed)
	switch {
	case answered != nil:
		answered.Command = register.Answer{Outcome: outcome, Elsewhere: true}
		p.past = append(p.past, *answered)
	case closed == nil && outcome != "" && c.raw(FieldClosed) == "" && c.raw(FieldAnswered) == "":
		c.bad(FieldOutcome, c.raw(FieldOutcome), "outcome_undated", nil)
	case closed == nil:
	case outcome == "withdrawn", outcome == "not_examined":
		closed.Command = register.Closing{Outcome: outcome, Ground: ground}
		p.past = append(p.past, *closed)
	case outcome == "forwarded":
		closed.Command = register.Forwarding{Institution: c.name(FieldInstitution, maxTitle)}
		p.past = append(p.past, *closed)
	case outcome == "" && c.raw(FieldOutcome) != "": // the word is unknown, which is told already
	case outcome == "duplicate":
		c.bad(FieldOutcome, c.raw(FieldOutcome), "outcome_duplicate", nil)
	default:
		c.bad(FieldClosed, c.raw(FieldClosed), "closed_unanswered", nil)
	}
}

// extension reads the notice of an extension: both its day and its final date are needed.
func (h *casesHand) extension(c *cells, p *pastCase) {
	notice := h.done(c, FieldNotified)
	until, ok := c.moment(FieldExtended)
	switch {
	case !ok, notice == nil && until.at.IsZero():
	case notice == nil && c.raw(FieldNotified) == "":
		c.bad(FieldNotified, "", "extension_undated", nil)
	case notice == nil:
	case until.at.IsZero():
		c.bad(FieldExtended, "", "extension_endless", nil)
	default:
		notice.Command = register.Extension{Until: until.at, Elsewhere: true}
		p.past = append(p.past, *notice)
	}
}

// done reads when something was done, nil: the cell is empty or wrong.
func (h *casesHand) done(c *cells, f Field) *register.Order {
	m, _ := c.moment(f)
	if m.at.IsZero() {
		return nil
	}
	c.past(f, m)
	if m.day {
		return &register.Order{By: h.by, On: h.charter.Calendar.CivilDay(m.at)}
	}
	return &register.Order{By: h.by, At: m.at}
}

// settle registers the cases one by one, each with its history or not at all.
func (h *casesHand) settle(ctx context.Context, rows []*FileRow, dry bool) error {
	cat, err := h.register.Catalogue(ctx)
	if err != nil {
		return err
	}
	stream := NewCaseStream(h.register, h.charter, h.now, "", caseSource)
	submit := func(s register.Submission, past []register.Order, line int64) (sent register.Sent, err error) {
		_, sent, err = h.register.SubmitPast(ctx, s, past, register.ImportRow{Import: h.from, Line: line})
		return sent, err
	}
	if dry {
		rehearsal := h.register.Rehearse()
		submit = func(s register.Submission, past []register.Order, _ int64) (sent register.Sent, err error) {
			_, sent, err = rehearsal.SubmitPast(ctx, s, past)
			return sent, err
		}
	}
	for _, row := range rows {
		p := row.item.(*pastCase)
		sub, wrong := stream.submission(cat, &p.entry)
		if wrong != nil {
			row.judge(reject(row.Line, p.entry.Number, wrong))
			continue
		}
		sub.Deadline, sub.By, sub.Contact = p.deadline, h.by, p.contact
		if sub.Elsewhere = sub.Text+sub.Name+sub.Contact == ""; sub.Elsewhere && sub.Incoming == "" {
			sub.Incoming = p.entry.Number // by which the other register knows it
		}
		sent, err := submit(sub, p.past, row.Line)
		if wrong, ok := refusal(err); ok {
			wrong = ofRow(wrong)
			row.refuse(caseColumn(wrong), "", wrong.Code, h.civil(wrong.Params))
			continue
		}
		if err != nil {
			return err
		}
		switch row.Verdict = RowNew; sent {
		case register.SentAlready:
			row.Verdict = RowUnchanged
		case register.SentOlder:
			row.Verdict = RowOlder
			row.remark(FieldNumber, p.entry.Number, "case_later", nil)
		}
	}
	return nil
}
