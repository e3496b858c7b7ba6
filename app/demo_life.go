package app

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/room/meeting/life"
)

// demoLife gives the demonstration last year's democratic life meeting, finished, and
// this year's under way.
func (a *App) demoLife(ctx context.Context) error {
	d := &lifeDesk{followingDesk: followingDesk{a: a, ctx: ctx}}
	today := a.Door.Today()
	d.last(today.Year - 1)
	d.present(today)
	return d.err
}

// lifeDesk does what people would do about a year's meeting, and stops at the first
// failure.
type lifeDesk struct {
	followingDesk
	year int
}

func (d *lifeDesk) step(what string, login string, f func(r *life.Room, who act.Actor) error) {
	who := d.actor(login)
	if d.err != nil {
		return
	}
	if err := f(d.a.Life, who); err != nil {
		d.err = fmt.Errorf("demo life meeting %d, %s: %w", d.year, what, err)
	}
}

func (d *lifeDesk) file(name, body string) []flow.Attachment {
	if d.err != nil {
		return nil
	}
	ref, err := d.a.Files.Put(d.ctx, strings.NewReader(body), 0)
	d.err = err
	return []flow.Attachment{{Name: name + ".txt", SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}}
}

func (d *lifeDesk) mark(login, step string, on civil.Date, words, ref string, papers []flow.Attachment) {
	d.step(step, login, func(r *life.Room, who act.Actor) error {
		_, err := r.MarkDone(d.ctx, who, life.DoneStep{Year: d.year, Step: step, On: on, Words: words, Ref: ref, Papers: papers})
		return err
	})
}

func (d *lifeDesk) begin(year int, theme string, on civil.Date) {
	d.year = year
	p := life.Plan{Year: year, Theme: theme, PlannedOn: on, Place: "三楼会议室", Agenda: "学习有关文件；逐人发言，开展批评与自我批评；上级领导讲话；主持人总结。", Chair: d.person("shuji"), Observers: []int64{d.person("bangongshi"), d.person("zhengong")}}
	d.step("begin", "zhengong", func(r *life.Room, who act.Actor) error {
		_, err := r.Begin(d.ctx, who, p)
		return err
	})
}

// members are who takes part, as the room has them.
func (d *lifeDesk) members() []life.Person {
	var out []life.Person
	d.step("members", "zhengong", func(r *life.Room, who act.Actor) error {
		v, err := r.Of(d.ctx, who, d.year)
		for _, p := range v.People {
			if p.Part != life.Observer {
				out = append(out, p)
			}
		}
		return err
	})
	return out
}

func (d *lifeDesk) hear(form, words string, on civil.Date) {
	d.step("opinion", "zhengong", func(r *life.Room, who act.Actor) error {
		_, err := r.Hear(d.ctx, who, life.Heard{Year: d.year, Form: form, Words: words, HeardOn: on})
		return err
	})
}

func (d *lifeDesk) talk(leader, other int64, on civil.Date) {
	d.step("talk", "zhengong", func(r *life.Room, who act.Actor) error {
		_, err := r.AddTalk(d.ctx, who, life.Talked{Year: d.year, Leader: leader, Other: other, HeldOn: on})
		return err
	})
}

func (d *lifeDesk) handIn(p life.Person, on civil.Date) {
	d.step("speech", "zhengong", func(r *life.Room, who act.Actor) error {
		_, err := r.HandIn(d.ctx, who, life.Speech{Year: d.year, Person: p.ID, On: on})
		return err
	})
}

