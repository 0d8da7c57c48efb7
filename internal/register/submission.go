package register

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
)

// Limits of what a person may write, in characters.
const (
	TextMax    = 20_000 // of a case, an answer, a reason or a note
	NameMax    = 200
	ContactMax = 300
	EmailMax   = 254 // RFC 5321, section 4.5.3.1.3, less the angle brackets
	PhoneMax   = 60
	AddressMax = 300
)

// Submission is what a citizen sends, or a clerk writes down for one.
type Submission struct {
	// ID is made by the page that sends: the same one twice is one case, and the first counts. Zero means a new one.
	ID       uuid.UUID
	Kind     string // of the charter: complaint, signal, proposal, praise, enquiry, whistleblower
	Category string // of the charter; may be empty for all but complaints and signals
	// Office, Service and Department are ids of the catalogue, empty when not told. The service names the department.
	Office     string
	Service    string
	Department string
	Channel    string
	Text       string
	// Files are the ids of stored files that belong to it.
	Files []string
	// Name and at least one way to reach the person are needed unless Anonymous is set; then nothing of it is kept even when it
	// is given.
	Name      string
	Email     string
	Phone     string
	Address   string // postal
	Contact   string // any of these ways in one line
	Notify    bool   // tell the person by e-mail when the state changes; needs Email
	Anonymous bool
	// Elsewhere says that the text and the contact lie in the office's document system, which tells the facts alone. The case is found
	// there by its incoming number.
	Elsewhere bool `json:",omitempty"`
	// FormVersion is the version of the form that was filled in, 0: none.
	FormVersion int64
	Language    string       // two letters, empty means Bulgarian
	ReceivedAt  time.Time    // zero means now
	IncidentOn  charter.Date // the day it is about, zero when not told
	// Incoming is the office's own incoming number, given once a year; empty when there is none.
	Incoming string
	// By is the id of the user who wrote the case down for the citizen, empty: the citizen sent it.
	By string
	// Deadline is the day by which another register had to answer, zero: the charter's clock says it. While no clock runs it says
	// nothing.
	Deadline charter.Date `json:",omitzero"`
}

// tidy brings a submission into the form in which it is checked and kept.
func (s Submission) tidy(now time.Time) Submission {
	s.Text, s.Name, s.Contact, s.Incoming = tidyText(s.Text), tidyLine(s.Name), tidyLine(s.Contact), tidyLine(s.Incoming)
	s.Email, s.Phone, s.Address = tidyLine(s.Email), tidyLine(s.Phone), tidyLine(s.Address)
	if s.Elsewhere {
		s.Text, s.Files = "", nil
	}
	if s.Anonymous || s.Elsewhere {
		s.Name, s.Contact, s.Email, s.Phone, s.Address, s.Notify = "", "", "", "", "", false
	}
	if s.ID == uuid.Nil {
		s.ID = uuid.New()
	}
	if s.Language == "" {
		s.Language = "bg"
	}
	if s.ReceivedAt.IsZero() {
		s.ReceivedAt = now
	}
	s.ReceivedAt = exact(s.ReceivedAt)
	return s
}

// tidyText keeps a text's lines and drops control characters and broken bytes.
func tidyText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' && c != '\t' {
			return -1
		}
		return c
	}, s))
}

// tidyLine makes one line of a text, with single spaces.
func tidyLine(s string) string { return strings.Join(strings.Fields(tidyText(s)), " ") }

// sealed says whether a submission belongs into the sealed register, whatever else is wrong with it.
func (r *Register) sealed(s Submission) bool {
	kind, _ := r.charter.Kind(s.Kind)
	category, _ := r.charter.Category(s.Category)
	return kind.Sealed || category.Restricted
}

// faults collects everything wrong with the input of one form.
type faults struct{ list fault.List }

func (f *faults) add(field, code string, params fault.Params) {
	f.list = append(f.list, fault.Invalid(field, code, params))
}

// length checks a text that must be there and has at most limit characters; the fault is code_missing or code_long.
func (f *faults) length(field, code, text string, limit int) {
	if !strings.ContainsFunc(text, visible) {
		f.add(field, code+"_missing", nil)
	}
	f.atMost(field, code, text, limit)
}

// visible says whether a character is one that people see: a text of zero-width characters says nothing to anybody.
func visible(c rune) bool { return unicode.IsGraphic(c) && !unicode.IsSpace(c) }

// atMost checks a text that may be empty; the fault is code_long.
func (f *faults) atMost(field, code, text string, limit int) {
	if n := utf8.RuneCountInString(text); n > limit {
		f.add(field, code+"_long", fault.Params{"max": limit, "length": n})
	}
}

