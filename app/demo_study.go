package app

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/room/study"
	"lantai.internal/room/study/measure"
)

// demoStudy gives the demonstration the year's studying up to today: a plan, a
// session of each body a month, notes, field research, articles, a brief. One section
// has done less than it should.
func (a *App) demoStudy(ctx context.Context) error {
	d := &studyDesk{reportingDesk: reportingDesk{a: a, ctx: ctx}, today: a.Door.Today()}
	if d.people, d.err = a.Org.People(ctx); d.err != nil {
		return d.err
	}
	d.groups()
	d.plan()
	for m := 1; m <= int(d.today.Month); m++ {
		d.sessions(m)
	}
	d.coming()
	d.notes()
	d.research()
	d.papers()
	return d.err
}

// studyDesk does what people would do, and stops at the first failure.
type studyDesk struct {
	reportingDesk
	today  civil.Date
	people []org.Person
}

// behind is the section that has done too little.
const behind = "LYSGK"

func (d *studyDesk) on(month, day int) civil.Date {
	on, _ := civil.Of(d.today.Year, month, day)
	return on
}

// past reports whether a day of the demonstration is over.
func (d *studyDesk) past(month, day int) bool { return d.on(month, day).Before(d.today) }

func (d *studyDesk) do(login string, do func(who act.Actor) error) {
	who := d.actor(login)
	if d.err == nil {
		if err := do(who); err != nil {
			d.err = fmt.Errorf("demo study of %s: %w", login, err)
		}
	}
}

func (d *studyDesk) groups() {
	first := d.on(1, 1)
	for _, login := range []string{"mishu", "zhengong"} {
		d.do(login, func(who act.Actor) error {
			_, err := d.a.Study.FillGroups(d.ctx, who, first)
			return err
		})
	}
}

var studyTopics = []string{"政治理论", "上级部署和讲话", "商贸流通和对外开放知识", "法律法规", "国内外形势", "市场经济知识"}

var studyTitles = []string{"全国和市委经济工作会议精神", "消费促进政策和措施", "安全生产法律法规", "商务领域改革和对外开放", "纪律教育专题", "现代商贸流通体系建设"}

func (d *studyDesk) plan() {
	year := d.today.Year
	d.do("mishu", func(who act.Actor) error {
		return d.a.Study.SavePlan(d.ctx, who, year, []string{"思想理论水平", "领导和业务水平"}, "全年中心组、干部职工、党员各集中学习十二次以上，每月一次；全局集中调研一次。学习与业务结合，每季度编一期简报。")
	})
	for m := 1; m <= 12; m++ {
		groups := []string{measure.Core, measure.Staff}
		if m%2 == 0 {
			groups = []string{measure.Staff}
		}
		d.do("mishu", func(who act.Actor) error {
			_, err := d.a.Study.AddPlanned(d.ctx, who, study.Planned{Year: year, Month: m, Form: "集体研讨", Topic: studyTopics[m%6], Title: studyTitles[m%6]}, groups)
			return err
		})
	}
	d.do("juzhang", func(who act.Actor) error {
		_, err := d.a.Study.AddIssue(d.ctx, who, study.Issue{Year: year, Field: "商贸流通", Title: "农村商贸流通网点怎样补齐短板", Unit: "SMLTK"})
		return err
	})
	d.do("mishu", func(who act.Actor) error { return d.a.Study.Propose(d.ctx, who, year) })
	d.do("juzhang", func(who act.Actor) error { return d.a.Study.Approve(d.ctx, who, year) })
}

// session is held, marked by the list and closed.
func (d *studyDesk) session(login string, x study.NewSession, record string) {
	d.do(login, func(who act.Actor) error {
		s, err := d.a.Study.OpenSession(d.ctx, who, x)
		if err != nil {
			return err
		}
		var marks []study.Mark
		list, err := d.a.Study.Expected(d.ctx, s.ID)
		if err != nil {
			return err
		}
		for i, p := range list {
			m := study.Mark{Person: p.ID, State: study.Present}
			switch {
			case p.Unit == behind && int(x.On.Month)%2 == 0:
				m = study.Mark{Person: p.ID, State: study.Excused, Reason: "下乡检查粮食库存"}
			case (i+int(x.On.Month))%9 == 0:
				m.State = study.Absent
			}
			marks = append(marks, m)
		}
		if _, err := d.a.Study.Mark(d.ctx, who, s.ID, marks, ""); err != nil {
			return err
		}
		_, err = d.a.Study.CloseSession(d.ctx, who, s.ID, record, "")
		return err
	})
}

