package release

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/disclosure"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

// View is a review as somebody sees it who may.
type View struct {
	Review
	Case      flow.View
	Files     []File
	Opinions  []Opinion
	Standing  map[int]Opinion // the word that stands of each step
	Consents  []Consent
	Referrals []Referral
	Limits    Limits
	Catalogue rulebook.Catalogue
	Mine      bool // the viewer drafted it
	Office    bool // the viewer is of the office
}

// Limits are where the periods of a review stand.
type Limits struct {
	Place       int        // of the step that is next; 0 when all are done
	StepDue     civil.Date // its last day
	Due         civil.Date // of the whole
	StepLeft    int        // working days left for the step; below 0 when it is late
	Left        int
	Provisional bool
}

// Review gives a review to its drafter, to those who act in it and to the office; for
// anybody else it does not exist.
func (r *Room) Review(ctx context.Context, who act.Actor, id int64) (View, error) {
	rd := r.Door.Reader()
	v, ok, err := db.Maybe[Review](ctx, rd, reviewSelect+" WHERE v.id = $1", id)
	if err != nil {
		return View{}, err
	}
	hidden := act.OutOfReach(act.Subject("disclosure_release", id))
	if !ok || who.Login == "" {
		return View{}, hidden
	}
	seen, err := r.Flow.ViewOf(ctx, who, v.Subject())
	part := err == nil
	if !part && !r.isOffice(who) && v.Login != who.Login {
		return View{}, hidden
	}
	w, err := r.whole(ctx, rd, v)
	if err != nil {
		return w, err
	}
	if part {
		w.Case = seen
	}
	w.Mine, w.Office = v.Login == who.Login, r.isOffice(who)
	return w, nil
}

// whole reads a review with all that belongs to it; it limits nothing.
func (r *Room) whole(ctx context.Context, rd db.Reader, v Review) (View, error) {
	w := View{Review: v}
	var err error
	if w.Case, err = r.Flow.Whole(ctx, rd, v.Subject()); err != nil {
		return w, err
	}
	if w.Files, err = filesOf(ctx, rd, v.ID, v.Round); err != nil {
		return w, err
	}
	if w.Opinions, err = db.All[Opinion](ctx, rd, opinionSelect+" WHERE o.release_id = $1 ORDER BY o.id", v.ID); err != nil {
		return w, err
	}
	if w.Standing, err = standing(ctx, rd, v); err != nil {
		return w, err
	}
	if w.Consents, err = consentsOf(ctx, rd, v.ID, v.Round); err != nil {
		return w, err
	}
	if w.Referrals, err = referralsOf(ctx, rd, v.ID, v.Round); err != nil {
		return w, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return w, err
	}
	w.Catalogue = s.book.Catalogue
	w.Limits, err = s.limits(v, w.Case)
	return w, err
}

func filesOf(ctx context.Context, rd db.Reader, id int64, round int) ([]File, error) {
	return db.All[File](ctx, rd, fileSelect+" WHERE f.release_id = $1 AND f.round = $2 ORDER BY f.id", id, round)
}

// limits counts where the periods of a review under way stand.
func (s *scene) limits(v Review, c flow.View) (Limits, error) {
	if v.State != Running && v.State != Returned {
		return Limits{}, nil
	}
	k, err := s.local()
	if err != nil {
		return Limits{}, err
	}
	all, err := k.Review(v.SubmittedOn, nil)
	if err != nil {
		return Limits{}, err
	}
	out := Limits{Due: all.Due, Provisional: all.Provisional}
	if out.Left, err = left(k, s.today, all.Due); err != nil {
		return out, err
	}
	open := c.State.Open()
	if open == nil || open.Place > len(Steps) {
		return out, nil
	}
	out.Place = open.Place
	if out.StepDue, err = stepDue(k, v, open.Place, dayOf(open.Since)); err != nil {
		return out, err
	}
	out.StepLeft, err = left(k, s.today, out.StepDue)
	return out, err
}

// left is how many working days are left until a day, below 0 after it.
func left(k disclosure.Clock, today, due civil.Date) (int, error) {
	if due.Before(today) {
		n, _, err := k.Calendar.Between(due, today)
		return -max(n, 1), err
	}
	n, _, err := k.Calendar.Between(today, due)
	return n, err
}

// Line is one line of the ledger of reviews.
type Line struct {
	Review
	Limits Limits
	Late   []int // steps whose word came late, or is late
}

// Conditions narrow the ledger of reviews; zero fields do not.
type Conditions struct {
	State, Unit, Purpose string
	Late                 bool
	Year                 int
}

const mostListed = 500

