package attendance

import (
	"context"

	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/db"
)

// agenda says which meeting takes up a leave that the leaders decide together: the one
// that the book names (clause leave.personal.ge6). It is none of its listed classes.
func (r *Room) agenda(ctx context.Context, rd db.Reader, c flow.Case) (flow.Agenda, error) {
	chart, err := r.Org.Chart(ctx, rd, r.Door.Now())
	if err != nil {
		return flow.Agenda{}, err
	}
	book, err := r.Rules.Today(ctx)
	if err != nil {
		return flow.Agenda{}, err
	}
	p, _ := book.Param(law.LeavePersonalGe6, "meeting")
	return flow.Agenda{Unit: chart.Person(c.Applicant).Unit, Meeting: p.Value}, nil
}
