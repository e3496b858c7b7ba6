package flow_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/dbtest"
)

func TestReturnGoesBackToWhoReturned(t *testing.T) {
	each(t, func(tr *trial) {
		id := tr.submit(usual)
		first := tr.do(head, flow.Agree, flow.Input{Case: id})
		tr.do(deputy, flow.Agree, flow.Input{Case: id})
		tr.refused(director, flow.Return, flow.Input{Case: id}, fault.Invalid, "理由")
		v := tr.is(id, flow.Running, "局长同意")
		tr.do(director, flow.Return, flow.Input{Case: id, To: v.State.Steps[0].ID, Words: "请核对天数"})
		tr.is(id, flow.Running, "科室负责人提出意见")
		tr.refused(head, flow.Return, flow.Input{Case: id, To: v.State.Steps[2].ID, Words: "x"}, fault.Invalid, "已办过的步骤")
		tr.do(head, flow.Agree, flow.Input{Case: id, Words: "已核对"})
		tr.is(id, flow.Running, "局长同意")
		tr.do(director, flow.Return, flow.Input{Case: id, Words: "请补充材料"})
		tr.is(id, flow.Returned, "")
		tr.refused(director, flow.Agree, flow.Input{Case: id}, fault.Conflict, "退回补正")
		s := tr.submission(usual)
		if _, err := submitDeed.Run(tr.ctx, tr.Door, actor(head), submission{f: tr.Flow, s: s, again: id}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("somebody else resubmitted: %v", err)
		}
		if _, err := submitDeed.Run(tr.ctx, tr.Door, actor(clerk), submission{f: tr.Flow, s: s, again: id, words: "已补"}); err != nil {
			t.Fatal(err)
		}
		tr.is(id, flow.Running, "局长同意")
		tr.do(director, flow.Refuse, flow.Input{Case: id, Words: "工作需要"})
		tr.is(id, flow.Refused, "")
		if got := strings.Join(tr.heard, ", "); got != "returned trial:1, refused trial:1" {
			t.Errorf("hooks: %s", got)
		}
		if first.Say != "已同意，下一步：分管领导审核。" {
			t.Error(first.Say)
		}
	})
}

func TestAChangeOfFactsAsksEverybodyAnew(t *testing.T) {
	each(t, func(tr *trial) {
		id := tr.submit(usual)
		tr.do(head, flow.Agree, flow.Input{Case: id})
		tr.do(deputy, flow.Return, flow.Input{Case: id, Words: "天数不符"})
		s := tr.submission("section_head opinion, leadership_meeting decide, political_section record")
		s.Facts, s.Edition = "6", "2026-07-01"
		if _, err := submitDeed.Run(tr.ctx, tr.Door, actor(clerk), submission{f: tr.Flow, s: s, again: id, words: "改为 6 天"}); err != nil {
			t.Fatal(err)
		}
		v := tr.is(id, flow.Running, "科室负责人提出意见")
		if v.Edition != "2026-07-01" || v.Round != 2 {
			t.Errorf("edition %s, round %d", v.Edition, v.Round)
		}
		tr.do(head, flow.Agree, flow.Input{Case: id})
		tr.is(id, flow.Running, "局领导集体研究")
		day := civil.Must("2026-03-02")
		tr.refused(political, flow.Resolve, flow.Input{Case: id, Agreed: true, Date: day}, fault.Invalid, "会议名称")
		tr.refused(political, flow.Resolve, flow.Input{Case: id, Agreed: true, Meeting: "局长办公会", Date: day.AddDays(1)}, fault.Invalid, "今天之后")
		tr.refused(political, flow.Agree, flow.Input{Case: id}, fault.Conflict, "不是签署意见")
		tr.refused(director, flow.Resolve, flow.Input{Case: id, Agreed: true, Meeting: "局长办公会", Date: day}, fault.NotFound, "")
		tr.do(office, flow.Resolve, flow.Input{Case: id, Agreed: true, Meeting: "2026年第3次局长办公会", Date: day})
		v = tr.is(id, flow.Recording, "政工科备案登记")
		if e := v.History[len(v.History)-1]; civil.DateOf(clock.FromMicros(e.EventAt)) != day || e.EventAt == e.At {
			t.Errorf("event %d, entered %d", e.EventAt, e.At)
		}
		tr.refused(clerk, flow.Withdraw, flow.Input{Case: id}, fault.Conflict, "不能撤回")
	})
}

