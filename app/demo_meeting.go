package app

import (
	"context"
	"fmt"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/calendar"
	"lantai.internal/kit/act"
	"lantai.internal/room/meeting"
	"lantai.internal/room/meeting/quorum"
)

// demoMeetings gives the demonstration a signed meeting of the director's office, one of
// the party committee whose cadre item lacked its two thirds, a meeting to come, and
// items that wait.
func (a *App) demoMeetings(ctx context.Context) error {
	d := &meetingDesk{reportingDesk: reportingDesk{a: a, ctx: ctx}, people: map[string]int64{}}
	offices, err := a.Org.Offices(ctx)
	if err != nil {
		return err
	}
	for _, o := range offices {
		if _, ok := d.people[o.Post]; !ok && o.Holds(a.Door.Today()) {
			d.people[o.Post] = o.PersonID
		}
	}
	cal, err := a.Calendar.Current(ctx)
	if err != nil {
		return err
	}
	d.office(workdaysFrom(cal, a.Door.Today(), -5))
	d.committee(workdaysFrom(cal, a.Door.Today(), -3))
	d.coming(workdaysFrom(cal, a.Door.Today(), 2))
	return d.err
}

// workdaysFrom is the n-th working day after a day, before it if n is negative.
func workdaysFrom(cal *calendar.Calendar, day civil.Date, n int) civil.Date {
	step := 1
	if n < 0 {
		n, step = -n, -1
	}
	for n > 0 {
		if day = day.AddDays(step); cal.Kind(day).Workday {
			n--
		}
	}
	return day
}

// meetingDesk does what people would do about meetings, and stops at the first failure.
type meetingDesk struct {
	reportingDesk
	people map[string]int64 // by post
	clerk  string
	id     int64
}

func (d *meetingDesk) step(what string, f func(m *meeting.Room, who act.Actor) error, login string) {
	who := d.actor(login)
	if d.err != nil {
		return
	}
	if err := f(d.a.Meetings, who); err != nil {
		d.err = fmt.Errorf("demo meeting, %s: %w", what, err)
	}
}

func clockTime(day civil.Date, hour, minute int) int64 {
	return day.Time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute).UnixMicro()
}

// hold plans a meeting and takes it to its notice; items are proposed by the clerk.
func (d *meetingDesk) hold(clerk, decider string, p meeting.Plan, told int64, items ...meeting.Proposal) []int64 {
	d.clerk = clerk
	var ids []int64
	d.step("plan", func(m *meeting.Room, who act.Actor) (err error) { d.id, err = m.Plan(d.ctx, who, p); return err }, clerk)
	var list []meeting.Choice
	for _, x := range items {
		x.Kind, x.NoMaterial = p.Kind, true
		d.step("propose", func(m *meeting.Room, who act.Actor) error {
			id, err := m.Propose(d.ctx, who, x)
			ids, list = append(ids, id), append(list, meeting.Choice{Item: id, List: true})
			return err
		}, clerk)
	}
	d.step("agenda", func(m *meeting.Room, who act.Actor) error {
		_, err := m.FixAgenda(d.ctx, who, d.id, list)
		return err
	}, decider)
	d.step("notice", func(m *meeting.Room, who act.Actor) error {
		_, err := m.Tell(d.ctx, who, d.id, "", told)
		return err
	}, clerk)
	return ids
}

func (d *meetingDesk) open(at int64, posts ...string) {
	var in []int64
	for _, p := range posts {
		in = append(in, d.people[p])
	}
	d.step("sign in", func(m *meeting.Room, who act.Actor) error { return m.SignIn(d.ctx, who, d.id, in, at) }, d.clerk)
	d.step("open", func(m *meeting.Room, who act.Actor) error {
		_, err := m.OpenMeeting(d.ctx, who, d.id, at)
		return err
	}, d.clerk)
}

func (d *meetingDesk) discuss(item int64, said map[string]string, order ...string) {
	d.step("item", func(m *meeting.Room, who act.Actor) error {
		_, err := m.OpenItem(d.ctx, who, item, 0)
		return err
	}, d.clerk)
	for _, post := range order {
		d.step("say", func(m *meeting.Room, who act.Actor) error {
			_, err := m.Say(d.ctx, who, meeting.Saying{Item: item, Person: d.people[post], Words: said[post]})
			return err
		}, d.clerk)
	}
}

func (d *meetingDesk) decide(x meeting.Deciding) {
	d.step("decide", func(m *meeting.Room, who act.Actor) error { return m.Decide(d.ctx, who, x) }, d.clerk)
}

func (d *meetingDesk) finish(at int64, signer string) {
	d.step("close", func(m *meeting.Room, who act.Actor) error {
		_, err := m.CloseMeeting(d.ctx, who, d.id, at)
		return err
	}, d.clerk)
	d.step("draft", func(m *meeting.Room, who act.Actor) error { return m.DraftMinutes(d.ctx, who, d.id, "", true) }, d.clerk)
	d.step("sign", func(m *meeting.Room, who act.Actor) error {
		_, err := m.SignMinutes(d.ctx, who, d.id)
		return err
	}, signer)
}

const demoLate = "会议室网络检修，会后补记"

