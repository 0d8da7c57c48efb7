package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"time"

	"github.com/valyala/fasthttp"
)

// emptyVariable names, in the environment, the address at which the test binary answers every request with nothing.
const emptyVariable = "HARTA_TEST_AS_EMPTY"

// answerNothing is a server that does as little as one can that speaks HTTP.
func answerNothing(address string) int {
	err := fasthttp.ListenAndServe(address, func(c *fasthttp.RequestCtx) { c.SetStatusCode(fasthttp.StatusNoContent) })
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// reach says what could be reached here at best: by a program that did nothing for a tap but speak HTTP and append, and used every
// core to the full. The clients share the machine with it.
func (s *soak) reach(requests [][]byte, bare float64, ofBare spent) string {
	address := freeAddress(s.t)
	server := exec.Command(os.Args[0])
	server.Env = append(os.Environ(), emptyVariable+"="+address)
	soakMust(s.t, server.Start())
	defer func() { _ = server.Process.Kill(); _ = server.Wait() }()
	time.Sleep(time.Second)
	began, before := s.spentBy(server.Process.Pid), s.spent()
	rate, _ := s.tapRate(address, requests)
	n := time.Duration(len(requests))
	http := (s.spentBy(server.Process.Pid)-began)/n + s.spent().minus(before).test/n
	most := float64(runtime.NumCPU()) * float64(time.Second) / float64(http+ofBare.test)
	return fmt.Sprintf("a server that does nothing answers %.0f requests/s, for %v of processor time with its client; beside a bare append %d cores could do %.2f",
		rate, http.Round(time.Microsecond), runtime.NumCPU(), most/bare)
}
