package reception_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/counter/reception"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var base = []act.Right{org.Anyone, reception.Use}

var grants = org.Grants{org.Staff: base, org.SectionHead: base, org.SystemAdmin: {org.Anyone},
	org.Leader:    append([]act.Right{reception.Lead, reception.Hold}, base...),
	org.Director:  append([]act.Right{reception.Lead, reception.Hold}, base...),
	org.Personnel: append([]act.Right{reception.Hold}, base...)}

type bureau struct {
	*reception.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	notes  *notify.Notify
	people map[string]int64
	actors map[string]act.Actor
	away   map[int64]int64 // person to the instant of return
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, reception.Schema}

// The clock begins on Friday, 12 June 2026, at ten.
const friday = "2026-06-12"

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must(friday).Time().Add(10 * time.Hour).Sub(c.Now()))
	b := &bureau{t: t, ctx: ctx, c: c, people: map[string]int64{}, actors: map[string]act.Actor{}, away: map[int64]int64{}}
	o, err := org.Open(d, grants)
	b.ok(err)
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK"}
	o.Away = func(context.Context, db.Reader, int64) (map[int64]int64, error) { return b.away, nil }
	since := civil.Must("2013-09-03")
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"director", "局长", "", "director", org.RankDirector, org.Director},
		{"deputy", "副局长", "", "deputy-director", org.RankLeader, org.Leader},
		{"chief", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"office", "办公室秘书", "BGS", "BGS-secretary", org.RankStaff, org.Staff},
		{"filer", "办公室工作人员", "BGS", "BGS-staff", org.RankStaff, org.Staff},
		{"head", "商贸流通科科长", "SMLTK", "SMLTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "商贸流通科工作人员", "SMLTK", "SMLTK-staff", org.RankStaff, org.Staff},
		{"grain", "粮油食管科科长", "LYSGK", "LYSGK-head", org.RankSectionHead, org.SectionHead},
		{"taster", "粮油食管科工作人员", "LYSGK", "LYSGK-staff", org.RankStaff, org.Staff},
		{"staff", "政工科科长", "ZGK", "ZGK-head", org.RankSectionHead, org.Personnel},
	}
	book, err := rulebook.Load("qijiang-commerce")
	b.ok(err)
	seed := org.Seed{}
	for _, u := range book.Units {
		seed.Units = append(seed.Units, org.Unit{Code: u.Code, Name: u.Name})
	}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	b.ok(err)
	for i, x := range rows {
		b.people[x.login] = ids[i]
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: "Correct-Horse-9"})
		b.ok(err)
		b.ok(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		b.ok(o.SetDemoPassword(ctx, act.Owner(), id, "Correct-Horse-9"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		b.ok(err)
	}
	id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{Login: "admin", Name: "系统管理员", Password: "Correct-Horse-9"})
	b.ok(err)
	b.ok(o.SetRoles(ctx, act.Owner(), id, []org.Role{org.SystemAdmin}))
	b.ok(o.SetDemoPassword(ctx, act.Owner(), id, "Correct-Horse-9"))
	b.actors["admin"], err = o.ActorOf(ctx, id)
	b.ok(err)
	b.notes = &notify.Notify{Door: d, Org: o}
	b.Room = reception.Open(d, o, &calendar.Store{Door: d}, &rulebook.Library{Door: d, Base: book}, register.Open(d, o, "某区商务局"))
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%v: %s", err, fault.Of(err).Safe())
	}
}

// wants expects a fault of a kind whose words, or those of a field, contain say.
func (b *bureau) wants(err error, kind fault.Kind, say string) {
	b.t.Helper()
	if err == nil || !fault.Is(err, kind) {
		b.t.Errorf("want kind %v with %q, got %v", kind, say, err)
		return
	}
	all := fault.Of(err).Safe()
	for _, f := range fault.Of(err).Fields {
		all += f.Say
	}
	if !strings.Contains(all, say) {
		b.t.Errorf("want %q, got %q", say, all)
	}
}

// cites expects that a refusal names its clause.
func (b *bureau) cites(err error, clause law.ID) {
	b.t.Helper()
	if got := fault.Of(err).Clause; err == nil || got != clause {
		b.t.Errorf("want clause %s, got %s of %v", clause, got, err)
	}
}

