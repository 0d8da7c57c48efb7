package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"slices"
	"syscall"
	"time"
)

// tapClients are clients at the kiosks' door, each with a connection that it keeps, which tap and wait for the answer before they tap
// again. They share the machine with the program they measure. So one thread plays them all, as load generators do: it costs a tenth
// of the machine less than a goroutine for each.
type tapClients struct {
	poll     int
	sockets  []int
	requests [][]byte
	took     []time.Duration
	next     int                 // request
	answered int                 // requests
	of       map[int32]*tapUnder // by socket
}

// tapUnder is a tap under way.
type tapUnder struct {
	request int
	began   time.Time
	answer  []byte
}

// tapRate taps at an address with so many clients as the benchmark has, and gives the answers a second and the 99th percentile of
// the time until one.
func (s *soak) tapRate(address string, requests [][]byte) (rate float64, p99 time.Duration) {
	c := &tapClients{requests: requests, took: make([]time.Duration, len(requests)), of: make(map[int32]*tapUnder)}
	defer c.close()
	soakMust(s.t, c.connect(address))
	rate = s.timed(len(requests), func() { soakMust(s.t, c.tap()) })
	slices.Sort(c.took)
	return rate, c.took[len(c.took)*99/100]
}

func (c *tapClients) connect(address string) (err error) {
	to, err := net.ResolveTCPAddr("tcp4", address)
	if err != nil {
		return err
	}
	if c.poll, err = syscall.EpollCreate1(syscall.EPOLL_CLOEXEC); err != nil {
		return err
	}
	for range benchClients {
		socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		c.sockets = append(c.sockets, socket)
		if err := syscall.Connect(socket, &syscall.SockaddrInet4{Port: to.Port, Addr: [4]byte(to.IP.To4())}); err != nil {
			return err
		}
		if err := syscall.SetsockoptInt(socket, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1); err != nil {
			return err
		}
		event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(socket)}
		if err := syscall.EpollCtl(c.poll, syscall.EPOLL_CTL_ADD, socket, &event); err != nil {
			return err
		}
		c.of[int32(socket)] = &tapUnder{answer: make([]byte, 0, 4096)}
	}
	return nil
}

func (c *tapClients) close() {
	for _, socket := range c.sockets {
		_ = syscall.Close(socket)
	}
	_ = syscall.Close(c.poll)
}

// tap sends all requests, a client's next one when its last one is answered.
func (c *tapClients) tap() error {
	for _, socket := range c.sockets {
		if err := c.send(socket, c.of[int32(socket)]); err != nil {
			return err
		}
	}
	events := make([]syscall.EpollEvent, benchClients)
	for c.answered < len(c.requests) {
		n, err := syscall.EpollWait(c.poll, events, -1)
		if err != nil && err != syscall.EINTR {
			return err
		}
		for _, event := range events[:max(n, 0)] {
			if err := c.receive(int(event.Fd), c.of[event.Fd]); err != nil {
				return err
			}
		}
	}
	return nil
}

// send sends the next request, if there is one.
func (c *tapClients) send(socket int, t *tapUnder) error {
	if c.next == len(c.requests) {
		return nil
	}
	t.request, t.began = c.next, time.Now()
	c.next++
	_, err := syscall.Write(socket, c.requests[t.request])
	return err
}

// receive reads what there is of an answer, which has no body.
func (c *tapClients) receive(socket int, t *tapUnder) error {
	n, err := syscall.Read(socket, t.answer[len(t.answer):cap(t.answer)])
	if n == 0 && err == nil {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fmt.Errorf("tap %d: %w", t.request, err)
	}
	if t.answer = t.answer[:len(t.answer)+n]; !bytes.HasSuffix(t.answer, []byte("\r\n\r\n")) {
		return nil
	}
	if !bytes.HasPrefix(t.answer, []byte("HTTP/1.1 204 ")) {
		return fmt.Errorf("tap %d: %.300s", t.request, t.answer)
	}
	c.took[t.request] = time.Since(t.began)
	c.answered++
	t.answer = t.answer[:0]
	return c.send(socket, t)
}
