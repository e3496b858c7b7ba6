package disclosure_test

import (
	"fmt"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/disclosure"
)

// The worked case of the fact sheet: sent on 7 September, received on the 9th, no
// answer by 30 September; silence is consent to nobody.
func TestSilenceOfThirdParty(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		b.assign(f.ID)
		office := b.actors["office"]
		tag, err := b.AskOthers(b.ctx, office, disclosure.Question{ID: f.ID, Name: "某商贸公司", About: "检查结论"})
		b.ok(err)
		expired := disclosure.Opinion{ID: f.ID, Tag: tag, Do: disclosure.ConsultExpired, Decision: "disclose", Grounds: "不涉及商业秘密"}
		b.to("2026-10-09")
		b.refused(b.EnterOpinion(b.ctx, office, expired), fault.Rule, "") // delivery is not written down
		b.ok(b.EnterOpinion(b.ctx, office, disclosure.Opinion{ID: f.ID, Tag: tag, Do: disclosure.ConsultServed, On: civil.Must("2026-09-09")}))
		if due := b.see("office", f.ID).Reckoning.Due.String(); due != "2026-11-03" {
			b.t.Fatal("due", due)
		}
		none := expired
		none.Decision = ""
		b.refused(b.EnterOpinion(b.ctx, office, none), fault.Invalid, "decision")
		none = expired
		none.Grounds = ""
		b.refused(b.EnterOpinion(b.ctx, office, none), fault.Invalid, "grounds")
		_, err = b.Watch(b.ctx)
		b.ok(err)
		b.todo("决定怎样办")
		b.ok(b.EnterOpinion(b.ctx, office, expired))
		v := b.see("office", f.ID)
		if v.State != disclosure.Reviewing || v.Consults[0].Silence != "agency_decides" || v.Consults[0].Decision != "disclose" {
			b.t.Fatalf("%s %+v", v.State, v.Consults[0])
		}
		b.ok(b.EnterOpinion(b.ctx, office, disclosure.Opinion{ID: f.ID, Tag: tag, Do: disclosure.ConsultEnd, Answer: "object", Grounds: "涉及报价"}))
		if due := b.see("office", f.ID).Reckoning.Due.String(); due != "2026-11-03" {
			b.t.Fatal("a late opinion moved the day to", due)
		}
	})
}

// todo fails the test unless the office has a to-do with the words.
func (b *bureau) todo(words string) {
	b.t.Helper()
	n := &notify.Notify{Door: b.Door, Org: b.Org}
	list, err := n.List(b.ctx, notify.Audience{Login: "clerk", Unit: "LTK", Roles: []org.Role{org.Staff}})
	b.ok(err)
	more, err := n.List(b.ctx, notify.Audience{Login: "office", Unit: "BGS", Roles: []org.Role{org.Staff}})
	b.ok(err)
	for _, x := range append(list, more...) {
		if strings.Contains(x.Text, words) {
			return
		}
	}
	b.t.Fatalf("no to-do with %q in %v", words, append(list, more...))
}

