package guard_test

import (
	"testing"

	"harta/internal/guard"
)

func TestInName(t *testing.T) {
	for name, want := range map[string]bool{
		"Молба от Иван Петров Иванов, ЕГН 6101057509": true,
		"6101057509":                            true,
		"Справка за ЛНЧ 1000000000":             true,
		"Превод по BG80 BNBG 9661 1020 3456 78": true,
		"Плащане с карта 4111 1111 1111 1111":   true,
		"Деловодство, тел. 0350 6 22 03":        true,
		"0888 123 456":                          true,
		"kmet@peshtera.bg":                      true,
		"Живко Маркеров Стоянски":               true,
		"ЖИВКО МАРКЕРОВ СТОЯНСКИ":               true,
		"Молба от Мария Петрова-Иванова Колева": true,
		"Maria Petrova Ivanova":                 true,
		"Молба за детска градина от Иван Петров Иванов":          true,
		"Молба за настаняване в дом: Иван Петров Стоянов":        true,
		"Домоуправител Иван Петров Иванов":                       true,
		"Община Пещера Иван Петров Иванов":                       true,
		"Училище Иван Петров Иванов, молба от Петко Иванов Пеев": true,
		"Смяна на ЛК № 644218903":                                true,
		"Услуга 88 123 4567":                                     true,

		"Удостоверение за наследници":                                       false,
		"ОУ „Иван Вазов“, ул. „Петър Раков“ № 15":                           false,
		"2079 Издаване на удостоверение по чл. 88, ал. 1 от ЗГР":            false,
		"Общинска служба № 4, ет. 2, стая 205":                              false,
		"Преписи от документи, ДВ, бр. 94 от 2018 г., в сила от 01.01.2026": false,
		"Заверка (код 203.112.45-1)":                                        false,
		"1000000000":                                                        false, // a code with the check digit of an ЛНЧ
		"Горещ телефон 0700 12 345":                                         false,
		"Център „Д-р Димитър Петров Иванов“":                                false,
		"Училище Никола Йонков Вапцаров":                                    false,
		"Пункт Михаил Такев":                                                false,
		"Дирекция Местни Данъци И Такси":                                    false,
		"Кметство Полковник Серафимово":                                     false,
		"ОУ Христо Ботев Врачански":                                         false,
		"Паметна плоча Иван Стоянов Петров":                                 false,
		"Дом за стари хора Иван Петров Стоянов":                             false,
		"Художествена галерия Петър Иванов Стоянов":                         false,
		"ПГСС Димитър Иванов Пеев":                                          false,
		"Алея Проф. Димитър Иванов Пеев":                                    false,
		"888123456":         false, // a code that begins as a mobile telephone
		"Водомер 888123456": false,
	} {
		if got := guard.InName(name); got != want {
			t.Errorf("InName(%q) = %v", name, got)
		}
	}
}

func TestInNumber(t *testing.T) {
	for number, want := range map[string]bool{
		"ЕГН 6101057509":         true,
		"егн6101057509":          true,
		"ЛНЧ: 1000000000":        true,
		"тел. 0888123456":        true,
		"+359 888 123 456":       true,
		"BG80BNBG96611020345678": true,
		"ivan@abv.bg":            true,

		"Лична карта 644218903":          true,
		"паспорт № 385104762":            true,
		"Живко Маркеров Стоянски":        true,
		"УСЛ-12 ЖИВКО МАРКЕРОВ СТОЯНСКИ": true,

		"ОУ Христо Ботев Врачански": false,
		"Живко Стоянски":            false, // InName lets two names through as well
		"2026-0123456":              false,
		"ЛК 123456789":              false, // a register may number so
		"ЛК-123456789":              false,
		"6101057509":                false, // 5 January 1961, or the 57509th of a counter: see InNumber
		"2605040013":                false,
		"УСЛ-2605040013":            false,
		"0888123456":                false,
		"4111111111111111":          false,
		"РД-09-1234":                false,
		"АО-17/2026":                false,
		"1-1523374931":              false,
		"№ 94-00-512/3":             false,
		"ГРАО-2026-00012345":        false,
		"2079":                      false,
		"":                          false,
	} {
		if got := guard.InNumber(number); got != want {
			t.Errorf("InNumber(%q) = %v", number, got)
		}
	}
}

func BenchmarkInName(b *testing.B) {
	for b.Loop() {
		guard.InName("Издаване на удостоверение за наследници по чл. 88 от ЗГР")
	}
}

func BenchmarkInNumber(b *testing.B) {
	for b.Loop() {
		guard.InNumber("ГРАО-2026-00012345")
	}
}
