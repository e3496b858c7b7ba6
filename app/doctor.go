package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/kit/config"
)

// Ailment is something the doctor found, with what to do about it.
type Ailment struct {
	Level  string `json:"level"` // ok, advice, bad
	What   string `json:"what"`
	Remedy string `json:"remedy,omitempty"`
}

// Doctor looks an installation over: what is wrong here and what to do about it.
// It changes nothing.
func Doctor(ctx context.Context, o Options) []Ailment {
	var out []Ailment
	say := func(level, what, remedy string) { out = append(out, Ailment{level, what, remedy}) }
	st, err := os.Stat(o.Dir)
	if err != nil || !st.IsDir() {
		say("bad", "数据目录“"+o.Dir+"”不存在。", "检查 --data 的路径；新装请先运行 lantai init。")
		return out
	}
	if st.Mode().Perm()&0o077 != 0 {
		say("advice", "数据目录对其他用户开放（"+st.Mode().Perm().String()+"）。", "运行 chmod 700 "+o.Dir+"。")
	}
	diskSpace(o.Dir, say)
	probe := filepath.Join(o.Dir, ".write-probe")
	if err := os.WriteFile(probe, []byte("x"), 0o600); err != nil {
		say("bad", "数据目录不可写。", "检查挂载是否只读、磁盘是否已满、目录属主是否为运行本程序的用户。")
	} else {
		os.Remove(probe)
	}
	if keys, err := os.ReadDir(filepath.Join(o.Dir, "keys")); err != nil {
		say("bad", "密钥目录 keys 不在。", "从备份恢复 keys 目录；没有它不能签检查点，也读不出动态码密钥。")
	} else {
		for _, k := range keys {
			if i, err := k.Info(); err == nil && i.Mode().Perm()&0o077 != 0 {
				say("bad", "密钥文件 "+k.Name()+" 对其他用户开放。", "运行 chmod 600 "+filepath.Join(o.Dir, "keys", k.Name())+"。")
			}
		}
	}
	a, err := Open(ctx, o)
	if err != nil {
		say("bad", "打不开："+fault.Of(err).Safe(), "按提示处理；如数据库损坏，请用最近的备份恢复（lantai backup restore）。")
		return out
	}
	defer a.Close()
	say("ok", "数据库可以打开，台账的防改触发器和末尾各条完好。", "")
	if bad, err := a.Door.Integrity(ctx); err != nil {
		say("bad", "数据库自检没有完成："+fault.Of(err).Safe(), "检查磁盘；必要时从备份恢复。")
	} else if len(bad) > 0 {
		say("bad", "数据库自检发现："+strings.Join(bad, "；"), "立即停用并从备份恢复；先把现有数据目录另存一份。")
	} else {
		say("ok", "数据库自检通过。", "")
	}
	a.storeHealth(ctx, say)
	a.lookOver(ctx, say)
	return out
}

// lookOver looks over what an open installation lacks.
func (a *App) lookOver(ctx context.Context, say func(level, what, remedy string)) {
	if cfg, err := a.Archive.Config(ctx); err == nil {
		if cfg.Fonds.Code == "" {
			say("advice", "全宗号尚未设定，不出正式档号。", "向区档案馆取得全宗号，在“档案室设置”中填写。")
		}
		if cfg.Text("local_rule") == "" {
			say("advice", "地方整理依据的文号尚未填写（原文年份被掩）。", "在“档案室设置”中填写。")
		}
	}
	today := a.Door.Today()
	if b := a.Config.Backup; b.Dir == "" {
		say("advice", "没有设定每夜备份。", "在 "+config.File+" 的 [backup] 一节填写 dir，最好在另一块磁盘；或自行定期运行 lantai backup create。")
	} else if have, err := nightly(b.Dir); err != nil || len(have) == 0 || filepath.Base(have[len(have)-1]) < "lantai-"+strings.ReplaceAll(today.AddDays(-2).String(), "-", "") {
		say("bad", "备份目录“"+b.Dir+"”里没有最近两天的夜间备份。", "检查磁盘是否已挂载、是否已满、服务是否一直在运行；先手工运行 lantai backup create。")
	}
	if cal, err := a.Calendar.Current(ctx); err == nil && !cal.Known(today.Year+1) && today.Month >= 11 {
		say("advice", fmt.Sprintf("%d 年的放假安排还没有录入，涉及该年的期限只是推算。", today.Year+1), "国务院办公厅通知发布后，由管理员在“日历”中录入并经第二人确认。")
	}
	if d := time.Now().Year(); d < 2026 {
		say("bad", fmt.Sprintf("服务器的时钟是 %d 年，明显不对。", d), "校准时钟后再使用，否则登记的时间不可信。")
	}
	if left, _ := filepath.Glob(filepath.Join(a.dir, "tmp", "*")); len(left) > 0 {
		say("advice", fmt.Sprintf("有 %d 个未完成的导入留下的临时文件。", len(left)), "没有正在进行的导入时，可以删除 tmp 目录下的内容。")
	}
}

// storeHealth tries the store of files: one small file there and back.
func (a *App) storeHealth(ctx context.Context, say func(level, what, remedy string)) {
	place := "文件目录“" + a.Config.Store.Dir + "”"
	if a.Config.Store.Kind == config.InBucket {
		place = "对象存储 " + a.Config.Store.Endpoint + " 的存储桶“" + a.Config.Store.Bucket + "”"
	}
	if err := a.Files.Probe(ctx); err != nil {
		say("bad", place+"不能读写："+fault.Of(err).Safe(), "在此之前不能接收和打开原件；目录查阅不受影响。")
		return
	}
	say("ok", place+"可以读写。", "")
}

func diskSpace(dir string, say func(level, what, remedy string)) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		if !errors.Is(err, syscall.ENOSYS) {
			say("advice", "量不出磁盘余量。", "请人工检查。")
		}
		return
	}
	free, total := fs.Bavail*uint64(fs.Bsize), fs.Blocks*uint64(fs.Bsize)
	switch {
	case free < 2<<30 || free*20 < total:
		say("bad", fmt.Sprintf("磁盘只剩 %.1f GB。", float64(free)/(1<<30)), "清理或扩容；低于 5% 或 2 GB 时不应再接收上传。")
	default:
		say("ok", fmt.Sprintf("磁盘余量 %.0f GB。", float64(free)/(1<<30)), "")
	}
}
