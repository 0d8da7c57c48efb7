package guard

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// Whether a text insults is remembered for as long as the list of words holds, and no longer.
func TestGuardForgetsWithItsList(t *testing.T) {
	other, err := ParseWords("мърморко")
	if err != nil {
		t.Fatal(err)
	}
	var g Guard
	for range 2 {
		if !g.Insult("пълни идиоти") || g.Insult("вечен мърморко") {
			t.Error("the default list does not hold")
		}
	}
	g.Use(other)
	for range 2 {
		if g.Insult("пълни идиоти") || !g.Insult("вечен мърморко") || !g.Mask("вечен мърморко").Insult {
			t.Error("the list that was set does not hold")
		}
	}
	g.Use(defaultWords)
	if !g.Insult("пълни идиоти") || g.Insult("вечен мърморко") {
		t.Error("the default list does not hold again")
	}
}

// However many texts are judged, also at once, little of them is remembered and nothing is mixed up.
func TestJudgedIsBounded(t *testing.T) {
	j := newJudged(defaultWords)
	var all sync.WaitGroup
	for start := range 4 {
		all.Go(func() {
			for i := range judgedMost {
				insulting := i%2 == 0
				text := fmt.Sprint("текст ", start, i)
				if insulting {
					text += " идиот"
				}
				if got := j.insult(text); got != insulting {
					t.Errorf("%q: %v", text, got)
				}
			}
		})
	}
	all.Wait()
	if n := len(j.known); n == 0 || n > judgedMost {
		t.Errorf("%d texts are remembered", n)
	}
}

func BenchmarkInsultAgain(b *testing.B) {
	text := strings.Repeat("Подадох заявление преди месец и още няма отговор. ", 14)
	var g Guard
	for name, judge := range map[string]func(string) bool{"read": defaultWords.Insult, "remembered": g.Insult} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				judge(text)
			}
		})
	}
}
