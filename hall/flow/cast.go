package flow

import (
	"context"
	"slices"
	"strings"

	"lantai.internal/kit/db"
)

// Holder is a person in whom a role was found, and in which capacity.
type Holder struct {
	CaseID int64  `db:"case_id"`
	StepID int64  `db:"step_id"`
	Kind   string `db:"kind"` // act, assign (names somebody), expect, agenda (a meeting decides first), or past
	Person int64  `db:"person"`
	Login  string `db:"login"` // empty for a person without account, who cannot act
	Name   string `db:"name"`
	Post   string `db:"post"`       // 商贸流通科科长
	For    string `db:"stands_for"` // 代××: the post stood in for; empty in the own right
	// TakeOver is the number in the A/B table of a B to whom nothing was handed over:
	// the take-over is to be recorded before acting. 0 otherwise.
	TakeOver int64 `db:"-"`
}

// Words say who it is: 李某（商贸流通科科长，代副局长）.
func (h Holder) Words() string {
	s := h.Post
	if h.For != "" {
		s = strings.TrimPrefix(s+"，代"+h.For, "，")
	}
	if s == "" {
		return h.Name
	}
	return h.Name + "（" + s + "）"
}

// Cast reads who is who at an instant (microseconds UTC), through r, which inside
// a deed is the deed's own transaction.
type Cast interface {
	At(ctx context.Context, r db.Reader, at int64) (Casting, error)
}

// Casting finds persons for roles as things stood when it was read.
type Casting interface {
	// Resolve gives everybody who can fill the role for the applicant's case, in
	// the own right or standing in (one hop), or says in Chinese why nobody can.
	Resolve(who Who, applicant int64) ([]Holder, string, error)
	// Principals are those who hold the role in their own right, at their post or away
	// from it, with account or without; never the applicant.
	Principals(who Who, applicant int64) ([]Holder, error)
	// Partners are those to whom a person may pass a step on: the partner of the
	// A/B post and other holders of the same role. who is empty for a step that
	// was given to the person by name.
	Partners(who Who, applicant, person int64) ([]Holder, error)
	// Person gives somebody by number, and says why the person cannot act now. Of
	// one who is away or has no account the rest is known all the same; one who is
	// unknown or has left is the zero Holder.
	Person(person int64) (Holder, string)
	// Self is the person behind an account; false if there is none.
	Self(login string) (Holder, bool)
	// Everybody lists who may be named as a signatory or reader.
	Everybody() []Holder
	// In is the same with the roles of one unit, whichever the applicant is of.
	In(unit string) Casting
}

// holders finds who can act in a step now. The applicant is never among them,
// whatever role, A/B post or delegation would lead there; a person without
// account neither. Where an oral approval waits to be confirmed, that is whoever is
// said to have given it and nobody else, as long as he can. Nobody: the reason why.
func (f *Flow) holders(ctx context.Context, r db.Reader, cast Casting, c *Case, s *Step) ([]Holder, string, error) {
	cast, err := f.within(ctx, r, cast, c)
	if err != nil {
		return nil, "", err
	}
	var found []Holder
	var why string
	if s.OralAt != 0 {
		if h, why := spoke(cast, s); why == "" {
			return eligible([]Holder{h}, "", c.Applicant)
		}
	}
	switch {
	case s.Person != 0:
		var h Holder
		if h, why = cast.Person(s.Person); why == "" {
			found = []Holder{h}
		}
	case s.Act.entered():
		found, why, err = union(cast, f.kinds[c.Kind].Recorders, c.Applicant)
	default:
		found, why, err = cast.Resolve(s.Who, c.Applicant)
	}
	if err != nil {
		return nil, "", err
	}
	if found, why, err = f.distinct(ctx, r, found, why, c, s); err != nil {
		return nil, "", err
	}
	return eligible(found, why, c.Applicant)
}

// within is the cast with the roles of the unit that the room names.
func (f *Flow) within(ctx context.Context, r db.Reader, cast Casting, c *Case) (Casting, error) {
	of := f.kinds[c.Kind].Unit
	if of == nil {
		return cast, nil
	}
	unit, err := of(ctx, r, *c)
	if err != nil || unit == "" {
		return cast, err
	}
	return cast.In(unit), nil
}

// distinct leaves out who acted in another step of the round, where the kind wants
// everybody to act once.
func (f *Flow) distinct(ctx context.Context, r db.Reader, found []Holder, why string, c *Case, s *Step) ([]Holder, string, error) {
	if !f.kinds[c.Kind].Distinct || c.ID == 0 || len(found) == 0 {
		return found, why, nil
	}
	acted, err := db.All[int64](ctx, r, q.SQL("acted_elsewhere"), c.ID, s.ID)
	if err != nil {
		return nil, "", err
	}
	rest := slices.DeleteFunc(slices.Clone(found), func(h Holder) bool { return slices.Contains(acted, h.Person) })
	if len(rest) == 0 {
		why = "能办此步的人已办过另一步，同一人不能审查两步。"
	}
	return rest, why, nil
}

// union resolves several roles; each person counts once.
func union(cast Casting, roles []Who, applicant int64) ([]Holder, string, error) {
	var all []Holder
	var why []string
	for _, who := range roles {
		found, reason, err := cast.Resolve(who, applicant)
		if err != nil {
			return nil, "", err
		}
		if reason != "" {
			why = append(why, reason)
		}
		all = append(all, found...)
	}
	return all, strings.Join(why, ""), nil
}

func eligible(found []Holder, why string, applicant int64) ([]Holder, string, error) {
	var out []Holder
	self, without := false, ""
	for _, h := range found {
		switch {
		case h.Person == applicant:
			self = true
		case h.Login == "":
			without = h.Name
		case !slices.ContainsFunc(out, func(o Holder) bool { return o.Person == h.Person }):
			out = append(out, h)
		}
	}
	switch {
	case len(out) > 0:
		return out, "", nil
	case self:
		return nil, "能办此步的只有申请人本人，本人的申请不能由本人办理。", nil
	case without != "":
		return nil, without + "没有可用的账号。", nil
	case why == "":
		why = "没有人担任这一角色。"
	}
	return nil, why, nil
}

func among(list []Holder, person int64) (Holder, bool) {
	i := slices.IndexFunc(list, func(h Holder) bool { return h.Person == person })
	if i < 0 {
		return Holder{}, false
	}
	return list[i], true
}
