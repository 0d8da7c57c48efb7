package dashboard

// letter names a letter's template.
func (n caseNames) letter(id string) string {
	if id == "" {
		return ""
	}
	return n.words.T("letter." + id + ".name")
}
