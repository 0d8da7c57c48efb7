package dashboard

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/fault"
)

// taker takes blocks of entries and answers for each of them in order. With an error nothing of the block is promised.
type taker interface {
	Take(ctx context.Context, block []ingest.Entry) ([]ingest.Outcome, error)
}

// takeRecords takes service records.
func (s *Server) takeRecords(c *fiber.Ctx, key access.Key) error {
	id, err := uuid.Parse(key.ID)
	if err != nil {
		return err
	}
	return s.takeAll(c, s.options.Records.Stream(id, c.Query("source")))
}

// takeAnswers takes answers to questions.
func (s *Server) takeAnswers(c *fiber.Ctx, _ access.Key) error {
	return s.takeAll(c, s.options.Answers.Stream(s.options.Catalogue, c.Query("source")))
}

// takeCases takes complaints and the like from another register.
func (s *Server) takeCases(c *fiber.Ctx, key access.Key) error {
	return s.takeAll(c, ingest.NewCaseStream(s.options.CaseDoor, s.charter, s.clock(), key.ID, c.Query("source")))
}

// takeSurveys makes one-time links to the survey. They lead where people reach this house, or where the program did.
func (s *Server) takeSurveys(c *fiber.Ctx, key access.Key) error {
	home := s.options.PublicURL
	if home == "" {
		home = c.BaseURL()
	}
	home = strings.TrimSuffix(home, "/") + surveyPath + "/"
	link := func(secret string) string { return home + secret }
	return s.takeAll(c, ingest.NewSurveyStream(s.options.Catalogue, s.options.Surveys, s.clock(), key.ID, c.Query("source"), link))
}

// takeAll brings a body to a door, block by block, and reports on every entry. The report is sent when the body has been read:
// most clients do not read before they have written everything.
//
// The status is 200 when at least one entry was taken, or was there already. When none was, or when the body could not be read to
// its end, it is that of the first fault or of what ended it; the report says in every case what was taken.
func (s *Server) takeAll(c *fiber.Ctx, door taker) error {
	entries, err := newEntryReader(c)
	if err != nil {
		return err
	}
	report, err := newTakeReport(s.options.Folder, s.printer(c), strings.Contains(c.Get(fiber.HeaderAccept), mimeNDJSON))
	if err != nil {
		return err
	}
	sent := false
	defer func() {
		if !sent {
			report.discard()
		}
	}()
	secret, _ := secretOf(c)
	door = &keyedTaker{taker: door, keys: s.options.Keys, secret: strings.Clone(secret), looked: time.Now()}
	stopped := takeBlocks(c.UserContext(), entries, door, report)
	if report.entries() == 0 {
		if stopped != nil {
			return stopped
		}
		return fault.Invalid("", "body_empty", nil)
	}
	status, first := fiber.StatusOK, report.first
	if stopped != nil {
		status, first = classify(stopped)
		if status >= fiber.StatusInternalServerError {
			s.logCitizenError(c, stopped)
		}
		setRetryAfter(c, first)
	} else if report.taken() == 0 {
		status = statusOf(first)
	} else {
		first = nil
	}
	body, size, err := report.finish(first, stopped != nil, requestID(c))
	if err != nil {
		return s.sendBrief(c, report, err)
	}
	sent = true
	c.Status(status).Set(fiber.HeaderContentType, report.kind())
	c.Context().SetBodyStream(body, size)
	return nil
}

// sendBrief answers where the lines of a report are lost: with how many entries were taken, and why no more is known of them. Sending
// them again is safe, as always.
func (s *Server) sendBrief(c *fiber.Ctx, report *takeReport, lost error) error {
	status, why := classify(lost)
	s.logCitizenError(c, lost)
	body, err := report.brief(why, requestID(c))
	if err != nil {
		return err
	}
	c.Status(status).Set(fiber.HeaderContentType, report.kind())
	return c.Send(body)
}

// takeBlocks gathers entries into blocks and takes them until the body ends; the error says what ended it too early.
func takeBlocks(ctx context.Context, entries entryReader, door taker, report *takeReport) error {
	for {
		block, unread, end := nextBlock(entries)
		outcomes, err := door.Take(ctx, block)
		if err != nil {
			return err
		}
		if err := report.add(mergeOutcomes(outcomes, unread)); err != nil {
			return err
		}
		if errors.Is(end, io.EOF) {
			return nil
		}
		if end != nil {
			return end
		}
	}
}

// nextBlock reads some entries, and those between them that cannot be read. end is io.EOF after the last one.
func nextBlock(entries entryReader) (block []ingest.Entry, unread []ingest.Outcome, end error) {
	for size := 0; len(block)+len(unread) < blockEntries && size < blockBytes; {
		e, wrong, err := entries.next()
		if err != nil {
			return block, unread, err
		}
		if wrong != nil {
			unread = append(unread, ingest.Outcome{Line: e.Line, Status: ingest.StatusRejected, Fault: wrong})
			continue
		}
		size += len(e.JSON)
		block = append(block, e)
	}
	return block, unread, nil
}

// mergeOutcomes puts two lists in the order of their lines.
func mergeOutcomes(a, b []ingest.Outcome) []ingest.Outcome {
	if len(b) == 0 {
		return a
	}
	out := make([]ingest.Outcome, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].Line < b[0].Line {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}
