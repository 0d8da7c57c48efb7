package guard_test

import (
	"testing"

	"harta/internal/guard"
)

// TestFormsOfMailboxes tries the ways in which an e-mail address is mistyped or disguised, and what @ stands in beside.
func TestFormsOfMailboxes(t *testing.T) {
	for text, want := range map[string]string{
		"ivan.petrov(@)abv.bg":         "[имейл]",
		"пишете на ivan [@] mail . bg": "пишете на [имейл]",
		"ivan@abv,bg":                  "[имейл]",
		"ivan.petrov@abv, чакам":       "[имейл], чакам",
		"ivan@gmail.":                  "[имейл].",
		"иван@абв":                     "[имейл]",
		"ivan@mail.museum":             "[имейл]",
		"ivan@mail.bg, eu проекти":     "[имейл], eu проекти",
		"п@рите ни изядохте":           "п@рите ни изядохте",
		"5 лв. @ касата":               "5 лв. @ касата",
		"root@localhost":               "root@localhost",
	} {
		if got := guard.Mask(text).Text; got != want {
			t.Errorf("Mask(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}

// TestFormsOfCards tries the signs between the groups of a card's number, which a decimal or a version is not.
func TestFormsOfCards(t *testing.T) {
	for text, want := range map[string]string{
		"карта 4273.5011.2233.4450":     "карта [карта]",
		"карта 4273-5011-2233-4450":     "карта [карта]",
		"42735011.22334450 лв.":         "42735011.22334450 лв.",
		"версия 4273.5011.2233.4450.12": "версия 4273.5011.2233.4450.12",
	} {
		if got := guard.Mask(text).Text; got != want {
			t.Errorf("Mask(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}

// TestTitles tries what stands behind a title or a signature and what does not: a post is no name.
func TestTitles(t *testing.T) {
	for text, want := range map[string]string{
		"Mr. John Smith helped me":                        "Mr. [име] helped me",
		"Dr Brown from the office":                        "Dr [име] from the office",
		"I am John Smith and I waited":                    "I am [име] and I waited",
		"I am Bulgarian and I am not amused":              "I am Bulgarian and I am not amused",
		"Kind regards, Peter Brown":                       "Kind regards, [име]",
		"Regards from the whole street":                   "Regards from the whole street",
		"Adım Ayşe Yılmaz":                                "Adım [име]",
		"My address is 14 Opalchenska Street, Peshtera":   "My address is [адрес], Peshtera",
		"There is a hole at 14 Opalchenska Street":        "There is a hole at 14 Opalchenska Street",
		"ПМС № 7, МС Решение":                             "ПМС № 7, МС Решение",
		"Г-н Председател, нищо не се прави":               "Г-н Председател, нищо не се прави",
		"Госпожа Секретарката ме изгони":                  "Госпожа Секретарката ме изгони",
		"Г-н Председател Иванов ме прие":                  "Г-н Председател [име] ме прие",
		"г-жа Учителска ми помогна":                       "г-жа [име] ми помогна",
		"Име и фамилия: Колман Кортез":                    "Име и фамилия: [име]",
		"Фамилия: Кортез":                                 "Фамилия: [име]",
		"Жалбоподател: Колман Кортез, лично":              "Жалбоподател: [име], лично",
		"Лице за контакт: Колман Кортез":                  "Лице за контакт: [име]",
		"Собственик: Община Пещера":                       "Собственик: Община Пещера",
		"Получател: Отдел Финанси":                        "Получател: Отдел Финанси",
		"Лице за контакт: Деловодството":                  "Лице за контакт: Деловодството",
		"г-н К. Кортез":                                   "г-н [име]",
		"Подпис: Ив. Гергинска":                           "Подпис: [име]",
		"Подпис на Директора липсва в акта":               "Подпис на Директора липсва в акта",
		"Адрес: Пещера, Опълченска 14":                    "Адрес: [адрес]",
		"Живея в Пещера, а в Радилово съм 5":              "Живея в Пещера, а в Радилово съм 5",
		"къщата ни на Опълченска 14":                      "къщата ни на [адрес]",
		"Домът за стари хора на Опълченска 14 е затворен": "Домът за стари хора на Опълченска 14 е затворен",
	} {
		if got := guard.Mask(text).Text; got != want {
			t.Errorf("Mask(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}
