package town

import "harta/internal/charter"

// The services that truths and kiosks speak of, by number.
const (
	servicePlot     = "2117" // becomes late
	serviceTaxValue = "2107"
	serviceParking  = "2090" // its share of all work grows
	serviceHeirs    = "2016"
	serviceAddress  = "2079"
)

// service is a kind of request: whose it is, how much of it comes and how it goes.
type service struct {
	id, bg, en, department string
	// terms by order speed, ordinary first; the others may be missing.
	ordinary, fast, express charter.Term
	// monthly is the number of requests in an average month.
	monthly float64
	season  season
	// pace is the median duration as a share of the term and spread the standard deviation of its logarithm.
	pace, spread float64
	// satisfied is the share of people who press one of the two best faces.
	satisfied float64
	// online is the share asked for without coming, in the town's last year.
	online float64
	// central: only the town hall takes it.
	central bool
	// partner is the share that waits for another institution.
	partner float64
}

func days(n int) charter.Term        { return charter.Term{Amount: n, Unit: charter.Days} }
func workingDays(n int) charter.Term { return charter.Term{Amount: n, Unit: charter.WorkingDays} }
func hours(n int) charter.Term       { return charter.Term{Amount: n, Unit: charter.Hours} }
func months(n int) charter.Term      { return charter.Term{Amount: n, Unit: charter.Months} }

// none is the term of a speed that a service is not done at.
var none charter.Term

