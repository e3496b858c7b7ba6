package register_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/webtest"
)

func xlsx(t *testing.T, rows ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	var columns []sheet.Column
	for _, h := range rows[0] {
		columns = append(columns, sheet.Column{Title: h})
	}
	w, err := sheet.NewXLSXWriter(&b, "表", columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (tr *trial) load(login string, b []byte, partial bool) (register.Imported, error) {
	return tr.h.Import(context.Background(), tr.Actor(login), "trial.keys", bytes.NewReader(b), int64(len(b)), "钥匙.xlsx", partial)
}

// Every wrong row is told; whether the right ones are entered is the keeper's choice.
func TestASpreadsheetWithWrongRows(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		ctx := context.Background()
		bad := xlsx(t, []string{"钥匙", "日期", "状态", "押金", "没有的栏目"},
			[]string{"仓库", "2026-03-02", "在外", "12.5", "x"},
			[]string{"", "三月", "丢了", "1.234", ""},
			[]string{"车库", "46083", "back", "", ""},
			[]string{"仓库", "2026-03-02", "在外", "12.50", ""})
		got, err := tr.load("keeper", bad, false)
		if err != nil || got.Added != 0 || got.Bad != 1 || len(got.Problems) != 4 || got.Problems[0].Row != 3 {
			t.Fatalf("%+v, %v", got, err)
		}
		said := map[string]string{}
		for _, p := range got.Problems {
			said[p.Field] = p.Value + " " + p.Say
		}
		if !strings.Contains(said["领用日期"], "三月") || !strings.Contains(said["状态"], "只能是：在外、已还") || !strings.Contains(said["押金"], "最多两位小数") || !strings.Contains(said["钥匙"], "请填写") {
			t.Errorf("%v", said)
		}
		if list, err := tr.h.Lines(ctx, tr.h.Door.Reader(), "trial.keys", register.Query{}); len(list) != 0 || err != nil {
			t.Fatalf("something was entered: %v, %v", list, err)
		}
		got, err = tr.load("keeper", bad, true)
		if err != nil || got.Added != 2 || got.Bad != 1 || got.Same != 1 || len(got.Unmatched) != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		list, err := tr.h.Lines(ctx, tr.h.Door.Reader(), "trial.keys", register.Query{})
		if err != nil || len(list) != 2 || list[0].Value("day") != "2026-03-02" || list[0].Value("state") != "back" {
			t.Fatalf("%+v, %v", list, err)
		}
		// The same again adds nothing.
		if got, err = tr.load("keeper", bad, true); err != nil || got.Added != 0 || got.Same != 3 {
			t.Errorf("%+v, %v", got, err)
		}
		_, err = tr.load("keeper", xlsx(t, []string{"名称", "数目"}, []string{"仓库", "2"}), false)
		wants(t, err, fault.Invalid, "请核对表头")
		_, err = tr.load("reader", bad, true)
		wants(t, err, fault.Forbidden, "没有登记钥匙登记簿的权限")

		k := tr.As("keeper")
		k.Get("/register/trial.keys/import").Want(200).Count("input[type=radio]", 2)
		tr.As("reader").Get("/register/trial.keys/import").Want(403)
	})
}

// What is due waits for the keepers until it is done.
func TestDueLinesWaitForTheirKeepers(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		ctx := context.Background()
		n := &notify.Notify{Door: tr.h.Door, Org: tr.Org}
		waits := func() []notify.Todo {
			list, err := n.List(ctx, notify.Audience{Login: "keeper", Roles: []org.Role{org.Personnel}})
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		today := tr.h.Door.Today()
		l := tr.add("keeper", "trial.keys", line(today.String(), "仓库", "due", today.AddDays(3).String()))
		tr.add("keeper", "trial.keys", line(today.String(), "车库", "due", today.AddDays(3).String(), "state", "back"))
		if w := waits(); len(w) != 1 || w[0].Due != today.AddDays(3) || !strings.Contains(w[0].Text, "仓库") || !strings.HasPrefix(w[0].URL, "/register/trial.keys/") {
			t.Fatalf("%+v", w)
		}
		if err := tr.h.Amend(ctx, tr.Actor("keeper"), "trial.keys", l.ID, 1, line(today.String(), "仓库", "due", today.AddDays(3).String(), "state", "back"), "已交回"); err != nil {
			t.Fatal(err)
		}
		if w := waits(); len(w) != 0 {
			t.Fatalf("still waits: %+v", w)
		}
	})
}

func TestPrintAndExport(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		day := tr.h.Door.Today().String()
		for i := range 60 {
			tr.add("keeper", "trial.keys", line(day, fmt.Sprintf("第%d号库房", i+1), "count", "2", "cost", "10.05", "note", strings.Repeat("备用钥匙在办公室保险柜。", i%4)))
		}
		k := tr.As("keeper")
		p := k.Get("/register/trial.keys").Want(200).Count("tbody tr", 50).In(".filters", webtest.HasText("把数合计 120")).In(".filters", webtest.HasText("押金合计 603.00 元"))
		if !strings.Contains(p.Body, "format=pdf") {
			t.Error("no print")
		}
		k.Get("/register/trial.keys?page=2").Want(200).Count("tbody tr", 10)
		pdf := k.Get("/register/trial.keys/export?format=pdf").Want(200)
		if !strings.HasPrefix(pdf.Body, "%PDF") {
			t.Fatal("no PDF")
		}
		if dir := os.Getenv("LANTAI_KEEP_PRINTS"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, "register.pdf"), []byte(pdf.Body), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		x := k.Get("/register/trial.keys/export?format=xlsx").Want(200)
		s, err := sheet.OpenReader(context.Background(), strings.NewReader(x.Body), int64(len(x.Body)), "x.xlsx", sheet.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		var last []string
		for {
			r, err := s.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			rows, last = rows+1, r.Cells
		}
		if rows != 61 || last[0] != "合计" || last[3] != "120" || last[4] != "603.00" {
			t.Errorf("%d rows, the last %q", rows, last)
		}
		k.Get("/register/trial.keys/export?format=doc").Want(422)
		tr.As("staff").Get("/register/trial.keys/export?format=pdf").Want(403)
		// An export can be taken in again: nothing is new.
		got, err := tr.h.Import(context.Background(), tr.Actor("keeper"), "trial.keys", strings.NewReader(x.Body), int64(len(x.Body)), "x.xlsx", false)
		if err != nil || got.Added != 0 || got.Same != 60 || got.Bad != 0 {
			t.Errorf("%+v %v", got, err)
		}
		blank := k.Get("/register/trial.keys/import?blank=1").Want(200)
		if !strings.HasPrefix(blank.Body, "PK") {
			t.Error("no empty spreadsheet")
		}
	})
}
