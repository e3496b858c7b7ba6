package schedule

import (
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/describe"
)

var own = []string{"重庆市綦江区商务局", "綦江区商务局", "区商务局"}

func TestRelation(t *testing.T) {
	s := Sample()
	for issuer, want := range map[string]Relation{
		"":          Unknown,
		"重庆市綦江区商务局": Own,
		"区商务局":      Own,
		"中共重庆市綦江区商务局委员会":      Own,
		"重庆市綦江区商务局办公室":        Own,
		"重庆市綦江区商务局、重庆市綦江区财政局": Joint,
		"中华人民共和国国务院":          Superior,
		"国务院":                 Superior,
		"商务部":                 Superior,
		"财政部、国家税务总局":          Superior,
		"重庆市商务委员会":            Superior,
		"重庆市人民代表大会常务委员会":      Superior,
		"市商委":           Superior,
		"重庆市綦江区人民政府":    Superior,
		"重庆市綦江区人民政府办公室": Superior,
		"中共重庆市綦江区委":     Superior,
		"区政府办公室":        Superior,
		"重庆市綦江区财政局":     Same,
		"区财政局":          Same,
		"重庆市渝北区商务局":     Same,
		"綦江区古南街道办事处":    Same,
		"重庆某某商贸有限公司":    Subordinate,
		"綦江区粮食购销公司":     Subordinate,
		"某某":            Unknown,
	} {
		if got := s.RelationOf(issuer, own); got != want {
			t.Errorf("%s is %q, want %q", issuer, got, want)
		}
	}
}

func TestPropose(t *testing.T) {
	for _, c := range []struct {
		title, issuer, kind string
		want                code.Period // empty: undecided
		row                 string
	}{
		{"局长办公会会议纪要（2012年第3期）", "重庆市綦江区商务局", "纪要", "Y", "B02"},
		{"中共重庆市綦江区商务局党委会会议记录", "重庆市綦江区商务局", "会议记录", "Y", "B02"},
		{"关于召开2012年全区商务工作会议的通知", "重庆市綦江区商务局", "", "Y", "B05"},
		{"在全区商务工作会议上的交流发言", "重庆市綦江区商务局", "发言", "D30", "B03"},
		{"2012年商务工作总结", "区商务局", "总结", "Y", "B14"},
		{"2012年第三季度工作总结", "区商务局", "总结", "D10", "B15"},
		{"商务简报第5期", "区商务局", "简报", "D10", "B13"},
		{"綦江区商务局大事记（2012年）", "区商务局", "", "Y", "B12"},
		{"关于印发《机关考勤管理办法》的通知", "区商务局", "通知", "Y", "B10"},
		{"机关财务管理制度", "区商务局", "制度", "Y", "B09"},
		{"关于同志任免的通知", "区商务局", "通知", "Y", "B20"},
		{"2012年部门决算报告", "区商务局", "报告", "D30", "B26"},
		{"关于政协第12号提案的答复（主办）", "区商务局", "答复", "Y", "B16"},
		{"对政协第12号提案的协办意见", "区商务局", "意见", "D30", "B17"},
		{"关于政协第12号提案的答复", "区商务局", "答复", "", "B19"},
		{"关于申请建设农贸市场的请示", "区商务局", "请示", "", "B28"},
		{"关于申请建设农贸市场的请示（2026-请-0004）", "区商务局", "", "", "B28"},
		{"关于农贸市场停电处置情况的报告（2026-报-0001）", "区商务局", "", "", "B40"},
		{"商贸流通科工作人员休假审批表（2026-假-0005）", "区商务局", "", "D10", "B41"},
		{"办公室主任出差审批表（2026-差-0002）", "区商务局", "", "D10", "B41"},
		{"关于同意建设农贸市场的批复", "重庆市綦江区人民政府", "批复", "", "B28"},
		{"关于加强酒类流通管理的通知", "重庆市商务委员会", "通知", "", "B30"},
		{"关于做好森林防火工作的通知", "重庆市綦江区人民政府", "通知", "D10", "B31"},
		{"黄河水量调度条例", "中华人民共和国国务院", "条例", "D10", "B31"},
		{"2012年工作总结", "綦江区粮食购销公司", "总结", "D10", "B34"},
		{"关于安全事故的专题报告", "綦江区粮食购销公司", "报告", "D30", "B33"},
		{"某事讨论未通过的方案", "区商务局", "方案", "D10", "B01"},
		{"仓库租赁合同", "区商务局", "合同", "", "B24"},
		{"关于某事的通知", "区商务局", "通知", "", "B39"},
		{"关于印发2015年商务工作要点的通知", "重庆市綦江区商务局", "通知", "Y", "B38"},
		{"关于印发2015年第三季度工作安排的通知", "重庆市綦江区商务局", "通知", "", "B39"},
		{"关于某事的通知", "", "通知", "", ""},
		{"", "", "", "", ""},
	} {
		p, ok := Propose(Sample(), Question{c.title, c.issuer, c.kind, own})
		if ok != (c.want != "") || p.Period != c.want || p.RowID != c.row {
			t.Errorf("%s (%s): %v %+v, want %q by %s", c.title, c.issuer, ok, p, c.want, c.row)
		}
		if !strings.HasSuffix(p.Rule, "。") || p.Clause != "archive.retention.classes" {
			t.Errorf("%s: no ground: %+v", c.title, p)
		}
	}
}

