package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/law"
	"lantai.internal/kit/browsertest"
)

const (
	building = "党员教育基地建设方案"
	posting  = "商贸流通科一名副科长的任用"
)

// A meeting of the party committee, from the first topic to the last thing done: one
// matter that is major, one of cadres for which at first too few are in the room
// (law.MtgPartyNoticeLead, law.MtgPartyQuorumHalf, law.MtgPartyQuorumTwoThirds,
// law.MtgPartyChair, law.MtgPartyMinutesSign, law.MtgPartyRecordConsult).
func TestAPartyCommitteeMeets(t *testing.T) {
	_ = []law.ID{law.MtgPartyNoticeLead, law.MtgPartyQuorumHalf, law.MtgPartyQuorumTwoThirds, law.MtgPartyMajorPrenotice, law.MtgPartyChair, law.MtgPartyMinutesSign, law.MtgPartyRecordConsult}
	s := sit(t)
	s.collect()
	s.call()
	s.assemble()
	s.ordinary()
	s.cadre()
	s.minutes()
	s.papers()
	s.original()
	s.followUp()
	s.filed()
	rep, err := s.app.Door.Verify(t.Context())
	if err != nil || !rep.OK {
		t.Errorf("the ledger does not verify: %v %+v", err, rep)
	}
}

// collect is the topics, the plan and the agenda.
func (s *sitting) collect() {
	const items = "/meetings/items?kind=party_committee"
	s.as("keyuan")
	s.Go(items)
	s.WaitText("main", "议题由局领导、科室负责人提出")

	s.Size(390, 844)
	s.as("fujuzhang")
	s.Go(items)
	s.NoSideways()
	s.Fill("#f-propose-title", building)
	s.Choose("#f-propose-topic", "t2")
	s.Type("#f-propose-line", "建议用旧粮仓改建党员教育基地。")
	s.Click("#f-propose-major")
	s.Submit("form[action$='/meetings/items'] button.primary")
	s.WaitText("#notices", "已提出")
	s.WaitText("main", "缺材料")
	s.small("proposed")
	s.Size(1440, 900)
	for _, p := range []struct{ what, words, file string }{{"material", "", "建设方案.txt"}, {"research", "看了三处旧粮仓。", ""}, {"consult", "问了两个支部，都赞成。", ""}} {
		s.Choose("#f-attach-what", p.what)
		if p.words != "" {
			s.Type("#f-attach-words", p.words)
		}
		if p.file != "" {
			s.Attach("#f-attach-files", s.written(p.file, []byte("党员教育基地建设方案：改建旧粮仓一处。")))
		}
		s.Submit("form[action$='/items/papers'] button")
		s.WaitText("#notices", "已附上")
	}

	s.as("shangmao")
	s.Go(items)
	s.Fill("#f-propose-title", posting)
	s.Choose("#f-propose-topic", "t3")
	s.Click("#f-propose-no_material")
	s.Submit("form[action$='/meetings/items'] button.primary")
	s.WaitText("#notices", "已提出")

	s.as("zhengong")
	s.Go("/meetings/new")
	s.Choose("#f-kind", "party_committee")
	s.Fill("#f-on", "2026-12-08")
	s.Fill("#f-at", "15:00")
	s.Fill("#f-place", "三楼小会议室")
	s.look("plan")
	s.sendOff()
	s.WaitText("#notices", "已开始筹备")
	if s.at, _, _ = strings.Cut(s.Path(), "?"); s.at != "/meetings/1" {
		s.t.Fatalf("the meeting lies at %s", s.at)
	}
	s.choose("#f-invite-person", "商贸流通科科长")
	s.step("invite", "列席名单")
	s.refused("notice", "议题还空着，不能发通知")
	s.step("submit", "已报请确定议题")
	s.lacks("the clerk", "agenda")

	s.come("fujuzhang")
	s.lacks("a member", "agenda", "notice", "open", "sign")
	s.as("shuji")
	s.Go("/todo")
	s.WaitText("main", "确定党委会")
	s.Go(s.at)
	s.look("agenda-choose")
	s.tick("agenda", building, posting)
	s.step("agenda", "列入 2 项")
}

