//go:build !linux

package engine

import (
	"os"
	"syscall"
)

// ownGroup keeps a terminal's Ctrl-C, which goes to the whole group, away from the engine.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// diesWithParent has no equivalent here: the process is killed only when its parent notices its own end.
func diesWithParent() *syscall.SysProcAttr { return nil }

// self is this program's file.
func self() (string, error) { return os.Executable() }
