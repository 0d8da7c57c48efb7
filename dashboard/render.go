package dashboard

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	"text/template/parse"

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
		empty := func(name string) *template.Template {
			return template.New(name).Funcs(templateFuncs(p, a)).Option("missingkey=error")
		}
		common, err := empty("common").ParseFS(embeddedTemplates, "templates/layout*.html", "templates/partials/*.html")
		if err != nil {
			return nil, fmt.Errorf("parse layouts: %w", err)
		}
		if t.sets[lang], err = parsePages(common, empty); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// parsePages parses every page and gives it what it uses of the common templates.
func parsePages(common *template.Template, empty func(name string) *template.Template) (map[string]*template.Template, error) {
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
		page, err := empty(name).ParseFS(embeddedTemplates, file)
		if err != nil {
			return nil, fmt.Errorf("parse template %s: %w", name, err)
		}
		for _, own := range page.Templates() {
			if err := adopt(page, common, own.Tree.Root); err != nil {
				return nil, fmt.Errorf("template %s: %w", name, err)
			}
		}
		set[name] = page
	}
	return set, nil
}

// adopt copies into a page the common templates that a part of it uses, and those that they use. All of them in every page would be
// most of what the program keeps in memory. What the page defines itself stays its own.
func adopt(page, common *template.Template, part parse.Node) error {
	for _, name := range templatesUsed(part) {
		if page.Lookup(name) != nil {
			continue
		}
		used := common.Lookup(name)
		if used == nil {
			return fmt.Errorf("no template %q", name)
		}
		tree := used.Tree.Copy()
		if _, err := page.AddParseTree(name, tree); err != nil {
			return err
		}
		if err := adopt(page, common, tree.Root); err != nil {
			return err
		}
	}
	return nil
}

// templatesUsed are the names of the templates that a part of a template calls.
func templatesUsed(part parse.Node) []string {
	branch := func(b *parse.BranchNode) []string {
		names := templatesUsed(b.List)
		if b.ElseList != nil {
			names = append(names, templatesUsed(b.ElseList)...)
		}
		return names
	}
	switch n := part.(type) {
	case *parse.ListNode:
		var names []string
		for _, child := range n.Nodes {
			names = append(names, templatesUsed(child)...)
		}
		return names
	case *parse.IfNode:
		return branch(&n.BranchNode)
	case *parse.RangeNode:
		return branch(&n.BranchNode)
	case *parse.WithNode:
		return branch(&n.BranchNode)
	case *parse.TemplateNode:
		return []string{n.Name}
	}
	return nil
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
