package study

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
	"lantai.internal/room/study/measure"
)

// Paragraph tells the figures of a year in sentences, for the summary.
func (f Figures) Paragraph() string {
	var s []string
	for _, g := range f.Groups {
		s = append(s, fmt.Sprintf("%s集中学习 %d 次（要求 %d 次）", measure.GroupLabel(g.Group), g.Held.Done, g.Held.Target))
	}
	met, all := 0, 0
	for _, p := range f.People {
		if l, ok := p.Line(measure.Notes); ok && !p.Left {
			all++
			if l.Met() {
				met++
			}
		}
	}
	units := 0
	for _, u := range f.Units {
		if u.Article.Met() {
			units++
		}
	}
	s = append(s, fmt.Sprintf("开展学习活动 %d 次，编发学习简报 %d 期", f.Activities, f.Briefs),
		fmt.Sprintf("登记读书笔记 %d 篇，%d 人中有 %d 人完成年度篇数", f.Notes, all, met),
		fmt.Sprintf("登记调研 %d 次，其中全局集中调研 %d 次（要求 %d 次）", f.Research, f.Collective.Done, f.Collective.Target),
		fmt.Sprintf("完成调研文章 %d 篇，%d 个科室、站（中心）中有 %d 个完成", f.Articles, len(f.Units), units))
	head := fmt.Sprintf("截至 %s，", f.AsOf.Chinese())
	if last, _ := civil.Of(f.Year, 12, 31); f.AsOf == last {
		head = fmt.Sprintf("%d 年，", f.Year)
	}
	return head + strings.Join(s, "；") + "。"
}

func (r *Room) document(title string, day civil.Date) (*print.Document, error) {
	return print.New(print.Options{Title: title, Author: r.Rules.Base.Bureau, Date: time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, civil.Shanghai)})
}

// sheetOf begins a page of a table with title and foot.
func (r *Room) sheetOf(d *print.Document, size print.Size, title, under string, day civil.Date) *print.Flow {
	f := d.Section(print.Section{Size: size, Margins: print.Margins{Top: 18, Right: 15, Bottom: 18, Left: 15}, Foot: func(p *print.Page, no, of int) {
		p.Text(p.Size.W/2, p.Size.H-9, print.PageOf(no, of)+"　打印 "+day.String(), print.Style{Size: 8, Align: print.Center, Color: print.Grey})
	}})
	f.Heading(r.Rules.Base.Bureau+title, print.Style{Size: 16, Align: print.Center})
	f.Skip(2)
	if under != "" {
		f.Para(under, print.Style{Size: 9})
		f.Skip(2)
	}
	return f
}

func tableOf(titles []string, widths []float64) print.Table {
	t := print.Table{Body: print.Style{Size: 9, LineHeight: 1.3}, Head: print.Style{Size: 9, Bold: true, Align: print.Center}}
	for i, h := range titles {
		t.Columns = append(t.Columns, print.Column{Title: h, Width: widths[i]})
	}
	return t
}

// GapTitles are the columns of the table of gaps.
var gapTitles = []string{"科室", "人员", "中心组学习", "干部职工学习", "党员学习", "读书笔记", "调研文章", "下基层不足", "差额合计", "说明"}

func (s Standing) cell(name string) string {
	l, ok := s.Line(name)
	if !ok {
		return "—"
	}
	if l.Met() {
		return fmt.Sprintf("%d/%d", l.Done, l.Target)
	}
	return fmt.Sprintf("%d/%d 差%d", l.Done, l.Target, l.Short())
}

// Gap is what a person still lacks, all yearly targets together.
func (s Standing) Gap() int {
	n := 0
	for _, l := range s.Lines {
		n += l.Short()
	}
	return n
}

