package reception_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/room/counter/reception"
)

// The units with their duties and signs are read out of the book: each card names a unit
// of the bureau, and its sign leads to the same unit (clauses post.units, unit.1.office,
// unit.1.sign, unit.1.archive, unit.1.audit, unit.1.supervise, unit.2.politics,
// unit.3.plan, unit.4.trade, unit.5.special, unit.6.grain, unit.7.foreign,
// unit.8.service, unit.9.quality).
func TestNineUnits(t *testing.T) {
	book, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		clause law.ID
		code   string
		sign   string
		duty   string
	}{
		{law.Unit1Office, "BGS", "财务科", "财务审计"}, {law.Unit2Politics, "ZGK", "信访稳定科", "信访稳定"}, {law.Unit3Plan, "GHFZK", "统计监测科", "招商合作"},
		{law.Unit4Trade, "SMLTK", "区人民政府会展办公室", "电子商务"}, {law.Unit5Special, "TXGLK", "安监科", "牵头流通安全"}, {law.Unit6Grain, "LYSGK", "", "保供应急"},
		{law.Unit7Foreign, "DWJMK", "区外派劳务中心", "外派劳务"}, {law.Unit8Service, "FWZX", "", "培训"}, {law.Unit9Quality, "JCZ", "", "调查和风险监测"},
	}
	units := reception.Book(book)
	if n, _ := book.Param(law.PostUnits, "count"); len(units) != len(want) || n.Value != "9" {
		t.Fatalf("%d units", len(units))
	}
	for i, w := range want {
		u := units[i]
		if u.Clause != w.clause || u.Code != w.code || u.Says == "" || !slices.Contains(u.Duties, w.duty) {
			t.Errorf("%s: %+v", w.clause, u)
		}
		if w.sign == "" && len(u.Signs) > 0 || w.sign != "" && !slices.Contains(u.Signs, w.sign) {
			t.Errorf("%s: %v", w.clause, u.Signs)
		}
		if found, ok := book.Unit(w.sign); w.sign != "" && (!ok || found.Code != w.code) {
			t.Errorf("%s leads to %+v", w.sign, found)
		}
	}
	for _, charge := range []law.ID{law.Unit1Archive, law.Unit1Audit, law.Unit1Supervise} {
		if !slices.Contains(units[0].Charges, charge) || slices.Contains(units[1].Charges, charge) {
			t.Errorf("%s: %v", charge, units[0].Charges)
		}
	}
	if u, ok := book.Unit("财务科"); !ok || u.Code != "BGS" {
		t.Errorf("%s: %+v", law.Unit1Sign, u)
	}
}

func duty(t *testing.T, list []reception.Duty, place string) reception.Duty {
	t.Helper()
	i := slices.IndexFunc(list, func(d reception.Duty) bool { return d.Place == place })
	if i < 0 {
		t.Fatalf("no %s", place)
	}
	return list[i]
}

// Every unit and post has the eight elements, and the empty ones are listed (clause
// post.def).
func TestEightElements(t *testing.T) {
	each(t, func(b *bureau) {
		list, err := b.Duties(b.ctx)
		b.ok(err)
		post, unit := duty(t, list, "post:LYSGK-staff"), duty(t, list, "unit:LYSGK")
		if len(post.Elements) != 8 || len(post.Missing) != 8 || len(unit.Missing) != 7 || !unit.Elements[0].FromBook || post.Holders[0] != "粮油食管科工作人员" {
			t.Errorf("%+v %+v", post, unit)
		}
		duty(t, list, "post:director")
		said := map[string]string{"内容": "酒类流通备案", "时限": "五个工作日"}
		for who, kind := range map[string]fault.Kind{"taster": fault.Forbidden, "head": fault.Forbidden, "admin": fault.Forbidden} {
			_, err = b.Describe(b.ctx, b.actors[who], post.Place, said)
			b.wants(err, kind, "")
		}
		n, err := b.Describe(b.ctx, b.actors["grain"], post.Place, said)
		b.ok(err)
		if n != 2 {
			t.Errorf("%d", n)
		}
		_, err = b.Describe(b.ctx, b.actors["grain"], post.Place, said)
		b.wants(err, fault.Invalid, "没有改动")
		_, err = b.Describe(b.ctx, b.actors["office"], "post:nobody", said)
		b.wants(err, fault.NotFound, "岗位")
		_, err = b.Describe(b.ctx, b.actors["office"], post.Place, map[string]string{"内容": strings.Repeat("字", 4001)})
		b.wants(err, fault.Invalid, "4000")
		list, err = b.Duties(b.ctx)
		b.ok(err)
		if d := duty(t, list, post.Place); len(d.Missing) != 6 || slices.Contains(d.Missing, "时限") {
			t.Errorf("%+v", d)
		}
		// What was written of a post is found, with its holder.
		d, err := b.Find(b.ctx, "流通备案")
		b.ok(err)
		if len(d.Units) == 0 || d.Units[0].Code != "LYSGK" || !strings.Contains(d.Units[0].Posts[0], "粮油食管科工作人员") {
			t.Errorf("%+v", d.Units)
		}
		_ = law.PostDef
	})
}