func (b *bureau) todos(login string) (out []notify.Todo) {
	b.t.Helper()
	list, err := b.notes.List(b.ctx, notify.Audience{Login: login, Unit: b.actors[login].Unit, Roles: []org.Role{org.Staff}})
	b.ok(err)
	return list
}

func visit(kind, branch string) reception.NewVisit {
	return reception.NewVisit{How: reception.ByPhone, Kind: kind, Name: "来电人", Phone: "61280000", Matter: "问成品油零售怎样办", Branch: branch}
}

// The one who opens it is the first-asked person, whoever handles it (clauses
// first.def, first.who, first.phone); each branch demands its own facts.
func TestThreeBranches(t *testing.T) {
	each(t, func(b *bureau) {
		clerk := b.actors["clerk"]
		x := visit("咨询", reception.Own)
		_, err := b.OpenVisit(b.ctx, clerk, x)
		b.wants(err, fault.Invalid, "写明怎样答复")
		b.cites(err, law.FirstOwn)
		x.Answer = "告知了材料和时限"
		v, err := b.OpenVisit(b.ctx, clerk, x)
		b.ok(err)
		if v.FirstID != b.people["clerk"] || v.FirstLogin != "clerk" || v.State != reception.Closed || v.Number != "2026-首-0001" {
			t.Errorf("%+v", v)
		}
		_ = []law.ID{law.FirstDef, law.FirstWho, law.FirstPhone}

		x = visit("咨询", reception.Other)
		x.Helped = reception.Told
		_, err = b.OpenVisit(b.ctx, clerk, x)
		b.wants(err, fault.Invalid, "归哪个科室")
		b.cites(err, law.FirstOther)
		x.ToUnit = "LYSGK"
		_, err = b.OpenVisit(b.ctx, clerk, x)
		b.wants(err, fault.Invalid, "找哪个人")
		x.ToID = b.people["office"]
		_, err = b.OpenVisit(b.ctx, clerk, x)
		b.wants(err, fault.Invalid, "不是粮油食管科的人")
		x.ToID = b.people["taster"]
		v, err = b.OpenVisit(b.ctx, clerk, x)
		b.ok(err)
		if v.ToUnitName != "粮油食管科" || v.ToName != "粮油食管科工作人员" || v.State != reception.Closed {
			t.Errorf("%+v", v)
		}
		x.Helped = reception.Connected
		_, err = b.OpenVisit(b.ctx, clerk, x)
		b.ok(err)

		x = visit("咨询", reception.Outside)
		_, err = b.OpenVisit(b.ctx, clerk, x)
		b.wants(err, fault.Invalid, "不要空着")
		b.cites(err, law.FirstOutside)
		x.Agency = reception.Nowhere
		v, err = b.OpenVisit(b.ctx, clerk, x)
		b.ok(err)
		if v.Agency != "不明" {
			t.Errorf("%+v", v)
		}
		x.Branch = ""
		_, err = b.OpenVisit(b.ctx, clerk, x)
		b.wants(err, fault.Invalid, "选择情形")
		x = visit("聊天", reception.Outside)
		_, err = b.OpenVisit(b.ctx, clerk, x)
		b.wants(err, fault.Invalid, "咨询、反映问题")
		x = visit("咨询", reception.Own)
		x.Answer, x.Matter = "机密★5年", strings.Repeat("字", 4001)
		_, err = b.OpenVisit(b.ctx, clerk, x)
		b.wants(err, fault.Invalid, "不超过 4000 字")
		_, err = b.OpenVisit(b.ctx, b.actors["admin"], visit("咨询", reception.Own))
		b.wants(err, fault.Forbidden, "")
	})
}

// An application that is linked has to exist where somebody can be asked (first.own).
func TestLinkedApplication(t *testing.T) {
	each(t, func(b *bureau) {
		b.Application = func(_ context.Context, _ db.Reader, number string) (string, bool, error) {
			return "/counter/1", number == "2026-受-0001", nil
		}
		x := visit("办事", reception.Own)
		x.Link = "2026-受-0009"
		_, err := b.OpenVisit(b.ctx, b.actors["clerk"], x)
		b.wants(err, fault.Invalid, "没有编号为“2026-受-0009”的办件")
		x.Link = "2026-受-0001"
		v, err := b.OpenVisit(b.ctx, b.actors["clerk"], x)
		b.ok(err)
		if v.Link != "2026-受-0001" {
			t.Errorf("%+v", v)
		}
	})
}

