package app

import (
	"bytes"
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/room/disclosure"
)

// demoDisclosure gives the demonstration applications in several states, around
// today. Nobody in them exists: applicants are letters, papers are words.
func (a *App) demoDisclosure(ctx context.Context) error {
	d := &disclosureDesk{a: a, ctx: ctx}
	d.waiting()
	d.underWay()
	d.answered()
	return d.err
}

// disclosureDesk does what people would do, and stops at the first failure.
type disclosureDesk struct {
	a   *App
	ctx context.Context
	err error
}

func (d *disclosureDesk) actor(login string) act.Actor {
	if d.err != nil {
		return act.Actor{}
	}
	who, err := d.a.demoActor(d.ctx, login)
	d.err = err
	return who
}

// ago is a working day so many days back, or the one before it.
func (d *disclosureDesk) ago(days int) civil.Date {
	day := d.a.Door.Today().AddDays(-days)
	cal, err := d.a.Calendar.Current(d.ctx)
	for err == nil && !cal.Kind(day).Workday {
		day = day.AddDays(-1)
	}
	if d.err == nil {
		d.err = err
	}
	return day
}

func (d *disclosureDesk) then(err error) {
	if d.err == nil {
		d.err = err
	}
}

func (d *disclosureDesk) register(f disclosure.Filing, came civil.Date) int64 {
	who := d.actor("mishu")
	if d.err != nil {
		return 0
	}
	f.CameOn, f.AppliedOn = came, came
	got, err := d.a.Disclosure.Register(d.ctx, who, f)
	d.then(err)
	return got.ID
}

func (d *disclosureDesk) assign(id int64, on civil.Date) {
	who := d.actor("mishu")
	leader := d.actor("fujuzhang")
	if d.err != nil {
		return
	}
	acc, err := d.a.Org.AccountByLogin(d.ctx, leader.Login)
	d.then(err)
	if d.err == nil {
		d.then(d.a.Disclosure.Assign(d.ctx, who, disclosure.Assignment{ID: id, On: on, Unit: "SMLTK", Handler: "keyuan", Leader: acc.PersonID, Words: "请商贸流通科按期办理。"}))
	}
}

func (d *disclosureDesk) search(id int64, on civil.Date, words string, hits int) {
	who := d.actor("keyuan")
	for _, place := range []string{"商贸流通科存档", "局档案室"} {
		if d.err == nil {
			_, err := d.a.Disclosure.EnterSearch(d.ctx, who, disclosure.Search{Application: id, On: on, Place: place, Words: words, Span: "2020年以来", Hits: hits})
			d.then(err)
		}
	}
}

func (d *disclosureDesk) closeSearch(id int64, on civil.Date, do string) {
	who := d.actor("keyuan")
	if d.err == nil {
		d.then(d.a.Disclosure.CloseSearch(d.ctx, who, disclosure.Input{ID: id, Event: disclosure.Event{On: on, Do: do}}))
	}
}

func (d *disclosureDesk) paper(id int64, kind, name, text string) {
	who := d.actor("keyuan")
	if d.err != nil {
		return
	}
	ref, err := d.a.Files.Put(d.ctx, bytes.NewReader([]byte(text)), 0)
	d.then(err)
	if d.err == nil {
		d.then(d.a.Disclosure.AddPapers(d.ctx, who, id, []disclosure.FiledPaper{{Kind: kind, Attachment: flow.Attachment{Name: name, SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}}}))
	}
}

func (d *disclosureDesk) propose(p disclosure.Proposal) {
	who := d.actor("keyuan")
	if d.err == nil {
		_, err := d.a.Disclosure.Propose(d.ctx, who, p)
		d.then(err)
	}
}

// citizen is an application of a person who does not exist.
func citizen(name, title, features string) disclosure.Filing {
	return disclosure.Filing{Channel: disclosure.Window, Class: disclosure.Person, Title: title, Features: features, Form: "paper", Way: "pickup",
		Party: disclosure.Party{Name: name, PaperKind: "其他证件", PaperNumber: "演示用证件 " + name, Phone: "演示用电话"}}
}

