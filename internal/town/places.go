package town

import (
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

// kiosk is a device with faces: where it stands, how many people tap it on an average working day, in which season.
type kiosk struct {
	id, name, office, department, service string
	daily                                 float64
	season                                season
}

// kiosks lists the devices. Where a service is named the device stands at that service's counter and a tap speaks of it.
var kiosks = []kiosk{
	{"k1", "Фоайе на общината", officeCentral, "", "", 33, evenSeason},
	{"k2", "Гише „Данъчни оценки“", officeCentral, deptTaxes, serviceTaxValue, 21, taxSeason},
	{"k3", "Гише „Изток“, вход", officeEast, "", "", 25, evenSeason},
	{"k4", "Гише „Изток“, гражданска регистрация", officeEast, deptCivil, "", 16, evenSeason},
	{kioskChildren, "Кметство Долна поляна", officeVillage, "", "", 9, evenSeason},
	{kioskParking, "Гише „Паркиране“", officeCentral, deptTrade, serviceParking, 5, evenSeason},
}

func label(bg, en string) charter.Label { return charter.Label{"bg": bg, "en": en} }
