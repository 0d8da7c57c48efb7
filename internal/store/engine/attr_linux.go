package engine

import "syscall"

// ownGroup keeps a terminal's Ctrl-C, which goes to the whole group, away from the engine.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// diesWithParent asks the system to kill the process when the thread that started it ends.
func diesWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// self is this program's file. The link of the running process stays right when an upgrade has replaced the file meanwhile.
func self() (string, error) { return "/proc/self/exe", nil }
