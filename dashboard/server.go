// Package dashboard is the house's door: the Fiber server, its pages, charts, workbooks and JSON for people who are signed in,
// and the kiosk and the forms for citizens who are not.
package dashboard

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/charter"
	"harta/internal/guard"
	"harta/internal/text"
)

// Times the server keeps. A page has to be answered within pageTime; an upload may take longer to arrive.
const (
	pageTime    = 30 * time.Second
	uploadTime  = 15 * time.Minute
	readTime    = 30 * time.Second
	writeTime   = 5 * time.Minute
	idleTime    = 2 * time.Minute
	headerBytes = 16 << 10
	bodyBytes   = 1 << 20 // of a form; uploads have their own limit
)

// Server answers HTTP requests.
type Server struct {
	options   Options
	app       *fiber.App
	log       *slog.Logger
	clock     func() time.Time
	charter   *charter.Charter
	words     map[text.Lang]*text.Printer
	accounts  Accounts
	front     front
	assets    *assets
	templates *templates
	metrics   *Metrics
	uploads   map[string]bool
	forms     *formRoom       // forms with files under way
	fileLimit *limit          // citizens' files, by address
	streams   map[string]bool // paths whose handlers read the body as it comes
	books     bookSlots
	floods    *floods         // what comes by public links
	seen      seen            // kiosks heard of
	waiting   *uploadsWaiting // files that wait to be confirmed
	jobs      *importJobs     // files on their way in
	base      context.Context // ends when the server is told to stop
	stop      context.CancelFunc
}

// New puts the server together. It fails when a part is missing, when the built assets are missing or when a template is not
// well formed.
func New(o Options) (*Server, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if o.Guard == nil {
		o.Guard = new(guard.Guard)
	}
	if o.UploadLimit == 0 {
		o.UploadLimit = DefaultUploadLimit
	}
	s := &Server{options: o, log: o.Log, clock: o.Clock, charter: o.Charter, accounts: o.Accounts,
		uploads: make(map[string]bool), streams: make(map[string]bool)}
	s.forms = newFormRoom()
	s.fileLimit = newLimit(filesADay, 24*time.Hour, o.Clock)
	s.books = make(bookSlots, booksAtOnce)
	s.floods = newFloods(placeEach, placeAll, o.Clock)
	if s.metrics = o.Metrics; s.metrics == nil {
		s.metrics = NewMetrics()
	}
	var err error
	if s.front, err = newFront(o); err != nil {
		return nil, err
	}
	if s.assets, err = loadAssets(o.Static); err != nil {
		return nil, err
	}
	s.words = make(map[text.Lang]*text.Printer)
	for _, l := range text.Public() {
		s.words[l] = o.Words.InZone(l, o.Charter.Location())
	}
	if s.templates, err = loadTemplates(s.words, s.assets); err != nil {
		return nil, err
	}
	if s.waiting, err = newUploadsWaiting(o.Folder, o.Clock); err != nil {
		return nil, err
	}
	s.base, s.stop = context.WithCancel(context.Background())
	s.jobs = newImportJobs(s.base, s.log, o.Clock)
	s.app = s.newApp()
	s.routes()
	return s, nil
}

// newApp sets Fiber up. Immutable makes the strings of a request safe to keep; proxies are judged by front, never by Fiber.
func (s *Server) newApp() *fiber.App {
	app := fiber.New(fiber.Config{
		AppName:                 "Harta",
		Immutable:               true,
		CaseSensitive:           true,
		DisableStartupMessage:   true,
		EnableTrustedProxyCheck: true,
		BodyLimit:               bodyBytes,
		StreamRequestBody:       true, // see holdBody
		ReadTimeout:             readTime,
		WriteTimeout:            writeTime,
		IdleTimeout:             idleTime,
		ReadBufferSize:          headerBytes,
		ErrorHandler:            s.handleError,
	})
	app.Server().HeaderReceived = s.bodyPolicy
	return app
}

// App gives the Fiber application, for tests.
func (s *Server) App() *fiber.App { return s.app }

// Serve answers requests on the listener until Shutdown. The listener speaks TLS already where Options.Secure says so.
func (s *Server) Serve(l net.Listener) error {
	if err := s.app.Listener(endingListener{l}); err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// Shutdown stops listening and waits for the requests under way until ctx ends. An import under way is cut off and waits, in its
// stored file, for the next start.
func (s *Server) Shutdown(ctx context.Context) error {
	defer s.jobs.wait()
	defer s.stop()
	if err := s.app.ShutdownWithContext(ctx); err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	return nil
}