// Ledger lists reviews, the latest first: the office sees all, anybody else those
// with a part of their own (clause sec.report).
func (r *Room) Ledger(ctx context.Context, who act.Actor, c Conditions) ([]Line, error) {
	rd := r.Door.Reader()
	f := db.NewFilter()
	for _, x := range []struct{ column, value string }{{"v.state", c.State}, {"v.unit", c.Unit}, {"v.purpose", c.Purpose}} {
		if x.value != "" {
			f.And(x.column+" = ?", x.value)
		}
	}
	if c.Year != 0 {
		f.And("v.number LIKE ?", fmt.Sprintf("%d-%%", c.Year))
	}
	if !r.isOffice(who) {
		if who.Login == "" {
			return nil, nil
		}
		flow.Visible(f, "('disclosure_release:' || v.id)", who.Login)
	}
	list, err := db.All[Review](ctx, rd, reviewSelect+f.Where()+fmt.Sprintf(" ORDER BY v.id DESC LIMIT %d", mostListed), f.Args()...)
	if err != nil {
		return nil, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	var out []Line
	for _, v := range list {
		l := Line{Review: v}
		said, err := db.All[Opinion](ctx, rd, opinionSelect+" WHERE o.release_id = $1 AND o.round = $2 ORDER BY o.id", v.ID, v.Round)
		if err != nil {
			return nil, err
		}
		for _, o := range said {
			if o.Late() && !slices.Contains(l.Late, o.Place) {
				l.Late = append(l.Late, o.Place)
			}
		}
		if v.State == Running || v.State == Returned {
			w, err := r.Flow.Whole(ctx, rd, v.Subject())
			if err != nil {
				return nil, err
			}
			if l.Limits, err = s.limits(v, w); err != nil {
				return nil, err
			}
			if l.Limits.Place != 0 && l.Limits.StepLeft < 0 && !slices.Contains(l.Late, l.Limits.Place) {
				l.Late = append(l.Late, l.Limits.Place)
			}
		}
		if c.Late && len(l.Late) == 0 {
			continue
		}
		out = append(out, l)
	}
	return out, nil
}

// OpenFile gives a file under review to whoever sees the review; source gives the
// whole from which a partial release was made.
func (r *Room) OpenFile(ctx context.Context, who act.Actor, review, id int64, source bool) (File, blob.File, error) {
	w, err := r.Review(ctx, who, review)
	if err != nil {
		return File{}, nil, err
	}
	f, ok, err := db.Maybe[File](ctx, r.Door.Reader(), fileSelect+" WHERE f.id = $1 AND f.release_id = $2", id, w.ID)
	if err != nil {
		return f, nil, err
	}
	if !ok || source && f.SourceSHA256 == "" {
		return f, nil, act.OutOfReach(act.Subject("disclosure_release_file", id))
	}
	sha := f.SHA256
	if source {
		sha, f.Name = f.SourceSHA256, f.SourceName
	}
	b, err := r.Files.Open(ctx, sha)
	return f, b, err
}

func (w View) opinionLabel(choice string) string { return wordLabel(w.Catalogue.Opinions, choice) }

// pairs are the facts of a review, as on page and paper.
func (w View) pairs() []ui.Pair {
	p := []ui.Pair{{Key: "产生科室", Text: w.UnitName}, {Key: "送审人", Text: w.Name}, {Key: "用途", Text: PurposeLabel(w.Purpose)}, {Key: "来源", Text: originLabels[w.Origin]}, {Key: "保密事项", Text: "否"}}
	add := func(key, text string) {
		if text != "" {
			p = append(p, ui.Pair{Key: key, Text: text, Wide: true})
		}
	}
	if w.Limits.Place != 0 {
		add("本步期限", remaining(w.Limits.StepDue, w.Limits.StepLeft)+"（第"+fmt.Sprint(w.Limits.Place)+"步，"+Steps[w.Limits.Place-1].Label+"）")
	}
	if !w.Limits.Due.IsZero() {
		text := remaining(w.Limits.Due, w.Limits.Left)
		if w.Limits.Provisional {
			text += "（当年放假安排未公布，暂定）"
		}
		add("总期限", text)
	}
	if w.Joint {
		add("共同形成单位", strings.Join(lines(w.Partners), "、"))
	}
	if w.Expired != "" {
		add("原定密级和期限", w.Expired)
	}
	add("说明", w.Note)
	if w.DeclassifiedBy != "" {
		add("解密", w.DeclassifiedOn.Chinese()+"，"+w.DeclassifiedBy)
	}
	return p
}

// remaining writes a last day with the working days that are left.
func remaining(due civil.Date, left int) string {
	switch {
	case left < 0:
		return fmt.Sprintf("%s，已超期 %d 个工作日", due.Chinese(), -left)
	case left == 0:
		return due.Chinese() + "，今天到期"
	}
	return fmt.Sprintf("%s，还剩 %d 个工作日", due.Chinese(), left)
}

// caseFacts are what whoever gives a word has to know, for the workbench.
func (r *Room) caseFacts(ctx context.Context, who act.Actor, c flow.View) ([]ui.Pair, error) {
	_, id := act.SubjectOf(c.Subject)
	w, err := r.Review(ctx, who, id)
	if err != nil {
		return nil, err
	}
	pairs := w.pairs()
	var names []string
	for _, f := range w.Files {
		names = append(names, f.Name)
	}
	return append(pairs, ui.Pair{Key: "拟公开文件", Text: strings.Join(names, "、"), Wide: true}), nil
}

// word is where the word of a step is given.
func word(v flow.View) ui.Link {
	return ui.Link{Text: "提出审查意见", URL: v.URL + "#opinion"}
}
