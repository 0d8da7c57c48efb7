package register

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestComment(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	want := Comment{
		ResponseID: uuid.New(), Text: "Благодаря на г-жа " + secretName, Language: "bg", Office: "kasi", Service: "2079", Department: "grao",
		Channel: "kiosk", Moment: h.now.UTC(),
	}
	later := want
	later.Text = "друго"
	for i, c := range []Comment{want, later} {
		if kept, fresh, err := h.PutComment(ctx, c); err != nil || kept != want.Text || fresh != (i == 0) {
			t.Errorf("kept %q, %v", kept, err)
		}
	}
	if got, err := h.Comment(ctx, want.ResponseID, "reader"); err != nil || got != want {
		t.Errorf("comment %+v, %v", got, err)
	}
	if trail := h.dump("audit"); strings.Count(trail, "reader\x1fcomment.read\x1f"+want.ResponseID.String()) != 1 {
		t.Errorf("trail %s", trail)
	}
	h.must(h.DropComment(ctx, want.ResponseID))
	_, err := h.Comment(ctx, want.ResponseID, "reader")
	wantFault(t, err, "comment_unknown")
	_, err = h.Comment(ctx, uuid.New(), "reader")
	wantFault(t, err, "comment_unknown")
}

func TestPutCommentsIsAllOrNothing(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	good := Comment{ResponseID: uuid.New(), Text: "добре"}
	err := h.PutComments(ctx, []Comment{good, {ResponseID: uuid.New(), Text: " "}, {ResponseID: uuid.New(), Text: strings.Repeat("ж", CommentMax+1)}})
	if got := codes(t, err); !slices.Equal(got, []string{"comment=comment_missing", "comment=comment_long"}) {
		t.Errorf("faults %v", got)
	}
	_, err = h.Comment(ctx, good.ResponseID, "reader")
	wantFault(t, err, "comment_unknown")
	h.must(h.PutComments(ctx, []Comment{good, {ResponseID: uuid.New(), Text: " по-добре "}}))
	if _, err := h.Comment(ctx, good.ResponseID, "reader"); err != nil {
		t.Error(err)
	}
}