// A third party that objects binds unless the director decides otherwise, after it
// was told.
func TestOverride(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		b.assign(f.ID)
		office := b.actors["office"]
		tag, err := b.AskOthers(b.ctx, office, disclosure.Question{ID: f.ID, Name: "某商贸公司", About: "检查结论"})
		b.ok(err)
		b.refused(b.EnterOpinion(b.ctx, office, disclosure.Opinion{ID: f.ID, Tag: tag, Do: disclosure.ConsultEnd, Answer: "object"}), fault.Invalid, "grounds")
		b.ok(b.EnterOpinion(b.ctx, office, disclosure.Opinion{ID: f.ID, Tag: tag, Do: disclosure.ConsultEnd, Answer: "object", Grounds: "影响商誉"}))
		later := disclosure.Proposal{Application: f.ID, Kind: "1b", SupplyBy: b.Door.Today().AddDays(20)}
		_, err = b.Propose(b.ctx, b.actors["clerk"], later)
		b.refused(err, fault.Rule, "") // the objection binds
		b.refused(b.DecideAgainst(b.ctx, b.actors["deputy"], b.input(f.ID, "", "涉及公共安全")), fault.Forbidden, "")
		b.refused(b.DecideAgainst(b.ctx, b.actors["director"], b.input(f.ID, "", "涉及公共安全")), fault.Rule, "")
		today, release := b.Door.Today(), civil.Must("2026-10-08")
		b.refused(b.TellThirdParty(b.ctx, office, f.ID, tag, today, " ", release), fault.Invalid, "note")
		b.refused(b.TellThirdParty(b.ctx, office, f.ID, tag, today, "涉及公共安全", today), fault.Invalid, "until")
		b.refused(b.TellThirdParty(b.ctx, b.actors["clerk"], f.ID, tag, today, "涉及公共安全", release), fault.Forbidden, "")
		b.refused(b.TellThirdParty(b.ctx, b.actors["other"], f.ID, tag, today, "涉及公共安全", release), fault.NotFound, "")
		site, at := b.site(), fmt.Sprintf("/disclosure/%d", f.ID)
		if r := b.as(site, "office").Get(at + "/print/against-" + tag).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			b.t.Error("no letter to the third party")
		}
		b.as(site, "office").Get(at + "/print/against-T9").Want(404)
		b.as(site, "deputy").Get(at + "/print/against-" + tag).Want(404)
		b.ok(b.TellThirdParty(b.ctx, office, f.ID, tag, today, "涉及公共安全", release))
		if p := b.see("office", f.ID).Papers; len(p) != 1 || p[0].Kind != disclosure.PaperNotice || p[0].ForApplicant {
			b.t.Fatalf("the letter is not kept: %+v", p)
		}
		b.ok(b.DecideAgainst(b.ctx, b.actors["director"], b.input(f.ID, "", "涉及公共安全")))
		b.state(f.ID, disclosure.Signing)
		_, err = b.Propose(b.ctx, b.actors["clerk"], later)
		b.ok(err)
		if l, err := b.Letter(b.ctx, office, f.ID, b.see("office", f.ID).Events[2].ID); err != nil || strings.Contains(l.Text(), "申请人甲") {
			b.t.Fatal("the letter to a third party names who asks, or cannot be written", err)
		}
	})
}

// Somebody who is asked and objects while the reply is before the leaders takes the
// ground from under it: it is drafted anew.
func TestObjectedMeanwhile(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		b.found(f.ID)
		_, err := b.Propose(b.ctx, b.actors["clerk"], disclosure.Proposal{Application: f.ID, Kind: "1b", SupplyBy: b.Door.Today().AddDays(20)})
		b.ok(err)
		tag, err := b.AskOthers(b.ctx, b.actors["office"], disclosure.Question{ID: f.ID, Name: "某商贸公司", About: "检查结论"})
		b.ok(err)
		b.ok(b.EnterOpinion(b.ctx, b.actors["office"], disclosure.Opinion{ID: f.ID, Tag: tag, Do: disclosure.ConsultEnd, Answer: "object", Grounds: "影响商誉"}))
		b.approve(f.ID)
		b.state(f.ID, disclosure.Reviewing)
		if v := b.see("office", f.ID); v.Drafts[0].State != "withdrawn" {
			b.t.Fatal(v.Drafts[0].State)
		}
		b.refused(b.Serve(b.ctx, b.actors["office"], disclosure.Service{ID: f.ID, Way: "post", Proof: "邮件号 XA1"}), fault.Rule, "")
		b.todo("拟写答复并报审")
	})
}

