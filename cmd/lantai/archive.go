package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"lantai.internal/app"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/cli"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/forms"
	"lantai.internal/room/archive/intake"
)

type archiveCmd struct {
	Import  importCmd  `cmd:"" help:"导入目录表或文件夹（NDJSON、CSV、XLSX、DBF、文件夹、ZIP）"`
	Arrange arrangeCmd `cmd:"" help:"整理一个年度：组件、分类、排列、编号"`
	Pack    packCmd    `cmd:"" help:"按厚度装盒"`
	Close   closeCmd   `cmd:"" help:"年度关账，固定档号"`
	Print   printCmd   `cmd:"" help:"打印（.pdf .xlsx .docx .csv，按文件名后缀）"`
	Stats   statsCmd   `cmd:"" help:"统计件数、盒数、归档率和缺漏"`
	Verify  verifyCmd  `cmd:"" help:"核验每个文件和每条记录"`
}

type importCmd struct {
	place
	Files       []string `arg:"" name:"文件" help:"要导入的文件或文件夹"`
	DryRun      bool     `name:"dry-run" help:"只试不存"`
	KeepGood    bool     `name:"keep-good" help:"有不合格的行时，仍收下合格的"`
	Map         string   `name:"map" placeholder:"mapping.yaml" help:"列名对应表"`
	SubmittedBy string   `name:"submitted-by" placeholder:"BGS" help:"移交的机构代码"`
}

// Run imports one file or folder after another; each is a batch of its own.
func (c *importCmd) Run(e *env) error {
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	var mapping intake.Mapping
	if c.Map != "" {
		f, err := os.Open(c.Map)
		if err != nil {
			return fault.Field("map", c.Map, "打不开列名对应表“"+c.Map+"”。")
		}
		mapping, err = intake.ReadMapping(f)
		f.Close()
		if err != nil {
			return err
		}
	}
	for _, f := range c.Files { // a missing file is found before anything is stored
		if _, err := os.Stat(f); err != nil {
			return fault.Field("file", f, "找不到“"+f+"”，请检查路径。")
		}
	}
	total := archive.TakeReport{Warnings: []archive.Warning{}, Rejections: []archive.Rejection{}}
	var failed error
	for _, f := range c.Files {
		rep, err := c.one(e, a, f, mapping)
		total = total.And(rep)
		if err != nil {
			failed = err
			break
		}
	}
	if c.JSON {
		if err := e.JSON(total); err != nil {
			return err
		}
	} else {
		e.Tell("读 %d，收 %d，拒 %d，重 %d，疑似重复 %d；批次 %s；%.1f 秒", total.Read, total.Accepted, total.Rejected, total.Duplicates, total.Suspected, total.Batch, total.Seconds)
		for _, r := range total.Rejections {
			e.Tell("  第 %d 行 %s“%s”：%s", r.Row, r.Field, r.Value, r.Message)
		}
		for i, w := range total.Warnings {
			if i == 20 {
				e.Tell("  ……另有 %d 条提示", len(total.Warnings)-20+total.MoreWarnings)
				break
			}
			e.Tell("  提示：%s %s %s", rowOf(w.Row), w.Value, w.Message)
		}
	}
	if failed != nil {
		return failed
	}
	if total.Rejected > 0 {
		return cli.Status(cli.No)
	}
	return nil
}

func rowOf(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("第 %d 行", n)
}

func (c *importCmd) one(e *env, a *app.App, file string, mapping intake.Mapping) (archive.TakeReport, error) {
	opt := archive.TakeOptions{Name: filepath.Base(file), Kind: "table", SubmittedBy: c.SubmittedBy, KeepGood: c.KeepGood, DryRun: c.DryRun}
	st, err := os.Stat(file)
	if err != nil {
		return archive.TakeReport{}, fault.Field("file", file, "找不到“"+file+"”，请检查路径。")
	}
	var src archive.Source
	var closer io.Closer
	if st.IsDir() || documentFile(file) {
		opt.Kind = "documents"
		src, closer, err = a.Archive.Documents(e, file, archive.DocumentOptions{Mapping: mapping, DryRun: c.DryRun, Progress: func(done, of int) {
			if done%100 == 0 && of > 100 {
				e.Say("已读 %d / %d", done, of)
			}
		}})
	} else {
		src, closer, err = a.Archive.Table(e, file, mapping, c.DryRun)
	}
	if err != nil {
		return archive.TakeReport{}, err
	}
	defer closer.Close()
	return a.Archive.Take(e, act.Owner(), src, opt)
}

// documentFile reports whether a file is documents rather than a table.
func documentFile(file string) bool {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".zip", ".pdf", ".docx", ".doc", ".ofd", ".txt", ".md", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".gif", ".bmp":
		return true
	}
	return false
}

type yearArg struct {
	Year int `name:"year" required:"" placeholder:"2019" help:"年度"`
}

type arrangeCmd struct {
	place
	yearArg
	DryRun           bool   `name:"dry-run" help:"只试不存"`
	DefaultRetention string `name:"default-retention" placeholder:"D10" help:"定不出保管期限的按此期限，并标记待复核"`
}

