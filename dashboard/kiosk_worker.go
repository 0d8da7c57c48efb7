package dashboard

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
)

// kioskWorker sends the service worker of a booth: what it keeps for the time without network, and the script. It holds for the
// booth's own pages alone.
func (s *Server) kioskWorker(c *fiber.Ctx, b booth) error {
	name, ok := s.assets.names["kiosk-worker.js"]
	if !ok {
		return errors.New("no asset kiosk-worker.js")
	}
	script := s.assets.files[name]
	offered := b.languages()
	var pages, files []string
	for _, l := range offered {
		pages = append(pages, inLang(b.Home, l, offered))
	}
	for plain, hashed := range s.assets.names {
		if strings.HasSuffix(plain, ".woff2") || plain == "kiosk.css" || plain == "kioskdark.css" || plain == "kiosk.js" || plain == "mark.svg" {
			files = append(files, "/assets/"+hashed)
		}
	}
	kept, err := json.Marshal(workerParts(b.Home, script.etag, pages, files))
	if err != nil {
		return fmt.Errorf("encode the worker's parts: %w", err)
	}
	c.Set("Service-Worker-Allowed", b.Home)
	c.Set(fiber.HeaderContentType, "text/javascript; charset=utf-8")
	return c.SendString("self.harta = " + string(kept) + ";\n" + string(script.plain))
}

// workerKept is what the service worker of a booth keeps. A new version replaces the old one as a whole.
type workerKept struct {
	Home    string   `json:"home"`
	Version string   `json:"version"`
	Pages   []string `json:"pages"`
	Files   []string `json:"files"`
}

func workerParts(home, script string, pages, files []string) workerKept {
	slices.Sort(files)
	space := uuid.NewSHA1(uuid.NameSpaceURL, []byte(strings.Join(append(append([]string{script}, pages...), files...), "\n")))
	return workerKept{Home: home, Version: space.String()[:8], Pages: pages, Files: files}
}
