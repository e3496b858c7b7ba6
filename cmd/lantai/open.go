package main

import (
	"lantai.internal/app"
)

// open opens the installation a command works on.
func (p *place) open(e *env) (*app.App, error) {
	a, err := app.Open(e, app.Options{Dir: p.Data, Database: p.Database})
	if err == nil && a.Door.ReadOnly() != nil {
		e.Say("提示：数据目录不可写（只读或空间不足），只供查阅。")
	}
	return a, err
}

// inspect opens an installation to verify it: also one that open refuses because
// its ledger was tampered with.
func (p *place) inspect(e *env) (*app.App, error) {
	return app.Open(e, app.Options{Dir: p.Data, Database: p.Database, Inspect: true})
}
