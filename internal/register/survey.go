package register

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/store"
)

// Limits of a survey link.
const (
	surveyRest = 30 * 24 * time.Hour  // how long a link is open unless said otherwise
	surveyMost = 366 * 24 * time.Hour // how long it may be open
	recordMax  = 64                   // bytes of a record's number
)

// SurveyLink is what a one-time link asks about.
type SurveyLink struct {
	Service    string // id of the catalogue, empty if unknown; it names the department
	Department string
	Office     string
	OrderSpeed string // id of the charter
	Record     string // number of the service request, which the answer joins; empty: none
	Expires    time.Time
	By         string // id of the user who makes it at the desk; empty: a program
	Request    string // by what a program asks: the same request gives the same link; empty: each one another

	// ResponseID is the id of the answer, made with the link: a link gives one answer at most.
	ResponseID uuid.UUID
	Used       *time.Time
}

// NewSurveyLink makes a link for one answer and gives its secret; one that somebody makes at the desk stands in the audit trail. Without
// Expires it is open for thirty days. A Request that came before gives the link it made, as SentAlready, and one that asks about something
// else then the fault.Conflict "record_version_conflict". Wrong input is a fault.List.
func (r *Register) NewSurveyLink(ctx context.Context, l SurveyLink) (secret string, sent Sent, err error) {
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return "", "", err
	}
	now := r.now()
	if l.Expires.IsZero() {
		l.Expires = now.Add(surveyRest)
	}
	if err := r.checkSurvey(cat, l, now); err != nil {
		return "", "", err
	}
	if l.Department == "" {
		service, _ := cat.Service(l.Service)
		l.Department = service.Department
	}
	secret, sent = r.surveySecret(l.Request), SentNew
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		before, err := findSurvey(ctx, tx, secret)
		switch {
		case err == nil && before.asks(l):
			sent = SentAlready
			return nil
		case err == nil:
			return versionConflict()
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		err = exec(ctx, tx, query("survey_link_add"), hashOf(secret), uuid.NewString(), l.Service, l.Department, l.Office, l.OrderSpeed,
			l.Record, store.Millis(now), store.Millis(l.Expires), l.By)
		if err != nil || l.By == "" {
			return err
		}
		return r.audit(ctx, tx, l.By, "survey.link", cmp.Or(l.Record, l.Service))
	})
	if err != nil {
		return "", "", fmt.Errorf("make survey link: %w", err)
	}
	return secret, sent, nil
}

// surveySecret is that of a request, which can be told again, though only its hash is kept: nobody makes it without the master key.
func (r *Register) surveySecret(request string) string {
	if request == "" {
		return newToken()
	}
	mac := hmac.New(sha256.New, r.markKey)
	mac.Write([]byte("survey link\x00" + request))
	return strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil)))[:len(newToken())]
}

// asks says whether two links are about the same.
func (l SurveyLink) asks(about SurveyLink) bool {
	return l.Service == about.Service && l.Department == about.Department && l.Office == about.Office &&
		l.OrderSpeed == about.OrderSpeed && l.Record == about.Record
}

// checkSurvey collects everything wrong with a link.
func (r *Register) checkSurvey(cat *Catalogue, l SurveyLink, now time.Time) error {
	var f faults
	if _, known := cat.Service(l.Service); l.Service != "" && !known {
		f.add("service", "no_such_service", fault.Params{"service": l.Service})
	}
	if _, known := cat.Department(l.Department); l.Department != "" && !known {
		f.add("department", "no_such_department", fault.Params{"department": l.Department})
	}
	if _, known := cat.Office(l.Office); l.Office != "" && !known {
		f.add("office", "no_such_office", fault.Params{"office": l.Office})
	}
	if _, known := r.charter.OrderSpeed(l.OrderSpeed); l.OrderSpeed != "" && !known {
		f.add("order_speed", "survey_speed", nil)
	}
	if len(l.Record) > recordMax || tidyLine(l.Record) != l.Record || containsMark(l.Record) {
		f.add("record", "survey_record", fault.Params{"max": recordMax})
	}
	if !l.Expires.After(now) || l.Expires.Sub(now) > surveyMost {
		f.add("expires", "survey_expires", nil)
	}
	return f.err()
}

// containsMark says whether a text holds a character that nobody sees.
func containsMark(s string) bool {
	for _, c := range s {
		if !unicode.IsGraphic(c) {
			return true
		}
	}
	return false
}

// SurveyByToken gives what a link asks about, a used one too. One that nobody made is the fault.NotFound "survey_unknown", one that is
// no longer open "survey_expired"; a used one never expires, so that it can say thanks.
func (r *Register) SurveyByToken(ctx context.Context, token string) (SurveyLink, error) {
	l, err := findSurvey(ctx, r.db, token)
	if errors.Is(err, sql.ErrNoRows) {
		return l, fault.NotFound("survey_unknown", nil)
	}
	if err != nil {
		return l, fmt.Errorf("find survey link: %w", err)
	}
	if l.Used == nil && !l.Expires.After(r.clock()) {
		return l, fault.NotFound("survey_expired", nil)
	}
	return l, nil
}

// findSurvey reads the link of a secret; sql.ErrNoRows says that nobody made it.
func findSurvey(ctx context.Context, db reader, secret string) (SurveyLink, error) {
	var l SurveyLink
	var id string
	var expires int64
	var used sql.NullInt64
	err := db.QueryRowContext(ctx, query("survey_link"), hashOf(secret)).
		Scan(&id, &l.Service, &l.Department, &l.Office, &l.OrderSpeed, &l.Record, &expires, &used)
	if err != nil {
		return l, err
	}
	l.Expires, l.Used = store.Moment(expires), nullMoment(used)
	l.ResponseID, err = uuid.Parse(id)
	return l, err
}

// SurveyUsed notes that a link has given its answer.
func (r *Register) SurveyUsed(ctx context.Context, token string) error {
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		return exec(ctx, tx, "UPDATE survey_links SET used = $2 WHERE hash = $1 AND used IS NULL", hashOf(token), store.Millis(r.clock()))
	})
	if err != nil {
		return fmt.Errorf("note survey: %w", err)
	}
	return nil
}
