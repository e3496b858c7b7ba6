package reception

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/print"
	"lantai.internal/kit/web"
)

func (r *Room) document(title string) (*print.Document, error) {
	day := r.Door.Today()
	o := print.Options{Title: title, Author: r.Rules.Base.Bureau, Date: time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, civil.Shanghai)}
	if r.Registers != nil && r.Registers.Fonts != nil {
		fonts, err := r.Registers.Fonts()
		if err != nil {
			return nil, err
		}
		o.Fonts = fonts
	}
	return print.New(o)
}

// page begins an A4 section with the telephone for complaints and the day at its foot.
func (r *Room) page(d *print.Document, tel string) *print.Flow {
	day := r.Door.Today()
	return d.Section(print.Section{Size: print.A4, Margins: print.Margins{Top: 20, Right: 20, Bottom: 22, Left: 20}, Foot: func(p *print.Page, no, of int) {
		if tel != "" {
			p.Text(20, p.Size.H-11, "投诉电话："+tel, print.Style{Size: 9})
		}
		p.Text(p.Size.W/2, p.Size.H-11, print.PageOf(no, of), print.Style{Size: 9, Align: print.Center})
		p.Text(p.Size.W-20, p.Size.H-11, "打印 "+day.String(), print.Style{Size: 9, Align: print.Right, Color: print.Grey})
	}})
}

func finish(d *print.Document, name string) (web.Answer, error) {
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		return web.Answer{}, err
	}
	return web.File(name+".pdf", "application/pdf", time.Time{}, bytes.NewReader(b.Bytes())).Inline(), nil
}

func twoColumns(first, rest float64) print.Table {
	return print.Table{Body: print.Style{Size: 10.5, LineHeight: 1.4}, Head: print.Style{Size: 10.5, Bold: true, Align: print.Center}, Columns: []print.Column{{Title: "要素", Width: first}, {Title: "内容", Width: rest}}}
}

