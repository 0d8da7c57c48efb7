package dashboard

import "github.com/gofiber/fiber/v2"

// routes lists everything the server answers. The order matters: what stands before identify is answered without looking at
// the visitor, so that assets and the health check cost nothing and citizens' doors set no cookie.
func (s *Server) routes() {
	app := s.app
	app.Use(s.observe, s.holdBody, s.secureHeaders, refuseEncoding, s.refuseCrossSite)
	app.Get("/healthz", s.health)
	app.Get("/assets/:name", s.asset)
	s.metricsRoutes(app)

	s.kioskRoutes(app)
	s.surveyRoutes(app)
	s.formRoutes(app)
	s.followRoutes(app)

	s.apiRoutes(app)

	app.Use(s.identify)
	s.loginRoutes(app)
	s.preferenceRoutes(app)
	s.figureRoutes(app)
	s.caseRoutes(app)
	s.consultationRoutes(app)
	s.sealedRoutes(app)
	s.asideRoutes(app)
	s.importRoutes(app)
	s.kioskListRoutes(app)
	s.intakeRoutes(app)
	s.keyRoutes(app)
	s.insultRoutes(app)
	s.formAdminRoutes(app)
	s.surveyOfficeRoutes(app)
	s.apiPageRoutes(app)
	s.qualityRoutes(app)
	s.serviceRoutes(app)
	s.recordRoutes(app)
}

// health tells a supervisor that the process answers.
func (s *Server) health(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendString("ok\n")
}