// A request or report comes with its weight; the row says what is proposed for it, and
// a person still decides.
func TestWeighed(t *testing.T) {
	p, ok := Propose(Sample(), Question{Title: "关于更换会议室音响的请示（2026-请-0004）", Issuer: own[0], OwnNames: own})
	if ok || p.Weighed(Important) != "Y" || p.Weighed(Ordinary) != "D30" || p.Weighed("") != "" || !strings.Contains(p.Rule, "轻重由人判定") {
		t.Errorf("%v %+v", ok, p)
	}
	if p, _ := Propose(Sample(), Question{Title: "仓库租赁合同", Issuer: own[0], OwnNames: own}); p.Weighed(Important) != "" {
		t.Errorf("a row that does not weigh proposes %s", p.Weighed(Important))
	}
	s := Sample()
	s.Rows = []Row{{ID: "1", Matter: "甲", Choose: []code.Period{"Y", "D30"}, Weigh: map[Weight]code.Period{Ordinary: "D10"}, Priority: 1, Match: Match{Any: []string{"甲"}}}}
	if err := s.Check(); err == nil || !strings.Contains(err.Error(), "weigh") {
		t.Errorf("a period that cannot be chosen is proposed: %v", err)
	}
}

// TestClosed walks every kind, relation and word of the table: the answer is
// always one row's or none, never a period that no matching row carries.
func TestClosed(t *testing.T) {
	s := Sample()
	issuers := []string{"", own[0], own[0] + "、重庆市綦江区财政局", "国务院", "重庆市綦江区财政局", "某某公司"}
	words := []string{""}
	for _, r := range s.Rows {
		words = append(words, r.Any...)
		words = append(words, r.All...)
	}
	reached := map[string]bool{}
	n := 0
	for _, kind := range append([]string{""}, describe.Kinds...) {
		for _, issuer := range issuers {
			for _, a := range words {
				for _, b := range []string{"", "印发", "印发2015年", "会议", "主办", "提案", "建议", "粮食"} {
					p, ok := Propose(s, Question{a + b + "x", issuer, kind, own})
					n++
					if ok && (!p.Period.Valid() || p.RowID == "" || len(p.Choices) > 0) {
						t.Fatalf("%s%s %s %s: %+v", a, b, issuer, kind, p)
					}
					if !ok && p.Period != "" {
						t.Fatalf("undecided with a period: %+v", p)
					}
					reached[p.RowID] = true
				}
			}
		}
	}
	for _, r := range s.Rows {
		if !reached[r.ID] {
			t.Errorf("row %s is never reached", r.ID)
		}
	}
	t.Logf("%d questions", n)
}