func (d *studyDesk) sessions(m int) {
	title, topic := studyTitles[m%6], studyTopics[m%6]
	if d.past(m, 10) {
		d.session("mishu", study.NewSession{Kind: study.Meeting, Groups: []string{measure.Core}, On: d.on(m, 10), At: "09:00", Place: "局党委会议室", Form: "集体研讨", Topic: topic, Title: title, Speaker: "局长"}, "领学后逐一发言，结合分管工作提出落实意见。")
	}
	if d.past(m, 17) {
		d.session("mishu", study.NewSession{Kind: study.Meeting, Groups: []string{measure.Staff}, On: d.on(m, 17), At: "14:30", Place: "三楼会议室", Form: "专题讲座", Topic: topic, Title: title, Speaker: "办公室主任"}, "集中学习文件，交流体会，布置自学内容。")
	}
	if d.past(m, 24) {
		d.session("zhengong", study.NewSession{Kind: study.Meeting, Groups: []string{measure.Party}, On: d.on(m, 24), At: "15:00", Place: "党员活动室", Form: "讨论交流", Topic: "政治理论", Title: "支部主题党日学习", Speaker: "支部书记"}, "学习原文，党员谈体会。")
	}
}

// coming is a session of today, open for signing in, and one to come.
func (d *studyDesk) coming() {
	for _, on := range []civil.Date{d.today, d.today.AddDays(6)} {
		if on.Year != d.today.Year {
			continue
		}
		d.do("mishu", func(who act.Actor) error {
			s, err := d.a.Study.OpenSession(d.ctx, who, study.NewSession{Kind: study.Meeting, Groups: []string{measure.Staff}, On: on, At: "14:30", Place: "三楼会议室", Form: "专题讲座", Topic: "法律法规", Title: "行政执法常用法律知识", Speaker: "法律顾问"})
			if err == nil && on == d.today {
				_, err = d.a.Study.NewCode(d.ctx, who, s.ID, study.MostMinutes)
			}
			return err
		})
	}
}

var books = []string{"《习近平谈治国理政》选读", "《中国共产党简史》", "《论语》选读", "《国内市场与流通》", "《公文写作要诀》", "《行政处罚法》释义", "《乡村振兴读本》", "《统计工作手册》"}

// notes are entered by the office from the paper ones, as a table.
func (d *studyDesk) notes() {
	var b bytes.Buffer
	b.WriteString("姓名,标题,书名或文章,日期\r\n")
	for i, p := range d.people {
		want := int(d.today.Month) + 2 - i%4
		if p.Unit == behind {
			want = 2
		}
		for n := range max(0, want) {
			day := d.on(min(n+1, int(d.today.Month)), 1)
			fmt.Fprintf(&b, "%s,%s读后（%d）,%s,%s\r\n", p.Name, strings.Trim(books[(i+n)%len(books)], "《》"), n+1, books[(i+n)%len(books)], day)
		}
	}
	d.do("mishu", func(who act.Actor) error {
		t, err := d.a.Study.NoteSheet(d.ctx, who, study.Table{ReaderAt: bytes.NewReader(b.Bytes()), Size: int64(b.Len()), Name: "读书笔记.csv"})
		if err == nil && len(t.Bad) > 0 {
			err = fmt.Errorf("row %d: %s", t.Bad[0].Row, t.Bad[0].Say)
		}
		return err
	})
	d.do("keyuan", func(who act.Actor) error {
		_, err := d.a.Study.AddNote(d.ctx, who, study.NewNote{Year: d.today.Year, Title: "农村市场怎样连起来", Source: "《国内市场与流通》第四章", On: d.today, Text: "县城、乡镇、村三级网点，短板在村一级。配送成本高，单个网点养不活，要把快递、农资、日用品并在一处。", Shared: true})
		return err
	})
}

