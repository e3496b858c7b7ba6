package integrity_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/org/orgtest"
	"lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/integrity"
)

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, register.Schema}

var base = []act.Right{org.Anyone, register.Use, integrity.Use}

func and(more ...act.Right) []act.Right { return append(append([]act.Right{}, base...), more...) }

var grants = org.Grants{org.Staff: base, org.SectionHead: and(integrity.Lead), org.Leader: and(integrity.Lead), org.Director: and(integrity.Lead), org.Personnel: and(integrity.Lead)}

// bureau has the party secretary, the director, the head of the political section (the
// discipline post of the card), a section head and a clerk of his.
type bureau struct {
	*integrity.Room
	*orgtest.Site
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	people map[string]int64
}

// The clock begins on Wednesday, 10 June 2026, at noon.
const wednesday = "2026-06-10"

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	c.Move(civil.Must(wednesday).Time().Add(12 * time.Hour).Sub(c.Now()))
	b := &bureau{t: t, ctx: context.Background(), c: c, people: map[string]int64{}}
	book, err := rulebook.Load("qijiang-commerce")
	b.ok(err)
	lib := &rulebook.Library{Door: d, Base: book}
	h := register.Open(d, nil, "某区商务局")
	o, err := org.Open(d, grants)
	b.ok(err)
	o.Places = org.Places{PoliticalSection: "ZGK", PartySecretary: "party-secretary"}
	b.Room = integrity.Open(d, o, lib, h)
	h.Bureau = o
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"secretary", "党委书记", "JLD", "party-secretary", org.RankLeader, org.Leader},
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director},
		{"discipline", "政工科科长", "ZGK", "ZGK-head", org.RankSectionHead, org.Personnel},
		{"head", "商贸流通科科长", "SMLTK", "SMLTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "商贸流通科科员", "SMLTK", "SMLTK-staff", org.RankStaff, org.Staff},
		{"other", "规划发展科科长", "GHFZK", "GHFZK-head", org.RankSectionHead, org.SectionHead},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "SMLTK", Name: "商贸流通科"}, {Code: "ZGK", Name: "政工科"}, {Code: "GHFZK", Name: "规划发展科"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: civil.Must("2020-01-02")})
	}
	ids, err := o.Found(b.ctx, act.Owner(), seed)
	b.ok(err)
	b.Site = orgtest.New(t, d, c, orgtest.Options{Grants: grants, Accounts: map[string][]org.Role{}, Pages: append(h.Pages(), b.Pages()...), Transport: web.TLS})
	for i, x := range rows {
		b.people[x.login] = ids[i]
		id, err := o.CreateAccount(b.ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: orgtest.Password + "x"})
		b.ok(err)
		b.ok(o.SetRoles(b.ctx, act.Owner(), id, []org.Role{x.role}))
		who, err := o.ActorOf(b.ctx, id)
		b.ok(err)
		b.ok(o.ChangePassword(b.ctx, who, orgtest.Password+"x", orgtest.Password))
	}
	return b
}

// actor is somebody as things stand; orgtest knows the accounts it made only.
func (b *bureau) actor(login string) act.Actor {
	b.t.Helper()
	a, err := b.Room.Org.AccountByLogin(b.ctx, login)
	b.ok(err)
	who, err := b.Room.Org.ActorOf(b.ctx, a.ID)
	b.ok(err)
	return who
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) wants(err error, kind fault.Kind, say string) {
	b.t.Helper()
	if err == nil || !fault.Is(err, kind) {
		b.t.Errorf("want %v with %q, got %v", kind, say, err)
		return
	}
	f := fault.Of(err)
	said := f.Safe()
	for _, x := range f.Fields {
		said += x.Say
	}
	if !strings.Contains(said, say) {
		b.t.Errorf("want %q, got %q", say, said)
	}
}

func (b *bureau) add(login, code string, v map[string]string) register.Line {
	b.t.Helper()
	l, err := b.Registers.Add(b.ctx, b.actor(login), code, v)
	b.ok(err)
	return l
}

