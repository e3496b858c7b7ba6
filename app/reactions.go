package app

import (
	"context"

	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/room/archive/forms"
)

// connect lists every effect of one room on another: who asks whom before it acts.
func (a *App) connect() {
	// An item that is out on loan is not destroyed.
	a.Appraisal.Out = a.Lending.OutTo
	// What needs a registered purpose or somebody's consent is read only after that.
	a.Archive.Readable = a.Lending.Readable
	// The page of an item tells of its loans and of its appraisal.
	a.Archive.Panels = append(a.Archive.Panels, a.Lending.Panel, a.Appraisal.Panel)
	// The yearly summary counts the use of the year.
	a.Archive.Enrich = a.enrich
	// Whoever leaves the bureau hands back what he has of the archive room's
	// (clause archive.transfer.clearance).
	a.Org.Clearance = a.clearance
}

// clearance gathers what still stands in the way of somebody's leaving.
func (a *App) clearance(tx *act.Tx, p org.Person) ([]string, error) {
	var open []string
	for _, ask := range []func(*act.Tx, org.Person) ([]string, error){a.Lending.Clearance} {
		got, err := ask(tx, p)
		if err != nil {
			return nil, err
		}
		open = append(open, got...)
	}
	return open, nil
}

// enrich adds to the yearly summary what the rule book and the other registers know.
func (a *App) enrich(ctx context.Context, year int, s *forms.SummaryFigures) error {
	f, err := a.Lending.Figures(ctx, year)
	if err != nil {
		return err
	}
	s.Consulted, s.Lent, s.Overdue = int(f.Consulted), int(f.Lent), int(f.Overdue)
	for _, g := range a.Book.Archive.GuidingBodies {
		s.Guided = append(s.Guided, g.Name)
	}
	levels := map[int]string{1: "第一级", 2: "第二级", 3: "第三级", 4: "第四级"}
	for _, n := range a.Book.Archive.Network {
		s.Network = append(s.Network, forms.Holder{Level: levels[n.Level], Post: n.Title + "：" + n.Duty})
	}
	for _, r := range a.Book.Archive.Rooms {
		s.Rooms = append(s.Rooms, r.Name)
	}
	for _, b := range a.Book.Archive.ReferenceBooks {
		s.Books = append(s.Books, b.Title)
	}
	return nil
}
