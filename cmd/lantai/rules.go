package main

import (
	"lantai.internal/app"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/decide"
	"lantai.internal/kit/act"
	"lantai.internal/kit/cli"
	"lantai.internal/rulebooks"
)

type decideCmd struct {
	Rulebook string `name:"rulebook" help:"规章名称或其文件夹，默认 qijiang-commerce"`
	Data     string `name:"data" placeholder:"目录" help:"数据目录：按其中已发布的各版规章和放假安排回答；不写则用内置的规章"`
}

// Run answers questions, one JSON object a line.
func (c *decideCmd) Run(e *env) error {
	r, err := c.questions(e)
	if err != nil {
		return err
	}
	exit, err := decide.Run(r, e.s.In, e.s.Out)
	return status(exit, err)
}

func (c *decideCmd) questions(e *env) (*decide.Registry, error) {
	if c.Data == "" {
		b, err := rulebook.LoadNamed(bookName(c.Rulebook))
		if err != nil {
			return nil, err
		}
		return app.Questions(b)
	}
	if c.Rulebook != "" {
		return nil, fault.Field("rulebook", c.Rulebook, "--data 用数据目录里的规章，不能再用 --rulebook 另指一本。请去掉其中一个。")
	}
	in, err := app.Open(e, app.Options{Dir: c.Data})
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return in.Questions(e)
}

func bookName(s string) string {
	if s == "" {
		return rulebooks.Default
	}
	return s
}

func status(exit int, err error) error {
	if err == nil && exit != cli.OK {
		return cli.Status(exit)
	}
	return err
}

type rulesCmd struct {
	Check    rulesCheckCmd    `cmd:"" help:"逐格走遍所有表：缺口、重叠、自批、死行"`
	Coverage rulesCoverageCmd `cmd:"" help:"每条条款现在做到什么程度"`
	Show     rulesShowCmd     `cmd:"" help:"一条条款的卡片"`
	New      rulesNewCmd      `cmd:"" help:"复制样本，另建一本规章"`
}

type bookArg struct {
	Rulebook string `name:"rulebook" help:"规章名称或其文件夹，默认 qijiang-commerce"`
	Data     string `name:"data" placeholder:"目录" help:"数据目录；不写则看内置的规章"`
}

func (a bookArg) load(e *env) (*rulebook.Book, error) {
	if a.Data == "" {
		return rulebook.LoadNamed(bookName(a.Rulebook))
	}
	in, err := app.Open(e, app.Options{Dir: a.Data})
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return in.Rules.Today(e)
}

type rulesCheckCmd struct {
	bookArg
	AsWritten bool `name:"as-written" help:"按原文字面走，不用解释"`
}

// Run checks the book.
func (c *rulesCheckCmd) Run(e *env) error {
	b, err := c.load(e)
	if err != nil {
		return err
	}
	return status(rulebook.CmdCheck(e.s.Out, b, c.AsWritten))
}

type rulesCoverageCmd struct {
	bookArg
	JSON bool `name:"json" help:"标准输出为一个 JSON 文档"`
}

// Run lists the clauses with their honest status.
func (c *rulesCoverageCmd) Run(e *env) error {
	b, err := c.load(e)
	if err != nil {
		return err
	}
	return status(rulebook.CmdCoverage(e.s.Out, b, c.JSON))
}

type rulesShowCmd struct {
	bookArg
	Clause string `arg:"" name:"条款" help:"条款编号，如 archive.box.single_class"`
}

// Run shows one card.
func (c *rulesShowCmd) Run(e *env) error {
	if c.Data == "" {
		b, err := rulebook.Load(bookName(c.Rulebook))
		if err != nil {
			return err
		}
		return status(rulebook.CmdShow(e.s.Out, b, law.ID(c.Clause), nil))
	}
	in, err := app.Open(e, app.Options{Dir: c.Data})
	if err != nil {
		return err
	}
	defer in.Close()
	b, err := in.Rules.Today(e)
	if err != nil {
		return err
	}
	decided, err := in.Rules.Told(e, act.Owner(), law.ID(c.Clause), 50)
	if err != nil {
		return err
	}
	return status(rulebook.CmdShow(e.s.Out, b, law.ID(c.Clause), decided))
}

type rulesNewCmd struct {
	Dir string `arg:"" name:"目录" help:"新规章的目录"`
}

// Run copies the example book.
func (c *rulesNewCmd) Run(e *env) error { return status(rulebook.CmdNew(e.s.Out, c.Dir)) }
