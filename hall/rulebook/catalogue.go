package rulebook

import (
	"slices"
	"strings"
)

// Catalogue is what a book knows of publishing on its own motion (主动公开) and of
// the review before release: categories, columns, metadata, channels, opinions.
// A book without the file catalogue.yaml has none of it.
type Catalogue struct {
	Index IndexNumber `yaml:"index"`
	// WarnAfter is the working day of the period after which the radar warns.
	WarnAfter int `yaml:"warn_after"`
	// ReexamineYears is how long what is withheld rests before it is assessed again.
	ReexamineYears int              `yaml:"reexamine_years"`
	Basis          []Basis          `yaml:"basis"`
	Elements       []MetaElement    `yaml:"elements"`
	Attributes     []ReleaseWord    `yaml:"attributes"`
	Categories     []PublicCategory `yaml:"categories"`
	Columns        []PublicColumn   `yaml:"columns"`
	Channels       []ReleaseWord    `yaml:"channels"`
	Criteria       []ReleaseWord    `yaml:"criteria"`
	Opinions       []ReleaseWord    `yaml:"opinions"`
	Checklist      []ReleaseWord    `yaml:"checklist"`
	Guide          []GuideField     `yaml:"guide"`
}

// IndexNumber is how the index number of an item is written.
type IndexNumber struct {
	Pattern string      `yaml:"pattern"` // {code}, {year}, {serial}
	Digits  int         `yaml:"serial_digits"`
	Forms   []IndexForm `yaml:"forms"`
	Basis   []Basis     `yaml:"basis"`
}

// IndexForm is one kind of code that stands at the front of an index number.
type IndexForm struct {
	Name   string `yaml:"name"` // organisation, credit
	Label  string `yaml:"label"`
	Length int    `yaml:"length"` // characters
}

// MetaElement is one element of the core metadata.
type MetaElement struct {
	Name  string `yaml:"name"`
	Label string `yaml:"label"`
	Need  string `yaml:"need"` // mandatory, conditional, optional
}

// ReleaseWord is one word of a closed list.
type ReleaseWord struct {
	Name  string `yaml:"name"`
	Label string `yaml:"label"`
	// Bars, of a point of the checklist: where it is found, nothing is released.
	Bars  bool    `yaml:"bars"`
	Basis []Basis `yaml:"basis"`
}

// The scopes of a category.
const (
	ScopePublic   = "public"
	ScopeInternal = "internal" // for staff
	ScopeClosed   = "closed"
)

// PublicCategory is a kind of information of the local text.
type PublicCategory struct {
	Code   string   `yaml:"code"`
	Label  string   `yaml:"label"`
	Scope  string   `yaml:"scope"`
	Owners []string `yaml:"owners"` // units; none for every unit
	Column string   `yaml:"column"` // where it is published
	// Elements are what an item of it has to hold.
	Elements  []string `yaml:"elements"`
	Yearly    bool     `yaml:"yearly"`
	MayBeNone bool     `yaml:"may_be_none"` // the bureau may have nothing of it
	Ground    bool     `yaml:"ground"`      // an item names its own legal ground
	Basis     []Basis  `yaml:"basis"`
}

// PublicColumn is a column of the public pages.
type PublicColumn struct {
	Code      string  `yaml:"code"`
	Label     string  `yaml:"label"`
	StaleDays int     `yaml:"stale_days"` // calendar days without anything new; 0: never stale
	MayBeNone bool    `yaml:"may_be_none"`
	Basis     []Basis `yaml:"basis"`
}

// GuideField is a part of the guide to disclosure.
type GuideField struct {
	Name  string  `yaml:"name"`
	Label string  `yaml:"label"`
	Must  bool    `yaml:"must"`
	Long  bool    `yaml:"long"`
	Basis []Basis `yaml:"basis"`
}

// Word finds a word of a list by its name.
func Word(list []ReleaseWord, name string) (ReleaseWord, bool) {
	i := slices.IndexFunc(list, func(w ReleaseWord) bool { return w.Name == name })
	if i < 0 {
		return ReleaseWord{}, false
	}
	return list[i], true
}

// Category finds a category by its code.
func (c Catalogue) Category(code string) (PublicCategory, bool) {
	i := slices.IndexFunc(c.Categories, func(x PublicCategory) bool { return x.Code == code })
	if i < 0 {
		return PublicCategory{}, false
	}
	return c.Categories[i], true
}

