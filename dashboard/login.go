package dashboard

import (
	"crypto/rand"
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/internal/fault"
)

// loginTries is how many logins one address may try in a minute. Behind one address may sit a whole town hall; the accounts
// themselves count each person's failures far more strictly.
const loginTries = 30

// loginPage is the form.
type loginPage struct {
	Page
	Login string // what was typed, so that nothing typed is lost
	Next  string
	Token string
	Fault string // why the last try failed, in words
}

// loginRoutes mounts coming in and going out.
func (s *Server) loginRoutes(app fiber.Router) {
	app.Get("/login", s.showLogin)
	app.Post("/login", s.limited(loginTries), s.login)
	app.Post("/logout", s.logout)
	app.Get("/login/token", s.formToken)
}

// formToken gives the session's form token to the script of a page of ours that was made before somebody signed in. Pages of other sites
// cannot read the answer.
func (s *Server) formToken(c *fiber.Ctx) error {
	session, ok := sessionOf(c)
	if !ok {
		return fiber.ErrUnauthorized
	}
	return c.JSON(fiber.Map{"csrf": session.CSRF})
}

// showLogin shows the form; who is signed in already goes on.
func (s *Server) showLogin(c *fiber.Ctx) error {
	next := localPath(c.Query("next"))
	if _, ok := sessionOf(c); ok {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	return s.renderLogin(c, fiber.StatusOK, loginPage{Next: next})
}

// renderLogin shows the form with a token that is also in a cookie: a page of another site can send the form but not know both.
func (s *Server) renderLogin(c *fiber.Ctx, status int, page loginPage) error {
	page.Page = s.newPage(c, "login.title")
	page.Token = c.Cookies(s.cookieName("login"))
	if len(page.Token) != loginTokenLength {
		page.Token = newLoginToken()
		cookie := s.newCookie("login", page.Token)
		cookie.SameSite = fiber.CookieSameSiteStrictMode
		c.Cookie(cookie)
	}
	return s.render(c, status, "login.html", &page)
}

// login checks the name and the password and starts a session. The cookie has no age of its own: the register decides how long the
// session lives.
func (s *Server) login(c *fiber.Ctx) error {
	if !equalSecrets(c.FormValue("token"), c.Cookies(s.cookieName("login"))) {
		return s.refuseLogin(c, fault.New(fault.KindForbidden, "form_expired", nil))
	}
	name := strings.TrimSpace(c.FormValue("login"))
	token, _, err := s.accounts.Login(c.UserContext(), name, c.FormValue("password"), s.front.remote(c))
	if err != nil {
		return s.refuseLogin(c, err)
	}
	s.dropCookie(c, "login")
	c.Cookie(s.newCookie("session", token))
	return c.Redirect(localPath(c.FormValue("next")), fiber.StatusSeeOther)
}

// refuseLogin shows the form again with the reason; what is not a person's fault goes to the error page.
func (s *Server) refuseLogin(c *fiber.Ctx, err error) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err
	}
	status := statusOf(f)
	if f.Kind == fault.KindInvalid {
		status = fiber.StatusUnprocessableEntity
	}
	setRetryAfter(c, f)
	return s.renderLogin(c, status, loginPage{
		Login: c.FormValue("login"),
		Next:  localPath(c.FormValue("next")),
		Fault: s.printer(c).Fault(f),
	})
}

// logout ends the session here and in the register. Who is not signed in is out already.
func (s *Server) logout(c *fiber.Ctx) error {
	if session, ok := sessionOf(c); ok {
		if err := checkToken(c, session); err != nil {
			return err
		}
		token, _ := c.Locals(keyToken).(string)
		if err := s.accounts.Logout(c.UserContext(), token); err != nil {
			return err
		}
	}
	s.dropCookie(c, "session")
	return c.Redirect("/login", fiber.StatusSeeOther)
}

// loginTokenLength is the length of what rand.Text gives: 26 letters for 130 bits.
const loginTokenLength = 26

// newLoginToken makes the secret that ties a login form to the browser it was shown in.
func newLoginToken() string { return rand.Text() }