// The head of the office consents to an extension, never to the own wish; told too
// late it is void.
func TestExtension(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		b.assign(f.ID)
		_, err := b.AskExtension(b.ctx, b.actors["clerk"], f.ID, 20, "材料多")
		b.refused(err, fault.Forbidden, "")
		_, err = b.AskExtension(b.ctx, b.actors["office"], f.ID, 21, "材料多")
		b.refused(err, fault.Invalid, "days")
		_, err = b.AskExtension(b.ctx, b.actors["office"], f.ID, 20, "")
		b.refused(err, fault.Invalid, "reason")
		_, err = b.AskExtension(b.ctx, b.actors["office"], f.ID, 20, "材料多")
		b.ok(err)
		b.refused(b.TellExtension(b.ctx, b.actors["office"], f.ID, civil.Date{}), fault.Rule, "")
		x := b.see("office", f.ID).Extensions[0]
		if _, err := b.Flow.Do(b.ctx, b.actors["office"], flow.Agree, flow.Input{Case: x.CaseID}); err == nil {
			b.t.Fatal("who asks may not consent")
		}
		_, err = b.Flow.Do(b.ctx, b.actors["chief"], flow.Agree, flow.Input{Case: x.CaseID})
		b.ok(err)
		b.to("2026-10-12")
		b.refused(b.TellExtension(b.ctx, b.actors["office"], f.ID, civil.Date{}), fault.Rule, "") // void
		b.ok(b.TellExtension(b.ctx, b.actors["office"], f.ID, civil.Must("2026-10-10")))
		v := b.see("office", f.ID)
		if v.Reckoning.Limit != 40 || v.Extensions[0].State != "told" {
			b.t.Fatal(v.Reckoning.Limit, v.Extensions[0].State)
		}
		_, err = b.AskExtension(b.ctx, b.actors["office"], f.ID, 5, "还要时间")
		b.refused(err, fault.Rule, "")
		for _, e := range v.Events {
			if e.Do == disclosure.Extend {
				if l, err := b.Letter(b.ctx, b.actors["office"], f.ID, e.ID); err != nil || !strings.Contains(l.Text(), "2026年10月10日") {
					b.t.Fatal(err)
				}
			}
		}
	})
}

// A notice to supplement comes once and in time; after it, silence is giving up only
// when somebody says so.
func TestCorrection(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		in := b.input(f.ID, "", "写明哪一年")
		in.Until = civil.Must("2026-10-30")
		b.to("2026-09-17") // the seventh working day was the 16th
		b.refused(b.AskCorrection(b.ctx, b.actors["office"], in), fault.Forbidden, "")
		b.ok(b.AskCorrection(b.ctx, b.actors["chief"], in))
		b.noticeSays(f.ID, "答复期限不因补正重新计算")
		b.refused(b.CloseCorrection(b.ctx, b.actors["office"], b.input(f.ID, disclosure.CorrectionMissed, "电话不通")), fault.Rule, "")
		b.to("2026-10-20")
		b.ok(b.CloseCorrection(b.ctx, b.actors["office"], b.input(f.ID, disclosure.CorrectionReceived, "2025年")))
		v := b.see("office", f.ID)
		if v.Reckoning.Base.String() != monday || len(v.Reckoning.Warnings) == 0 {
			b.t.Fatal("a late notice let the period start anew", v.Reckoning.Base)
		}
		b.refused(b.AskCorrection(b.ctx, b.actors["chief"], in), fault.Rule, "")
		g := b.register()
		in.ID, in.Until = g.ID, civil.Must("2026-11-03")
		b.ok(b.AskCorrection(b.ctx, b.actors["office"], in))
		b.to("2026-11-04")
		b.ok(b.CloseCorrection(b.ctx, b.actors["office"], b.input(g.ID, disclosure.CorrectionMissed, "电话、短信均无回音")))
		b.state(g.ID, disclosure.Abandoned)
		if v = b.see("office", g.ID); v.Outcome != "6.1" || v.FiledAt == 0 {
			b.t.Fatal(v.Outcome, v.FiledAt)
		}
	})
}

