package secrecy

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
)

// Figures are what the yearly report counts.
type Figures struct {
	Year        int        `json:"year"`
	AsOf        civil.Date `json:"as_of"`    // day of what is in hand, in post and in use: the year has no such figure of its own
	Refused     int        `json:"refused"`  // uploads
	Stated      int        `json:"stated"`   // uploads of which nothing could be read
	Carriers    int        `json:"carriers"` // in hand
	Returned    int        `json:"returned"` // returned or destroyed, of the year
	InPost      int        `json:"in_post"`
	Cooling     int        `json:"cooling"`
	Trainings   int        `json:"trainings"`
	Trained     int        `json:"trained"`
	Staff       int        `json:"staff"`
	Inspections int        `json:"inspections"`
	Self        int        `json:"self"`
	ToMend      int        `json:"to_mend"`
	Classified  int        `json:"classified"` // devices
	Plain       int        `json:"plain"`
	WorkSecrets int        `json:"work_secrets"`
	Checks      int        `json:"checks"`
	Barred      int        `json:"barred"`
	Leaks       int        `json:"leaks"`
	LateLeaks   int        `json:"late_leaks"`
}

// Lines are the figures in words, in the order of the report.
func (f Figures) Lines() [][2]string {
	n := func(format string, a ...any) string { return fmt.Sprintf(format, a...) }
	// What is counted on a day and not over the year says on which day.
	at := ""
	if !f.AsOf.IsZero() {
		at = "（" + f.AsOf.Chinese() + "）"
	}
	return [][2]string{
		{"拒收带国家秘密标志的上传", n("%d 次", f.Refused)},
		{"读不出文字、由上传人确认的上传", n("%d 次", f.Stated)},
		{"密件另册", n("在册 %d 件%s，本年清退、送销 %d 件", f.Carriers, at, f.Returned)},
		{"涉密人员", n("在岗 %d 人，脱密期内 %d 人%s", f.InPost, f.Cooling, at)},
		{"保密教育培训", n("%d 次，参加 %d 人，在职 %d 人", f.Trainings, f.Trained, f.Staff)},
		{"自查自评", n("%d 次", f.Self)},
		{"保密检查", n("%d 次，待整改 %d 项", f.Inspections, f.ToMend)},
		{"设备", n("涉密 %d 台，非涉密 %d 台%s", f.Classified, f.Plain, at)},
		{"工作秘密事项", n("有效 %d 项%s", f.WorkSecrets, at)},
		{"公开前保密审查（公开目录以外）", n("%d 件，其中不得公开、报请确定 %d 件", f.Checks, f.Barred)},
		{"泄密报告", n("%d 件，其中迟报 %d 件", f.Leaks, f.LateLeaks)},
	}
}

// count takes the figures of a year as they stand.
func (r *Room) count(ctx context.Context, rd db.Reader, s *scene, year int) (Figures, error) {
	f := Figures{Year: year, AsOf: s.today, Staff: len(s.chart.Staff())}
	first, _ := civil.Of(year, 1, 1)
	next, _ := civil.Of(year+1, 1, 1)
	from, until := first.Time().UnixMicro(), next.Time().UnixMicro()
	for _, x := range []struct {
		to   *int
		name string
		args []any
	}{{&f.Refused, "refused", []any{from, until}}, {&f.Stated, "stated", []any{from, until}}, {&f.Trained, "trained", []any{year}}} {
		n, err := db.One[int](ctx, rd, q.SQL(x.name), x.args...)
		if err != nil {
			return f, err
		}
		*x.to = n
	}
	for code, add := range map[string]func(register.Line){
		Carriers: func(l register.Line) {
			if l.State == "held" {
				f.Carriers++
			} else if strings.HasPrefix(l.Value("gone"), fmt.Sprint(year)) {
				f.Returned++
			}
		},
		Devices: func(l register.Line) {
			switch {
			case l.State == "scrapped":
			case l.Value("class") == "classified":
				f.Classified++
			default:
				f.Plain++
			}
		},
		Inspections: func(l register.Line) {
			if l.Year != year {
				return
			}
			if f.Inspections++; l.Value("kind") == "self" {
				f.Self++
				f.Inspections--
			}
			if l.State == "mend" {
				f.ToMend++
			}
		},
		WorkSecrets: func(l register.Line) {
			if l.State == "valid" {
				f.WorkSecrets++
			}
		},
	} {
		list, err := r.Registers.Lines(ctx, rd, code, register.Query{})
		if err != nil {
			return f, err
		}
		for _, l := range list {
			add(l)
		}
	}
	staff, err := posts.List(ctx, rd, "WHERE x.state IN ('in_post', 'left')")
	if err != nil {
		return f, err
	}
	for _, p := range staff {
		switch {
		case p.State == InPost:
			f.InPost++
		case !p.CoolUntil.Before(s.today):
			f.Cooling++
		}
	}
	held, err := trainings.List(ctx, rd, "WHERE x.year = $1 AND x.state = 'closed'", year)
	if err != nil {
		return f, err
	}
	f.Trainings = len(held)
	all, err := checks.List(ctx, rd, "WHERE x.year = $1", year)
	if err != nil {
		return f, err
	}
	f.Checks = len(all)
	for _, c := range all {
		if c.State == Refused || c.State == Referred {
			f.Barred++
		}
	}
	out, err := leaks.List(ctx, rd, "WHERE x.year = $1", year)
	if err != nil {
		return f, err
	}
	f.Leaks = len(out)
	for _, l := range out {
		list, err := steps.List(ctx, rd, "WHERE x.leak_id = $1", l.ID)
		if err != nil {
			return f, err
		}
		if len(list) > 0 && tooLate(l, list) || l.Late != "" || len(pending(list)) > 0 && dayOf(l.DueAt).Before(s.today) {
			f.LateLeaks++
		}
	}
	return f, nil
}

