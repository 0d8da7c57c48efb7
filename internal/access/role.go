package access

import "slices"

// Role is what a person is in the office; it decides what they may do.
type Role string

// The roles.
const (
	Viewer    Role = "viewer"    // management: sees figures
	Officer   Role = "officer"   // quality officer: exports, imports, works with all cases
	Clerk     Role = "clerk"     // registers and answers the cases of a department
	Integrity Role = "integrity" // keeps the sealed register of corruption and whistle-blower reports
	Admin     Role = "admin"     // runs the installation; sees neither texts nor sealed cases
)

// Roles lists every role, the least powerful first.
func Roles() []Role { return []Role{Viewer, Clerk, Officer, Integrity, Admin} }

// Permission is one thing a role may be allowed to do.
type Permission string

// The permissions.
const (
	ViewDashboard Permission = "dashboard.view" // figures, reports and their tables
	Export        Permission = "export"         // workbooks and machine-readable reports
	Import        Permission = "import"         // service records from files
	ViewCases     Permission = "cases.view"     // the case register; every reading of a text or contact is audited
	WriteCases    Permission = "cases.write"    // register, answer, extend and close cases
	SealCases     Permission = "cases.seal"     // move a case into the sealed register, where the integrity officer alone sees it
	EraseCases    Permission = "cases.erase"    // make what a closed case says about people unreadable for ever
	ViewSealed    Permission = "sealed.view"    // the sealed register
	ManageKiosks  Permission = "kiosks.manage"  // enrol kiosks and show their addresses
	ManageUsers   Permission = "users.manage"   // users, roles, passwords
	ViewAudit     Permission = "audit.view"     // the audit trail
	EditWords     Permission = "words.edit"     // the list of insults by which texts are flagged
	EditForms     Permission = "forms.edit"     // what citizens are asked: forms, categories, questions, reasons
	GiveSurveys   Permission = "surveys.give"   // make one-time links by which somebody who was served says how it was
	Administer    Permission = "admin"          // settings, services and terms, calendar
)

// allowed says which role may do what. Nobody has all rights: who runs the installation does not read what citizens wrote, and
// who reads sealed cases does not manage accounts.
var allowed = map[Role][]Permission{
	Viewer:    {ViewDashboard},
	Clerk:     {ViewDashboard, ViewCases, WriteCases, GiveSurveys},
	Officer:   {ViewDashboard, Export, Import, ViewCases, WriteCases, SealCases, EraseCases, ManageKiosks, EditWords, EditForms, GiveSurveys},
	Integrity: {ViewDashboard, ViewSealed},
	Admin:     {ViewDashboard, Export, Import, ManageKiosks, ManageUsers, ViewAudit, EditWords, EditForms, Administer},
}

// Can says whether the role has the permission. An unknown role can do nothing.
func Can(role Role, p Permission) bool { return slices.Contains(allowed[role], p) }

// Known says whether the role is one of Roles.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }
