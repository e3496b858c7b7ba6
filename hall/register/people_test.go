package register_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/kit/act"
)

// Of namesakes the form offers unit and number, and a name alone is not guessed; who has
// left is not taken for who is here.
func TestNamesakesAreToldApart(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		ctx := context.Background()
		ids, err := tr.Org.Found(ctx, act.Owner(), org.Seed{Units: []org.Unit{{Code: "BGS", Name: "办公室"}, {Code: "CWK", Name: "财务科"}},
			Posts:  []org.Post{{Code: "a", Unit: "BGS", Title: "甲", Rank: org.RankStaff}, {Code: "b", Unit: "CWK", Title: "乙", Rank: org.RankStaff}, {Code: "c", Unit: "CWK", Title: "丙", Rank: org.RankStaff}},
			People: []org.SeedPerson{{Name: "同名者", Unit: "BGS", Posts: []string{"a"}}, {Name: "同名者", Unit: "CWK", Posts: []string{"b"}}, {Name: "独名者", Unit: "CWK", Posts: []string{"c"}}}})
		if err != nil {
			t.Fatal(err)
		}
		day := tr.h.Door.Today().String()
		label := fmt.Sprintf("同名者（财务科，编号%d）", ids[1])
		_, err = tr.h.Add(ctx, tr.Actor("keeper"), "trial.keys", line(day, "仓库", "person", "同名者"))
		wants(t, err, fault.Invalid, "有 2 位同名")
		wants(t, err, fault.Invalid, label)
		l := tr.add("keeper", "trial.keys", line(day, "仓库", "person", label))
		if l.PersonID("person") != ids[1] || l.Value("person") != "同名者" {
			t.Errorf("%v", l.Values)
		}
		if l := tr.add("keeper", "trial.keys", line(day, "车库", "person", "独名者")); l.PersonID("person") != ids[2] {
			t.Errorf("%v", l.Values)
		}
		// The form that amends it names the same person.
		tr.As("keeper").Get(fmt.Sprintf("/register/trial.keys/%d", l.ID)).Want(200).Count(`input[name=person][value="`+label+`"]`, 1).Count(`option[value="`+label+`"]`, 1)
	})
}

// A print that cannot hold all lines says so, and its totals are those of all.
func TestAPrintThatIsCutSaysSo(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		day := tr.h.Door.Today().String()
		for i := range 3 {
			tr.add("keeper", "trial.keys", line(day, fmt.Sprintf("第%d号库房", i+1), "count", "2"))
		}
		v, err := tr.h.View(context.Background(), tr.Actor("keeper"), "trial.keys", register.Query{Limit: 2})
		if err != nil || len(v.Rows) != 2 || !strings.Contains(v.Note, "共 3 条，只列出最近的 2 条") || v.Foot[0] != "合计" || v.Foot[3] != "6" || !strings.Contains(v.Foot[2], "共 3 条") {
			t.Errorf("%+v %v", v, err)
		}
		v, err = tr.h.View(context.Background(), tr.Actor("keeper"), "trial.keys", register.Query{})
		if err != nil || len(v.Rows) != 3 || v.Note != "" || v.Foot[3] != "6" {
			t.Errorf("%+v %v", v, err)
		}
	})
}

// A spreadsheet is looked at as a whole before a row of it is read.
func TestASpreadsheetIsScreened(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		b := xlsx(t, []string{"钥匙", "日期", "状态", "没有的栏目"}, []string{"仓库", "2026-03-02", "在外", "机密★"})
		tr.h.Screen = func(_ context.Context, f io.ReaderAt, size int64, name, field string) error {
			got, err := io.ReadAll(io.NewSectionReader(f, 0, size))
			if err != nil || !bytes.Equal(got, b) || name != "钥匙.xlsx" {
				t.Errorf("%d bytes of %s, %v", len(got), name, err)
			}
			return fault.Field(field, name, "带国家秘密标志，没有接收。")
		}
		_, err := tr.load("keeper", b, true)
		wants(t, err, fault.Invalid, "带国家秘密标志")
		list, err := tr.h.Lines(context.Background(), tr.h.Door.Reader(), "trial.keys", register.Query{})
		if err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
	})
}
