package dashboard

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/gofiber/fiber/v2"
	"go.yaml.in/yaml/v3"
)

// openapi describes the API. Tests hold the handlers to it and it to the handlers.
//
//go:embed openapi.yaml
var openapi []byte

func (s *Server) openapiYAML(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "application/yaml")
	return c.Send(openapi)
}

func (s *Server) openapiJSON(c *fiber.Ctx) error {
	var document any
	if err := yaml.Unmarshal(openapi, &document); err != nil {
		return fmt.Errorf("read the API's description: %w", err)
	}
	text, err := json.Marshal(document)
	if err != nil {
		return fmt.Errorf("write the API's description: %w", err)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(text)
}
