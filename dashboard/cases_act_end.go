package dashboard

import (
	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/guard"
	"harta/internal/register"
)

// kindService is the charter's word for what is asked for at a counter, which is no case.
const kindService = "service"

func categoriseAct() caseAct {
	return caseAct{
		key: "categorise",
		inputs: []actInput{
			{
				name: "kind", kind: inputSelect, hinted: true, choices: kindChoices,
				start: func(a *actContext) string { return a.row.Kind },
			},
			{
				name: "category", kind: inputSelect, optional: true,
				choices: func(a *actContext) []choice {
					return append(none(a), caseCategories(a)...)
				},
				start: func(a *actContext) string { return a.row.Category },
			},
			aboutService().startingAt(func(a *actContext) string { return a.row.Service }),
			atOffice().startingAt(func(a *actContext) string { return a.row.Office }),
		},
		possible: openCase,
		command: func(v *actValues) register.Command {
			return register.Categorisation{Kind: v.text("kind"), Category: v.text("category"), Service: v.text("service"), Office: v.text("office")}
		},
	}
}

// kindChoices lists the kinds that a case in the open register may be.
func kindChoices(a *actContext) []choice {
	var list []choice
	for _, k := range a.names.charter.Kinds {
		if !k.Sealed && k.ID != kindService {
			list = append(list, choice{Value: k.ID, Label: k.Label.In(a.names.lang)})
		}
	}
	return list
}

// caseCategories lists the categories that a case in the open register may have.
func caseCategories(a *actContext) []choice {
	var list []choice
	for _, c := range a.names.charter.Vocabulary().Categories {
		if (!c.Restricted && c.Offered(a.today)) || c.ID == a.row.Category {
			list = append(list, choice{Value: c.ID, Label: c.Label.In(a.names.lang)})
		}
	}
	return list
}

func closeAct() caseAct {
	return caseAct{
		key: "close",
		inputs: []actInput{
			{
				name: "outcome", kind: inputRadio,
				choices: func(a *actContext) []choice {
					return []choice{
						{Value: "withdrawn", Label: a.names.words.T("act.withdrawn")}, {Value: "not_examined", Label: a.names.words.T("act.not_examined")},
					}
				},
			},
			{
				name: "ground", kind: inputSelect, optional: true, hinted: true,
				choices: func(a *actContext) []choice {
					list := []choice{{Label: a.names.words.T("act.no_ground")}}
					for _, g := range a.names.charter.Grounds {
						list = append(list, choice{Value: g.ID, Label: g.Label.In(a.names.lang)})
					}
					return list
				},
			},
			area("note").maybe().withHint(), dated("at"),
		},
		possible: openCase,
		command: func(v *actValues) register.Command {
			return register.Closing{Outcome: v.text("outcome"), Ground: v.text("ground"), Note: v.text("note")}
		},
	}
}

func mergeAct() caseAct {
	return caseAct{
		key: "merge", inputs: []actInput{line("into").withHint(), area("note").maybe()}, possible: openCase,
		command: func(v *actValues) register.Command {
			return register.Merging{Into: v.text("into"), Note: v.text("note")}
		},
	}
}

func forwardAct() caseAct {
	return caseAct{
		key:      "forward",
		inputs:   []actInput{line("institution").withHint(), area("note").maybe().withHint(), dated("at")},
		possible: openCase,
		command: func(v *actValues) register.Command {
			if guard.InName(v.text("institution")) { // it stands beside the locks, and everybody reads it who sees the case
				v.faults = append(v.faults, fault.Invalid("institution", "personal_data_in_name", nil))
			}
			return register.Forwarding{Institution: v.text("institution"), Text: v.text("note")}
		},
	}
}

func reopenAct() caseAct {
	return caseAct{
		key: "reopen", inputs: []actInput{area("reason").withHint()},
		possible: closedCase,
		command:  func(v *actValues) register.Command { return register.Reopening{Reason: v.text("reason")} },
	}
}

// eraseAct stands behind everything else: nothing can be done about the case after it.
func eraseAct() caseAct {
	return caseAct{
		key: "erase", needs: access.EraseCases,
		inputs: []actInput{{name: "ground", kind: inputRadio, hinted: true, choices: func(a *actContext) []choice {
			return []choice{
				{Value: register.ErasedOnRequest, Label: a.names.words.T("act.erased_request")}, {Value: register.ErasedWhenDue, Label: a.names.words.T("act.erased_due")},
			}
		}}},
		possible: closedCase,
		command: func(v *actValues) register.Command {
			if v.text("ground") == "" {
				v.faults = append(v.faults, fault.Invalid("ground", "case_erasure_ground", nil))
			}
			return register.Erasure{Ground: v.text("ground")}
		},
	}
}

// sealKey is the key of the act after which the case is unknown to everybody who could do it.
const sealKey = "seal"

func sealAct() caseAct {
	return caseAct{
		key: sealKey, needs: access.SealCases,
		inputs: []actInput{
			{name: "category", kind: inputSelect, hinted: true, choices: restrictedCategories},
			area("note").maybe().withHint(),
		},
		possible: func(actContext) bool { return true },
		command: func(v *actValues) register.Command {
			return register.Sealing{Category: v.text("category"), Note: v.text("note")}
		},
	}
}

// restrictedCategories lists the categories that only the integrity officer sees.
func restrictedCategories(a *actContext) []choice {
	list := []choice{{Label: a.names.words.T("act.choose")}}
	for _, c := range a.names.charter.Vocabulary().Categories {
		if c.Restricted && c.Offered(a.today) {
			list = append(list, choice{Value: c.ID, Label: c.Label.In(a.names.lang)})
		}
	}
	return list
}