func (d *studyDesk) research() {
	add := func(login string, x study.Research) {
		x.ToHalf = 1
		d.do(login, func(who act.Actor) error {
			_, err := d.a.Study.AddResearch(d.ctx, who, x)
			return err
		})
	}
	towns := []string{"三江街道", "东溪镇", "赶水镇", "永城镇", "石角镇", "郭扶镇"}
	// The director goes every week, the deputy misses some.
	for i, day := 0, d.on(1, 1); day.Before(d.today); i, day = i+1, day.AddDays(7) {
		wednesday := measure.Monday(day).AddDays(2)
		if wednesday.Year != d.today.Year || wednesday.After(d.today) {
			continue
		}
		add("juzhang", study.Research{Kind: study.ByLeader, From: wednesday, To: wednesday, Place: towns[i%6], Topic: "商贸流通业发展", Title: "乡镇商贸网点和保供情况"})
		if i%3 != 0 {
			add("fujuzhang", study.Research{Kind: study.ByLeader, From: wednesday, To: wednesday, Place: towns[(i+2)%6], Topic: "对外开放", Title: "外贸企业走访"})
		}
	}
	for m := 1; m <= int(d.today.Month); m++ {
		if !d.past(m, 12) {
			continue
		}
		on := d.on(m, 12)
		add("keyuan", study.Research{Kind: study.ByUnit, From: on, To: on, Place: towns[m%6], Topic: "商贸流通业发展", Title: fmt.Sprintf("%d月集贸市场走访", m)})
		add("bangongshi", study.Research{Kind: study.ByUnit, From: on, To: on, Place: towns[(m+1)%6], Topic: "其他", Title: fmt.Sprintf("%d月基层商务所走访", m)})
		if m%2 == 0 {
			add("zhengong", study.Research{Kind: study.ByUnit, From: on, To: on, Place: towns[(m+3)%6], Topic: "党建和群团", Title: fmt.Sprintf("%d月企业党建走访", m)})
		}
	}
	if d.past(int(d.today.Month), 2) {
		on := d.on(int(d.today.Month), 1)
		add("bangongshi", study.Research{Kind: study.ByBureau, From: on, To: on, Place: "工业园区", Topic: "商贸流通业发展", Title: "商贸物流园区集中调研", People: "局领导和各科室负责人"})
	}
	d.do("shangmao", func(who act.Actor) error {
		file, err := d.kept("农村商贸流通网点调研.txt", "一、现状\n村级网点三百余个，正常营业的约八成。\n二、问题\n配送成本高，品种少。\n三、建议\n整合快递、农资、日用品配送。\n")
		if err == nil {
			_, err = d.a.Study.AddArticle(d.ctx, who, study.NewArticle{Year: d.today.Year, On: d.today, Topic: "商贸流通业发展", Title: "农村商贸流通网点的短板和补法", Others: "商贸流通科工作人员", File: file})
		}
		return err
	})
}

// kept puts a text into the file store.
func (d *studyDesk) kept(name, text string) (*flow.Attachment, error) {
	ref, err := d.a.Files.Put(d.ctx, strings.NewReader(text), int64(len(text)))
	return &flow.Attachment{Name: name, SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}, err
}

func (d *studyDesk) papers() {
	var id int64
	d.do("mishu", func(who act.Actor) error {
		var err error
		id, err = d.a.Study.SaveBrief(d.ctx, who, 0, "中心组专题学习商贸流通体系建设", "近日，局党委中心组围绕商贸流通体系建设集体研讨。\n与会人员结合分管工作，就补齐农村网点短板、降低配送成本提出意见。\n各科室按研讨意见拟出落实措施，报办公室汇总。")
		if err == nil {
			_, err = d.a.Study.IssueBrief(d.ctx, who, id)
		}
		return err
	})
	d.do("mishu", func(who act.Actor) error { return d.a.Study.SendBrief(d.ctx, who, id, "区委办公室", d.today) })
	d.do("mishu", func(who act.Actor) error {
		_, err := d.a.Study.SaveBrief(d.ctx, who, 0, "干部职工学法用法情况", "本月干部职工集中学习行政执法常用法律知识。")
		return err
	})
	d.do("fujuzhang", func(who act.Actor) error {
		_, err := d.a.Study.SetPursuit(d.ctx, who, study.Pursuit{Kind: study.Reading, Title: "《国内市场与流通》", Since: d.today.AddDays(-20)})
		return err
	})
	d.do("keyuan", func(who act.Actor) error {
		kinds, ok := d.a.Book.Param(law.StudyEducation, "kinds")
		if !ok {
			return nil
		}
		_, err := d.a.Study.SetPursuit(d.ctx, who, study.Pursuit{Kind: slices.Collect(strings.SplitSeq(kinds.Value, "、"))[1], Title: "中级经济师（商业经济）", Since: d.today.AddDays(-90)})
		return err
	})
}
