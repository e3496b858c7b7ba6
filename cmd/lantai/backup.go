package main

import (
	"lantai.internal/app"
	"lantai.internal/kit/cli"
)

type backupCmd struct {
	Create  backupCreateCmd  `cmd:"" help:"备份整个数据目录，服务不必停"`
	Verify  backupVerifyCmd  `cmd:"" help:"核验备份文件"`
	Restore backupRestoreCmd `cmd:"" help:"恢复到一个新目录"`
}

type backupCreateCmd struct {
	place
	Out string `name:"out" required:"" placeholder:"文件" help:"写到哪个文件"`
}

// Run backs up.
func (c *backupCreateCmd) Run(e *env) error {
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	rep, err := a.Backup(e, c.Out)
	return tellBackup(e, c.JSON, "备份完成并已读回核验", rep, err)
}

type backupVerifyCmd struct {
	File string `arg:"" name:"文件" help:"备份文件"`
	JSON bool   `name:"json" help:"标准输出为一个 JSON 文档"`
}

// Run verifies a backup.
func (c *backupVerifyCmd) Run(e *env) error {
	rep, err := app.VerifyBackup(e, c.File)
	return tellBackup(e, c.JSON, "备份完好", rep, err)
}

type backupRestoreCmd struct {
	File string `arg:"" name:"文件" help:"备份文件"`
	Data string `name:"data" required:"" placeholder:"目录" help:"恢复到哪个新目录"`
	JSON bool   `name:"json" help:"标准输出为一个 JSON 文档"`
}

// Run restores a backup into a new folder.
func (c *backupRestoreCmd) Run(e *env) error {
	rep, err := app.RestoreBackup(e, c.File, c.Data)
	return tellBackup(e, c.JSON, "已恢复到 "+c.Data, rep, err)
}

func tellBackup(e *env, asJSON bool, say string, rep *app.BackupReport, err error) error {
	if err != nil {
		return err
	}
	if asJSON {
		err = e.JSON(rep)
	} else if rep.Valid {
		e.Tell("%s：台账 %d 条，行 %d，文件 %d 个，%d 字节，制作于 %s", say, rep.Entries, rep.Rows, rep.Files, rep.Bytes, rep.Made)
	} else {
		e.Tell("备份有问题：")
		for _, p := range rep.Problems {
			e.Tell("  %s", p)
		}
	}
	if err == nil && !rep.Valid {
		err = cli.Status(cli.No)
	}
	return err
}

type doctorCmd struct{ place }

// Run looks the installation over.
func (c *doctorCmd) Run(e *env) error {
	found := app.Doctor(e, app.Options{Dir: c.Data, Database: c.Database})
	bad := false
	for _, f := range found {
		bad = bad || f.Level == "bad"
	}
	if c.JSON {
		if err := e.JSON(map[string]any{"sound": !bad, "findings": found}); err != nil {
			return err
		}
	} else {
		for _, f := range found {
			e.Tell("%s %s", map[string]string{"ok": "［好］", "advice": "［建议］", "bad": "［问题］"}[f.Level], f.What)
			if f.Remedy != "" {
				e.Tell("       办法：%s", f.Remedy)
			}
		}
	}
	if bad {
		return cli.Status(cli.No)
	}
	return nil
}
