package main

import (
	"os"

	"lantai.internal/base/fault"
	"lantai.internal/kit/cli"
	"lantai.internal/kit/ledger"
)

type ledgerCmd struct {
	Verify     ledgerVerifyCmd `cmd:"" help:"核验整本台账和它记载的每一行"`
	Prove      proveCmd        `cmd:"" help:"出具一条台账的存证凭证"`
	CheckProof checkProofCmd   `cmd:"" name:"check-proof" help:"离线核对存证凭证，不需要数据库"`
}

type ledgerVerifyCmd struct {
	place
	Witness []string `name:"witness" placeholder:"文件" help:"另存在别处的检查点或存证凭证，一并对照"`
}

// Run verifies the ledger.
func (c *ledgerVerifyCmd) Run(e *env) error {
	a, err := c.inspect(e)
	if err != nil {
		return err
	}
	defer a.Close()
	var notes []string
	for _, f := range c.Witness {
		b, err := os.ReadFile(f)
		if err != nil {
			return fault.Field("witness", f, "打不开检查点文件“"+f+"”。")
		}
		if p, err := ledger.ParseProof(b); err == nil { // a proof kept elsewhere holds a checkpoint
			b = []byte(p.Checkpoint)
		}
		notes = append(notes, string(b))
	}
	rep, err := a.Door.Verify(e, notes...)
	if err != nil {
		return err
	}
	if c.JSON {
		err = e.JSON(rep)
	} else {
		e.Tell("台账 %d 条，行 %d，检查点 %d；根 %s", rep.Entries, rep.Rows, rep.Checkpoints, rep.Root)
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

type proveCmd struct {
	place
	Entry int64 `arg:"" name:"条目号" help:"台账条目号"`
}

// Run makes the proof of one entry; the answer is always JSON.
func (c *proveCmd) Run(e *env) error {
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := a.Door.Prove(e, c.Entry)
	if err != nil {
		return err
	}
	return e.JSON(p)
}

type checkProofCmd struct {
	File string `arg:"" name:"凭证文件" help:"lantai ledger prove 写出的文件"`
	Key  string `name:"key" placeholder:"公钥" help:"所信任的公钥；不写则用凭证自带的，请另行核对"`
	JSON bool   `name:"json" help:"标准输出为一个 JSON 文档"`
}

// Run checks a proof offline.
func (c *checkProofCmd) Run(e *env) error {
	b, err := os.ReadFile(c.File)
	if err != nil {
		return fault.Field("file", c.File, "打不开“"+c.File+"”。")
	}
	p, err := ledger.ParseProof(b)
	if err != nil {
		return err
	}
	err = p.Check(c.Key)
	if c.JSON {
		out := map[string]any{"valid": err == nil, "entry": p.Entry.Seq, "public_key": p.PublicKey}
		if err != nil {
			out["message"] = fault.Of(err).Safe()
		}
		if jerr := e.JSON(out); jerr != nil {
			return jerr
		}
	} else if err == nil {
		e.Tell("凭证有效：第 %d 条，%s", p.Entry.Seq, p.Entry.Summary)
		e.Tell("公钥：%s（请与本单位公布的核对）", p.PublicKey)
	}
	if err != nil {
		e.Say("%s", fault.Of(err).Safe())
		return cli.Status(cli.No)
	}
	return nil
}