func TestNobodyDecidesTheOwnCase(t *testing.T) {
	each(t, func(tr *trial) {
		// The applicant heads the section, stands in for the deputy, and records.
		own := clerk
		own.For = "副局长"
		tr.bench.roles[flow.SectionHead] = []flow.Holder{clerk}
		tr.bench.roles[flow.DeputyInCharge] = []flow.Holder{own, second}
		tr.bench.roles[flow.PoliticalSection] = []flow.Holder{clerk, political}
		id := tr.submit("section_head opinion, deputy_in_charge consent, political_section record")
		v := tr.is(id, flow.Running, "科室负责人提出意见")
		if !strings.Contains(v.Vacant, "本人") {
			t.Errorf("vacant: %q", v.Vacant)
		}
		tr.refused(clerk, flow.Agree, flow.Input{Case: id}, fault.Rule, "本人的申请")
		tr.refused(clerk, flow.Assign, flow.Input{Case: id, Person: second.Person, Words: "x"}, fault.Rule, "本人的申请")
		tr.refused(office, flow.Assign, flow.Input{Case: id, Person: clerk.Person, Words: "x"}, fault.Invalid, "本人的申请")
		tr.refused(office, flow.Assign, flow.Input{Case: id, Person: office.Person, Words: "x"}, fault.Invalid, "不能指定本人")
		tr.refused(office, flow.Assign, flow.Input{Case: id, Person: second.Person}, fault.Invalid, "理由")
		tr.do(office, flow.Assign, flow.Input{Case: id, Person: head.Person, Words: "负责人是申请人，由科长办理"})
		tr.refused(office, flow.Assign, flow.Input{Case: id, Person: second.Person, Words: "x"}, fault.Conflict, "有人可办")
		tr.do(head, flow.Agree, flow.Input{Case: id})
		tr.refused(clerk, flow.Agree, flow.Input{Case: id}, fault.Rule, "本人的申请")
		tr.do(second, flow.Agree, flow.Input{Case: id})
		tr.refused(clerk, flow.Enter, flow.Input{Case: id}, fault.Rule, "本人的申请")
		tr.do(political, flow.Enter, flow.Input{Case: id})
		tr.is(id, flow.Closed, "")
	})
}

func TestTheSamePersonTwiceInARowSignsOnce(t *testing.T) {
	each(t, func(tr *trial) {
		tr.bench.roles[flow.DeputyInCharge] = []flow.Holder{director}
		id := tr.submit(usual)
		tr.do(head, flow.Agree, flow.Input{Case: id})
		v, err := tr.View(tr.ctx, actor(director), id)
		if err != nil || len(v.Together) != 1 {
			t.Fatalf("%v, together %v", err, v.Together)
		}
		r := tr.do(director, flow.Agree, flow.Input{Case: id})
		if !strings.Contains(r.Say, "“局长同意”一并签署") {
			t.Error(r.Say)
		}
		tr.is(id, flow.Recording, "政工科备案登记")
		if got := strings.Join(tr.heard, ", "); got != "agreed trial:1" {
			t.Errorf("hooks: %s", got)
		}
	})
}

func TestAnOpinionAgainstGoesOn(t *testing.T) {
	each(t, func(tr *trial) {
		tr.bench.roles[flow.DeputyInCharge] = []flow.Holder{head}
		id := tr.submit("section_head opinion, deputy_in_charge consent")
		tr.refused(head, flow.Refuse, flow.Input{Case: id, Words: "x"}, fault.Conflict, "不能终结")
		tr.do(head, flow.Dissent, flow.Input{Case: id, Words: "手头工作未完"})
		// Who was against decides in so many words, and is not taken to agree.
		tr.is(id, flow.Running, "分管领导同意")
	})
}

