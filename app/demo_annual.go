package app

import (
	"context"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/room/disclosure/annual"
)

// demoAnnual gives the demonstration the report of the running year: figures of the
// demonstration applications, some texts, and units that owe their part.
func (a *App) demoAnnual(ctx context.Context) error {
	who, err := a.demoActor(ctx, "mishu")
	if err != nil {
		return err
	}
	today := a.Door.Today()
	if _, err := a.Annual.Begin(ctx, who, today.Year); err != nil {
		return err
	}
	if err := a.Annual.Enter(ctx, who, annual.Entered{Year: today.Year, Acts: annual.Acts{Normative: annual.Norms{Made: 2, Ended: 1, InForce: 7}, Permits: 34, Penalties: 5}, Published: 126}); err != nil {
		return err
	}
	if err := a.Annual.Write(ctx, who, today.Year, "request", "全年新收政府信息公开申请{新收}件，办结{办结}件，其中予以公开{予以公开}件、部分公开{部分公开}件。\n申请内容主要是商贸流通补贴、农贸市场建设和成品油管理。"); err != nil {
		return err
	}
	units, err := a.Org.Units(ctx)
	if err != nil {
		return err
	}
	var ask []string
	for _, u := range units {
		if u.Active && u.Code != a.Org.Places.Office && strings.HasSuffix(u.Name, "科") {
			ask = append(ask, u.Code)
		}
	}
	_, err = a.Annual.Ask(ctx, who, today.Year, civil.Date{Year: today.Year + 1, Month: 1, Day: 8}, ask)
	return err
}
