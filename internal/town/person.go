package town

import (
	"fmt"
	"strings"
)

// person is an invented inhabitant. Nobody else should be meant: telephone numbers begin with three noughts, mail goes to a
// domain reserved for examples (RFC 2606).
type person struct {
	name  string // given name, father's name, family name
	egn   string // with a valid checksum
	phone string
	email string
	home  string // street and number
}

// Names are drawn one by one, so that whole names belong to nobody in particular.
var (
	menNames   = []string{"Иван", "Георги", "Димитър", "Петър", "Николай", "Стоян", "Атанас", "Красимир", "Тодор", "Румен", "Мехмед", "Любомир"}
	womenNames = []string{"Мария", "Елена", "Иванка", "Силвия", "Пенка", "Даниела", "Росица", "Василка", "Надежда", "Айше", "Цветелина", "Грозданка"}
	fathers    = []string{"Иванов", "Георгиев", "Петров", "Димитров", "Стоянов", "Ангелов", "Василев", "Методиев", "Крумов", "Асенов", "Ахмедов"}
	families   = []string{"Кръстев", "Малинов", "Боянов", "Чакъров", "Терзиев", "Лозанов", "Въглев", "Сребров", "Калинков", "Дюлгеров", "Мутафов", "Горчев"}
	streets    = []string{"ул. „Липова алея“", "ул. „Тиха вода“", "ул. „Стара чешма“", "ул. „Лозарска“", "ул. „Дъбова кория“", "бул. „Слънчев рид“", "ул. „Калина“", "ул. „Горски извор“"}
)

func newPerson(d dice) person {
	woman := d.chance(.55)
	given, ending := oneOf(d, menNames), ""
	if woman {
		given, ending = oneOf(d, womenNames), "а"
	}
	return person{
		name:  given + " " + oneOf(d, fathers) + ending + " " + oneOf(d, families) + ending,
		egn:   newEGN(d, woman),
		phone: fmt.Sprintf("08%d 000 %03d", 77+d.IntN(3), d.IntN(1000)),
		email: fmt.Sprintf("poshta%d@example.com", 100+d.IntN(900)),
		home:  fmt.Sprintf("%s № %d", oneOf(d, streets), 1+d.IntN(60)),
	}
}

// egnWeights are the weights of the first nine digits of a personal number (Наредба № РД-02-20-9 от 2012 г.).
var egnWeights = [9]int{2, 4, 8, 5, 10, 9, 7, 3, 6}

// newEGN makes a personal number with a valid check digit that nobody alive has: that of somebody born from 1870 to 1899, whose
// month is written with 20 added. Its serial comes from the range of unknown districts (926 to 999); its ninth digit is even
// for men.
func newEGN(d dice, woman bool) string {
	serial := 926 + 2*d.IntN(37)
	if woman {
		serial++
	}
	digits := fmt.Sprintf("%02d%02d%02d%03d", 70+d.IntN(30), 21+d.IntN(12), 1+d.IntN(28), serial)
	sum := 0
	for i, w := range egnWeights {
		sum += w * int(digits[i]-'0')
	}
	return digits + string(rune('0'+sum%11%10))
}

// fill puts the person's data into a text's slots.
func (p person) fill(text string) string {
	return strings.NewReplacer("{име}", p.name, "{егн}", p.egn, "{телефон}", p.phone, "{поща}", p.email, "{адрес}", p.home).Replace(text)
}
