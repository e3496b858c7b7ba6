package reception

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
)

// unitCards are the cards of the units in the order of the book.
var unitCards = []law.ID{law.Unit1Office, law.Unit2Politics, law.Unit3Plan, law.Unit4Trade, law.Unit5Special, law.Unit6Grain, law.Unit7Foreign, law.Unit8Service, law.Unit9Quality}

// charges are tasks that a card gives to a unit by name.
var charges = []law.ID{law.Unit1Archive, law.Unit1Audit, law.Unit1Supervise}

// UnitDuties is what a unit is for, as the book says.
type UnitDuties struct {
	rulebook.Unit
	Clause  law.ID
	Says    string   // the card's sentence
	Duties  []string // one by one
	Charges []law.ID // cards that give it more
	Present bool     // it is a unit of this bureau
}

// Book reads the units' duties out of the rule book (clauses post.units, unit.1.office …
// unit.9.quality). It is a function of the book alone.
func Book(b *rulebook.Book) []UnitDuties {
	var out []UnitDuties
	for _, id := range unitCards {
		c, ok := b.Card(id)
		if !ok {
			continue
		}
		name, _ := b.Param(id, "unit")
		u, ok := b.Unit(name.Value)
		if !ok {
			u = rulebook.Unit{Name: name.Value}
		}
		d := UnitDuties{Unit: u, Clause: id, Says: c.Statement}
		for _, s := range []string{parameter(b, id, "duties"), u.Duties} {
			for _, x := range pieces(s) {
				if !slices.Contains(d.Duties, x) {
					d.Duties = append(d.Duties, x)
				}
			}
		}
		// A sign hangs at the unit that the card names, whatever the list of units says
		// (clause unit.1.sign and the cards of the other units).
		hung := []law.ID{id}
		if id == law.Unit1Office {
			hung = append(hung, law.Unit1Sign)
		}
		for _, clause := range hung {
			if sign := parameter(b, clause, "sign"); sign != "" && !slices.Contains(d.Signs, sign) {
				d.Signs = append(slices.Clone(d.Signs), sign)
			}
		}
		for _, x := range charges {
			if parameter(b, x, "unit") == name.Value {
				d.Charges = append(d.Charges, x)
			}
		}
		out = append(out, d)
	}
	return out
}

func parameter(b *rulebook.Book, clause law.ID, name string) string {
	p, _ := b.Param(clause, name)
	return p.Value
}

// Element is one element of the duties of a unit or post.
type Element struct {
	ID       int64  `db:"id"`
	Place    string `db:"place"`
	Element  string `db:"element"`
	Words    string `db:"words"`
	MadeBy   string `db:"made_by"`
	MadeName string `db:"made_name"`
	MadeAt   int64  `db:"made_at"`
	Version  int64  `db:"version"`
}

// Places of elements.
func unitPlace(code string) string { return "unit:" + code }
func postPlace(code string) string { return "post:" + code }

// Duty is a unit or post with its elements.
type Duty struct {
	Place    string
	Name     string
	Unit     string
	UnitName string
	Holders  []string
	Elements []ElementOf
	// Missing are the elements that nobody has written.
	Missing []string
}

// ElementOf is one of the elements of the card; FromBook where the text is the card's
// own and nobody wrote another.
type ElementOf struct {
	Name, Words string
	FromBook    bool
}

// elementNames are the elements that every unit and post needs (clause post.def).
func (s *scene) elementNames() []string { return words(s.book, law.PostDef, "elements") }

// Duties lists units and posts with their elements, the empty ones named. It rests on
// post.def: nothing that is missing is a breach, it is a list.
func (r *Room) Duties(ctx context.Context) ([]Duty, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	return r.duties(ctx, s)
}

