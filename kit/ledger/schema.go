package ledger

import (
	"embed"

	"lantai.internal/kit/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the ledger's own tables.
var Schema = db.Schema{Name: "ledger", Base: 1000, Files: files}