// noticeSays fails the test unless the paper of the last event has the words.
func (b *bureau) noticeSays(id int64, words string) {
	b.t.Helper()
	events := b.see("office", id).Events
	l, err := b.Letter(b.ctx, b.actors["office"], id, events[len(events)-1].ID)
	b.ok(err)
	if !strings.Contains(l.Text(), words) {
		b.t.Fatalf("the notice does not say %q:\n%s", words, l.Text())
	}
}

// After a late notice the period runs anew only where the head says why.
func TestRestartAfterLateNotice(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		in := b.input(f.ID, "", "写明哪一年")
		in.Until, in.With = civil.Must("2026-10-30"), "申请人同意"
		b.refused(b.AskCorrection(b.ctx, b.actors["chief"], in), fault.Invalid, "restart") // in time
		b.to("2026-09-17")
		b.refused(b.AskCorrection(b.ctx, b.actors["office"], in), fault.Forbidden, "")
		b.refused(b.AskCorrection(b.ctx, b.actors["deputy"], in), fault.Forbidden, "")
		site, k := b.site(), new(keys)
		at := fmt.Sprintf("/disclosure/%d", f.ID)
		b.as(site, "office").Get(at + "/do/correct").Want(200).Without("input[name=restart]")
		chief := b.as(site, "chief")
		chief.Get(at+"/do/correct").Want(200).Count("input[name=restart]", 1)
		chief.Post(at+"/do/correct", k.form("on", "2026-09-17", "until", "2026-10-30", "note", "写明哪一年", "restart", "申请人同意")).Want(303)
		b.noticeSays(f.ID, "自本机关收到补正之日起重新计算")
		if due := b.see("office", f.ID).Reckoning.Base.String(); due != monday {
			b.t.Fatal("the notice itself moved the period", due)
		}
		b.to("2026-10-20")
		b.ok(b.CloseCorrection(b.ctx, b.actors["office"], b.input(f.ID, disclosure.CorrectionReceived, "2025年")))
		v := b.see("office", f.ID)
		if v.Reckoning.Base.String() != "2026-10-20" || v.Reckoning.Due.String() != "2026-11-17" {
			b.t.Fatal(v.Reckoning.Base, v.Reckoning.Due)
		}
		b.as(site, "chief").Get(at).Want(200).In("main", webtest.HasText("决定收到补正后期限重新计算，理由：申请人同意"))
	})
}

// The fee: the eleventh application of a month, by the head, by one tariff.
func TestFee(t *testing.T) {
	each(t, func(b *bureau) {
		var f disclosure.Filed
		for range 11 {
			f = b.register()
		}
		e, err := b.Estimate(b.ctx, b.actors["office"], f.ID, 2219)
		b.ok(err)
		if e.Items != 100 || e.ByPageYuan != 83460 {
			b.t.Fatal(e.Items, e.ByPageYuan)
		}
		if _, err := b.Estimate(b.ctx, b.actors["clerk"], f.ID, 1); !fault.Is(err, fault.NotFound) {
			b.t.Fatal(err)
		}
		c := disclosure.FeeChoice{ID: f.ID, Mode: disclosure.ByItems, Pages: 30, Reason: "当月第 11 件，已告知可以缩小范围"}
		_, err = b.Charge(b.ctx, b.actors["office"], c)
		b.refused(err, fault.Forbidden, "")
		pages := c
		pages.Mode = disclosure.ByPages
		_, err = b.Charge(b.ctx, b.actors["chief"], pages)
		b.refused(err, fault.Rule, "")
		yuan, err := b.Charge(b.ctx, b.actors["chief"], c)
		b.ok(err)
		if yuan != 100 {
			b.t.Fatal(yuan)
		}
		b.refused(b.SettleFee(b.ctx, b.actors["office"], b.input(f.ID, disclosure.FeeMissed, "未缴"), false), fault.Rule, "")
		b.refused(b.SettleFee(b.ctx, b.actors["office"], b.input(f.ID, disclosure.FeeDropped, "减免"), true), fault.Forbidden, "")
		b.to("2026-09-28")
		b.ok(b.SettleFee(b.ctx, b.actors["office"], b.input(f.ID, disclosure.FeePaid, "票据 1 号"), false))
		v := b.see("office", f.ID)
		if v.Reckoning.Due.String() != "2026-10-30" || v.Fees[0].State != "paid" || v.Fees[0].Other != 0 {
			b.t.Fatal(v.Reckoning.Due, v.Fees)
		}
	})
}

