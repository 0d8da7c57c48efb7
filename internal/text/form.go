package text

// form is how a language writes numbers and dates. Bulgarian offices write four digits together and separate from five on, as
// the orthographic dictionary asks; ICU and x/text disagree with each other there, so the rules are our own.
type form struct {
	decimal     string
	group       string
	groupFrom   int    // the number of digits from which groups of three are separated
	percent     string // with %s for the number
	date        string // layout of package time
	dateTime    string
	months      [12]string
	monthsShort [12]string
	weekdays    [7]string // from Sunday, as time.Weekday counts
	weekShort   [7]string
	sizes       [4]string // bytes, and the powers of 1024
}

// nbsp keeps a number with its unit and its groups together on one line.
const nbsp = "\u00a0"

var forms = map[Lang]form{
	BG: {
		decimal: ",", group: nbsp, groupFrom: 5, percent: "%s" + nbsp + "%%",
		date: "02.01.2006" + nbsp + "г.", dateTime: "02.01.2006" + nbsp + "г., 15:04" + nbsp + "ч.",
		months: [12]string{"януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември", "октомври",
			"ноември", "декември"},
		monthsShort: [12]string{"яну", "фев", "мар", "апр", "май", "юни", "юли", "авг", "сеп", "окт", "ное", "дек"},
		weekdays:    [7]string{"неделя", "понеделник", "вторник", "сряда", "четвъртък", "петък", "събота"},
		weekShort:   [7]string{"нд", "пн", "вт", "ср", "чт", "пт", "сб"},
		sizes:       [4]string{"Б", "КБ", "МБ", "ГБ"},
	},
	EN: {
		decimal: ".", group: ",", groupFrom: 4, percent: "%s%%",
		date: "2 January 2006", dateTime: "2 January 2006, 15:04",
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
			"November", "December"},
		monthsShort: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		weekdays:    [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		weekShort:   [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		sizes:       [4]string{"B", "KB", "MB", "GB"},
	},
	TR: {
		decimal: ",", group: ".", groupFrom: 4, percent: "%%%s",
		date: "02.01.2006", dateTime: "02.01.2006 15:04",
		months: [12]string{"Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim",
			"Kasım", "Aralık"},
		monthsShort: [12]string{"Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara"},
		weekdays:    [7]string{"Pazar", "Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi"},
		weekShort:   [7]string{"Paz", "Pzt", "Sal", "Çar", "Per", "Cum", "Cmt"},
		sizes:       [4]string{"B", "KB", "MB", "GB"},
	},
}
