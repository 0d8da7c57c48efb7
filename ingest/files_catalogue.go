package ingest

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// The fields of a service in a catalogue's file, beside FieldNumber and FieldDepartment. The term and the price at an order speed
// are FieldTerm and FieldPrice with the speed's id behind them.
const (
	FieldName        Field = "name"         // Bulgarian
	FieldNameEnglish Field = "name_en"      // English
	FieldTerm        Field = "term_"        // "14 дни", "7 работни дни"
	FieldPrice       Field = "price_"       // in euro
	FieldAnyPrice    Field = "price"        // at every speed without a price of its own
	FieldFormer      Field = "former_names" // separated by semicolons
	FieldValidFrom   Field = "valid_from"
	FieldValidTo     Field = "valid_to" // the last day
)

// catalogueHand brings services into the catalogue. A column that a file lacks leaves what is known as it is, an empty cell clears
// it; a name that was is kept for ever, and so is every service that the file says nothing of.
type catalogueHand struct {
	reg     *register.Register
	charter *charter.Charter
	by      string
	from    uuid.UUID        // the import
	seen    map[string]int64 // ids met in the file, with their lines
	created map[string]bool  // folded names of departments that the catalogue lacks
}

func newCatalogueHand(reg *register.Register, c *charter.Charter, by string, from uuid.UUID) *catalogueHand {
	return &catalogueHand{reg: reg, charter: c, by: by, from: from, seen: map[string]int64{}, created: map[string]bool{}}
}

// serviceFields are what the columns of a catalogue can mean.
func serviceFields(ch *charter.Charter) []FileField {
	list := []FileField{
		{Field: FieldNumber, Names: []string{"Номер", "№", "Услуга №", "№ на услуга", "Номер на услугата", "УРИ", "Number", "Service number", "ID"}, Needed: true},
		{Field: FieldName, Names: []string{"Наименование", "Име", "Услуга", "Наименование на услугата", "Name", "Service"}, Needed: true},
		{Field: FieldNameEnglish, Names: []string{"Наименование на английски", "Name (English)", "English name", "name_en"}, Rare: true},
		{Field: FieldDepartment, Names: []string{"Звено", "Отдел", "Дирекция", "Department", "Unit"}, Constant: true},
	}
	for i, speed := range ch.OrderSpeeds {
		bg, en := strings.ToLower(speed.Label.In("bg")), speed.Label.In("en")
		term := FileField{Field: FieldTerm + Field(speed.ID), Names: []string{
			"Срок – " + bg, "Срок " + bg + " услуга", "Срок " + bg + " поръчка", "Term " + en, en + " term", "term_" + speed.ID,
		}}
		price := FileField{Field: FieldPrice + Field(speed.ID), Names: []string{
			"Цена – " + bg, "Цена " + bg + " услуга", "Цена " + bg + " поръчка", "Такса " + bg, "Price " + en, en + " price", "price_" + speed.ID,
		}}
		term.Rare, price.Rare = i > 0, i > 0
		if i == 0 {
			term.Names = append(term.Names, "Срок", "Срок за изпълнение", "Term")
		}
		list = append(list, term, price)
	}
	return append(list,
		FileField{Field: FieldAnyPrice, Names: []string{"Цена", "Такса", "Цена в евро", "Price", "Fee"}},
		FileField{Field: FieldFormer, Names: []string{"Предишни наименования", "Предишни имена", "Стари имена", "Former names"}, Rare: true},
		FileField{Field: FieldValidFrom, Names: []string{"Валидна от", "В сила от", "От дата", "Valid from"}, Date: true, Rare: true},
		FileField{Field: FieldValidTo, Names: []string{"Валидна до", "В сила до", "До дата", "Valid to"}, Date: true, Rare: true},
	)
}

// serviceRow is what a row says about a service. What is absent from a map is not said.
type serviceRow struct {
	id     string
	texts  map[Field]string        // name, English name, department
	terms  map[string]charter.Term // by order speed; zero: none
	prices map[string]*int64       // in cents, by order speed; nil: none
	former []string
	days   map[Field]charter.Date // zero: open
}

func (h *catalogueHand) read(c *cells, row *FileRow) {
	s := &serviceRow{texts: map[Field]string{}, terms: map[string]charter.Term{}, prices: map[string]*int64{}, days: map[Field]charter.Date{}}
	s.id = strings.ToLower(c.name(FieldNumber, maxNumber))
	if s.id == "" {
		c.bad(FieldNumber, "", "number_missing", nil)
	}
	for _, f := range []Field{FieldName, FieldNameEnglish, FieldDepartment} {
		if _, there := c.at(f); there {
			s.texts[f] = c.name(f, maxTitle)
		}
	}
	if s.texts[FieldName] == "" {
		c.bad(FieldName, "", "service_missing", nil)
	}
	for _, speed := range h.charter.OrderSpeeds {
		h.term(c, s, speed.ID)
		h.price(c, s, FieldPrice+Field(speed.ID), speed.ID)
	}
	h.price(c, s, FieldAnyPrice, "")
	for name := range strings.FieldsFuncSeq(c.text(FieldFormer, 10*maxTitle), func(r rune) bool { return r == ';' || r == '|' }) {
		if name = oneLine(name); name != "" {
			s.former = append(s.former, name)
		}
	}
	if slices.ContainsFunc(s.former, c.reader.sieve.name) {
		c.bad(FieldFormer, "", "personal_data_in_name", nil)
	}
	for _, f := range []Field{FieldValidFrom, FieldValidTo} {
		if _, there := c.at(f); there {
			if m, ok := c.moment(f); ok {
				s.days[f] = charter.Date{}
				if !m.at.IsZero() {
					s.days[f] = h.charter.Calendar.CivilDay(m.at)
				}
			}
		}
	}
	row.item = s
}

