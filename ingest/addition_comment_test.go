package ingest

import (
	"context"
	"slices"
	"testing"
	"time"

	"harta/internal/fault"
	"harta/internal/register"
)

// broken is a register of comments after which the spool's disk is full: the comment is kept, and nothing was told of it, unless by what
// happens meanwhile.
type broken struct {
	Comments
	spool     *Spool
	meanwhile func()
}

func (b broken) PutComment(ctx context.Context, c register.Comment) (string, bool, error) {
	kept, fresh, err := b.Comments.PutComment(ctx, c)
	if b.meanwhile != nil {
		b.meanwhile()
	}
	b.spool.full.Store(true)
	return kept, fresh, err
}

// A comment is written, refused, written otherwise and sent again under the same id, and once more after it was accepted. Whatever
// happens, the figures are told of the text that the register keeps.
func TestTheCommentKeptIsTheCommentTold(t *testing.T) {
	const first, last, late = "Чаках два часа", "Чаках два часа. Тел. 0888 123 456", "Все едно"
	for name, c := range map[string]struct {
		refused, want, told string
	}{
		"accepted":                            {"", first, first},
		"refused for want of room":            {"full", last, "Чаках два часа. Тел. [телефон]"},
		"refused after it was kept":           {"broken", last, "Чаках два часа. Тел. [телефон]"},
		"refused while a repeat was accepted": {"repeated", first, first},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ctx := context.Background()
			spool, door := door(t, w.clock)
			door = door.With(Office{Comments: w.reg})
			tap := aTap(2)
			tap.Moment = w.clock().Add(-time.Minute)
			send := func(door *Responses, text string) error {
				add := second(tap, "waiting")
				add.Comment = text
				_, err := door.Add(ctx, add)
				return err
			}
			if c.refused == "" {
				must(t, send(door, first))
			} else {
				sent := door
				switch c.refused {
				case "broken":
					sent = door.With(Office{Comments: broken{w.reg, spool, nil}})
				case "repeated":
					sent = door.With(Office{Comments: broken{w.reg, spool, func() { must(t, send(door, last)) }}})
				default:
					spool.full.Store(true)
				}
				if f, ok := fault.As(send(sent, first)); !ok || f.Kind != fault.KindUnavailable {
					t.Fatalf("the full spool says %v", f)
				}
				spool.full.Store(false)
				if _, err := w.reg.Comment(ctx, tap.ID, "u"); c.refused != "repeated" && !isCode(err, "comment_unknown") {
					t.Errorf("what was refused left a comment behind: %v", err)
				}
			}
			must(t, send(door, last))
			must(t, send(door, late))
			must(t, NewLoader(w.ch, spool, nil, w.clock, quiet()).Flush(ctx))
			whole, err := w.reg.Comment(ctx, tap.ID, "u")
			must(t, err)
			if whole.Text != c.want {
				t.Errorf("kept %q, want %q", whole.Text, c.want)
			}
			if told := w.ask("SELECT text FROM comments FINAL"); !slices.Equal(told, []string{c.told}) {
				t.Errorf("told %q, want %q", told, c.told)
			}
		})
	}
}

// One broken rule refuses all of several additions, and none of their comments is kept.
func TestRefusedAdditionsKeepNoComment(t *testing.T) {
	w := newOffice(t)
	_, door := door(t, w.clock)
	door = door.With(Office{Comments: w.reg})
	good, bad := second(aTap(2)), second(aTap(2), "weather")
	good.Comment = "Чаках"
	if _, err := door.AddAll(context.Background(), []Addition{good, bad}); err == nil {
		t.Fatal("taken")
	}
	if _, err := w.reg.Comment(context.Background(), good.Response.ID, "u"); !isCode(err, "comment_unknown") {
		t.Errorf("the comment of what was refused: %v", err)
	}
}
