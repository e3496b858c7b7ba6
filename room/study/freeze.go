package study

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/study/measure"
)

var yearColumns = []string{"figures", "frozen_by", "frozen_at"}

// Year is a year whose figures stand.
type Year struct {
	Year     int64  `db:"id"`
	Figures  string `db:"figures"`
	FrozenBy string `db:"frozen_by"`
	FrozenAt int64  `db:"frozen_at"`
}

type freezeIn struct {
	r    *Room
	year int
}

var freezeDeed = act.Define(act.Spec[freezeIn, bool]{Name: "study.year.freeze", Label: "定格学习年度", Right: Use, Basis: []law.ID{law.StudyAssess, law.StudySummary},
	Do: func(tx *act.Tx, in freezeIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		if !in.r.inOffice(tx.Actor) {
			return none(forbid(law.StudyAssess, "年度数字由办公室核对后定格。"))
		}
		if err := join(checkYear(in.year), in.r.open(tx.Ctx, tx, in.year)); err != nil {
			return none(err)
		}
		if in.year >= tx.Today.Year {
			return none(fault.Newf(fault.Conflict, "%d 年还没有结束，到次年 1 月 1 日以后才能定格。", in.year))
		}
		waiting, err := db.One[int](tx.Ctx, tx, q.SQL("sessions_waiting"), in.year)
		if err != nil {
			return none(err)
		}
		if waiting > 0 {
			return none(fault.Newf(fault.Conflict, "还有 %d 次学习没有登记完，请先登记完或者取消，再定格。", waiting))
		}
		f, err := in.r.count(tx.Ctx, tx, in.year, tx.Today)
		if err != nil {
			return none(err)
		}
		b, err := json.Marshal(f)
		if err != nil {
			return none(fault.Wrap("study.freeze", fault.Internal, err))
		}
		y := Year{Year: int64(in.year), Figures: string(b), FrozenBy: tx.Actor.Login, FrozenAt: tx.Now}
		if err := act.Insert(tx, "study_year", y.Year, yearColumns, []any{y.Figures, y.FrozenBy, y.FrozenAt}); err != nil {
			return none(err)
		}
		if err := notify.Done(tx, fmt.Sprintf("study_year:%d:freeze", in.year)); err != nil {
			return none(err)
		}
		if in.r.File != nil {
			if err := in.r.Flow.Owe(tx, act.Subject("study_year", y.Year)); err != nil {
				return none(err)
			}
		}
		return true, act.Entry{Subject: act.Subject("study_year", y.Year), Summary: fmt.Sprintf("定格 %d 年学习调研数字", in.year), Detail: map[string]any{"people": len(f.People), "notes": f.Notes}}, nil
	}})

// Freeze lets the figures of a past year stand, by the office, and hands its papers to
// the archive: plan, summary, gap report, briefs, articles.
func (r *Room) Freeze(ctx context.Context, who act.Actor, year int) error {
	_, err := freezeDeed.Run(ctx, r.Door, who, freezeIn{r, year})
	return err
}

// figures gives the figures of a year: those that stand, or counted as of today. It
// limits nothing.
func (r *Room) figures(ctx context.Context, rd db.Reader, year int, today civil.Date) (f Figures, frozen *Year, err error) {
	if err := checkYear(year); err != nil {
		return f, nil, err
	}
	y, ok, err := db.Maybe[Year](ctx, rd, q.SQL("year"), year)
	if err != nil {
		return f, nil, err
	}
	if ok {
		return f, &y, fault.Wrap("study.figures", fault.Internal, json.Unmarshal([]byte(y.Figures), &f))
	}
	f, err = r.count(ctx, rd, year, today)
	return f, nil, err
}

// Progress gives the figures of a year as far as the actor may see them: everybody
// oneself, heads their unit, the office and leaders all.
func (r *Room) Progress(ctx context.Context, who act.Actor, year int) (Figures, *Year, error) {
	rd := r.Door.Reader()
	f, frozen, err := r.figures(ctx, rd, year, r.Door.Today())
	if err != nil || r.seesAll(who) {
		return f, frozen, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return f, nil, err
	}
	me, known := s.chart.PersonOf(who.Login)
	head := s.heads(who, who.Unit)
	limited := Figures{Year: f.Year, AsOf: f.AsOf, Groups: f.Groups, Collective: f.Collective, Plan: f.Plan, Briefs: f.Briefs, Activities: f.Activities}
	for _, x := range f.People {
		if known && x.Person == me.ID || head && x.Unit == who.Unit {
			limited.People = append(limited.People, x)
		}
	}
	for _, u := range f.Units {
		if u.Code == who.Unit {
			limited.Units = append(limited.Units, u)
		}
	}
	return limited, frozen, nil
}