// handed is a visit written down on Friday because its handler could not be reached.
func (b *bureau) absent() reception.Visit {
	b.t.Helper()
	x := visit("办事", reception.Other)
	x.Helped, x.ToUnit, x.ToID = reception.Absent, "LYSGK", b.people["taster"]
	v, err := b.OpenVisit(b.ctx, b.actors["clerk"], x)
	b.ok(err)
	return v
}

// What somebody sees of a year does not depend on how much others wrote down since.
func TestOwnRowsBehindMany(t *testing.T) {
	defer reception.SmallBatches()()
	each(t, func(b *bureau) {
		v := b.absent()
		c := b.complain("clerk", conduct(b.people["taster"]))
		x := visit("咨询", reception.Own)
		x.Answer = "告知了材料"
		for range 4 {
			_, err := b.OpenVisit(b.ctx, b.actors["office"], x)
			b.ok(err)
			b.complain("office", conduct(0))
		}
		b.c.Move(4 * 24 * time.Hour)
		for _, state := range []string{"", "late", reception.Running} {
			if list, err := b.Visits(b.ctx, b.actors["clerk"], reception.VisitQuery{Year: 2026, State: state}); err != nil || len(list) != 1 || list[0].ID != v.ID {
				t.Errorf("%q: %v %v", state, list, err)
			}
		}
		if list, err := b.Complaints(b.ctx, b.actors["clerk"], reception.ComplaintQuery{Year: 2026}); err != nil || len(list) != 1 || list[0].ID != c.ID {
			t.Errorf("%v %v", list, err)
		}
		if f, err := b.ComplaintFigures(b.ctx, b.actors["director"], 2026); err != nil || f.All != 5 {
			t.Errorf("%+v %v", f, err)
		}
	})
}

// Where the handler is away all three facts are needed, and both clocks run (clauses
// first.register, first.forward, first.contact).
func TestHandOverAndFirstContact(t *testing.T) {
	each(t, func(b *bureau) {
		x := visit("办事", reception.Other)
		x.Helped, x.ToUnit, x.ToID, x.Name, x.Phone, x.Matter = reception.Absent, "LYSGK", b.people["taster"], "", " ", ""
		_, err := b.OpenVisit(b.ctx, b.actors["clerk"], x)
		b.wants(err, fault.Invalid, "联系电话")
		b.wants(err, fault.Invalid, "拟办事项")
		b.cites(err, law.FirstRegister)

		v := b.absent()
		if v.State != reception.Waiting || v.ForwardDue != civil.Must(friday) {
			t.Fatalf("%+v", v)
		}
		if list := b.todos("clerk"); len(list) != 1 || !strings.Contains(list[0].Text, v.Number) || strings.Contains(list[0].Text, "来电人") || list[0].Due != civil.Must(friday) {
			t.Errorf("%+v", list)
		}
		_, err = b.Contacting(b.ctx, b.actors["taster"], v.ID, "打过电话", true)
		b.wants(err, fault.Conflict, "待转交")
		_, err = b.Forward(b.ctx, b.actors["staff"], v.ID, "", 0, "")
		b.wants(err, fault.NotFound, "")
		_, err = b.Forward(b.ctx, b.actors["grain"], v.ID, "", 0, "")
		b.wants(err, fault.Forbidden, "首问责任人")
		b.cites(err, law.FirstForward)
		v, err = b.Forward(b.ctx, b.actors["clerk"], v.ID, "", 0, "")
		b.ok(err)
		// One working day after Friday is Monday.
		if v.State != reception.Handed || v.HandedOn != civil.Must(friday) || v.ContactDue != civil.Must("2026-06-15") {
			t.Errorf("%+v", v)
		}
		if len(b.todos("clerk")) != 0 || len(b.todos("taster")) != 1 {
			t.Error("the to-do goes with the visit")
		}
		// Passing it on does not set the clock back, and needs a reason.
		_, err = b.Forward(b.ctx, b.actors["clerk"], v.ID, "LYSGK", b.people["grain"], "改由科长办")
		b.wants(err, fault.Forbidden, "由他转给别人")
		_, err = b.Forward(b.ctx, b.actors["taster"], v.ID, "LYSGK", b.people["grain"], "")
		b.wants(err, fault.Invalid, "转交的话")
		b.cites(err, law.FirstManner)
		v, err = b.Forward(b.ctx, b.actors["taster"], v.ID, "LYSGK", b.people["grain"], "归科长办")
		b.ok(err)
		if v.ContactDue != civil.Must("2026-06-15") || v.FirstID != b.people["clerk"] || v.ToLogin != "grain" {
			t.Errorf("%+v", v)
		}
		// An attempt in vain does not stop the clock: on Tuesday it is late.
		v, err = b.Contacting(b.ctx, b.actors["grain"], v.ID, "无人接听", false)
		b.ok(err)
		b.c.Move(4 * 24 * time.Hour)
		if list, err := b.Visits(b.ctx, b.actors["clerk"], reception.VisitQuery{Year: 2026, State: "late"}); err != nil || len(list) != 1 || !list[0].Late(civil.Must("2026-06-16")) || list[0].Late(civil.Must("2026-06-15")) {
			t.Errorf("%v %v", list, err)
		}
		_, err = b.Finish(b.ctx, b.actors["grain"], v.ID, "办好")
		b.wants(err, fault.Conflict, "联系上来人以后")
		b.cites(err, law.FirstContact)
		_, err = b.Contacting(b.ctx, b.actors["clerk"], v.ID, "替他打了", true)
		b.wants(err, fault.Forbidden, "由办理人")
		v, err = b.Contacting(b.ctx, b.actors["grain"], v.ID, "约好星期三来办", true)
		b.ok(err)
		v, err = b.Finish(b.ctx, b.actors["grain"], v.ID, "已受理")
		b.ok(err)
		if v.State != reception.Closed || len(b.todos("grain")) != 0 {
			t.Errorf("%+v", v)
		}
		_, err = b.Forward(b.ctx, b.actors["clerk"], v.ID, "", 0, "")
		b.wants(err, fault.Conflict, "已办结")
		seen, err := b.VisitOf(b.ctx, b.actors["director"], v.ID)
		b.ok(err)
		if len(seen.Steps) != 6 {
			t.Errorf("%+v", seen.Steps)
		}
		_, err = b.VisitOf(b.ctx, b.actors["staff"], v.ID)
		b.wants(err, fault.NotFound, "")
	})
}