func (b *bureau) refused(login, code string, v map[string]string, kind fault.Kind, say string) {
	b.t.Helper()
	_, err := b.Registers.Add(b.ctx, b.actor(login), code, v)
	b.wants(err, kind, say)
}

// with is a map with some values changed.
func with(m map[string]string, more ...string) map[string]string {
	out := map[string]string{}
	for k, v := range m {
		out[k] = v
	}
	for i := 0; i+1 < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}

var gift = map[string]string{"day": wednesday, "title": "茶叶", "kind": "实物", "value": "80", "received": "2026-06-01", "source": "某企业", "person": "商贸流通科科员", "state": "open"}

// Clauses law.integrity.gift_month, law.integrity.gifts, law.integrity.no_gifts.
func TestAGiftHasItsMonth(t *testing.T) {
	each(t, func(b *bureau) {
		b.rests(integrity.Gifts, law.IntegrityGifts, law.IntegrityGiftMonth, law.IntegrityNoGifts)
		l := b.add("clerk", integrity.Gifts, gift)
		if l.Value("last") != "2026-07-01" || l.Value("late") != "" || !strings.Contains(l.Value("advice"), "自愿登记") {
			t.Errorf("%v", l.Values)
		}
		// After its month only with a reason, and shown late, whatever day was typed.
		late := with(gift, "received", "2026-03-31", "day", "2026-04-20", "title", "画册")
		b.refused("clerk", integrity.Gifts, late, fault.Invalid, "登记期限是 2026年4月30日，已逾期41天。请写明逾期的理由")
		l = b.add("clerk", integrity.Gifts, with(late, "reason", "出差回来后忘记登记"))
		if l.Value("late") != "逾期41天" || l.Value("last") != "2026-04-30" {
			t.Errorf("%v", l.Values)
		}
		// Amended later it stays as late as it was entered.
		b.c.Move(48 * time.Hour)
		b.ok(b.Registers.Amend(b.ctx, b.actor("clerk"), integrity.Gifts, l.ID, 1, with(late, "reason", "出差回来后忘记登记", "state", "back", "disposed", "2026-06-11"), "已退还"))
		l, err := b.Registers.Line(b.ctx, b.actor("clerk"), integrity.Gifts, l.ID)
		b.ok(err)
		if l.Value("late") != "逾期41天" || l.State != "back" {
			t.Errorf("%v", l.Values)
		}
		// Received elsewhere, the month runs from the return.
		if l := b.add("clerk", integrity.Gifts, with(gift, "received", "2026-05-05", "returned", "2026-05-20")); l.Value("last") != "2026-06-20" || l.Value("late") != "" {
			t.Errorf("%v", l.Values)
		}
		b.refused("clerk", integrity.Gifts, with(gift, "received", "2026-06-11"), fault.Invalid, "收受日期不能晚于登记日期")
		b.refused("clerk", integrity.Gifts, with(gift, "day", "2026-07-11"), fault.Invalid, "还没有到")
		b.refused("clerk", integrity.Gifts, with(gift, "returned", "2026-05-30"), fault.Invalid, "返回日期")
		b.refused("clerk", integrity.Gifts, with(gift, "person", "某人"), fault.Invalid, "不是本局人员")
		// What is to be handed in may not be kept.
		b.refused("clerk", integrity.Gifts, with(gift, "value", "200", "state", "kept"), fault.Invalid, "估价达到200元，应当上交，不能留用")
		b.refused("clerk", integrity.Gifts, with(gift, "kind", "礼金", "value", "10", "state", "kept"), fault.Invalid, "礼金不得收受")
		b.refused("clerk", integrity.Gifts, with(gift, "state", "handed"), fault.Invalid, "请填写处置日期")
		b.refused("clerk", integrity.Gifts, with(gift, "state", "handed", "disposed", "2026-06-09"), fault.Invalid, "请填写收据号")
		for range 3 {
			b.add("clerk", integrity.Gifts, with(gift, "value", "150"))
		}
		b.refused("clerk", integrity.Gifts, with(gift, "value", "150", "state", "kept"), fault.Invalid, "超过600元的部分应当上交")
	})
}

