package dashboard

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/gofiber/fiber/v2"

	"harta/internal/fault"
	"harta/internal/text"
)

// queueMost is how many items of a page's queue come in one request.
const queueMost = 100

// queueBody is what a page's script sends: everything that waits on the device, in the order in which it happened.
type queueBody struct {
	Now   string      `json:"now"` // what the page's clock shows now
	Items []queueItem `json:"items"`
}

// queueItem is a tap, or what a person added to one. One that cannot be read tells so when it is taken, and of its fields only
// those by which its page knows it.
type queueItem struct {
	Kind    string   `json:"kind"` // tap or more
	ID      string   `json:"id"`   // of the answer
	Score   int      `json:"score"`
	Moment  string   `json:"moment"`        // of the tap, by the page's clock
	Age     int64    `json:"age,omitempty"` // of the tap when it was sent, in milliseconds by a clock that nobody sets; 0: not known
	Lang    string   `json:"lang"`
	Version int64    `json:"version"` // of the forms that the page was made by
	Reasons []string `json:"reasons,omitempty"`
	Service string   `json:"service,omitempty"`
	Comment string   `json:"comment,omitempty"`

	unreadable error
}

// UnmarshalJSON never fails: an item that is not one of ours must not spoil the others of its queue.
func (i *queueItem) UnmarshalJSON(raw []byte) error {
	type plain queueItem
	err := json.Unmarshal(raw, (*plain)(i))
	if err == nil {
		return nil
	}
	var named struct{ Kind, ID any }
	_ = json.Unmarshal(raw, &named) // what is no object has no names
	*i = queueItem{unreadable: fault.Invalid(fieldOf(err), "queue_malformed", nil)}
	i.Kind, _ = named.Kind.(string)
	i.ID, _ = named.ID.(string)
	return nil
}

// What became of an item of a queue.
const (
	itemTaken   = "taken"   // it is safe, now or since an earlier try
	itemRefused = "refused" // it breaks a rule and never will be taken
	itemLater   = "later"   // the server could not take it now
)

// queueReceipt says what became of an item.
type queueReceipt struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	State string `json:"state"`
	Code  string `json:"code,omitempty"`
	Field string `json:"field,omitempty"`
}

// takeQueue takes what waited on a device, each item for itself: one that breaks a rule does not hold up the others. When the
// server can take nothing more for now, the rest is for later. A page whose address is not the kiosk's any more is told so.
func (s *Server) takeQueue(c *fiber.Ctx, b booth) error {
	body, err := readQueue(c.Body())
	if err != nil {
		return err
	}
	now := readMoment(body.Now)
	s.noteSeen(c, b, skewOf(now, s.clock()))
	receipts := make([]queueReceipt, len(body.Items))
	var stopped error
	for i, item := range body.Items {
		receipts[i] = queueReceipt{Kind: item.Kind, ID: item.ID, State: itemLater}
		if stopped != nil {
			continue
		}
		err := s.takeItem(c, b, item, body.Now)
		status, f := fiber.StatusOK, &fault.Error{}
		if err != nil {
			status, f = classify(err)
		}
		switch {
		case err == nil:
			receipts[i].State = itemTaken
		case status >= fiber.StatusInternalServerError || status == fiber.StatusTooManyRequests:
			stopped = err
		default:
			receipts[i].State, receipts[i].Code, receipts[i].Field = itemRefused, f.Code, f.Field
		}
	}
	if stopped != nil && receipts[0].State == itemLater {
		return stopped
	}
	if stopped != nil {
		s.logCitizenError(c, stopped)
	}
	if b.Former != nil {
		return c.JSON(fiber.Map{"items": receipts, "former": true})
	}
	return c.JSON(fiber.Map{"items": receipts})
}

// readQueue reads a queue. A field that nobody knows is passed over: a page of a newer version, which a device has kept since before
// the program was set back, would else be refused with every tap on it.
func readQueue(body []byte) (queueBody, error) {
	var q queueBody
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(&q); err != nil {
		return q, fault.Invalid(fieldOf(err), "queue_malformed", nil)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return q, fault.Invalid("items", "queue_malformed", nil)
	}
	if len(q.Items) == 0 || len(q.Items) > queueMost {
		return q, fault.Invalid("items", "queue_length", fault.Params{"limit": queueMost})
	}
	return q, nil
}

// fieldOf names the field that a JSON error is about; items when it is about the whole.
func fieldOf(err error) string {
	if wrong := new(json.UnmarshalTypeError); errors.As(err, &wrong) && wrong.Field != "" {
		return wrong.Field
	}
	return "items"
}

// takeItem takes one item of a queue.
func (s *Server) takeItem(c *fiber.Ctx, b booth, item queueItem, now string) error {
	if item.unreadable != nil {
		return item.unreadable
	}
	id, err := readID(item.ID)
	if err != nil {
		return err
	}
	t := tapped{ID: id, Score: item.Score, Moment: readMoment(item.Moment), Sent: readMoment(now), Age: readAge(item.Age), Lang: text.Choose(b.languages(), item.Lang), Form: item.Version}
	switch item.Kind {
	case "tap":
		_, err = s.options.Responses.Accept(c.UserContext(), s.response(c, b, t))
		return err
	case "more":
		add, err := s.addition(c, b, t, added{Reasons: item.Reasons, Service: item.Service, Comment: item.Comment})
		if err != nil {
			return err
		}
		_, err = s.options.Responses.Add(c.UserContext(), add)
		return err
	}
	return fault.Invalid("kind", "queue_kind", nil)
}
