package logistics_test

import (
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/room/logistics"
	"lantai.internal/room/logistics/energy"
)

// The yearly report: reminded of from 1 January, stopped by what is missing, frozen,
// corrected by number, sent, handed over (law.LogisticsYearlyReport, law.LogisticsQuota,
// law.LogisticsPlan, law.LogisticsCoefficients).
func TestYearlyReport(t *testing.T) {
	each(t, func(b *bureau) {
		_ = []law.ID{law.LogisticsYearlyReport, law.LogisticsQuota, law.LogisticsPlan, law.LogisticsCoefficients}
		office := b.actors["office"]
		w, err := b.Watch(b.ctx)
		b.ok(err)
		if w.Report || w.Reading {
			t.Error("nothing is metered yet")
		}
		id := b.year()
		w, err = b.Watch(b.ctx)
		b.ok(err)
		if !w.Report || b.todo("logistics_report:2025") != 1 {
			t.Errorf("%+v", w)
		}
		_, err = b.Freeze(b.ctx, b.actors["clerk"], 2025)
		b.wants(err, fault.Forbidden, "办公室")
		_, err = b.Freeze(b.ctx, office, 2026)
		b.wants(err, fault.Rule, "还没有结束")
		_, err = b.Freeze(b.ctx, office, 2025)
		b.wants(err, fault.Rule, "没有填建筑面积")
		b.wants(b.SaveBase(b.ctx, office, logistics.Base{Year: 2025}), fault.Invalid, "用能人数")
		b.wants(b.SaveBase(b.ctx, b.actors["head"], logistics.Base{Year: 2025}), fault.Forbidden, "办公室")
		b.base()
		b.wants(b.SetLimit(b.ctx, office, logistics.Limit{Year: 2025, Indicator: energy.CoalPerArea, Quota: 1, Most: 300}), fault.Invalid, "依据")
		b.wants(b.SetLimit(b.ctx, b.actors["clerk"], logistics.Limit{Year: 2025}), fault.Forbidden, "办公室")
		b.ok(b.SetLimit(b.ctx, office, logistics.Limit{Year: 2025, Indicator: energy.CoalPerArea, Quota: 1, Most: 300, Ground: "机关事务管理部门核定"}))
		_, err = b.Freeze(b.ctx, office, 2025)
		b.wants(err, fault.Rule, "超过单位建筑面积能耗定额")
		b.wants(b.Explain(b.ctx, office, 2025, "quota:other", "x"), fault.Invalid, "没有这一条")
		b.wants(b.Explain(b.ctx, b.actors["clerk"], 2025, "quota:kgce_area", "x"), fault.Forbidden, "办公室")
		b.ok(b.Explain(b.ctx, office, 2025, "quota:kgce_area", "档案库房恒温恒湿"))
		b.wants(b.Send(b.ctx, office, 2025, b.Door.Today(), "区机关事务管理中心", "纸质"), fault.NotFound, "")
		_, err = b.Freeze(b.ctx, office, 2025)
		b.ok(err)
		_, err = b.Freeze(b.ctx, office, 2025)
		b.wants(err, fault.Conflict, "已经定格")
		s, x, err := b.Statement(b.ctx, 2025)
		b.ok(err)
		// 6000 kWh × 0.1229 + 400 L × 0.73 kg × 1.4714.
		if want := int64(737_400 + 429_649); x == nil || s.Coal.Value != want || s.Measured[0].Rate.Value != 584 {
			t.Errorf("%+v %+v", s.Coal, s.Measured[0])
		}
		// What it rests on stands.
		b.wants(b.read(id, "2025-12", 999), fault.Conflict, "已经定格")
		b.wants(b.SaveBase(b.ctx, office, logistics.Base{Year: 2025, Area: 1, People: 1, Posts: 1}), fault.Conflict, "已经定格")
		_, err = b.AddBill(b.ctx, office, logistics.NewBill{Carrier: energy.Petrol, Month: month("2025-06"), Amount: 1000, Cost: 1})
		b.wants(err, fault.Conflict, "登记更正")
		fix := energy.Fix{Carrier: energy.Petrol, Month: 5, Field: "amount", Value: 612_000}
		_, err = b.Correct(b.ctx, b.actors["clerk"], 2025, fix, "漏了一张")
		b.wants(err, fault.Forbidden, "办公室")
		_, err = b.Correct(b.ctx, office, 2025, fix, "")
		b.wants(err, fault.Invalid, "理由")
		_, err = b.Correct(b.ctx, office, 2025, energy.Fix{Carrier: energy.Coal, Month: 5, Field: "amount"}, "x")
		b.wants(err, fault.Invalid, "没有这一项")
		n, err := b.Correct(b.ctx, office, 2025, fix, "漏了一张")
		b.ok(err)
		if n != "2025-更正-1" {
			t.Error(n)
		}
		_, err = b.Correct(b.ctx, office, 2025, fix, "漏了一张")
		b.wants(err, fault.Invalid, "与原来相同")
		s, x, err = b.Statement(b.ctx, 2025)
		b.ok(err)
		if s.Carriers[1].Total != 612_000 || strings.Contains(x.Facts, "612000") {
			t.Errorf("%+v", s.Carriers)
		}
		b.wants(b.Send(b.ctx, b.actors["clerk"], 2025, b.Door.Today(), "x", "x"), fault.Forbidden, "办公室")
		b.wants(b.Send(b.ctx, office, 2025, b.Door.Today().AddDays(1), "x", "x"), fault.Invalid, "报送日期")
		b.ok(b.Send(b.ctx, office, 2025, b.Door.Today(), "区机关事务管理中心", "纸质一式两份"))
		b.wants(b.Send(b.ctx, office, 2025, b.Door.Today(), "x", "x"), fault.Conflict, "报送")
		if b.todo("logistics_report:2025") != 0 {
			t.Error("the to-do stays")
		}
		_, err = b.Flow.HandOver(b.ctx)
		b.ok(err)
		if len(b.filed) != 1 || len(b.filed[0].Files) != 1 || b.filed[0].Title != "2025年能源资源消费状况报告" {
			t.Errorf("%+v", b.filed)
		}
		_, err = b.Correct(b.ctx, office, 2025, energy.Fix{Field: "people", Value: 41}, "漏计借调")
		b.ok(err)
	})
}