func TestDaysOfGiftsAreCountedPurely(t *testing.T) {
	for _, x := range []struct{ received, returned, due string }{
		{"2026-01-31", "", "2026-02-28"}, {"2028-01-31", "", "2028-02-29"}, {"2026-12-15", "", "2027-01-15"}, {"2026-03-31", "2026-03-20", "2026-04-30"}, {"2026-03-20", "2026-03-31", "2026-04-30"},
	} {
		var back civil.Date
		if x.returned != "" {
			back = civil.Must(x.returned)
		}
		if got := integrity.GiftDue(civil.Must(x.received), back, 1); got != civil.Must(x.due) {
			t.Errorf("%v: %v", x, got)
		}
	}
	if integrity.LateBy(civil.Must("2026-02-28"), civil.Must("2026-02-28")) != 0 || integrity.LateBy(civil.Must("2026-02-28"), civil.Must("2026-03-01")) != 1 {
		t.Error("late days")
	}
	s := integrity.Standard{Register: 10000, HandIn: 20000, Year: 60000}
	for _, x := range []struct {
		value, before int64
		must          bool
	}{{19999, 0, false}, {20000, 0, true}, {10000, 50000, false}, {10000, 50001, true}, {100, 0, false}} {
		if _, must := s.Advice(x.value, x.before); must != x.must {
			t.Errorf("%+v", x)
		}
	}
}

var talk = map[string]string{"day": "2026-06-09", "kind": "提醒谈话", "title": "商贸流通科科员", "talker": "商贸流通科科长", "body": "提醒注意接待标准", "follow": "已改正"}

// Clause law.integrity.talks: both sides and the overseers, nobody else, whatever the way.
func TestATalkIsReadByItsTwoSidesAndTheOverseers(t *testing.T) {
	each(t, func(b *bureau) {
		b.rests(integrity.Talks, law.IntegrityTalks)
		l := b.add("head", integrity.Talks, talk)
		for login, sees := range map[string]bool{"head": true, "clerk": true, "secretary": true, "discipline": true, "director": false, "other": false} {
			_, err := b.Registers.Line(b.ctx, b.actor(login), integrity.Talks, l.ID)
			_, n, lerr := b.Registers.List(b.ctx, b.actor(login), integrity.Talks, register.Query{Words: "接待标准"})
			v, verr := b.Registers.View(b.ctx, b.actor(login), integrity.Talks, register.Query{})
			if sees != (err == nil) || sees != (n == 1) || lerr != nil || verr != nil || sees != (len(v.Rows) == 1) {
				t.Errorf("%s: %v, %d listed, %d exported, %v %v", login, err, n, len(v.Rows), lerr, verr)
			}
		}
		// Not the machine's owner either.
		if _, err := b.Registers.Line(b.ctx, act.Owner(), integrity.Talks, l.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("the owner reads it: %v", err)
		}
		// Who has the talk recorded amends it; neither the other side nor an overseer does.
		for _, login := range []string{"clerk", "secretary", "discipline", "director", "other"} {
			if err := b.Registers.Amend(b.ctx, b.actor(login), integrity.Talks, l.ID, 1, with(talk, "body", "改过"), "改"); err == nil {
				t.Errorf("%s amends it", login)
			}
		}
		b.ok(b.Registers.Amend(b.ctx, b.actor("head"), integrity.Talks, l.ID, 1, with(talk, "body", "提醒注意接待标准和公车使用"), "补充"))
		// Only of a talk one had, or as the discipline post.
		b.refused("other", integrity.Talks, talk, fault.Invalid, "由谈话人本人登记")
		b.refused("clerk", integrity.Talks, talk, fault.Forbidden, "没有登记")
		b.refused("head", integrity.Talks, with(talk, "title", "商贸流通科科长"), fault.Invalid, "不能是同一个人")
		b.refused("head", integrity.Talks, with(talk, "day", "2026-06-11"), fault.Invalid, "还没有到")
		b.add("discipline", integrity.Talks, with(talk, "title", "规划发展科科长", "body", "任前提要求"))

		// The ledger, the to-dos, what is kept of answers, and refusals say nothing of it.
		b.refused("head", integrity.Talks, with(talk, "kind", "闲谈接待标准"), fault.Invalid, "种类只能是")
		_, err := b.Registers.Add(b.ctx, b.actor("head"), integrity.Talks, with(talk, "body", strings.Repeat("接待标准", 2000)))
		if err == nil || strings.Contains(err.Error(), "接待标准") {
			t.Error("the refusal tells the content")
		}
		web := b.As("head")
		web.Get("/register/integrity.talks/1").Want(200).In(".history, td", webtest.HasText("公车使用"))
		b.As("director").Get("/register/integrity.talks/1").Want(404)
		b.As("other").Get("/register/integrity.talks/1").Want(404)
		b.As("clerk").Get("/register/integrity.talks/1").Want(200).Without("button.danger")
		for _, table := range []string{"SELECT summary || detail || subject FROM ledger_entry", "SELECT result FROM act_key", "SELECT text FROM notify_todo"} {
			list, err := db.All[string](b.ctx, b.Door.Reader(), table)
			b.ok(err)
			for _, s := range list {
				if strings.Contains(s, "接待标准") || strings.Contains(s, "公车") {
					t.Errorf("%s tells: %s", table, s)
				}
			}
		}
		read, err := db.One[int64](b.ctx, b.Door.Reader(), "SELECT count(*) FROM ledger_entry WHERE deed = 'register.line.trace'")
		if b.ok(err); read < 2 {
			t.Errorf("%d readings in the ledger", read)
		}
	})
}