// A table of duties is taken in whole or not at all, each bad row by its number.
func TestDutySheet(t *testing.T) {
	each(t, func(b *bureau) {
		sheet := func(text string) reception.Sheet {
			return reception.Sheet{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "岗位责任.csv"}
		}
		bad := "岗位,内容,时限\r\n粮油食管科工作人员,酒类备案,5日\r\n没有的岗,甲,乙\r\n商贸流通科科长,丙,丁\r\n"
		got, err := b.DescribeSheet(b.ctx, b.actors["grain"], sheet(bad))
		b.ok(err)
		if len(got.Bad) != 2 || got.Bad[0].Row != 3 || !strings.Contains(got.Bad[0].Say, "没有的岗") || !strings.Contains(got.Bad[1].Say, "负责人") || got.Elements != 0 {
			t.Errorf("%+v", got)
		}
		list, err := b.Duties(b.ctx)
		b.ok(err)
		if d := duty(t, list, "post:LYSGK-staff"); len(d.Missing) != 8 {
			t.Errorf("something of a bad table was entered: %+v", d)
		}
		_, err = b.DescribeSheet(b.ctx, b.actors["office"], sheet("甲,乙\r\n1,2\r\n"))
		b.wants(err, fault.Invalid, "内容、数量")
		got, err = b.DescribeSheet(b.ctx, b.actors["office"], sheet("岗位,内容,时限\r\n粮油食管科工作人员,酒类备案,5日\r\n粮油食管科,粮食流通,\r\n"))
		b.ok(err)
		if got.Places != 2 || got.Elements != 3 {
			t.Errorf("%+v", got)
		}
	})
}

// Everybody's badge says name, post and 职务; who lacks something is listed (clause
// first.badge).
func TestBadges(t *testing.T) {
	each(t, func(b *bureau) {
		cards, err := b.BadgeCards(b.ctx)
		b.ok(err)
		find := func(login string) reception.BadgeCard {
			i := slices.IndexFunc(cards, func(c reception.BadgeCard) bool { return c.PersonID == b.people[login] })
			return cards[i]
		}
		if len(cards) != 10 || len(find("director").Missing) != 0 || !slices.Equal(find("taster").Missing, []string{"职务"}) || find("taster").Position != "粮油食管科工作人员" {
			t.Errorf("%+v", cards)
		}
		_, err = b.SetBadge(b.ctx, b.actors["taster"], b.people["taster"], "科员")
		b.wants(err, fault.Forbidden, "负责人")
		b.cites(err, law.FirstBadge)
		_, err = b.SetBadge(b.ctx, b.actors["grain"], b.people["taster"], "")
		b.wants(err, fault.Invalid, "职务")
		_, err = b.SetBadge(b.ctx, b.actors["grain"], 999, "科员")
		b.wants(err, fault.Invalid, "在职")
		_, err = b.SetBadge(b.ctx, b.actors["grain"], b.people["taster"], "科员")
		b.ok(err)
		_, err = b.SetBadge(b.ctx, b.actors["office"], b.people["taster"], "二级科员")
		b.ok(err)
		cards, err = b.BadgeCards(b.ctx)
		b.ok(err)
		if c := find("taster"); c.Duty != "二级科员" || len(c.Missing) != 0 {
			t.Errorf("%+v", c)
		}
	})
}

