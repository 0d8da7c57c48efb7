package dashboard

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/access"
)

// A kiosk whose clock was wrong is named on the page of the data's quality, with how many answers it touched.
func TestQualityNamesKiosksWithWrongClocks(t *testing.T) {
	d := testDoors(t)
	kiosk, _ := d.hall()
	past := testNow.AddDate(-1, 0, 0).Format(time.RFC3339)
	tap := fmt.Sprintf(`{"kind":"tap","id":%q,"score":2,"moment":%q,"lang":"bg"}`, uuid.NewString(), past)
	d.browser().queue(kioskPath(kiosk), fmt.Sprintf(`{"now":%q,"items":[%s]}`, testNow.Format(time.RFC3339), tap)).receipts(t)
	if n := d.count("SELECT count() FROM answers FINAL WHERE moment_note = 'too_old'"); n != 1 {
		t.Fatalf("%d answers of a wrong clock", n)
	}
	// Too old to be put right: what the page says of it must be true for the moment of receipt, too.
	page := d.signedInAs(access.Officer).get("/quality")
	for _, want := range []string{`id="clocks-title"`, "е записан часът на получаване", `<th scope="row"><bdi>Зала</bdi>`, `">1</td><td class="nowrap" data-label="Последна">`} {
		if page.StatusCode != http.StatusOK || !strings.Contains(page.Text, want) {
			t.Errorf("status %d, or the page lacks %s", page.StatusCode, want)
		}
	}
}
