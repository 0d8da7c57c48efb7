package register

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"harta/internal/fault"
)

// fileKind is a type of file that is taken: one that offices can open, and that runs nothing when it is opened.
type fileKind struct {
	media  string
	ending string
	is     func(data []byte) bool
	strip  func(data []byte) ([]byte, error) // removes what a camera wrote beside the picture; nil: nothing to remove
}

// fileKinds are the types taken, in the order in which they are tried.
func fileKinds() []fileKind {
	return []fileKind{
		{media: "application/pdf", ending: ".pdf", is: func(d []byte) bool { return bytes.HasPrefix(d, []byte("%PDF-")) }},
		{media: "image/jpeg", ending: ".jpg", is: isJPEG, strip: stripJPEG},
		{media: "image/png", ending: ".png", is: isPNG, strip: stripPNG},
		{media: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ending: ".docx", is: isDOCX},
		{media: "application/vnd.oasis.opendocument.text", ending: ".odt", is: isODT},
		{media: "text/plain", ending: ".txt", is: isText},
	}
}

// FileTypes lists the media types that StoreFile takes, and FileEndings the endings of their names, for a page that asks for files.
func FileTypes() []string { return fileKindsBy(func(k fileKind) string { return k.media }) }

// FileEndings lists the endings that belong to FileTypes, such as ".pdf".
func FileEndings() []string { return fileKindsBy(func(k fileKind) string { return k.ending }) }

func fileKindsBy(of func(fileKind) string) []string {
	var list []string
	for _, k := range fileKinds() {
		list = append(list, of(k))
	}
	return list
}

// examine finds the type of a file by its content and gives the content as it may be kept. The faults name the file.
func examine(name string, data []byte) (fileKind, []byte, error) {
	refuse := func(code string) error {
		return fault.List{fault.Invalid("files", code, fault.Params{"name": name, "max": FileMax >> 20})}
	}
	if len(data) == 0 {
		return fileKind{}, nil, refuse("file_without_content")
	}
	if len(data) > FileMax {
		return fileKind{}, nil, refuse("file_big")
	}
	for _, kind := range fileKinds() {
		if !kind.is(data) {
			continue
		}
		if kind.strip == nil {
			return kind, data, nil
		}
		stripped, err := kind.strip(data)
		if err != nil {
			return fileKind{}, nil, refuse("attachment_damaged")
		}
		return kind, stripped, nil
	}
	return fileKind{}, nil, refuse("file_type")
}

// isDOCX says whether a file is a text document of Office Open XML without macros.
func isDOCX(data []byte) bool {
	names, ok := zipNames(data)
	return ok && slices.Contains(names, "[Content_Types].xml") && slices.Contains(names, "word/document.xml") &&
		!slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(path.Base(n), "vbaProject.bin") })
}

// odtType is the whole content of the first entry of an OpenDocument text (OpenDocument 1.2, part 3, section 3.3).
const odtType = "application/vnd.oasis.opendocument.text"

// isODT says whether a file is an OpenDocument text without macros.
func isODT(data []byte) bool {
	names, ok := zipNames(data)
	if !ok || len(names) == 0 || names[0] != "mimetype" ||
		slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, "Basic/") || strings.HasPrefix(n, "Scripts/") }) {
		return false
	}
	return zipEntryIs(data, "mimetype", odtType)
}

// zipEntriesMax bounds the entries of an archive that is looked at.
const zipEntriesMax = 10_000

// zipNames lists the entries of an archive without unpacking anything.
func zipNames(data []byte) ([]string, bool) {
	if !bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return nil, false
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(archive.File) > zipEntriesMax {
		return nil, false
	}
	names := make([]string, len(archive.File))
	for i, f := range archive.File {
		names[i] = f.Name
	}
	return names, true
}

// zipEntryIs compares one entry with a text; no more of it is unpacked than that.
func zipEntryIs(data []byte, name, want string) bool {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return false
	}
	entry, err := archive.Open(name)
	if err != nil {
		return false
	}
	defer entry.Close()
	got, err := io.ReadAll(io.LimitReader(entry, int64(len(want)+1)))
	return err == nil && string(got) == want
}

// isText says whether a file is plain text in UTF-8 that is no page and no script of a web browser.
func isText(data []byte) bool {
	if !utf8.Valid(data) || bytes.ContainsFunc(data, func(c rune) bool { return unicode.IsControl(c) && !strings.ContainsRune("\n\r\t\f", c) }) {
		return false
	}
	head := strings.TrimLeft(strings.TrimPrefix(string(data[:min(len(data), 512)]), "\uFEFF"), " \t\r\n\f")
	return !strings.HasPrefix(head, "<") && !strings.HasPrefix(head, "#!") && strings.ContainsFunc(string(data), visible)
}