// A pledge for every topic, written by the office, published by its head with day and
// place, and not changed afterwards (clause promise.other).
func TestPledges(t *testing.T) {
	each(t, func(b *bureau) {
		_, missing, err := b.Pledges(b.ctx)
		b.ok(err)
		if !slices.Equal(missing, []string{"作风", "监督", "收费"}) {
			t.Errorf("%v", missing)
		}
		_, err = b.SavePledge(b.ctx, b.actors["clerk"], 0, "收费", "不收费")
		b.wants(err, fault.Forbidden, "办公室")
		b.cites(err, law.PromiseOther)
		_, err = b.SavePledge(b.ctx, b.actors["office"], 0, "天气", "")
		b.wants(err, fault.Invalid, "作风、监督、收费")
		b.wants(err, fault.Invalid, "承诺的内容")
		p, err := b.SavePledge(b.ctx, b.actors["office"], 0, "收费", "办理本局事项不收费")
		b.ok(err)
		p, err = b.SavePledge(b.ctx, b.actors["office"], p.ID, "收费", "办理本局事项一律不收费")
		b.ok(err)
		_, err = b.Publish(b.ctx, b.actors["office"], p.ID, "大厅公示栏", civil.Must(friday))
		b.wants(err, fault.Forbidden, "负责人")
		_, err = b.Publish(b.ctx, b.actors["chief"], p.ID, "", civil.Must("2026-07-01"))
		b.wants(err, fault.Invalid, "渠道")
		b.wants(err, fault.Invalid, "不晚于今天")
		_, err = b.Publish(b.ctx, b.actors["chief"], p.ID, "大厅公示栏", civil.Must(friday))
		b.ok(err)
		_, err = b.SavePledge(b.ctx, b.actors["office"], p.ID, "收费", "收一点")
		b.wants(err, fault.Conflict, "先停用")
		if _, missing, _ = b.Pledges(b.ctx); len(missing) != 2 {
			t.Errorf("%v", missing)
		}
		_, err = b.EndPledge(b.ctx, b.actors["clerk"], p.ID, "旧")
		b.wants(err, fault.Forbidden, "")
		_, err = b.EndPledge(b.ctx, b.actors["chief"], p.ID, "")
		b.wants(err, fault.Invalid, "理由")
		_, err = b.EndPledge(b.ctx, b.actors["chief"], p.ID, "政策调整")
		b.ok(err)
		if _, missing, _ = b.Pledges(b.ctx); len(missing) != 3 {
			t.Errorf("%v", missing)
		}
	})
}

// The age of what waits for somebody is counted in working days; whoever stands in keeps
// the own tasks beside those of the other (clauses ab.b.no_delay, ab.b.own).
func TestAgeOfTasks(t *testing.T) {
	at := func(day string) int64 { return civil.Must(day).Time().Add(9 * time.Hour).UnixMicro() }
	tasks := []reception.Task{{Login: "b", Kind: "请假", Since: at("2026-06-15")}, {Login: "b", Kind: "请假", For: "代科长", Since: at("2026-06-12"), Due: civil.Must("2026-06-16")}, {Login: "c", Since: at("2026-06-17")}}
	by, err := reception.Age(tasks, calendar.Official(), civil.Must("2026-06-17"))
	if err != nil {
		t.Fatal(err)
	}
	list := by["b"]
	// The weekend is not counted: Friday to Wednesday is three working days.
	if len(list) != 2 || list[0].Age != 3 || !list[0].Late || list[1].Age != 2 || list[1].Late || by["c"][0].Age != 0 {
		t.Errorf("%+v", by)
	}
	own, standing := reception.OwnAndStanding(list)
	if len(own) != 1 || len(standing) != 1 || own[0].For != "" {
		t.Errorf("%s %s: %v %v", law.AbBOwn, law.AbBNoDelay, own, standing)
	}
}

// Who sees whose tasks.
func TestAgingIsSeenByWhoShould(t *testing.T) {
	each(t, func(b *bureau) {
		v := b.absent()
		_, err := b.Forward(b.ctx, b.actors["clerk"], v.ID, "", 0, "")
		b.ok(err)
		b.c.Move(72 * time.Hour)
		for who, n := range map[string]int{"taster": 1, "grain": 1, "office": 1, "director": 1, "clerk": 0, "head": 0} {
			list, err := b.Aging(b.ctx, b.actors[who])
			b.ok(err)
			if len(list) != n || n == 1 && (list[0].Name != "粮油食管科工作人员" || list[0].Oldest != 1) {
				t.Errorf("%s: %+v", who, list)
			}
		}
		_, err = b.Org.SetBackup(b.ctx, act.Owner(), org.NewBackup{Post: "LYSGK-head", PersonID: b.people["grain"], BackupID: b.people["taster"], Since: civil.Must("2026-01-01")})
		b.ok(err)
		b.away[b.people["grain"]] = b.c.Now().Add(72 * time.Hour).UnixMicro()
		_, err = b.Org.TakeOver(b.ctx, b.actors["taster"], 1, "科长出差")
		b.ok(err)
		list, err := b.StandIns(b.ctx, b.actors["taster"])
		b.ok(err)
		if len(list) != 1 || list[0].For != "粮油食管科科长" || len(list[0].Own) != 1 || !slices.Contains(list[0].Basis, law.AbBOwn) {
			t.Errorf("%+v", list)
		}
		if list, _ := b.StandIns(b.ctx, b.actors["clerk"]); len(list) != 0 {
			t.Errorf("%+v", list)
		}
	})
}