// err gives the faults, or nil when there are none.
func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	return f.list
}

var languageForm = regexp.MustCompile(`^[a-z]{2}$`)

// checkSubmission collects every wrong field of a tidy submission. No fault carries what the person wrote.
func (r *Register) checkSubmission(cat *Catalogue, s Submission) error {
	var f faults
	r.checkSubject(&f, s)
	if _, known := cat.Office(s.Office); s.Office != "" && !known {
		f.add("office", "no_such_office", fault.Params{"office": s.Office})
	}
	if _, known := cat.Service(s.Service); s.Service != "" && !known {
		f.add("service", "no_such_service", fault.Params{"service": s.Service})
	}
	if _, known := cat.Department(s.Department); s.Department != "" && !known {
		f.add("department", "no_such_department", fault.Params{"department": s.Department})
	}
	switch {
	case s.Elsewhere && s.Incoming == "":
		f.add("incoming", "case_incoming_needed", nil)
	case s.Elsewhere:
	default:
		f.length("text", "case_text", s.Text, TextMax)
		if !s.Anonymous {
			f.length("name", "case_name", s.Name, NameMax)
			f.ways(s)
		}
	}
	if !s.Deadline.IsZero() && s.Deadline.Before(r.charter.Calendar.CivilDay(s.ReceivedAt)) {
		f.add("deadline", "case_deadline_before", nil)
	}
	if len(s.Files) > FilesMax {
		f.add("files", "files_many", fault.Params{"max": FilesMax})
	}
	f.atMost("incoming", "case_incoming", s.Incoming, IncomingMax)
	if !languageForm.MatchString(s.Language) {
		f.add("language", "no_such_language", nil)
	}
	return f.err()
}

// ways checks how the person can be reached: at least one way, each of its form.
func (f *faults) ways(s Submission) {
	if s.Email+s.Phone+s.Address == "" {
		f.length("contact", "case_contact", s.Contact, ContactMax)
	} else {
		f.atMost("contact", "case_contact", s.Contact, ContactMax)
	}
	if s.Contact != "" && !reachable(s.Contact) {
		f.add("contact", "case_contact_form", nil)
	}
	f.email(s.Email)
	if s.Notify && s.Email == "" {
		f.add("email", "case_email_needed", nil)
	}
	f.atMost("phone", "case_phone", s.Phone, PhoneMax)
	if s.Phone != "" && !isPhone(s.Phone) {
		f.add("phone", "case_phone_form", nil)
	}
	f.atMost("address", "case_address", s.Address, AddressMax)
	if s.Address != "" && !isAddress(s.Address) {
		f.add("address", "case_address_form", nil)
	}
}

// email checks an e-mail address that may be empty.
func (f *faults) email(address string) {
	f.atMost("email", "case_email", address, EmailMax)
	if address != "" && !isEmail(address) {
		f.add("email", "case_email_form", nil)
	}
}

// kindService is the charter's word for what is asked for at a counter; it has a clock there, but it is no case.
const kindService = "service"

// checkSubject checks what a submission is and when it came.
func (r *Register) checkSubject(f *faults, s Submission) {
	received := r.charter.Calendar.CivilDay(s.ReceivedAt)
	if _, known := r.charter.Kind(s.Kind); !known || s.Kind == kindService {
		f.add("kind", "no_such_kind", fault.Params{"kind": s.Kind})
	}
	category, known := r.charter.Category(s.Category)
	switch {
	case s.Category == "":
		if s.Kind == "complaint" || s.Kind == "signal" {
			f.add("category", "case_category_missing", nil)
		}
	case !known, !category.Offered(received):
		f.add("category", "no_such_category", fault.Params{"category": s.Category})
	}
	if _, known := r.charter.Channel(s.Channel); !known {
		f.add("channel", "no_such_channel", fault.Params{"channel": s.Channel})
	}
	if s.ReceivedAt.After(r.clock().Add(clockSlack)) {
		f.add("received_at", "case_moment_future", nil)
	}
	if received.Before(oldestReceipt) {
		f.add("received_at", "case_received_old", fault.Params{"oldest": oldestReceipt.Year})
	}
	if s.IncidentOn.After(received) {
		f.add("incident_on", "case_incident_future", nil)
	}
}

// oldestReceipt keeps slips of the pen out: no office of today registers what came in another century.
var oldestReceipt = charter.Date{Year: 2000, Month: time.January, Day: 1}

// clockSlack is how far ahead another machine's clock may be.
const clockSlack = 5 * time.Minute