// Clauses law.integrity.personal_year, law.integrity.personal_change: that and when, and
// nothing else.
func TestADeclarationIsMadeOnOnly(t *testing.T) {
	each(t, func(b *bureau) {
		b.rests(integrity.Declarations, law.IntegrityPersonalYear, law.IntegrityPersonalChange)
		d := map[string]string{"day": "2026-01-20", "title": "局长", "kind": "year", "of": "2025", "content": "房产两处"}
		l := b.add("discipline", integrity.Declarations, d)
		if l.Value("last") != "2026-01-31" || l.Value("late") != "" || l.Value("content") != "" {
			t.Errorf("%v", l.Values)
		}
		if l := b.add("discipline", integrity.Declarations, with(d, "title", "党委书记", "day", "2026-02-03")); l.Value("late") != "逾期3天" {
			t.Errorf("%v", l.Values)
		}
		b.refused("discipline", integrity.Declarations, with(d, "of", "2026"), fault.Invalid, "早于报告日期的年份")
		b.refused("discipline", integrity.Declarations, with(d, "title", "局长，另有房产两处"), fault.Invalid, "不是本局人员")
		b.refused("discipline", integrity.Declarations, with(d, "kind", "change"), fault.Invalid, "请填写变化的日期")
		if l := b.add("discipline", integrity.Declarations, with(d, "kind", "change", "day", "2026-05-20", "changed", "2026-04-10")); l.Value("last") != "2026-05-10" || l.Value("late") != "逾期10天" {
			t.Errorf("%v", l.Values)
		}
		sheet := "报告日期,报告人,种类,报告年度,家庭住房\n2026-01-21,局长,年度集中报告,2025,两处\n"
		_, err := b.Registers.Import(b.ctx, b.actor("discipline"), integrity.Declarations, strings.NewReader(sheet), int64(len(sheet)), "x.csv", true)
		b.wants(err, fault.Invalid, "不收“家庭住房”")
		for _, login := range []string{"director", "head", "clerk", "other"} {
			_, _, err := b.Registers.List(b.ctx, b.actor(login), integrity.Declarations, register.Query{})
			b.wants(err, fault.Forbidden, "没有查看")
			b.refused(login, integrity.Declarations, d, fault.Forbidden, "没有登记")
		}
		// Whoever has still to declare is reminded once; here nobody has.
		n, err := b.Watch(b.ctx)
		if b.ok(err); n != 0 {
			t.Errorf("%d reminded in June", n)
		}
		b.c.Move(civil.Must("2027-01-05").Time().Sub(b.c.Now()))
		n, err = b.Watch(b.ctx)
		if b.ok(err); n != 2 {
			t.Errorf("%d reminded in January", n)
		}
		n, err = b.Watch(b.ctx)
		if b.ok(err); n != 0 {
			t.Errorf("%d reminded again", n)
		}
		waits := func() int {
			list, err := (&notify.Notify{Door: b.Door, Org: b.Room.Org}).List(b.ctx, notify.Audience{Login: "director"})
			b.ok(err)
			return len(list)
		}
		if waits() != 1 {
			t.Error("the director is not reminded")
		}
		b.add("discipline", integrity.Declarations, with(d, "day", "2027-01-05", "of", "2026"))
		if waits() != 0 {
			t.Error("still reminded")
		}
	})
}

