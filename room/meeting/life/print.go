package life

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
)

var partTitles = map[string]string{Before: "会前", At: "会上", After: "会后"}

var lineWords = map[string]string{LineDone: "已完成", LineOpen: "未完成", LineVoid: "不适用"}

// sheet begins a document of the house.
func (r *Room) sheet(title string, size print.Size) (*print.Document, *print.Flow, error) {
	day := r.Door.Today()
	full := r.Rules.Base.Bureau + title
	d, err := print.New(print.Options{Title: full, Author: r.Rules.Base.Bureau, Date: time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, civil.Shanghai)})
	if err != nil {
		return nil, nil, err
	}
	f := d.Section(print.Section{Size: size, Margins: print.Margins{Top: 20, Right: 20, Bottom: 20, Left: 20}, Foot: func(p *print.Page, no, of int) {
		p.Text(p.Size.W/2, p.Size.H-10, print.PageOf(no, of)+"　打印 "+day.String()+"　限出席人员和政工科", print.Style{Size: 8, Align: print.Center, Color: print.Grey})
	}})
	f.Heading(full, print.Style{Size: 16, Align: print.Center})
	f.Skip(2)
	return d, f, nil
}

// PrintChecklist writes the checklist of a meeting.
func (r *Room) PrintChecklist(v View, w io.Writer) error {
	d, f, err := r.sheet(v.Meeting.Title()+"程序清单", print.A4)
	if err != nil {
		return err
	}
	f.Para(fmt.Sprintf("主题：%s。主持人：%s。%s。", strings.TrimRight(v.Meeting.Theme, "。"), v.Meeting.Chair, v.Clock), print.Style{Size: 10.5})
	f.Skip(2)
	for _, part := range []string{Before, At, After} {
		f.Heading(partTitles[part], print.Style{Size: 12})
		var rows [][]string
		for _, l := range v.Lines {
			if l.Part != part {
				continue
			}
			number := ""
			if l.Number > 0 {
				number = fmt.Sprint(l.Number)
			}
			what := l.Note
			if l.State == LineOpen {
				what = l.Why + "。" + l.Remedy + "。"
				if l.Note != "" {
					what = l.Note + "。" + what
				}
			} else if l.State == LineVoid {
				what = l.Why
			}
			rows = append(rows, []string{number, l.Title, lineWords[l.State], what})
		}
		f.Table(print.Table{Body: print.Style{Size: 9, LineHeight: 1.3}, Head: print.Style{Size: 9, Bold: true, Align: print.Center},
			Columns: []print.Column{{Title: "步", Width: 9, Align: print.Center}, {Title: "程序", Width: 58}, {Title: "状态", Width: 18, Align: print.Center}, {Title: "情况", Width: 85}}}, slices.Values(rows))
		f.Skip(2)
	}
	return d.Write(w)
}

// PrintMeasures writes the rectification list.
func (r *Room) PrintMeasures(v View, w io.Writer) error {
	d, f, err := r.sheet(v.Meeting.Title()+"整改清单", print.A4Landscape)
	if err != nil {
		return err
	}
	var rows [][]string
	for i, m := range v.Measures {
		up := ""
		if m.Upward {
			up = "待报告"
			if !m.UpwardOn.IsZero() {
				up = m.UpwardOn.String() + "\n" + m.UpwardNo
			}
		}
		done := "未完成"
		if !m.DoneOn.IsZero() {
			done = m.DoneOn.String() + "\n" + m.Result
		}
		rows = append(rows, []string{fmt.Sprint(i + 1), m.Problem, m.Measure, m.Owner, m.Due.String(), up, done})
	}
	f.Table(print.Table{Body: print.Style{Size: 9, LineHeight: 1.3}, Head: print.Style{Size: 9, Bold: true, Align: print.Center},
		Columns: []print.Column{{Title: "序", Width: 9, Align: print.Center}, {Title: "查出的主要问题", Width: 58}, {Title: "整改措施", Width: 66}, {Title: "责任人", Width: 26}, {Title: "期限", Width: 22}, {Title: "请上级帮助", Width: 28}, {Title: "完成情况", Width: 48}}}, slices.Values(rows))
	if len(rows) == 0 {
		f.Para("整改清单是空的。", print.Style{Size: 10})
	}
	for _, c := range v.Checks {
		f.Para(fmt.Sprintf("检查督促：%s，%s，%s", c.CheckedOn.Chinese(), c.Person, c.Words), print.Style{Size: 9})
	}
	return d.Write(w)
}

