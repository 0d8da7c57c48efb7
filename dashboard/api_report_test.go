package dashboard

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"

	"harta/internal/text"
)

// Where the disk is full no line can be reported on. The sender still learns how much was taken, and that it is to come back.
func TestReportOnAFullDisk(t *testing.T) {
	d := testDoors(t)
	for _, lines := range []bool{false, true} {
		const sent = 2000
		var body strings.Builder
		for i := range sent {
			fmt.Fprintln(&body, goodRecord(fmt.Sprintf("full-%t-%d", lines, i), 1))
		}
		full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
		must(t, err)
		report := newReportIn(full, d.words[text.EN], lines)
		entries := &lineReader{r: bufio.NewReader(strings.NewReader(body.String()))}
		stopped := takeBlocks(context.Background(), entries, d.options.Records.Stream(uuid.New(), "docs"), report)
		status, why := classify(stopped)
		if status != 503 || why.Code != "disk_full" {
			t.Errorf("lines %t: status %d: %v", lines, status, stopped)
		}
		_, _, err = report.finish(why, true, "r")
		if status, _ := classify(err); status != 503 {
			t.Errorf("lines %t: the end: status %d: %v", lines, status, err)
		}
		brief, err := report.brief(why, "r")
		must(t, err)
		var got taken
		must(t, json.Unmarshal(brief, &got))
		if got.Counts != (takeCounts{Accepted: sent}) || got.Error == nil || got.Error.Code != "disk_full" || got.Error.Line != sent+1 || len(got.Lines) > 0 {
			t.Errorf("lines %t: %s", lines, brief)
		}
		report.discard()
	}
}
