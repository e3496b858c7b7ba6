package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/config"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// SeeHealth is the right to see how the installation fares and to back it up.
const SeeHealth act.Right = "app.health"

func init() {
	org.NameRights(map[act.Right]string{SeeHealth: "查看运行状况、立即备份"})
}

// backing is a backup that goes on behind the pages.
type backing struct {
	sync.Mutex
	running bool
	trouble string // why the last one did not come to an end
}

// HealthPages are the system administrator's pages.
func (a *App) HealthPages() []web.Page {
	return []web.Page{
		{Name: "app.health", Method: "GET", Pattern: "/admin/health", Right: string(SeeHealth), Serve: a.healthPage},
		{Name: "app.backup.now", Method: "POST", Pattern: "/admin/health/backup", Right: string(SeeHealth), Serve: a.backupPost},
	}
}

var backedUpNow = act.Define(act.Spec[BackupReport, bool]{
	Name: "app.backup.hand", Label: "手工备份", Right: SeeHealth, Basis: []law.ID{law.ArchivesLaw19},
	Do: func(_ *act.Tx, b BackupReport) (bool, act.Entry, error) {
		return true, act.Entry{Subject: "backup", Summary: fmt.Sprintf("手工备份 %s，已读回核验：台账 %d 条，文件 %d 个", filepath.Base(b.File), b.Entries, b.Files),
			Detail: map[string]any{"file": filepath.Base(b.File), "entries": b.Entries, "rows": b.Rows, "files": b.Files, "bytes": b.Bytes}}, nil
	}})

func (a *App) healthPage(q *web.Request) (web.Answer, error) {
	ctx := q.Context()
	found := ui.Table{Caption: "体检", Columns: []ui.Column{{Label: "情况", Wide: true}, {Label: "结论"}}}
	say := func(level, what, remedy string) {
		tag := map[string]ui.Tag{"ok": {Text: "好", Tone: ui.OK}, "advice": {Text: "建议", Tone: ui.Info}, "bad": {Text: "问题", Tone: ui.Bad}}[level]
		found.Rows = append(found.Rows, ui.Row{Cells: []ui.Cell{{Text: what, Sub: remedy}, {Tags: []ui.Tag{tag}}}})
	}
	diskSpace(a.dir, say)
	a.lookOver(ctx, say)
	v := healthView{Found: found, Form: q.FormFor("/admin/health/backup", nil), Dir: a.Config.Backup.Dir, Hour: a.Config.Backup.Hour, Keep: a.Config.Backup.Keep, Settings: config.File}
	a.backing.Lock()
	v.Running, v.Trouble = a.backing.running, a.backing.trouble
	a.backing.Unlock()
	if v.Running && q.Htmx() {
		return q.Fragment(ui.ProgressBox(v.progress()))
	}
	if a.Door.Reader().Dialect() == db.Postgres {
		v.Elsewhere = "数据在 PostgreSQL 中：请由数据库管理员用 pg_dump 备份，并复制数据目录下的 files 和 keys。"
	} else if v.Dir == "" {
		v.Elsewhere = "还没有设定备份目录。请在服务器上的 " + config.File + " 的 [backup] 一节填写 dir（最好在另一块磁盘），再重启服务。"
	}
	done, err := act.Entries(ctx, a.Door.Reader(), act.EntryFilter{Deed: "app.backup", Outcome: "done"}, 30)
	if err != nil {
		return web.Answer{}, err
	}
	v.Backups = ui.Table{Caption: "备份记录", Columns: []ui.Column{{Label: "备份", Wide: true}, {Label: "时间"}, {Label: "经手"}},
		Empty: ui.Empty{Title: "还没有备份", Text: "没有备份，磁盘一坏就什么都没有了。设定备份目录以后，每夜自动备份并读回核验。"}}
	for _, e := range done {
		v.Backups.Rows = append(v.Backups.Rows, ui.Row{Cells: []ui.Cell{{Text: e.Summary}, {Text: ui.Stamp(clock.FromMicros(e.At))}, {Text: e.Name}}})
	}
	if v.Elsewhere == "" {
		files, err := nightly(v.Dir)
		if err != nil {
			return web.Answer{}, err
		}
		v.Kept = ui.Table{Caption: "备份目录里的文件", Columns: []ui.Column{{Label: "文件", Code: true, Wide: true}, {Label: "大小", Numeric: true}, {Label: "日期"}},
			Empty: ui.Empty{Title: "备份目录里还没有备份", Text: "目录：" + v.Dir}}
		for i := len(files) - 1; i >= 0; i-- {
			if st, err := os.Stat(files[i]); err == nil {
				v.Kept.Rows = append(v.Kept.Rows, ui.Row{Cells: []ui.Cell{{Text: filepath.Base(files[i])}, {Text: ui.Bytes(st.Size())}, {Text: civil.DateOf(st.ModTime()).String()}}})
			}
		}
	}
	ans, err := q.Desk("备份与体检", healthBody(v))
	if q.Htmx() { // the progress asked for itself, and the backup is over: the whole page
		ans = ans.With("HX-Refresh", "true")
	}
	return ans, err
}

// healthView is the page of the installation's state.
type healthView struct {
	Found, Backups, Kept ui.Table
	Form                 *ui.Form
	Dir                  string
	Hour, Keep           int
	Settings             string
	Elsewhere            string // why no backup can be made here
	Running              bool
	Trouble              string
}

func (v healthView) progress() ui.Progress {
	return ui.Progress{Label: "正在备份", State: "写完后读回核验，才算完成。", Refresh: "/admin/health"}
}

// backupPost begins a backup into the folder of the nightly ones.
func (a *App) backupPost(q *web.Request) (web.Answer, error) {
	b := a.Config.Backup
	if a.Door.Reader().Dialect() == db.Postgres || b.Dir == "" {
		return web.Answer{}, fault.New(fault.Conflict, "没有可用的备份目录，不能备份。请先按页面上的提示设定。")
	}
	if st, err := os.Stat(b.Dir); err != nil || !st.IsDir() {
		return web.Answer{}, &fault.Error{Kind: fault.Full, Op: "backup", Say: "备份目录“" + b.Dir + "”不在：请检查磁盘是否已挂载，或先建立该目录。", Err: err}
	}
	a.backing.Lock()
	if a.backing.running {
		a.backing.Unlock()
		return web.Redirect("/admin/health").Say(ui.Info, "备份正在进行，不必再开始一次。"), nil
	}
	a.backing.running, a.backing.trouble = true, ""
	a.backing.Unlock()
	out := filepath.Join(b.Dir, "lantai-"+a.Door.Clock().Now().In(civil.Shanghai).Format("20060102-150405")+".tar")
	ctx, who := context.WithoutCancel(q.Context()), org.Actor(q)
	go func() {
		rep, err := a.Backup(ctx, out)
		if err == nil {
			_, err = backedUpNow.Run(ctx, a.Door, who, *rep)
		}
		a.backing.Lock()
		defer a.backing.Unlock()
		a.backing.running = false
		if err != nil {
			a.backing.trouble = "备份没有做完：" + fault.Of(err).Safe()
			slog.Error("the backup asked for by hand did not come to an end", "err", err)
		}
	}()
	return web.Redirect("/admin/health").Say(ui.Info, "已开始备份，做完后列在下面。"), nil
}
