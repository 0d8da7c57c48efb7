package ingest

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// drawAnswered draws a payload with whatever may be in it.
func drawAnswered(t *rapid.T) answered {
	text := rapid.OneOf(rapid.Just(""), rapid.StringMatching(`[a-z0-9-]{1,12}`), rapid.String(),
		rapid.SampledFrom([]string{"<b>", "a&b", `"`, `\`, "\x00", "\x7f", "\u2028", "Пещера", "\xff"}))
	moment := rapid.Map(rapid.Int64Range(-62135596800000, 253402300799999), func(ms int64) time.Time { return time.UnixMilli(ms).UTC() })
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
	return a
}

// drawTap draws a payload as a kiosk's tap makes it, with nothing that has to be left to encoding/json.
func drawTap(t *rapid.T) answered {
	id := rapid.StringMatching(`[a-z0-9-]{1,12}`)
	moment := time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "moment")).UTC()
	return answered{
		ID: uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")), Day: moment.Format(time.DateOnly), Hour: moment.Hour(),
		Moment: moment, Received: moment, Office: id.Draw(t, "office"), Service: id.Draw(t, "service"), Department: id.Draw(t, "department"),
		Channel: "kiosk", Kiosk: id.Draw(t, "kiosk"), Language: "bg", Scores: map[string]int{"overall": rapid.IntRange(1, 5).Draw(t, "score")},
		Counted: rapid.Bool().Draw(t, "counted"), Form: rapid.Int64Range(0, 1e6).Draw(t, "form"), MomentNote: MomentMissing, Burst: &BurstRule{Most: 5, Window: 20 * time.Second},
	}
}

// The payload is what encoding/json makes of it, whatever is in it, and is read as encoding/json reads it.
func TestAnsweredIsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.OneOf(rapid.Custom(drawAnswered), rapid.Custom(drawTap)).Draw(t, "answered")
		want, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		payload := a.encode()
		if string(payload) != string(want) {
			t.Errorf("got  %s\nwant %s", payload, want)
		}
		sameReading(t, payload)
	})
}

// A tap is read without the help of encoding/json, and something else than a tap as encoding/json reads it or not at all.
func TestAnsweredIsReadFast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		payload := drawTap(t).encode()
		if !new(answered).readPlain(payload) {
			t.Errorf("not plain: %s", payload)
		}
		at := rapid.IntRange(0, len(payload)-1).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "damage") {
		case 0:
			payload[at] = rapid.Byte().Draw(t, "byte")
		case 1:
			payload = payload[:at]
		case 2:
			payload = slices.Insert(payload, at, rapid.SampledFrom([]byte(` 0-"{},:\é`)).Draw(t, "byte"))
		case 3:
			payload = slices.Delete(payload, at, min(len(payload), at+rapid.IntRange(1, 30).Draw(t, "n")))
		}
		sameReading(t, payload)
	})
}

func sameReading(t *rapid.T, payload []byte) {
	var got, want answered
	err, wantErr := got.decode(payload), json.Unmarshal(payload, &want)
	if (err == nil) != (wantErr == nil) {
		t.Errorf("%s: %v, want %v", payload, err, wantErr)
	}
	if err == nil && !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\ngot  %+v\nwant %+v", payload, got, want)
	}
}