func TestSignatoriesPassingOnAndReading(t *testing.T) {
	each(t, func(tr *trial) {
		id := tr.submit(usual)
		tr.refused(head, flow.Add, flow.Input{Case: id, Person: clerk.Person, Before: true, Words: "x"}, fault.Invalid, "本人的申请")
		tr.do(head, flow.Add, flow.Input{Case: id, Person: office.Person, Before: true, Words: "请核对值班"})
		tr.is(id, flow.Running, "加签 办公室主任")
		tr.do(office, flow.Agree, flow.Input{Case: id, Words: "无值班"})
		tr.is(id, flow.Running, "科室负责人提出意见")
		tr.do(head, flow.Add, flow.Input{Case: id, Person: second.Person, Words: "会签"})
		tr.do(head, flow.Agree, flow.Input{Case: id})
		tr.is(id, flow.Running, "加签 第二副局长")
		tr.do(second, flow.Agree, flow.Input{Case: id})
		tr.is(id, flow.Running, "分管领导审核")

		tr.refused(deputy, flow.PassOn, flow.Input{Case: id, Person: head.Person, Words: "x"}, fault.Invalid, "AB 岗")
		tr.bench.partners[deputy.Person] = []int64{second.Person, clerk.Person}
		tr.refused(deputy, flow.PassOn, flow.Input{Case: id, Person: clerk.Person, Words: "x"}, fault.Invalid, "AB 岗")
		tr.do(deputy, flow.PassOn, flow.Input{Case: id, Person: second.Person, Words: "外出开会"})
		tr.refused(deputy, flow.Agree, flow.Input{Case: id}, fault.Forbidden, "不轮到")
		tr.do(second, flow.Agree, flow.Input{Case: id, Words: "同意", Readers: []int64{stranger.Person}})
		tr.is(id, flow.Running, "局长同意")
		tr.refused(director, flow.Add, flow.Input{Case: id, Person: office.Person, Words: "x"}, fault.Invalid, "不能再加签")

		tr.refused(stranger, flow.Agree, flow.Input{Case: id}, fault.Forbidden, "不轮到")
		desk, err := tr.Desk(tr.ctx, actor(stranger))
		if err != nil || len(desk.ToRead) != 1 || len(desk.Waiting) != 0 {
			t.Fatalf("%v: %+v", err, desk)
		}
		if _, err := tr.Read(tr.ctx, actor(head), []int64{desk.ToRead[0].StepID}); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's copy: %v", err)
		}
		if n, err := tr.Read(tr.ctx, actor(stranger), []int64{desk.ToRead[0].StepID}); err != nil || n != 1 {
			t.Errorf("%d %v", n, err)
		}
		tr.do(director, flow.Copy, flow.Input{Case: id, Readers: []int64{stranger.Person}})
		done, err := tr.Acted(tr.ctx, actor(head))
		if err != nil || len(done) != 1 || done[0].ID != id {
			t.Errorf("%v %+v", err, done)
		}
	})
}

func TestRestrictedCasesAreNotCopied(t *testing.T) {
	each(t, func(tr *trial) {
		s := tr.submission(usual)
		s.Restricted = true
		c, err := submitDeed.Run(tr.ctx, tr.Door, actor(clerk), submission{f: tr.Flow, s: s})
		if err != nil {
			t.Fatal(err)
		}
		tr.refused(head, flow.Copy, flow.Input{Case: c.ID, Readers: []int64{office.Person}}, fault.Rule, "知悉范围")
		tr.refused(head, flow.Agree, flow.Input{Case: c.ID, Readers: []int64{office.Person}}, fault.Rule, "知悉范围")
	})
}

