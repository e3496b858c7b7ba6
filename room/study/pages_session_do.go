package study

import (
	"bytes"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/study/measure"
)

// organiserForms are the forms of whoever organises: code, list, table, closing.
func (r *Room) organiserForms(p *parts, s Session, at string, expected []org.Person, marks []Attendance) {
	if s.State == Dropped {
		return
	}
	today := r.Door.Today()
	reason := ui.Field{Name: "reason", Label: "更正的理由", Max: mostLine, Hint: "已经登记完，更正须写明理由。"}
	if s.State == Waiting && s.On == today {
		f := p.form(at+"/code", "code")
		f.Set("minutes", "60")
		p.add("签到码", "每次学习一个码，到时失效；重新生成后原来的作废。", f, ui.Button{Label: "生成签到码", Look: "primary"}, ui.Field{Name: "minutes", Label: "有效分钟", Kind: ui.Number, Half: true})
	}
	if s.State == Waiting || s.State == Closed {
		f := p.form(at+"/marks", "marks")
		var fields []ui.Field
		choices := []ui.Option{{Value: "", Label: "未登记"}, {Value: Present, Label: "到会"}, {Value: Excused, Label: "请假"}, {Value: Absent, Label: "缺席"}}
		for _, x := range expected {
			name := fmt.Sprintf("p%d", x.ID)
			if i := slices.IndexFunc(marks, func(a Attendance) bool { return a.PersonID == x.ID }); i >= 0 {
				f.Set(name, marks[i].State)
				f.Set("r"+name, marks[i].Reason)
			}
			fields = append(fields, ui.Field{Name: name, Label: x.Name, Kind: ui.Select, Options: choices, Half: true, Optional: true}, ui.Field{Name: "r" + name, Label: x.Name + "的事由", Half: true, Optional: true, Max: mostLine})
		}
		if s.State == Closed {
			fields = append(fields, reason)
		}
		if len(expected) > 0 {
			p.add("按名单登记", "请假的写明事由。只保存有变化的。", f, ui.Button{Label: "保存考勤"}, fields...)
		}
		f = p.form(at+"/sheet", "sheet")
		fields = []ui.Field{{Name: "file", Label: "考勤表", Kind: ui.File, Accept: ".xlsx,.csv"}, {Name: "whole", Label: "有一行不对就全部不导入", Kind: ui.Check, Optional: true}}
		if s.State == Closed {
			fields = append(fields, reason)
		}
		p.add("导入考勤表", "表头：姓名、考勤（到会、请假、缺席）、事由。不对的行逐行列出。", f, ui.Button{Label: "导入考勤表"}, fields...)
	}
	if !s.On.After(today) {
		f := p.form(at+"/close", "close")
		f.Set("record", s.Record)
		fields := []ui.Field{{Name: "record", Label: "学习记录", Kind: ui.Area, Rows: 5, Max: mostText}}
		b := ui.Button{Label: "登记完"}
		title, hint := "登记完", "写好学习记录。没有登记的人记作缺席；登记完以后更正须写明理由。"
		if s.State == Closed {
			fields = append(fields, reason)
			b, title, hint = ui.Button{Label: "更正学习记录"}, "更正学习记录", ""
		}
		p.add(title, hint, f, b, fields...)
	}
	if s.State == Waiting {
		p.add("取消", "没有开成的写明理由，编号保留。", p.form(at+"/drop", "drop"), ui.Button{Label: "取消这次学习", Look: "danger"}, ui.Field{Name: "reason", Label: "理由", Max: mostLine})
	}
}

// done goes back to a session, or shows it with what is wrong.
func (r *Room) sessionDone(q *web.Request, err error, said string) (web.Answer, error) {
	if err != nil {
		return r.sessionPage(q, r.seen(q, err))
	}
	id, _ := q.ID("id")
	return web.Redirect(sessionURL(id)).Say(ui.OK, said), nil
}

type minutesInput struct {
	Minutes int `form:"minutes" label:"有效分钟"`
}

func (r *Room) sessionCode(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[minutesInput](q)
	var s Session
	if err == nil {
		id, _ := q.ID("id")
		s, err = r.NewCode(org.Context(q), org.Actor(q), id, in.Minutes)
	}
	return r.sessionDone(q, err, "签到码 "+s.Code+"，有效至 "+s.until()+"。")
}

type reasonInput struct {
	Reason string `form:"reason" label:"理由"`
}