// tooLate reports whether one of the two reports of the clock came after it.
func tooLate(l Leak, list []Step) bool {
	first := map[string]int64{}
	for _, x := range list {
		if at, ok := first[x.Kind]; !ok || x.At < at {
			first[x.Kind] = x.At
		}
	}
	return first[ToDepartment] > l.DueAt || first[ToSuperior] > l.DueAt
}

// YearOf gives the yearly report: the figures as they stand, or as they were sent.
func (r *Room) YearOf(ctx context.Context, who act.Actor, year int) (Figures, Year, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return Figures{}, Year{}, err
	}
	if !s.reads(who) {
		return Figures{}, Year{}, forbid(law.SecrecyKnown, "年度保密工作情况由保密工作岗位和局领导查看。")
	}
	return r.yearOf(ctx, rd, s, year)
}

func (r *Room) yearOf(ctx context.Context, rd db.Reader, s *scene, year int) (Figures, Year, error) {
	y, _, err := years.Maybe(ctx, rd, "WHERE x.id = $1", year)
	if err != nil {
		return Figures{}, y, err
	}
	if !y.SentOn.IsZero() {
		var f Figures
		if err := json.Unmarshal([]byte(y.Figures), &f); err != nil {
			return f, y, fault.Wrap("secrecy.year", fault.Internal, err)
		}
		return f, y, nil
	}
	f, err := r.count(ctx, rd, s, year)
	return f, y, err
}

type yearIn struct {
	r *Room
	x Year
}

var sendYearDeed = act.Define(act.Spec[yearIn, Year]{Name: "secrecy.year.send", Label: "报送年度保密工作情况", Right: Keep, Basis: []law.ID{law.SecrecyYearlyReport},
	Do: func(tx *act.Tx, in yearIn) (Year, act.Entry, error) {
		none := func(err error) (Year, act.Entry, error) { return Year{}, act.Entry{}, err }
		s, err := in.r.kept(tx)
		if err != nil {
			return none(err)
		}
		y := in.x
		if y.ID < 2000 || y.ID > int64(tx.Today.Year) {
			return none(fault.Field("year", fmt.Sprint(y.ID), "年度应为四位数字，不晚于今年。"))
		}
		if err := join(texts(text{"words", "情况说明", &y.Words, true, true}, text{"sent_to", "报送给", &y.SentTo, true, false}), past("sent_on", "报送日期", y.SentOn, tx.Today)); err != nil {
			return none(err)
		}
		if _, ok, err := years.Maybe(tx.Ctx, tx, "WHERE x.id = $1", y.ID); err != nil {
			return none(err)
		} else if ok {
			return none(fault.Newf(fault.Conflict, "%d 年的保密工作情况已经报送。", y.ID))
		}
		f, err := in.r.count(tx.Ctx, tx, s, int(y.ID))
		if err != nil {
			return none(err)
		}
		b, err := json.Marshal(f)
		if err != nil {
			return none(err)
		}
		y.Figures, y.MadeBy, y.MadeAt = string(b), tx.Actor.Login, tx.Now
		if err := years.Insert(tx, &y); err != nil {
			return none(err)
		}
		if err := told(tx, fmt.Sprintf("secrecy.year:%d", y.ID)); err != nil {
			return none(err)
		}
		if in.r.File != nil {
			err = in.r.Flow.Owe(tx, years.Subject(y.ID))
		}
		return y, act.Entry{Subject: years.Subject(y.ID), Summary: fmt.Sprintf("报送 %d 年保密工作情况", y.ID), Detail: map[string]any{"sent_on": y.SentOn.String()}}, err
	}})

