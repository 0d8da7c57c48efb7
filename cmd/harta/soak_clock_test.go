package main

import (
	"os"
	"strings"
	"sync"
	"time"
)

// clockVariable names, in the environment of a program under test, the file that says by how much its clock is wrong.
const clockVariable = "HARTA_TEST_CLOCK"

// clockLook is how long a program goes by what it last read there.
const clockLook = 20 * time.Millisecond

// testClock is the machine's clock, off by the duration in a file; without a file it is right. Like a clock that was set, it
// tells the wall's time alone.
func testClock(file string) func() time.Time {
	if file == "" {
		return time.Now
	}
	var mu sync.Mutex
	var offset time.Duration
	var read time.Time
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if now.Sub(read) > clockLook {
			read = now
			if text, err := os.ReadFile(file); err == nil {
				if d, err := time.ParseDuration(strings.TrimSpace(string(text))); err == nil {
					offset = d
				}
			}
		}
		return now.Add(offset).Round(0)
	}
}