// A newer arrangement moves an open application, and its handler is told both days.
func TestNewArrangement(t *testing.T) {
	each(t, func(b *bureau) {
		b.to("2027-01-20")
		f := b.register()
		b.assign(f.ID)
		before := b.see("office", f.ID).Reckoning
		if !before.Provisional {
			b.t.Fatal("a year without notice is provisional")
		}
		if w, err := b.Watch(b.ctx); err != nil || len(w.Moved) > 0 {
			b.t.Fatal(w, err)
		}
		id, err := b.Calendar.Enter(b.ctx, act.Owner(), calendar.Draft{Year: 2027, Title: "关于2027年部分节假日安排的通知", Number: "国办发明电〔2026〕7号", Text: `元旦：1月1日（周五）至3日（周日）放假，共3天。
春节：2月5日（周五）至11日（周四）放假调休，共7天。2月20日（周六）上班。
清明节：4月3日至5日放假。
劳动节：5月1日至5日放假。5月8日（周六）上班。
端午节：6月9日放假。
中秋节：9月15日放假。
国庆节：10月1日至7日放假。10月9日上班。`})
		b.ok(err)
		b.ok(b.Calendar.Confirm(b.ctx, b.actors["second"], id))
		after := b.see("office", f.ID).Reckoning
		if after.Due == before.Due || after.Provisional {
			b.t.Fatal(before.Due, after.Due)
		}
		w, err := b.Watch(b.ctx)
		b.ok(err)
		if len(w.Moved) != 1 || w.Moved[0] != f.Number {
			b.t.Fatal(w)
		}
		b.todo("由" + before.Due.Chinese() + "改为" + after.Due.Chinese())
		if w, err = b.Watch(b.ctx); err != nil || len(w.Moved) > 0 {
			b.t.Fatal("told twice", w, err)
		}
	})
}

// A review orders a new reply: the application opens again with a new period.
func TestRedo(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		b.ok(b.AnswerOnTheSpot(b.ctx, b.actors["office"], disclosure.Service{ID: f.ID, Proof: "本人"}, "网站"))
		_, err := b.OpenOverlay(b.ctx, b.actors["clerk"], disclosure.Overlay{Application: f.ID, Kind: "review", Words: "复议"})
		b.refused(err, fault.NotFound, "")
		q, err := b.OpenOverlay(b.ctx, b.actors["office"], disclosure.Overlay{Application: f.ID, Kind: "query", From: "申请人", Words: "为什么"})
		b.ok(err)
		b.ok(b.SettleOverlay(b.ctx, b.actors["office"], disclosure.Outcome{Application: f.ID, Overlay: q, Answer: "已说明依据和理由"}))
		id, err := b.OpenOverlay(b.ctx, b.actors["office"], disclosure.Overlay{Application: f.ID, Kind: "review", From: "区政府", Number: "复议一号", Words: "申请复议"})
		b.ok(err)
		b.to("2026-10-20")
		b.ok(b.SettleOverlay(b.ctx, b.actors["office"], disclosure.Outcome{Application: f.ID, Overlay: id, Result: "redo", Words: "责令重新答复", Until: civil.Must("2026-11-10")}))
		v := b.see("office", f.ID)
		if v.State != disclosure.Reopened || v.Reckoning.Due.String() != "2026-11-10" || v.Outcome != "" {
			b.t.Fatal(v.State, v.Reckoning.Due, v.Outcome)
		}
		b.refused(b.SettleOverlay(b.ctx, b.actors["office"], disclosure.Outcome{Application: f.ID, Overlay: id, Result: "upheld", Words: "x"}), fault.Conflict, "")
		b.assign(f.ID)
		b.state(f.ID, disclosure.Searching)
	})
}

