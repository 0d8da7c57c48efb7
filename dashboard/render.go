package dashboard

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/internal/text"
)

//go:embed templates
var embeddedTemplates embed.FS

// framed is a page: any pointer to a struct that embeds Page.
type framed interface{ frame() *Page }

// templates holds every page's template once for each language, so that {{T "key"}} speaks the right one wherever it stands.
type templates struct {
	sets map[text.Lang]map[string]*template.Template
}

// loadTemplates parses the pages. layout*.html and partials/*.html are common to all; every other file is a page that chooses
// its layout itself, as in {{template "layout" .}}, and defines the blocks of that layout.
func loadTemplates(words map[text.Lang]*text.Printer, a *assets) (*templates, error) {
	t := &templates{sets: make(map[text.Lang]map[string]*template.Template)}
	for lang, p := range words {
		common := template.New("common").Funcs(templateFuncs(p, a)).Option("missingkey=error")
		common, err := common.ParseFS(embeddedTemplates, "templates/layout*.html", "templates/partials/*.html")
		if err != nil {
			return nil, fmt.Errorf("parse layouts: %w", err)
		}
		if t.sets[lang], err = parsePages(common); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// parsePages adds every page to its own copy of the common templates.
func parsePages(common *template.Template) (map[string]*template.Template, error) {
	files, err := fs.Glob(embeddedTemplates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	set := make(map[string]*template.Template)
	for _, file := range files {
		name := path.Base(file)
		if strings.HasPrefix(name, "layout") {
			continue
		}
		page, err := common.Clone()
		if err != nil {
			return nil, fmt.Errorf("copy layouts: %w", err)
		}
		if set[name], err = page.ParseFS(embeddedTemplates, file); err != nil {
			return nil, fmt.Errorf("parse template %s: %w", name, err)
		}
	}
	return set, nil
}

// templateFuncs are the words and forms a template may use. They return plain text, which the template escapes.
func templateFuncs(p *text.Printer, a *assets) template.FuncMap {
	return template.FuncMap{
		"T":          p.T,
		"fault":      p.Error,
		"int":        p.Int,
		"number":     p.Number,
		"percent":    p.Percent,
		"days":       p.Days,
		"bytes":      p.Bytes,
		"date":       p.Date,
		"datetime":   p.DateTime,
		"day":        p.Day,
		"month":      p.Month,
		"monthShort": p.MonthShort,
		"list":       p.List,
		"asset":      a.url,
	}
}

// render writes a page with the given status. The page is made in memory first, so that a failing template becomes an error page
// and never half a page.
func (s *Server) render(c *fiber.Ctx, status int, name string, page framed) error {
	t, ok := s.templates.sets[page.frame().Lang][name]
	if !ok {
		return fmt.Errorf("no template %q in %q", name, page.frame().Lang)
	}
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, name, page); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	c.Status(status).Type("html", "utf-8")
	return c.Send(out.Bytes())
}