// services lists what the municipality does. Names follow the unified names of municipal services; the numbers have the
// national register's look, the volumes and paces are invented.
var services = []service{
	{"2016", "Издаване на удостоверение за наследници", "Certificate of heirs", deptCivil,
		workingDays(5), workingDays(3), workingDays(1), 105, evenSeason, .55, .36, .80, .10, false, .06},
	{"2079", "Издаване на удостоверение за постоянен адрес след подаване на заявление", "Certificate of permanent address after an application", deptCivil,
		workingDays(3), workingDays(1), hours(4), 78, evenSeason, .42, .45, .83, .16, false, 0},
	{"2128", "Издаване на удостоверение за постоянен адрес", "Certificate of permanent address", deptCivil,
		workingDays(3), workingDays(1), hours(4), 88, evenSeason, .40, .45, .84, .24, false, 0},
	{"2075", "Издаване на удостоверение за настоящ адрес", "Certificate of current address", deptCivil,
		workingDays(3), workingDays(1), hours(4), 52, evenSeason, .42, .45, .82, .22, false, 0},
	{"2120", "Издаване на удостоверение за семейно положение", "Certificate of marital status", deptCivil,
		workingDays(3), workingDays(1), hours(4), 64, evenSeason, .45, .42, .83, .20, false, 0},
	{"2034", "Издаване на удостоверение за родствени връзки", "Certificate of kinship", deptCivil,
		workingDays(5), workingDays(3), workingDays(1), 38, evenSeason, .52, .40, .81, .14, false, .03},
	{"2110", "Издаване на удостоверение за раждане – дубликат", "Duplicate of a birth certificate", deptCivil,
		workingDays(3), workingDays(1), hours(4), 71, evenSeason, .44, .42, .84, .18, false, .04},
	{"2008", "Издаване на препис-извлечение от акт за смърт за втори и следващ път", "Repeated extract from a death record", deptCivil,
		workingDays(3), workingDays(1), hours(4), 34, evenSeason, .44, .40, .82, .08, false, .02},
	{"2065", "Издаване на многоезично извлечение от акт за гражданско състояние", "Multilingual extract from a civil status record", deptCivil,
		workingDays(3), workingDays(1), none, 26, evenSeason, .48, .42, .80, .12, true, 0},

	{serviceTaxValue, "Издаване на удостоверение за данъчна оценка на недвижим имот", "Certificate of a property's tax value", deptTaxes,
		workingDays(5), workingDays(3), workingDays(1), 128, taxSeason, .50, .40, .76, .22, false, 0},
	{"2126", "Издаване на удостоверение за наличие или липса на задължения", "Certificate of debts or of none", deptTaxes,
		workingDays(5), workingDays(3), workingDays(1), 86, taxSeason, .42, .42, .79, .30, false, 0},
	{"2133", "Издаване на удостоверение за декларирани данни", "Certificate of declared data", deptTaxes,
		workingDays(5), workingDays(3), workingDays(1), 48, taxSeason, .45, .40, .78, .20, false, 0},
	{"2130", "Приемане на декларация за облагане с данък върху недвижимите имоти", "Property tax declaration", deptTaxes,
		workingDays(1), none, none, 72, taxSeason, .18, .60, .77, .18, false, 0},
	{"2396", "Приемане на декларация за притежавано превозно средство", "Vehicle tax declaration", deptTaxes,
		workingDays(1), none, none, 44, taxSeason, .18, .60, .78, .25, false, 0},

	{servicePlot, "Издаване на скица за недвижим имот", "Plan of a plot", deptPlanning,
		workingDays(7), workingDays(3), workingDays(1), 112, buildingSeason, .56, .34, .77, .16, true, 0},
	{"2112", "Издаване на виза за проектиране", "Design permit", deptPlanning,
		days(14), none, none, 27, buildingSeason, .68, .34, .71, .10, true, .10},
	{"2054", "Одобряване на инвестиционен проект", "Approval of a building design", deptPlanning,
		months(1), none, none, 19, buildingSeason, .74, .38, .66, .12, true, .35},
	{"2027", "Издаване на разрешение за строеж", "Building permit", deptPlanning,
		days(7), none, none, 21, buildingSeason, .70, .36, .68, .10, true, .08},
	{"2119", "Издаване на удостоверение за факти и обстоятелства по териториалното и селищното устройство", "Certificate of planning facts", deptPlanning,
		workingDays(7), workingDays(3), none, 35, buildingSeason, .58, .38, .75, .12, true, 0},
	{"2082", "Издаване на удостоверение за идентичност на урегулиран поземлен имот", "Certificate of a plot's identity", deptPlanning,
		workingDays(7), workingDays(3), none, 24, buildingSeason, .60, .38, .74, .10, true, 0},

	{"2081", "Издаване на удостоверение относно собствеността на недвижим имот", "Certificate of a property's ownership", deptProperty,
		workingDays(5), workingDays(3), workingDays(1), 33, evenSeason, .55, .40, .77, .14, true, .05},
	{"2095", "Справки по актовите книги и издаване на заверени копия", "Searches in the deed books and certified copies", deptProperty,
		workingDays(3), workingDays(1), none, 18, evenSeason, .50, .42, .79, .10, true, 0},
	{"2105", "Картотекиране на лица с жилищни нужди", "Listing for municipal housing", deptProperty,
		months(1), none, none, 8, evenSeason, .70, .36, .62, .02, true, .20},

	{"2014", "Разрешение за кастрене или отсичане на дълготрайна растителност", "Permit to prune or fell trees", deptEcology,
		days(14), none, none, 17, buildingSeason, .62, .40, .74, .18, false, .05},
	{"2132", "Вписване на домашно куче в регистъра", "Entry of a dog in the register", deptEcology,
		workingDays(3), none, none, 14, evenSeason, .35, .50, .82, .20, false, 0},

	{"2398", "Издаване на карта за паркиране на хора с трайни увреждания", "Parking card for people with disabilities", deptSocial,
		workingDays(7), none, none, 16, evenSeason, .50, .40, .79, .10, false, .10},
	{"2885", "Отпускане на еднократна финансова помощ", "One-off financial aid", deptSocial,
		months(1), none, none, 21, evenSeason, .66, .34, .70, .03, false, .15},
	{"2910", "Записване на дете в детска градина", "Enrolment in a kindergarten", deptSocial,
		workingDays(7), none, none, 26, schoolSeason, .50, .40, .78, .45, true, 0},

	{serviceParking, "Издаване на карта за паркиране по местоживеене", "Resident's parking permit", deptTrade,
		workingDays(3), none, none, 32, evenSeason, .45, .38, .44, .45, true, 0},
	{"1989", "Разрешение за поставяне на преместваем обект", "Permit for a movable stall", deptTrade,
		days(14), none, none, 13, buildingSeason, .64, .38, .72, .15, true, .05},
	{"2083", "Утвърждаване на работно време на търговски обект", "Approval of a shop's opening hours", deptTrade,
		workingDays(7), none, none, 11, evenSeason, .48, .40, .77, .25, true, 0},

	{"2019", "Заверяване на копие от документ", "Certified copy of a document", deptCentre,
		workingDays(1), hours(4), none, 92, evenSeason, .20, .55, .84, .05, false, 0},
	{"2880", "Удостоверяване на подпис върху частен документ", "Certification of a signature", deptCentre,
		workingDays(1), hours(4), none, 84, evenSeason, .15, .55, .85, 0, false, 0},
}

// term is the service's term at an order speed.
func (s *service) term(speed string) charter.Term {
	switch speed {
	case speedFast:
		return s.fast
	case speedExpress:
		return s.express
	}
	return s.ordinary
}
