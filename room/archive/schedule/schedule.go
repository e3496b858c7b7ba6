// Package schedule is the retention schedule (文书档案保管期限表) as versioned
// data, and the closed matching of papers against it. There is no national table:
// a bureau's own schedule is approved by the archives authority of its level
// (law.archives-regulations.19), so the rows are data and carry the approval.
//
// Matching never guesses. A row either settles a period or says that a person
// must choose; two rows of equal priority that disagree settle nothing.
package schedule

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"gopkg.in/yaml.v3"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/room/archive/code"
)

// Schedule is one version of a retention schedule.
type Schedule struct {
	ID         string     `yaml:"id" json:"id"`
	Version    string     `yaml:"version" json:"version"`
	Title      string     `yaml:"title" json:"title"`
	ApprovedBy string     `yaml:"approved_by" json:"approved_by"`
	ApprovalNo string     `yaml:"approval_no" json:"approval_no"`
	Note       string     `yaml:"note" json:"note"`
	From       civil.Date `yaml:"from" json:"from"` // first day in force
	Clause     law.ID     `yaml:"clause" json:"clause"`
	// Home and Above are the beginnings of names of organs of the bureau's own
	// place (綦江区, 区) and of the place above it (重庆市, 市).
	Home  []string `yaml:"home" json:"home"`
	Above []string `yaml:"above" json:"above"`
	// Business lists words of the matters that the bureau is in charge of.
	Business []string `yaml:"business" json:"business"`
	Rows     []Row    `yaml:"rows" json:"rows"`
	Excluded []Hint   `yaml:"not_archived" json:"not_archived"`
}

// Match is what a title, kind and issuer must show. An empty list asks nothing.
type Match struct {
	Kinds    []string   `yaml:"kinds" json:"kinds,omitempty"`
	Any      []string   `yaml:"any" json:"any,omitempty"`
	All      []string   `yaml:"all" json:"all,omitempty"`
	None     []string   `yaml:"none" json:"none,omitempty"`
	Issuers  []Relation `yaml:"issuers" json:"issuers,omitempty"`
	Business *bool      `yaml:"business" json:"business,omitempty"`
}

// Row is one line of the schedule. Either Period settles the matter, or Choose
// lists the periods among which a person decides, and How says by what.
type Row struct {
	ID     string        `yaml:"id" json:"id"`
	Matter string        `yaml:"matter" json:"matter"`
	Period code.Period   `yaml:"period" json:"period,omitempty"`
	Choose []code.Period `yaml:"choose" json:"choose,omitempty"`
	How    string        `yaml:"how" json:"how,omitempty"`
	// Weigh names the one of Choose that is proposed first where the bureau said, when
	// it dealt with the matter, how much weight it has.
	Weigh    map[Weight]code.Period `yaml:"weigh" json:"weigh,omitempty"`
	Priority int                    `yaml:"priority" json:"priority"`
	Match    `yaml:",inline"`
}

// Weight is how much a matter counted for when it was dealt with; empty if nobody said.
type Weight string

// The weights.
const (
	Important Weight = "important"
	Ordinary  Weight = "ordinary"
)

// Hint says why a paper may not belong into the archives at all (不归档范围).
type Hint struct {
	ID    string `yaml:"id" json:"id"`
	Text  string `yaml:"text" json:"text"`
	Match `yaml:",inline"`
}

// Approved reports whether the schedule carries an approval; the sample does not.
func (s Schedule) Approved() bool { return s.ApprovedBy != "" && s.ApprovalNo != "" }

//go:embed sample.yaml
var sample []byte

var loadSample = sync.OnceValues(func() (Schedule, error) { return Load(bytes.NewReader(sample)) })

// Sample is the built-in schedule of a county commerce bureau. It is a sample:
// it must be approved by the archives authority before it counts. Its lists are
// shared, callers must not change them.
func Sample() Schedule {
	s, err := loadSample()
	if err != nil {
		// The file is part of the program and a test loads it.
		panic("schedule: the built-in sample is broken: " + err.Error())
	}
	return s
}

