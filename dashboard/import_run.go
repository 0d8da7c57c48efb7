package dashboard

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
)

// importJob is a file on its way in.
type importJob struct {
	by       string // id of the user
	started  time.Time
	progress ingest.Progress
	receipt  uuid.UUID // zero until there is one
	err      error     // why it ended without a receipt
	done     bool
}

// importJobs runs imports beside the requests that began them, and tells how far they are. What came of an import is in the
// register; only the way there is kept here, so a restart loses nothing that matters.
type importJobs struct {
	base    context.Context
	log     *slog.Logger
	clock   func() time.Time
	running sync.WaitGroup
	mu      sync.Mutex
	jobs    map[string]*importJob // by the upload's token
}

func newImportJobs(base context.Context, log *slog.Logger, clock func() time.Time) *importJobs {
	return &importJobs{base: base, log: log, clock: clock, jobs: make(map[string]*importJob)}
}

// jobAge is how long the way of an import is remembered.
const jobAge = 24 * time.Hour

// start runs an import under the token, unless it runs already; a failed one may be started again.
func (j *importJobs) start(token, by string, run func(context.Context, func(ingest.Progress)) (register.Import, error)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.clock()
	for t, job := range j.jobs {
		if job.done && now.Sub(job.started) > jobAge {
			delete(j.jobs, t)
		}
	}
	if job, there := j.jobs[token]; there && (!job.done || job.err == nil) {
		return
	}
	job := &importJob{by: by, started: now}
	j.jobs[token] = job
	j.running.Go(func() { j.run(job, run) })
}

// run carries an import out. A panic in it ends this import and not the program.
func (j *importJobs) run(job *importJob, run func(context.Context, func(ingest.Progress)) (register.Import, error)) {
	var receipt register.Import
	err := errors.New("import: panic")
	defer func() {
		if r := recover(); r != nil {
			j.log.LogAttrs(j.base, slog.LevelError, "import failed", slog.Any("panic", r))
		}
		j.mu.Lock()
		defer j.mu.Unlock()
		job.done, job.receipt = true, receipt.ID
		if receipt.ID == uuid.Nil {
			job.err = err
		}
	}()
	receipt, err = run(j.base, func(p ingest.Progress) {
		j.mu.Lock()
		defer j.mu.Unlock()
		job.progress = p
	})
	if err != nil && !isFault(err) && j.base.Err() == nil {
		j.log.LogAttrs(j.base, slog.LevelError, "import failed", slog.Any("error", err))
	}
}

// find gives the state of a user's job.
func (j *importJobs) find(token, user string) (importJob, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	job, ok := j.jobs[token]
	if !ok || job.by != user {
		return importJob{}, false
	}
	return *job, true
}

// wait returns when no import runs any more.
func (j *importJobs) wait() { j.running.Wait() }

// confirmImport begins the import of a file whose preview somebody has seen, and shows the way.
func (s *Server) confirmImport(c *fiber.Ctx, session access.Session) error {
	token := c.Params("token")
	if _, begun := s.jobs.find(token, session.User.ID); begun {
		if _, err := s.waiting.find(token, session.User.ID); err != nil { // confirmed twice, and the first has ended well
			return c.Redirect(importPath+"/run/"+token, fiber.StatusSeeOther)
		}
	}
	pending, err := s.waiting.find(token, session.User.ID)
	if err != nil {
		return err
	}
	s.jobs.start(token, session.User.ID, func(ctx context.Context, progress func(ingest.Progress)) (register.Import, error) {
		receipt, err := s.options.Importer.Import(ctx, pending.Profile, s.waiting.path(token), pending.Name, pending.By, progress)
		if receipt.ID != uuid.Nil {
			s.waiting.drop(token) // the importer has stored the file
		}
		return receipt, err
	})
	return c.Redirect(importPath+"/run/"+token, fiber.StatusSeeOther)
}

// runPage shows how far an import is.
type runPage struct {
	Page
	Token    string
	Checking bool
	Undoing  bool // it was stopped, and what it wrote is taken back
	Percent  int
	Minutes  int // left, rounded up; zero while that cannot be told yet
	Counts   register.ImportCounts
}

// runningImport shows the progress, and goes on to the receipt once there is one. An import that could not begin is back at its
// preview with the reason.
func (s *Server) runningImport(c *fiber.Ctx, session access.Session) error {
	job, ok := s.jobs.find(c.Params("token"), session.User.ID)
	switch {
	case !ok:
		return fault.NotFound("upload_unknown", nil)
	case job.done && job.err == nil:
		return c.Redirect(importPath+"/"+job.receipt.String(), fiber.StatusSeeOther)
	case job.done:
		f, known := fault.As(job.err)
		if !known {
			return job.err
		}
		return s.renderPreview(c, session, statusOf(f), f)
	}
	page := &runPage{
		Page: s.newPage(c, "import.run_title"), Token: c.Params("token"), Undoing: job.progress.Undoing,
		Checking: job.progress.Checking || job.progress.Total == 0, Counts: job.progress.Counts,
		Minutes: int((job.progress.Left + time.Minute - 1) / time.Minute),
	}
	if job.progress.Total > 0 {
		page.Percent = int(min(100, 100*job.progress.Read/job.progress.Total))
	}
	page.Scripts = []string{"import.js"}
	return s.render(c, fiber.StatusOK, "import_run.html", page)
}