func (r *Room) sessionMarks(q *web.Request) (web.Answer, error) {
	s, err := r.sessionOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[reasonInput](q)
	if err != nil {
		return r.sessionDone(q, err, "")
	}
	expected, err := r.expected(q.Context(), r.Door.Reader(), s)
	if err != nil {
		return web.Answer{}, err
	}
	var marks []Mark
	for _, x := range expected {
		name := fmt.Sprintf("p%d", x.ID)
		if v := q.Values().Get(name); v != "" {
			m := Mark{Person: x.ID, State: v}
			if v == Excused {
				m.Reason = db.Trimmed(q.Values().Get("r" + name))
			}
			marks = append(marks, m)
		}
	}
	n, err := r.Mark(org.Context(q), org.Actor(q), s.ID, marks, in.Reason)
	return r.sessionDone(q, err, fmt.Sprintf("已登记 %d 人。", n))
}

type sheetInput struct {
	File   *web.Upload `form:"file" label:"表格"`
	Whole  bool        `form:"whole" label:"有一行不对就全部不导入"`
	Reason string      `form:"reason" label:"更正的理由"`
}

// opened gives the table of a form to fn.
func opened(in sheetInput, fn func(Table) (Taken, error)) (Taken, error) {
	if in.File == nil {
		return Taken{}, fault.Field("file", "", "没有收到表格，请选择文件。")
	}
	f, err := in.File.Open()
	if err != nil {
		return Taken{}, err
	}
	return fn(Table{f, in.File.Size, in.File.Name, in.Whole})
}

func (r *Room) sessionSheet(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[sheetInput](q)
	var t Taken
	if err == nil {
		id, _ := q.ID("id")
		t, err = opened(in, func(x Table) (Taken, error) { return r.MarkSheet(org.Context(q), org.Actor(q), id, x, in.Reason) })
	}
	if err != nil || len(t.Bad) == 0 {
		return r.sessionDone(q, err, fmt.Sprintf("已导入 %d 人的考勤。", t.Rows))
	}
	a, err := r.showSession(q, nil, &t)
	return a.Status(422), err
}

type closeInput struct {
	Record string `form:"record" label:"学习记录"`
	Reason string `form:"reason" label:"理由"`
}

func (r *Room) sessionClose(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[closeInput](q)
	if err == nil {
		id, _ := q.ID("id")
		_, err = r.CloseSession(org.Context(q), org.Actor(q), id, in.Record, in.Reason)
	}
	return r.sessionDone(q, err, "已登记完，计入学习次数。")
}

func (r *Room) sessionDrop(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[reasonInput](q)
	if err == nil {
		id, _ := q.ID("id")
		err = r.DropSession(org.Context(q), org.Actor(q), id, in.Reason)
	}
	return r.sessionDone(q, err, "已取消。")
}

func (r *Room) sessionExcuse(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[reasonInput](q)
	if err == nil {
		id, _ := q.ID("id")
		err = r.Excuse(org.Context(q), org.Actor(q), id, in.Reason)
	}
	return r.sessionDone(q, err, "已请假，组织单位可以看到事由。")
}

// address is where the installation was reached, for what is scanned from paper.
func address(q *web.Request) string {
	scheme := "http://"
	if q.TLS != nil {
		scheme = "https://"
	}
	return scheme + q.Host + q.Base()
}

func (r *Room) signFile(q *web.Request) (web.Answer, error) {
	s, err := r.sessionOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	if !r.organisesAny(org.Actor(q), s.Groups()) {
		return web.Answer{}, r.notOrganiser(s.Groups()[0])
	}
	expected, err := r.expected(q.Context(), r.Door.Reader(), s)
	if err != nil {
		return web.Answer{}, err
	}
	marks, err := marksOf(q.Context(), r.Door.Reader(), s.ID)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	if err := r.signPDF(s, expected, marks, address(q), r.Door.Now(), r.Door.Today(), &b); err != nil {
		return web.Answer{}, err
	}
	return pdf(r, "学习签到表 "+s.Number, &b), nil
}

func (r *Room) registerFile(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	if who := org.Actor(q); !r.seesAll(who) && !r.organisesAny(who, measure.Groups) {
		return web.Answer{}, forbid(law.StudyAttOffice, "登记簿由办公室、机关党支部和局领导查看。")
	}
	list, err := db.All[Session](q.Context(), r.Door.Reader(), sql("sessions_of"), year)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	if err := r.registerPDF(q.Context(), r.Door.Reader(), year, list, r.Door.Today(), &b); err != nil {
		return web.Answer{}, err
	}
	return pdf(r, fmt.Sprintf("%d年集中学习登记簿", year), &b), nil
}
