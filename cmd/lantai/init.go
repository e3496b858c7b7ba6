package main

import (
	"lantai.internal/app"
)

type initCmd struct {
	place
	Rulebook string `name:"rulebook" help:"规章名称，默认 qijiang-commerce"`
	Fonds    string `name:"fonds" help:"全宗号，如 X043；未给定可先不填"`
}

// Run makes a new installation.
func (c *initCmd) Run(e *env) error {
	a, creds, err := app.Init(e, app.InitOptions{Dir: c.Data, Database: c.Database, Rulebook: c.Rulebook, Fonds: c.Fonds})
	if err != nil {
		return err
	}
	defer a.Close()
	if c.JSON {
		type cred struct {
			Login    string `json:"login"`
			Password string `json:"password"`
			Role     string `json:"role"`
		}
		var out []cred
		for _, x := range creds {
			out = append(out, cred{x.Login, x.Password, x.Role})
		}
		return e.JSON(map[string]any{"data": c.Data, "bureau": a.Book.Bureau, "administrators": out})
	}
	e.Tell("已建立 %s 的数据目录：%s", a.Book.Bureau, c.Data)
	e.Tell("三位管理员的初始口令（只显示这一次，首次登录须修改）：")
	for _, x := range creds {
		e.Tell("  %-9s %s  %s", x.Login, x.Password, x.Role)
	}
	e.Tell("下一步：lantai serve --data %s", c.Data)
	return nil
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(e *env) error {
	e.Tell("兰台 lantai %s", app.Version)
	return nil
}