// Column finds a column by its code.
func (c Catalogue) Column(code string) (PublicColumn, bool) {
	i := slices.IndexFunc(c.Columns, func(x PublicColumn) bool { return x.Code == code })
	if i < 0 {
		return PublicColumn{}, false
	}
	return c.Columns[i], true
}

// grounds are all grounds of the catalogue.
func (c Catalogue) grounds() []Basis {
	out := slices.Concat(c.Basis, c.Index.Basis)
	for _, x := range c.Categories {
		out = append(out, x.Basis...)
	}
	for _, x := range c.Columns {
		out = append(out, x.Basis...)
	}
	for _, list := range [][]ReleaseWord{c.Attributes, c.Channels, c.Criteria, c.Opinions, c.Checklist} {
		for _, x := range list {
			out = append(out, x.Basis...)
		}
	}
	for _, x := range c.Guide {
		out = append(out, x.Basis...)
	}
	return out
}

// catalogue examines catalogue.yaml.
func (c *checker) catalogue() {
	k := c.b.Catalogue
	const file = "catalogue.yaml"
	if len(k.Categories) == 0 && len(k.Columns) == 0 && len(k.Elements) == 0 {
		return
	}
	if k.WarnAfter < 1 || k.ReexamineYears < 1 {
		c.add("form", file, "", "没有写预警的工作日或重新评估的年数")
	}
	p := k.Index.Pattern
	if strings.Count(p, "{code}") != 1 || strings.Count(p, "{year}") != 1 || strings.Count(p, "{serial}") != 1 || k.Index.Digits < 4 || len(k.Index.Forms) == 0 {
		c.add("form", file+" index", "", "索引号应写明 {code}、{year}、{serial} 各一处，流水号不少于4位，并至少有一种代码")
	}
	if len(k.Elements) != 14 {
		c.add("form", file+" elements", "", "核心元数据应为14项，写了 %d 项", len(k.Elements))
	}
	seen := map[string]bool{}
	for _, e := range k.Elements {
		c.word(file+" elements "+e.Name, e.Need, []string{"mandatory", "conditional", "optional"}, map[string]bool{})
		if seen[e.Name] || e.Label == "" {
			c.add("form", file+" elements "+e.Name, "", "名称重复，或没有写中文名")
		}
		seen[e.Name] = true
	}
	seen = map[string]bool{}
	for _, x := range k.Columns {
		if x.Code == "" || x.Label == "" || x.StaleDays < 0 || seen[x.Code] {
			c.add("form", file+" columns "+x.Code, "", "栏目的代码、名称或更新天数不合格式")
		}
		seen[x.Code] = true
		c.rest(file+" columns "+x.Code, x.Basis)
	}
	columns := seen
	seen = map[string]bool{}
	for _, x := range k.Categories {
		at := file + " categories " + x.Code
		if x.Code == "" || x.Label == "" || seen[x.Code] || !slices.Contains([]string{ScopePublic, ScopeInternal, ScopeClosed}, x.Scope) {
			c.add("form", at, "", "类目的代码、名称或范围不合格式")
		}
		seen[x.Code] = true
		if (x.Scope == ScopePublic) != (x.Column != "") || x.Column != "" && !columns[x.Column] {
			c.add("citation", at, "", "主动公开的类目应写明列出的栏目，其他类目不写")
		}
		for _, u := range x.Owners {
			if !slices.ContainsFunc(c.b.Units, func(y Unit) bool { return y.Code == u }) {
				c.add("citation", at, "", "没有科室“%s”", u)
			}
		}
		c.rest(at, x.Basis)
	}
	for name, list := range map[string][]ReleaseWord{"attributes": k.Attributes, "channels": k.Channels, "criteria": k.Criteria, "opinions": k.Opinions, "checklist": k.Checklist} {
		words := map[string]bool{}
		for _, x := range list {
			if x.Name == "" || x.Label == "" || words[x.Name] {
				c.add("form", file+" "+name+" "+x.Name, "", "取值没有名称，或写了两次")
			}
			words[x.Name] = true
			if name != "attributes" {
				c.rest(file+" "+name+" "+x.Name, x.Basis)
			}
		}
	}
	words := map[string]bool{}
	for _, x := range k.Guide {
		if x.Name == "" || x.Label == "" || words[x.Name] {
			c.add("form", file+" guide "+x.Name, "", "公开指南的一项没有名称，或写了两次")
		}
		words[x.Name] = true
		c.rest(file+" guide "+x.Name, x.Basis)
	}
}