func (d *lifeDesk) last(year int) {
	held := civil.Date{Year: year, Month: 11, Day: 21}
	before := held.AddDays(-10)
	d.begin(year, "加强班子建设，改进工作作风", held)
	d.mark("zhengong", life.StepRequest, before.AddDays(-6), "", fmt.Sprintf("綦商党〔%d〕18号", year), nil)
	d.mark("zhengong", life.StepAnswer, before.AddDays(-2), "同意", fmt.Sprintf("区委组织部复函〔%d〕31号", year), d.file("批复", "同意召开。"))
	d.mark("zhengong", life.StepNotice, before, "", "", nil)
	d.mark("zhengong", life.StepStudy, before.AddDays(1), "学习党章和廉洁自律准则", "", nil)
	d.mark("zhengong", life.StepSymposium, before.AddDays(2), "请了机关干部、企业和离退休人员共十二人", "", nil)
	d.mark("zhengong", life.StepTalks, before.AddDays(3), "党委委员分头听取科室和站、中心的意见", "", nil)
	d.mark("zhengong", life.StepAppraisal, before.AddDays(3), "发出三十份，收回三十份", "", nil)
	d.hear(life.Symposium, "到企业去得少，政策讲得不够细", before.AddDays(2))
	d.hear(life.Appraisal, "科室之间配合不够", before.AddDays(3))
	d.mark("zhengong", life.StepCompile, before.AddDays(4), "归并为六条", "", d.file("意见清单", "六条。"))
	people := d.members()
	for i, p := range people {
		d.handIn(p, before.AddDays(5))
		d.talk(p.PersonID, d.person("keyuan"), before.AddDays(4))
		if i > 0 {
			d.talk(people[0].PersonID, p.PersonID, before.AddDays(4))
		}
	}
	if len(people) < 2 {
		return
	}
	absent := people[len(people)-1]
	var present []int64
	for _, p := range people[:len(people)-1] {
		present = append(present, p.ID)
	}
	d.step("hold", "zhengong", func(r *life.Room, who act.Actor) error {
		_, err := r.Held(d.ctx, who, life.HoldIn{Year: year, On: held, Present: present})
		return err
	})
	for _, p := range people {
		s := life.Spoken{Year: year, Person: p.ID, Spoke: true}
		if p.ID == absent.ID {
			s = life.Spoken{Year: year, Person: p.ID, Read: true, ToldOn: held.AddDays(1), ToldBy: "党委书记"}
		}
		d.step("spoke", "zhengong", func(r *life.Room, who act.Actor) error {
			_, err := r.Seen(d.ctx, who, s)
			return err
		})
	}
	d.mark("zhengong", life.StepOpening, held, "主持人讲明主题和要求", "", nil)
	d.mark("zhengong", life.StepStudyAt, held, "学习上级关于民主生活会的通知", "", nil)
	d.mark("zhengong", life.StepSuperior, held, "上级党组织派人到会讲话", "", nil)
	d.mark("zhengong", life.StepWrap, held, "归纳六个问题，要求两个月内整改", "", nil)
	d.mark("zhengong", life.StepRecord, held.AddDays(3), "", "", d.file("会议记录", "记录。"))
	d.mark("shuji", life.StepSigned, held.AddDays(4), "", "", nil)
	d.measure("到企业调研少", "每位党委委员每月下企业两次，列出问题清单", "bangongshi", held.AddDays(40), "全年共下企业九十六次。")
	d.measure("科室配合不够", "跨科室事项由牵头科室每周碰头一次", "shangmao", held.AddDays(30), "碰头制度已经执行。")
	d.step("check", "juzhang", func(r *life.Room, who act.Actor) error {
		_, err := r.Look(d.ctx, who, year, "两项都已落实，继续坚持。")
		return err
	})
	d.mark("zhengong", life.StepReport, held.AddDays(9), "", fmt.Sprintf("綦商党〔%d〕22号", year), d.file("报告", "报告。"))
	d.mark("zhengong", life.StepFeedback, held.AddDays(12), "在机关公示栏张贴，并在干部职工大会上通报", "", nil)
	d.step("finish", "zhengong", func(r *life.Room, who act.Actor) error {
		_, err := r.Finish(d.ctx, who, year)
		return err
	})
}

func (d *lifeDesk) measure(problem, measure, owner string, due civil.Date, result string) {
	n := life.Improvement{Year: d.year, Problem: problem, Measure: measure, Owner: d.person(owner), Due: due}
	var x life.Measure
	d.step("measure", "zhengong", func(r *life.Room, who act.Actor) (err error) {
		x, err = r.Improve(d.ctx, who, n)
		return err
	})
	d.step("result", owner, func(r *life.Room, who act.Actor) error {
		_, err := r.Carry(d.ctx, who, life.Result{Measure: x.ID, Words: result})
		return err
	})
}

// present begins this year's meeting: the request is answered, opinions are being
// sought. After the last day there is the superior's consent to a later one.
func (d *lifeDesk) present(today civil.Date) {
	on := civil.Date{Year: today.Year, Month: 11, Day: 30}
	d.begin(today.Year, "守纪律、改作风、促发展", on)
	d.mark("zhengong", life.StepRequest, today, "", fmt.Sprintf("綦商党〔%d〕20号", today.Year), nil)
	d.mark("zhengong", life.StepAnswer, today, "同意", fmt.Sprintf("区委组织部复函〔%d〕27号", today.Year), d.file("批复", "同意召开。"))
	d.mark("zhengong", life.StepNotice, today, "", "", nil)
	d.mark("zhengong", life.StepStudy, today, "学习上级通知指定的篇目", "", nil)
	d.mark("zhengong", life.StepSymposium, today, "请了机关干部和企业代表共十人", "", nil)
	d.hear(life.Symposium, "惠企政策的兑现可以再快一些", today)
	people := d.members()
	for i, p := range people {
		if i == 1 {
			d.talk(people[0].PersonID, p.PersonID, today)
		}
		if i%2 == 0 {
			d.handIn(p, today)
		}
	}
	if today.After(on) {
		d.step("consent", "zhengong", func(r *life.Room, who act.Actor) error {
			_, err := r.Postpone(d.ctx, who, life.Consent{Year: today.Year, On: on.AddDays(-4), To: on.AddDays(31), Ref: fmt.Sprintf("区委组织部复函〔%d〕35号", today.Year), Why: "巡察组进驻，时间冲突", Papers: d.file("同意推迟", "同意推迟。")})
			return err
		})
	}
}
