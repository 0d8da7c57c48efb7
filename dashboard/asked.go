package dashboard

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"harta/internal/register"
)

// formVersion reads the version of the forms that a page brought back; what is none is 0.
func formVersion(s string) int64 {
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// asked is the version of the forms that a page says it was made by; 0: there was none such.
func (s *Server) asked(version int64) int64 {
	if version < 0 || version > s.options.Citizens.Definition().Version {
		return 0
	}
	return version
}

// definitionAsked is the definition that the page in the request was made by: what was asked is read as it was asked, also when the
// office has published another one meanwhile. The one in force stands in where the page does not say, and where the older one cannot
// be read: nothing that somebody typed is lost for that.
func (s *Server) definitionAsked(c *fiber.Ctx) register.Definition {
	return s.definitionBy(c, formVersion(c.FormValue("version")))
}

// definitionBy is the definition of the version that a page says.
func (s *Server) definitionBy(c *fiber.Ctx, version int64) register.Definition {
	now := s.options.Citizens.Definition()
	version = s.asked(version)
	if version == 0 || version == now.Version {
		return now
	}
	then, err := s.options.Citizens.DefinitionOf(c.UserContext(), version)
	if err != nil {
		s.logCitizenError(c, err)
		return now
	}
	return then
}
