package seal

import (
	"bytes"
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
)

// papers lays out what is left of a year: the register of uses.
func (r *Room) papers(ctx context.Context, year int64) (flow.Papers, error) {
	y, err := years.Get(ctx, r.Door.Reader(), year)
	if err != nil {
		return flow.Papers{}, err
	}
	last, _ := civil.Of(int(year), 12, 31)
	p := flow.Papers{Subject: act.Subject("seal_year", y.ID), Title: fmt.Sprintf("%d年用印登记簿", year), Unit: r.Org.Places.Office, Date: last, Weight: flow.Ordinary}
	p.Files, err = flow.Draw(ctx, r.Files, flow.Form{Name: p.Title, Draw: func(w *bytes.Buffer) error { return nil }})
	return p, err
}