// Load reads a schedule from YAML (or JSON, which is YAML) and checks it. Unknown
// names are errors.
func Load(r io.Reader) (Schedule, error) {
	d := yaml.NewDecoder(r)
	d.KnownFields(true)
	var s Schedule
	if err := d.Decode(&s); err != nil {
		return Schedule{}, &fault.Error{Kind: fault.Invalid, Op: "schedule.load", Field: "schedule", Err: err,
			Say: "保管期限表的文件读不懂，请对照样表检查格式。"}
	}
	if err := d.Decode(new(Schedule)); !errors.Is(err, io.EOF) {
		return Schedule{}, fault.Field("schedule", "", "一个文件只能写一份保管期限表。")
	}
	if err := s.Check(); err != nil {
		return Schedule{}, err
	}
	return s, nil
}

// Check verifies that the schedule can be used: names filled, row ids unique,
// every row with a condition and with either a period or a choice of several.
func (s Schedule) Check() error {
	bad := func(row, say string) error { return fault.Field("schedule", row, say) }
	if s.ID == "" || s.Version == "" || s.Title == "" {
		return bad("", "保管期限表须写明 id、version 和 title。")
	}
	if s.From.IsZero() {
		return bad("", "保管期限表须写明启用日期 from。")
	}
	if len(s.Rows) == 0 {
		return bad("", "保管期限表没有一行。")
	}
	seen := map[string]bool{}
	for i, r := range s.Rows {
		name := r.ID
		if name == "" {
			return bad(fmt.Sprint(i+1), fmt.Sprintf("保管期限表第%d行没有编号。", i+1))
		}
		switch {
		case seen[name]:
			return bad(name, "保管期限表的编号“"+name+"”重复。")
		case r.Matter == "":
			return bad(name, "“"+name+"”行没有写事项。")
		case r.Priority <= 0:
			return bad(name, "“"+name+"”行的 priority 须是正整数。")
		case (r.Period == "") == (len(r.Choose) == 0):
			return bad(name, "“"+name+"”行须在 period 与 choose 中写一个，且只写一个。")
		case r.Period != "" && !r.Period.Valid():
			return bad(name, "“"+name+"”行的期限“"+string(r.Period)+"”不是 Y 或 D 加年数。")
		case len(r.Choose) == 1 || slices.ContainsFunc(r.Choose, func(p code.Period) bool { return !p.Valid() }):
			return bad(name, "“"+name+"”行的 choose 须列两个以上期限代码。")
		}
		for w, p := range r.Weigh {
			if w != Important && w != Ordinary || !slices.Contains(r.Choose, p) {
				return bad(name, "“"+name+"”行的 weigh 只能写 important、ordinary，期限须在 choose 之内。")
			}
		}
		seen[name] = true
		if err := r.Match.check(name); err != nil {
			return err
		}
	}
	for _, h := range s.Excluded {
		if h.ID == "" || h.Text == "" || seen[h.ID] {
			return bad(h.ID, "不归档范围的“"+h.ID+"”缺编号、缺说明或编号重复。")
		}
		seen[h.ID] = true
		if err := h.Match.check(h.ID); err != nil {
			return err
		}
	}
	return nil
}

func (m Match) check(row string) error {
	if len(m.Kinds)+len(m.Any)+len(m.All)+len(m.Issuers) == 0 && m.Business == nil {
		return fault.Field("schedule", row, "“"+row+"”行没有任何条件，会套住所有文件。")
	}
	for _, list := range [][]string{m.Kinds, m.Any, m.All, m.None} {
		if slices.Contains(list, "") {
			return fault.Field("schedule", row, "“"+row+"”行有空的词。")
		}
	}
	for _, r := range m.Issuers {
		if r.Label() == "" {
			return fault.Field("schedule", row, "“"+row+"”行的责任者关系“"+string(r)+"”不认识。")
		}
	}
	return nil
}

// InForce picks the version in force on a day: the one with the latest From that
// is not after it. ok is false if none is in force yet.
func InForce(versions []Schedule, on civil.Date) (s Schedule, ok bool) {
	for _, v := range versions {
		if !v.From.After(on) && (!ok || v.From.After(s.From)) {
			s, ok = v, true
		}
	}
	return s, ok
}
