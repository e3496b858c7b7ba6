package app

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/print/official"
	"lantai.internal/room/document"
)

// demoDocuments gives the demonstration incoming documents at every step: one waits to be
// registered, one to be checked, one is late with its proposal, one lies with a leader,
// one is handled by two units, two are in circulation, one went through to the archive,
// one was returned.
func (a *App) demoDocuments(ctx context.Context) error {
	d := &documentDesk{reportingDesk: reportingDesk{a: a, ctx: ctx}, today: a.Door.Today()}
	d.fill()
	return d.err
}

// documentDesk does what people would do, and stops at the first failure.
type documentDesk struct {
	reportingDesk
	today civil.Date
}

func (d *documentDesk) do(login string, f func(who act.Actor) error) {
	who := d.actor(login)
	if d.err != nil {
		return
	}
	if err := f(who); err != nil {
		d.err = fmt.Errorf("demo document of %s: %w", login, err)
	}
}

func (d *documentDesk) person(login string) int64 {
	if d.err != nil {
		return 0
	}
	acc, err := d.a.Org.AccountByLogin(d.ctx, login)
	d.err = err
	return acc.PersonID
}

// received signs for a document that came some days ago at an hour.
func (d *documentDesk) received(ago, hour int, channel, sender string, copies int, papers ...document.NewPaper) int64 {
	at := d.today.AddDays(-ago).Time().Add(time.Duration(hour) * time.Hour).UnixMicro()
	if at > d.a.Door.Now() {
		at = 0
	}
	var id int64
	d.do("mishu", func(who act.Actor) error {
		x, err := d.a.Documents.Sign(d.ctx, who, document.Receipt{Channel: channel, Sender: sender, Expected: copies, Copies: copies, ReceivedAt: at}, papers...)
		id = x.ID
		return err
	})
	return id
}

func (d *documentDesk) facts(ago int, kind, number, issuer, title string, urgency int) document.Facts {
	return document.Facts{DocNo: number, Issuer: issuer, Title: title, Kind: kind, Dated: d.today.AddDays(-ago), Level: mark.Internal, Urgency: urgency}
}

// paper sets a document of another body, as a PDF or as a Word file.
func (d *documentDesk) paper(f document.Facts, word bool, body ...string) document.NewPaper {
	if d.err != nil {
		return document.NewPaper{}
	}
	p := official.Paper{Form: official.Document, Mark: f.Issuer + "文件", Number: f.DocNo, Title: f.Title, To: []string{d.a.Book.Bureau}, Date: f.Dated, Imprint: f.Issuer, Printed: f.Dated, Words: []string{f.Issuer, d.a.Book.Bureau}}
	for _, t := range body {
		p.Body = append(p.Body, official.Block{Text: t})
	}
	var b bytes.Buffer
	name := f.Title + ".pdf"
	if word {
		name = f.Title + ".docx"
		d.err = p.DOCX(&b)
	} else {
		d.err = p.PDF(&b, nil)
	}
	if d.err != nil {
		return document.NewPaper{}
	}
	x, err := d.a.Documents.Take(d.ctx, bytes.NewReader(b.Bytes()), int64(b.Len()), name, false)
	if err != nil {
		d.err = fmt.Errorf("demo document %s: %w", name, err)
	}
	return x
}

// registered brings a document to the first check, with its paper if it has a body.
func (d *documentDesk) registered(ago, hour int, f document.Facts, channel string, body ...string) int64 {
	var papers []document.NewPaper
	if len(body) > 0 {
		x := d.paper(f, len(body) == 1, body...)
		x.Role = document.Original
		papers = append(papers, x)
	}
	id := d.received(ago, hour, channel, f.Issuer, 1)
	d.do("mishu", func(who act.Actor) error {
		_, err := d.a.Documents.Register(d.ctx, who, id, f, papers...)
		return err
	})
	return id
}

func (d *documentDesk) checked(ago, hour int, f document.Facts, channel string, body ...string) int64 {
	id := d.registered(ago, hour, f, channel, body...)
	d.do("bangongshi", func(who act.Actor) error {
		return d.a.Documents.Check(d.ctx, who, id, "属本局职责，手续齐全")
	})
	return id
}

func (d *documentDesk) propose(id int64, x document.Proposal) {
	d.do("mishu", func(who act.Actor) error {
		_, err := d.a.Documents.Propose(d.ctx, who, id, x)
		return err
	})
}

func (d *documentDesk) instruct(login string, id int64, x document.Instruction) {
	d.do(login, func(who act.Actor) error {
		_, err := d.a.Documents.Instruct(d.ctx, who, id, x)
		return err
	})
}

func (d *documentDesk) read(login string, id int64, words string) {
	d.do(login, func(who act.Actor) error {
		v, err := d.a.Documents.Document(d.ctx, who, id)
		if err != nil {
			return err
		}
		for _, x := range v.Readers {
			if x.Login == who.Login && x.Has() {
				return d.a.Documents.Read(d.ctx, who, id, x.ID, words)
			}
		}
		return fmt.Errorf("nothing to read")
	})
}

func (d *documentDesk) report(login string, id int64, x document.Result) {
	d.do(login, func(who act.Actor) error {
		_, err := d.a.Documents.Report(d.ctx, who, id, x)
		return err
	})
}

