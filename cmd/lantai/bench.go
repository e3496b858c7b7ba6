package main

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"lantai.internal/app"
	"lantai.internal/base/fault"
	"lantai.internal/room/archive/volume"
)

type benchCmd struct {
	Import benchImportCmd `cmd:"" help:"生成若干条记录，用 archive import 导入新建的数据目录，量速度和内存"`
}

type benchImportCmd struct {
	Data    string `name:"data" placeholder:"目录" help:"留下导入结果的目录；不写则用临时目录，量完删除"`
	Records int    `name:"records" default:"10000" help:"记录条数"`
	JSON    bool   `name:"json" help:"标准输出为一个 JSON 文档"`
}

// measured is the answer of bench import. The import runs as a process of its
// own, so that the memory is its own.
type measured struct {
	Records          int     `json:"records"`
	Seconds          float64 `json:"seconds"`
	RecordsPerSecond float64 `json:"records_per_second"`
	PeakRSSMB        float64 `json:"peak_rss_mb"`
	FileMB           float64 `json:"file_mb"`
	DatabaseMB       float64 `json:"database_mb"`
}

// Run makes the records, imports and measures.
func (c *benchImportCmd) Run(e *env) error {
	if c.Records < 1 || c.Records > 10_000_000 {
		return fault.Field("records", "", "记录条数应在 1 到 1000 万之间。")
	}
	tmp, err := os.MkdirTemp("", "lantai-bench-")
	if err != nil {
		return fault.Wrap("bench", fault.Full, err)
	}
	defer os.RemoveAll(tmp)
	data := c.Data
	if data == "" {
		data = filepath.Join(tmp, "data")
	}
	a, _, err := app.Init(e, app.InitOptions{Dir: data, Fonds: "X043"})
	if err != nil {
		return err
	}
	units, err := unitCodes(e, a)
	if err = errors.Join(err, a.Close()); err != nil {
		return err
	}
	file := filepath.Join(tmp, "records.ndjson")
	if err := writeRecords(file, c.Records, units); err != nil {
		return err
	}
	e.Say("已生成 %d 条记录，开始导入……", c.Records)
	self, err := os.Executable()
	if err != nil {
		return fault.Wrap("bench", fault.Unavailable, err)
	}
	//nolint:gosec // G204: the program starts itself, to measure a fresh process
	run := exec.CommandContext(e, self, "archive", "import", "--data", data, "--json", file)
	run.Stderr = os.Stderr
	start := time.Now()
	if _, err := run.Output(); err != nil {
		return fault.Wrap("bench", fault.Unavailable, err)
	}
	m := measured{Records: c.Records, Seconds: time.Since(start).Seconds(), PeakRSSMB: peakMB(run.ProcessState),
		FileMB: sizeMB(file), DatabaseMB: sizeMB(filepath.Join(data, "lantai.db"))}
	m.RecordsPerSecond = float64(m.Records) / m.Seconds
	if c.JSON {
		return e.JSON(m)
	}
	e.Tell("导入 %d 条用 %.1f 秒，每秒 %.0f 条；内存峰值 %.0f MB；文件 %.0f MB，数据库 %.0f MB",
		m.Records, m.Seconds, m.RecordsPerSecond, m.PeakRSSMB, m.FileMB, m.DatabaseMB)
	return nil
}

func unitCodes(ctx context.Context, a *app.App) ([]string, error) {
	units, err := a.Archive.Bureau.Units(ctx)
	codes := make([]string, len(units))
	for i, u := range units {
		codes[i] = u.Code
	}
	return codes, err
}

func writeRecords(file string, n int, units []string) error {
	f, err := os.Create(file)
	if err != nil {
		return fault.Wrap("bench", fault.Full, err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	err = volume.WriteNDJSON(w, n, units...)
	return fault.Wrap("bench", fault.Full, errors.Join(err, w.Flush(), f.Close()))
}

func sizeMB(file string) float64 {
	st, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return float64(st.Size()) / (1 << 20)
}
