package disclosure

import (
	"slices"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
)

// whole is a filing that lacks nothing.
func whole() Filing {
	return Filing{Kind: Information, Channel: Portal, Class: Person, Title: "奖补资金分配办法", Form: "paper", Way: "pickup", AppliedOn: day("2026-03-01"), CameOn: day("2026-03-02"),
		Party: Party{Name: "申请人甲", PaperKind: "其他证件", PaperNumber: "1", Phone: "023-0000 0000"}}
}

// What an application has to state is asked for item by item, each on its clause.
func TestWhatAFilingLacks(t *testing.T) {
	f := whole()
	if lacks := f.Lacks(); len(lacks) != 0 {
		t.Fatalf("%+v", lacks)
	}
	for name, c := range map[string]struct {
		spoil  func(*Filing)
		field  string
		clause law.ID
	}{
		"nothing by which to find it": {func(f *Filing) { f.Title = "" }, "title", law.FoiApplyDesc},
		"no way to reach anybody":     {func(f *Filing) { f.Party.Phone = "" }, "phone", law.FoiApplyWho},
		"a person without a paper":    {func(f *Filing) { f.Party.PaperNumber = "" }, "paper_number", law.FoiApplyId},
		"a body without its code":     {func(f *Filing) { f.Class = Business }, "credit_code", law.FoiApplyOrg},
		"no form":                     {func(f *Filing) { f.Form = "" }, "form", law.FoiApplyMedium},
		"an agent without authority":  {func(f *Filing) { f.Party.Agent = "代理人乙" }, "authority", law.FoiApplyAgent},
	} {
		f := whole()
		c.spoil(&f)
		if lacks := f.Lacks(); len(lacks) != 1 || lacks[0].Field != c.field || lacks[0].Clause != c.clause {
			t.Errorf("%s: %+v", name, lacks)
		}
	}
	f.Party.Agent, f.Papers = "代理人乙", []FiledPaper{{PaperAuthority, flow.Attachment{Name: "授权委托书.pdf"}}}
	if lacks := f.Lacks(); len(lacks) != 0 {
		t.Errorf("with the authority: %+v", lacks)
	}
}

// What is stated wrongly is refused with its field and its clause.
func TestAFilingIsRefusedByItsClause(t *testing.T) {
	today := day("2026-03-02")
	f := whole()
	if err := f.Check(today, true); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spoil  func(*Filing)
		field  string
		clause law.ID
	}{
		"a number whose check fails":   {func(f *Filing) { f.Party.PaperKind, f.Party.PaperNumber = ResidentCard, "110101199001010000" }, "paper_number", law.FoiApplyId},
		"a code whose check fails":     {func(f *Filing) { f.Party.CreditCode = "910000000000000000" }, "credit_code", law.FoiApplyOrg},
		"applied for after it came in": {func(f *Filing) { f.AppliedOn = day("2026-03-03") }, "applied_on", law.FoiApplyDate},
		"it came in tomorrow":          {func(f *Filing) { f.CameOn = day("2026-03-03") }, "came_on", law.FoiReplyReceived},
		"nobody's class":               {func(f *Filing) { f.Class = "nobody" }, "class", law.FoiApplyWho},
		"an unknown form":              {func(f *Filing) { f.Form = "clay" }, "form", law.FoiApplyMedium},
	} {
		f := whole()
		c.spoil(&f)
		e := fault.Of(f.Check(today, false))
		if e == nil || e.Field != c.field || e.Clause != c.clause {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// What was applied for by word of mouth is read back before it is registered.
func TestAnOralApplicationIsReadBack(t *testing.T) {
	oral := Event{On: day("2026-03-02"), Do: Receive, With: Oral}
	if e := fault.Of(readBack(Standing{}, oral, Facts{})); e == nil || e.Field != "read_back" || e.Clause != law.FoiApplyOral {
		t.Errorf("%+v", e)
	}
	if err := readBack(Standing{}, oral, Facts{ReadBack: true}); err != nil {
		t.Error(err)
	}
	if err := readBack(Standing{}, Event{Do: Receive, With: Portal}, Facts{}); err != nil {
		t.Error(err)
	}
}

// Before the first regime no period can be named: the leaders decide, and the
// program does not.
func TestBeforeAnyRegimeNobodyReckons(t *testing.T) {
	b, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	_, err = Reckon(nil, b, Application{ReceivedOn: civil.Must("1999-03-02")}, path(Received), nil, day("2026-03-02"))
	if e := fault.Of(err); e == nil || e.Kind != fault.Rule || e.Clause != law.FoiBasis {
		t.Errorf("%v", err)
	}
	if !slices.Contains(states, Received) {
		t.Error("the history has no state")
	}
}
