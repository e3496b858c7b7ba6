package desk_test

import (
	"net/http/httptest"
	"testing"

	"lantai.internal/base/law"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/dbtest"
)

// TestANightInABrowser is a night at the desk with a clock that is moved: a fire is
// entered before midnight, the leader's clock is missed and the watch says so, the
// leader decides, and in the morning the desk is handed over with what is left open. It
// ends without scripts on a telephone (law.DutyEmergImmediate, law.DutyHandoverOpen).
func TestANightInABrowser(t *testing.T) {
	_ = []law.ID{law.DutyEmergImmediate, law.DutyHandoverOpen}
	d, c := dbtest.SQLite(t, schemas...)
	b := open(t, d, c)
	b.to("2026-12-31 20:00")
	server := httptest.NewServer(b.site())
	defer server.Close()
	s := browsertest.Open(t, server.URL)
	as := func(login string) {
		t.Helper()
		s.Go("/as/" + login)
		s.WaitText("h1", "值班台")
	}
	look := func(name string) {
		t.Helper()
		s.NoSideways()
		s.Shot(name)
	}
	as("night")
	look("desk-empty")
	s.Submit("form[action$='/arrive'] button")
	s.WaitText("#notices", "已到岗接班")
	b.to("2026-12-31 23:52")
	as("night") // the session ended meanwhile
	s.Go("/duty/incidents/new")
	look("incident-new")
	s.Fill("#f-incident-title", "农贸市场起火")
	s.Fill("#f-incident-place", "某农贸市场")
	s.Fill("#f-incident-informant", "市场管理员")
	s.Choose("#f-incident-unit", "LTK")
	s.Submit("form[action$='/new'] button.primary")
	s.WaitText("#notices", "开始计时")
	s.WaitText("main", "还剩 10 分钟")
	look("incident-running")
	b.to("2027-01-01 00:05")
	if _, err := b.Watch(b.ctx); err != nil {
		t.Fatal(err)
	}
	s.Go("/duty/incidents/1")
	s.WaitText("main", "已超 3 分钟")
	s.WaitText("main", "已通知带班领导")
	look("incident-missed")
	s.Fill("#f-tell-means", "电话")
	s.Submit("form[action$='/tell'] button.primary")
	s.WaitText("#notices", "已登记")
	s.WaitText("main", "超时完成")
	as("deputy")
	s.Go("/duty/incidents/1")
	s.Fill("#f-decide-words", "火情轻微，已扑灭。")
	s.Click("input[name=report][value=no_report]")
	s.Submit("form[action$='/decide'] button")
	s.WaitText("main", "决定不上报")
	look("incident-decided")

	b.to("2027-01-01 07:50")
	as("clerk")
	s.Submit("form[action$='/arrive'] button")
	s.WaitText("#notices", "等交班人交班")
	as("night")
	look("desk-before-handover")
	s.Submit("form[action$='/handovers'] button.primary")
	s.WaitText("#notices", "已交班并签字")
	as("clerk")
	s.Size(390, 844)
	s.NoScripts()
	s.Go("/duty/handovers/1")
	look("handover-narrow")
	s.Click("input[name=item1][value=accept]")
	s.Submit("form[action$='/answer'] button.primary")
	s.WaitText("#notices", "已签字接班")
	s.WaitText("main", "流通科科员")
	look("desk-narrow")
	s.Go("/duty/incidents/1")
	s.Fill("#f-close-words", "已平息。")
	s.Submit("form[action$='/close'] button")
	s.WaitText("#notices", "已办结")
	s.WaitText("main", "报带班领导超时")
	look("incident-narrow")
}