func (r *Room) file(tx *act.Tx, p flow.Papers) error { return r.File(tx, p) }

// papers lays out what is left of a year.
func (r *Room) papers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	year := int(id)
	f, frozen, err := r.figures(ctx, rd, year, r.Door.Today())
	if err != nil {
		return flow.Papers{}, err
	}
	if frozen == nil {
		return flow.Papers{}, act.OutOfReach(act.Subject("study_year", id))
	}
	day := dayOf(frozen.FrozenAt)
	p := flow.Papers{Subject: act.Subject("study_year", id), Title: fmt.Sprintf("%d年学习调研材料", year), Unit: r.Org.Places.Office, Date: day, Weight: flow.Ordinary}
	forms := []flow.Form{{Name: fmt.Sprintf("%d年学习调研完成与差额表", year), Draw: func(w *bytes.Buffer) error { return r.gapPDF(f, frozen, day, w) }}}
	plan, lines, issues, ok, err := r.PlanOf(ctx, rd, year)
	if err != nil {
		return p, err
	}
	if ok {
		forms = append(forms, flow.Form{Name: fmt.Sprintf("%d年学习计划", year), Draw: func(w *bytes.Buffer) error { return r.planPDF(plan, lines, issues, day, w) }})
	}
	s, ok, err := db.Maybe[Summary](ctx, rd, q.SQL("summary"), year)
	if err != nil {
		return p, err
	}
	if ok {
		forms = append(forms, flow.Form{Name: fmt.Sprintf("%d年学习总结", year), Draw: func(w *bytes.Buffer) error {
			p, err := r.summaryPaper(ctx, s)
			if err != nil {
				return err
			}
			return r.pdfOf(p, w)
		}})
	}
	sessions, err := db.All[Session](ctx, rd, q.SQL("sessions_of"), year)
	if err != nil {
		return p, err
	}
	forms = append(forms, flow.Form{Name: fmt.Sprintf("%d年集中学习登记簿", year), Draw: func(w *bytes.Buffer) error { return r.registerPDF(ctx, rd, year, sessions, day, w) }})
	briefs, err := db.All[Brief](ctx, rd, q.SQL("briefs_of"), year)
	if err != nil {
		return p, err
	}
	for _, b := range briefs {
		if b.State == Issued {
			forms = append(forms, flow.Form{Name: strings.ReplaceAll(b.Number(), " ", ""), Draw: func(w *bytes.Buffer) error { return r.pdfOf(r.briefPaper(b), w) }})
		}
	}
	if p.Files, err = flow.Draw(ctx, r.Files, forms...); err != nil {
		return p, err
	}
	articles, err := db.All[Article](ctx, rd, q.SQL("articles_of"), year)
	for _, a := range articles {
		p.Files = append(p.Files, flow.Attachment{Name: a.FileName, SHA256: a.SHA256, SM3: a.SM3, Size: a.Size}.Paper())
	}
	return p, err
}

// Watched is what the daily look did.
type Watched struct {
	Plan, Summary, Freeze bool
	Behind                int // people reminded
}

func (w Watched) words() string {
	var s []string
	for _, x := range []struct {
		did bool
		say string
	}{{w.Plan, "提醒制订学习计划"}, {w.Summary, "提醒报送学习总结"}, {w.Freeze, "提醒定格上一年度"}, {w.Behind > 0, fmt.Sprintf("提醒进度落后的 %d 人", w.Behind)}} {
		if x.did {
			s = append(s, x.say)
		}
	}
	return strings.Join(s, "，")
}

var watchDeed = act.Define(act.Spec[*Room, Watched]{Name: "study.watch", Label: "核对学习进度", Right: Use, Basis: []law.ID{law.StudyPlan, law.StudySummary, law.StudyReportGap},
	Quiet: "a day on which nobody is reminded is not worth an entry",
	Do:    func(tx *act.Tx, r *Room) (Watched, act.Entry, error) { return r.watch(tx) }})

// Watch is the daily look: the plan that is due at the year's beginning, the summary
// at its end, the year that is to be frozen, and in the first week of a month who
// will miss a target at the present pace. Reminders only; nothing is decided.
func (r *Room) Watch(ctx context.Context) (Watched, error) {
	return watchDeed.Run(ctx, r.Door, act.Program("学习进度核对"), r)
}