// A gap in the year wants an explanation, one at its end a reading; neither is filled in
// (law.LogisticsYearlyReport, law.LogisticsStatistics).
func TestGapsStopTheReport(t *testing.T) {
	each(t, func(b *bureau) {
		office := b.actors["office"]
		id := b.meter("S1", energy.Water)
		b.base()
		for _, m := range []string{"2025-01", "2025-02", "2025-05", "2025-10"} {
			b.ok(b.read(id, m, 100+10*int64(month(m).Number())))
		}
		_, err := b.Freeze(b.ctx, office, 2025)
		b.wants(err, fault.Rule, "2025年11月至2025年12月没有读数")
		for _, m := range []string{"2025-11", "2025-12"} {
			b.ok(b.read(id, m, 100+10*int64(month(m).Number())))
		}
		_, err = b.Freeze(b.ctx, office, 2025)
		b.wants(err, fault.Rule, "2025年3月至2025年5月没有逐月读数")
		for _, key := range []string{"gap:1:2025-03", "gap:1:2025-06"} {
			b.ok(b.Explain(b.ctx, office, 2025, key, "抄表员住院"))
		}
		_, err = b.Freeze(b.ctx, office, 2025)
		b.ok(err)
		s, _, err := b.Statement(b.ctx, 2025)
		b.ok(err)
		c := s.Carriers[0]
		if c.Total != 1_200_000 || c.Months[3].State != energy.Spread || c.Months[3].Amount != 0 {
			t.Errorf("%+v", c)
		}
		_, err = b.Correct(b.ctx, office, 2025, energy.Fix{Carrier: energy.Water, Month: 4, Field: "amount", Value: 1}, "x")
		b.wants(err, fault.Invalid, "不能单独更正")
	})
}

// Readings of the month before are asked for in the first days, and settled by the last
