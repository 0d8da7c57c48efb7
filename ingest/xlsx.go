package ingest

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"harta/internal/fault"
)

// The limits of a workbook. A file of a million rows and fifteen columns unpacks to about 900 MB at a ratio of some 10:1.
const (
	maxParts    = 5000     // files within the workbook
	maxUnpacked = 4 << 30  // bytes of all of them
	maxRatio    = 250      // of a part that unpacks to more than ratioFrom bytes
	ratioFrom   = 64 << 20 // small parts may be as repetitive as they like
	maxSheets   = 200
)

// workbook is an open XLSX file. It is read part by part through the unpacker; nothing of it is unpacked onto the disk but the
// shared texts of a very large one (see sharedTexts).
type workbook struct {
	file   *os.File
	parts  map[string]*zip.File // by name in lower case, without the leading slash
	sheets []sheet
	from   dateSystem
	styles []cellStyle
	texts  *sharedTexts // nil until a sheet is opened
	budget int64        // bytes that may still be unpacked
}

// sheet is a sheet of a workbook.
type sheet struct {
	name   string
	part   string
	hidden bool
}

// openWorkbook opens a workbook and reads what stands around its sheets. A file that is no workbook, or unpacks to absurdly much,
// is a fault.
func openWorkbook(name string) (*workbook, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	w := &workbook{file: f, parts: map[string]*zip.File{}, budget: maxUnpacked}
	if err := w.readFrame(); err != nil {
		return nil, unjoin(errors.Join(err, f.Close()))
	}
	return w, nil
}

// checkWorkbook says whether the file is a workbook that may be read.
func checkWorkbook(name string) error {
	w, err := openWorkbook(name)
	if err != nil {
		return err
	}
	return w.Close()
}

// Close closes the file.
func (w *workbook) Close() error {
	var err error
	if w.texts != nil {
		err = w.texts.Close()
	}
	return errors.Join(err, w.file.Close())
}

// shown are the names of the sheets that a reader of the workbook sees, in their order.
func (w *workbook) shown() []string {
	var names []string
	for _, s := range w.sheets {
		if !s.hidden {
			names = append(names, s.name)
		}
	}
	return names
}

func (w *workbook) readFrame() error {
	info, err := w.file.Stat()
	if err != nil {
		return err
	}
	archive, err := zip.NewReader(w.file, info.Size())
	if err != nil {
		return fault.Invalid("file", "file_damaged", nil)
	}
	if err := w.list(archive.File); err != nil {
		return err
	}
	if err := w.readSheets(); err != nil {
		return err
	}
	return w.readStyles()
}

// list notes the parts and refuses what is another kind of archive, or a bomb.
func (w *workbook) list(files []*zip.File) error {
	if len(files) > maxParts {
		return fault.Invalid("file", "workbook_bomb", fault.Params{"limit": maxParts})
	}
	var sum uint64
	for _, f := range files {
		sum += f.UncompressedSize64
		if sum > maxUnpacked || sum < f.UncompressedSize64 {
			return fault.Invalid("file", "workbook_bomb", fault.Params{"limit": maxUnpacked >> 20})
		}
		if f.UncompressedSize64 > ratioFrom && f.UncompressedSize64/maxRatio > f.CompressedSize64 {
			return fault.Invalid("file", "workbook_bomb", fault.Params{"limit": maxRatio})
		}
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if _, twice := w.parts[name]; !twice {
			w.parts[name] = f
		}
	}
	has := func(name string) bool { _, ok := w.parts[name]; return ok }
	switch {
	case has("xl/workbook.xml"):
		return nil
	case has("xl/workbook.bin"):
		return fault.Invalid("file", "file_is_xlsb", nil)
	case has("content.xml"), has("mimetype"):
		return fault.Invalid("file", "file_is_ods", nil)
	case has("word/document.xml"), has("ppt/presentation.xml"):
		return fault.Invalid("file", "file_is_document", nil)
	}
	return fault.Invalid("file", "file_is_archive", nil)
}

// part opens a part for reading; ok is false when there is none of the name.
func (w *workbook) part(name string) (part *xmlPart, ok bool, err error) {
	f, ok := w.parts[strings.ToLower(name)]
	if !ok {
		return nil, false, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, true, damaged(err)
	}
	return newXMLPart(r, int64(f.UncompressedSize64), &w.budget), true, nil
}