// call is the notice: not without what a major matter needs, not on the same day.
func (s *sitting) call() {
	s.come("zhengong")
	s.refused("notice", "没有会前告知各成员，不能列入通知")
	s.look("notice-unready")
	s.Go("/meetings/items?kind=party_committee")
	s.choose("#f-pretell-item", building)
	s.Submit("form[action$='/items/pretell'] button")
	s.WaitText("#notices", "已登记会前告知")

	s.clock.Move(20 * time.Hour)
	s.come("zhengong")
	s.refused("notice", "最早可在2026年12月9日开会")
	s.WaitText("main", "来不及的，请写明理由")
	s.look("notice-short")
	s.Go(s.at + "/change")
	s.Fill("#f-on", "2026-12-09")
	s.sendOff()
	s.WaitText("#notices", "已改定")
	s.step("notice", "通知已发出")
	s.look("told")

	s.phone("juzhang", func() {
		s.Go("/todo")
		s.WaitText("main", "签收党委会")
		s.Go(s.at)
		s.step("receipt", "已签收")
		s.Choose("#f-excuse-why", "trip")
		s.step("excuse", "已登记")
		s.WaitText("main", "已请假：出差")
		s.small("excused")
	})
	s.phone("fujuzhang", func() {
		s.lacks("a member the day before", "here")
		s.step("receipt", "已签收")
	})
}

// assemble is signing in; with two of five the meeting does not open.
func (s *sitting) assemble() {
	s.clock.Move(30*time.Hour + 50*time.Minute) // 14:50 on the day
	s.phone("fujuzhang", func() {
		s.small("here")
		s.step("here", "已签到")
	})
	s.come("zhengong")
	s.tick("signin", "党委书记")
	s.step("signin", "已签到")
	s.refused("open", "应到 5 人，须到 3 人，到会 2 人，还差 1 人，不能开会")
	s.look("too-few")
	s.tick("signin", "党委副书记", "商贸流通科科长")
	s.step("signin", "已签到")
	s.step("open", "已宣布开会")
	s.WaitText("h1", "2026年第1次党委会")
}

// ordinary is the major matter, for which half is enough: the chair speaks last,
// observers not at all, who is not there is heard and not counted.
func (s *sitting) ordinary() {
	s.choose("#f-item-item", "第1项")
	s.step("item", "开始讨论")
	s.choose("#f-say-person", "党委书记")
	s.writes("#f-say-words", "我同意。")
	s.refused("say", "主持人最后表态")
	s.look("chair-first")
	observer := s.id("#f-invite-person", "商贸流通科科长")
	if got := browsertest.Eval[bool](s.Tab, fmt.Sprintf(`[...document.querySelectorAll("#f-say-person option")].some(o => o.value == %q)`, observer)); got {
		s.t.Error("an observer is offered among those who speak")
	}
	browsertest.Eval[bool](s.Tab, fmt.Sprintf(`(document.querySelector("#f-say-person").selectedOptions[0].value = %q, true)`, observer))
	s.refused("say", "商贸流通科科长列席会议，不参加讨论决定")
	s.says("副局长", "方案可行，赞成。")
	s.says("党委副书记", "资金要有来源，弃权。")
	s.choose("#f-say-person", "局长")
	s.Click("#f-say-absent")
	s.writes("#f-say-words", "书面意见：赞成。")
	s.step("say", "发言已记录")
	s.says("党委书记", "同意方案，分步实施。")
	for name, vote := range map[string]string{"副局长": "yes", "党委副书记": "abstain", "党委书记": "yes"} {
		p := s.id("#f-invite-person", name)
		s.Click(fmt.Sprintf("input[name=vote%s][value=%s]", p, vote))
	}
	s.look("vote")
	// The vote of somebody who only observes does not count, by whatever way it comes.
	browsertest.Eval[bool](s.Tab, fmt.Sprintf(`(document.querySelector("input[name^=vote]:checked").name = "vote%s", true)`, observer))
	s.refused("vote", "没有表决权")
	for name, vote := range map[string]string{"副局长": "yes", "党委副书记": "yes", "党委书记": "yes"} {
		s.Click(fmt.Sprintf("input[name=vote%s][value=%s]", s.id("#f-invite-person", name), vote))
	}
	s.step("vote", "赞成票超过应到人数的半数")
	s.Click("form[action$='/do/decide'] input[name=outcome][value=agreed]")
	s.writes("#f-decide-words", "同意党员教育基地建设方案，分步实施")
	s.Fill("#f-decide-what1", "提出分步实施的进度表")
	s.choose("#f-decide-owner1", "商贸流通科科长")
	s.Fill("#f-decide-due1", "2026-12-18")
	s.look("decide")
	s.step("decide", "决定已记录")
}

