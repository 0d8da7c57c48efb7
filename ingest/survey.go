package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"unicode/utf8"

	"harta/internal/fault"
)

// survey is what one look at all bytes of a file tells, before anything in it is understood.
type survey struct {
	Size    int64
	SHA256  string // hexadecimal
	Format  string // csv or xlsx
	UTF8    bool   // every byte is part of valid UTF-8
	UTF16   string // utf-16le or utf-16be where the file's first bytes say so, or all of them
	BadLine int64  // the first line that is not UTF-8, if any
}

// surveyor looks at a file as it is written through it.
type surveyor struct {
	hash    hash.Hash
	size    int64
	line    int64
	badLine int64
	nul     bool
	head    []byte // the first bytes, which tell formats apart
	tail    []byte // an unfinished rune
	utf16   [2]unmarked16
}

const headSize = 512

func newSurveyor() *surveyor {
	return &surveyor{hash: sha256.New(), line: 1, utf16: [2]unmarked16{
		{name: encodingUTF16LE, order: binary.LittleEndian}, {name: encodingUTF16BE, order: binary.BigEndian},
	}}
}

// Write takes the next bytes of the file. It never fails.
func (s *surveyor) Write(b []byte) (int, error) {
	s.hash.Write(b)
	s.size += int64(len(b))
	if n := headSize - len(s.head); n > 0 {
		s.head = append(s.head, b[:min(n, len(b))]...)
	}
	s.nul = s.nul || bytes.IndexByte(b, 0) >= 0
	for i := range s.utf16 {
		s.utf16[i].take(b)
	}
	if s.badLine == 0 {
		s.runes(b)
	}
	return len(b), nil
}

// runes checks that the bytes go on as UTF-8; a rune may be cut by the end of b.
func (s *surveyor) runes(b []byte) {
	if len(s.tail) > 0 {
		b = append(s.tail, b...)
		s.tail = nil
	}
	for len(b) > 0 {
		end := bytes.IndexByte(b, '\n') + 1
		line := b[:end]
		if end == 0 {
			line = b
			if cut := unfinished(line); cut > 0 {
				s.tail = bytes.Clone(line[len(line)-cut:])
				line = line[:len(line)-cut]
			}
		}
		if !utf8.Valid(line) {
			s.badLine = s.line
			return
		}
		if end == 0 {
			return
		}
		s.line++
		b = b[end:]
	}
}

// unfinished counts the bytes at the end of b that may be the beginning of a rune.
func unfinished(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

// done gives the survey, or the fault of a file that is no text.
func (s *surveyor) done() (survey, error) {
	if len(s.tail) > 0 && s.badLine == 0 {
		s.badLine = s.line
	}
	sv := survey{Size: s.size, SHA256: hex.EncodeToString(s.hash.Sum(nil)), Format: formatCSV, UTF8: s.badLine == 0, BadLine: s.badLine}
	switch {
	case bytes.HasPrefix(s.head, []byte("PK\x03\x04")):
		sv.Format = formatXLSX // or another archive, which its table of contents tells: see checkWorkbook
		return sv, nil
	case bytes.HasPrefix(s.head, []byte("\xff\xfe")):
		sv.UTF16 = encodingUTF16LE
	case bytes.HasPrefix(s.head, []byte("\xfe\xff")):
		sv.UTF16 = encodingUTF16BE
	case s.nul:
		for i := range s.utf16 {
			if s.utf16[i].is() {
				sv.UTF16, sv.UTF8 = s.utf16[i].name, false
			}
		}
	}
	if code := notText(s.head, s.nul && sv.UTF16 == "", s.size); code != "" {
		return survey{}, fault.Invalid("file", code, nil)
	}
	return sv, nil
}

// notText gives the code of a file that is neither a text nor a workbook, and nothing for a text.
func notText(head []byte, nul bool, size int64) string {
	starts := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(utf8BOM)), " \t\r\n")
	switch {
	case size == 0, len(trimmed) == 0 && size <= headSize:
		return "file_empty"
	case starts("PK\x05\x06"), starts("\x1f\x8b"), starts("Rar!"), starts("7z\xbc\xaf"):
		return "file_is_archive"
	case starts("\xd0\xcf\x11\xe0"):
		return "file_is_xls"
	case starts("%PDF"):
		return "file_is_pdf"
	case nul:
		return "file_is_binary"
	case len(trimmed) > 0 && trimmed[0] == '<':
		return "file_is_markup"
	}
	return ""
}

// surveyFile looks through a file on disk. limit is the greatest size in bytes. copyTo, if not nil, gets the bytes.
func surveyFile(path string, limit int64, copyTo io.Writer) (survey, error) {
	f, err := openRegular(path, limit)
	if err != nil {
		return survey{}, err
	}
	defer f.Close()
	s := newSurveyor()
	var to io.Writer = s
	if copyTo != nil {
		to = io.MultiWriter(copyTo, s)
	}
	// One byte above the limit tells that the file grew past it while it was read.
	n, err := io.Copy(to, io.LimitReader(f, limit+1))
	if err != nil {
		return survey{}, err
	}
	if n > limit {
		return survey{}, tooLarge(n, limit)
	}
	sv, err := s.done()
	if err == nil && sv.Format == formatXLSX {
		err = checkWorkbook(path)
	}
	return sv, err
}

func openRegular(path string, limit int64) (*os.File, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.NotFound("file_missing", fault.Params{"path": path})
	case errors.Is(err, fs.ErrPermission):
		return nil, fault.New(fault.KindForbidden, "file_unreadable", fault.Params{"path": path})
	case err != nil:
		return nil, fault.Invalid("file", "file_unreadable", fault.Params{"path": path})
	case info.IsDir():
		return nil, fault.Invalid("file", "file_is_directory", fault.Params{"path": path})
	case !info.Mode().IsRegular():
		return nil, fault.Invalid("file", "file_not_regular", fault.Params{"path": path})
	case info.Size() > limit:
		return nil, tooLarge(info.Size(), limit)
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fault.New(fault.KindForbidden, "file_unreadable", fault.Params{"path": path})
	}
	return f, err
}

// tooLarge names sizes in whole megabytes.
func tooLarge(size, limit int64) error {
	const mb = 1 << 20
	e := fault.New(fault.KindTooLarge, "file_too_large", fault.Params{"size": (size + mb - 1) / mb, "limit": limit / mb})
	e.Field = "file"
	return e
}
