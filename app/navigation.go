package app

import (
	"strings"

	"lantai.internal/hall/audit"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	house "lantai.internal/hall/register"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/appraisal"
	"lantai.internal/room/archive/custody"
	"lantai.internal/room/archive/lending"
	"lantai.internal/room/archive/register"
	"lantai.internal/room/attendance"
	"lantai.internal/room/counter"
	"lantai.internal/room/counter/reception"
	"lantai.internal/room/disclosure"
	"lantai.internal/room/disclosure/annual"
	"lantai.internal/room/disclosure/portal"
	"lantai.internal/room/disclosure/redaction"
	"lantai.internal/room/disclosure/release"
	"lantai.internal/room/document"
	"lantai.internal/room/document/outgoing"
	"lantai.internal/room/duty"
	"lantai.internal/room/duty/desk"
	"lantai.internal/room/integrity"
	"lantai.internal/room/logistics"
	"lantai.internal/room/meeting"
	"lantai.internal/room/meeting/followup"
	"lantai.internal/room/meeting/life"
	"lantai.internal/room/meeting/venue"
	"lantai.internal/room/report"
	"lantai.internal/room/seal"
	"lantai.internal/room/secrecy"
	"lantai.internal/room/study"
)

// NavGroup is a titled group of the side.
type NavGroup struct {
	Name    string
	Entries []NavEntry
}

// NavEntry is a line of the side, for those who hold the right. What stands
// Under it is shown while somebody is at one of these pages, or in its place for
// those who may not open the entry itself.
type NavEntry struct {
	Text, URL string
	Right     act.Right // "" for everybody
	Under     []NavEntry
}