// cadre is the cadre matter: three of five are too few, with the fourth it is taken up.
func (s *sitting) cadre() {
	s.choose("#f-item-item", "第2项")
	s.step("item", "这一项已搁下：应到 5 人，须到 4 人，到会 3 人，还差 1 人")
	s.WaitText("main", "人数不足，搁置")
	s.look("laid-aside")
	s.clock.Move(40 * time.Minute)
	s.come("zhengong")
	s.tick("signin", "党委委员")
	s.step("signin", "已签到")
	s.choose("#f-item-item", "第2项")
	s.step("item", "开始讨论")
	for _, name := range []string{"副局长", "党委副书记", "党委委员", "党委书记"} {
		s.says(name, "同意。")
	}
	s.Fill("#f-vote-yes", "3")
	s.Fill("#f-vote-no", "1")
	s.Fill("#f-vote-abstain", "1")
	s.refused("vote", "合计 5 票，在场有表决权的是 4 人")
	s.look("five-votes")
	s.Fill("#f-vote-abstain", "0")
	s.step("vote", "赞成票超过应到人数的半数")
	s.Click("form[action$='/do/decide'] input[name=outcome][value=agreed]")
	s.writes("#f-decide-words", "同意任用")
	s.step("decide", "决定已记录")
	s.clock.Move(20 * time.Minute)
	s.step("close", "已散会")
}

// minutes are drafted by the clerk, signed by the chair, and corrected with a number.
func (s *sitting) minutes() {
	s.holds("the draft", s.Value("#f-draft-body"), []string{building, "分步实施", posting, "同意任用"}, "弃权", "书面意见")
	s.look("draft")
	s.Submit("form[action$='/do/draft'] button[value=send]")
	s.WaitText("#notices", "已送主持人签发")
	s.lacks("the clerk", "sign")
	s.come("fujuzhang")
	s.lacks("a member", "sign", "draft")
	s.as("shuji")
	s.Go("/todo")
	s.WaitText("main", "签发2026年第1次党委会纪要")
	s.Go(s.at)
	s.look("sign")
	s.step("sign", "已签发党委会纪要〔2026〕1号")
	s.come("zhengong")
	s.lacks("the clerk", "draft", "decide", "vote")
	s.redirect("/do/correct", "/do/draft")
	s.Fill("#f-correct-reason", "改一个字")
	s.writes("#f-correct-body", "改过的纪要。")
	s.Submit("form#correct button, form[action$='/do/draft'] button")
	s.WaitText("main", "已经签发，不能再改")
	s.Go(s.at)
	s.Fill("#f-correct-reason", "期限写漏")
	s.writes("#f-correct-body", "第一项补写期限：2026年12月18日。")
	s.step("correct", "更正已送签")
	s.come("shuji")
	s.step("sign", "已签发")
	s.WaitText("main", "第1号更正")
	s.look("corrected")
}

