package ingest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// The payload is what encoding/json makes of it, whatever is in it.
func TestAnsweredIsEncodedAsJSON(t *testing.T) {
	text := rapid.OneOf(rapid.Just(""), rapid.StringMatching(`[a-z0-9-]{1,12}`), rapid.String(),
		rapid.SampledFrom([]string{"<b>", "a&b", `"`, `\`, "\x00", "\x7f", "\u2028", "Пещера", "\xff"}))
	moment := rapid.Map(rapid.Int64Range(-62135596800000, 253402300799999), func(ms int64) time.Time { return time.UnixMilli(ms).UTC() })
	rapid.Check(t, func(t *rapid.T) {
		a := answered{
			ID: uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")), Day: text.Draw(t, "day"), Hour: rapid.Int().Draw(t, "hour"),
			Moment: moment.Draw(t, "moment"), Received: moment.Draw(t, "received"),
			Office: text.Draw(t, "office"), Service: text.Draw(t, "service"), Department: text.Draw(t, "department"),
			Channel: text.Draw(t, "channel"), Kiosk: text.Draw(t, "kiosk"), Language: text.Draw(t, "language"),
			OrderSpeed: text.Draw(t, "speed"), Record: text.Draw(t, "record"),
			Scores:  rapid.MapOf(text, rapid.Int()).Draw(t, "scores"),
			Counted: rapid.Bool().Draw(t, "counted"), Reason: text.Draw(t, "reason"), Form: rapid.Int64().Draw(t, "form"),
			MomentNote: text.Draw(t, "note"), Version: rapid.Uint64().Draw(t, "version"),
		}
		if rapid.Bool().Draw(t, "of a kiosk") {
			a.Burst = &BurstRule{Most: rapid.Int().Draw(t, "most"), Window: time.Duration(rapid.Int64().Draw(t, "window"))}
		}
		want, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(a.encode()); got != string(want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}
