package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

	"harta/internal/fault"
)

// quiet is how long something may take before the person is told that it goes on.
const quiet = 2 * time.Second

// newLogger logs to standard error: everything when verbose, else warnings and errors.
func newLogger(w io.Writer, verbose bool) *slog.Logger {
	level := slog.LevelWarn
	if verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// explain prints an error for the person at the terminal. What is not a fault is an inside matter everywhere else; here the
// reader is the administrator, who gets it whole.
func (t *terminal) explain(err error) {
	message := err.Error()
	if _, ok := fault.As(err); ok {
		message = t.words.Error(err)
	}
	fmt.Fprintln(t.err, "harta: "+harmless(message))
}

// harmless drops the control characters that a file or a name may have brought into a message: a terminal would obey them.
func harmless(message string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' {
			return -1
		}
		return c
	}, message)
}

// say prints one message.
func (t *terminal) say(key string, kv ...any) { fmt.Fprintln(t.out, harmless(t.words.T(key, kv...))) }

// waiting prints a message if the work is not done after two seconds. Call the returned function when it is.
func (t *terminal) waiting(key string) (done func()) {
	timer := time.AfterFunc(quiet, func() { fmt.Fprintln(t.err, t.words.T(key)) })
	return func() { timer.Stop() }
}

// meter shows how far a long piece of work is: one line that renews itself on a terminal, a line every few seconds elsewhere.
// It stays silent for work that is over soon.
type meter struct {
	w       io.Writer
	live    bool
	started time.Time

	mu    sync.Mutex
	last  time.Time
	drawn bool
}

func (t *terminal) meter() *meter {
	m := &meter{w: t.err, started: time.Now()}
	if f, ok := t.err.(*os.File); ok {
		info, err := f.Stat()
		m.live = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return m
}

// show draws the line if it is time to.
func (m *meter) show(line string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	every := 3 * time.Second
	if m.live {
		every = 200 * time.Millisecond
	}
	now := time.Now()
	if now.Sub(m.started) < quiet || now.Sub(m.last) < every {
		return
	}
	m.last, m.drawn = now, true
	if m.live {
		fmt.Fprintf(m.w, "\r\033[K%s", line)
		return
	}
	fmt.Fprintln(m.w, line)
}

// end clears a renewing line.
func (m *meter) end() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.live && m.drawn {
		fmt.Fprint(m.w, "\r\033[K")
	}
}
