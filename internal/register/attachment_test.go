package register

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"harta/internal/fault"
)

// pdf is as much of a PDF file as anybody looks at.
const pdf = "%PDF-1.7\nБележка за Велизара\n%%EOF"

func (h *hall) store(name, content string) StoredFile {
	h.t.Helper()
	f, err := h.StoreFile(context.Background(), name, strings.NewReader(content))
	h.must(err)
	return f
}

// onDisk lists the files kept.
func (h *hall) onDisk() []string {
	h.t.Helper()
	entries, err := os.ReadDir(filepath.Join(h.dir, "attachments"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		h.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestFileOfACase(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	f := h.store(`C:\мои\Снимка.PDF`, pdf)
	if f.Name != "Снимка.pdf" || f.MediaType != "application/pdf" || f.Size != int64(len(pdf)) {
		t.Errorf("stored %+v", f)
	}
	if pending, err := h.PendingFiles(ctx, []string{f.ID, "no-such-file"}); err != nil || len(pending) != 1 || pending[0] != f {
		t.Errorf("pending %+v, %v", pending, err)
	}
	s := complaint()
	s.Files = []string{f.ID}
	number := h.submit(s).Number
	list, err := h.Attachments(ctx, number)
	h.must(err)
	if len(list) != 1 || list[0].ID != f.ID || list[0].Version != 1 || list[0].MediaType != f.MediaType || !list[0].At.Equal(h.now) {
		t.Fatalf("attachments %+v", list)
	}
	opened, err := h.OpenAttachment(ctx, number, f.ID, "maria")
	h.must(err)
	if opened.StoredFile != f || string(opened.Content) != pdf {
		t.Errorf("opened %+v", opened.StoredFile)
	}
	var who, what string
	h.must(h.db.QueryRow("SELECT actor, action FROM audit WHERE subject = $1", number).Scan(&who, &what))
	if who != "maria" || what != "case.file.read" {
		t.Errorf("audit says %s %s", who, what)
	}
	// The same file belongs to nobody else.
	_, err = h.Submit(ctx, s)
	if got := codes(t, err); !slices.Equal(got, []string{"files=file_gone"}) {
		t.Errorf("attached twice: %v", got)
	}
	other := h.submit(complaint()).Number
	_, err = h.OpenAttachment(ctx, other, f.ID, "maria")
	wantFault(t, err, "file_unknown")
}

func TestFilesAreLockedOnTheDisk(t *testing.T) {
	h := openHall(t)
	f := h.store("Велизара.pdf", pdf)
	path := filepath.Join(h.dir, "attachments", f.ID)
	content, err := os.ReadFile(path)
	h.must(err)
	info, err := os.Stat(path)
	h.must(err)
	if bytes.Contains(content, []byte("PDF")) || bytes.Contains(content, []byte("Велизара")) || info.Mode().Perm() != 0o600 {
		t.Error("the content lies open")
	}
	var meta []byte
	h.must(h.db.QueryRow("SELECT meta FROM attachments").Scan(&meta))
	if bytes.Contains(meta, []byte("Велизара")) {
		t.Error("the name lies open")
	}
	content[len(content)-1] ^= 1
	h.must(os.WriteFile(path, content, 0o600))
	s := complaint()
	s.Files = []string{f.ID}
	if _, err := h.OpenAttachment(context.Background(), h.submit(s).Number, f.ID, "u"); err == nil {
		t.Error("a file that was changed on the disk opens")
	}
}

func TestErasureDestroysFiles(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	f := h.store("a.pdf", pdf)
	s := complaint()
	s.Files = []string{f.ID}
	number := h.submit(s).Number
	h.must(h.Do(ctx, Order{Number: number, By: "u", Command: Answer{Outcome: "upheld", Text: "Да."}}))
	h.must(h.Do(ctx, Order{Number: number, By: "u", Command: Erasure{}}))
	_, err := h.OpenAttachment(ctx, number, f.ID, "u")
	wantFault(t, err, "case_erased")
	if list, err := h.Attachments(ctx, number); err != nil || len(list) != 0 {
		t.Errorf("after erasure %v, %v", list, err)
	}
	h.must(h.SweepFiles(ctx))
	if left := h.onDisk(); len(left) != 0 {
		t.Errorf("on the disk %v", left)
	}
}

func TestSweepTakesOrphansAlone(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	h.now = time.Now() // strays are known by the age of their files
	kept, sealed, orphan := h.store("a.pdf", pdf), h.store("b.pdf", pdf), h.store("c.pdf", pdf)
	s, w := complaint(), whistle()
	s.Files, w.Files = []string{kept.ID}, []string{sealed.ID}
	number, sealedNumber := h.submit(s).Number, h.submit(w).Number
	stray := filepath.Join(h.dir, "attachments", "stray.part")
	h.must(os.WriteFile(stray, []byte("x"), 0o600))
	h.must(h.SweepFiles(ctx))
	if n := len(h.onDisk()); n != 4 {
		t.Fatalf("%d files, want all 4: each is younger than a day", n)
	}
	h.now = h.now.Add(25 * time.Hour)
	h.must(h.SweepFiles(ctx))
	left := h.onDisk()
	if len(left) != 2 || slices.Contains(left, orphan.ID) {
		t.Errorf("left %v, want %s and %s", left, kept.ID, sealed.ID)
	}
	_, err := h.OpenAttachment(ctx, number, kept.ID, "u")
	h.must(err)
	opened, err := h.OpenSealedFile(ctx, sealedNumber, sealed.ID, "integrity")
	h.must(err)
	if string(opened.Content) != pdf || opened.Name != "b.pdf" {
		t.Errorf("sealed file %+v", opened.StoredFile)
	}
	_, err = h.OpenSealedFile(ctx, sealedNumber, kept.ID, "integrity")
	wantFault(t, err, "file_unknown")
	var n int
	h.must(h.db.QueryRow("SELECT COUNT(*) FROM attachments WHERE number = $1 OR owner = 'sealed' AND (wrapped IS NOT NULL OR size <> 0)", sealedNumber).Scan(&n))
	if n != 0 {
		t.Error("the table of attachments tells of a sealed case")
	}
}

// archive makes a zip file with empty entries, and mimetype as its first one if it is given.
func archive(mimetype string, names ...string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if mimetype != "" {
		f, _ := w.Create("mimetype")
		_, _ = io.WriteString(f, mimetype)
	}
	for _, n := range names {
		_, _ = w.Create(n)
	}
	_ = w.Close()
	return b.String()
}

func TestTypeOfAFileIsWhatItIs(t *testing.T) {
	h := openHall(t)
	for _, c := range []struct{ name, content, want string }{
		{"a.exe", pdf, "a.pdf"},
		{"a.b", archive("", "[Content_Types].xml", "word/document.xml"), "a.docx"},
		{"a", archive(odtType, "content.xml"), "a.odt"},
		{"бележка", "Здравейте,\r\nтова е бележка.\t\U0001F600", "бележка.txt"},
		{"", "текст", "file.txt"},
		{"..\\..\\etc/passwd", "текст", "passwd.txt"},
		{"\u202Egpj.exe", "текст", "gpj.txt"},
		{"a\x00b\n<c>.txt", "=1+1", "abc.txt"},
		{strings.Repeat("ж", 500) + ".txt", "текст", strings.Repeat("ж", fileNameMax) + ".txt"},
		{".htaccess", "текст", "htaccess.txt"},
		{"a.docx", archive("", "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "file_type"},
		{"a.odt", archive(odtType, "Basic/script.xml"), "file_type"},
		{"a.odt", archive(odtType+" ", "content.xml"), "file_type"},
		{"a.zip", archive("", "a.txt"), "file_type"},
		{"a.txt", "<!doctype html><script>alert(1)</script>", "file_type"},
		{"a.txt", "\uFEFF  <svg onload=alert(1)>", "file_type"},
		{"a.sh", "#!/bin/sh\nrm -rf /", "file_type"},
		{"a.txt", "a\x00b", "file_type"},
		{"a.txt", "\xcf\xf0\xe8\xe2\xe5\xf2", "file_type"}, // Windows-1251
		{"a.txt", "\u200B\u2060", "file_type"},
		{"a.exe", "MZ\x90\x00", "file_type"},
		{"a.zip", "PK\x03\x04 truncated", "file_type"},
		{"a.pdf", "", "file_without_content"},
		{"a.pdf", pdf + strings.Repeat(" ", FileMax), "file_big"},
		{"a.jpg", "\xff\xd8\xff\xe0\x00\x10JFIF", "attachment_damaged"},
		{"a.png", pngHead + "\xff\xff\xff\xffIDAT", "attachment_damaged"},
	} {
		f, err := h.StoreFile(context.Background(), c.name, strings.NewReader(c.content))
		got := f.Name
		if e, ok := fault.As(err); ok && e.Field == "files" {
			got = e.Code
		}
		if got != c.want {
			t.Errorf("%q: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

// picture is a small picture with something to see in it.
func picture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 16, 8))
	for x := range 16 {
		m.Set(x, x/2, color.RGBA{uint8(16 * x), 200, 10, 255})
	}
	return m
}

// photo is a JPEG as a telephone makes it: turned, with a place, a comment and a second picture behind the first.
func photo(t testing.TB, orientation uint16) string {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(), nil); err != nil {
		t.Fatal(err)
	}
	exif := orientationOnly(orientation)
	exif = append(exif, "GPS 42.0333 24.3"...)
	binary.BigEndian.PutUint16(exif[2:], uint16(len(exif)-2))
	comment := "\xff\xfe\x00\x0fGPS comment.."
	index := "\xff\xe2\x00\x0aMPF\x00GPS."
	return "\xff\xd8" + string(exif) + comment + index + b.String()[2:] + "GPS of the second picture"
}

func TestPicturesSayNotWhereTheyWereTaken(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	var b bytes.Buffer
	h.must(png.Encode(&b, picture()))
	withText := b.String()[:33] + "\x00\x00\x00\x04tEXtGPS!\x00\x00\x00\x00" + b.String()[33:] + "GPS behind"
	for name, content := range map[string]string{"a.jpg": photo(t, 6), "a.png": withText} {
		s := complaint()
		f := h.store(name, content)
		s.Files = []string{f.ID}
		opened, err := h.OpenAttachment(ctx, h.submit(s).Number, f.ID, "u")
		h.must(err)
		if bytes.Contains(opened.Content, []byte("GPS")) {
			t.Errorf("%s still says where", name)
		}
		got, _, err := image.Decode(bytes.NewReader(opened.Content))
		h.must(err)
		if got.Bounds() != picture().Bounds() || f.Size != int64(len(opened.Content)) {
			t.Errorf("%s is another picture now", name)
		}
		if name == "a.jpg" {
			_, segment, _, err := jpegSegment(opened.Content, 2)
			h.must(err)
			if exifOrientation(segment) != 6 {
				t.Error("the picture stands on its side")
			}
		}
	}
}

// Whatever comes, it is refused by a fault of the field or kept as one of the types, and a kept picture stays what it was.
func FuzzFile(f *testing.F) {
	for _, s := range []string{pdf, photo(f, 3), archive(odtType), archive("", "[Content_Types].xml"), "текст", pngHead, "\xff\xd8\xff\xda\x00\x02\xff"} {
		f.Add("a.b", []byte(s))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		kind, kept, err := examine(name, data)
		if err != nil {
			if e, ok := fault.As(err); !ok || e.Field != "files" {
				t.Fatalf("%v", err)
			}
			return
		}
		if len(kept) > len(data)+64 || !kind.is(kept) {
			t.Fatalf("%d bytes of %s were made of %d", len(kept), kind.media, len(data))
		}
		if n := withEnding(fileName(name), kind); strings.ContainsAny(n, "/\\\n\x00") || n == kind.ending {
			t.Fatalf("name %q", n)
		}
		if kind.strip != nil {
			again, err := kind.strip(kept)
			if err != nil || !bytes.Equal(again, kept) {
				t.Fatalf("stripping again changes it: %v", err)
			}
		}
	})
}
