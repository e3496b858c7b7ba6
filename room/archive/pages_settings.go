package archive

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/arrange"
	"lantai.internal/room/archive/code"
)

func (r *Room) unitsPage(q *web.Request) (web.Answer, error) { return r.unitsShow(q, nil) }

func (r *Room) unitsShow(q *web.Request, failed error) (web.Answer, error) {
	ctx := q.Context()
	open, err := r.UnmappedUnits(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	known, err := r.UnitSpellings(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	units, err := r.unitOptions(ctx, "请选择")
	if err != nil {
		return web.Answer{}, err
	}
	form := q.FormFor("/archive/units", failed)
	var lines []spellingLine
	for _, s := range open {
		lines = append(lines, spellingLine{Written: s.Name, N: s.N})
	}
	for _, s := range known {
		lines = append(lines, spellingLine{Written: s.Written, Unit: s.Unit})
	}
	head := ui.Head{Crumbs: []ui.Link{room}, Title: "机构名称对应", Meta: []string{"来源里的写法各是哪个机构；定一次，以后收的材料自动对应"}}
	return q.Desk("机构名称对应", unitsBody(head, form, lines, units))
}

// spellingLine is a spelling with what it was decided to be, or with how many
// items wait for that.
type spellingLine struct {
	Written, Unit string
	N             int64
}

type mapInput struct {
	Written string `form:"written" label:"写法" need:"没有说明是哪种写法。" max:"500"`
	Unit    string `form:"unit" label:"机构" need:"请选定机构。" max:"60"`
}

func (r *Room) mapUnitPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[mapInput](q)
	n := 0
	if err == nil {
		n, err = r.MapUnit(org.Context(q), org.Actor(q), in.Written, in.Unit)
	}
	if err != nil {
		return r.unitsShow(q, err)
	}
	units, err := r.unitNames(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/archive/units").Say(ui.OK, "“"+clip(in.Written, 40)+"”已对应为"+named(units, in.Unit)+"，"+count(int64(n))+" 件随之归入。"), nil
}

func (r *Room) settingsPage(q *web.Request) (web.Answer, error) { return r.settings(q, "", nil) }

// settings shows fonds, parameters and schedule; which names the form that failed.
func (r *Room) settings(q *web.Request, which string, failed error) (web.Answer, error) {
	cfg, err := r.Config(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	fonds, values := q.FormFor("/archive/settings/fonds", nil), q.FormFor("/archive/settings/values", nil)
	switch which {
	case "fonds":
		fonds = q.FormFor("/archive/settings/fonds", failed)
	case "values":
		values = q.FormFor("/archive/settings/values", failed)
	}
	fonds.ID, values.ID, fonds.Wide, values.Wide = "fonds", "values", true, true
	fonds.Set("fonds", cfg.Fonds.Code)
	fonds.Set("name", cfg.Fonds.Name)
	fonds.Set("grammar", string(cfg.Fonds.Grammar))
	scheme := cfg.Fonds.Scheme
	if scheme == "" {
		scheme = string(arrange.YearUnitPeriod)
	}
	fonds.Set("scheme", scheme)
	fonds.Set("note", cfg.Fonds.Note)
	for _, s := range Settings {
		values.Set(s.Name, cfg.Text(s.Name))
	}
	return q.Desk("档案室设置", settingsBody(settingsView{Head: ui.Head{Crumbs: []ui.Link{room}, Title: "档案室设置"}, Fonds: fonds, Values: values, Schedule: scheduleTable(r), Title: r.Schedule.Title,
		Approved: r.Schedule.Approved(), By: joinDots(r.Schedule.ApprovedBy, r.Schedule.ApprovalNo), Note: r.Schedule.Note, Facts: joinDots("版本 "+r.Schedule.Version, r.Schedule.From.Chinese()+"起用")}))
}

type settingsView struct {
	Head                   ui.Head
	Fonds, Values          *ui.Form
	Schedule               ui.Table
	Approved               bool
	Title, By, Note, Facts string
}

// bounds is the hint of a parameter.
func (s SettingSpec) bounds() string {
	if s.Text {
		return s.Hint
	}
	return fmt.Sprintf("%d 到 %d，默认 %s。%s", s.Min, s.Max, s.Default, s.Hint)
}

func (s SettingSpec) title() string {
	if s.Unit == "" {
		return s.Label
	}
	return s.Label + "（" + s.Unit + "）"
}

func scheduleTable(r *Room) ui.Table {
	t := ui.Table{Caption: "保管期限表", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "事项和判断办法", Wide: true}, {Label: "期限"}}}
	for _, row := range r.Schedule.Rows {
		period := row.Period.Label()
		if period == "" {
			var s []string
			for _, p := range row.Choose {
				s = append(s, p.Label())
			}
			period = strings.Join(s, "、")
		}
		how := row.How
		if how == "" {
			how = joinDots(words("文种", row.Kinds), words("题名含", row.Any), words("都含", row.All), words("不含", row.None))
		}
		c := ui.Cell{Text: period}
		if row.Period == "" {
			c.Tags = []ui.Tag{{Text: "由人判定", Tone: ui.Warn}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: row.ID}, {Text: row.Matter, Sub: how}, c}})
	}
	return t
}

func words(label string, list []string) string {
	if len(list) == 0 {
		return ""
	}
	return label + strings.Join(list, "、")
}

type fondsInput struct {
	Code    string `form:"fonds" label:"全宗号" max:"10"`
	Name    string `form:"name" label:"全宗名称" need:"请填写全宗名称（立档单位全称）。" max:"100"`
	Grammar string `form:"grammar" label:"档号写法" max:"10"`
	Scheme  string `form:"scheme" label:"分类方案" max:"30"`
	Note    string `form:"note" label:"说明" max:"1000"`
}

func (r *Room) saveFonds(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[fondsInput](q)
	var g code.Grammar
	if err == nil {
		g, err = code.ParseGrammar(in.Grammar)
	}
	if err == nil {
		_, err = r.SetFonds(org.Context(q), org.Actor(q), Fonds{Code: in.Code, Name: in.Name, Grammar: g, Scheme: in.Scheme, Note: in.Note})
	}
	if err != nil {
		return r.settings(q, "fonds", err)
	}
	return web.Redirect("/archive/settings").Say(ui.OK, "已保存全宗。没有关账的年度重新整理后用新的号。"), nil
}

func (r *Room) saveSettings(q *web.Request) (web.Answer, error) {
	v, in := q.Values(), map[string]string{}
	for _, s := range Settings {
		if list, ok := v[s.Name]; ok && len(list) > 0 {
			in[s.Name] = list[0]
		}
	}
	var err error
	if len(in) == 0 {
		err = fault.New(fault.Invalid, "没有收到任何参数，请从本页提交。")
	} else {
		err = r.SetSettings(org.Context(q), org.Actor(q), in)
	}
	if err != nil {
		return r.settings(q, "values", err)
	}
	return web.Redirect("/archive/settings").Say(ui.OK, "已保存参数。"), nil
}

// spellingKey sets the forms of one page apart: a decision about one spelling is
// not a repetition of the decision about another.
func spellingKey(form *ui.Form, s spellingLine) string {
	return form.Key + "-" + strconv.FormatUint(uint64(titleKey(s.Written)), 36)
}