func (d *documentDesk) fill() {
	r, y := d.a.Documents, d.today.Year
	no := func(series string, n int) string { return fmt.Sprintf("%s〔%d〕%d号", series, y, n) }
	const city, district, fire = "重庆市商务委员会", "重庆市綦江区人民政府办公室", "重庆市綦江区消防救援大队"

	// To the archive: instruction, two units, circulation, reply.
	f := d.facts(16, "通知", no("綦江府办发", 21), district, "关于做好节日期间生活必需品市场保供工作的通知", document.Ordinary)
	done := d.checked(15, 9, f, "公文传输系统", "为做好节日期间粮油肉菜的保供稳价，请你局组织对重点农贸市场和商超开展一次检查，核实库存和价格。", "检查情况请于收到通知后十个工作日内书面报区政府办公室。")
	d.propose(done, document.Proposal{Way: document.ToLeader, Words: "拟请商贸流通科牵头办理，办公室配合。妥否，请批示。", Leader: d.person("fujuzhang")})
	d.instruct("fujuzhang", done, document.Instruction{Words: "请流通科主办，办公室配合，按时报区政府办。", Course: document.Course{Lead: "SMLTK", Joint: []string{"BGS"}, Readers: []int64{d.person("juzhang"), d.person("shuji")}}, InOrder: true})
	d.read("juzhang", done, "请注意价格监测。")
	d.read("shuji", done, "")
	d.do("shangmao", func(who act.Actor) error { return r.Assign(d.ctx, who, done, "SMLTK", d.person("keyuan")) })
	d.report("bangongshi", done, document.Result{Unit: "BGS", Words: "检查用车和值班已安排。"})
	d.report("keyuan", done, document.Result{Unit: "SMLTK", Words: "检查农贸市场四家、商超三家，库存充足、价格平稳，已书面报区政府办公室。", ReplyNo: no("綦商务函", 12)})
	d.do("mishu", func(who act.Actor) error { return r.Close(d.ctx, who, done, "纸质原件存办公室文件柜。") })

	// Handled by two units, circulated side by side.
	f = d.facts(6, "通知", no("渝商务发", 31), city, "关于报送消费促进活动开展情况的通知", document.Urgent)
	busy := d.checked(5, 10, f, "公文传输系统", "请各区县商务主管部门统计今年以来开展的消费促进活动场次、参加企业和拉动消费的情况，按附表报送。", "联系处室：市场运行处。")
	d.propose(busy, document.Proposal{Way: document.ToLeader, Words: "拟请流通科填报。", Leader: d.person("fujuzhang")})
	d.instruct("fujuzhang", busy, document.Instruction{Words: "流通科填报，政工科协助统计人员培训场次。", Course: document.Course{Lead: "SMLTK", Joint: []string{"ZGK"}, Due: d.today.AddDays(2), Readers: []int64{d.person("juzhang"), d.person("zhengong")}}})
	d.read("juzhang", busy, "")
	d.do("mishu", func(who act.Actor) error {
		_, err := r.Urge(d.ctx, who, busy, "市商务委要求本周内报，请抓紧。")
		return err
	})

	// Lies with the director; late.
	f = d.facts(8, "函", no("綦消函", 8), fire, "关于商请开展大型商业综合体消防安全联合检查的函", document.Ordinary)
	asked := d.checked(7, 15, f, "专人送达", "根据年度工作安排，商请贵局派员参加对全区大型商业综合体的消防安全联合检查。")
	d.propose(asked, document.Proposal{Way: document.ToLeader, Words: "拟请流通科派员参加，请局长批示。", Leader: d.person("juzhang")})

	// To be read, one after another.
	f = d.facts(4, "通报", no("渝商务发", 28), city, "关于上半年商务领域安全生产检查情况的通报", document.Ordinary)
	reading := d.checked(3, 11, f, "公文传输系统", "现将上半年全市商务领域安全生产检查的情况通报如下，请结合实际抓好整改。", "各区县要举一反三，健全隐患排查台账。")
	d.propose(reading, document.Proposal{Way: document.ToRead, Words: "请局领导和有关科室阅。", Course: document.Course{Readers: []int64{d.person("juzhang"), d.person("fujuzhang"), d.person("shangmao")}}, InOrder: true})
	d.read("juzhang", reading, "请流通科对照自查。")

	// Waiting for the office: the proposal, the first check, the registration.
	d.checked(1, 16, d.facts(2, "通知", no("綦江府办", 44), district, "关于召开三季度经济运行分析会的通知", document.Urgent), "公文传输系统", "定于下周召开三季度经济运行分析会，请你局准备商贸运行情况的书面材料。")
	d.registered(0, 8, d.facts(1, "意见", no("綦江发改", 17), "重庆市綦江区发展和改革委员会", "关于征求《綦江区现代服务业发展意见》修改意见的函", document.Ordinary), "公文传输系统")
	d.received(0, 9, "邮寄", "重庆市粮食和物资储备局", 2)

	// Returned at the first check.
	f = d.facts(10, "请示", no("古南街办", 5), "綦江区古南街道办事处", "关于解决辖区餐饮油烟扰民问题的请示", document.Ordinary)
	back := d.registered(9, 14, f, "专人送达")
	d.do("bangongshi", func(who act.Actor) error {
		_, err := r.Return(d.ctx, who, back, document.Refusal{Ground: document.Grounds[0], Why: "餐饮油烟由生态环境部门和城市管理部门负责，请向其行文。", To: "古南街道党政办"})
		return err
	})
}
