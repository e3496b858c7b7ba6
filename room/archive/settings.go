package archive

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/arrange"
	"lantai.internal/room/archive/code"
)

// Fonds is all archives of the bureau (clause archive.fonds).
type Fonds struct {
	ID      int64        `db:"id"`
	Code    string       `db:"code"` // one capital, three digits; empty until the district archives give it
	Name    string       `db:"name"`
	Grammar code.Grammar `db:"grammar"`
	Scheme  string       `db:"scheme"`
	Note    string       `db:"note"`
}

// Setting is one parameter of the room.
type Setting struct {
	ID    int64  `db:"id"`
	Name  string `db:"name"`
	Value string `db:"value"`
}

// SettingSpec describes a parameter: its Chinese name, unit, bounds and default.
type SettingSpec struct {
	Name, Label, Unit, Default, Hint string
	Min, Max                         int
	Text                             bool // free text instead of a whole number
}

// Settings lists the parameters of the room with their defaults. Thickness and
// depth are whole micrometres or millimetres; loan terms are calendar days.
var Settings = []SettingSpec{
	{Name: "sheet_thickness", Label: "单张纸厚度", Unit: "微米", Default: "100", Min: 40, Max: 1000, Hint: "普通复印纸约 100 微米。"},
	{Name: "double_sided", Label: "双面打印", Unit: "0 否 1 是", Default: "0", Min: 0, Max: 1, Hint: "为 1 时两页算一张纸。"},
	{Name: "item_extra", Label: "每件装订厚度", Unit: "微米", Default: "0", Min: 0, Max: 5000, Hint: "每件的订书钉、封套等占用的厚度。"},
	{Name: "depth_20", Label: "20 毫米盒可用厚度", Unit: "毫米", Default: "16", Min: 5, Max: 20},
	{Name: "depth_30", Label: "30 毫米盒可用厚度", Unit: "毫米", Default: "26", Min: 5, Max: 30},
	{Name: "depth_40", Label: "40 毫米盒可用厚度", Unit: "毫米", Default: "36", Min: 5, Max: 40},
	{Name: "depth_50", Label: "50 毫米盒可用厚度", Unit: "毫米", Default: "46", Min: 5, Max: 50},
	{Name: "join_replies", Label: "请示与批复合为一件", Unit: "0 否 1 是", Default: "0", Min: 0, Max: 1, Hint: "为 0 时各自成件并互相参见。"},
	{Name: "loan_days", Label: "借阅期限", Unit: "天", Default: "15", Min: 1, Max: 180, Hint: "规章未写借期，此为参数，须经本局确认。"},
	{Name: "filing_due", Label: "移交提示日", Unit: "月-日", Default: "03-31", Text: true, Hint: "次年此日以后仍未移交的列入欠交；规章未写，仅作提示。"},
	{Name: "local_rule", Label: "地方整理依据文号", Default: "", Text: true, Hint: "如：綦档发〔2012〕5号。原文年份被掩，须由本局填写。"},
}

// Config is the room's parameters as they stand.
type Config struct {
	Fonds  Fonds
	values map[string]string
}

// Int is a parameter as a whole number.
func (c Config) Int(name string) int {
	n, err := strconv.Atoi(c.Text(name))
	if err != nil {
		return 0
	}
	return n
}

// Text is a parameter as text.
func (c Config) Text(name string) string {
	if v, ok := c.values[name]; ok {
		return v
	}
	for _, s := range Settings {
		if s.Name == name {
			return s.Default
		}
	}
	return ""
}

func (c Config) pack(plan arrange.Plan) arrange.PackSettings {
	const mm = arrange.Millimetre
	s := arrange.PackSettings{Plan: plan, SheetThickness: c.Int("sheet_thickness"), DoubleSided: c.Int("double_sided") == 1, ItemExtra: c.Int("item_extra")}
	for _, w := range []int{20, 30, 40, 50} {
		s.Spines = append(s.Spines, arrange.Spine{Width: w * mm, Depth: c.Int(fmt.Sprintf("depth_%d", w)) * mm})
	}
	return s
}

// Config reads the parameters.
func (r *Room) Config(ctx context.Context) (Config, error) { return config(ctx, r.Door.Reader()) }

func config(ctx context.Context, rd db.Reader) (Config, error) {
	c := Config{values: map[string]string{}}
	var err error
	if c.Fonds, _, err = db.Maybe[Fonds](ctx, rd, q.SQL("fonds")); err != nil {
		return c, err
	}
	if c.Fonds.Grammar == "" {
		c.Fonds.Grammar = code.DAT22
	}
	all, err := db.All[Setting](ctx, rd, q.SQL("settings"))
	for _, s := range all {
		c.values[s.Name] = s.Value
	}
	return c, err
}