var decided = act.Define(act.Spec[func(tx *act.Tx) error, bool]{Name: "integrity.trial.sign", Right: integrity.Use,
	Do: func(tx *act.Tx, f func(tx *act.Tx) error) (bool, act.Entry, error) {
		return true, act.Entry{Subject: "trial", Summary: "签发"}, f(tx)
	}})

// Clauses law.integrity.collective, law.integrity.legality.
func TestDecisionsOfSignedMinutes(t *testing.T) {
	each(t, func(b *bureau) {
		b.rests(integrity.Majors, law.IntegrityCollective, law.IntegrityLegality)
		m := integrity.Major{Ref: "局长办公会纪要〔2026〕3号第2项", Title: "建设冷链物流项目", On: civil.Must("2026-06-08"), Outcome: "同意", Present: "应到5人，实到5人", Vote: "赞成5，反对0，弃权0", Unit: "SMLTK", Due: civil.Must("2026-09-30")}
		for range 2 { // one line a reference
			_, err := decided.Run(b.ctx, b.Door, b.actor("director"), func(tx *act.Tx) error { return b.Decided(tx, m) })
			b.ok(err)
		}
		_, err := decided.Run(b.ctx, b.Door, b.actor("director"), func(tx *act.Tx) error {
			return b.Decided(tx, integrity.Major{Ref: "党委会纪要〔2026〕4号第1项", Title: "科级干部任免", Cadre: true, On: civil.Must("2026-06-09"), Outcome: "同意"})
		})
		b.ok(err)
		list, n, err := b.Registers.List(b.ctx, b.actor("director"), integrity.Majors, register.Query{})
		if b.ok(err); n != 2 || list[0].Value("category") != "重要干部任免" || list[1].Value("category") != "pending" || list[1].Value("gap") != "类别未定、合法性审查未记" {
			t.Fatalf("%+v", list)
		}
		l := list[1]
		v := with(l.Values, "category", "重大项目安排", "legality", "未审查", "state", "doing")
		for _, login := range []string{"director", "head", "clerk"} {
			if err := b.Registers.Amend(b.ctx, b.actor(login), integrity.Majors, l.ID, 1, v, "补记"); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: %v", login, err)
			}
		}
		_, _, err = b.Registers.List(b.ctx, b.actor("head"), integrity.Majors, register.Query{})
		b.wants(err, fault.Forbidden, "没有查看")
		b.wants(b.Registers.Amend(b.ctx, b.actor("discipline"), integrity.Majors, l.ID, 1, with(l.Values, "state", "doing"), "补记"), fault.Invalid, "只能是“待补记”")
		b.ok(b.Registers.Amend(b.ctx, b.actor("discipline"), integrity.Majors, l.ID, 1, v, "补记"))
		l, err = b.Registers.Line(b.ctx, b.actor("discipline"), integrity.Majors, l.ID)
		if b.ok(err); l.Value("gap") != "没有合法性审查" {
			t.Errorf("%v", l.Values)
		}
		b.wants(b.Registers.Amend(b.ctx, b.actor("discipline"), integrity.Majors, l.ID, 2, with(l.Values, "state", "done"), "办结"), fault.Invalid, "请写明落实情况")
	})
}

