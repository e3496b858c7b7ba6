package app

import (
	"lantai.internal/hall/org"
	"lantai.internal/room/archive"
)

// Navigation is the side of every page: words, in the order of the day.
var Navigation = []NavGroup{
	{"档案室", []NavEntry{
		{"档案室", "/archive", archive.Read},
		{"收集", "/archive/intake", archive.Arrange},
		{"档案目录", "/archive/items", archive.Read},
		{"年度整理", "/archive/years", archive.Arrange},
		{"档案盒", "/archive/boxes", archive.Arrange},
		{"打印", "/archive/prints", archive.Arrange},
	}},
	{"管理", []NavEntry{
		{"账号", "/admin/accounts", org.SeeAccounts},
		{"角色", "/admin/roles", org.SeeAccounts},
		{"人员", "/admin/people", org.ManagePeople},
		{"档案室设置", "/archive/settings", archive.Configure},
	}},
}