// Navigation is the side of every page: words, in the order of the day.
var Navigation = []NavGroup{
	{"办公", []NavEntry{
		{Text: "今日", URL: "/", Right: flow.Use},
		{Text: "审批", URL: "/flow", Right: flow.Use},
		{Text: "请示报告", URL: "/reports", Right: report.Use, Under: []NavEntry{
			{Text: "督办清单", URL: "/reports/duties", Right: report.Use},
			{Text: "请示登记簿", URL: "/reports/register", Right: report.Use},
		}},
		{Text: "会议", URL: "/meetings", Right: meeting.Use, Under: []NavEntry{
			{Text: "议题", URL: "/meetings/items", Right: meeting.Use},
			{Text: "会议月历", URL: "/followup/calendar", Right: followup.Use},
			{Text: "民主生活会", URL: "/life", Right: life.Use},
		}},
		{Text: "议定事项督办", URL: "/followup", Right: followup.Use, Under: []NavEntry{
			{Text: "督办登记簿", URL: "/followup/register", Right: followup.Use},
			{Text: "办结率", URL: "/followup/rates", Right: followup.Use},
		}},
		{Text: "会议室", URL: "/venue", Right: venue.Use},
		{Text: "保密", URL: "/secrecy", Right: secrecy.Use, Under: []NavEntry{
			{Text: "公开前保密审查", URL: "/secrecy/checks", Right: secrecy.Use},
			{Text: "涉密人员", URL: "/secrecy/staff", Right: secrecy.Use},
			{Text: "保密教育培训", URL: "/secrecy/trainings", Right: secrecy.Use},
			{Text: "泄密报告", URL: "/secrecy/leaks", Right: secrecy.Use},
			{Text: "上传拦截", URL: "/secrecy/uploads", Right: secrecy.Oversee},
			{Text: "年度保密工作情况", URL: "/secrecy/year", Right: secrecy.Oversee},
		}},
		{Text: "用印", URL: "/seal", Right: seal.Request, Under: []NavEntry{
			{Text: "用印登记簿", URL: "/seal/register", Right: seal.Request},
			{Text: "介绍信存根", URL: "/seal/letters", Right: seal.Request},
			{Text: "印章外带", URL: "/seal/outings", Right: seal.Request},
			{Text: "印章台账", URL: "/seal/seals", Right: seal.Request},
		}},
		{Text: "登记簿", URL: "/register", Right: house.Use},
	}},
	{"公文", []NavEntry{
		{Text: "收文", URL: "/documents/in", Right: document.Use},
		{Text: "发文", URL: "/documents/out", Right: outgoing.Use, Under: []NavEntry{
			{Text: "拟写发文", URL: "/documents/out/new", Right: outgoing.Use},
			{Text: "发文登记簿", URL: "/documents/out/register", Right: outgoing.Use},
			{Text: "字号簿", URL: "/documents/out/numbers", Right: outgoing.Use},
		}},
	}},
	{"窗口", []NavEntry{
		{Text: "办事窗口", URL: "/counter", Right: counter.Use, Under: []NavEntry{
			{Text: "收件", URL: "/counter/receive", Right: counter.Use},
			{Text: "叫号", URL: "/counter/queue", Right: counter.Use},
			{Text: "内部流转", URL: "/counter/passes", Right: counter.Use},
			{Text: "服务事项", URL: "/counter/items", Right: counter.Use},
			{Text: "时限统计", URL: "/counter/rates", Right: counter.Use},
		}},
		{Text: "首问接待", URL: "/reception", Right: reception.Use, Under: []NavEntry{
			{Text: "首问登记簿", URL: "/reception/visits", Right: reception.Use},
			{Text: "投诉举报", URL: "/reception/complaints", Right: reception.Use},
			{Text: "职责目录", URL: "/reception/directory", Right: reception.Use},
			{Text: "岗位责任", URL: "/reception/duties", Right: reception.Use},
			{Text: "挂牌", URL: "/reception/badges", Right: reception.Use},
			{Text: "其他承诺", URL: "/reception/pledges", Right: reception.Use},
			{Text: "停留时间", URL: "/reception/aging", Right: reception.Use},
			{Text: "责任追究", URL: "/reception/liability", Right: reception.Use},
		}},
	}},
	{"考勤", []NavEntry{
		{Text: "我的考勤", URL: "/attendance", Right: attendance.Attend},
		{Text: "外出报告", URL: "/attendance/outs", Right: attendance.Attend},
		{Text: "在岗看板", URL: "/attendance/board", Right: attendance.Attend},
		{Text: "考勤表", URL: "/attendance/sheet", Right: attendance.Lead, Under: []NavEntry{
			{Text: "缺勤核实", URL: "/attendance/absences", Right: attendance.Lead},
		}},
		{Text: "假条登记", URL: "/attendance/register", Right: attendance.Keep},
	}},
	{"值班", []NavEntry{
		{Text: "值班台", URL: "/duty/desk", Right: desk.Use, Under: []NavEntry{
			{Text: "值班记录", URL: "/duty/log", Right: desk.Use},
			{Text: "交接班", URL: "/duty/handovers", Right: desk.Use},
			{Text: "突发事件", URL: "/duty/incidents", Right: desk.Use},
			{Text: "查岗", URL: "/duty/inspections", Right: desk.Use},
			{Text: "值班月报", URL: "/duty/monthly", Right: desk.Lead},
		}},
		{Text: "值班表", URL: "/duty", Right: duty.Use, Under: []NavEntry{
			{Text: "公平情况", URL: "/duty/fairness", Right: duty.Use},
			{Text: "不安排夜班", URL: "/duty/exemptions", Right: duty.Exempt},
		}},
		{Text: "我的班次", URL: "/duty/mine", Right: duty.Use},
	}},
	{"学习", []NavEntry{
		{Text: "学习调研", URL: "/study", Right: study.Use, Under: []NavEntry{
			{Text: "集中学习", URL: "/study/sessions", Right: study.Use},
			{Text: "读书笔记", URL: "/study/notes", Right: study.Use},
			{Text: "下基层调研", URL: "/study/research", Right: study.Use},
			{Text: "调研文章", URL: "/study/articles", Right: study.Use},
			{Text: "学习计划", URL: "/study/plan", Right: study.Use},
			{Text: "学习进度", URL: "/study/progress", Right: study.Use},
			{Text: "学习简报", URL: "/study/briefs", Right: study.Use},
			{Text: "学习组", URL: "/study/groups", Right: study.Use},
			{Text: "读书和业余学习", URL: "/study/pursuits", Right: study.Use},
		}},
	}},
	{"后勤", []NavEntry{
		{Text: "能耗统计", URL: "/logistics", Right: logistics.Use, Under: []NavEntry{
			{Text: "计量表", URL: "/logistics/meters", Right: logistics.Use},
			{Text: "账单", URL: "/logistics/bills", Right: logistics.Use},
			{Text: "能耗年报", URL: "/logistics/report", Right: logistics.Use},
			{Text: "能源审计", URL: "/register/" + logistics.Audits, Right: logistics.Use},
		}},
		{Text: "用车", URL: "/logistics/cars", Right: logistics.Use, Under: []NavEntry{
			{Text: "车辆和油耗", URL: "/logistics/vehicles", Right: logistics.Use},
		}},
		{Text: "资产", URL: "/logistics/assets", Right: logistics.Use, Under: []NavEntry{
			{Text: "盘点", URL: "/logistics/counts", Right: logistics.Approve},
		}},
		{Text: "办公用品", URL: "/logistics/supplies", Right: logistics.Use},
		{Text: "报修", URL: "/register/" + logistics.Repairs, Right: logistics.Use, Under: []NavEntry{
			{Text: "食堂用餐", URL: "/register/" + logistics.Canteen, Right: logistics.Use},
			{Text: "公务接待", URL: "/register/" + logistics.Visits, Right: logistics.Use},
			{Text: "安全巡查", URL: "/register/" + logistics.Rounds, Right: logistics.Use},
		}},
	}},
	{"廉政", []NavEntry{
		{Text: "党风廉政", URL: "/integrity", Right: integrity.Use},
	}},
	{"信息公开", []NavEntry{
		{Text: "公开申请", URL: "/disclosure", Right: disclosure.Use, Under: []NavEntry{
			{Text: "申请登记簿", URL: "/disclosure/register", Right: disclosure.Use},
			{Text: "原文与条例", URL: "/disclosure/clashes", Right: disclosure.Use},
			{Text: "公众意见", URL: "/opinions", Right: portal.ReadOpinions},
		}},
		{Text: "公开审查", URL: "/release/reviews", Right: release.Use},
		{Text: "公开目录", URL: "/release/items", Right: release.Use, Under: []NavEntry{
			{Text: "公开期限", URL: "/release/radar", Right: release.Use},
			{Text: "栏目", URL: "/release/columns", Right: release.Use},
			{Text: "公开设置", URL: "/release/settings", Right: release.Use},
		}},
		{Text: "遮盖个人信息", URL: "/redactions", Right: redaction.Draft},
		{Text: "年度报告", URL: "/disclosure-annual", Right: annual.Use},
	}},
	{"档案室", []NavEntry{
		{Text: "档案室", URL: "/archive", Right: archive.Read},
		{Text: "收集", URL: "/archive/intake", Right: archive.Arrange, Under: []NavEntry{
			{Text: "收集批次", URL: "/archive/batches", Right: archive.Arrange},
			{Text: "机构对应", URL: "/archive/units", Right: archive.Arrange},
		}},
		{Text: "年度整理", URL: "/archive/years", Right: archive.Arrange, Under: []NavEntry{
			{Text: "档案盒", URL: "/archive/boxes", Right: archive.Arrange},
			{Text: "打印", URL: "/archive/prints", Right: archive.Arrange},
		}},
		{Text: "人事材料接收", URL: "/archive/personnel", Right: archive.KeepPersonnel},
		{Text: "档案目录", URL: "/archive/items", Right: archive.Read},
	}},
	{"利用", []NavEntry{
		{Text: "待我同意", URL: "/archive/loans/waiting", Right: lending.Consent},
		{Text: "借阅管理", URL: "/archive/loans", Right: lending.SeeUse, Under: []NavEntry{
			{Text: "利用登记簿", URL: "/archive/use", Right: lending.SeeUse},
		}},
		{Text: "我的借阅", URL: "/archive/my/loans", Right: lending.Use},
		{Text: "科室欠交", URL: "/archive/my/due", Right: archive.Submit},
	}},
	{"鉴定与移交", []NavEntry{
		{Text: "到期鉴定", URL: "/archive/appraisals", Right: appraisal.See, Under: []NavEntry{
			{Text: "冻结", URL: "/archive/holds", Right: appraisal.See},
			{Text: "开放审核", URL: "/archive/opening", Right: appraisal.See},
		}},
		{Text: "移交进馆", URL: "/archive/transfers", Right: archive.Arrange, Under: []NavEntry{
			{Text: "检验移交包", URL: "/archive/packages/verify", Right: archive.Arrange},
		}},
	}},
	{"库房", []NavEntry{
		{Text: "库位", URL: "/archive/locations", Right: custody.See, Under: []NavEntry{
			{Text: "清点", URL: "/archive/stocktakes", Right: custody.See},
			{Text: "保管检查", URL: "/archive/inspections", Right: custody.See},
			{Text: "温湿度", URL: "/archive/climate", Right: custody.See},
		}},
		{Text: "照片著录", URL: "/archive/photos", Right: custody.Photo},
		{Text: "核验档案", URL: "/archive/verify", Right: archive.Verify},
	}},
	{"统计与登记", []NavEntry{
		{Text: "统计", URL: "/archive/statistics", Right: register.See, Under: []NavEntry{
			{Text: "总结数据", URL: "/archive/summary", Right: register.See},
		}},
		{Text: "应归欠交", URL: "/archive/arrears", Right: register.See, Under: []NavEntry{
			{Text: "应归清单", URL: "/archive/due", Right: register.See},
			{Text: "离岗清交", URL: "/archive/clearance", Right: register.Clear},
		}},
		{Text: "登记簿", URL: "/archive/registers", Right: register.See, Under: []NavEntry{
			{Text: "四级网络", URL: "/archive/network", Right: register.See},
		}},
	}},
	{"管理", []NavEntry{
		{Text: "账号", URL: "/admin/accounts", Right: org.SeeAccounts, Under: []NavEntry{
			{Text: "角色", URL: "/admin/roles", Right: org.SeeAccounts},
		}},
		{Text: "人员", URL: "/admin/people", Right: org.ManagePeople},
		{Text: "岗位与AB岗", URL: "/posts", Right: org.Anyone},
		{Text: "台账", URL: "/audit", Right: audit.Read},
		{Text: "备份与体检", URL: "/admin/health", Right: SeeHealth},
		{Text: "工作日历", URL: "/calendar", Right: calendar.Enter},
		{Text: "档案室设置", URL: "/archive/settings", Right: archive.Configure},
		{Text: "规章", URL: "/rules", Right: org.Anyone},
		{Text: "手册", URL: "/handbook"},
	}},
}