// Clause law.integrity.duties: a responsibility is checked every half year.
func TestResponsibilitiesAreCheckedEveryHalfYear(t *testing.T) {
	each(t, func(b *bureau) {
		b.rests(integrity.Duties, law.IntegrityDuties)
		b.rests(integrity.Checks, law.IntegrityDuties)
		d := b.add("discipline", integrity.Duties, map[string]string{"day": "2026-01-15", "title": "抓好科室廉政教育", "kind": "一岗双责", "person": "商贸流通科科长", "unit": "SMLTK", "state": "open"})
		if d.Value("next") != "2026-07-15" {
			t.Errorf("%v", d.Values)
		}
		c := map[string]string{"day": wednesday, "duty": d.Number(), "title": "每月一课，有记录", "result": "落实", "state": "done"}
		b.refused("discipline", integrity.Checks, with(c, "duty", "2026-9"), fault.Invalid, "没有编号")
		b.refused("discipline", integrity.Checks, with(c, "duty", d.Number()+"号"), fault.Invalid, "没有编号")
		b.refused("discipline", integrity.Checks, with(c, "result", "未落实"), fault.Invalid, "整改要求")
		b.refused("head", integrity.Checks, c, fault.Forbidden, "没有登记")
		k := b.add("discipline", integrity.Checks, c)
		if k.Value("content") != "抓好科室廉政教育" || k.PersonID("person") != b.people["head"] || k.Unit != "SMLTK" {
			t.Errorf("%v", k.Values)
		}
		d, err := b.Registers.Line(b.ctx, b.actor("head"), integrity.Duties, d.ID)
		if b.ok(err); d.Value("checked") != wednesday || d.Value("next") != "2026-12-10" {
			t.Errorf("%v", d.Values)
		}
		_, err = b.Registers.Line(b.ctx, b.actor("other"), integrity.Duties, d.ID)
		b.wants(err, fault.NotFound, "")
		// A void check moves the day back.
		b.ok(b.Registers.Void(b.ctx, b.actor("discipline"), integrity.Checks, k.ID, 1, "查错了人"))
		d, err = b.Registers.Line(b.ctx, b.actor("head"), integrity.Duties, d.ID)
		if b.ok(err); d.Value("checked") != "" || d.Value("next") != "2026-07-15" {
			t.Errorf("%v", d.Values)
		}
	})
}