// Who stands in for the handler may contact (clause ab.b.rights); what was entered by
// mistake stays with its reason.
func TestStandInAndVoid(t *testing.T) {
	each(t, func(b *bureau) {
		_, err := b.Org.SetBackup(b.ctx, act.Owner(), org.NewBackup{Post: "LYSGK-staff", PersonID: b.people["taster"], BackupID: b.people["grain"], Since: civil.Must("2026-01-01")})
		b.ok(err)
		v := b.absent()
		_, err = b.Forward(b.ctx, b.actors["office"], v.ID, "", 0, "")
		b.ok(err)
		_, err = b.VoidVisit(b.ctx, b.actors["grain"], v.ID, "重复")
		b.wants(err, fault.Forbidden, "首问责任人")
		_, err = b.VoidVisit(b.ctx, b.actors["clerk"], v.ID, " ")
		b.wants(err, fault.Invalid, "理由")
		v, err = b.VoidVisit(b.ctx, b.actors["clerk"], v.ID, "重复登记")
		b.ok(err)
		entries, err := act.Entries(b.ctx, b.Door.Reader(), act.EntryFilter{Deed: "reception.visit.void"}, 1)
		if b.ok(err); len(entries) != 1 || strings.Contains(fmt.Sprintf("%+v", entries[0]), "重复登记") {
			t.Errorf("a free reason stands in the ledger: %+v", entries)
		}
		if v.State != reception.Void || v.Reason != "重复登记" || len(b.todos("taster")) != 0 {
			t.Errorf("%+v", v)
		}
		if list, err := b.Visits(b.ctx, b.actors["office"], reception.VisitQuery{Year: 2026, Words: "成品油"}); err != nil || len(list) != 1 {
			t.Errorf("%v %v", list, err)
		}
	})
}

