package dashboard

import (
	"context"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/internal/access"
	"harta/internal/fault"
)

// undoShown is how long a request waits for an undoing to end. A longer one goes on, and the receipt shows how far it is.
const undoShown = 2 * time.Second

// cancelRunning stops the import of an upload.
func (s *Server) cancelRunning(c *fiber.Ctx, session access.Session) error {
	token := c.Params("token")
	job, ok := s.jobs.find(token, session.User.ID)
	if !ok {
		return fault.NotFound("upload_unknown", nil)
	}
	if err := s.options.Importer.Cancel(job.progress.Import); err != nil && !isFault(err) {
		return err
	}
	// One that has ended meanwhile shows its receipt, which has the way back.
	return c.Redirect(importPath+"/run/"+token, fiber.StatusSeeOther)
}

// cancelImport stops an import that somebody else began, or the terminal.
func (s *Server) cancelImport(c *fiber.Ctx, session access.Session) error {
	id, err := s.ownImport(c, session)
	if err != nil {
		return err
	}
	if err := s.options.Importer.Cancel(id); err != nil {
		return s.refuseReceipt(c, err)
	}
	return c.Redirect(importPath+"/"+id.String(), fiber.StatusSeeOther)
}

// undoImport takes a whole import back and shows its receipt.
func (s *Server) undoImport(c *fiber.Ctx, session access.Session) error {
	id, err := s.ownImport(c, session)
	if err != nil {
		return err
	}
	by := session.User.ID
	ended := s.jobs.beside(func(ctx context.Context) error {
		_, err := s.options.Importer.Undo(ctx, id, by, nil)
		return err
	})
	select {
	case err := <-ended:
		if err != nil {
			return s.refuseReceipt(c, err)
		}
	case <-time.After(undoShown):
	}
	return c.Redirect(importPath+"/"+id.String(), fiber.StatusSeeOther)
}

// ownImport gives the id of the import in the address, which must be of a kind that the user may bring in.
func (s *Server) ownImport(c *fiber.Ctx, session access.Session) (uuid.UUID, error) {
	id, err := importID(c)
	if err != nil {
		return id, err
	}
	im, err := s.options.Imports.ImportByID(c.UserContext(), id)
	if err != nil {
		return id, err
	}
	return id, mayImport(session.User.Role, im.Profile)
}

// refuseReceipt shows the receipt with the reason why something could not be done.
func (s *Server) refuseReceipt(c *fiber.Ctx, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.KindNotFound {
		return err
	}
	return s.renderImportReceipt(c, statusOf(f), f)
}

// beside does a piece of work that outlives its request and hands over how it ended.
func (j *importJobs) beside(work func(context.Context) error) <-chan error {
	ended := make(chan error, 1)
	j.running.Go(func() {
		err := context.Canceled // what a panic leaves
		defer func() {
			if r := recover(); r != nil {
				j.log.LogAttrs(j.base, slog.LevelError, "work on an import failed", slog.Any("panic", r))
			}
			ended <- err
		}()
		if err = work(j.base); err != nil && !isFault(err) && j.base.Err() == nil {
			j.log.LogAttrs(j.base, slog.LevelError, "work on an import failed", slog.Any("error", err))
		}
	})
	return ended
}
