package engine

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// attachTerminal makes the standard input a terminal that nobody types on, and gives the standard input there was before.
//
// ClickHouse's local session ends its whole process when a connection fails, be it a newcomer's wrong password or a client
// that was cut off, unless it believes that a person sits before it. A server must outlive its clients' mistakes. When its
// queries have ended, it asks that person for the next one, and is told that there is none.
func attachTerminal() (parent *os.File, err error) {
	before, err := unix.FcntlInt(0, unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return nil, fmt.Errorf("keep the standard input: %w", err)
	}
	parent = os.NewFile(uintptr(before), "parent")
	master, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return parent, fmt.Errorf("open a terminal: %w", err)
	}
	if err := unix.IoctlSetPointerInt(master, unix.TIOCSPTLCK, 0); err != nil {
		return parent, fmt.Errorf("unlock the terminal: %w", err)
	}
	number, err := unix.IoctlGetInt(master, unix.TIOCGPTN)
	if err != nil {
		return parent, fmt.Errorf("name the terminal: %w", err)
	}
	slave, err := unix.Open(fmt.Sprintf("/dev/pts/%d", number), unix.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return parent, fmt.Errorf("open the terminal: %w", err)
	}
	if err := unix.Dup3(slave, 0, 0); err != nil {
		return parent, fmt.Errorf("use the terminal: %w", err)
	}
	go endInput(master)
	return parent, unix.Close(slave)
}

// endInput types the sign for the end of the input for as long as the process lives: what was typed before the question is
// thrown away.
func endInput(terminal int) {
	const endOfTransmission = 0x04 // Ctrl-D
	for {
		time.Sleep(time.Second)
		if _, err := unix.Write(terminal, []byte{endOfTransmission}); err != nil && err != unix.EAGAIN && err != unix.EINTR {
			return
		}
	}
}