func (f Figures) gapRows() [][]string {
	var out [][]string
	for _, p := range f.People {
		weeks := "—"
		if measure.Leader(p.Role) {
			weeks = fmt.Sprintf("%d 周", p.Short())
		}
		note := strings.Join(p.Remarks, "；")
		out = append(out, []string{p.UnitName, p.Name, p.cell(measure.SessionsCore), p.cell(measure.SessionsStaff), p.cell(measure.SessionsParty), p.cell(measure.Notes), p.cell(measure.Articles), weeks, fmt.Sprint(p.Gap()), note})
	}
	return out
}

var unitTitles = []string{"科室、站（中心）", "负责人", "调研文章", "差额", "下基层不足的月份", "各月下基层次数"}

func (f Figures) unitRows() [][]string {
	var out [][]string
	for _, u := range f.Units {
		var short, months []string
		for _, m := range u.Months {
			months = append(months, fmt.Sprintf("%d月%d", m.Month, m.Visits))
			if m.Short {
				short = append(short, fmt.Sprintf("%d月", m.Month))
			}
		}
		miss := strings.Join(short, "、")
		if miss == "" {
			miss = "无"
		}
		out = append(out, []string{u.Name, strings.Join(u.Head, "、"), fmt.Sprintf("%d/%d", u.Article.Done, u.Article.Target), fmt.Sprint(u.Article.Short()), miss, strings.Join(months, "，")})
	}
	return out
}

// gapPDF prints who and which unit has done what and what is lacking (clause
// study.report.gap).
func (r *Room) gapPDF(f Figures, frozen *Year, day civil.Date, w *bytes.Buffer) error {
	title := fmt.Sprintf("%d年学习调研完成与差额表", f.Year)
	d, err := r.document(title, day)
	if err != nil {
		return err
	}
	state := "数字截至 " + f.AsOf.Chinese() + "，随登记变动。"
	if frozen != nil {
		state = "数字已于 " + dayOf(frozen.FrozenAt).Chinese() + " 定格。"
	}
	sec := r.sheetOf(d, print.A4Landscape, title, state+"差额为要求减去已完成，完成的为零；本表由各项登记推定得出，只列完成与否，不打分。", day)
	sec.Table(tableOf(gapTitles, []float64{28, 32, 24, 26, 24, 24, 22, 22, 18, 47}), slices.Values(f.gapRows()))
	sec.Skip(5)
	sec.Heading("各科室、站（中心）", print.Style{Size: 12})
	sec.Skip(1)
	sec.Table(tableOf(unitTitles, []float64{42, 42, 22, 16, 50, 95}), slices.Values(f.unitRows()))
	sec.Skip(3)
	sec.Para(f.Paragraph(), print.Style{Size: 10, LineHeight: 1.5})
	return d.Write(w)
}

func (r *Room) planPDF(p Plan, lines []Planned, issues []Issue, day civil.Date, w *bytes.Buffer) error {
	title := fmt.Sprintf("%d年学习计划", p.Year)
	d, err := r.document(title, day)
	if err != nil {
		return err
	}
	under := "状态：" + planLabels[p.State]
	if p.State == Approved {
		under = "由" + p.ApprovedName + "于 " + dayOf(p.ApprovedAt).Chinese() + " 批准。"
	}
	sec := r.sheetOf(d, print.A4, title, under, day)
	if p.Aims != "" {
		sec.Para("目的："+p.Aims, print.Style{Size: 11, LineHeight: 1.6})
	}
	sec.Para(p.Text, print.Style{Size: 11, LineHeight: 1.6})
	sec.Skip(4)
	var rows [][]string
	for _, l := range lines {
		rows = append(rows, []string{fmt.Sprintf("%d月", l.Month), labels(l.Groups()), l.Form, l.Topic, l.Title})
	}
	sec.Table(tableOf([]string{"月份", "学习组", "形式", "内容", "主题"}, []float64{14, 36, 24, 40, 66}), slices.Values(rows))
	if len(issues) > 0 {
		sec.Skip(4)
		var rows [][]string
		for _, i := range issues {
			rows = append(rows, []string{i.Field, i.Title, i.Unit})
		}
		sec.Heading("调研选题", print.Style{Size: 12})
		for i := range rows {
			if u, ok := r.Rules.Base.Unit(rows[i][2]); ok {
				rows[i][2] = u.Name
			}
		}
		sec.Table(tableOf([]string{"方面", "题目", "承担"}, []float64{30, 110, 40}), slices.Values(rows))
	}
	return d.Write(w)
}

