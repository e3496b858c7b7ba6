package flow

import (
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/kit/db"
)

// Expectation is one step of a chain that has not been sent yet.
type Expectation struct {
	StepSpec
	Added   string // name of an added signatory; StepSpec.Who is empty then
	Holders []Holder
	Why     string // why nobody can act as things stand
}

// Expect says who would act in each step if the case were sent now.
func (f *Flow) Expect(ctx context.Context, table string, applicant int64, chain []StepSpec) ([]Expectation, error) {
	return f.ExpectIn(ctx, table, "", applicant, chain)
}

// ExpectIn is Expect with the roles of a unit; of the applicant's if unit is empty.
func (f *Flow) ExpectIn(ctx context.Context, table, unit string, applicant int64, chain []StepSpec) ([]Expectation, error) {
	if _, ok := f.kinds[table]; !ok {
		return nil, fault.New(fault.Internal, "")
	}
	cast, err := f.Cast.At(ctx, f.Door.Reader(), f.Door.Now())
	if err != nil {
		return nil, err
	}
	if unit != "" {
		cast = cast.In(unit)
	}
	var out []Expectation
	for _, x := range plain(chain) {
		found, why, err := f.holders(ctx, f.Door.Reader(), cast, &Case{Kind: table, Applicant: applicant}, &Step{Who: x.Who, Act: x.Act})
		if err != nil {
			return nil, err
		}
		out = append(out, Expectation{StepSpec: x, Holders: found, Why: why})
	}
	return out, nil
}

// ExpectBack says who would act next if a returned case were put forward again with
// these facts (Submission.Facts): with the facts it has it goes back to whoever
// returned it, by the chain and edition it has. ok is false where it would be
// decided anew. Whether the case may be seen is the room's to say.
func (f *Flow) ExpectBack(ctx context.Context, subject, facts string) (list []Expectation, c Case, ok bool, err error) {
	r := f.Door.Reader()
	c, found, err := db.Maybe[Case](ctx, r, q.SQL("case_of"), subject)
	if err != nil || !found || c.Phase != Returned || c.Facts != facts {
		return nil, c, false, err
	}
	l, err := f.with(ctx, r, c)
	if err != nil {
		return nil, c, false, err
	}
	cast, err := f.Cast.At(ctx, r, f.Door.Now())
	if err != nil {
		return nil, c, false, err
	}
	for _, x := range l.state.Steps {
		if x.Round != c.Round || x.State != Pending {
			continue
		}
		e := Expectation{StepSpec: StepSpec{Who: x.Who, Act: x.Act}}
		if x.Added != 0 {
			e.Added = x.PersonName
		}
		if e.Holders, e.Why, err = f.holders(ctx, r, cast, &c, &x); err != nil {
			return nil, c, false, err
		}
		list = append(list, e)
	}
	return list, c, true, nil
}