func (r *Room) watch(tx *act.Tx) (Watched, act.Entry, error) {
	none := func(err error) (Watched, act.Entry, error) { return Watched{}, act.Entry{}, err }
	var out Watched
	book, err := r.Rules.At(tx.Ctx, tx.Today)
	if err != nil {
		return none(err)
	}
	year := tx.Today.Year
	remind := func(clause law.ID, key, text, url string) (bool, error) {
		on, ok := dueOn(book, clause, year)
		if !ok {
			return false, nil
		}
		n, err := db.One[int](tx.Ctx, tx, q.SQL("todo_known"), key)
		if err != nil || n > 0 || tx.Today.Before(on.AddDays(-30)) {
			return false, err
		}
		return true, notify.Put(tx, notify.Todo{Key: key, Role: org.Staff, Unit: r.Org.Places.Office, Text: text, URL: url, Due: on})
	}
	plan, ok, err := db.Maybe[Plan](tx.Ctx, tx, q.SQL("plan"), year)
	if err != nil {
		return none(err)
	}
	if !ok || plan.State != Approved {
		if out.Plan, err = remind(law.StudyPlan, fmt.Sprintf("study_plan:%d:due", year), fmt.Sprintf("制订 %d 年学习计划并报局长批准", year), fmt.Sprintf("/study/plan?year=%d", year)); err != nil {
			return none(err)
		}
	}
	sum, ok, err := db.Maybe[Summary](tx.Ctx, tx, q.SQL("summary"), year)
	if err != nil {
		return none(err)
	}
	if !ok || sum.SentOn.IsZero() {
		if out.Summary, err = remind(law.StudySummary, fmt.Sprintf("study_summary:%d:due", year), fmt.Sprintf("编写 %d 年学习总结并报送", year), fmt.Sprintf("/study/summary?year=%d", year)); err != nil {
			return none(err)
		}
	}
	if out.Freeze, err = r.remindToFreeze(tx, year-1); err != nil {
		return none(err)
	}
	if out.Behind, err = r.remindBehind(tx, year); err != nil {
		return none(err)
	}
	if out == (Watched{}) {
		return out, act.Entry{}, nil
	}
	return out, act.Entry{Subject: "study", Summary: "核对学习进度：" + out.words(), Detail: out}, nil
}

// dueOn reads a month and day of a parameter (01-31) as a day of a year.
func dueOn(b *rulebook.Book, clause law.ID, year int) (civil.Date, bool) {
	p, ok := b.Param(clause, "by")
	var month, day int
	if !ok {
		return civil.Date{}, false
	}
	if n, err := fmt.Sscanf(p.Value, "%d-%d", &month, &day); err != nil || n != 2 {
		return civil.Date{}, false
	}
	return civil.Of(year, month, day)
}

func (r *Room) remindToFreeze(tx *act.Tx, year int) (bool, error) {
	key := fmt.Sprintf("study_year:%d:freeze", year)
	n, err := db.One[int](tx.Ctx, tx, q.SQL("year_unfrozen"), year, key)
	if err != nil || n == 0 {
		return false, err
	}
	return true, notify.Put(tx, notify.Todo{Key: key, Role: org.Staff, Unit: r.Org.Places.Office, Text: fmt.Sprintf("核对 %d 年学习调研数字，定格归档", year), URL: fmt.Sprintf("/study/progress?year=%d", year)})
}

// remindBehind tells everybody who will miss a target, once a month.
func (r *Room) remindBehind(tx *act.Tx, year int) (int, error) {
	if tx.Today.Day > 7 || tx.Today.Month < 4 {
		return 0, nil
	}
	f, err := r.count(tx.Ctx, tx, year, tx.Today)
	if err != nil {
		return 0, err
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, x := range f.People {
		login := s.chart.Login(x.Person)
		if login == "" || x.Left || !x.Misses() {
			continue
		}
		key := fmt.Sprintf("study:%d:%d-%02d", x.Person, year, tx.Today.Month)
		told, err := db.One[int](tx.Ctx, tx, q.SQL("todo_known"), key)
		if err != nil {
			return n, err
		}
		if told > 0 {
			continue
		}
		var short []string
		for _, l := range x.Lines {
			if l.Forecast.WillMiss {
				short = append(short, fmt.Sprintf("%s差 %d %s", l.Label(), l.Short(), measure.ItemUnit(l.Name)))
			}
		}
		if err := notify.Put(tx, notify.Todo{Key: key, Login: login, Text: "补上学习进度：" + strings.Join(short, "，"), URL: "/study", Due: tx.Today.AddDays(24)}); err != nil {
			return n, err
		}
		if err := notify.Done(tx, fmt.Sprintf("study:%d:%d-%02d", x.Person, year, int(tx.Today.Month)-1)); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
