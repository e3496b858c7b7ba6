package app

import (
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
)

// connect lists every effect of one room on another: who asks whom before it acts.
func (a *App) connect() {
	// An item that is out on loan is not destroyed.
	a.Appraisal.Out = a.Lending.OutTo
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
