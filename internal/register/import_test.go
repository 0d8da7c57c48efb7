package register

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"harta/internal/fault"
)

func TestImportComesBackAsItWasSaved(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	im, err := h.StartImport(ctx, Import{Profile: "la311", File: "отчет май.csv", SHA256: "ab", Size: 12, By: "u"})
	h.must(err)
	if im.ID == uuid.Nil || !im.Started.Equal(h.now) || im.State != ImportRunning {
		t.Errorf("started %+v", im)
	}
	if got, err := h.ImportByID(ctx, im.ID); err != nil || !reflect.DeepEqual(got, im) {
		t.Errorf("running %+v, %v", got, err)
	}
	im.State, im.Finished = ImportDone, h.now.Add(time.Minute).UTC()
	im.Counts = ImportCounts{Rows: 15, New: 1, Replaced: 2, Unchanged: 3, Older: 4, Rejected: 5}
	h.must(h.SaveImport(ctx, im))
	if got, err := h.ImportByID(ctx, im.ID); err != nil || !reflect.DeepEqual(got, im) {
		t.Errorf("done %+v, %v", got, err)
	}
	h.now = h.now.Add(time.Hour)
	second, err := h.StartImport(ctx, Import{ID: uuid.New(), Profile: "la311"})
	h.must(err)
	list, err := h.Imports(ctx, 1)
	if err != nil || len(list) != 1 || list[0].ID != second.ID {
		t.Errorf("latest %+v, %v", list, err)
	}
	_, err = h.ImportByID(ctx, uuid.New())
	wantFault(t, err, "import_unknown")
	wantFault(t, h.SaveImport(ctx, Import{ID: uuid.New()}), "import_unknown")
}

func TestImportErrors(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	im, err := h.StartImport(ctx, Import{})
	h.must(err)
	long := strings.Repeat("ж", valueMax)
	h.must(h.AddImportErrors(ctx, im.ID, []RowError{
		{Line: 7, Column: "Дата", Value: "32.13.2026", Code: "date_impossible", Params: fault.Params{"form": "dd.mm.yyyy"}},
		{Line: 3, Value: long, Code: "row_short"},
	}))
	h.must(h.AddImportErrors(ctx, im.ID, []RowError{{Line: 9, Value: "a\xffb", Code: "bytes"}}))
	var got []RowError
	h.must(h.ImportErrors(ctx, im.ID, func(e RowError) error { got = append(got, e); return nil }))
	if len(got) != 3 || got[0].Line != 7 || got[1].Line != 3 || got[2].Value != "a\uFFFDb" {
		t.Fatalf("errors %+v", got)
	}
	if want := (RowError{Line: 7, Column: "Дата", Value: "32.13.2026", Code: "date_impossible", Params: fault.Params{"form": "dd.mm.yyyy"}}); !reflect.DeepEqual(got[0], want) {
		t.Errorf("first %+v", got[0])
	}
	if v := got[1].Value; !strings.HasSuffix(v, "…") || len(v) > valueMax+len("…") || !utf8.ValidString(v) {
		t.Errorf("long value %q", v)
	}
	stop := errors.New("stop")
	n := 0
	if err := h.ImportErrors(ctx, im.ID, func(RowError) error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
		t.Errorf("stopped after %d with %v", n, err)
	}
	if err := h.AddImportErrors(ctx, uuid.New(), got); err == nil {
		t.Error("errors of an import that never was")
	}
}