func TestEqualPriorityDisagrees(t *testing.T) {
	s := Sample()
	s.Rows = []Row{
		{ID: "1", Matter: "甲", Period: "Y", Priority: 5, Match: Match{Any: []string{"甲"}}},
		{ID: "2", Matter: "乙", Period: "D10", Priority: 5, Match: Match{Any: []string{"乙"}}},
		{ID: "3", Matter: "丙", Period: "D30", Priority: 1, Match: Match{Any: []string{"甲", "乙"}}},
	}
	p, ok := Propose(s, Question{Title: "甲乙"})
	if ok || len(p.Choices) != 2 || !strings.Contains(p.Rule, "甲") || !strings.Contains(p.Rule, "乙") {
		t.Errorf("two periods at one priority settle nothing: %v %+v", ok, p)
	}
	if p, ok := Propose(s, Question{Title: "甲"}); !ok || p.Period != "Y" {
		t.Errorf("%v %+v", ok, p)
	}
}

func TestNotArchived(t *testing.T) {
	hints := NotArchived(Sample(), Question{"关于某某等同志任免的通知", "重庆市綦江区人民政府", "通知", own})
	var ids []string
	for _, h := range hints {
		ids = append(ids, h.ID)
	}
	if strings.Join(ids, " ") != "N01 N02" {
		t.Errorf("hints %v", ids)
	}
	if h := NotArchived(Sample(), Question{"2012年工作总结", "区商务局", "", own}); len(h) != 0 {
		t.Errorf("hints for the bureau's own summary: %v", h)
	}
}

func TestLoadRefuses(t *testing.T) {
	head := "id: a\nversion: 1\ntitle: t\nfrom: 2013-01-01\nclause: c\n"
	for name, y := range map[string]string{
		"broken":      "id: [",
		"unknown":     head + "rows: [{id: r, matter: m, period: Y, priority: 1, any: [x], wrong: 1}]",
		"no rows":     head,
		"no period":   head + "rows: [{id: r, matter: m, priority: 1, any: [x]}]",
		"both":        head + "rows: [{id: r, matter: m, period: Y, choose: [Y, D30], priority: 1, any: [x]}]",
		"bad period":  head + "rows: [{id: r, matter: m, period: X, priority: 1, any: [x]}]",
		"one choice":  head + "rows: [{id: r, matter: m, choose: [Y], priority: 1, any: [x]}]",
		"everything":  head + "rows: [{id: r, matter: m, period: Y, priority: 1}]",
		"twice":       head + "rows: [{id: r, matter: m, period: Y, priority: 1, any: [x]}, {id: r, matter: m, period: Y, priority: 1, any: [y]}]",
		"relation":    head + "rows: [{id: r, matter: m, period: Y, priority: 1, issuers: [uncle]}]",
		"empty word":  head + "rows: [{id: r, matter: m, period: Y, priority: 1, any: ['']}]",
		"no priority": head + "rows: [{id: r, matter: m, period: Y, any: [x]}]",
		"two":         head + "rows: [{id: r, matter: m, period: Y, priority: 1, any: [x]}]\n---\nid: b\n",
		"date":        strings.Replace(head, "2013-01-01", "2013-02-30", 1) + "rows: [{id: r, matter: m, period: Y, priority: 1, any: [x]}]",
	} {
		if _, err := Load(strings.NewReader(y)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestInForce(t *testing.T) {
	a, b := Sample(), Sample()
	b.Version, b.From = "2", civil.Must("2020-01-01")
	for on, want := range map[string]string{"2013-01-01": a.Version, "2019-12-31": a.Version, "2020-01-01": "2"} {
		if s, ok := InForce([]Schedule{b, a}, civil.Must(on)); !ok || s.Version != want {
			t.Errorf("%s: %s", on, s.Version)
		}
	}
	if _, ok := InForce([]Schedule{a, b}, civil.Must("2012-12-31")); ok {
		t.Error("nothing is in force before the first")
	}
	if Sample().Approved() || !strings.Contains(Sample().Note, "样表") {
		t.Error("the sample must say that it is one")
	}
}
