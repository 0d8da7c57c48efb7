package dashboard

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/guard"
	"harta/internal/register"
)

// InsultLists keeps the office's list of insults. *register.Register does.
type InsultLists interface {
	InsultList(ctx context.Context) (register.InsultList, error)
	// SaveInsultList gives the fault "insults_changed" when somebody else has saved since the version seen.
	SaveInsultList(ctx context.Context, by string, seen int64, text string) error
}

const (
	insultsPath = "/settings/words"
	// sampleMax is the longest sentence that may be tried, in bytes.
	sampleMax = 20_000
)

// insultsPage is the list of insults, and a place to try it.
type insultsPage struct {
	Page
	Text    string // as it holds, or as typed after a fault
	Seen    int64  // the version that the text is based on
	Own     bool
	By      string
	Saved   time.Time
	Entries int    // of the list that holds
	Newest  string // what somebody else has saved meanwhile
	Done    bool   // just saved
	Errors  []formError

	Sample string
	Tried  bool
	Result guard.Result
	Kinds  []string // of personal data found in the sample
}

// ErrorAt gives what is wrong with a field, nil when it is well.
func (p *insultsPage) ErrorAt(field string) *formError { return errorAt(p.Errors, field) }

// insultRoutes mounts the list of insults.
func (s *Server) insultRoutes(app fiber.Router) {
	app.Get(insultsPath, s.signedIn(access.EditWords, s.insults))
	app.Post(insultsPath, s.signedIn(access.EditWords, s.saveInsults))
	app.Post(insultsPath+"/try", s.signedIn(access.EditWords, s.tryInsults))
}

func (s *Server) insults(c *fiber.Ctx, _ access.Session) error {
	page, err := s.newInsultsPage(c)
	if err != nil {
		return err
	}
	page.Done = c.Query("done") == "1"
	return s.render(c, fiber.StatusOK, "insults.html", page)
}

// newInsultsPage shows the list that holds.
func (s *Server) newInsultsPage(c *fiber.Ctx) (*insultsPage, error) {
	list, err := s.options.Insults.InsultList(c.UserContext())
	if err != nil {
		return nil, err
	}
	people, err := s.peopleNames(c.UserContext())
	if err != nil {
		return nil, err
	}
	page := &insultsPage{
		Page: s.newPage(c, "insults.title"), Text: list.Text, Seen: list.Version, Own: list.Own(), By: people[list.By], Saved: list.Saved,
	}
	if !list.Own() {
		page.Text = guard.DefaultWords()
	}
	if words, err := guard.ParseWords(page.Text); err == nil {
		page.Entries = words.Len()
	}
	return page, nil
}

// saveInsults puts a list in force, or the program's own again. What is wrong leaves what was typed as it is.
func (s *Server) saveInsults(c *fiber.Ctx, session access.Session) error {
	typed := strings.ReplaceAll(strings.Clone(c.FormValue("words")), "\r\n", "\n")
	seen, ok := formNumber(c, "version")
	if !ok {
		return fault.Invalid("version", "insults_version", nil)
	}
	words, err := new(guard.Words), error(nil)
	switch c.FormValue("do") {
	case "default":
		typed = ""
		words, err = guard.ParseWords(guard.DefaultWords())
	case "", "save":
		if words, err = guard.ParseWords(typed); err == nil && words.Len() == 0 {
			err = fault.Invalid("words", "insults_missing", nil)
		}
	default:
		return fault.Invalid("do", "insults_do", nil)
	}
	if err == nil {
		err = s.options.Insults.SaveInsultList(c.UserContext(), session.User.ID, seen, typed)
	}
	if err != nil {
		return s.insultsRefused(c, typed, insultFault(err))
	}
	s.options.Guard.Use(words)
	return c.Redirect(insultsPath+"?done=1", fiber.StatusSeeOther)
}

// insultFault gives what is wrong with a line as a fault of the field.
func insultFault(err error) error {
	wrong, ok := errors.AsType[*guard.LineError](err)
	if !ok {
		return err
	}
	params := fault.Params{"line": wrong.Line}
	switch wrong.Code {
	case guard.LineShort:
		return fault.Invalid("words", "insults_line_short", params)
	case guard.LineLong:
		return fault.Invalid("words", "insults_line_long", params)
	case guard.LineStar:
		return fault.Invalid("words", "insults_line_star", params)
	case guard.LineMany:
		return fault.Invalid("words", "insults_line_many", fault.Params{"max": guard.WordsMax})
	}
	return fault.Invalid("words", "insults_line_letters", params)
}

// insultsRefused shows the page again with what was typed and what is wrong with it.
func (s *Server) insultsRefused(c *fiber.Ctx, typed string, err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	page, err := s.newInsultsPage(c)
	if err != nil {
		return err
	}
	page.Errors = []formError{{Field: "words", Message: page.Words.Fault(f)}}
	status := fiber.StatusUnprocessableEntity
	if f.Kind == fault.KindConflict {
		status, page.Newest = fiber.StatusConflict, page.Text
	}
	if typed != "" || f.Kind != fault.KindConflict {
		page.Text = typed
	}
	return s.render(c, status, "insults.html", page)
}

// tryInsults shows what the guard makes of a sentence. The sentence is kept nowhere.
func (s *Server) tryInsults(c *fiber.Ctx, _ access.Session) error {
	page, err := s.newInsultsPage(c)
	if err != nil {
		return err
	}
	page.Sample = strings.TrimSpace(strings.Clone(c.FormValue("sample")))
	status := fiber.StatusOK
	switch {
	case page.Sample == "":
		page.Errors = []formError{{"sample", page.Words.Fault(fault.Invalid("sample", "insults_sample_missing", nil))}}
	case len(page.Sample) > sampleMax:
		page.Errors = []formError{{"sample", page.Words.Fault(fault.Invalid("sample", "insults_sample_long", fault.Params{"max": sampleMax / 2}))}}
	default:
		page.Tried, page.Result = true, s.options.Guard.Mask(page.Sample)
	}
	if len(page.Errors) > 0 {
		status = fiber.StatusUnprocessableEntity
	}
	for _, k := range guard.Kinds() {
		for _, f := range page.Result.Found {
			if f.Kind == k {
				page.Kinds = append(page.Kinds, page.Words.T("insults.kind_"+string(k)))
				break
			}
		}
	}
	return s.render(c, status, "insults.html", page)
}

// formNumber reads a whole number that is not negative from a form.
func formNumber(c *fiber.Ctx, name string) (int64, bool) {
	n, err := strconv.ParseInt(c.FormValue(name), 10, 64)
	return n, err == nil && n >= 0
}
