package decide

import (
	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
)

// RetentionFacts describe a document for which a period is sought.
type RetentionFacts struct {
	Title  string `fact:"title" min:"1"`
	Issuer string `fact:"issuer"`
	Kind   string `fact:"kind"` // document type, e.g. 通知
}

// Retention is a proposal of the bureau's schedule. An empty Period means that
// the schedule does not decide.
type Retention struct {
	Period string // Y, D30, D10
	Rule   string // the schedule's row
	Basis  []Basis
	Reason string
}

// Scheduler proposes retention periods by the schedule in force on a day. The
// archive room has one; the program hands it over.
type Scheduler interface {
	Retention(asOf civil.Date, facts RetentionFacts) (Retention, error)
}

// SchedulerFunc is a Scheduler made of a function.
type SchedulerFunc func(asOf civil.Date, facts RetentionFacts) (Retention, error)

// Retention calls the function.
func (f SchedulerFunc) Retention(asOf civil.Date, facts RetentionFacts) (Retention, error) {
	return f(asOf, facts)
}

// AddRetention registers "retention".
func AddRetention(r *Registry, s Scheduler) error {
	return Add(r, "retention", Local, func(asOf civil.Date, f RetentionFacts) (Result, error) {
		p, err := s.Retention(asOf, f)
		if err != nil {
			return Result{}, err
		}
		if len(p.Basis) == 0 {
			p.Basis = []Basis{Cite(law.ArchiveRetentionClasses)}
		}
		if p.Period == "" {
			if p.Reason == "" {
				p.Reason = "保管期限表里没有与它对应的条款，请档案员确定。"
			}
			return Result{Undecided: true, Basis: p.Basis, Reason: p.Reason}, nil
		}
		return Result{Basis: p.Basis, Reason: p.Reason, Answer: struct {
			Period string `json:"period"`
			Rule   string `json:"rule"`
		}{p.Period, p.Rule}}, nil
	})
}

// CodeParts are the parts of an archival code. Unit and Group are nil where the
// code has none.
type CodeParts struct {
	Fonds    string  `json:"fonds"`
	Category string  `json:"category"`
	Year     int     `json:"year"`
	Period   string  `json:"period"`
	Unit     *string `json:"unit"`
	Group    *int    `json:"group"`
	Item     int     `json:"item"`
}

// Coder writes and reads archival codes in a grammar (dat22 or dat13). Errors are
// Invalid and name the wrong part as their field; Parse also gives the code in
// its normal form.
type Coder interface {
	Format(grammar string, parts CodeParts) (code string, err error)
	Parse(grammar, code string) (normal string, parts CodeParts, err error)
}

type codeFacts struct {
	Grammar  string  `fact:"grammar" words:"dat22 dat13"`
	Code     *string `fact:"code,optional"`
	Fonds    *string `fact:"fonds,optional"`
	Category *string `fact:"category,optional"`
	Year     *int    `fact:"year,optional"`
	Period   *string `fact:"period,optional"`
	Unit     *string `fact:"unit,optional,nullable"`
	Group    *int    `fact:"group,optional,nullable" min:"1"`
	Item     *int    `fact:"item,optional" min:"1"`
}

// AddArchivalCode registers "archival-code".
func AddArchivalCode(r *Registry, c Coder) error {
	return Add(r, "archival-code", National, func(_ civil.Date, f codeFacts) (Result, error) {
		ground := law.DAT22Number
		if f.Grammar == "dat13" {
			ground = law.DAT13
		}
		if f.Code != nil {
			return readCode(c, f, ground)
		}
		parts, err := f.parts()
		if err != nil {
			return Result{}, err
		}
		code, err := c.Format(f.Grammar, parts)
		if err != nil {
			return Result{}, err
		}
		return Result{Basis: []Basis{Cite(ground)}, Reason: "按所选编号规则，档号为" + code + "。", Answer: struct {
			Code string `json:"code"`
		}{code}}, nil
	})
}

func readCode(c Coder, f codeFacts, ground law.ID) (Result, error) {
	for _, part := range []struct {
		name  string
		given bool
	}{{"fonds", f.Fonds != nil}, {"category", f.Category != nil}, {"year", f.Year != nil}, {"period", f.Period != nil},
		{"unit", f.Unit != nil}, {"group", f.Group != nil}, {"item", f.Item != nil}} {
		if part.given {
			return Result{}, fault.Field(part.name, "", "已经给了整个档号，就不要再填“"+part.name+"”。")
		}
	}
	normal, parts, err := c.Parse(f.Grammar, *f.Code)
	if err != nil {
		return Result{}, err
	}
	return Result{Basis: []Basis{Cite(ground)}, Reason: "档号" + normal + "符合所选编号规则。", Answer: struct {
		Code string `json:"code"`
		CodeParts
	}{normal, parts}}, nil
}

func (f codeFacts) parts() (CodeParts, error) {
	missing := func(name string) (CodeParts, error) {
		return CodeParts{}, fault.Field(name, "", "缺少“"+name+"”，请补填（或改填整个档号 code）。")
	}
	switch {
	case f.Fonds == nil:
		return missing("fonds")
	case f.Category == nil:
		return missing("category")
	case f.Year == nil:
		return missing("year")
	case f.Period == nil:
		return missing("period")
	case f.Item == nil:
		return missing("item")
	}
	p := CodeParts{Fonds: *f.Fonds, Category: *f.Category, Year: *f.Year, Period: *f.Period, Group: f.Group, Item: *f.Item}
	if f.Unit != nil && *f.Unit != "" {
		p.Unit = f.Unit
	}
	return p, nil
}
