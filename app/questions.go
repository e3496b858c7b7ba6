package app

import (
	"context"
	"errors"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/decide"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/schedule"
	"lantai.internal/room/study/measure"
)

// Version of the product.
const Version = "0.1.0"

// Questions are what `lantai decide` can be asked. The same functions serve the
// pages, so a wrong answer here is a wrong answer there.
func Questions(b *rulebook.Book) (*decide.Registry, error) { return questions(b, calendar.Official()) }

// Questions are what the installation can be asked: every edition of its book
// answers for its own days, by the installation's own calendar.
func (a *App) Questions(ctx context.Context) (*decide.Registry, error) {
	books, err := a.Rules.All(ctx)
	if err != nil {
		return nil, err
	}
	cal, err := a.Calendar.Current(ctx)
	if err != nil {
		return nil, err
	}
	first, err := questions(books[0], cal)
	if err != nil {
		return nil, err
	}
	for _, b := range books[1:] {
		next, err := questions(b, cal)
		if err != nil {
			return nil, err
		}
		first.Then(b.Since, next)
	}
	return first, nil
}

func questions(b *rulebook.Book, cal *calendar.Calendar) (*decide.Registry, error) {
	r := decide.NewRegistry(b.InForce)
	if err := decide.AddWorkdays(r, cal); err != nil {
		return nil, err
	}
	if err := errors.Join(decide.AddTables(r, b), decide.AddLeave(r, b, cal), decide.AddPosts(r, b), decide.AddDisclosure(r, b, cal), decide.AddCounter(r, b, cal), decide.AddMeetings(r, b), measure.AddQuestions(r, b)); err != nil {
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