// damaged words an error of the unpacker or of the XML reader for people; a fault stays as it is, and so does an error of the disk,
// which the system reports. A hostile archive can lead the reader to places before the file's beginning: that is no error of the disk.
func damaged(err error) error {
	if _, ok := fault.As(err); ok || err == nil {
		return err
	}
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return err
	}
	return fault.Invalid("file", "file_damaged", nil)
}

// readSheets reads the list of sheets and where they lie.
func (w *workbook) readSheets() error {
	targets, err := w.readTargets()
	if err != nil {
		return err
	}
	part, _, err := w.part("xl/workbook.xml")
	if err != nil {
		return err
	}
	defer part.Close()
	err = part.each(func(e *xmlToken) error {
		switch e.name {
		case "workbookPr":
			if v := e.attr("date1904"); v == "1" || v == "true" {
				w.from = from1904
			}
		case "sheet":
			target, ok := targets[e.attr("id")]
			if !ok || e.attr("name") == "" || len(w.sheets) == maxSheets {
				return nil // a sheet without cells, such as a chart; or one too many
			}
			state := e.attr("state")
			w.sheets = append(w.sheets, sheet{name: e.attr("name"), part: target, hidden: state == "hidden" || state == "veryHidden"})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(w.shown()) == 0 {
		return fault.Invalid("file", "workbook_without_sheets", nil)
	}
	return nil
}

// readTargets maps the relations of the workbook that lead to worksheets to the parts they lead to.
func (w *workbook) readTargets() (map[string]string, error) {
	targets := map[string]string{}
	part, ok, err := w.part("xl/_rels/workbook.xml.rels")
	if err != nil || !ok {
		return targets, err
	}
	defer part.Close()
	err = part.each(func(e *xmlToken) error {
		if e.name == "Relationship" && strings.HasSuffix(e.attr("Type"), "/worksheet") && !strings.EqualFold(e.attr("TargetMode"), "External") {
			target := e.attr("Target")
			if strings.HasPrefix(target, "/") {
				target = strings.TrimPrefix(target, "/")
			} else {
				target = path.Join("xl", target)
			}
			targets[e.attr("Id")] = target
		}
		return nil
	})
	return targets, err
}

// open opens a sheet at its beginning. maxRow bounds a row, in bytes of its texts.
func (w *workbook) open(name string, maxRow int) (rowSource, error) {
	for _, s := range w.sheets {
		if s.name != name || s.hidden {
			continue
		}
		if err := w.readTexts(); err != nil {
			return nil, err
		}
		part, ok, err := w.part(s.part)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fault.Invalid("file", "file_damaged", nil)
		}
		return &xlsxRows{book: w, part: part, max: maxRow}, nil
	}
	return nil, fault.Invalid("file", "sheet_missing", fault.Params{"expected": clip(name), "found": clipTo(strings.Join(w.shown(), ", "), 300)})
}

// readTexts reads the texts that the sheets share, once.
func (w *workbook) readTexts() error {
	if w.texts != nil {
		return nil
	}
	texts := &sharedTexts{folder: filepath.Dir(w.file.Name())}
	part, ok, err := w.part("xl/sharedStrings.xml")
	if err == nil && ok {
		err = errors.Join(texts.read(part), part.Close())
	}
	if err != nil {
		return unjoin(errors.Join(unjoin(err), texts.Close()))
	}
	w.texts = texts
	return nil
}

// readStyles reads how numbers are shown: whether a number is a date is written nowhere else.
func (w *workbook) readStyles() error {
	part, ok, err := w.part("xl/styles.xml")
	if err != nil || !ok {
		return err
	}
	defer part.Close()
	formats := map[string]string{}
	inCells := false
	return part.walk(func(e *xmlToken) error {
		switch e.name {
		case "numFmt":
			if len(formats) < 10000 {
				formats[e.attr("numFmtId")] = e.attr("formatCode")
			}
		case "cellXfs":
			inCells = true
		case "xf":
			if inCells && len(w.styles) < 65536 {
				w.styles = append(w.styles, styleOf(e.attr("numFmtId"), formats))
			}
		}
		return nil
	}, func(name string) {
		if name == "cellXfs" {
			inCells = false
		}
	})
}

var _ io.Closer = (*workbook)(nil)
