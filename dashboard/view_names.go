package dashboard

import (
	"strconv"
	"strings"

	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/text"
)

// names turns the keys of a table's rows into a reader's words: through the catalogue for departments, offices and services,
// through the charter file for channels, categories, questions and reasons, through the register for kiosks and places.
type names struct {
	words     *text.Printer
	charter   *charter.Charter
	catalogue *register.Catalogue
	screens   screenNames
}

// of names one group of a dimension. An empty key is the group whose facts do not say; a key that nobody knows any more is
// shown as it is, so that a row is never lost for want of a name.
func (n names) of(dimension, key string) string {
	if dimension == "total" {
		return n.words.T("row.total")
	}
	if key == "" {
		return n.words.T("dimension.unstated")
	}
	switch dimension {
	case "month":
		return n.words.Month(key)
	case "score":
		return n.words.T("score." + key)
	case "hour":
		return n.hour(key)
	case "kiosk":
		return n.screens.name(key, "")
	}
	if label := n.label(dimension, key); label != nil {
		return label.In(string(n.words.Lang()))
	}
	return key
}

// hour names an hour of the day by its ends: "9–10 ч.".
func (n names) hour(key string) string {
	from, err := strconv.Atoi(key)
	if err != nil {
		return key
	}
	return n.words.T("hour.span", "from", from, "to", from+1)
}

// short names a group where there is little room, such as an axis.
func (n names) short(dimension, key string) string {
	switch dimension {
	case "month":
		return n.words.MonthShort(key)
	case "hour":
		return strings.TrimPrefix(key, "0")
	}
	return n.of(dimension, key)
}

// label finds a group's label in the catalogue or the charter file; nil when neither knows it.
func (n names) label(dimension, key string) charter.Label {
	switch dimension {
	case "service":
		if s, ok := n.catalogue.Service(key); ok {
			return s.Name
		}
	case "department":
		if d, ok := n.catalogue.Department(key); ok {
			return d.Name
		}
	case "office":
		if o, ok := n.catalogue.Office(key); ok {
			return o.Name
		}
	case "channel":
		if c, ok := n.charter.Channel(key); ok {
			return c.Label
		}
	case "category":
		if c, ok := n.charter.Category(key); ok {
			return c.Label
		}
	case "reason":
		if r, ok := n.charter.Reason(key); ok {
			return r.Label
		}
	case "question":
		if q, ok := n.charter.Question(key); ok {
			return q.Label
		}
	case "order_speed":
		return itemLabel(n.charter.OrderSpeeds, key)
	}
	return nil
}

// itemLabel finds the label of an item by its id.
func itemLabel(items []charter.Item, id string) charter.Label {
	for _, item := range items {
		if item.ID == id {
			return item.Label
		}
	}
	return nil
}
