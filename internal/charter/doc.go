// Package charter holds a municipality's customer charter as data: what it promises, the clocks that promise runs on, the
// words of its forms, and the working calendar that turns a term into a moment.
//
// A charter is one YAML file. A complete one is embedded ([Default]); another municipality gives its own ([Load]) and changes
// no code. The file is read strictly: every mistake in it is reported at once, each as a fault that names file, line and field.
//
// The calendar and the deadline clock are pure: the same file, exceptions and moments give the same answer, so open deadlines
// can be computed anew whenever the calendar changes. The time zone's data must be present on the machine or linked in with
// the blank import of time/tzdata, which programs do in their main package.
package charter
