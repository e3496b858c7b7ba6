package app

import (
	"lantai.internal/hall/audit"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/appraisal"
	"lantai.internal/room/archive/custody"
	"lantai.internal/room/archive/lending"
	"lantai.internal/room/report"
)

// Navigation is the side of every page: words, in the order of the day.
var Navigation = []NavGroup{
	{"办公", []NavEntry{
		{"审批", "/flow", flow.Use},
		{"请示报告", "/reports", report.Use},
		{"督办清单", "/reports/duties", report.Use},
		{"请示登记簿", "/reports/register", report.Use},
	}},
	{"档案室", []NavEntry{
		{"今日", "/archive", archive.Read},
		{"收集", "/archive/intake", archive.Arrange},
		{"档案目录", "/archive/items", archive.Read},
		{"年度整理", "/archive/years", archive.Arrange},
		{"档案盒", "/archive/boxes", archive.Arrange},
		{"打印", "/archive/prints", archive.Arrange},
	}},
	{"利用", []NavEntry{
		{"我的借阅", "/archive/my/loans", lending.Use},
		{"待我同意", "/archive/loans/waiting", lending.Consent},
		{"借阅管理", "/archive/loans", lending.SeeUse},
		{"利用登记簿", "/archive/use", lending.SeeUse},
	}},
	{"鉴定", []NavEntry{
		{"到期鉴定", "/archive/appraisals", appraisal.See},
		{"冻结", "/archive/holds", appraisal.See},
		{"开放审核", "/archive/opening", appraisal.See},
	}},
	{"库房", []NavEntry{
		{"架位", "/archive/locations", custody.See},
		{"清点", "/archive/stocktakes", custody.See},
		{"保管检查", "/archive/inspections", custody.See},
		{"温湿度", "/archive/climate", custody.See},
		{"照片著录", "/archive/photos", custody.Photo},
	}},
	{"管理", []NavEntry{
		{"账号", "/admin/accounts", org.SeeAccounts},
		{"角色", "/admin/roles", org.SeeAccounts},
		{"人员", "/admin/people", org.ManagePeople},
		{"岗位与AB岗", "/posts", org.Anyone},
		{"台账", "/audit", audit.Read},
		{"工作日历", "/calendar", calendar.Enter},
		{"档案室设置", "/archive/settings", archive.Configure},
		{"规章", "/rules", org.Anyone},
		{"手册", "/handbook", ""},
	}},
}
