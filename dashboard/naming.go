package dashboard

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/text"
)

// naming puts the reader's words to ids: through the catalogue for departments, offices and services, through the charter and the words
// in force for what people choose and answer, through the register for kiosks, places and people. An id that nobody knows any more is
// shown as it is, so that nothing is lost for want of a name.
type naming struct {
	words     *text.Printer
	lang      string
	charter   *charter.Charter
	catalogue *register.Catalogue
	people    map[string]string // names of users by id
	screens   screenNames       // where a page asked for them
}

// naming reads the catalogue once for a page.
func (s *Server) naming(c *fiber.Ctx) (naming, error) {
	catalogue, err := s.options.Catalogue.Catalogue(c.UserContext())
	if err != nil {
		return naming{}, fmt.Errorf("read the catalogue: %w", err)
	}
	people, err := s.peopleNames(c.UserContext())
	if err != nil {
		return naming{}, err
	}
	words := s.printer(c)
	return naming{words: words, lang: string(words.Lang()), charter: s.charter, catalogue: catalogue, people: people}, nil
}

// orID is a label in the reader's language, or the id itself where nobody knows it any more.
func (n naming) orID(label charter.Label, known bool, id string) string {
	if !known {
		return id
	}
	return label.In(n.lang)
}

func (n naming) kind(id string) string {
	k, ok := n.charter.Kind(id)
	return n.orID(k.Label, ok, id)
}

func (n naming) category(id string) string {
	c, ok := n.charter.Category(id)
	return n.orID(c.Label, ok, id)
}

func (n naming) question(id string) string {
	q, ok := n.charter.Question(id)
	return n.orID(q.Label, ok, id)
}

func (n naming) reason(id string) string {
	r, ok := n.charter.Reason(id)
	return n.orID(r.Label, ok, id)
}

func (n naming) topic(id string) string {
	t, ok := n.charter.Topic(id)
	return n.orID(t.Label, ok, id)
}

func (n naming) channel(id string) string {
	i, ok := n.charter.Channel(id)
	return n.orID(i.Label, ok, id)
}

func (n naming) orderSpeed(id string) string {
	i, ok := n.charter.OrderSpeed(id)
	return n.orID(i.Label, ok, id)
}

func (n naming) outcome(id string) string {
	i, ok := n.charter.Outcome(id)
	return n.orID(i.Label, ok, id)
}

func (n naming) ground(id string) string {
	i, ok := n.charter.Ground(id)
	return n.orID(i.Label, ok, id)
}

func (n naming) office(id string) string {
	o, ok := n.catalogue.Office(id)
	return n.orID(o.Name, ok, id)
}

func (n naming) service(id string) string {
	v, ok := n.catalogue.Service(id)
	return n.orID(v.Name, ok, id)
}

func (n naming) department(id string) string {
	d, ok := n.catalogue.Department(id)
	return n.orID(d.Name, ok, id)
}

// of names one group of a report's dimension. An empty key is the group whose facts do not say.
func (n naming) of(dimension, key string) string {
	if dimension == "total" {
		return n.words.T("row.total")
	}
	if key == "" {
		return n.words.T("dimension.unstated")
	}
	named := map[string]func(string) string{
		"month": n.words.Month, "hour": n.hour, "score": func(key string) string { return n.words.T("score." + key) },
		"service": n.service, "department": n.department, "office": n.office, "channel": n.channel, "order_speed": n.orderSpeed,
		"category": n.category, "question": n.question, "reason": n.reason, "topic": n.topic,
		"concern": func(key string) string { return n.words.T("concern." + key) },
		"kiosk":   func(key string) string { return n.screens.name(key, "") },
	}[dimension]
	if named == nil {
		return key
	}
	return named(key)
}

// hour names an hour of the day by its ends: "9–10 ч.".
func (n naming) hour(key string) string {
	from, err := strconv.Atoi(key)
	if err != nil {
		return key
	}
	return n.words.T("hour.span", "from", from, "to", from+1)
}

// short names a group where there is little room, such as an axis.
func (n naming) short(dimension, key string) string {
	switch dimension {
	case "month":
		return n.words.MonthShort(key)
	case "hour":
		if key != "" {
			return strings.TrimPrefix(key, "0")
		}
	}
	return n.of(dimension, key)
}