func TestUrgeOnceAWorkingDay(t *testing.T) {
	each(t, func(tr *trial) { // noon of Monday 2026-03-02
		id := tr.submit(usual)
		tr.refused(head, flow.Urge, flow.Input{Case: id}, fault.Forbidden, "只有申请人")
		tr.do(clerk, flow.Urge, flow.Input{Case: id})
		tr.refused(clerk, flow.Urge, flow.Input{Case: id}, fault.TooMany, "每个工作日")
		tr.clock.Move(4 * 24 * 3600e9) // Friday
		tr.do(clerk, flow.Urge, flow.Input{Case: id})
		tr.clock.Move(24 * 3600e9) // Saturday, no working day since
		tr.refused(clerk, flow.Urge, flow.Input{Case: id}, fault.TooMany, "每个工作日")
		tr.do(head, flow.Agree, flow.Input{Case: id})
		tr.do(clerk, flow.Urge, flow.Input{Case: id}) // another step
	})
}

func TestOralApprovalIsConfirmedByWhoGaveIt(t *testing.T) {
	each(t, func(tr *trial) {
		id := tr.submit("section_head opinion, director consent")
		v := tr.is(id, flow.Running, "科室负责人提出意见")
		last := v.State.Steps[1].ID
		said := v.Now - 6*3600e6
		tr.refused(clerk, flow.Oral, flow.Input{Case: id, To: last, When: v.Now + 1e12, Words: "x"}, fault.Invalid, "早于现在")
		tr.do(clerk, flow.Oral, flow.Input{Case: id, To: last, When: said, Words: "06:00 电话请示，局长同意"})
		tr.do(head, flow.Agree, flow.Input{Case: id})
		tr.refused(director, flow.Agree, flow.Input{Case: id}, fault.Conflict, "先确认或否认")
		tr.do(director, flow.Deny, flow.Input{Case: id, Words: "未接到电话"})
		tr.do(clerk, flow.Oral, flow.Input{Case: id, When: said, Words: "值班电话记录"})
		tr.refused(clerk, flow.Confirm, flow.Input{Case: id}, fault.Rule, "本人的申请")
		tr.do(director, flow.Confirm, flow.Input{Case: id})
		v = tr.is(id, flow.Closed, "")
		if e := v.History[len(v.History)-1]; e.EventAt != said || e.At <= said {
			t.Errorf("happened %d, entered %d", e.EventAt, e.At)
		}
	})
}

func TestAStepWaitsForWhoIsThere(t *testing.T) {
	each(t, func(tr *trial) {
		tr.bench.roles[flow.DeputyInCharge] = nil
		tr.bench.why[flow.DeputyInCharge] = "分管领导岗位自2026年3月1日起无人任职。"
		id := tr.submit(usual)
		r := tr.do(head, flow.Agree, flow.Input{Case: id})
		if !strings.Contains(r.Say, "无人任职") || !strings.Contains(r.Say, "等待政工科或办公室指定") {
			t.Error(r.Say)
		}
		desk, err := tr.Desk(tr.ctx, actor(office))
		if err != nil || len(desk.Waiting) != 1 || desk.Waiting[0].Part != "assign" {
			t.Fatalf("%v %+v", err, desk.Waiting)
		}
		// Somebody is appointed: looking again puts it on the right desk.
		tr.bench.roles[flow.DeputyInCharge] = []flow.Holder{second}
		if n, err := tr.Refresh(tr.ctx); err != nil || n != 1 {
			t.Fatalf("%d %v", n, err)
		}
		if n, err := tr.Refresh(tr.ctx); err != nil || n != 0 {
			t.Fatalf("again: %d %v", n, err)
		}
		if desk, _ = tr.Desk(tr.ctx, actor(second)); len(desk.Waiting) != 1 {
			t.Errorf("waiting for the deputy: %+v", desk.Waiting)
		}
		todos := &notify.Notify{Door: tr.Door}
		if list, err := todos.List(tr.ctx, notify.Audience{Login: "office"}); err != nil || len(list) != 0 {
			t.Errorf("the office still has %+v %v", list, err)
		}
		if list, err := todos.List(tr.ctx, notify.Audience{Login: "second"}); err != nil || len(list) != 1 || list[0].Text != "审核：科员请年休假 2 天" {
			t.Errorf("the deputy has %+v %v", list, err)
		}
		// One who left since may no longer act, one who came may, lists or not.
		b := deputy
		b.For = "第二副局长（B岗，AB岗表第1号）"
		tr.bench.roles[flow.DeputyInCharge] = []flow.Holder{b}
		tr.refused(second, flow.Agree, flow.Input{Case: id}, fault.Forbidden, "不轮到")
		b.TakeOver = 1
		tr.bench.roles[flow.DeputyInCharge] = []flow.Holder{b}
		tr.refused(deputy, flow.Agree, flow.Input{Case: id}, fault.Rule, "主动顶岗")
		b.TakeOver = 0
		tr.bench.roles[flow.DeputyInCharge] = []flow.Holder{b}
		tr.do(deputy, flow.Agree, flow.Input{Case: id})
		v := tr.is(id, flow.Running, "局长同意")
		if e := v.History[len(v.History)-1]; e.For != b.For {
			t.Errorf("capacity %q", e.For)
		}
	})
}

