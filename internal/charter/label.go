package charter

// Label is a text in several languages, by language code ("bg", "en", "tr").
type Label map[string]string

// In gives the text in the language; Bulgarian, the language of the charter itself, stands in for one that is missing.
func (l Label) In(lang string) string {
	if s := l[lang]; s != "" {
		return s
	}
	return l["bg"]
}
