package release

import (
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
)

// What can be seen from a request alone is refused on its clause: the mark that is
// missing, a secret, what another agency led.
func TestARequestIsRefusedByItsClause(t *testing.T) {
	sound := Request{Purpose: ForOther, Title: "奖补资金分配办法", Origin: Made, Secret: "no", Files: []File{{}}}
	for name, c := range map[string]struct {
		spoil  func(*Request)
		clause law.ID
	}{
		"not marked":        {func(x *Request) { x.Secret = "" }, law.SecMark},
		"a secret":          {func(x *Request) { x.Secret = "yes" }, law.SecNo1},
		"another one's led": {func(x *Request) { x.Joint, x.Lead, x.Partners = true, "另一机关", "另一机关" }, law.SecJoint},
	} {
		x := sound
		c.spoil(&x)
		if e := fault.Of(x.check()); e == nil || e.Clause != c.clause {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// A draft is refused field by field, each on its clause.
func TestADraftIsRefusedByItsClause(t *testing.T) {
	b, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	today := civil.Must("2026-03-09")
	s := &scene{today: today, book: b, units: []org.Unit{{Code: "LTK", Name: "流通科"}}}
	var category rulebook.PublicCategory
	for _, c := range b.Catalogue.Categories {
		if c.Scope == rulebook.ScopePublic && !c.Ground {
			category = c
			break
		}
	}
	sound := Draft{Unit: "LTK", Attribute: Public, Text: Text{FormedOn: today, Title: "办法", Category: category.Code, Column: category.Column}}
	if err := sound.check(s); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spoil  func(*Draft)
		field  string
		clause law.ID
	}{
		"a requirement that the book does not have": {func(x *Draft) { x.Criteria = "没有的要求" }, "criteria", law.ProCriteria},
		"another last day without a ground":         {func(x *Draft) { x.DueOther = today }, "due_ground", law.ProDeadlineLaw},
		"not public, without a reason":              {func(x *Draft) { x.Attribute = Closed }, "why", law.Disclosure2019Openness},
		"no such attribute":                         {func(x *Draft) { x.Attribute, x.Why = "secretly", "理由" }, "attribute", law.Disclosure2019Openness},
	} {
		x := sound
		c.spoil(&x)
		if e := fault.Of(x.check(s)); e == nil || e.Field != c.field || e.Clause != c.clause {
			t.Errorf("%s: %+v", name, e)
		}
	}
}