func TestWhoHasNoPartSeesNothing(t *testing.T) {
	each(t, func(tr *trial) {
		id := tr.submit(usual)
		if _, err := tr.View(tr.ctx, actor(stranger), id); !fault.Is(err, fault.NotFound) {
			t.Errorf("seen: %v", err)
		}
		if _, err := tr.ViewOf(tr.ctx, actor(stranger), "trial:1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("seen: %v", err)
		}
		for _, a := range []flow.Action{flow.Agree, flow.Dissent, flow.Refuse, flow.Return, flow.Withdraw, flow.Resolve, flow.Answer, flow.Enter, flow.Add, flow.PassOn,
			flow.Assign, flow.Copy, flow.Urge, flow.Oral, flow.Confirm, flow.Deny} {
			tr.refused(stranger, a, flow.Input{Case: id, Words: "x"}, fault.NotFound, "")
			tr.refused(flow.Holder{Login: "nobody"}, a, flow.Input{Case: id}, fault.NotFound, "")
			none := act.Actor{Login: "clerk"}
			if _, err := tr.Do(tr.ctx, none, a, flow.Input{Case: id}); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s without the right: %v", a, err)
			}
			tr.refused(stranger, a, flow.Input{Case: id + 1, Words: "x"}, fault.NotFound, "")
		}
		for _, h := range []flow.Holder{head, deputy, director, political} {
			if _, err := tr.View(tr.ctx, actor(h), id); err != nil {
				t.Errorf("%s of the chain: %v", h.Login, err)
			}
		}
	})
}

func TestWithoutAChainNothingIsSubmitted(t *testing.T) {
	each(t, func(tr *trial) {
		s := tr.submission(usual)
		s.Chain = nil
		if _, err := submitDeed.Run(tr.ctx, tr.Door, actor(clerk), submission{f: tr.Flow, s: s}); !fault.Is(err, fault.Rule) {
			t.Errorf("no chain: %v", err)
		}
		s.Chain = chain("mayor consent")
		if _, err := submitDeed.Run(tr.ctx, tr.Door, actor(clerk), submission{f: tr.Flow, s: s}); !fault.Is(err, fault.Invalid) {
			t.Errorf("unknown role: %v", err)
		}
	})
}

