package dashboard

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
)

// keyRow is a line of the list of keys.
type keyRow struct {
	access.Key
	ScopeNames []string
	By         string // who made it
	RevokedBy  string
}

// scopeChoice is a box to tick for one scope.
type scopeChoice struct {
	Scope  access.Scope
	Name   string
	Ticked bool
}

// keysPage lists the keys of other programs and makes new ones.
type keysPage struct {
	Page
	Rows    []keyRow
	Name    string // as typed, after a fault
	Scopes  []scopeChoice
	Secret  string // of the key just made, shown this once
	Made    string // its name
	Address string // of the API
	Errors  []formError
}

// ErrorAt gives what is wrong with a field, nil when it is well.
func (p *keysPage) ErrorAt(field string) *formError { return errorAt(p.Errors, field) }

// keyRoutes mounts the keys, which the administrator gives and takes.
func (s *Server) keyRoutes(app fiber.Router) {
	app.Get("/keys", s.signedIn(access.Administer, func(c *fiber.Ctx, _ access.Session) error {
		return s.showKeys(c, fiber.StatusOK, &keysPage{}, nil)
	}))
	app.Post("/keys", s.signedIn(access.Administer, s.makeKey))
	app.Post("/keys/:id/revoke", s.signedIn(access.Administer, s.revokeKey))
}

// makeKey makes a key and shows its secret: the page is the answer to the form itself, since nothing keeps the secret until a next
// request.
func (s *Server) makeKey(c *fiber.Ctx, session access.Session) error {
	page := &keysPage{Name: validText(c.FormValue("name"))}
	var scopes []access.Scope
	for _, v := range fieldValues(c, "scopes") {
		scopes = append(scopes, access.Scope(v))
		page.Scopes = append(page.Scopes, scopeChoice{Scope: access.Scope(v), Ticked: true})
	}
	key, secret, err := s.options.Keys.CreateKey(c.UserContext(), page.Name, scopes, session.User.ID)
	if err != nil {
		wrong, status, err := faultsOf(err)
		if err != nil {
			return err
		}
		return s.showKeys(c, status, page, wrong)
	}
	return s.showKeys(c, fiber.StatusOK, &keysPage{Secret: secret, Made: key.Name}, nil)
}

func (s *Server) revokeKey(c *fiber.Ctx, session access.Session) error {
	if err := s.options.Keys.RevokeKey(c.UserContext(), c.Params("id"), session.User.ID); err != nil {
		return err
	}
	return c.Redirect("/keys", fiber.StatusSeeOther)
}

// showKeys lists the keys, with the secret of the one just made or what is wrong with one to be made.
func (s *Server) showKeys(c *fiber.Ctx, status int, page *keysPage, wrong fault.List) error {
	keys, err := s.options.Keys.Keys(c.UserContext())
	if err != nil {
		return err
	}
	people, err := s.peopleNames(c.UserContext())
	if err != nil {
		return err
	}
	page.Page = s.newPage(c, "keys.title")
	page.Address = s.front.address(c) + apiRoot
	page.Errors = wordErrors(page.Words, wrong, []string{"name", "scopes"})
	for _, k := range keys {
		row := keyRow{Key: k, By: people[k.CreatedBy], RevokedBy: people[k.RevokedBy]}
		for _, scope := range k.Scopes {
			row.ScopeNames = append(row.ScopeNames, page.Words.T(scopeMessage(scope)))
		}
		page.Rows = append(page.Rows, row)
	}
	ticked := page.Scopes
	page.Scopes = nil
	for _, scope := range access.Scopes() {
		page.Scopes = append(page.Scopes, scopeChoice{scope, page.Words.T(scopeMessage(scope)),
			slices.ContainsFunc(ticked, func(t scopeChoice) bool { return t.Scope == scope })})
	}
	return s.render(c, status, "keys.html", page)
}

// scopeMessage names what a scope lets a program do.
func scopeMessage(s access.Scope) string {
	return "keys.scope_" + strings.ReplaceAll(string(s), ":", "_")
}
