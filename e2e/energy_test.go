package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"lantai.internal/base/law"
	"lantai.internal/kit/clock"
)

// The yearly energy report, from the meters to the archive: eleven months come as a
// table, the twelfth is read on a telephone, a meter that runs backwards is refused,
// what is missing stops the report; it is frozen, printed, sent, handed over and put
// right by a numbered correction.
func TestTheYearlyEnergyReport(t *testing.T) {
	_ = []law.ID{law.LogisticsMetering, law.LogisticsStatistics, law.LogisticsYearlyReport, law.LogisticsQuota, law.LogisticsCoefficients}
	s, a := bureau(t, filepath.Join(t.TempDir(), "data"), clock.At("2027-01-08"))
	said := func(what string) {
		t.Helper()
		s.WaitText("#notices", what)
		s.NoSideways()
	}

	s.as("mishu")
	for _, m := range []struct{ number, carrier, place, opening string }{{"D-01", "electricity", "办公楼总表", "1000"}, {"S-01", "water", "办公楼", "500"}} {
		s.Go("/logistics/meters")
		s.Fill("#f-meter-number", m.number)
		s.Choose("#f-meter-carrier", m.carrier)
		s.Fill("#f-meter-place", m.place)
		s.Fill("#f-meter-from", "2025-12")
		s.Fill("#f-meter-opening", m.opening)
		if m.carrier == "electricity" {
			s.Fill("#f-meter-multiplier", "40")
		}
		s.Submit("main form button.primary")
		said("已登记这只表")
	}

	// Water was not read in May.
	var csv strings.Builder
	csv.WriteString("表号,月份,读数\n")
	for m := 1; m <= 11; m++ {
		fmt.Fprintf(&csv, "D-01,2026-%02d,%d\n", m, 1000+m*100)
		if m != 5 {
			fmt.Fprintf(&csv, "S-01,2026-%02d,%d\n", m, 500+m*60)
		}
	}
	s.Go("/logistics/import/readings")
	s.Attach("#f-sheet-file", s.written("读数.csv", []byte(csv.String())))
	s.Submit("main form button.primary")
	said("已导入 21 行")

	// The program reminds of what is due: from 1 January, by 31 March.
	if _, err := a.Logistics.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Go("/todo")
	s.WaitText("main", "核对、定格并报送 2026 年能耗年报")
	s.WaitText("main", "登记2026年12月的抄表读数")

	// December is read on the telephone, the last reading beside each field.
	s.Size(390, 844)
	s.Go("/logistics/readings?month=2026-12")
	s.WaitText("main", "上次 2100")
	s.NoSideways()
	s.Shot("energy-readings-phone")
	s.Fill("#f-readings-v1", "2000")
	s.Fill("#f-readings-v2", "1220")
	s.Submit("main form button.primary")
	s.WaitText("#summary", "表不会倒走")
	if v := s.Value("#f-readings-v2"); v != "1220" {
		t.Errorf("what was typed is lost: %q", v)
	}
	s.Fill("#f-readings-v1", "2200")
	s.Submit("main form button.primary")
	said("已登记 2 只表的读数")
	s.Size(1440, 900)

	s.Go("/logistics/report?year=2026")
	s.WaitText("main", "2026年5月至2026年6月没有逐月读数，合计 120")
	s.WaitText("main", "没有填建筑面积")
	s.WaitText("main", "2027年3月31日")
	s.Shot("energy-report-open")
	if s.Count("form[action$='/freeze']") != 0 {
		t.Error("a report with something missing may be frozen")
	}
	s.Fill("#f-base-area", "5000")
	s.Fill("#f-base-people", "60")
	s.Fill("#f-base-posts", "55")
	s.Fill("#f-base-vehicles", "2")
	s.Submit("form[action$='/report/base'] button")
	said("基本信息已保存")
	s.Type("#f-explain-words", "五月水表间检修，六月一并抄表。")
	s.Submit("form[action$='/report/explain'] button")
	said("说明已保存")

	// A colleague sees the figures and can do nothing.
	s.as("keyuan")
	s.Go("/logistics/report?year=2026")
	s.WaitText("main", "48000")
	if n := s.Count("main form"); n != 0 {
		t.Errorf("a colleague is offered %d forms", n)
	}

	s.as("mishu")
	s.Go("/logistics/report?year=2026")
	s.Submit("form[action$='/report/freeze'] button")
	said("年报已定格")
	s.pdf("/logistics/report.pdf?year=2026")
	s.Fill("#f-send-to", "区机关事务管理中心")
	s.Fill("#f-send-how", "纸质一式两份")
	s.Submit("form[action$='/report/send'] button")
	said("报送已登记")
	s.Choose("#f-correct-carrier", "electricity:amount")
	s.Fill("#f-correct-month", "12")
	s.Fill("#f-correct-value", "4100")
	s.Fill("#f-correct-reason", "互感器倍率核对后补计")
	s.Submit("form[action$='/report/correct'] button")
	said("2026-更正-1")
	s.WaitText("main", "48100")
	s.Shot("energy-report-sent")
	s.Go("/todo")
	if strings.Contains(s.Text("main"), "能耗年报") {
		t.Error("the to-do stays")
	}

	if _, err := a.Flow.HandOver(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.as("dangan")
	s.Go("/archive/intake")
	s.WaitText("main", "2026年能源资源消费状况报告")
	rep, err := a.Door.Verify(t.Context())
	if err != nil || !rep.OK {
		t.Errorf("the ledger does not verify: %v %+v", err, rep)
	}
}