// dutyBook prints the duties of one unit or post, or of all, each on a page of its own
// (clause post.def); what nobody has written stands as a blank.
func (r *Room) dutyBook(q *web.Request) (web.Answer, error) {
	list, err := r.Duties(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	title := "岗位责任书"
	if place := q.Values().Get("place"); place != "" {
		list = slices.DeleteFunc(list, func(d Duty) bool { return d.Place != place })
		if len(list) == 0 {
			return web.Answer{}, fault.New(fault.NotFound, "没有这个科室或者岗位，请回到岗位责任一览重新选择。")
		}
		title = list[0].Name + title
	}
	d, err := r.document(title)
	if err != nil {
		return web.Answer{}, err
	}
	f := r.page(d, "")
	for i, x := range list {
		if i > 0 {
			f.NewPage()
		}
		f.Para(r.Rules.Base.Bureau, print.Style{Size: 12, Align: print.Center})
		f.Heading(x.Name+"岗位责任书", print.Style{Size: 18, Align: print.Center})
		f.Skip(3)
		under := "科室：" + x.UnitName
		if len(x.Holders) > 0 {
			under += "　　在岗：" + strings.Join(x.Holders, "、")
		}
		f.Para(under, print.Style{Size: 10.5})
		f.Skip(2)
		var rows [][]string
		for _, e := range x.Elements {
			say := e.Words
			if say == "" {
				say = "（没有填）"
			}
			rows = append(rows, []string{e.Name, say})
		}
		t := twoColumns(24, f.Width()-24)
		t.MinRow = 12
		f.Table(t, slices.Values(rows))
		f.Skip(8)
		f.Fields(print.Style{Size: 10.5}, print.Field{Label: "责任人（签名）", Blank: 40}, print.Field{Label: "科室负责人（签名）", Blank: 40})
		f.Skip(6)
		f.Fields(print.Style{Size: 10.5}, print.Field{Label: "日期", Blank: 40}, print.Field{Label: "日期", Blank: 40})
	}
	return finish(d, title)
}

// Badges are 90 by 55 millimetres, two beside one another and five below, with lines
// to cut along.
const (
	badgeWidth, badgeHeight = 90, 55
	badgeColumns, badgeRows = 2, 5
)

// badgesFile prints the badges of everybody, or of one unit; whoever lacks something is
// left out and named on a last page (clause first.badge).
func (r *Room) badgesFile(q *web.Request) (web.Answer, error) {
	cards, err := r.BadgeCards(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	d, err := r.document("挂牌")
	if err != nil {
		return web.Answer{}, err
	}
	var lacking []BadgeCard
	var whole []BadgeCard
	for _, c := range cards {
		if len(c.Missing) > 0 {
			lacking = append(lacking, c)
		} else {
			whole = append(whole, c)
		}
	}
	f := d.Section(print.Section{Size: print.A4, Margins: print.Margins{Top: 11, Right: 15, Bottom: 11, Left: 15}})
	for i := range whole {
		at := i % (badgeColumns * badgeRows)
		if i == 0 || at == 0 {
			f.NewPage()
		}
		r.badge(f.Page(), print.Rect{X: 15 + float64(at%badgeColumns)*badgeWidth, Y: 11 + float64(at/badgeColumns)*badgeHeight, W: badgeWidth, H: badgeHeight}, whole[i])
	}
	if len(lacking) > 0 {
		g := r.page(d, "")
		g.Heading("还不能印牌子的人", print.Style{Size: 16, Align: print.Center})
		g.Skip(3)
		var rows [][]string
		for _, c := range lacking {
			rows = append(rows, []string{c.Name, c.UnitName, c.Position, "缺" + strings.Join(c.Missing, "、")})
		}
		t := print.Table{Body: print.Style{Size: 10}, Head: print.Style{Size: 10, Bold: true, Align: print.Center}, Columns: []print.Column{{Title: "姓名", Width: 50}, {Title: "科室", Width: 42}, {Title: "工作岗位", Width: 48}, {Title: "缺什么", Width: 30}}}
		g.Table(t, slices.Values(rows))
	}
	return finish(d, "挂牌")
}

func (r *Room) badge(p *print.Page, in print.Rect, c BadgeCard) {
	p.Frame(in, 0.2)
	p.Fit(print.Rect{X: in.X + 5, Y: in.Y + 4, W: in.W - 10, H: 8}, r.Rules.Base.Bureau, print.Style{Size: 12, Align: print.Center, VAlign: print.Middle}, 8)
	p.Line(in.X+5, in.Y+13.5, in.X+in.W-5, in.Y+13.5, 0.3)
	for i, x := range []struct {
		label, text string
		size        float64
	}{{"姓　　名", c.Name, 18}, {"工作岗位", c.Position, 14}, {"职　　务", c.Duty, 14}} {
		y := in.Y + 16 + float64(i)*12.5
		p.Fit(print.Rect{X: in.X + 6, Y: y, W: 22, H: 11}, x.label, print.Style{Size: 10.5, VAlign: print.Middle}, 9)
		p.Fit(print.Rect{X: in.X + 29, Y: y, W: in.W - 35, H: 11}, x.text, print.Style{Size: x.size, Bold: i == 0, VAlign: print.Middle}, 8)
	}
}

// complaintSheet prints a complaint from its receipt to its feedback, with the
// telephone for complaints (clauses promise.dept, promise.complaint).
func (r *Room) complaintSheet(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	c, err := r.ComplaintOf(q.Context(), actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	title := "投诉举报处理单"
	d, err := r.document(title)
	if err != nil {
		return web.Answer{}, err
	}
	tel, _ := s.number()
	f := r.page(d, tel)
	f.Para(r.Rules.Base.Bureau, print.Style{Size: 12, Align: print.Center})
	f.Heading(title, print.Style{Size: 18, Align: print.Center})
	f.Skip(2)
	f.Para("编号："+c.Number, print.Style{Size: 10.5, Align: print.Right})
	f.Skip(2)
	due := "没有公示的时限，也没有人定日期"
	if !c.Due.IsZero() {
		due = c.Due.Chinese() + "（" + c.DueWhy + "）"
	}
	accused := c.AccusedName
	if c.AccusedUnit != "" {
		accused = strings.TrimSpace(s.unitName(c.AccusedUnit) + " " + c.AccusedName)
	}
	answered := ""
	if !c.AnsweredOn.IsZero() {
		answered = c.AnsweredOn.Chinese() + "，" + c.AnsweredHow + "：" + c.Answer
		if c.LateDays > 0 {
			answered += fmt.Sprintf("（比期限晚 %d 天）", c.LateDays)
		}
	}
	concluded := c.Result
	if c.Result != "" {
		concluded += "（" + c.ConcludedBy + "，" + c.ConcludedOn.Chinese() + "）"
	}
	rows := [][]string{{"投诉人", strings.TrimSpace(c.complainant() + "　" + c.Phone)}, {"来源", c.Source + "，" + c.ReceivedOn.Chinese() + "收到，登记人" + c.ReceivedName}, {"类别种类", aboutLabels[c.About] + "，" + c.Category}, {"被投诉", accused}, {"投诉事项", c.Matter}, {"受理科室", c.UnitName}, {"办理人", c.HandlerName}, {"反馈期限", due}, {"查明的事实", c.Finding}, {"结论", concluded}, {"处理意见", c.Measures}, {"反馈", answered}, {"满意度", c.Satisfaction}}
	t := twoColumns(26, f.Width()-26)
	t.Columns[0].Title, t.Columns[1].Title, t.MinRow = "项目", "内容", 10
	f.Table(t, slices.Values(rows))
	f.Skip(8)
	f.Fields(print.Style{Size: 10.5}, print.Field{Label: "办理人（签名）", Blank: 40}, print.Field{Label: "受理科室负责人（签名）", Blank: 36})
	return finish(d, title+c.Number)
}

// pledgesFile prints the pledges in force as they are put up, with the telephone for
// complaints (clauses promise.other, promise.dept).
func (r *Room) pledgesFile(q *web.Request) (web.Answer, error) {
	list, missing, err := r.Pledges(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	d, err := r.document("服务承诺公示")
	if err != nil {
		return web.Answer{}, err
	}
	tel, _ := s.number()
	f := r.page(d, tel)
	f.Para(r.Rules.Base.Bureau, print.Style{Size: 14, Align: print.Center})
	f.Heading("作风、监督、收费等承诺", print.Style{Size: 20, Align: print.Center})
	f.Skip(6)
	n := 0
	for _, x := range list {
		if x.State != InForce {
			continue
		}
		n++
		f.Heading(fmt.Sprintf("%d．%s", n, x.Topic), print.Style{Size: 15})
		f.Para(x.Words, print.Style{Size: 14, Indent: 2, LineHeight: 1.7})
		f.Skip(4)
	}
	if n == 0 {
		f.Para("还没有公布的承诺。", print.Style{Size: 14})
	} else if len(missing) > 0 {
		f.Para("还没有公布的方面："+strings.Join(missing, "、")+"。", print.Style{Size: 11})
	}
	f.Skip(6)
	unit, _ := s.book.Unit(parameter(s.book, law.PromiseDept, "unit"))
	f.Para("投诉受理："+unit.Name+"，电话 "+tel, print.Style{Size: 13})
	return finish(d, "服务承诺公示")
}