// SendYear records that the yearly report was sent; its figures stand from then on.
func (r *Room) SendYear(ctx context.Context, who act.Actor, x Year) (Year, error) {
	return sendYearDeed.Run(ctx, r.Door, who, yearIn{r, x})
}

// remindYearly tells those in charge in December of the yearly duties.
func (r *Room) remindYearly(tx *act.Tx, s *scene) (bool, error) {
	if tx.Today.Month != time.December {
		return false, nil
	}
	key := fmt.Sprintf("secrecy.year:%d", tx.Today.Year)
	n, err := db.One[int](tx.Ctx, tx, q.SQL("todo_known"), key+":0")
	if err != nil || n > 0 {
		return false, err
	}
	f, err := r.count(tx.Ctx, tx, s, tx.Today.Year)
	if err != nil {
		return false, err
	}
	say := fmt.Sprintf("报送 %d 年保密工作情况", tx.Today.Year)
	if f.Trainings < s.number(law.SecrecyTraining, "times") {
		say += "；保密培训还没有达到要求的次数"
	}
	if f.Self < s.number(law.SecrecySelfAssessment, "times") {
		say += "；还没有开展自查自评"
	}
	last, _ := civil.Of(tx.Today.Year, 12, 31)
	return true, s.tell(tx, key, say, "/secrecy/year", last, s.keepers())
}

func cite(b *rulebook.Book, clauses ...law.ID) string {
	var out []string
	for _, c := range clauses {
		out = append(out, b.Cite(rulebook.Basis{Clause: c}))
	}
	return strings.Join(out, "；")
}

// yearPDF prints the yearly report.
func (r *Room) yearPDF(b *rulebook.Book, f Figures, y Year, day civil.Date, w *bytes.Buffer) error {
	title := fmt.Sprintf("%d年度保密工作情况", f.Year)
	d, err := print.New(print.Options{Title: title, Author: b.Bureau, Date: day.Time()})
	if err != nil {
		return err
	}
	s := d.Section(print.Section{Margins: print.Margins{Top: 25, Right: 25, Bottom: 22, Left: 25}, Foot: func(p *print.Page, no, of int) {
		p.Text(p.Size.W/2, p.Size.H-10, print.PageOf(no, of)+"　打印 "+day.String(), print.Style{Size: 8, Align: print.Center, Color: print.Grey})
	}})
	s.Heading(b.Bureau+title, print.Style{Size: 17, Align: print.Center})
	s.Skip(3)
	state := "尚未报送，数字截至 " + day.Chinese() + "。"
	if !y.SentOn.IsZero() {
		state = "已于" + y.SentOn.Chinese() + "报送" + y.SentTo + "。"
	}
	s.Para(state+"依据："+cite(b, law.SecrecyYearlyReport)+"。", print.Style{Size: 9, Color: print.Grey})
	s.Skip(3)
	if y.Words != "" {
		s.Para(y.Words, print.Style{Size: 12, LineHeight: 1.6, Indent: 2})
		s.Skip(3)
	}
	t := print.Table{Columns: []print.Column{{Title: "项目", Width: 70}, {Title: "情况", Width: 90}}, Body: print.Style{Size: 11, LineHeight: 1.4}, MinRow: 9}
	s.Table(t, func(yield func([]string) bool) {
		for _, l := range f.Lines() {
			if !yield([]string{l[0], l[1]}) {
				return
			}
		}
	})
	s.Skip(3)
	s.Para("本表只列数目，不含国家秘密和工作秘密的内容。", print.Style{Size: 9, Color: print.Grey})
	return d.Write(w)
}

// papers lays out the yearly report for the archive.
func (r *Room) papers(ctx context.Context, year int64) (flow.Papers, error) {
	y, err := years.Get(ctx, r.Door.Reader(), year)
	if err != nil {
		return flow.Papers{}, err
	}
	var f Figures
	if err := json.Unmarshal([]byte(y.Figures), &f); err != nil {
		return flow.Papers{}, err
	}
	b, err := r.Rules.At(ctx, y.SentOn)
	if err != nil {
		return flow.Papers{}, err
	}
	p := flow.Papers{Subject: years.Subject(y.ID), Title: fmt.Sprintf("%d年度保密工作情况", year), Unit: r.Org.Places.Office, Date: y.SentOn, Weight: flow.Ordinary}
	p.Files, err = flow.Draw(ctx, r.Files, flow.Form{Name: p.Title, Draw: func(w *bytes.Buffer) error { return r.yearPDF(b, f, y, y.SentOn, w) }})
	return p, err
}
