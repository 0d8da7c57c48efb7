// Package guard finds personal data and insults in free Bulgarian text: what a citizen types at a kiosk, into a form or a letter.
//
// Find gives the places, Mask puts a readable word in brackets over each ("[ЕГН]", "[име]") and says whether the text insults.
// It is a sieve of rules and word lists, not a reader: DESIGN.md's demand is that what it lets through to people outside a case is
// rare and known, so every kind is measured on sentences with labels (testdata, see the measure test), half of them written by
// somebody who had not seen the rules.
//
// What is personal here. Numbers (ЕГН, ЛНЧ, IBAN, payment cards, telephones), e-mail addresses and names are masked wherever they
// stand, names of officials included. A postal address is masked when it belongs to a person: it follows words such as „живея на“ or
// „адрес“, it stands beside a name, or it goes down to a flat. A street or a block that only says where the trouble is stays, because
// without it nobody can mend the street. Numbers of cases, dates, sums, articles of law, vehicle plates, the short and the free numbers
// of institutions, and people whom streets, schools and feasts are named after stay too.
//
// A text is folded before it is read (fold.go): compatibility forms, digits of every script, zero-width and combining characters,
// kinds of spaces, dashes and quotes. The spans that come back are always those of the text as it was given, and they begin and end
// between whole characters.
package guard