// papers are what the meeting prints.
func (s *sitting) papers() {
	s.holds("the agenda", s.reads(s.at+"/print/agenda.pdf", "agenda.pdf"), []string{building, posting, "三楼小会议室", "2026年12月9日"})
	s.holds("the sign-in sheet", s.reads(s.at+"/print/signin.pdf", "signin.pdf"), []string{"签到", "党委委员", "副局长", "商贸流通科科长"})
	for _, f := range []string{"minutes.pdf", "minutes.docx"} {
		s.holds(f, s.reads(s.at+"/print/"+f, f), []string{"1号", building, "分步实施", "提出分步实施的进度表", posting, "出差", "第1号更正"}, "弃权", "书面意见")
	}
}

// original is the record of who said what: the party secretary alone opens it.
func (s *sitting) original() {
	s.as("dangan")
	s.Go(s.at)
	s.WaitText("main", "没有")
	s.come("juzhang")
	s.redirect("/do/ask", "/record")
	s.Fill("#f-ask-reason", "核对表决")
	s.Submit("form[action$='/record'] button")
	s.WaitText("main", "先由党委书记批准")
	s.Go(s.at)
	s.Fill("#f-ask-reason", "核对第一项的意见")
	s.step("ask", "申请已送党委书记")
	s.WaitText("main", "等待批准")
	s.come("zhengong")
	s.lacks("the clerk", "answer")
	s.as("shuji")
	s.Go("/todo")
	s.WaitText("main", "批准查阅2026年第1次党委会原始记录")
	s.Go(s.at)
	s.WaitText("main", "用途：核对第一项的意见")
	s.look("consent")
	s.step("answer", "已答复")
	s.come("juzhang")
	s.look("may-read")
	s.holds("the original record", s.record(), []string{"资金要有来源", "书面意见：赞成。", "赞成", posting})
	s.Go(s.at)
	if got := browsertest.Eval[string](s.Tab, `[...document.querySelectorAll("main table")].find(t => t.innerText.includes("查阅次数")).tBodies[0].innerText`); !strings.HasSuffix(strings.TrimSpace(got), "1") {
		s.t.Errorf("the reading is not counted: %q", got)
	}
}

// followUp is what was decided until it is done, with a due day missed.
func (s *sitting) followUp() {
	const todo = "提出分步实施的进度表"
	s.as("shangmao")
	s.Go("/followup")
	s.WaitText("main", todo)
	link := browsertest.Eval[string](s.Tab, `document.querySelector("main table a[href^='/followup/']").getAttribute("href")`)
	s.Go(link)
	s.WaitText("main", "还有 9 天")
	s.look("followup")
	s.writes("#f-progress-text", "初稿已有。")
	s.Submit("form[action$='/progress'] button")
	s.WaitText("#notices", "进展已记下")
	s.clock.Move(12 * 24 * time.Hour)
	if _, err := s.app.Followup.Watch(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	s.as("zhengong")
	s.Go("/followup")
	s.WaitText("main", "逾期 3 天")
	s.look("overdue")
	s.Size(390, 844)
	s.as("shangmao")
	s.Go("/todo")
	s.WaitText("main", todo)
	s.Go(link)
	s.WaitText("main", "逾期 3 天")
	s.writes("#f-finish-text", "进度表已送党委。")
	s.Submit("form[action$='/finish'] button")
	s.WaitText("#notices", "等待核实")
	if s.Count("form[action$='/close']") > 0 {
		s.t.Error("the owner is offered to confirm his own")
	}
	s.NoSideways()
	s.Size(1440, 900)
	s.as("zhengong")
	s.Go(link)
	s.look("confirm")
	s.Submit("form[action$='/close'] button")
	s.WaitText("#notices", "已核实办结")
	s.come("zhengong")
	s.WaitText("main", "逾期办结")
}

// filed is what lies in the archive room, and what its reader is told there.
func (s *sitting) filed() {
	if _, err := s.app.Flow.HandOver(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	s.as("dangan")
	s.Go("/archive/intake")
	s.WaitText("main", "2026年第1次党委会纪要（党委会纪要〔2026〕1号）")
	s.look("intake")
	s.Go("/archive/batches/1")
	s.look("batch")
	s.holds("the batch of the minutes", s.Text("main"), []string{"2026年第1次党委会纪要", "党委（党组）会、行政办公会的纪要", "政工科", "永久"})
}