var setFonds = act.Define(act.Spec[Fonds, Fonds]{
	Name: "archive.fonds.set", Label: "设定全宗", Right: Configure, Basis: []law.ID{law.ArchiveFonds},
	Do: func(tx *act.Tx, f Fonds) (Fonds, act.Entry, error) {
		f.Code, f.Name = strings.ToUpper(strings.TrimSpace(f.Code)), db.Trimmed(f.Name)
		if f.Code != "" {
			if _, err := code.Format(code.DAT22, code.Parts{Fonds: f.Code, Category: "WS", Year: 2012, Period: code.Permanent, Item: 1}); err != nil {
				return f, act.Entry{}, fault.Field("fonds", f.Code, "全宗号应为一个大写字母加三位数字，如 X043；请按区档案馆给定的填写。")
			}
		}
		if f.Name == "" {
			return f, act.Entry{}, fault.Field("name", "", "请填写全宗名称（立档单位全称）。")
		}
		g, err := code.ParseGrammar(string(f.Grammar))
		if err != nil {
			return f, act.Entry{}, err
		}
		f.Grammar = g
		if f.Scheme == "" {
			f.Scheme = string(arrange.YearUnitPeriod)
		}
		if err := (arrange.Plan{Scheme: arrange.Scheme(f.Scheme)}).Check(); err != nil {
			return f, act.Entry{}, err
		}
		old, ok, err := db.Maybe[Fonds](tx.Ctx, tx, q.SQL("fonds"))
		if err != nil {
			return f, act.Entry{}, err
		}
		if ok {
			f.ID = old.ID
			_, err = db.Exec(tx.Ctx, tx, q.SQL("fonds_update"), f.ID, f.Code, f.Name, string(f.Grammar), f.Scheme, f.Note)
		} else {
			if f.ID, err = tx.Next("archive_fonds"); err != nil {
				return f, act.Entry{}, err
			}
			_, err = db.Exec(tx.Ctx, tx, q.SQL("fonds_insert"), f.ID, f.Code, f.Name, string(f.Grammar), f.Scheme, f.Note)
		}
		tx.Touch("archive_fonds", f.ID)
		return f, act.Entry{Subject: act.Subject("archive_fonds", f.ID), Summary: "设定全宗：" + f.Code + " " + f.Name, Detail: f}, err
	}})

// SetFonds sets the code, name and rules of the fonds. Codes already frozen stay.
func (r *Room) SetFonds(ctx context.Context, who act.Actor, f Fonds) (Fonds, error) {
	return setFonds.Run(ctx, r.Door, who, f)
}

var setSettings = act.Define(act.Spec[map[string]string, int]{
	Name: "archive.setting.set", Label: "修改档案室设置", Right: Configure,
	Do: func(tx *act.Tx, in map[string]string) (int, act.Entry, error) {
		all, err := db.All[Setting](tx.Ctx, tx, q.SQL("settings"))
		if err != nil {
			return 0, act.Entry{}, err
		}
		changed := map[string]string{}
		var errs []*fault.Error
		for _, s := range Settings {
			v, ok := in[s.Name]
			if !ok {
				continue
			}
			v = db.Trimmed(v)
			if !s.Text {
				n, err := strconv.Atoi(v)
				if err != nil || n < s.Min || n > s.Max {
					errs = append(errs, fault.Field(s.Name, v, fmt.Sprintf("%s应为 %d 到 %d 之间的整数（%s）。", s.Label, s.Min, s.Max, s.Unit)))
					continue
				}
			}
			i := slices.IndexFunc(all, func(x Setting) bool { return x.Name == s.Name })
			switch {
			case i >= 0 && all[i].Value == v:
				continue
			case i >= 0:
				_, err = db.Exec(tx.Ctx, tx, q.SQL("setting_update"), all[i].ID, v)
				tx.Touch("archive_setting", all[i].ID)
			default:
				var id int64
				if id, err = tx.Next("archive_setting"); err == nil {
					_, err = db.Exec(tx.Ctx, tx, q.SQL("setting_insert"), id, s.Name, v)
					tx.Touch("archive_setting", id)
				}
			}
			if err != nil {
				return 0, act.Entry{}, err
			}
			changed[s.Name] = v
		}
		if err := fault.Join(errs...); err != nil {
			return 0, act.Entry{}, err
		}
		return len(changed), act.Entry{Subject: "archive_setting", Summary: fmt.Sprintf("修改档案室参数 %d 项", len(changed)), Detail: changed}, nil
	}})

// SetSettings changes parameters; unknown names are ignored, values out of bounds
// refused by name.
func (r *Room) SetSettings(ctx context.Context, who act.Actor, in map[string]string) error {
	_, err := setSettings.Run(ctx, r.Door, who, in)
	return err
}

// unitsByAnyName maps code, name and mapped spellings (upper case) to codes.
func (r *Room) unitsByAnyName(ctx context.Context, rd db.Reader) (map[string]string, error) {
	units, err := r.Bureau.Units(ctx)
	if err != nil {
		return nil, err
	}
	m := map[string]string{}
	type mapping struct {
		ID      int64  `db:"id"`
		Written string `db:"written"`
		Unit    string `db:"unit"`
	}
	mapped, err := db.All[mapping](ctx, rd, q.SQL("unit_map"))
	if err != nil {
		return nil, err
	}
	for _, x := range mapped {
		m[strings.ToUpper(x.Written)] = x.Unit
	}
	for _, u := range units {
		m[strings.ToUpper(u.Code)] = u.Code
		m[strings.ToUpper(u.Name)] = u.Code
	}
	return m, nil
}

// unit finds a unit by code or name; unknown ones are an Invalid fault.
func (r *Room) unit(ctx context.Context, s string) (Unit, error) {
	units, err := r.Bureau.Units(ctx)
	if err != nil {
		return Unit{}, err
	}
	for _, u := range units {
		if strings.EqualFold(u.Code, strings.TrimSpace(s)) || u.Name == strings.TrimSpace(s) {
			return u, nil
		}
	}
	return Unit{}, fault.Field("unit", s, "本单位没有“"+s+"”这个机构，请填写机构代码（如 BGS）或全称。")
}

func (r *Room) plan(ctx context.Context, f Fonds) (arrange.Plan, error) {
	units, err := r.Bureau.Units(ctx)
	p := arrange.Plan{Scheme: arrange.Scheme(f.Scheme)}
	for _, u := range units {
		p.Units = append(p.Units, arrange.Unit{Code: u.Code, Name: u.Name})
	}
	return p, err
}
