package archive_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lantai.internal/base/fault"
)

// A mark is found in a spreadsheet wherever it stands: above the headings, in a column that
// nobody reads, on another sheet.
func TestAMarkAnywhereInASpreadsheetIsFound(t *testing.T) {
	book := func(sheet, cell, text string) string {
		x := excelize.NewFile()
		defer x.Close()
		for at, v := range map[string]string{"A2": "日期", "B2": "名称", "A3": "2026-03-02", "B3": "仓库"} {
			if err := x.SetCellStr("Sheet1", at, v); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := x.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		if err := x.SetCellStr(sheet, cell, text); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := x.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	trial(t, func(t *testing.T, k *desk) {
		screen := func(name, text string) error {
			return k.Room.RefuseMarked(context.Background(), strings.NewReader(text), int64(len(text)), name, "file")
		}
		for name, text := range map[string]string{
			"题头.xlsx": book("Sheet1", "A1", "机密★10年"), "多一列.xlsx": book("Sheet1", "F3", "机密★10年"), "另一张.xlsx": book("第二张", "A1", "机密★10年"),
			"题头.csv": "机密★10年,\n日期,名称\n2026-03-02,仓库\n"} {
			if err := screen(name, text); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, text := range map[string]string{"平常.xlsx": book("第二张", "A1", "备注"), "平常.csv": "日期,名称\n2026-03-02,仓库\n"} {
			if err := screen(name, text); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
