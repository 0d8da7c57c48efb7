package register

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"harta/internal/fault"
)

func TestCheckDigit(t *testing.T) {
	// The example that comes with Damm's thesis: 572 has the check digit 4.
	if got := checkDigit("572"); got != '4' {
		t.Errorf("check digit of 572 is %c, want 4", got)
	}
	if checkDigit("5724") != '0' || checkDigit("5723") == '0' {
		t.Error("5724 is right and 5723 wrong")
	}
}

func digitsOf(number string) string { return strings.ReplaceAll(number, "-", "") }

func TestNumberBetraysSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[1-9][0-9]{7}`).Draw(t, "digits")
		good := body + string(checkDigit(body))
		if checkDigit(good) != '0' {
			t.Fatalf("%s does not check", good)
		}
		for i := range len(good) {
			for d := byte('0'); d <= '9'; d++ {
				if slip := good[:i] + string(d) + good[i+1:]; slip != good && checkDigit(slip) == '0' {
					t.Fatalf("%s typed as %s is not noticed", good, slip)
				}
			}
			if i+1 < len(good) && good[i] != good[i+1] {
				swap := good[:i] + string(good[i+1]) + string(good[i]) + good[i+2:]
				if checkDigit(swap) == '0' {
					t.Fatalf("%s typed as %s is not noticed", good, swap)
				}
			}
		}
	})
}

func TestDrawNumber(t *testing.T) {
	seen := map[string]bool{}
	firsts := map[byte]int{}
	const n = 20_000
	for range n {
		number := drawNumber()
		if got, err := CheckNumber(number); err != nil || got != number {
			t.Fatalf("CheckNumber(%q) = %q, %v", number, got, err)
		}
		seen[number] = true
		firsts[number[0]]++
	}
	if len(seen) < n-20 { // two or three doubles are to be expected among 90 million
		t.Errorf("%d numbers among %d draws", len(seen), n)
	}
	for d := byte('1'); d <= '9'; d++ {
		if c := firsts[d]; c < n/9*8/10 || c > n/9*12/10 {
			t.Errorf("%d of %d numbers begin with %c", c, n, d)
		}
	}
}

func TestCheckNumber(t *testing.T) {
	good := grouped("48217735" + string(checkDigit("48217735")))
	digits := digitsOf(good)
	for _, typed := range []string{
		good, digits, " " + good + "\n", strings.ReplaceAll(good, "-", " "), strings.ReplaceAll(good, "-", " – "),
		strings.ReplaceAll(good, "-", "—"), strings.ReplaceAll(good, "-", "−"), strings.ReplaceAll(good, "-", "\u00a0"),
		strings.ReplaceAll(good, "-", "‑"), strings.Join(strings.Split(digits, ""), " "),
	} {
		if got, err := CheckNumber(typed); err != nil || got != good {
			t.Errorf("CheckNumber(%q) = %q, %v", typed, got, err)
		}
	}
	wrong := digits[:8] + string('0'+(digits[8]-'0'+1)%10)
	for typed, code := range map[string]string{
		wrong: "case_number_check", "": "case_number_form", digits[:8]: "case_number_form", digits + "0": "case_number_form",
		"№" + digits: "case_number_form", "0" + digits[1:]: "case_number_form", digits[:8] + "٣": "case_number_form",
		"4821\x007735": "case_number_form",
	} {
		_, err := CheckNumber(typed)
		if f, ok := fault.As(err); !ok || f.Code != code || f.Field != "number" {
			t.Errorf("CheckNumber(%q): %v, want %s", typed, err, code)
		}
	}
}

func FuzzCheckNumber(f *testing.F) {
	for _, s := range []string{"4821-7735-6", "", "\xff", "４８２１", "--- 123"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		number, err := CheckNumber(typed)
		if err != nil {
			if _, told := fault.As(err); !told || number != "" {
				t.Errorf("%q: %q, %v", typed, number, err)
			}
			return
		}
		if again, err := CheckNumber(number); err != nil || again != number || utf8.RuneCountInString(number) != 11 {
			t.Errorf("%q was read as %q, which is read as %q, %v", typed, number, again, err)
		}
	})
}
