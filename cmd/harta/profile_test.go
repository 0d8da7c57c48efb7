package main

import (
	"os"
	"os/signal"
	"runtime/pprof"
	"syscall"
)

// profileVariable names, in the environment of a program under test, the file that gets a profile of its processor time, from the
// moment at which the measuring begins: what a program does to start is another thing.
const profileVariable = "HARTA_TEST_CPU_PROFILE"

// profileSignal tells it that the measuring begins.
const profileSignal = syscall.SIGUSR1

// profiled runs a program with such a profile, where one is wanted.
func profiled(run func() int) int {
	path := os.Getenv(profileVariable)
	if path == "" {
		return run()
	}
	f, err := os.Create(path)
	if err != nil {
		return exitFailed
	}
	defer f.Close()
	defer pprof.StopCPUProfile()
	begin := make(chan os.Signal, 1)
	signal.Notify(begin, profileSignal)
	go func() {
		<-begin
		_ = pprof.StartCPUProfile(f)
	}()
	return run()
}

// profile begins the program's profile, where one is wanted. Once is enough: it goes on until the program ends.
func (s *soak) profile() {
	if os.Getenv(profileVariable) != "" {
		soakMust(s.t, s.program.Process.Signal(profileSignal))
	}
}