func (d *meetingDesk) office(day civil.Date) {
	items := d.hold("bangongshi", "juzhang", meeting.Plan{Kind: "director_office", On: day, Starts: clockTime(day, 9, 0), Ends: clockTime(day, 11, 0), Place: "三楼小会议室", Late: demoLate}, clockTime(day.AddDays(-1), 15, 0),
		meeting.Proposal{Topic: "t4", Title: "消费促进活动经费安排", Line: "活动经费从商贸专项中列支，方案由商贸流通科提出。", Unit: "SMLTK"},
		meeting.Proposal{Topic: "t9", Title: "粮油质量检测站添置设备的请示", Line: "检测站申请添置快检设备一套。", Unit: "JCZ"},
		meeting.Proposal{Topic: "t3", Title: "听取成品油市场检查情况", Line: "检查城区加油站十二家，责令整改两家。", Unit: "TXGLK"})
	if d.err != nil {
		return
	}
	d.step("invite", func(m *meeting.Room, who act.Actor) error {
		return m.Invite(d.ctx, who, d.id, d.people["SMLTK-head"], false)
	}, "bangongshi")
	d.open(clockTime(day, 8, 58), "director", "deputy-director", "SMLTK-head")
	d.discuss(items[0], map[string]string{"deputy-director": "方案可行，建议把宣传费用压一压。", "director": "同意方案，宣传费用再核减。"}, "deputy-director", "director")
	d.decide(meeting.Deciding{Item: items[0], Outcome: meeting.Agreed, Words: "同意消费促进活动方案，宣传费用核减后列支", Todo: []meeting.Task{
		{What: "核减宣传费用，修改活动方案", Owner: d.people["SMLTK-head"], Due: day.AddDays(10)}, {What: "办理经费列支手续", Owner: d.people["BGS-head"], Due: day.AddDays(20)}}})
	d.discuss(items[1], map[string]string{"deputy-director": "设备确有需要，先比价。", "director": "比价以后再定。"}, "deputy-director", "director")
	d.decide(meeting.Deciding{Item: items[1], Outcome: meeting.Deferred, Words: "先比价，下次会议再议", Todo: []meeting.Task{{What: "提出三家以上的比价表", Owner: d.people["JCZ-head"], Due: day.AddDays(14)}}})
	d.discuss(items[2], nil)
	d.decide(meeting.Deciding{Item: items[2], Outcome: meeting.Noted, Words: "听取了特行管理科的汇报，要求整改到位后复查", Todo: []meeting.Task{{What: "复查两家加油站的整改", Owner: d.people["TXGLK-head"], Due: day.AddDays(15)}}})
	d.finish(clockTime(day, 10, 40), "juzhang")
}

func (d *meetingDesk) committee(day civil.Date) {
	items := d.hold("zhengong", "shuji", meeting.Plan{Kind: "party_committee", On: day, Starts: clockTime(day, 15, 0), Ends: clockTime(day, 17, 0), Place: "三楼小会议室", Late: demoLate}, clockTime(day.AddDays(-1), 9, 30),
		meeting.Proposal{Topic: "t8", Title: "接收一名预备党员的报告", Line: "机关支部报来发展材料。"},
		meeting.Proposal{Topic: "t3", Title: "一名科室负责人的任用", Line: "政工科提出任用建议。"})
	if d.err != nil {
		return
	}
	for _, post := range []string{"deputy-director", "party-member"} {
		why := map[string]string{"deputy-director": "trip", "party-member": "leave"}[post]
		d.step("excuse", func(m *meeting.Room, who act.Actor) error {
			return m.Excuse(d.ctx, who, d.id, d.people[post], why, "")
		}, "zhengong")
	}
	d.open(clockTime(day, 14, 55), "director", "party-secretary", "deputy-party-secretary")
	said := map[string]string{"director": "材料齐全，同意。", "deputy-party-secretary": "同意，继续做好培养。", "party-secretary": "同意接收。"}
	d.discuss(items[0], said, "director", "deputy-party-secretary", "party-secretary")
	d.step("vote", func(m *meeting.Room, who act.Actor) error {
		_, err := m.Vote(d.ctx, who, meeting.Voting{Item: items[0], Show: quorum.Votes{Yes: 3}})
		return err
	}, "zhengong")
	d.decide(meeting.Deciding{Item: items[0], Outcome: meeting.Agreed, Words: "同意接收为预备党员", Todo: []meeting.Task{{What: "把批复送机关支部", Owner: d.people["ZGK-head"], Due: day.AddDays(7)}}})
	d.discuss(items[1], nil) // three of five: laid aside
	d.decide(meeting.Deciding{Item: items[1], Outcome: meeting.Deferred, Words: "到会委员没有达到三分之二，留待下次党委会"})
	d.finish(clockTime(day, 16, 10), "shuji")
}

func (d *meetingDesk) coming(day civil.Date) {
	d.hold("mishu", "juzhang", meeting.Plan{Kind: "bureau_affairs", On: day, Starts: clockTime(day, 9, 0), Ends: clockTime(day, 10, 30), Place: "四楼会议室", Theme: "月度工作例会"}, 0,
		meeting.Proposal{Topic: "t1", Title: "传达区委区政府近期会议精神", Unit: "BGS"},
		meeting.Proposal{Topic: "t2", Title: "各科室通报上月工作", Unit: "BGS"},
		meeting.Proposal{Topic: "t3", Title: "安排下月重点工作", Unit: "BGS"})
	d.step("receipt", func(m *meeting.Room, who act.Actor) error { return m.Receipt(d.ctx, who, d.id) }, "fujuzhang")
	d.step("excuse", func(m *meeting.Room, who act.Actor) error {
		return m.Excuse(d.ctx, who, d.id, 0, "work", "到区政府参加会议")
	}, "shangmao")
	d.step("propose", func(m *meeting.Room, who act.Actor) error {
		_, err := m.Propose(d.ctx, who, meeting.Proposal{Kind: "director_office", Topic: "t8", Title: "修改外出报告制度的建议", Line: "外出报告改为当日登记，拟请局长办公会审议。", Unit: "BGS", NoMaterial: true})
		return err
	}, "bangongshi")
}