func (h *catalogueHand) term(c *cells, s *serviceRow, speed string) {
	f := FieldTerm + Field(speed)
	text, there := c.at(f)
	if !there {
		return
	}
	if text == "" || text == "-" || text == "–" {
		s.terms[speed] = charter.Term{}
		return
	}
	t, wrong := ParseTerm(text)
	if wrong != nil {
		c.bad(f, text, wrong.Code, wrong.Params)
		return
	}
	s.terms[speed] = t
}

func (h *catalogueHand) price(c *cells, s *serviceRow, f Field, speed string) {
	text, there := c.at(f)
	if !there {
		return
	}
	if text == "" || text == "-" || text == "–" {
		s.prices[speed] = nil
		return
	}
	cents, wrong := ParsePrice(text)
	if wrong != nil {
		c.bad(f, text, wrong.Code, wrong.Params)
		return
	}
	s.prices[speed] = &cents
}

// settle compares the rows with the catalogue and writes them together or not at all.
func (h *catalogueHand) settle(ctx context.Context, rows []*FileRow, dry bool) error {
	cat, err := h.reg.Catalogue(ctx)
	if err != nil {
		return err
	}
	var put []register.ImportedService
	for _, row := range rows {
		will, err := h.weigh(ctx, cat, row, dry)
		if err != nil {
			return err
		}
		if len(row.Errors) == 0 {
			put = append(put, register.ImportedService{Service: will, Line: row.Line, Unchanged: row.Verdict == RowUnchanged})
		}
	}
	if dry || len(put) == 0 {
		return nil
	}
	return h.reg.ImportServices(ctx, put, h.by, h.from)
}

// weigh says what a row makes of a service.
func (h *catalogueHand) weigh(ctx context.Context, cat *register.Catalogue, row *FileRow, dry bool) (register.Service, error) {
	s := row.item.(*serviceRow)
	if line, twice := h.seen[s.id]; twice {
		row.refuse(FieldNumber, s.id, "service_twice", fault.Params{"line": line})
		return register.Service{}, nil
	}
	h.seen[s.id] = row.Line
	was, known := cat.Service(s.id)
	will := s.applied(was)
	if name, said := s.texts[FieldDepartment]; said {
		var err error
		if will.Department, err = h.department(ctx, cat, row, name, dry); err != nil {
			return will, err
		}
	}
	checked := will
	if dry && h.created[fold(s.texts[FieldDepartment])] {
		checked.Department = "" // not there yet
	}
	if err := h.reg.CheckService(ctx, checked); err != nil {
		return will, h.refuse(row, err)
	}
	row.Cells = serviceCells(will)
	switch {
	case !known:
		row.Verdict = RowNew
	case was.Same(will) && len(s.freshNames(was)) == 0:
		row.Verdict = RowUnchanged
	case was.ValidTo != will.ValidTo && !will.ValidTo.IsZero():
		row.Verdict = RowEnded
	default:
		row.Verdict = RowChanged
	}
	if known {
		row.Changes = changes(serviceCells(was), row.Cells)
	}
	return will, nil
}

// refuse tells a row what the register finds wrong with it.
func (h *catalogueHand) refuse(row *FileRow, err error) error {
	var list fault.List
	if !errors.As(err, &list) {
		return err
	}
	for _, f := range list {
		field := Field(f.Field)
		if field == "id" {
			field = FieldNumber
		}
		row.refuse(field, "", f.Code, f.Params)
	}
	return nil
}

// department finds a department by its name or its id. One that is not there is made, in a dry run only noted.
func (h *catalogueHand) department(ctx context.Context, cat *register.Catalogue, row *FileRow, name string, dry bool) (string, error) {
	if name == "" {
		return "", nil
	}
	if d, ok := cat.DepartmentNamed(name); ok {
		return d.ID, nil
	}
	if d, ok := cat.Department(name); ok {
		return d.ID, nil
	}
	if !h.created[fold(name)] {
		h.created[fold(name)] = true
		row.remark(FieldDepartment, name, "department_created", nil)
	}
	if dry {
		return name, nil
	}
	d, _, err := h.reg.EnsureDepartment(ctx, name)
	return d.ID, err
}
