package main

import (
	"lantai.internal/kit/act"
	"lantai.internal/kit/cli"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/packet"
)

type packageCmd struct {
	Create packageCreateCmd `cmd:"" help:"制作一个年度的移交包"`
	Verify packageVerifyCmd `cmd:"" help:"检验移交包：BagIt、EEP、DA/T 93"`
}

type packageCreateCmd struct {
	place
	yearArg
	Kind string `name:"kind" required:"" enum:"bagit,eep,dat93" help:"bagit、eep 或 dat93"`
	Out  string `name:"out" required:"" placeholder:"路径" help:"写到哪里：目录，或 .zip、.tar 文件"`
}

// Run makes a package.
func (c *packageCreateCmd) Run(e *env) error {
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	rep, err := a.Archive.Package(e, act.Owner(), archive.PackageOptions{Year: c.Year, Kind: c.Kind, Out: c.Out})
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(rep)
	}
	e.Tell("已制作 %s：%d 件，%d 个文件；已另行读回核对。", rep.Path, rep.Items, rep.Files)
	if len(rep.Skipped) > 0 {
		e.Tell("有 %d 件没有电子文件，没有装入。", len(rep.Skipped))
	}
	return nil
}

type packageVerifyCmd struct {
	Path string `arg:"" name:"路径" help:"目录、ZIP、TAR 或 EEP 文件"`
	JSON bool   `name:"json" help:"标准输出为一个 JSON 文档"`
}

// Run verifies a package without trusting anything in it.
func (c *packageVerifyCmd) Run(e *env) error {
	rep, err := packet.Verify(e, c.Path, packet.Options{})
	if err != nil {
		return err
	}
	if c.JSON {
		err = e.JSON(rep)
	} else {
		e.Tell("%s %s：%s", rep.Kind, rep.Version, map[bool]string{true: "有效", false: "无效"}[rep.Valid])
		for _, x := range rep.Errors {
			e.Tell("  错误：%s", x)
		}
		for _, x := range rep.Warnings {
			e.Tell("  提示：%s", x)
		}
	}
	if err == nil && !rep.Valid {
		err = cli.Status(cli.No)
	}
	return err
}