func (d *disclosureDesk) waiting() {
	f := citizen("申请人甲", "本区2026年促消费活动补贴发放名单", "")
	f.Channel, f.Form, f.Way, f.Party.Mail = disclosure.Email, "email", "email", "jia@example.com"
	d.register(f, d.ago(0))
	d.register(citizen("申请人乙", "", "关于菜市场的文件"), d.ago(2))
	id := d.register(citizen("申请人丙", "", "商务局的补贴文件"), d.ago(9))
	who := d.actor("mishu")
	if d.err == nil {
		on := d.ago(6)
		d.then(d.a.Disclosure.AskCorrection(d.ctx, who, disclosure.Input{ID: id, Event: disclosure.Event{On: on, Until: on.AddDays(14), Note: "写明是哪一项补贴\n写明是哪一年的文件，或者文号"}}))
	}
}

func (d *disclosureDesk) underWay() {
	f := citizen("某商贸公司", "农贸市场升级改造补助评审意见", "某某市场项目")
	f.Channel, f.Class, f.Way, f.Party = disclosure.Signed, disclosure.Business, "post", disclosure.Party{Name: "某商贸公司", Contact: "经办人", Phone: "演示用电话", Address: "演示用地址"}
	id := d.register(f, d.ago(14))
	d.assign(id, d.ago(13))
	d.search(id, d.ago(12), "农贸市场 评审", 2)
	who := d.actor("mishu")
	if d.err == nil {
		tag, err := d.a.Disclosure.AskOthers(d.ctx, who, disclosure.Question{ID: id, On: d.ago(10), Name: "某市场管理公司", About: "评审意见中的报价和经营数据"})
		d.then(err)
		if d.err == nil {
			d.then(d.a.Disclosure.EnterOpinion(d.ctx, who, disclosure.Opinion{ID: id, Tag: tag, On: d.ago(8), Do: disclosure.ConsultServed}))
		}
	}
	id = d.register(citizen("申请人丁", "2025年成品油市场专项检查结果", ""), d.ago(20))
	d.assign(id, d.ago(19))
	d.search(id, d.ago(16), "成品油 专项检查", 1)
	d.paper(id, disclosure.PaperFound, "专项检查情况汇总.txt", "演示用材料：专项检查情况汇总。")
	d.closeSearch(id, d.ago(15), disclosure.Found)
	d.propose(disclosure.Proposal{Application: id, Kind: "1b", SupplyBy: d.a.Door.Today().AddDays(12)})
	id = d.register(citizen("申请人戊", "家电以旧换新活动承办单位选定过程", ""), d.ago(45))
	d.assign(id, d.ago(43))
	d.search(id, d.ago(20), "以旧换新 承办", 0)
}

func (d *disclosureDesk) answered() {
	id := d.register(citizen("申请人己", "本局办公地址和电话", ""), d.ago(5))
	who := d.actor("mishu")
	if d.err == nil {
		d.then(d.a.Disclosure.AnswerOnTheSpot(d.ctx, who, disclosure.Service{ID: id, On: d.ago(5), Proof: "本人签收"}, "区政府网站“区商务局”栏目"))
	}
	id = d.register(citizen("申请人庚", "2019年以前的早餐工程补贴名册", ""), d.ago(17))
	d.assign(id, d.ago(16))
	d.search(id, d.ago(13), "早餐工程 补贴", 0)
	d.closeSearch(id, d.ago(12), disclosure.NotFound)
	d.propose(disclosure.Proposal{Application: id, Kind: "4.1"})
	for _, login := range []string{"fujuzhang", "juzhang"} {
		leader := d.actor(login)
		if d.err != nil {
			return
		}
		v, err := d.a.Disclosure.Application(d.ctx, who, id)
		d.then(err)
		if d.err == nil {
			_, err = d.a.Flow.Do(d.ctx, leader, flow.Agree, flow.Input{Case: v.Drafts[0].CaseID, Words: "同意。"})
			d.then(err)
		}
	}
}