// Run arranges a year.
func (c *arrangeCmd) Run(e *env) error {
	p, err := period(c.DefaultRetention)
	if err != nil {
		return err
	}
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	rep, err := a.Archive.ArrangeYear(e, act.Owner(), archive.ArrangeOptions{Year: c.Year, Default: p, DryRun: c.DryRun})
	if err != nil {
		return err
	}
	for _, w := range rep.Warnings {
		e.Say("提示：%s", w)
	}
	if c.JSON {
		return e.JSON(rep)
	}
	e.Tell("整理 %d 年度：编号 %d 件，合件 %d 份，留待 %d 件", c.Year, rep.Arranged, rep.Joined, rep.Left)
	for _, l := range rep.LeftBecause {
		e.Tell("  《%s》：%s", l.Title, l.Message)
	}
	return nil
}

func period(s string) (code.Period, error) {
	if s == "" {
		return "", nil
	}
	p, err := code.ParsePeriod(s)
	if err != nil {
		return "", fault.Field("retention", s, fault.Of(err).Safe())
	}
	return p, nil
}

type packCmd struct {
	place
	yearArg
}

// Run packs a year.
func (c *packCmd) Run(e *env) error {
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	rep, err := a.Archive.PackYear(e, act.Owner(), c.Year)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(rep)
	}
	e.Tell("%d 年度 %d 件装 %d 盒：永久 %d，30年 %d，10年 %d", c.Year, rep.Items, rep.Boxes, rep.ByRetention["Y"], rep.ByRetention["D30"], rep.ByRetention["D10"])
	return nil
}

type closeCmd struct {
	place
	yearArg
}

// Run closes a year.
func (c *closeCmd) Run(e *env) error {
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	rep, err := a.Archive.CloseYear(e, act.Owner(), c.Year)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(rep)
	}
	e.Tell("%d 年度已关账：%d 件 %d 盒，档号固定；尚有 %d 件未编号，可作补归档。", c.Year, rep.Items, rep.Boxes, rep.Left)
	return nil
}

type printCmd struct {
	place
	yearArg
	Kind      string `arg:"" name:"种类" help:"catalogue box-catalogue box-note box-cover box-spine stamp compilation summary"`
	Retention string `name:"retention" placeholder:"Y" help:"保管期限"`
	Unit      string `name:"unit" placeholder:"BGS" help:"机构"`
	Box       int64  `name:"box" help:"盒号"`
	Out       string `name:"out" required:"" placeholder:"文件" help:"写到哪个文件；后缀决定格式"`
}

// Run prints to a file.
func (c *printCmd) Run(e *env) error {
	p, err := period(c.Retention)
	if err != nil {
		return err
	}
	format, err := forms.FormatOf(c.Out)
	if err != nil {
		return err
	}
	if err := outFolder(c.Out); err != nil {
		return err
	}
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	made, err := a.Archive.Print(e, act.Owner(), archive.PrintOptions{Kind: forms.Kind(c.Kind), Format: format, Year: c.Year, Retention: p, Unit: c.Unit, Box: c.Box})
	if err != nil {
		return err
	}
	if err := writeWhole(c.Out, made.Bytes); err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(map[string]any{"file": c.Out, "bytes": len(made.Bytes), "revision": made.Revision})
	}
	e.Tell("已写出 %s（%s，第 %d 次打印）", c.Out, made.Name, made.Revision)
	return nil
}

// outFolder checks that a file can be made at a path: its folder is there and it
// is no folder itself.
func outFolder(path string) error {
	if st, err := os.Stat(filepath.Dir(path)); err != nil || !st.IsDir() {
		return fault.Field("out", path, "没有“"+filepath.Dir(path)+"”这个文件夹，请先建好，或改写到别处。")
	}
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return fault.Field("out", path, "“"+path+"”是一个文件夹，请写明文件名。")
	}
	return nil
}

// writeWhole writes a file so that there is all of it or what was there before.
func writeWhole(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".lantai-*")
	if err != nil {
		return fault.Wrap("print", fault.Full, err)
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return fault.Wrap("print", fault.Full, err)
}

type statsCmd struct {
	place
	Year int `name:"year" help:"年度；不写为全部"`
}

// Run counts.
func (c *statsCmd) Run(e *env) error {
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	s, err := a.Archive.Stats(e, act.Owner(), c.Year)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(s)
	}
	e.Tell("在室 %d 件，%d 盒", s.Items, s.Boxes)
	for _, p := range code.Ordinary {
		t := s.ByRetention[string(p)]
		e.Tell("  %s：%d 件 %d 盒", p.Label(), t.Items, t.Boxes)
	}
	if s.Rate == nil {
		e.Tell("归档率：无法计算（没有应归档登记）")
	} else {
		e.Tell("归档率：%d / %d = %.1f%%", s.Filed, s.Due, *s.Rate*100)
	}
	for _, m := range s.Missing {
		e.Tell("  缺：%s %s", m.DocNo, m.Title)
	}
	return nil
}

type verifyCmd struct{ place }

// Run verifies every file and record.
func (c *verifyCmd) Run(e *env) error {
	a, err := c.inspect(e)
	if err != nil {
		return err
	}
	defer a.Close()
	rep, err := a.Archive.Verify(e, func(done, of int64) {
		if of > 500 && done > 0 && done%500 == 0 {
			e.Say("已核 %d / %d 个文件", done, of)
		}
	})
	if err != nil {
		return err
	}
	if c.JSON {
		err = e.JSON(rep)
	} else {
		e.Tell("核验 %d 个文件、%d 件、%d 条台账、%d 行", rep.Files, rep.Items, rep.Entries, rep.Rows)
		for _, f := range rep.Findings {
			e.Tell("  %s：%s", f.Where, f.Message)
		}
		if rep.OK {
			e.Tell("完好。")
		}
	}
	if err == nil && !rep.OK {
		err = cli.Status(cli.No)
	}
	return err
}