// Clauses law.integrity.risks, law.integrity.events, law.integrity.leads: rows and readers.
func TestOtherRegistersHaveTheirReaders(t *testing.T) {
	each(t, func(b *bureau) {
		b.rests(integrity.Risks, law.IntegrityRisks)
		b.rests(integrity.Events, law.IntegrityEvents)
		b.rests(integrity.Leads, law.IntegrityLeads)
		risk := map[string]string{"day": wednesday, "title": "检查执法随意", "unit": "SMLTK", "post": "执法岗", "level": "高", "measure": "两人执法", "person": "商贸流通科科长", "state": "open"}
		l := b.add("head", integrity.Risks, risk)
		b.refused("other", integrity.Risks, risk, fault.Invalid, "只能登记本科室")
		_, err := b.Registers.Line(b.ctx, b.actor("other"), integrity.Risks, l.ID)
		b.wants(err, fault.NotFound, "")
		b.wants(b.Registers.Void(b.ctx, b.actor("other"), integrity.Risks, l.ID, 1, "作废"), fault.NotFound, "")
		b.refused("clerk", integrity.Risks, risk, fault.Forbidden, "")

		event := map[string]string{"day": wednesday, "title": "商贸流通科科员", "kind": "婚事", "stage": "事前", "held": "2026-06-15"}
		l = b.add("clerk", integrity.Events, event)
		if l.Value("late") != "逾期5天" {
			t.Errorf("%v", l.Values)
		}
		b.refused("clerk", integrity.Events, with(event, "stage", "事后"), fault.Invalid, "请选“事前”")
		for login, sees := range map[string]bool{"clerk": true, "discipline": true, "secretary": true, "head": false, "director": false} {
			if _, err := b.Registers.Line(b.ctx, b.actor(login), integrity.Events, l.ID); sees != (err == nil) {
				t.Errorf("%s: %v", login, err)
			}
		}
		b.add("discipline", integrity.Leads, map[string]string{"day": wednesday, "title": "区纪委监委", "count": "2", "from": "来信来访"})
		for _, login := range []string{"director", "head", "clerk"} {
			_, _, err := b.Registers.List(b.ctx, b.actor(login), integrity.Leads, register.Query{})
			b.wants(err, fault.Forbidden, "")
		}
		g := b.add("clerk", integrity.Gifts, gift)
		for login, sees := range map[string]bool{"clerk": true, "discipline": true, "secretary": true, "head": false, "director": false, "other": false} {
			if _, err := b.Registers.Line(b.ctx, b.actor(login), integrity.Gifts, g.ID); sees != (err == nil) {
				t.Errorf("gift, %s: %v", login, err)
			}
		}
		// Who takes a gift in enters the receipt; those who do not see it change nothing.
		handed := with(gift, "state", "handed", "disposed", wednesday, "receipt", "财收0001")
		for _, login := range []string{"head", "director", "other"} {
			b.wants(b.Registers.Amend(b.ctx, b.actor(login), integrity.Gifts, g.ID, 1, handed, "已上交"), fault.NotFound, "")
			b.wants(b.Registers.Void(b.ctx, b.actor(login), integrity.Gifts, g.ID, 1, "作废"), fault.NotFound, "")
		}
		b.ok(b.Registers.Amend(b.ctx, b.actor("discipline"), integrity.Gifts, g.ID, 1, handed, "已上交"))
	})
}

func TestPagesAndReport(t *testing.T) {
	each(t, func(b *bureau) {
		b.add("clerk", integrity.Gifts, gift)
		b.add("head", integrity.Talks, talk)
		d := b.As("discipline")
		d.Get("/integrity").Want(200).In("td", webtest.HasText("没有报告2025年度个人有关事项：党委书记、局长")).In("td", webtest.HasText("礼品待处置")).In("td", webtest.HasText("全年累计超过多少的部分上交：600元")).In("p", webtest.HasText("不是本地的条文"))
		b.As("clerk").Get("/integrity").Want(200).In("dd, td", webtest.HasText("1 件")).Without(`a[href="/integrity/report"]`)
		b.As("director").Get("/integrity").Want(200).In("dd", webtest.HasText("还没有登记报告"))
		for _, path := range []string{"/integrity/report", "/integrity/report.pdf", "/integrity/gifts.pdf"} {
			d.Get(path).Want(200)
			b.As("secretary").Get(path).Want(200)
			for _, login := range []string{"director", "head", "clerk"} {
				b.As(login).Get(path).Want(403)
			}
		}
		d.Get("/integrity/report?half=2026-3").Want(422)
		p := d.Get("/integrity/report?half=2026").Want(200).In("td", webtest.HasText("80 元"))
		if strings.Contains(p.Body, "科员") || strings.Contains(p.Body, "接待标准") {
			t.Error("the report names somebody, or tells what was said")
		}
		if dir := os.Getenv("LANTAI_KEEP_PRINTS"); dir != "" {
			for name, path := range map[string]string{"report": "/integrity/report.pdf?half=2026-1", "gifts": "/integrity/gifts.pdf", "talks": "/register/integrity.talks/export?format=pdf"} {
				b.ok(os.WriteFile(filepath.Join(dir, name+".pdf"), []byte(d.Get(path).Want(200).Body), 0o600))
			}
		}
	})
}
