package app

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/room/counter/reception"
)

// receptionDesk does what people would do, and stops at the first failure.
type receptionDesk struct {
	demoDesk
	people []org.Person
	chart  *org.Chart
}

func (d *receptionDesk) do(login string, do func(who act.Actor) error) {
	who := d.actor(login)
	if d.err == nil {
		if err := do(who); err != nil {
			d.err = fmt.Errorf("demo reception of %s: %w", login, err)
		}
	}
}

// holder is whoever holds a post.
func (d *receptionDesk) holder(post string) int64 {
	if d.err == nil {
		if list := d.chart.Holders(post); len(list) > 0 {
			return list[0].ID
		}
	}
	return 0
}

// demoReception gives the demonstration visitors of every branch, complaints on their
// way, pledges, badges and part of the duties.
func (a *App) demoReception(ctx context.Context) error {
	d := &receptionDesk{demoDesk: demoDesk{a: a, ctx: ctx, actors: map[string]act.Actor{}}}
	var err error
	if d.people, err = a.Org.People(ctx); err != nil {
		return err
	}
	if d.chart, err = a.Org.Chart(ctx, a.Door.Reader(), a.Door.Now()); err != nil {
		return err
	}
	d.visits()
	d.complaints()
	d.duties()
	return d.err
}

func (d *receptionDesk) visit(login string, x reception.NewVisit) reception.Visit {
	var v reception.Visit
	d.do(login, func(who act.Actor) error {
		var err error
		v, err = d.a.Reception.OpenVisit(d.ctx, who, x)
		return err
	})
	return v
}

func (d *receptionDesk) visits() {
	call, come := reception.ByPhone, reception.InPerson
	d.visit("shangmao", reception.NewVisit{How: come, Kind: "咨询", Name: "来访人甲", Phone: "6128****", Matter: "开办成品油零售网点需要什么材料", Branch: reception.Own, Answer: "告知了条件、材料、程序和时限，给了一份办事指南"})
	d.visit("keyuan", reception.NewVisit{How: call, Kind: "咨询", Matter: "农贸市场门口占道经营归谁管", Branch: reception.Outside, Agency: "城市管理部门"})
	d.visit("keyuan", reception.NewVisit{How: call, Kind: "反映问题", Name: "来电人乙", Phone: "6127****", Matter: "小区外一家酒类店经常夜里卸货扰民", Branch: reception.Outside, Agency: reception.Nowhere})
	d.visit("keyuan", reception.NewVisit{How: come, Kind: "办事", Name: "来访人丙", Matter: "退休老同志询问体检安排", Branch: reception.Other, ToUnit: "ZGK", ToID: d.holder("ZGK-head"), Helped: reception.Connected})
	v := d.visit("keyuan", reception.NewVisit{How: come, Kind: "办事", Name: "来访人丁", Phone: "6129****", Matter: "粮食收购备案变更地址", Branch: reception.Other, ToUnit: "LYSGK", ToID: d.holder("LYSGK-head"), Helped: reception.Absent})
	d.do("keyuan", func(who act.Actor) error {
		_, err := d.a.Reception.Forward(d.ctx, who, v.ID, "", 0, "材料复印件放在窗口")
		return err
	})
	d.visit("keyuan", reception.NewVisit{How: call, Kind: "办事", Name: "来电人戊", Phone: "6126****", Matter: "问外派劳务企业名单", Branch: reception.Other, ToUnit: "DWJMK", ToID: d.holder("DWJMK-head"), Helped: reception.Absent})
}

