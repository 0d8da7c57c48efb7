package engine

import (
	"strings"
	"sync"
	"unicode"
)

// tailSize is how much of the engine's output is kept to explain its end, in bytes.
const tailSize = 4 << 10

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	data []byte
}

// Write keeps the last bytes and never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.data = append(t.data, p...)
	if over := len(t.data) - tailSize; over > 0 {
		t.data = append([]byte(nil), t.data[over:]...)
	}
	return len(p), nil
}

// String gives the kept output after a colon, or nothing when there is none, to be put at the end of a message.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimSpace(strings.Map(printable, strings.ToValidUTF8(string(t.data), "")))
	if text == "" {
		return ""
	}
	return ": " + text
}

// printable drops the control characters that a program writes for a terminal, but keeps the lines.
func printable(r rune) rune {
	if r != '\n' && unicode.IsControl(r) {
		return -1
	}
	return r
}
