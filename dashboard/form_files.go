package dashboard

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// Files travel with the form itself, so that they come without a script too. A form with files is held in memory while it comes:
// its size is bounded, and so is how many such forms may be under way, see formRoom.
const (
	formBytes = 15 << 20 // of a form with its files
	formTime  = 3 * time.Minute
	filesADay = 200 // from one address: behind one may sit a whole library
)

// carriesFiles says whether citizens may send files to a path: to a form that there is, and to somebody's own case.
func (s *Server) carriesFiles(path string) bool {
	if kind, isForm := strings.CutPrefix(path, formsPath+"/"); isForm {
		form, known := s.options.Citizens.Definition().Form(kind)
		return known && form.Kind != register.FormSurvey
	}
	return ownCase(path) != ""
}

// ownCase is the secret in the address of somebody's own case; empty: it is another address.
func ownCase(path string) string {
	secret, isCase := strings.CutPrefix(path, followPath+"/")
	if !isCase || path == lostPath || strings.Contains(secret, "/") {
		return ""
	}
	return secret
}

// staffFiles says whether files may come to a path with an act on a case, from those who are signed in.
func staffFiles(path string) bool {
	rest, isCase := strings.CutPrefix(path, casesPath+"/")
	_, key, _ := strings.Cut(rest, "/")
	return isCase && slices.ContainsFunc(caseActs(), func(a caseAct) bool { return a.key == key && a.takesFiles() })
}

// filesPolicy has a form that is larger than others read as it comes, where it is known from whom. One whose files have no room comes
// without them.
func filesPolicy(h *fasthttp.RequestHeader) {
	switch {
	case h.ContentLength() > formBytes:
		leaveFiles(h, "form_large")
	case h.ContentLength() > bodyBytes:
		leaveFiles(h, filesWanted)
	}
}

// fileField is where files are chosen on a page, with what may be sent.
type fileField struct {
	Label, Hint string
	Types       string // endings for the browser's dialogue
	Kept        []register.StoredFile
	Most, Left  int // files with one sending, and how many of them are free
	MB, AllMB   int // megabytes of one file, and of a whole form
	Error       *formError
}

func newFileField(label, hint string, kept []register.StoredFile, wrong *formError) fileField {
	return fileField{
		Label: label, Hint: hint, Types: strings.Join(register.FileEndings(), ","), Kept: kept, Most: register.FilesMax,
		Left: register.FilesMax - len(kept), MB: register.FileMax >> 20, AllMB: formBytes >> 20, Error: wrong,
	}
}

// filesHint says what may be sent.
func filesHint(words *text.Printer) string {
	return words.T("form.files_hint", "files", register.FilesMax, "mb", register.FileMax>>20, "all", formBytes>>20)
}

// takeFiles gives the files of a form: those that an earlier sending left and that are still wanted, and those that come now, which
// are stored. With an error come the files that could be taken.
func (s *Server) takeFiles(c *fiber.Ctx) ([]register.StoredFile, error) {
	var kept []string
	dropped := fieldValues(c, "drop")
	for _, id := range fieldValues(c, "file") {
		if !slices.Contains(dropped, id) && !slices.Contains(kept, id) && len(kept) < register.FilesMax {
			kept = append(kept, id)
		}
	}
	files, err := s.options.Citizens.PendingFiles(c.UserContext(), kept)
	if err != nil {
		return nil, err
	}
	var wrong fault.List
	if left := filesLeft(c); left != nil {
		wrong = append(wrong, left)
	}
	if len(files) < len(kept) {
		wrong = append(wrong, fault.Invalid("files", "file_gone", nil))
	}
	for _, sent := range filesOf(c) {
		if len(files) == register.FilesMax {
			return files, append(wrong, fault.Invalid("files", "files_many", fault.Params{"max": register.FilesMax}))
		}
		if s.carriesFiles(c.Path()) && !s.fileOfToday(c) {
			return files, append(wrong, fault.Invalid("files", "files_day", nil))
		}
		file, err := s.storeFile(c, sent)
		if list := slipsOf(err); list != nil {
			wrong = append(wrong, list...)
			continue
		}
		if err != nil {
			return files, err
		}
		files = append(files, file)
	}
	if wrong != nil {
		return files, wrong
	}
	return files, nil
}

// fileOfToday counts a citizen's file and says whether there is room for it.
func (s *Server) fileOfToday(c *fiber.Ctx) bool {
	ok, _ := s.fileLimit.allow(s.front.network(c))
	return ok
}

func (s *Server) storeFile(c *fiber.Ctx, sent formFile) (register.StoredFile, error) {
	content, err := sent.open()
	if err != nil {
		return register.StoredFile{}, err
	}
	defer content.Close()
	return s.options.Citizens.StoreFile(c.UserContext(), sent.name, content)
}

// sendAttachment gives a file to be saved, never to be shown in place: nothing in it runs here.
func sendAttachment(c *fiber.Ctx, f register.OpenedFile) error {
	c.Set(fiber.HeaderContentType, f.MediaType)
	c.Set(fiber.HeaderContentDisposition, downloadName(f.Name))
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	return c.Send(f.Content)
}

// downloadName is a Content-Disposition that every browser understands (RFC 6266): the name in ASCII, and the true one beside it.
func downloadName(name string) string {
	var ascii, encoded strings.Builder
	for _, b := range []byte(name) {
		letter := b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || strings.IndexByte("-._~", b) >= 0
		switch {
		case letter:
			ascii.WriteByte(b)
			encoded.WriteByte(b)
		default:
			if b < 0x80 || b >= 0xC0 { // once for a character of several bytes
				ascii.WriteByte('_')
			}
			encoded.WriteString("%" + strings.ToUpper(strconv.FormatUint(0x100|uint64(b), 16)[1:]))
		}
	}
	return `attachment; filename="` + ascii.String() + `"; filename*=UTF-8''` + encoded.String()
}