// side is the navigation of one person, as seen from the page at path.
func side(may func(act.Right) bool, path string) []ui.SideGroup {
	at := nearest(path)
	var out []ui.SideGroup
	for _, g := range Navigation {
		group := ui.SideGroup{Name: g.Name}
		for _, e := range g.Entries {
			inner, near := []ui.SideEntry{}, e.URL == at
			for _, u := range e.Under {
				near = near || u.URL == at
				if u.Right == "" || may(u.Right) {
					inner = append(inner, ui.SideEntry{Text: u.Text, URL: u.URL, Current: u.URL == at})
				}
			}
			switch {
			case e.Right != "" && !may(e.Right):
				group.Entries = append(group.Entries, inner...)
				continue
			case !near:
				inner = nil
			}
			group.Entries = append(group.Entries, ui.SideEntry{Text: e.Text, URL: e.URL, Current: e.URL == at, Inner: inner})
		}
		if len(group.Entries) > 0 {
			out = append(out, group)
		}
	}
	return out
}

// nearest is the address of the entry that a page belongs to: the longest one
// that the path lies under. The front page has no pages under it.
func nearest(path string) string {
	best := ""
	try := func(e NavEntry) {
		if len(e.URL) > len(best) && (path == e.URL || e.URL != "/" && e.URL != "/archive" && e.URL != "/attendance" && strings.HasPrefix(path, e.URL+"/")) {
			best = e.URL
		}
	}
	for _, g := range Navigation {
		for _, e := range g.Entries {
			try(e)
			for _, u := range e.Under {
				try(u)
			}
		}
	}
	return best
}
