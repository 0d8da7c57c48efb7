package dashboard

import (
	"errors"
	"io/fs"
	"log/slog"
	"time"

	"harta/ingest"
	"harta/internal/charter"
	"harta/internal/guard"
	"harta/internal/text"
)

// Options are the parts the server speaks to. Every field is needed unless its comment says otherwise.
type Options struct {
	Charter  *charter.Charter
	Words    *text.Bundle
	Accounts Accounts
	Reports  Reporter
	// Catalogue gives the names of departments, offices and services.
	Catalogue CatalogueSource
	// Kiosks are the enrolled screens, and Responses the door for what is tapped on them.
	Kiosks    Kiosks
	Responses Responses
	// Cases and Sealed are the two registers of what citizens write; People puts names to those who worked on a case.
	Cases  Cases
	Sealed Sealed
	People People
	// Trail tells what was decided about answers that do not count.
	Trail Trail
	// Citizens is the register as the citizens' own pages use it; Mail says that it can write to them.
	Citizens Citizens
	Mail     bool
	// Forms is the register as officers prepare what citizens are asked.
	Forms FormOffice
	// Surveys are the one-time links after a service.
	Surveys Surveys
	// Aside is what was set aside and waits for an officer.
	Aside Aside
	// Importer reads files of service records, and Imports keeps the receipts.
	Importer Importer
	Imports  Imports
	// Files reads catalogues, answers and cases from files; ServicePast tells what services were before.
	Files       Files
	ServicePast ServicePast
	// Spool keeps what was accepted, Loader takes it to ClickHouse; Audit remembers what an administrator did about it.
	Spool  Spool
	Loader Loader
	Audit  Auditor
	// Metrics are the counters that the loader was given; nil means fresh ones. MetricsToken lets machines read them from
	// elsewhere than this machine; empty means nobody may.
	Metrics      *Metrics
	MetricsToken string
	// Insults keeps the office's list of insults, and Guard judges texts by it; nil means one that judges by the program's own list.
	Insults InsultLists
	Guard   *guard.Guard
	// Keys are those of other programs, Records, Answers and CaseDoor the doors for what they send, Rows what they may read one by one.
	Keys     Keys
	Records  Records
	Answers  Answers
	CaseDoor ingest.CaseRegister
	Mapping  ServiceMapping
	Rows     RowReader
	// Folder is the data folder; uploads that wait for confirmation lie in its folder "uploads".
	Folder string
	Clock  func() time.Time
	Log    *slog.Logger

	// PublicURL is the address people type, such as "https://harta.example.bg"; empty when they use the listener's own. An https
	// address makes cookies Secure though the listener itself may speak plain HTTP behind a proxy.
	PublicURL string
	// TrustedProxies are addresses or networks whose X-Forwarded-For is believed; empty when there is no proxy.
	TrustedProxies []string
	// Secure says that the listener itself speaks TLS.
	Secure bool
	// UploadLimit is the largest file, in bytes, that a signed-in person may upload; zero means DefaultUploadLimit.
	UploadLimit int
	// Static holds the built style sheets, scripts and fonts; nil means the embedded ones.
	Static fs.FS
}

// DefaultUploadLimit is the largest upload unless the options say otherwise, in bytes.
const DefaultUploadLimit = 512 << 20

// validate names the first part that is missing.
func (o *Options) validate() error {
	switch {
	case o.Charter == nil:
		return errors.New("dashboard: no charter")
	case o.Words == nil:
		return errors.New("dashboard: no words")
	case o.Accounts == nil:
		return errors.New("dashboard: no accounts")
	case o.Reports == nil:
		return errors.New("dashboard: no reports")
	case o.Catalogue == nil:
		return errors.New("dashboard: no catalogue")
	case o.Kiosks == nil, o.Responses == nil:
		return errors.New("dashboard: no kiosks, or no door for their answers")
	case o.Cases == nil, o.Sealed == nil, o.People == nil, o.Trail == nil:
		return errors.New("dashboard: no registers of cases, or nobody who works on them")
	case o.Citizens == nil, o.Aside == nil, o.Surveys == nil, o.Forms == nil:
		return errors.New("dashboard: no register for citizens")
	case o.Importer == nil, o.Imports == nil:
		return errors.New("dashboard: no importer, or no receipts of imports")
	case o.Files == nil, o.ServicePast == nil:
		return errors.New("dashboard: no importer of other files, or no past of the catalogue")
	case o.Spool == nil, o.Loader == nil, o.Audit == nil:
		return errors.New("dashboard: no spool, nothing that empties it, or no audit trail")
	case o.Keys == nil, o.Records == nil, o.Answers == nil, o.CaseDoor == nil, o.Rows == nil:
		return errors.New("dashboard: no keys of other programs, or no doors for them")
	case o.Insults == nil:
		return errors.New("dashboard: no list of insults")
	case o.Folder == "":
		return errors.New("dashboard: no data folder")
	case o.Clock == nil:
		return errors.New("dashboard: no clock")
	case o.Log == nil:
		return errors.New("dashboard: no log")
	}
	return nil
}