func TestTheDirectorsCaseIsAnsweredFromOutside(t *testing.T) {
	each(t, func(tr *trial) {
		s := tr.submission("district_leader consent, political_section record")
		s.Applicant = director.Person
		c, err := submitDeed.Run(tr.ctx, tr.Door, actor(director), submission{f: tr.Flow, s: s})
		if err != nil {
			t.Fatal(err)
		}
		day := civil.Must("2026-03-02")
		tr.refused(director, flow.Answer, flow.Input{Case: c.ID, Agreed: true, From: "区政府", Paper: "1号", Date: day}, fault.Rule, "本人的申请")
		tr.refused(office, flow.Answer, flow.Input{Case: c.ID, Agreed: true, From: "区政府", Date: day}, fault.Invalid, "文号")
		tr.do(office, flow.Answer, flow.Input{Case: c.ID, Agreed: true, From: "区政府", Paper: "请示件原件签批", Date: day})
		tr.do(political, flow.Enter, flow.Input{Case: c.ID})
		v, err := tr.View(tr.ctx, actor(director), c.ID)
		if err != nil || v.Phase != flow.Closed {
			t.Errorf("%v %s", err, v.Phase)
		}
	})
}

func TestAReplayGivesTheFirstAnswer(t *testing.T) {
	each(t, func(tr *trial) {
		id := tr.submit(usual)
		ctx := act.WithKey(tr.ctx, "form-1")
		one, err := tr.Do(ctx, actor(head), flow.Agree, flow.Input{Case: id})
		if err != nil {
			t.Fatal(err)
		}
		two, err := tr.Do(ctx, actor(head), flow.Agree, flow.Input{Case: id})
		if err != nil || one != two {
			t.Errorf("%+v, again %+v %v", one, two, err)
		}
		tr.is(id, flow.Running, "分管领导审核")
	})
}

// Sixteen who may all sign, on 200 cases at once: one wins each, the others hear
// who it was and when.
func TestExactlyOneOfManyWins(t *testing.T) {
	const people, cases = 16, 200
	n := cases
	if testing.Short() {
		n = 20
	}
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) {
		tr := newTrial(t, d, c)
		var heads []flow.Holder
		for i := range people {
			h := person(int64(100+i), fmt.Sprintf("head%d", i), fmt.Sprintf("科长%d", i))
			heads, tr.bench.people = append(heads, h), append(tr.bench.people, h)
		}
		tr.bench.roles[flow.SectionHead] = heads
		var ids, turns []int64
		for range n {
			id := tr.submit("section_head opinion, director consent")
			ids = append(ids, id)
		}
		for _, id := range ids {
			v, err := tr.View(tr.ctx, actor(clerk), id)
			if err != nil {
				t.Fatal(err)
			}
			turns = append(turns, v.State.Open().ID)
		}
		won := make([]int, n)
		var mu sync.Mutex
		var wg sync.WaitGroup
		for _, h := range heads {
			wg.Go(func() {
				for i, id := range ids {
					_, err := tr.Do(tr.ctx, actor(h), flow.Agree, flow.Input{Case: id, Step: turns[i]})
					mu.Lock()
					switch f := fault.Of(err); {
					case err == nil:
						won[i]++
					case f.Kind != fault.Conflict || !strings.Contains(f.Say, "科长") || !strings.Contains(f.Say, "已于 2026-03-02 12:00 同意"):
						t.Errorf("the loser hears: %v", err)
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for i, w := range won {
			if w != 1 {
				t.Errorf("case %d was won %d times", ids[i], w)
			}
		}
		if r, err := d.Verify(tr.ctx); err != nil || !r.OK {
			t.Errorf("the ledger no longer fits the rows: %v %+v", err, r)
		}
	})
}

func TestABasisIsKeptWithEveryAct(t *testing.T) {
	each(t, func(tr *trial) {
		id := tr.submit(usual)
		tr.do(head, flow.Agree, flow.Input{Case: id, Words: "家中有病人，情况属实"})
		list, err := act.Entries(tr.ctx, tr.Door.Reader(), act.EntryFilter{Subject: act.Subject("flow_case", id)}, 1)
		if err != nil || len(list) != 1 {
			t.Fatalf("%v %v", list, err)
		}
		if e := list[0]; e.Basis != string(law.LeaveAnnualApprOther) || strings.Contains(e.Summary+e.Detail, "病人") {
			t.Errorf("basis %s, %s %s", e.Basis, e.Summary, e.Detail)
		}
	})
}