func (d *receptionDesk) complaints() {
	r := d.a.Reception
	v := d.visit("keyuan", reception.NewVisit{How: reception.ByPhone, Kind: "投诉", Name: "投诉人甲", Phone: "6125****", Matter: "来了两次都说管事的人不在，也没有登记", Complaint: reception.NewComplaint{About: reception.Conduct, Category: "推诿", AccusedUnit: "LYSGK"}})
	d.do("bangongshi", func(who act.Actor) error {
		_, err := r.Assign(d.ctx, who, v.Complaint, d.holder("BGS-secretary"))
		return err
	})
	d.do("bangongshi", func(who act.Actor) error {
		_, err := r.SetDue(d.ctx, who, v.Complaint, d.a.Door.Today().AddDays(7), "电话里答应一周内回话")
		return err
	})
	d.do("mishu", func(who act.Actor) error {
		_, err := r.Look(d.ctx, who, v.Complaint, "查了窗口登记和值班记录，两次来访都没有登记")
		return err
	})
	d.visit("keyuan", reception.NewVisit{How: reception.InPerson, Kind: "举报", Name: "举报人乙", Phone: "6124****", Matter: "一家超市的预付卡停业以后不退钱", Complaint: reception.NewComplaint{About: reception.Commerce, Category: "预付卡", AccusedName: "城区一家超市"}})
	d.do("mishu", func(who act.Actor) error {
		c, err := r.Complain(d.ctx, who, reception.NewComplaint{Source: "来信", About: reception.Conduct, Category: "态度", Name: "投诉人丙", Phone: "6123****", Matter: "窗口解释不耐烦", ReceivedOn: d.a.Door.Today().AddDays(-12)})
		if err != nil {
			return err
		}
		chief := d.actor("bangongshi")
		if d.err != nil {
			return d.err
		}
		if _, err = r.Assign(d.ctx, chief, c.ID, d.holder("BGS-secretary")); err != nil {
			return err
		}
		if _, err = r.Conclude(d.ctx, who, c.ID, "部分属实", "当天排队的人多，解释简短，没有说全材料", "补寄一次性告知书，窗口增加一人"); err != nil {
			return err
		}
		if _, err = r.Answering(d.ctx, who, c.ID, "电话", "告知了查明的情况和改进办法", d.a.Door.Today()); err != nil {
			return err
		}
		_, err = r.Rate(d.ctx, chief, c.ID, "基本满意", "")
		return err
	})
	d.do("zhengong", func(who act.Actor) error {
		_, err := r.HoldLiable(d.ctx, who, reception.NewLiability{Clause: law.FirstAccount, Person: d.holder("LYSGK-staff"), HappenedOn: d.a.Door.Today().AddDays(-3), Facts: "来访两次没有登记，也没有转交", Source: "投诉登记"})
		return err
	})
}

// demoElements are the duties of one unit and its head, as an example.
var demoElements = map[string]map[string]string{
	"unit:SMLTK":         {"数量": "零售、餐饮、住宿等行业企业全覆盖", "质量": "办件材料齐全、依据准确", "程序": "受理、初审、现场核查、报批、送达", "标准": "国家和市有关行业管理规定", "时限": "按办事指南公布的时限", "权力": "行业管理、秩序规范、受理商务举报", "责任": "违反承诺的按制度追究"},
	"post:SMLTK-head":    {"内容": "主持科务，审核办件，组织市场秩序检查", "数量": "每月检查市场不少于两次", "质量": "审核无差错", "程序": "交办、审核、签批、督促", "标准": "科室职责和上级要求", "时限": "当天来件当天签办", "权力": "签批科内办件", "责任": "对科室办件质量和时限负责"},
	"post:SMLTK-staff":   {"内容": "受理预付卡备案、电子商务统计和商务举报", "时限": "当天登记，按承诺时限办结"},
	"post:BGS-secretary": {"内容": "收发文、会务、投诉登记", "程序": "登记、拟办、传阅、归档"},
}

func (d *receptionDesk) duties() {
	r := d.a.Reception
	var places []string
	for p := range demoElements {
		places = append(places, p)
	}
	slices.Sort(places)
	for _, p := range places {
		d.do("mishu", func(who act.Actor) error {
			_, err := r.Describe(d.ctx, who, p, demoElements[p])
			return err
		})
	}
	for i, u := range d.a.Book.Units {
		if i == len(d.a.Book.Units)-1 {
			continue // one unit without a telephone, so that the page shows the gap
		}
		d.do("mishu", func(who act.Actor) error {
			_, err := r.SetContact(d.ctx, who, u.Code, fmt.Sprintf("内线 8%d01", i+1), fmt.Sprintf("机关办公楼%d楼", i/3+2))
			return err
		})
	}
	for _, p := range d.people {
		if d.chart.Rank(p.ID) != org.RankStaff || p.Unit == "JCZ" {
			continue // the last unit's people lack something, so that the page shows it
		}
		d.do("mishu", func(who act.Actor) error {
			_, err := r.SetBadge(d.ctx, who, p.ID, "科员")
			return err
		})
	}
	for _, x := range [][2]string{{"作风", "接待来人起身相迎，不让来人为同一件事跑第二趟。"}, {"收费", "本局办理的事项一律不收费。"}} {
		topic, say := x[0], x[1]
		d.do("mishu", func(who act.Actor) error {
			p, err := r.SavePledge(d.ctx, who, 0, topic, say)
			if err == nil && topic == "收费" {
				_, err = r.Publish(d.ctx, d.actor("bangongshi"), p.ID, "政务大厅公示栏", d.a.Door.Today())
			}
			return err
		})
	}
}
