package engine

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"unsafe"

	"github.com/ebitengine/purego"
)

// Subcommand is the hidden first argument under which a program must hand the rest of its arguments to Main.
const Subcommand = "engine"

// listen opens the native protocol's port and then keeps the local session busy for as long as the process lives, because the
// engine ends with its last query.
const listen = `SYSTEM START LISTEN TCP;
SELECT sleepEachRow(3) FROM numbers(1000000000000)
SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0 FORMAT Null`

// Main is the engine's own process: it runs ClickHouse until its standard input ends, which happens when the parent closes the
// pipe or dies in whatever way. It returns the exit status.
func Main(args []string) int {
	flags := flag.NewFlagSet(Subcommand, flag.ContinueOnError)
	library := flags.String("library", "", "libchdb or a clickhouse binary")
	config := flags.String("config", "", "the engine's configuration file")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	// Only the parent decides when the engine ends: a Ctrl-C or a service manager's signal to the whole group must not take
	// the engine away while the parent still writes its last rows.
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	parent, err := attachTerminal()
	if err != nil {
		fmt.Fprintln(os.Stderr, "a failed connection will end the engine:", err)
	}
	run := runLibrary
	if isBinary(*library) {
		run = runBinary
	}
	arguments := []string{"--config-file=" + *config, "--log-level=warning", "--interactive", "--progress=off", "--query", listen}
	if err := run(parent, *library, arguments); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// runLibrary loads the library into this process and hands it the arguments of "clickhouse local".
func runLibrary(parent io.Reader, library string, arguments []string) error {
	endWithParent(parent, func() {})
	runtime.LockOSThread()
	handle, err := purego.Dlopen(library, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return fmt.Errorf("load the engine: %w", err)
	}
	var (
		setSignalHandlers func(enabled int32)
		queryCommandLine  func(argc int32, argv unsafe.Pointer) unsafe.Pointer
		resultError       func(result unsafe.Pointer) string
	)
	for name, function := range map[string]any{
		"chdb_set_signal_handlers_enabled": &setSignalHandlers,
		"chdb_query_cmdline":               &queryCommandLine,
		"chdb_result_error":                &resultError,
	} {
		if _, err := purego.Dlsym(handle, name); err != nil {
			return fmt.Errorf("%s is not the engine's library: %w", library, err)
		}
		purego.RegisterLibFunc(function, handle, name)
	}
	setSignalHandlers(0) // the signals of this process belong to the Go runtime

	argv := cStrings(append([]string{"clickhouse"}, arguments...))
	result := queryCommandLine(int32(len(argv)-1), unsafe.Pointer(&argv[0]))
	runtime.KeepAlive(argv)
	if result == nil {
		return errors.New("the engine ended without a result")
	}
	if message := resultError(result); message != "" {
		return fmt.Errorf("the engine ended: %s", message)
	}
	return nil
}

// cStrings gives the strings as C wants them: zero-ended, and the list ended by a null pointer.
func cStrings(list []string) []*byte {
	pointers := make([]*byte, len(list)+1)
	for i, s := range list {
		pointers[i] = &append([]byte(s), 0)[0]
	}
	return pointers
}

// runBinary runs a clickhouse program with the same arguments. It dies with this process.
func runBinary(parent io.Reader, binary string, arguments []string) error {
	runtime.LockOSThread() // the system ties "dies with its parent" to the thread that started it
	command := exec.Command(binary, append([]string{"local"}, arguments...)...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.SysProcAttr = diesWithParent()
	if err := command.Start(); err != nil {
		return fmt.Errorf("start %s: %w", binary, err)
	}
	endWithParent(parent, func() { _ = command.Process.Kill() })
	if err := command.Wait(); err != nil {
		return fmt.Errorf("%s ended: %w", binary, err)
	}
	return nil
}

// endWithParent ends this process when the parent's pipe ends. The engine is not asked: every row that was acknowledged is on
// the disk already, so that the end of a program and its death are one case, tried every day.
func endWithParent(parent io.Reader, before func()) {
	go func() {
		_, _ = io.Copy(io.Discard, parent)
		before()
		os.Exit(0)
	}()
}
