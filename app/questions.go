package app

import (
	"errors"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/decide"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/schedule"
)

// Version of the product.
const Version = "0.1.0"

// Questions are what `lantai decide` can be asked. The same functions serve the
// pages, so a wrong answer here is a wrong answer there.
func Questions(b *rulebook.Book) (*decide.Registry, error) {
	r := decide.NewRegistry(b.InForce)
	if err := decide.AddWorkdays(r, calendar.Official()); err != nil {
		return nil, err
	}
	if err := errors.Join(decide.AddTables(r, b), decide.AddLeave(r, b, calendar.Official()), decide.AddPosts(r, b)); err != nil {
		return nil, err
	}
	if err := decide.AddRetention(r, scheduler{schedule.Sample(), ownNames(b)}); err != nil {
		return nil, err
	}
	return r, decide.AddArchivalCode(r, coder{})
}

type scheduler struct {
	s   schedule.Schedule
	own []string
}

// Retention proposes by the schedule.
func (s scheduler) Retention(_ civil.Date, f decide.RetentionFacts) (decide.Retention, error) {
	p, decided := schedule.Propose(s.s, schedule.Question{Title: f.Title, Issuer: f.Issuer, Kind: f.Kind, OwnNames: s.own})
	out := decide.Retention{Rule: p.Rule, Reason: p.Rule}
	if p.Clause != "" {
		out.Basis = append(out.Basis, decide.Cite(p.Clause))
	}
	out.Basis = append(out.Basis, decide.Cite(law.ArchivesLaw19))
	if decided {
		out.Period = string(p.Period)
	}
	return out, nil
}

type coder struct{}

// Format writes a code.
func (coder) Format(grammar string, p decide.CodeParts) (string, error) {
	g, err := code.ParseGrammar(grammar)
	if err != nil {
		return "", err
	}
	parts := code.Parts{Fonds: p.Fonds, Category: p.Category, Year: p.Year, Period: code.Period(p.Period), Item: p.Item}
	if p.Unit != nil {
		parts.Unit = *p.Unit
	}
	if p.Group != nil {
		parts.Group = *p.Group
	}
	return code.Format(g, parts)
}

// Parse reads a code in any spelling of its separators.
func (coder) Parse(grammar, text string) (string, decide.CodeParts, error) {
	g, err := code.ParseGrammar(grammar)
	if err != nil {
		return "", decide.CodeParts{}, err
	}
	p, err := code.ParseAs(g, text)
	if err != nil {
		return "", decide.CodeParts{}, err
	}
	out := decide.CodeParts{Fonds: p.Fonds, Category: p.Category, Year: p.Year, Period: string(p.Period), Item: p.Item}
	if p.Unit != "" {
		out.Unit = &p.Unit
	}
	if p.Group != 0 {
		out.Group = &p.Group
	}
	return code.Normalise(text), out, nil
}