// A complaint on the telephone goes on to the register of complaints, by the same deed.
func TestAComplaintGoesOn(t *testing.T) {
	each(t, func(b *bureau) {
		x := visit("投诉", "")
		x.Complaint = reception.NewComplaint{About: reception.Conduct, Category: "推诿", AccusedUnit: "LYSGK"}
		v, err := b.OpenVisit(b.ctx, b.actors["clerk"], x)
		b.ok(err)
		c, err := b.ComplaintOf(b.ctx, b.actors["office"], v.Complaint)
		b.ok(err)
		if c.Visit != v.ID || c.Unit != "BGS" || c.Source != "来电" || c.Number != "2026-诉-0001" || v.ToUnit != "BGS" {
			t.Errorf("%+v %+v", c, v)
		}
		_, err = b.VoidVisit(b.ctx, b.actors["clerk"], v.ID, "错")
		b.wants(err, fault.Conflict, "投诉举报登记")
		// The visit of a complaint is nobody's but who took it.
		_, err = b.VisitOf(b.ctx, b.actors["grain"], v.ID)
		b.wants(err, fault.NotFound, "")
		// A wrong complaint takes the visit back with it.
		x.Complaint.Category = "嫌贵"
		_, err = b.OpenVisit(b.ctx, b.actors["clerk"], x)
		b.wants(err, fault.Invalid, "推诿")
		b.cites(err, law.FirstManner)
		list, err := b.Visits(b.ctx, b.actors["clerk"], reception.VisitQuery{Year: 2026})
		b.ok(err)
		if len(list) != 1 {
			t.Errorf("%d visits", len(list))
		}
	})
}

func names(list []reception.Found) (out []string) {
	for _, f := range list {
		out = append(out, f.Name)
	}
	return out
}

// The directory finds a unit by its name, sign, alias and the words of its duties, and
// tells who is here (clauses first.knowledge, post.units, unit.1.sign).
func TestDirectory(t *testing.T) {
	each(t, func(b *bureau) {
		all, err := b.Find(b.ctx, "")
		b.ok(err)
		if n, _ := b.Rules.Base.Param(law.PostUnits, "count"); len(all.Units) != 9 || n.Value != "9" {
			t.Errorf("%v", names(all.Units))
		}
		for query, want := range map[string]string{"财务科": "办公室", "档案": "办公室", "督查考核": "办公室", "节能": "办公室", "信访稳定科": "政工科", "经济运行科": "规划发展科", "统计监测": "规划发展科", "商务举报": "商贸流通科", "会展办公室": "商贸流通科",
			"成品油": "特行管理科", "安监科": "特行管理科", "酒类": "粮油食管科", "外派劳务": "对外经贸科", "等级评定": "商贸行业服务中心", "粮食质量检验": "粮油质量检测站"} {
			d, err := b.Find(b.ctx, query)
			b.ok(err)
			if len(d.Units) == 0 || !slices.Contains(names(d.Units)[:min(2, len(d.Units))], want) {
				t.Errorf("%s: %v, want %s", query, names(d.Units), want)
			}
		}
		none, err := b.Find(b.ctx, "航天器")
		b.ok(err)
		if len(none.Units) != 0 {
			t.Errorf("%v", names(none.Units))
		}
		same, err := b.Find(b.ctx, "同岗替代制")
		b.ok(err)
		if same.NoteBasis != law.AbDefSame || same.Note == "" {
			t.Errorf("%+v", same)
		}
		_, err = b.SetContact(b.ctx, b.actors["clerk"], "LYSGK", "1", "")
		b.wants(err, fault.Forbidden, "负责人")
		b.cites(err, law.FirstKnowledge)
		_, err = b.SetContact(b.ctx, b.actors["grain"], "LYSGK", "", "")
		b.wants(err, fault.Invalid, "电话")
		_, err = b.SetContact(b.ctx, b.actors["grain"], "LYSGK", "61280001", "三楼305")
		b.ok(err)
		_, err = b.SetContact(b.ctx, b.actors["office"], "LYSGK", "61280002", "三楼305")
		b.ok(err)
		d, err := b.Find(b.ctx, "酒类")
		b.ok(err)
		if d.Rest || d.Units[0].Phone != "61280002" || len(d.Units[0].Staff) != 2 {
			t.Errorf("%+v", d)
		}
		b.OnDuty = func(context.Context, db.Reader) (string, error) { return "值班员，电话61280000", nil }
		b.c.Move(24 * time.Hour) // Saturday
		if d, err = b.Find(b.ctx, "酒类"); err != nil || !d.Rest || d.OnDuty == "" {
			t.Errorf("%+v %v", d, err)
		}
	})
}
