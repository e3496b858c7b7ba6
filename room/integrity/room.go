package integrity

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Rights of this room. Which rows somebody may read is found out for every row.
const (
	Use  act.Right = "integrity.use"  // register one's own gifts and events, read what one has a part in
	Lead act.Right = "integrity.lead" // talks, risk points, responsibilities; the post decides over the rest
)

func init() {
	act.DeclareRights(Use, Lead)
	org.NameRights(map[act.Right]string{Use: "廉政登记", Lead: "党风廉政工作"})
}

// Codes of the registers.
const (
	Majors       = "integrity.majors"
	Gifts        = "integrity.gifts"
	Talks        = "integrity.talks"
	Declarations = "integrity.declarations"
	Events       = "integrity.events"
	Risks        = "integrity.risks"
	Duties       = "integrity.duties"
	Checks       = "integrity.checks"
	Leads        = "integrity.leads"
)

// Room is the registers of party conduct in an open installation.
type Room struct {
	Door      *act.Door
	Org       *org.Org
	Rules     *rulebook.Library
	Registers *register.Hall
}

// Open readies the room and declares its registers.
func Open(door *act.Door, o *org.Org, rules *rulebook.Library, h *register.Hall) *Room {
	r := &Room{Door: door, Org: o, Rules: rules, Registers: h}
	h.Declare(r.majors(), r.gifts(), r.talks(), r.declarations(), r.events(), r.risks(), r.duties(), r.checks(), r.leads())
	return r
}

// scene is who holds what, and the rules, at one instant.
type scene struct {
	chart *org.Chart
	book  *rulebook.Book
	today civil.Date
	r     *Room
}

func (r *Room) look(ctx context.Context, rd db.Reader) (*scene, error) {
	s := &scene{today: r.Door.Today(), r: r}
	var err error
	if s.book, err = r.Rules.At(ctx, s.today); err != nil {
		return nil, err
	}
	s.chart, err = r.Org.Chart(ctx, rd, r.Door.Now())
	return s, err
}

// text is a parameter of the book; one that is not there is the office's to add.
func (s *scene) text(clause law.ID, name string) (string, error) {
	p, ok := s.book.Param(clause, name)
	if v := p.On(s.today); ok && v != "" {
		return v, nil
	}
	return "", fault.New(fault.Unavailable, fmt.Sprintf("规章的 %s 没有参数 %s，请由办公室补上。", clause, name))
}

func (s *scene) number(clause law.ID, name string) (int, error) {
	v, err := s.text(clause, name)
	if err != nil {
		return 0, err
	}
	n := 0
	if _, err := fmt.Sscan(v, &n); err != nil || n < 0 {
		return 0, fault.New(fault.Unavailable, fmt.Sprintf("规章的参数 %s 的值“%s”不是数字，请由办公室改正。", name, v))
	}
	return n, nil
}

// words are the words of a parameter that lists some.
func words(v string) []string {
	return strings.FieldsFunc(v, func(r rune) bool { return r == '、' || r == '，' || r == ',' })
}

// overseeing are the posts of the overseers: the discipline posts, and the party secretary.
func (s *scene) overseeing() ([]string, error) {
	v, err := s.text(law.IntegrityTalks, "discipline_posts")
	return append(words(v), s.r.Org.Places.PartySecretary), err
}

// overseers are the party secretary and the holders of the discipline posts.
func (s *scene) overseers() ([]org.Person, error) {
	posts, err := s.overseeing()
	return s.chart.Holders(posts...), err
}

// Oversees reports whether somebody holds the post of party secretary or a discipline
// post; who stands in for them does not (clause law.integrity.talks).
func (r *Room) Oversees(ctx context.Context, rd db.Reader, who act.Actor) (bool, error) {
	s, err := r.look(ctx, rd)
	if err != nil {
		return false, err
	}
	return s.oversees(who)
}

func (s *scene) oversees(who act.Actor) (bool, error) {
	list, err := s.overseers()
	if err != nil {
		return false, err
	}
	me, known := s.chart.PersonOf(who.Login)
	return known && slices.ContainsFunc(list, func(p org.Person) bool { return p.ID == me.ID }), nil
}

// leadership reports whether somebody is of the bureau's leadership, or an overseer.
func (r *Room) leadership(ctx context.Context, rd db.Reader, who act.Actor) (bool, error) {
	s, err := r.look(ctx, rd)
	if err != nil {
		return false, err
	}
	me, known := s.chart.PersonOf(who.Login)
	if rank := s.chart.Rank(me.ID); known && (rank == org.RankLeader || rank == org.RankDirector) {
		return true, nil
	}
	return s.oversees(who)
}

// reporters are those who declare their personal matters.
func (s *scene) reporters() ([]org.Person, error) {
	v, err := s.text(law.IntegrityPersonalYear, "ranks")
	if err != nil {
		return nil, err
	}
	ranks := words(v)
	return slices.DeleteFunc(slices.Clone(s.chart.Staff()), func(p org.Person) bool { return !slices.Contains(ranks, s.chart.Rank(p.ID)) }), nil
}
