//go:build !linux

package engine

import "os"

// attachTerminal leaves the standard input as it is: here the engine ends, and is started again, when a connection to it fails.
func attachTerminal() (parent *os.File, err error) { return os.Stdin, nil }
