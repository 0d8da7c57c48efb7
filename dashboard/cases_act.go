package dashboard

import (
	"slices"
	"strings"
	"time"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// inputKind says how a value is asked for.
type inputKind string

const (
	inputArea   inputKind = "area"
	inputLine   inputKind = "line"
	inputDate   inputKind = "date"
	inputSelect inputKind = "select"
	inputRadio  inputKind = "radio"
	inputNumber inputKind = "number"
	inputFiles  inputKind = "files"
)

// actInput is one thing that the form of an act asks for.
type actInput struct {
	name     string // also the field of the faults about it
	kind     inputKind
	optional bool
	hinted   bool // there is a hint under the key of the label with "_hint"
	// choices lists what can be chosen; start is the value before anything was typed.
	choices func(*actContext) []choice
	start   func(*actContext) string
}

// actContext is what a form has to know to be shown.
type actContext struct {
	row     register.CaseRow
	names   naming
	workers []access.User
	today   charter.Date
	files   []register.StoredFile // that came with a form which could not be carried out
}

// caseAct is something that can be done with a case.
type caseAct struct {
	key      string // in the address, and in the keys of its words
	inputs   []actInput
	possible func(actContext) bool
	needs    access.Permission // beside access.WriteCases; empty: none
	command  func(*actValues) register.Command
}

// actValues are what was typed into a form. Reading a date that is none adds a fault.
type actValues struct {
	typed  map[string]string
	files  []string // ids of those that came with it
	zone   *charter.Calendar
	faults fault.List
}

func (v *actValues) text(name string) string { return v.typed[name] }

// date reads a day as browsers send it, or as people write it: 2026-05-04, 04.05.2026. Empty is the zero date.
func (v *actValues) date(name string) charter.Date {
	typed := strings.TrimSuffix(strings.TrimSpace(v.typed[name]), " г.")
	if typed == "" {
		return charter.Date{}
	}
	for _, layout := range []string{time.DateOnly, "2.1.2006"} {
		if t, err := time.Parse(layout, typed); err == nil && t.Year() >= 1900 && t.Year() < 2200 {
			return charter.NewDate(t.Year(), t.Month(), t.Day())
		}
	}
	v.faults = append(v.faults, fault.Invalid(name, "date_form", nil))
	return charter.Date{}
}

// moment is the end of office hours on a typed day, the zero time for none.
func (v *actValues) moment(name string) time.Time {
	d := v.date(name)
	if d.IsZero() {
		return time.Time{}
	}
	return v.zone.Closing(d)
}

// openCase and closedCase are the commonest conditions.
func openCase(a actContext) bool   { return a.row.Open() }
func closedCase(a actContext) bool { return !a.row.Open() }

// takesFiles says whether files may come with the form.
func (a caseAct) takesFiles() bool {
	return slices.ContainsFunc(a.inputs, func(in actInput) bool { return in.kind == inputFiles })
}

// area, line and the rest make inputs.
func area(name string) actInput                                       { return actInput{name: name, kind: inputArea} }
func line(name string) actInput                                       { return actInput{name: name, kind: inputLine} }
func (i actInput) maybe() actInput                                    { i.optional = true; return i }
func (i actInput) withHint() actInput                                 { i.hinted = true; return i }
func (i actInput) startingAt(start func(*actContext) string) actInput { i.start = start; return i }
func dated(name string) actInput {
	return actInput{name: name, kind: inputDate, start: func(a *actContext) string { return a.today.String() }}
}

// none is the choice of nothing.
func none(a *actContext) []choice { return []choice{{Label: a.names.words.T("act.none")}} }

// aboutService is the field in which a service may be chosen.
func aboutService() actInput {
	return actInput{name: "service", kind: inputSelect, optional: true, choices: func(a *actContext) []choice {
		return append(none(a), a.names.services("")...)
	}}
}

// atOffice is the field in which an office may be chosen.
func atOffice() actInput {
	return actInput{name: "office", kind: inputSelect, optional: true, choices: func(a *actContext) []choice {
		return append(none(a), a.names.offices("")...)
	}}
}

// caseActs are all acts in the order in which they stand on the page. An answer and its kin come first, because they are what a
// case is there for.
func caseActs() []caseAct {
	return []caseAct{
		triageAct(), answerAct(), extendAct(), pauseAct(), resumeAct(), assignAct(), noteAct(), categoriseAct(), closeAct(),
		mergeAct(), forwardAct(), reopenAct(), sealAct(), eraseAct(),
	}
}

func triageAct() caseAct {
	return caseAct{
		key: "triage",
		inputs: []actInput{
			{name: "danger", kind: inputRadio, hinted: true, choices: func(a *actContext) []choice {
				return []choice{{Value: "yes", Label: a.names.words.T("act.danger_yes")}, {Value: "no", Label: a.names.words.T("act.danger_no")}}
			}},
			area("note").maybe(),
		},
		possible: func(a actContext) bool {
			return a.row.Open() && a.row.NeedsTriage(a.names.charter) && !a.row.Danger
		},
		command: func(v *actValues) register.Command {
			if d := v.text("danger"); d != "yes" && d != "no" {
				v.faults = append(v.faults, fault.Invalid("danger", "act_danger_missing", nil))
			}
			return register.Triage{Danger: v.text("danger") == "yes", Note: v.text("note")}
		},
	}
}

func answerAct() caseAct {
	return caseAct{
		key: "answer",
		inputs: []actInput{
			{name: "outcome", kind: inputSelect, choices: answerOutcomes},
			area("answer").withHint(), {name: "files", kind: inputFiles, optional: true}, dated("at").withHint(),
		},
		possible: openCase,
		command: func(v *actValues) register.Command {
			return register.Answer{Outcome: v.text("outcome"), Text: v.text("answer"), Files: v.files}
		},
	}
}

// answerOutcomes are the outcomes of an answer; where there is nothing to uphold, none need be chosen.
func answerOutcomes(a *actContext) []choice {
	list := []choice{{Label: a.names.words.T("act.choose")}}
	for _, id := range []string{"upheld", "partly", "not_upheld"} {
		list = append(list, choice{Value: id, Label: a.names.outcome(id)})
	}
	return list
}

func extendAct() caseAct {
	return caseAct{
		key:    "extend",
		inputs: []actInput{area("reason").withHint(), {name: "until", kind: inputDate}, dated("at").withHint()},
		possible: func(a actContext) bool {
			return a.row.Open() && a.row.Deadline != nil && a.row.Paused == nil
		},
		command: func(v *actValues) register.Command {
			return register.Extension{Reason: v.text("reason"), Until: v.moment("until")}
		},
	}
}

func pauseAct() caseAct {
	return caseAct{
		key: "pause",
		inputs: []actInput{
			{name: "for", kind: inputRadio, choices: func(a *actContext) []choice {
				return []choice{
					{Value: "citizen", Label: a.names.words.T("act.for_citizen")}, {Value: "institution", Label: a.names.words.T("act.for_institution")},
				}
			}},
			area("waiting").withHint(), dated("at"),
		},
		possible: func(a actContext) bool { return a.row.Open() && a.row.Deadline != nil && a.row.Paused == nil },
		command: func(v *actValues) register.Command {
			return register.Pause{For: v.text("for"), Text: v.text("waiting")}
		},
	}
}

func resumeAct() caseAct {
	return caseAct{
		key:      "resume",
		inputs:   []actInput{area("note").maybe(), dated("at").withHint()},
		possible: func(a actContext) bool { return a.row.Open() && a.row.Paused != nil },
		command:  func(v *actValues) register.Command { return register.Resumption{Note: v.text("note")} },
	}
}

func assignAct() caseAct {
	return caseAct{
		key: "assign",
		inputs: []actInput{
			{
				name: "department", kind: inputSelect, hinted: true,
				choices: func(a *actContext) []choice {
					empty := "act.choose"
					if a.row.Department == "" { // it may stay in none and be given to somebody
						empty = "act.none"
					}
					return append([]choice{{Label: a.names.words.T(empty)}}, a.names.departments("")...)
				},
				start: func(a *actContext) string { return a.row.Department },
			},
			{
				name: "assignee", kind: inputSelect, optional: true,
				choices: func(a *actContext) []choice {
					list := []choice{{Label: a.names.words.T("act.nobody")}}
					for _, u := range a.workers {
						list = append(list, choice{Value: u.ID, Label: a.names.worker(u)})
					}
					return list
				},
				start: func(a *actContext) string { return a.row.Assignee },
			},
		},
		possible: openCase,
		command: func(v *actValues) register.Command {
			return register.Assignment{Department: v.text("department"), Assignee: v.text("assignee")}
		},
	}
}

func noteAct() caseAct {
	return caseAct{
		key: "note", inputs: []actInput{area("note").withHint()}, possible: func(actContext) bool { return true },
		command: func(v *actValues) register.Command { return register.Note{Text: v.text("note")} },
	}
}
