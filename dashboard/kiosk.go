package dashboard

import (
	"context"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/ingest"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// Kiosks knows the enrolled screens and the public links. *register.Register is one.
type Kiosks interface {
	// KioskByToken gives fault.NotFound "kiosk_unknown" or "kiosk_inactive" for a screen that may not ask.
	KioskByToken(ctx context.Context, token string) (register.Kiosk, error)
	// KioskByFormerToken finds a kiosk by an address that it had until lately, else it is fault.NotFound "kiosk_unknown".
	KioskByFormerToken(ctx context.Context, token string) (register.FormerKiosk, error)
	// PlaceByCode gives fault.NotFound "place_unknown" or "place_inactive" for a link that may not ask.
	PlaceByCode(ctx context.Context, code string) (register.Place, error)
	// PlaceByFormerCode finds a place by a code that it had until lately; the faults are those of PlaceByCode.
	PlaceByFormerCode(ctx context.Context, code string) (register.Place, error)
	// NoteKioskSeen keeps that a kiosk was heard of, and by how much its clock was fast then; nil: it did not say.
	NoteKioskSeen(ctx context.Context, id string, at time.Time, skew *time.Duration) error
	KioskOffice
}

// Responses is the door for citizens' answers. *ingest.Responses is one.
type Responses interface {
	// Accept returns when the answer is safe; already is true for a repeat, which changes nothing.
	Accept(ctx context.Context, r ingest.Response) (already bool, err error)
	// Add returns when what a person adds to an answer is safe, and the answer with it.
	Add(ctx context.Context, a ingest.Addition) (already bool, err error)
	// Recount decides that answers count, or that they do not, and says how many responses it found.
	Recount(ctx context.Context, d ingest.Recount) (found int, err error)
}

// The channels of the charter by which answers come in here.
const (
	kioskChannel = "kiosk"
	placeChannel = "qr"
)

// booth is where citizens tap: an enrolled kiosk, or the public link of a place.
type booth struct {
	ID      string // of the kiosk or place; facts carry it
	Home    string // path of its page in the language shown first
	Name    string // of a place, shown to whoever came by the link; empty for a kiosk, which people stand in front of
	Channel string
	// Former says of a moment whether the address was no longer the booth's then, so that nobody knows from whom an answer comes. nil: it
	// still is.
	Former func(time.Time) bool

	register.About
	register.Screen
}

func kioskBooth(k register.Kiosk) booth {
	return booth{ID: k.ID, Home: kioskPath(k), Channel: kioskChannel, About: k.About(), Screen: k.Screen}
}

func placeBooth(p register.Place, lang text.Lang) booth {
	return booth{ID: p.ID, Home: "/q/" + p.Code, Name: p.Name.In(string(lang)), Channel: placeChannel, About: p.About(), Screen: p.Screen}
}

func kioskPath(k register.Kiosk) string { return "/k/" + k.Token }

// languages are those the booth is offered in, the one shown first in front.
func (b booth) languages() []text.Lang {
	first := text.Lang(b.FirstLanguage())
	list := []text.Lang{first}
	for _, l := range text.Public() {
		if l != first && (len(b.Languages) == 0 || slices.Contains(b.Languages, string(l))) {
			list = append(list, l)
		}
	}
	return list
}

// boothHandler answers a request at a booth.
type boothHandler func(*fiber.Ctx, booth) error

// kioskRoutes mounts the kiosks and the public links. It stands before anybody is identified.
func (s *Server) kioskRoutes(app fiber.Router) {
	kiosk := s.kioskDoor(s.kioskOf)
	place := s.kioskDoor(s.placeOf)
	taps := newLimit(kioskTaps, time.Minute, s.clock)
	// By kiosk and not by person: behind one address may stand every screen of the town hall.
	byKiosk := func(h boothHandler) boothHandler {
		return func(c *fiber.Ctx, b booth) error {
			key := b.ID
			if b.Former != nil {
				key += " former" // whoever has it must not use up what people at the kiosk may send
			}
			if ok, wait := taps.allow(key); !ok {
				return tooMany(c, wait)
			}
			return h(c, b)
		}
	}
	visits := newLimit(addressMost, time.Minute, s.clock)
	byAddress := func(h boothHandler) boothHandler {
		return func(c *fiber.Ctx, b booth) error {
			if ok, wait := visits.allow(s.front.network(c)); !ok {
				return tooMany(c, wait)
			}
			return h(c, b)
		}
	}
	for _, way := range []struct {
		path        string
		door, queue func(boothHandler) fiber.Handler
		limited     func(boothHandler) boothHandler
	}{{"/k/:token", kiosk, s.kioskDoor(s.queueOf), byKiosk}, {"/q/:place", place, s.kioskDoor(s.placeQueueOf), byAddress}} {
		app.Get(way.path, way.door(s.showKiosk))
		app.Post(way.path, way.door(way.limited(s.tap)))
		app.Get(way.path+"/thanks", way.door(s.kioskThanks))
		app.Post(way.path+"/more", way.door(way.limited(s.addMore)))
		app.Post(way.path+"/queue", way.queue(way.limited(s.takeQueue)))
		app.Get(way.path+"/worker.js", way.door(s.kioskWorker))
	}
	app.Get("/k/:token/kiosk.webmanifest", kiosk(s.kioskManifest))
}

func (s *Server) kioskOf(c *fiber.Ctx) (booth, error) {
	k, err := s.options.Kiosks.KioskByToken(c.UserContext(), c.Params("token"))
	if err != nil {
		return booth{}, err
	}
	return kioskBooth(k), nil
}

// queueOf finds the kiosk of a queue also by an address that it no longer has: a screen without network cannot know, and what was
// tapped on it would be lost.
func (s *Server) queueOf(c *fiber.Ctx) (booth, error) {
	b, err := s.kioskOf(c)
	if f, ok := fault.As(err); !ok || f.Kind != fault.KindNotFound {
		return b, err
	}
	former, none := s.options.Kiosks.KioskByFormerToken(c.UserContext(), c.Params("token"))
	if f, ok := fault.As(none); ok && f.Kind == fault.KindNotFound {
		return b, err
	}
	if none != nil {
		return booth{}, none
	}
	b = kioskBooth(former.Kiosk)
	// Until its address was changed the screen was the office's; one that was taken back may have been anybody's since longer.
	b.Former = func(at time.Time) bool { return former.Revoked || !at.Before(former.Ended) }
	return b, nil
}

func (s *Server) placeOf(c *fiber.Ctx) (booth, error) {
	p, err := s.options.Kiosks.PlaceByCode(c.UserContext(), c.Params("place"))
	if err != nil {
		return booth{}, err
	}
	b := placeBooth(p, "")
	return placeBooth(p, citizenLang(c, b.languages())), nil
}

// placeQueueOf finds the place of a queue also by a code that it no longer has: a page that is open on a phone cannot know. A code is
// changed because it is misused, and whoever has it may claim any moment: what comes by it is kept for an officer and does not count.
func (s *Server) placeQueueOf(c *fiber.Ctx) (booth, error) {
	b, err := s.placeOf(c)
	if f, ok := fault.As(err); !ok || f.Code != "place_unknown" {
		return b, err
	}
	p, err := s.options.Kiosks.PlaceByFormerCode(c.UserContext(), c.Params("place"))
	if err != nil {
		return booth{}, err
	}
	b = placeBooth(p, "")
	b.Former = func(time.Time) bool { return true }
	return b, nil
}

// boothHeader marks what a booth's door answers as this program's own. The service worker of a booth heeds nothing else: a proxy's
// page in its place would stay on the screen until somebody walks there.
const boothHeader = "Harta-Booth"

// kioskDoor finds the booth of the address and turns every error into a page that a person at a kiosk understands, and that
// goes back to the question by itself: nobody stands behind the screen to press a button.
func (s *Server) kioskDoor(find func(*fiber.Ctx) (booth, error)) func(boothHandler) fiber.Handler {
	return func(h boothHandler) fiber.Handler {
		return func(c *fiber.Ctx) error {
			c.Set(boothHeader, "page")
			b, err := find(c)
			if err != nil {
				return s.kioskError(c, booth{}, err)
			}
			if err := h(c, b); err != nil {
				return s.kioskError(c, b, err)
			}
			return nil
		}
	}
}
