package ingest

import (
	"errors"
	"io"
	"os"
	"strconv"
	"strings"

	"harta/internal/fault"
)

// The limits of the texts that the sheets of a workbook share.
const (
	maxTexts   = 16 << 20 // in number
	textMemory = 32 << 20 // bytes that are kept in memory; the others lie in a file
)

// sharedTexts are the texts that the cells of a workbook refer to by number. A file of a million rows may have millions: beyond
// textMemory they lie in a file without a name in the folder of the workbook, which vanishes with the process, also after a kill.
type sharedTexts struct {
	folder string
	ends   []uint32 // where each text ends, counted over memory and file
	memory []byte
	file   *os.File
	buffer []byte // on its way to the file
}

// read reads the part that holds the texts.
func (s *sharedTexts) read(part *xmlPart) error {
	var text strings.Builder
	depth, phonetic := 0, 0 // inside t; inside rPh, which tells how to pronounce
	for {
		t, err := part.next()
		if errors.Is(err, io.EOF) {
			return s.flush()
		}
		if err != nil {
			return err
		}
		switch t.kind {
		case xmlBegin:
			switch t.name {
			case "si":
				text.Reset()
			case "t":
				depth++
			case "rPh":
				phonetic++
			}
		case xmlEnd:
			switch t.name {
			case "si":
				if err := s.add(unescape(text.String())); err != nil {
					return err
				}
			case "t":
				depth--
			case "rPh":
				phonetic--
			}
		case xmlText:
			if depth > 0 && phonetic <= 0 {
				text.Write(t.text)
				if text.Len() > maxToken {
					return fault.Invalid("file", "workbook_bomb", fault.Params{"limit": maxToken >> 10})
				}
			}
		}
	}
}

func (s *sharedTexts) add(text string) error {
	end := int64(len(text))
	if n := len(s.ends); n > 0 {
		end += int64(s.ends[n-1])
	}
	if len(s.ends) == maxTexts || end > maxUnpacked-1 {
		return fault.Invalid("file", "workbook_bomb", fault.Params{"limit": maxTexts})
	}
	s.ends = append(s.ends, uint32(end))
	if s.file == nil && len(s.memory)+len(text) <= textMemory {
		s.memory = append(s.memory, text...)
		return nil
	}
	if s.file == nil {
		f, err := os.CreateTemp(s.folder, incoming+"*")
		if err != nil {
			return err
		}
		s.file = f
		if err := os.Remove(f.Name()); err != nil {
			return err
		}
	}
	if s.buffer = append(s.buffer, text...); len(s.buffer) >= 1<<20 {
		return s.flush()
	}
	return nil
}

func (s *sharedTexts) flush() error {
	if len(s.buffer) == 0 {
		return nil
	}
	_, err := s.file.Write(s.buffer)
	s.buffer = s.buffer[:0]
	return err
}

// get gives the text of a number, or a fault where the workbook has none of it.
func (s *sharedTexts) get(number string) (string, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(number), 10, 32)
	if err != nil || n >= uint64(len(s.ends)) {
		return "", fault.Invalid("file", "file_damaged", nil)
	}
	from, to := uint32(0), s.ends[n]
	if n > 0 {
		from = s.ends[n-1]
	}
	if int64(to) <= int64(len(s.memory)) {
		return string(s.memory[from:to]), nil
	}
	b := make([]byte, to-from)
	if _, err := s.file.ReadAt(b, int64(from)-int64(len(s.memory))); err != nil {
		return "", err
	}
	return string(b), nil
}

// Close gives the file back.
func (s *sharedTexts) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// unescape turns the workbook's own way of writing control characters, such as _x000D_, into them.
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "_x")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if len(after) >= 5 && after[4] == '_' {
			if n, err := strconv.ParseUint(after[:4], 16, 32); err == nil && (n < 0xd800 || n > 0xdfff) {
				b.WriteRune(rune(n))
				text = after[5:]
				continue
			}
		}
		b.WriteString("_x")
		text = after
	}
}
