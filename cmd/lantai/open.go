package main

import (
	"lantai.internal/app"
)

// open opens the installation a command works on.
func (p *place) open(e *env) (*app.App, error) {
	return app.Open(e, app.Options{Dir: p.Data, Database: p.Database})
}
