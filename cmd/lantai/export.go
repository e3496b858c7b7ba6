package main

import "lantai.internal/base/fault"

type exportCmd struct {
	Portal exportPortalCmd `cmd:"" help:"把已公开的全部内容导出成静态网页"`
}

type exportPortalCmd struct {
	place
	To string `name:"to" placeholder:"目录" help:"导出到哪个新目录"`
}

// Run writes everything that is published into a new folder.
func (c *exportPortalCmd) Run(e *env) error {
	if c.To == "" {
		return fault.Field("to", "", "请用 --to 指定导出到哪个新目录。")
	}
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	out, err := a.ExportPortal(e, c.To)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(out)
	}
	e.Say("%s", out)
	return nil
}