// Correcting a record about oneself: the local period is a target under 2019.
func TestRecord(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.filing()
		x.Kind, x.Ground, x.Features = disclosure.Record, "inaccurate", "登记的住址有误"
		f, err := b.Register(b.ctx, b.actors["office"], x)
		b.ok(err)
		v := b.see("office", f.ID)
		if f.Number != "2026-更-0001" || !v.Reckoning.Target || v.Reckoning.Limit != 15 {
			b.t.Fatal(f.Number, v.Reckoning.Target, v.Reckoning.Limit)
		}
		b.found(f.ID)
		b.ok(b.ReportUnsure(b.ctx, b.actors["office"], b.input(f.ID, "", "报区档案馆确定")))
		_, err = b.Propose(b.ctx, b.actors["clerk"], disclosure.Proposal{Application: f.ID, Kind: "1b"})
		b.refused(err, fault.Invalid, "kind")
		_, err = b.Propose(b.ctx, b.actors["clerk"], disclosure.Proposal{Application: f.ID, Kind: disclosure.RecordCorrected, Reasons: "核对后确有误，已改"})
		b.ok(err)
		b.approve(f.ID)
		b.ok(b.Serve(b.ctx, b.actors["office"], disclosure.Service{ID: f.ID, Way: "handed", Proof: "本人"}))
		b.state(f.ID, disclosure.Replied)
	})
}

// A record that another agency may correct is passed on with a letter to it.
func TestForwardedRecord(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.filing()
		x.Kind, x.Ground, x.Features = disclosure.Record, "inaccurate", "登记的住址有误"
		f, err := b.Register(b.ctx, b.actors["office"], x)
		b.ok(err)
		b.found(f.ID)
		site, at := b.site(), fmt.Sprintf("/disclosure/%d/print/forwarded", f.ID)
		office := b.as(site, "office")
		office.Get(at).Want(404)
		_, err = b.Propose(b.ctx, b.actors["clerk"], disclosure.Proposal{Application: f.ID, Kind: disclosure.RecordForwarded, Reasons: "该记录由登记机关制作", Elsewhere: true, Agency: "某登记机关", Contact: "测试电话"})
		b.ok(err)
		b.approve(f.ID)
		if r := office.Get(at).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			b.t.Error("no letter to the agency")
		}
		b.as(site, "deputy").Get(at).Want(404)
	})
}

// A lost code is void once another is issued.
func TestRenewCode(t *testing.T) {
	each(t, func(b *bureau) {
		f, x := b.submit()
		b.refused(b.RenewCode(b.ctx, b.actors["office"], f.ID, ""), fault.Invalid, "why")
		b.ok(b.RenewCode(b.ctx, b.actors["office"], f.ID, "持身份证明到窗口"))
		_, err := b.Progress(b.ctx, x)
		b.refused(err, fault.NotFound, "")
		code, err := b.Code(b.ctx, f)
		b.ok(err)
		_, err = b.Progress(b.ctx, disclosure.Access{Number: x.Number, Code: code})
		b.ok(err)
		b.ok(b.WithdrawFor(b.ctx, b.actors["office"], b.input(f.ID, "", "来信撤回")))
		_, err = b.EnterSearch(b.ctx, b.actors["office"], disclosure.Search{Application: f.ID, Place: "档案室", Words: "x"})
		b.refused(err, fault.Conflict, "")
	})
}
