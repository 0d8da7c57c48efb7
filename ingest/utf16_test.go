package ingest

import (
	"bytes"
	"context"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// inUTF16 writes a text without a mark.
func inUTF16(order binary.AppendByteOrder, s string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

// A text in UTF-16 is read without the mark in front, and the preview says what it is. What only looks a little like one is refused as
// before, and nothing else is taken for one.
func TestUTF16WithoutMark(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	f := w.files()
	latin := "Number;Date;overall;Comment\n1;05.05.2026;5;fine\n2;05.05.2026;4;\n"
	cyrillic := "№;Дата;Обща удовлетвореност;Коментар\n1;05.05.2026;5;„Чаках – и пак…“ 👍\n2;05.05.2026;4;\n"
	long := strings.Replace(cyrillic, "Чаках", strings.Repeat("Чакахдълго", 300), 1)
	for order, name := range map[binary.AppendByteOrder]string{binary.LittleEndian: encodingUTF16LE, binary.BigEndian: encodingUTF16BE} {
		for _, text := range []string{latin, cyrillic, long, strings.ReplaceAll(cyrillic, "\n", "\r\n")} {
			preview, err := f.Preview(ctx, FileAnswers.Profile(), w.file("in.csv", inUTF16(order, text)))
			if err != nil {
				t.Errorf("%s, %.20q: %v", name, text, err)
				continue
			}
			if preview.Encoding != name || preview.Counts[RowNew] != 2 || len(preview.Problems) > 0 {
				t.Errorf("%s, %.20q: taken for %s, %v %v", name, text, preview.Encoding, preview.Counts, preview.Problems)
			}
		}
	}
	windows, err := charmap.Windows1251.NewEncoder().String(strings.NewReplacer(" 👍", "").Replace(cyrillic))
	must(t, err)
	for want, text := range map[string]string{encodingUTF8: cyrillic, encodingWindows1251: windows, encodingUTF16LE: "\xff\xfe" + inUTF16(binary.LittleEndian, cyrillic)} {
		if sv, err := surveyFile(w.file("in.csv", text), 1<<20, nil); err != nil {
			t.Errorf("%s: %v", want, err)
		} else if got, err := chooseEncoding("", sv); got != want || err != nil {
			t.Errorf("%s: taken for %s, %v", want, got, err)
		}
	}
	little := inUTF16(binary.LittleEndian, latin)
	for name, content := range map[string]string{
		"cut within a character": little[:len(little)-1],
		"half a pair":            little + "\x3d\xd8",
		"a second half":          little + "\x4d\xdc\x0a\x00",
		"a byte too many within": little[:20] + "\x00" + little[20:],
		"a control character":    little + "\x01\x00",
		"a zero":                 little + "\x00\x00",
		"32 bits":                strings.ReplaceAll(little, "\x00", "\x00\x00\x00"),
		"numbers of 16 bits":     string(bytes.Repeat([]byte{0x39, 0x30, 0x12, 0x00}, 300)),
		"UTF-8 with a zero":      latin + "\x00\n",
		"Chinese with a zero":    inUTF16(binary.LittleEndian, strings.Repeat("漢字漢字漢字漢字漢字漢字漢字;", 40)),
	} {
		if _, err := f.Preview(ctx, FileAnswers.Profile(), w.file("in.csv", content)); code(err) != "file_is_binary" {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A profile that asks for UTF-8 gets what it asks for.
	if _, err := surveyFile(w.file("in.csv", little), 1<<20, nil); err != nil {
		t.Error(err)
	} else if sv, _ := surveyFile(w.file("in.csv", little), 1<<20, nil); sv.UTF8 {
		t.Error("UTF-16 is called UTF-8 as well")
	}
}
