// Command harta is the whole product in one binary: the server with its embedded database engine, the demo town, imports and
// the few tasks of an administrator.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // the municipality's time zone must be known on any machine

	"github.com/alecthomas/kong"

	"harta/internal/store/engine"
	"harta/internal/text"
)

// version is set by the build.
var version = "dev"

// Exit statuses. A script can tell a refused import from one that took some rows and rejected others.
const (
	exitOK      = 0
	exitFailed  = 1
	exitPartial = 2
)

// errPartial says that an import finished but rejected rows; the receipt has been printed already.
var errPartial = errors.New("some rows were rejected")

const about = `Citizen feedback and satisfaction analytics for a municipality, built from its customer charter.

Start with "harta demo": it serves an invented town on a local address and prints its users.
For real work: "harta serve". Options with a $NAME can also be set in the environment.
HARTA_ENGINE_LIBRARY names the embedded engine's file (libchdb.so or a clickhouse binary) where it is not found by itself.`

// cli is the command line. Options that several commands share stand here.
type cli struct {
	Data     string           `help:"Folder that holds everything: databases, keys, imports, logs." env:"HARTA_DATA" default:".data/harta" type:"path"`
	Lang     string           `help:"Language of messages in the terminal (bg, en). Default: from the environment's locale." env:"HARTA_LANG" enum:",bg,en" default:""`
	Charter  string           `help:"Charter file that replaces the built-in one." env:"HARTA_CHARTER" type:"path"`
	Verbose  bool             `help:"Log requests and loading to standard error too." short:"v"`
	KeyFile  string           `help:"File with the master key of personal data, for whoever keeps keys apart from data. Default: master.key in the data folder." env:"HARTA_KEY_FILE" type:"path"`
	KeepFree int64            `help:"Megabytes of the disk that are left free: with less, citizens are asked to come back later, and what was accepted is still delivered." env:"HARTA_KEEP_FREE" default:"256"`
	Version  kong.VersionFlag `help:"Print the version and stop."`

	ClickHouse string `name:"clickhouse" help:"Use this ClickHouse server instead of the embedded engine (clickhouse://user:password@host:9000/database)." env:"HARTA_CLICKHOUSE" placeholder:"URL"`

	Inbox string `help:"Folder whose files are imported and then moved to its folders done or rejected, with a report beside. A sub-folder named like a profile takes files of that kind." env:"HARTA_INBOX" type:"path"`

	Serve  serveCmd  `cmd:"" help:"Serve the municipality's data."`
	Demo   demoCmd   `cmd:"" help:"Serve an invented town; fills it at the first start."`
	Import importCmd `cmd:"" help:"Import files; works beside a running server too."`
	Sample sampleCmd `cmd:"" help:"Write a sample export of a Bulgarian document system, to try the import with."`
	User   userCmd   `cmd:"" help:"Users of the dashboard."`
}

// terminal is where a command speaks to the person who started it.
type terminal struct {
	out, err io.Writer
	words    *text.Printer
	log      *slog.Logger
	clock    func() time.Time // of the machine
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == engine.Subcommand {
		os.Exit(engine.Main(os.Args[2:]))
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run carries out one command line and returns the exit status.
func run(args []string, out, errOut io.Writer) int { return runBy(time.Now, args, out, errOut) }

// runBy is run by another clock than the machine's: the stores and the doors go by it.
func runBy(clock func() time.Time, args []string, out, errOut io.Writer) int {
	// Everything written is the owner's alone, in whatever folder it lies and whichever library writes it.
	syscall.Umask(0o077)
	var c cli
	parser, err := kong.New(&c, kong.Name("harta"), kong.Description(about), kong.Vars{"version": version},
		kong.Writers(out, errOut), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(errOut, err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(errOut, "harta: %v (see harta --help)\n", err)
		return exitFailed
	}
	words, err := text.Load()
	if err != nil {
		fmt.Fprintf(errOut, "harta: %v\n", err)
		return exitFailed
	}
	// The second signal ends the program at once, for whoever cannot wait for the clean stop.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)

	term := &terminal{out: out, err: errOut, words: words.In(terminalLanguage(c.Lang)), log: newLogger(errOut, c.Verbose), clock: clock}
	command.BindTo(ctx, (*context.Context)(nil))
	command.Bind(&c, term)
	return term.status(command.Run())
}

// status words the outcome of a command for the person and turns it into an exit status.
func (t *terminal) status(err error) int {
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errPartial):
		return exitPartial
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(t.err, t.words.T("cli.interrupted"))
		return exitFailed
	}
	t.explain(err)
	return exitFailed
}

// terminalLanguage is the language asked for, else the one of the environment's locale, else English.
func terminalLanguage(asked string) text.Lang {
	if asked != "" {
		return text.Lang(asked)
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if len(v) >= 2 && v[:2] == string(text.BG) {
				return text.BG
			}
			return text.EN
		}
	}
	return text.EN
}
