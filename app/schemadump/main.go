// Command schemadump writes docs/schema.sql: every table of the program as the
// migrations make it, for both databases, so that a change of the schema is seen
// in review. Run it at the root of the repository: go run ./app/schemadump
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"lantai.internal/app"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

func main() {
	text, err := dump()
	if err == nil {
		err = os.WriteFile(filepath.Join("docs", "schema.sql"), []byte(text), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var annotation = regexp.MustCompile(`(?m)^-- \+goose .*\n`)

// dump gives the migrations of all packages in the order in which they run,
// first for the embedded database, then for PostgreSQL.
func dump() (string, error) {
	var b strings.Builder
	b.WriteString("-- Made by go run ./app/schemadump out of the migrations; do not edit.\n")
	for _, d := range []db.Dialect{db.SQLite, db.Postgres} {
		files, err := act.Migrations(d, app.Schemas...)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\n-- ════ %s ════\n", d)
		for _, name := range db.Names(files) {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "\n-- %s\n%s\n", name, strings.TrimSpace(annotation.ReplaceAllString(string(text), "")))
		}
	}
	return b.String(), nil
}
