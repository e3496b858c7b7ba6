package db

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strconv"
	"testing/fstest"
)

// Schema is the migrations of one package: plain SQL in schema/, goose form,
// one portable file each (NNN_name.sql), or a pair NNN_name.sqlite.sql and
// NNN_name.postgres.sql where the databases truly differ. NNN is unique in the
// whole program: each package owns a block of a thousand, named by Base.
type Schema struct {
	Name  string // the package, e.g. "archive"
	Base  int    // first number of its block, e.g. 3000
	Files fs.FS  // holds schema/*.sql
}

var migrationName = regexp.MustCompile(`^(\d{3})_([a-z0-9_]+?)(?:\.(sqlite|postgres))?\.sql$`)

// Assemble gathers the migrations of all packages for one database into one
// file system of files NNNNN_package_name.sql, in order.
//
// Portable files use the types TEXT, INTEGER, BIGINT and BYTES. SQLite gets them
// as STRICT tables with TEXT, INTEGER and BLOB; PostgreSQL gets BYTEA for BYTES.
func Assemble(d Dialect, schemas ...Schema) (fs.FS, error) {
	out := fstest.MapFS{}
	seen := map[int]string{}
	for _, s := range schemas {
		entries, err := fs.ReadDir(s.Files, "schema")
		if err != nil {
			return nil, fmt.Errorf("db: schema of %s: %w", s.Name, err)
		}
		for _, e := range entries {
			m := migrationName.FindStringSubmatch(e.Name())
			if m == nil {
				return nil, fmt.Errorf("db: %s/schema/%s: name is not NNN_name[.sqlite|.postgres].sql", s.Name, e.Name())
			}
			if m[3] != "" && m[3] != d.String() {
				continue
			}
			text, err := fs.ReadFile(s.Files, path.Join("schema", e.Name()))
			if err != nil {
				return nil, err
			}
			num, err := strconv.Atoi(m[1])
			if err != nil {
				return nil, err
			}
			n := s.Base + num
			if other, dup := seen[n]; dup {
				return nil, fmt.Errorf("db: migration %d is both %s and %s/%s", n, other, s.Name, e.Name())
			}
			seen[n] = s.Name + "/" + e.Name()
			body := string(text)
			if m[3] == "" {
				body = portable(d, body)
			}
			out[fmt.Sprintf("%05d_%s_%s.sql", n, s.Name, m[2])] = &fstest.MapFile{Data: []byte(body)}
		}
	}
	return out, nil
}

var bytesType = regexp.MustCompile(`\bBYTES\b`)
var bigintType = regexp.MustCompile(`\bBIGINT\b`)
var tableEnd = regexp.MustCompile(`(?m)^\)\s*;`)

func portable(d Dialect, text string) string {
	if d == Postgres {
		return bytesType.ReplaceAllString(text, "BYTEA")
	}
	text = bytesType.ReplaceAllString(text, "BLOB")
	text = bigintType.ReplaceAllString(text, "INTEGER")
	return tableEnd.ReplaceAllString(text, ") STRICT;")
}

// Names lists the assembled migrations in order, for tests and dumps.
func Names(f fs.FS) []string {
	entries, err := fs.ReadDir(f, ".")
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	sort.Strings(out)
	return out
}