func (r *Room) duties(ctx context.Context, s *scene) ([]Duty, error) {
	list, err := elements.list(ctx, r.Door.Reader(), "ORDER BY x.id")
	if err != nil {
		return nil, err
	}
	have := map[string]string{}
	for _, e := range list {
		have[e.Place+"/"+e.Element] = e.Words
	}
	said := map[string]string{}
	for _, u := range Book(s.book) {
		said[unitPlace(u.Code)] = strings.Join(u.Duties, "、")
	}
	names := s.elementNames()
	fill := func(d *Duty) {
		for i, n := range names {
			e := ElementOf{Name: n, Words: have[d.Place+"/"+n]}
			if e.Words == "" && i == 0 && said[d.Place] != "" {
				e.Words, e.FromBook = said[d.Place], true
			}
			if e.Words == "" {
				d.Missing = append(d.Missing, n)
			}
			d.Elements = append(d.Elements, e)
		}
	}
	posts, err := r.Org.Posts(ctx)
	if err != nil {
		return nil, err
	}
	post := func(p org.Post, unit string) Duty {
		d := Duty{Place: postPlace(p.Code), Name: p.Title, Unit: p.Unit, UnitName: unit}
		for _, x := range s.chart.Holders(p.Code) {
			d.Holders = append(d.Holders, x.Name)
		}
		fill(&d)
		return d
	}
	var out []Duty
	for _, u := range s.units {
		if !u.Active || said[unitPlace(u.Code)] == "" && !slices.ContainsFunc(posts, func(p org.Post) bool {
			return p.Unit == u.Code && p.Rank != org.RankLeader && p.Rank != org.RankDirector
		}) {
			continue
		}
		d := Duty{Place: unitPlace(u.Code), Name: u.Name, Unit: u.Code, UnitName: u.Name}
		fill(&d)
		out = append(out, d)
		for _, p := range posts {
			if p.Unit == u.Code {
				out = append(out, post(p, u.Name))
			}
		}
	}
	var leaders []Duty
	for _, p := range posts {
		if !slices.ContainsFunc(out, func(d Duty) bool { return d.Place == postPlace(p.Code) }) {
			leaders = append(leaders, post(p, "局领导"))
		}
	}
	return append(leaders, out...), nil
}

type describeIn struct {
	r     *Room
	place string
	words map[string]string
}

// describes reports whether somebody writes the duties of a unit or its posts: its
// head, and the office, which keeps the bureau's rules.
func (r *Room) describes(s *scene, who act.Actor, unit string) bool {
	return r.inOffice(who) || s.heads(who, unit)
}

var describeDeed = act.Define(act.Spec[describeIn, int]{Name: "reception.duty.describe", Label: "填写岗位责任", Right: Use, Basis: []law.ID{law.PostDef},
	Do: func(tx *act.Tx, in describeIn) (int, act.Entry, error) {
		s, err := in.r.inDeed(tx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		n, err := in.r.describe(tx, s, in.place, in.words)
		if err == nil && n == 0 {
			err = fault.New(fault.Invalid, "没有改动，不用保存。")
		}
		return n, act.Entry{Subject: in.place, Summary: fmt.Sprintf("填写岗位责任 %d 项要素", n), Detail: map[string]any{"place": in.place}}, err
	}})

// describe writes the elements of one unit or post that have changed.
func (r *Room) describe(tx *act.Tx, s *scene, place string, said map[string]string) (int, error) {
	unit, err := r.unitOfPlace(tx.Ctx, s, place)
	if err != nil {
		return 0, err
	}
	if !r.describes(s, tx.Actor, unit) {
		return 0, forbid(law.PostDef, "岗位责任由本科室负责人或者办公室填写。")
	}
	changed := 0
	for _, name := range s.elementNames() {
		w, given := said[name]
		if !given {
			continue
		}
		if err := check(text{field: name, label: name, value: &w, long: true}); err != nil {
			return changed, err
		}
		e, ok, err := elements.maybe(tx.Ctx, tx, "WHERE x.place = $1 AND x.element = $2", place, name)
		if err != nil || ok && e.Words == w || !ok && w == "" {
			if err != nil {
				return changed, err
			}
			continue
		}
		e.Place, e.Element, e.Words, e.MadeBy, e.MadeName, e.MadeAt = place, name, w, tx.Actor.Login, tx.Actor.Name, tx.Now
		if ok {
			err = elements.save(tx, &e)
		} else {
			err = elements.insert(tx, &e)
		}
		if err != nil {
			return changed, err
		}
		changed++
	}
	return changed, nil
}

// Describe writes elements of the duties of a unit ("unit:BGS") or post
// ("post:BGS-head"); an empty text takes one out. Elements that are not given stay.
func (r *Room) Describe(ctx context.Context, who act.Actor, place string, words map[string]string) (int, error) {
	return describeDeed.Run(ctx, r.Door, who, describeIn{r, place, words})
}

func (r *Room) unitOfPlace(ctx context.Context, s *scene, place string) (string, error) {
	kind, code, _ := strings.Cut(place, ":")
	if _, ok := s.unit(code); ok && kind == "unit" {
		return code, nil
	}
	posts, err := r.Org.Posts(ctx)
	if err != nil {
		return "", err
	}
	if i := slices.IndexFunc(posts, func(p org.Post) bool { return kind == "post" && p.Code == code }); i >= 0 {
		return posts[i].Unit, nil
	}
	return "", fault.New(fault.NotFound, "没有这个科室或者岗位，请回到岗位责任一览重新选择。")
}
