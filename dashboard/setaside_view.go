package dashboard

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"harta/internal/fault"
	"harta/internal/register"
)

// asideView is what the address of the list says.
type asideView struct {
	Show          register.AsideShow
	Reason        register.Suspicion
	Before, After string // cursors
}

// asideTab is one of the ways to look at the list.
type asideTab struct {
	Label, Href string
	Current     bool
}

// asideShows are the ways to look at the list, in their order on the page.
func asideShows() []register.AsideShow {
	return []register.AsideShow{register.AsideWaiting, register.AsideUnseen, register.AsideDismissed}
}

// suspicions are the reasons for which something is set aside, in their order on the page.
func suspicions() []register.Suspicion {
	return []register.Suspicion{register.SuspectTrap, register.SuspectHaste, register.SuspectRepeat, register.SuspectRate}
}

func readAsideView(c *fiber.Ctx) (asideView, error) {
	v := asideView{
		Show: register.AsideShow(c.Query("show", string(register.AsideWaiting))), Reason: register.Suspicion(c.Query("reason")),
		Before: c.Query("before"), After: c.Query("after"),
	}
	if !slices.Contains(asideShows(), v.Show) || v.Reason != register.SuspectNothing && !slices.Contains(suspicions(), v.Reason) {
		return v, fault.Invalid("show", "bad_request", nil)
	}
	return v, nil
}

// Dismissed says whether the list is of what an officer dismissed.
func (v asideView) Dismissed() bool { return v.Show == register.AsideDismissed }

// Query is the view as an address has it, with its question mark; what is the default is left out.
func (v asideView) Query() string {
	q := url.Values{}
	for name, value := range map[string]string{"show": string(v.Show), "reason": string(v.Reason), "before": v.Before, "after": v.After} {
		if value != "" && value != string(register.AsideWaiting) {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// listAside fills the page with a part of the list, and with the ways to the rest of it.
func (s *Server) listAside(ctx context.Context, page *asidePage, days int) (err error) {
	v := page.View
	rows, more, err := s.options.Aside.ListAside(ctx, register.AsideQuery{Show: v.Show, Reason: v.Reason, Before: v.Before, After: v.After, Most: asideShown})
	if err != nil {
		return err
	}
	if page.Unseen, err = s.options.Aside.UnseenAside(ctx); err != nil {
		return err
	}
	people, err := s.peopleNames(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		line := asideLine{SetAsideRow: row, Kind: row.Kind, Why: page.Words.T("aside.why_" + string(row.Reason)), ErasedOn: row.Received.AddDate(0, 0, days)}
		if kind, ok := s.charter.Kind(row.Kind); ok {
			line.Kind = kind.Label.In(string(page.Lang))
		}
		if row.Dismissed != nil {
			line.By = people[row.DismissedBy]
		}
		page.Lines = append(page.Lines, line)
	}
	first := asideView{Show: v.Show, Reason: v.Reason}
	if n := len(rows); n > 0 && (v.After != "" || more) {
		page.Older = asidePath + asideView{Show: v.Show, Reason: v.Reason, Before: rows[n-1].Cursor()}.Query()
	}
	if len(rows) > 0 && (v.Before != "" || v.After != "" && more) {
		page.Newer = asidePath + asideView{Show: v.Show, Reason: v.Reason, After: rows[0].Cursor()}.Query()
	} else if len(rows) == 0 && (v.Before != "" || v.After != "") {
		page.Newer = asidePath + first.Query()
	}
	for _, show := range asideShows() {
		label := page.Words.T("aside.show_" + string(show))
		if show == register.AsideUnseen && page.Unseen.Count > 0 {
			label += " (" + strconv.Itoa(page.Unseen.Count) + ")"
		}
		page.Tabs = append(page.Tabs, asideTab{Label: label, Href: asidePath + asideView{Show: show, Reason: v.Reason}.Query(), Current: show == v.Show})
	}
	for _, reason := range suspicions() {
		page.Reasons = append(page.Reasons, choice{Value: string(reason), Label: page.Words.T("aside.why_" + string(reason)), Chosen: reason == v.Reason})
	}
	return nil
}