// PrintReport writes the frame of the written report upwards: what is known is filled
// in, what only people can say is left to write.
func (r *Room) PrintReport(v View, w io.Writer) error {
	d, f, err := r.sheet("关于"+v.Meeting.Title()+"的报告", print.A4)
	if err != nil {
		return err
	}
	body := print.Style{Size: 12, LineHeight: 1.6, Indent: 2}
	m := v.Meeting
	f.Heading("一、召开情况", print.Style{Size: 14})
	held := "（填写召开日期）"
	if !m.HeldOn.IsZero() {
		held = m.HeldOn.Chinese()
	}
	var absent []string
	here := 0
	for _, p := range v.members() {
		switch p.Here {
		case Present:
			here++
		case Absent:
			absent = append(absent, p.Name)
		}
	}
	s := fmt.Sprintf("%s，本局党委召开民主生活会，主题是%s，由%s主持。应到 %d 人，到会 %d 人", held, strings.TrimRight(m.Theme, "。"), m.Chair, len(v.members()), here)
	if len(absent) > 0 {
		s += "；" + strings.Join(absent, "、") + "因故缺席，提交了书面发言"
	}
	s += "。"
	if !m.ConsentOn.IsZero() {
		s += fmt.Sprintf("经上级党组织%s同意（%s），推迟到%s以前召开。", m.ConsentOn.Chinese(), m.ConsentRef, m.ConsentTo.Chinese())
	}
	f.Para(s, body)
	f.Para(fmt.Sprintf("会前学习 %d 次；通过座谈会、个别谈心、民主评议征求意见 %d 条；领导干部谈心 %d 次。", v.marked(StepStudy), len(v.Opinions), len(v.Talks)), body)
	f.Heading("二、需要解决的主要问题", print.Style{Size: 14})
	for i, x := range v.Measures {
		f.Para(fmt.Sprintf("%d. %s", i+1, x.Problem), body)
	}
	f.Heading("三、改进办法", print.Style{Size: 14})
	for i, x := range v.Measures {
		t := fmt.Sprintf("%d. %s（责任人%s，%s以前完成）", i+1, strings.TrimRight(x.Measure, "。"), x.Owner, x.Due.Chinese())
		if x.Upward {
			t += "，请上级帮助解决"
		}
		f.Para(t+"。", body)
	}
	if len(v.Measures) == 0 {
		f.Para("（整改清单列好以后再打印。）", body)
	}
	f.Skip(12)
	right := print.Style{Size: 12, Align: print.Right}
	f.Para("中共"+r.Rules.Base.Bureau+"委员会", right)
	f.Para("　　　　年　　月　　日", right)
	return d.Write(w)
}

// papers lays out what is left of a finished meeting; it limits nothing. All of it is a
// work secret: its readers alone knew of it.
func (r *Room) papers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	m, err := db.One[Meeting](ctx, rd, meetingSelect+" WHERE m.id = $1", id)
	if err != nil {
		return flow.Papers{}, err
	}
	v, err := r.view(ctx, rd, m)
	if err != nil {
		return flow.Papers{}, err
	}
	p := flow.Papers{Subject: m.Subject(), Title: r.Rules.Base.Bureau + m.Title() + "材料", Unit: r.Org.Places.PoliticalSection, Date: m.FinishedOn, Secret: true}
	form := func(name string, draw func(View, io.Writer) error) flow.Form {
		return flow.Form{Name: m.Title() + name, Draw: func(w *bytes.Buffer) error { return draw(v, w) }}
	}
	if p.Files, err = flow.Draw(ctx, r.Files, form("程序清单", r.PrintChecklist), form("整改清单", r.PrintMeasures)); err != nil {
		return p, err
	}
	for _, x := range v.Papers {
		p.Files = append(p.Files, x.Paper())
	}
	return p, nil
}
