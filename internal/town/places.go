package town

import (
	"time"

	"harta/internal/charter"
	"harta/internal/register"
)

// The offices, by id. The villages are invented: no real mayor's office is shown as anything.
const (
	officeCentral = "gradska" // the town hall's service centre
	officeEast    = "iztok"   // the counter of the eastern quarter: it improves
	officeVillage = "dolna"   // a village across from whose school a kiosk stands
	officeTiny    = "beli"    // a village with a request or two a week
)

// offices lists where people are served.
var offices = []register.Office{
	{ID: officeCentral, Name: label("Център за услуги, сграда на общината", "Service centre, town hall")},
	{ID: officeEast, Name: label("Изнесено гише „Изток“", "Branch counter “Iztok”")},
	{ID: officeVillage, Name: label("Кметство Долна поляна", "Village office Dolna polyana")},
	{ID: officeTiny, Name: label("Кметство Бели камък", "Village office Beli kamak")},
}

// The departments, by id.
const (
	deptCentre   = "cuig"
	deptCivil    = "grao"
	deptTaxes    = "danaci"
	deptPlanning = "ustroistvo"
	deptProperty = "sobstvenost"
	deptEcology  = "ekologia"
	deptSocial   = "socialni"
	deptTrade    = "targovia"
)

// departments lists who does the work.
var departments = []register.Department{
	{ID: deptCentre, Name: label("Център за услуги и информация на гражданите", "Citizens' service and information centre")},
	{ID: deptCivil, Name: label("Гражданска регистрация и гражданско състояние", "Civil registration and status")},
	{ID: deptTaxes, Name: label("Местни данъци и такси", "Local taxes and fees")},
	{ID: deptPlanning, Name: label("Устройство на територията и строителство", "Spatial planning and construction")},
	{ID: deptProperty, Name: label("Общинска собственост", "Municipal property")},
	{ID: deptEcology, Name: label("Екология и чистота", "Environment and cleanliness")},
	{ID: deptSocial, Name: label("Социални дейности и образование", "Social affairs and education")},
	{ID: deptTrade, Name: label("Търговия, транспорт и паркиране", "Trade, transport and parking")},
}

// The kiosks that truths speak of, by id.
const (
	kioskChildren = "k5"
	kioskParking  = "k6"
)

// kiosk is a device with faces: where it stands, how many people tap it on an average working day, in which season; what its
// screen offers, and by how much its clock is fast.
type kiosk struct {
	id, name, office, department, service string
	daily                                 float64
	season                                season
	screen                                register.Screen
	fast                                  time.Duration
}

// kiosks lists the devices. Where a service is named the device stands at that service's counter and a tap speaks of it.
var kiosks = []kiosk{
	{"k1", "Фоайе на общината", officeCentral, "", "", 33, evenSeason, foyer, 400 * time.Millisecond},
	{"k2", "Гише „Данъчни оценки“", officeCentral, deptTaxes, serviceTaxValue, 21, taxSeason, reasoned, -2 * time.Second},
	{"k3", "Гише „Изток“, вход", officeEast, "", "", 25, evenSeason, reasoned, 900 * time.Millisecond},
	{"k4", "Гише „Изток“, гражданска регистрация", officeEast, deptCivil, "", 16, evenSeason, register.Screen{}, 3*time.Minute + 10*time.Second},
	{kioskChildren, "Кметство Долна поляна", officeVillage, "", "", 9, evenSeason, register.Screen{}, -41 * time.Second},
	{kioskParking, "Гише „Паркиране“", officeCentral, deptTrade, serviceParking, 5, evenSeason, reasoned, 0},
}

// What screens offer: the foyer is open longer than the counters and asks for the service; most others ask for a reason at most.
var (
	foyer = register.Screen{
		Languages: []string{"bg", "en", "tr"}, Second: register.Second{Reasons: true, Service: true, Comment: true},
		Services: []string{serviceHeirs, serviceAddress, serviceTaxValue, serviceParking},
		Hours: register.Hours{Kind: register.HoursOwn, Week: [7]register.Span{
			time.Monday: longDay, time.Tuesday: longDay, time.Wednesday: longDay, time.Thursday: longDay, time.Friday: longDay,
			time.Saturday: {Opens: 9 * 60, Closes: 12 * 60},
		}},
	}
	reasoned = register.Screen{Second: register.Second{Reasons: true}}
	longDay  = register.Span{Opens: 8 * 60, Closes: 18 * 60}
)

// place is a poster with a QR code: where it hangs, and how many people answer by it on an average working day.
type place struct {
	id, bg, en, office, department, service string
	daily                                   float64
}

// The places, by id.
const (
	placeCentral = "q1"
	placeEast    = "q2"
	placeVillage = "q3"
	placeParking = "q4"
)

// places lists the posters.
var places = []place{
	{placeCentral, "Център за услуги", "Service centre", officeCentral, "", "", 17},
	{placeEast, "Гише „Изток“", "Counter “Iztok”", officeEast, "", "", 6.5},
	{placeVillage, "Кметство Долна поляна", "Village office Dolna polyana", officeVillage, "", "", 1.2},
	{placeParking, "Гише „Паркиране“", "Parking counter", officeCentral, deptTrade, serviceParking, parkingPosterDaily},
}

// parkingPosterDaily is how many people answer by the poster at the parking counter on an average working day, as things were at
// first.
const parkingPosterDaily = .8

// atAnyTime is what posters offer: people answer also at home, a reason and a few words.
var atAnyTime = register.Screen{
	Languages: []string{"bg", "en"}, Second: register.Second{Reasons: true, Comment: true}, Hours: register.Hours{Kind: register.HoursAlways},
}

func label(bg, en string) charter.Label { return charter.Label{"bg": bg, "en": en} }
