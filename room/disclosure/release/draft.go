package release

import (
	"encoding/json"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/db"
)

// Draft is what somebody writes of an item.
type Draft struct {
	Unit      string // own unit when empty
	Attribute string // Public when empty
	Why       string // ground of another attribute
	Text
	// DueOther and DueGround are another last day set by law (clause
	// pro.deadline.law).
	DueOther  civil.Date
	DueGround string
	Guide     map[string]string // the fields of a guide; an item otherwise
}

func (x *Draft) tidy(k rulebook.Catalogue) {
	for _, s := range []*string{&x.Title, &x.Summary, &x.Document, &x.Theme, &x.Keywords, &x.Genre, &x.Audience, &x.Related, &x.Carrier, &x.Language, &x.Ground, &x.Why, &x.DueGround} {
		*s = db.Trimmed(*s)
	}
	x.Body = db.Trimmed(strings.ReplaceAll(x.Body, "\r\n", "\n"))
	if x.Attribute == "" {
		x.Attribute = Public
	}
	if x.Language == "" {
		x.Language = "中文"
	}
	if c, ok := k.Category(x.Category); ok && x.Column == "" {
		x.Column = c.Column
	}
	if len(x.Guide) == 0 {
		return
	}
	kept := map[string]string{}
	var b []string
	for _, f := range k.Guide {
		if s := db.Trimmed(strings.ReplaceAll(x.Guide[f.Name], "\r\n", "\n")); s != "" {
			kept[f.Name] = s
			b = append(b, f.Label+"\n"+s)
		}
	}
	j, _ := json.Marshal(kept) // a map of strings
	x.Fields, x.Body = string(j), strings.Join(b, "\n\n")
}

func (x Draft) check(s *scene) error {
	k := s.book.Catalogue
	var faults []*fault.Error
	add := func(clause law.ID, field, value, say string) {
		faults = append(faults, of(clause, fault.Field(field, value, say)))
	}
	if x.Title == "" || len([]rune(x.Title)) > mostTitle {
		add(law.Disclosure2019Guide, "title", "", "请填写名称，不超过200字。")
	}
	if s.unitName(x.Unit) == "" {
		add(law.GovProcUnits, "unit", x.Unit, "请选择负责这项信息的科室。")
	}
	switch {
	case x.FormedOn.IsZero():
		add(law.ProDeadline, "formed_on", "", "请填写信息形成的日期，公开期限从这一天起算。")
	case x.FormedOn.After(s.today):
		add(law.ProDeadline, "formed_on", x.FormedOn.String(), "形成日期在今天之后，请核对。")
	}
	c, ok := k.Category(x.Category)
	switch {
	case !ok:
		add(law.GovProcUnits, "category", x.Category, "请选择类目。")
	case c.Scope == rulebook.ScopeClosed && x.Attribute != Closed:
		add(c.Basis[0].Clause, "attribute", x.Attribute, "“"+c.Label+"”不对外公开，公开属性只能是不予公开。")
	case c.Ground && x.Ground == "":
		add(c.Basis[0].Clause, "ground", "", "“"+c.Label+"”要写明法律依据。")
	case c.Scope == rulebook.ScopePublic:
		if _, ok := k.Column(x.Column); !ok {
			add(law.Disclosure2019Kinds, "column", x.Column, "请选择栏目。")
		}
	}
	if _, ok := rulebook.Word(k.Attributes, x.Attribute); !ok {
		add(law.Disclosure2019Openness, "attribute", x.Attribute, "请选择公开属性。")
	}
	if x.Attribute != Public && x.Why == "" {
		add(law.Disclosure2019Openness, "why", "", "以公开为常态。不主动公开的，请写明理由和依据。")
	}
	for _, w := range words(x.Criteria) {
		if _, ok := rulebook.Word(k.Criteria, w); !ok {
			add(law.ProCriteria, "criteria", w, "没有“"+w+"”这项要求，请从列表中选择。")
		}
	}
	if !x.DueOther.IsZero() && x.DueGround == "" {
		add(law.ProDeadlineLaw, "due_ground", "", "另定公开期限的，请写明法律、法规的依据。")
	}
	for _, e := range []*fault.Error{long("summary", "内容概述", x.Summary, 500), long("body", "正文", x.Body, 40000), long("why", "理由", x.Why, 500), long("keywords", "主题词", x.Keywords, 200),
		mark.Refuse("title", x.Title), mark.Refuse("summary", x.Summary), mark.Refuse("body", x.Body)} {
		if e != nil {
			faults = append(faults, e)
		}
	}
	return fault.Join(faults...)
}

// complete refuses a text that is sent for review before it has all that its
// category and the metadata ask for.
func (t Text) complete(k rulebook.Catalogue) error {
	var faults []*fault.Error
	add := func(clause law.ID, field, say string) {
		faults = append(faults, of(clause, fault.Field(field, "", say)))
	}
	if t.Theme == "" {
		add(law.Disclosure2019Guide, "theme", "请填写主题分类，这是必填的元数据。")
	}
	if t.Keywords == "" {
		add(law.Disclosure2019Guide, "keywords", "请填写主题词，这是必填的元数据。")
	}
	c, _ := k.Category(t.Category)
	if c.Scope == rulebook.ScopePublic && t.Criteria == "" {
		add(law.ProCriteria, "criteria", "请勾选符合哪一项主动公开的要求。")
	}
	have := words(t.Elements)
	for _, e := range c.Elements {
		if !slices.Contains(have, e) {
			add(c.Basis[0].Clause, "elements", "“"+c.Label+"”应写全各项要素，还缺“"+e+"”。")
		}
	}
	if t.Fields == "" {
		return fault.Join(faults...)
	}
	var fields map[string]string
	if err := json.Unmarshal([]byte(t.Fields), &fields); err != nil {
		return err
	}
	for _, f := range k.Guide {
		if f.Must && fields[f.Name] == "" {
			add(f.Basis[len(f.Basis)-1].Clause, "guide_"+f.Name, "公开指南应写明"+f.Label+"。")
		}
	}
	return fault.Join(faults...)
}
