package dashboard

import (
	"context"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
)

// Accounts knows who may come in. Login's fault tells a person why not; Session's fault says that the token opens nothing.
type Accounts interface {
	Login(ctx context.Context, login, password, remote string) (token string, s access.Session, err error)
	Session(ctx context.Context, token string) (access.Session, error)
	Logout(ctx context.Context, token string) error
}

// sessionCookie names the cookie. Over TLS the prefix makes browsers refuse one that was set without Secure or by a sub-domain.
func (s *Server) sessionCookie() string { return s.cookieName("session") }

// cookieName gives a cookie of ours its name on this listener.
func (s *Server) cookieName(purpose string) string {
	switch {
	case !s.front.secure():
		return "harta_" + purpose
	case purpose == "session":
		return "__Host-harta"
	}
	return "__Host-harta-" + purpose
}

// newCookie makes a cookie for the whole site that scripts cannot read and other sites' forms do not send.
func (s *Server) newCookie(purpose, value string) *fiber.Cookie {
	return &fiber.Cookie{
		Name:     s.cookieName(purpose),
		Value:    value,
		Path:     "/",
		Secure:   s.front.secure(),
		HTTPOnly: true,
		SameSite: fiber.CookieSameSiteLaxMode,
	}
}

// dropCookie makes the browser forget a cookie. It repeats the cookie's attributes, without which a prefixed name is ignored.
func (s *Server) dropCookie(c *fiber.Ctx, purpose string) {
	cookie := s.newCookie(purpose, "")
	cookie.Expires = time.Unix(1, 0)
	c.Cookie(cookie)
}

// identify finds out who the visitor is and keeps it with the request. A token that opens nothing makes a stranger of its bearer.
func (s *Server) identify(c *fiber.Ctx) error {
	token := c.Cookies(s.sessionCookie())
	if session, ok := s.lookUp(c.UserContext(), token); ok {
		c.Locals(keySession, session)
		c.Locals(keyToken, token)
	}
	return c.Next()
}

// lookUp finds the session of a token. A register that cannot be read is logged, and the visitor is asked to sign in.
func (s *Server) lookUp(ctx context.Context, token string) (access.Session, bool) {
	if token == "" {
		return access.Session{}, false
	}
	session, err := s.accounts.Session(ctx, token)
	if err == nil {
		return session, true
	}
	if _, known := fault.As(err); !known {
		s.log.LogAttrs(ctx, slog.LevelError, "session not read", slog.Any("error", err))
	}
	return access.Session{}, false
}

// sessionOf returns the visitor's session, if somebody is signed in.
func sessionOf(c *fiber.Ctx) (access.Session, bool) {
	session, ok := c.Locals(keySession).(access.Session)
	return session, ok
}

// signedIn lets a handler be reached only by people who are signed in and may do what it does, and a command only with the
// session's form token. What was typed into a form that is refused is given back.
func (s *Server) signedIn(needs access.Permission, h func(*fiber.Ctx, access.Session) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		session, ok := sessionOf(c)
		if !ok {
			return s.refuseTyped(c, fiber.ErrUnauthorized)
		}
		if !access.Can(session.User.Role, needs) {
			return s.refuseTyped(c, fault.New(fault.KindForbidden, "not_allowed", nil))
		}
		if !isRead(c) {
			if err := checkToken(c, session); err != nil {
				return s.refuseTyped(c, err)
			}
		}
		return h(c, session)
	}
}
