// Package guard finds personal data and insults in free Bulgarian text: what a citizen types at a kiosk, into a form or a letter.
//
// Find gives the places, Mask puts a readable word in brackets over each ("[ЕГН]", "[име]") and says whether the text insults. It is a
// sieve of rules and word lists, not a reader: DESIGN.md's demand is that what it lets through to people outside a case is rare and known,
// so every kind is measured on sentences with labels (testdata, see the measure test), four of the five sets written by people who had not
// seen the rules.
//
// What is personal here. Numbers (ЕГН, ЛНЧ, IBAN, payment cards, telephones, identity cards and passports), e-mail addresses and names are
// masked wherever they stand, names of officials included. A postal address is masked when it belongs to a person: it follows words such
// as „живея на“ or „адрес“, it stands beside a name, or it goes down to a flat. A street or a block that only says where the trouble is
// stays, because without it nobody can mend the street. Numbers of cases, dates, sums, articles of law, vehicle plates, the short and the
// free numbers of institutions, and people whom streets, schools and feasts are named after stay too.
//
// First measured on the blind set (414 sentences, with rules that had never been run on it), precision and recall: ЕГН, ЛНЧ, IBAN and
// card 1.00 and 1.00; telephone 0.93 and 1.00; e-mail 0.96 and 0.96; name 0.90 and 0.90; address 0.87 and 0.66; insult 0.90 and 0.78.
// The rules were then mended for the classes of misses that this showed, so what the measure test prints for that set today says that
// they stay mended, and no longer how the guard does on sentences it has not met. A second run on 94 new sentences (dev2.tsv), written by
// the author of the rules and therefore no blind ones: numbers and mailboxes 1.00 and 1.00; name 0.96 and 0.96; address 1.00 and 0.86;
// insult 0.82 and 0.90, before those misses were mended too.
//
// Measured again after all that mending on the unseen set (328 sentences, unseen.tsv), written by somebody who had seen neither the rules
// nor the lists nor the other sentences, and run once at first sight: ЕГН, ЛНЧ, IBAN, card and e-mail 1.00 and 1.00; telephone 0.98 and
// 1.00; name 0.99 and 0.96; address 0.94 and 0.79; insult 0.95 and 0.91. An address is what the guard most often lets through of what it
// has not met: about one in five. The rules were mended for the classes of misses after that, so for this set too today's print only says
// that they stay mended.
//
// Once more on 120 sentences (fresh.tsv), again written by somebody who had seen none of this and run once at first sight: numbers,
// mailboxes and names 1.00 and 1.00; address 0.90 and 0.82. And on 179 sentences (further.tsv) in the same way: numbers but telephones,
// mailboxes and addresses 1.00 and 1.00; telephone 0.96 and 0.89; name 0.98 and 0.94. The numbers of identity cards were not looked for
// until then.
//
// Known to slip through: family names alone at the beginning of a sentence, rare names without capitals and without a word that announces
// them, an address without a word such as „ул.“ or „бл.“ and without somebody who says that he lives there, numbers written in words, the
// number of an identity card without a word that says so, a mobile telephone without its nought behind a noun, and a number broken over
// three lines. Known to be masked without need: a foreign-looking ten-digit number whose check digit is by chance that of an ЛНЧ (one in
// ten) or that of nine digits which begins as a mobile telephone, unless a word beside it says what it is, and a given name that opens a
// sentence as an ordinary word.
//
// A text is folded before it is read (fold.go): compatibility forms, digits of every script, zero-width and combining characters,
// kinds of spaces, dashes and quotes. The spans that come back are always those of the text as it was given, and they begin and end
// between whole characters.
package guard
