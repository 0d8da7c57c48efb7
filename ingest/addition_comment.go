package ingest

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"harta/internal/guard"
	"harta/internal/register"
)

// Comments keeps whole texts under lock. *register.Register does.
type Comments interface {
	// PutComment gives the text that is kept: that of the response's first comment. fresh says that it is this one.
	PutComment(ctx context.Context, c register.Comment) (kept string, fresh bool, err error)
	// DropComment forgets the comment of a response.
	DropComment(ctx context.Context, response uuid.UUID) error
}

// dropComments forgets comments of what was refused, while nobody else is between the register and the spool. A repeat that was accepted
// meanwhile has told of the same text: then it stays.
func (r *Responses) dropComments(ctx context.Context, responses []uuid.UUID) error {
	if len(responses) == 0 {
		return nil
	}
	r.comments.Lock()
	defer r.comments.Unlock()
	for _, id := range responses {
		told, err := r.spool.took(ctx, kindComment, id.String())
		if err != nil {
			return err
		}
		if told {
			continue
		}
		if err := r.office.Comments.DropComment(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// comment locks the whole text away and gives the item of the masked one. The register comes first: what the figures say
// somebody wrote can then always be read by those who may. They are told of the text that it keeps, so that both say the same.
func (r *Responses) comment(ctx context.Context, a answered, add Addition) (item Item, fresh bool, err error) {
	p := a.toAnswer(add)
	kept, fresh, err := r.office.Comments.PutComment(ctx, register.Comment{ResponseID: a.ID, Text: add.Comment, Language: a.Language, Office: a.Office,
		Service: p.Service, Department: p.Department, Channel: a.Channel, Moment: a.Moment})
	if err != nil {
		return Item{}, false, err
	}
	p.mask(r.office.Guard, kept)
	item, err = p.item(kindComment)
	return item, fresh, err
}

// mask puts a comment into the addition without what would tell who wrote it or about whom.
func (p *added) mask(g *guard.Guard, comment string) {
	masked := g.Mask(comment)
	p.Text, p.Insult = masked.Text, masked.Insult
	for _, f := range masked.Found {
		if kind := string(f.Kind); !slices.Contains(p.Masked, kind) {
			p.Masked = append(p.Masked, kind)
		}
	}
}
