package dashboard

import (
	"bufio"
	"context"
	"errors"
	"os"
	"strings"

	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// InboxReport writes, beside a file of the inbox, what came of it in words, and its refused rows as a file for a spreadsheet.
func InboxReport(words *text.Printer, imports Imports) ingest.InboxReport {
	return func(ctx context.Context, base string, receipt register.Import, cause error) error {
		if err := os.WriteFile(base+words.T("inbox.report_ending"), []byte(inboxText(words, receipt, cause)), 0o600); err != nil {
			return err
		}
		if receipt.ID == uuid.Nil || receipt.Counts.Rejected == 0 {
			return nil
		}
		f, err := os.OpenFile(base+words.T("inbox.rejected_ending"), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		w := bufio.NewWriter(f)
		return errors.Join(writeImportErrors(ctx, w, words, imports, receipt.ID), w.Flush(), f.Close())
	}
}

// inboxText is the report itself, with lines that end as on Windows.
func inboxText(words *text.Printer, receipt register.Import, cause error) string {
	var lines []string
	say := func(key string, kv ...any) { lines = append(lines, words.T(key, kv...)) }
	if cause != nil {
		say("inbox.refused")
		reason := words.T("inbox.reason_unknown")
		if f, ok := fault.As(cause); ok {
			reason = words.Fault(f)
		}
		lines = append(lines, reason)
	}
	if receipt.ID != uuid.Nil {
		c := receipt.Counts
		say("inbox.taken", "at", words.DateTime(receipt.Started), "profile", reportedProfile(words, receipt.Profile), "file", receipt.File)
		for _, n := range []struct {
			key   string
			count int64
		}{{"rows", c.Rows}, {"new", c.New}, {"replaced", c.Replaced}, {"unchanged", c.Unchanged}, {"older", c.Older}, {"rejected", c.Rejected}} {
			lines = append(lines, words.T("import.count_"+n.key)+": "+words.Int(n.count))
		}
		say("inbox.undo", "id", receipt.ID.String())
	}
	return byteOrderMark + strings.Join(lines, "\r\n") + "\r\n"
}

// reportedProfile is what a report calls a profile: by the name of the sub-folder for its files, and one of answers, cases or services
// by what it is for.
func reportedProfile(words *text.Printer, id string) string {
	kind, other := ingest.KindOf(id)
	if !other {
		return id
	}
	return joined(" – ", words.T("files.kind."+string(kind)), strings.TrimPrefix(strings.TrimPrefix(id, kind.Profile()), "/"))
}

// writeImportErrors writes every row error and note of an import for a spreadsheet.
func writeImportErrors(ctx context.Context, w *bufio.Writer, words *text.Printer, imports Imports, id uuid.UUID) error {
	out := newErrorFile(w)
	out.row(words.T("import.line"), words.T("import.kind"), words.T("import.column"), words.T("import.value"), words.T("import.reason"))
	err := imports.ImportErrors(ctx, id, func(e register.RowError) error {
		kind := "import.kind_error"
		if ingest.IsNote(e.Code) {
			kind = "import.kind_note"
		}
		return out.problem(words.T(kind), wordProblem(words, e))
	})
	return errors.Join(err, out.flush())
}
