package text

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed locales
var locales embed.FS

// Bundle holds the messages of all languages. It does not change after Load and may be shared.
type Bundle struct {
	messages *i18n.Bundle
}

// Load reads the embedded messages. It fails when a file is not well formed or when two files of a language use the same key.
func Load() (*Bundle, error) {
	b := &Bundle{messages: i18n.NewBundle(language.Bulgarian)}
	for _, lang := range Public() {
		if err := b.loadLanguage(lang); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// loadLanguage adds the area files of one language.
func (b *Bundle) loadLanguage(lang Lang) error {
	files, err := fs.Glob(locales, "locales/"+string(lang)+"/*.json")
	if err != nil {
		return fmt.Errorf("list messages in %s: %w", lang, err)
	}
	owner := make(map[string]string)
	for _, name := range files {
		data, err := fs.ReadFile(locales, name)
		if err != nil {
			return fmt.Errorf("read messages: %w", err)
		}
		// The library takes the language from the file's name.
		file, err := b.messages.ParseMessageFileBytes(data, string(lang)+".json")
		if err != nil {
			return fmt.Errorf("messages in %s: %w", name, err)
		}
		for _, m := range file.Messages {
			if first, taken := owner[m.ID]; taken {
				return fmt.Errorf("message %q stands in both %s and %s", m.ID, first, path.Base(name))
			}
			owner[m.ID] = path.Base(name)
		}
	}
	return nil
}

// In returns a printer that shows instants in the zone they carry.
func (b *Bundle) In(l Lang) *Printer { return b.InZone(l, nil) }

// InZone returns a printer that shows instants in the given zone; nil leaves them in the zone they carry. A language the house
// does not speak falls back to Bulgarian.
func (b *Bundle) InZone(l Lang, zone *time.Location) *Printer {
	form, known := forms[l]
	if !known {
		l, form = BG, forms[BG]
	}
	return &Printer{lang: l, form: form, zone: zone, words: i18n.NewLocalizer(b.messages, string(l))}
}
