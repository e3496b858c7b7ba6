package archive

import (
	"database/sql"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// repeated is a statement that one transaction runs for many rows: it is
// prepared once, which for a table with triggers is most of its cost.
type repeated struct {
	tx    *act.Tx
	query string
	s     *sql.Stmt
}

// run executes the statement; booleans are not among its arguments.
func (p *repeated) run(args ...any) error {
	if p.s == nil {
		s, err := p.tx.Prepare(p.tx.Ctx, p.query)
		if err != nil {
			return db.Error(err)
		}
		p.s = s
	}
	_, err := p.s.ExecContext(p.tx.Ctx, args...)
	return db.Error(err)
}

func (p *repeated) close() {
	if p.s != nil {
		p.s.Close()
	}
}