// signPDF prints the sign-in sheet of a session: whoever is expected, with a place to
// sign; the code too while it lives, with its page at site to be scanned.
func (r *Room) signPDF(s Session, expected []org.Person, marks []Attendance, site string, now int64, day civil.Date, w *bytes.Buffer) error {
	d, err := r.document("学习签到表", day)
	if err != nil {
		return err
	}
	sec := r.sheetOf(d, print.A4, "学习签到表", s.Number+"　"+s.On.Chinese()+" "+s.At+"　"+s.Place+"　"+labels(s.Groups())+"\n主题："+s.Title, day)
	if s.live(now) {
		sec.Draw(42, func(p *print.Page, in print.Rect) {
			p.QR(in.X+4, in.Y+2, 34, site+"/study/sign?code="+s.Code)
			p.Text(in.X+48, in.Y+16, "签到码 "+s.Code, print.Style{Size: 26, Bold: true})
			p.Text(in.X+48, in.Y+27, "有效至 "+s.until()+"。登录后打开“学习签到”填写，或者扫码。", print.Style{Size: 10})
		})
		sec.Skip(3)
	}
	var rows [][]string
	for i, p := range expected {
		state := ""
		if k := slices.IndexFunc(marks, func(a Attendance) bool { return a.PersonID == p.ID }); k >= 0 {
			state = markLabels[marks[k].State]
			if marks[k].State == Excused && marks[k].Reason != "" {
				state += "：" + marks[k].Reason
			}
		}
		unit := "局领导"
		if u, ok := r.Rules.Base.Unit(p.Unit); ok {
			unit = u.Name
		}
		rows = append(rows, []string{fmt.Sprint(i + 1), p.Name, unit, "", state})
	}
	t := tableOf([]string{"序号", "姓名", "科室", "签名", "登记"}, []float64{14, 48, 40, 44, 34})
	t.MinRow = 9
	sec.Table(t, slices.Values(rows))
	return d.Write(w)
}

// registerPDF prints the register of the year's sessions with attendance and record.
func (r *Room) registerPDF(ctx context.Context, rd db.Reader, year int, sessions []Session, day civil.Date, w *bytes.Buffer) error {
	title := fmt.Sprintf("%d年集中学习登记簿", year)
	d, err := r.document(title, day)
	if err != nil {
		return err
	}
	sec := r.sheetOf(d, print.A4Landscape, title, "", day)
	people, err := r.Org.People(ctx)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, s := range slices.Backward(sessions) {
		if s.State == Dropped {
			continue
		}
		marks, err := marksOf(ctx, rd, s.ID)
		if err != nil {
			return err
		}
		present, missing := 0, []string(nil)
		for _, m := range marks {
			if m.State == Present {
				present++
				continue
			}
			if i := slices.IndexFunc(people, func(p org.Person) bool { return p.ID == m.PersonID }); i >= 0 {
				missing = append(missing, people[i].Name+"（"+markLabels[m.State]+"）")
			}
		}
		rows = append(rows, []string{s.Number, s.On.String(), labels(s.Groups()), s.Form, s.Title, fmt.Sprintf("%d/%d", present, len(marks)), strings.Join(missing, "、"), s.Record})
	}
	sec.Table(tableOf([]string{"编号", "日期", "学习组", "形式", "主题", "到会", "未到", "学习记录"}, []float64{24, 22, 32, 20, 48, 14, 40, 67}), slices.Values(rows))
	return d.Write(w)
}
