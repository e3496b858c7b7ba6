package org

import (
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"

	"lantai.internal/kit/web/ui"
)

func (v own) name() string {
	if v.person.Name != "" {
		return v.person.Name
	}
	return v.account.Name
}

func (v own) sessionTable() ui.Table {
	t := ui.Table{Caption: "登录中的地方", Columns: []ui.Column{{Label: "登录时间", Code: true}, {Label: "最近使用", Code: true}, {Label: "地址", Code: true}, {Label: "浏览器", Wide: true, Minor: true}, {Label: "办理"}}}
	for _, s := range v.sessions {
		row := ui.Row{Cells: []ui.Cell{{Text: ui.Stamp(s.Made)}, {Text: ui.Stamp(s.Seen)}, {Text: s.Address}, {Text: browser(s.Agent)}, {}}}
		if s.Hash == v.here {
			row.Cells[4].Tags = []ui.Tag{{Text: "就是这里", Tone: ui.Info}}
		} else {
			row.Cells[4].Body = rowForm("/account/sessions/close", v.form.Key, "session", hex.EncodeToString(s.Hash[:]), "结束", "结束 "+ui.Stamp(s.Made)+" 的登录")
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// browser names the program of a User-Agent line; the line itself where it is
// none of the common ones.
func browser(agent string) string {
	for _, b := range []struct{ mark, name string }{
		{"Edg/", "Edge"}, {"QIHU", "360"}, {"Qaxbrowser", "奇安信"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	} {
		if _, rest, ok := strings.Cut(agent, b.mark); ok {
			major, _, _ := strings.Cut(strings.TrimLeft(rest, "/ "), ".")
			if _, err := strconv.Atoi(major); err == nil {
				return b.name + " " + major
			}
			return b.name
		}
	}
	return agent
}

func officeTable(list []Office) ui.Table {
	t := ui.Table{Caption: "任职", Columns: []ui.Column{{Label: "岗位", Wide: true}, {Label: "自", Code: true}, {Label: "至", Code: true}}}
	for _, o := range list {
		until := o.Until.String()
		if until == "" {
			until = "现任"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: o.Title}, {Text: o.Since.String()}, {Text: until}}})
	}
	return t
}

func lookValues(l ui.Look, key string) *ui.Form {
	or := func(s, otherwise string) string {
		if s == "" {
			return otherwise
		}
		return s
	}
	return &ui.Form{ID: "look", Action: "/look", Key: key, Values: url.Values{"back": {"/account"},
		"theme": {or(l.Theme, "system")}, "density": {or(l.Density, "default")}, "mode": {or(l.Mode, "default")}}}
}

// fours cuts a secret into fours, for typing it by hand.
func fours(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
