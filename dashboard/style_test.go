package dashboard

import (
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	token    = regexp.MustCompile(`(--[a-z0-9-]+):\s*([^;]+);`)
	hexColor = regexp.MustCompile(`^#[0-9a-f]{6}$`)
)

// colors reads the colour tokens of a style sheet.
func colors(t *testing.T, file string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("assets", "css", file))
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]string)
	for _, m := range token.FindAllStringSubmatch(string(data), -1) {
		if hexColor.MatchString(m[2]) {
			found[m[1]] = m[2]
		}
	}
	return found
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(hex string) float64 {
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return math.NaN()
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func TestColoursCanBeRead(t *testing.T) {
	if c := contrast("#000000", "#ffffff"); math.Abs(c-21) > 1e-9 {
		t.Fatalf("black on white has contrast %v, must be 21", c)
	}
	const text, graphics = 4.5, 3.0
	grounds := []string{"--paper", "--card", "--sunken"}
	for _, file := range []string{"tokens.css", "darktokens.css"} {
		c := colors(t, file)
		check := func(front, back string, least float64) {
			t.Helper()
			if got := contrast(c[front], c[back]); !(got >= least) {
				t.Errorf("%s: %s on %s has contrast %.2f, needs %.1f", file, front, back, got, least)
			}
		}
		for _, ground := range grounds {
			for _, ink := range []string{"--ink", "--ink-muted", "--accent", "--accent-strong"} {
				check(ink, ground, text)
			}
			for _, line := range []string{"--focus", "--line-strong", "--improve", "--concern", "--change", "--ordinary"} {
				check(line, ground, graphics)
			}
		}
		for _, kind := range []string{"--improve", "--concern", "--change", "--ordinary", "--accent"} {
			check(kind, kind+"-soft", text)
			check("--ink", kind+"-soft", text)
			check(kind, "--card", text)
		}
		for i := range 5 {
			check(fmt.Sprintf("--data-%d", i+1), "--card", graphics)
		}
		check("--on-accent", "--accent", text)
		check("--on-accent", "--accent-strong", text)
	}
}

func TestDarkNamesEveryColour(t *testing.T) {
	light, dark := colors(t, "tokens.css"), colors(t, "darktokens.css")
	if a, b := slices.Sorted(maps.Keys(light)), slices.Sorted(maps.Keys(dark)); len(a) < 20 || !slices.Equal(a, b) {
		t.Errorf("light has %v\ndark has  %v", a, b)
	}
}

// inline finds what the content policy would refuse in a template: styles and handlers in attributes, and scripts that are
// neither our files nor data.
var inline = regexp.MustCompile(`(?i)\sstyle=|<style|\son[a-z]+=|javascript:|<script(?:\s+id="[^"]*")?\s*>|https?://`)

func TestTemplatesHoldNothingInline(t *testing.T) {
	looked := 0
	err := fs.WalkDir(embeddedTemplates, "templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(embeddedTemplates, path)
		for i, line := range strings.Split(string(data), "\n") {
			if m := inline.FindString(line); m != "" && !strings.Contains(line, "http://www.w3.org/") {
				t.Errorf("%s:%d: %q is refused by the content policy", path, i+1, m)
			}
		}
		looked++
		return err
	})
	if err != nil || looked < 5 {
		t.Fatalf("looked at %d templates: %v", looked, err)
	}
}
