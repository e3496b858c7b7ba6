package app_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"lantai.internal/app"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/intake"
)

// The database of every release is kept and opened by the present program.
//
//	go test ./app -run Released -release none    while a version is being made
//	go test ./app -run Released -release 0.1.0   when it goes out
//
// writes testdata/released/<version>.*.tar.gz and testdata/migrations.lock.
// After the second, a migration listed there may never be edited again.
var release = flag.String("release", "", "keep the present database as a release's: its version, or none before it goes out")

const lockFile = "testdata/migrations.lock"

// lock is what migrations.lock says: the release, and the digest of each file.
func lock(t *testing.T) (released string, digests map[string]string) {
	t.Helper()
	b, err := os.ReadFile(lockFile)
	if err != nil {
		t.Fatal(err)
	}
	digests = map[string]string{}
	for line := range strings.Lines(string(b)) {
		a, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case a == "released":
			released = rest
		case a != "" && a != "#":
			digests[rest] = a
		}
	}
	return released, digests
}

// present are the digests of the migration files as they are.
func present(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, shelf := range []string{"kit", "hall", "room"} {
		err := filepath.WalkDir(filepath.Join("..", shelf), func(p string, d fs.DirEntry, err error) error {
			p = filepath.ToSlash(p)
			if err != nil || d.IsDir() || path.Base(path.Dir(p)) != "schema" || path.Ext(p) != ".sql" || strings.Contains(p, "/testdata/") {
				return err
			}
			b, err := os.ReadFile(p)
			sum := sha256.Sum256(b)
			out[strings.TrimPrefix(p, "../")] = hex.EncodeToString(sum[:])
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func writeLock(t *testing.T) {
	t.Helper()
	now := present(t)
	var names []string
	for n := range now {
		names = append(names, n)
	}
	slices.Sort(names)
	var b strings.Builder
	fmt.Fprintf(&b, "# Digests of the migrations; once released they never change. See released_test.go.\nreleased %s\n", *release)
	for _, n := range names {
		fmt.Fprintf(&b, "%s %s\n", now[n], n)
	}
	if err := os.WriteFile(lockFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// changed lists the locked migrations that are no longer what they were.
func changed(t *testing.T) (released string, names []string) {
	t.Helper()
	released, want := lock(t)
	now := present(t)
	for n, d := range want {
		if now[n] != d {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return released, names
}

func TestReleasedMigrationsDoNotChange(t *testing.T) {
	if *release != "" {
		writeLock(t)
	}
	released, names := changed(t)
	for _, n := range names {
		if released == "none" {
			t.Logf("%s has changed since the list was written; it may, until the release", n)
		} else {
			t.Errorf("%s was changed or removed after %s was released; write a new migration instead", n, released)
		}
	}
}

// kept gives the kept databases by name, and makes that of the version under
// way anew where its migrations have changed since.
func kept(t *testing.T, kind string, make func(t *testing.T) []byte) map[string][]byte {
	t.Helper()
	name := filepath.Join("testdata", "released", app.Version+"."+kind+".tar.gz")
	if *release != "" {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, make(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	found, err := filepath.Glob(filepath.Join("testdata", "released", "*."+kind+".tar.gz"))
	if err != nil || !slices.Contains(found, name) {
		t.Fatalf("%s is missing: run go test ./app -run Released -release none", name)
	}
	out := map[string][]byte{}
	for _, f := range found {
		if out[f], err = os.ReadFile(f); err != nil {
			t.Fatal(err)
		}
	}
	if released, names := changed(t); released == "none" && len(names) > 0 {
		out[name] = make(t)
	}
	return out
}

// smallYear is an installation with a little of everything in it.
func smallYear(t *testing.T, database string) *app.App {
	t.Helper()
	ctx, owner := t.Context(), act.Owner()
	a, _, err := app.Init(ctx, app.InitOptions{Dir: filepath.Join(t.TempDir(), "data"), Database: database, Fonds: "X043", Clock: clock.At("2026-03-02")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	in := t.TempDir()
	var b strings.Builder
	b.WriteString("题名,文号,责任者,日期,年度,保管期限,机构,页数\n")
	for i := range 12 {
		fmt.Fprintf(&b, "关于第%d项工作的通知,綦商务〔2013〕%d号,重庆市綦江区商务局,2013-0%d-15,2013,%s,BGS,%d\n", i+1, i+1, i%9+1, []string{"永久", "30年", "10年"}[i%3], i+1)
	}
	table := filepath.Join(in, "目录.csv")
	must(os.WriteFile(table, []byte(b.String()), 0o600))
	src, closer, err := a.Archive.Table(ctx, table, intake.Mapping{}, false)
	must(err)
	rep, err := a.Archive.Take(ctx, owner, src, archive.TakeOptions{Name: "目录.csv", Kind: "table"})
	must(err)
	must(closer.Close())
	if rep.Accepted != 12 {
		t.Fatalf("%+v", rep)
	}
	papers := filepath.Join(in, "材料")
	must(os.Mkdir(papers, 0o700))
	must(os.WriteFile(filepath.Join(papers, "通知.txt"), []byte("重庆市綦江区商务局\n关于开展年度检查的通知\n綦商务〔2013〕88号\n\n各科室：\n  请于十二月底前完成自查。\n\n重庆市綦江区商务局\n2013年11月20日\n"), 0o600))
	docs, closer, err := a.Archive.Documents(ctx, papers, archive.DocumentOptions{})
	must(err)
	rep, err = a.Archive.Take(ctx, owner, docs, archive.TakeOptions{Name: "材料", Kind: "documents", SubmittedBy: "BGS"})
	must(err)
	must(closer.Close())
	if rep.Accepted != 1 {
		t.Fatalf("%+v", rep)
	}
	_, err = a.Archive.ArrangeYear(ctx, owner, archive.ArrangeOptions{Year: 2013, Default: "D10"})
	must(err)
	_, err = a.Archive.PackYear(ctx, owner, 2013)
	must(err)
	_, err = a.Archive.CloseYear(ctx, owner, 2013)
	must(err)
	_, err = a.Archive.Print(ctx, owner, archive.PrintOptions{Kind: "catalogue", Format: "csv", Year: 2013})
	must(err)
	_, err = a.Org.SignIn(ctx, org.Credentials{Login: "nobody", Password: "x"})
	must(err)
	return a
}

// sound looks over an installation that was kept: figures, ledger, and that work
// goes on.
func sound(t *testing.T, a *app.App) {
	t.Helper()
	ctx, owner := t.Context(), act.Owner()
	rep, err := a.Archive.Verify(ctx, nil)
	if err != nil || !rep.OK || rep.Items != 13 || rep.Files != 1 {
		t.Fatalf("%+v %v", rep, err)
	}
	s, err := a.Archive.Stats(ctx, owner, 2013)
	if err != nil || s.Items != 13 || s.Boxes == 0 {
		t.Fatalf("%+v %v", s, err)
	}
	if _, err := a.Archive.Print(ctx, owner, archive.PrintOptions{Kind: "catalogue", Format: "csv", Year: 2013}); err != nil {
		t.Fatal(err)
	}
	if rep, err := a.Door.Verify(ctx); err != nil || !rep.OK {
		t.Fatalf("after another act: %+v %v", rep, err)
	}
}

func TestReleasedSQLiteOpens(t *testing.T) {
	make := func(t *testing.T) []byte {
		file := filepath.Join(t.TempDir(), "a.tar")
		if _, err := smallYear(t, "").Backup(t.Context(), file); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return zipped(t, b)
	}
	for name, b := range kept(t, "sqlite", make) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "a.tar")
			if err := os.WriteFile(file, unzipped(t, b), 0o600); err != nil {
				t.Fatal(err)
			}
			if rep, err := app.RestoreBackup(t.Context(), file, filepath.Join(dir, "data")); err != nil || !rep.Valid {
				t.Fatalf("%+v %v", rep, err)
			}
			a, err := app.Open(t.Context(), app.Options{Dir: filepath.Join(dir, "data"), Clock: clock.At("2026-06-01")})
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			sound(t, a)
		})
	}
}

// The kept PostgreSQL is the text of its migrations, each table as COPY writes
// it, and the data folder beside it.
func TestReleasedPostgresOpens(t *testing.T) {
	make := func(t *testing.T) []byte {
		url := dbtest.PostgresURL(t)
		a := smallYear(t, url)
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		put := func(name string, data []byte) {
			t.Helper()
			if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(data))}); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(data); err != nil {
				t.Fatal(err)
			}
		}
		put("schema.sql", []byte(postgresSchema(t)))
		for table, data := range copyOut(t, url) {
			put("data/"+table, data)
		}
		err := fs.WalkDir(os.DirFS(a.Dir()), ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || strings.HasPrefix(p, "tmp/") {
				return err
			}
			data, err := os.ReadFile(filepath.Join(a.Dir(), p))
			put("dir/"+p, data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return zipped(t, b.Bytes())
	}
	url := dbtest.PostgresURL(t)
	for name, b := range kept(t, "postgres", make) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			dir := t.TempDir()
			load(t, url, dir, unzipped(t, b))
			a, err := app.Open(t.Context(), app.Options{Dir: dir, Database: url, Clock: clock.At("2026-06-01")})
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			sound(t, a)
		})
		url = dbtest.PostgresURL(t)
	}
}

func postgresSchema(t *testing.T) string {
	t.Helper()
	files, err := act.Migrations(db.Postgres, app.Schemas...)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, n := range db.Names(files) {
		text, err := fs.ReadFile(files, n)
		if err != nil {
			t.Fatal(err)
		}
		up, _, _ := strings.Cut(string(text), "-- +goose Down")
		b.WriteString(up + "\n")
	}
	b.WriteString("CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, version_id BIGINT NOT NULL, is_applied BOOLEAN NOT NULL, tstamp TIMESTAMP NOT NULL DEFAULT now());\n")
	return b.String()
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

func copyOut(t *testing.T, url string) map[string][]byte {
	t.Helper()
	c := connect(t, url)
	rows, err := c.Query(t.Context(), "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, table := range tables {
		var b bytes.Buffer
		if _, err := c.PgConn().CopyTo(t.Context(), &b, "COPY "+table+" TO STDOUT"); err != nil {
			t.Fatal(err)
		}
		out[table] = b.Bytes()
	}
	return out
}

func load(t *testing.T, url, dir string, b []byte) {
	t.Helper()
	c := connect(t, url)
	r := tar.NewReader(bytes.NewReader(b))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		what, name, _ := strings.Cut(h.Name, "/")
		switch what {
		case "schema.sql":
			var text []byte
			if text, err = io.ReadAll(r); err == nil {
				_, err = c.PgConn().Exec(t.Context(), string(text)).ReadAll()
			}
		case "data":
			if !strings.HasPrefix(name, "ledger_") { // which are empty, and guarded
				if _, err := c.Exec(t.Context(), "DELETE FROM "+name); err != nil { // rows the migrations put in
					t.Fatal(err)
				}
			}
			_, err = c.PgConn().CopyFrom(t.Context(), r, "COPY "+name+" FROM STDIN")
			if err == nil && name == "goose_db_version" {
				_, err = c.Exec(t.Context(), "SELECT setval(pg_get_serial_sequence('goose_db_version', 'id'), (SELECT max(id) FROM goose_db_version))")
			}
		case "dir":
			at := filepath.Join(dir, filepath.FromSlash(name))
			var data []byte
			if data, err = io.ReadAll(r); err == nil {
				err = errors.Join(os.MkdirAll(filepath.Dir(at), 0o700), os.WriteFile(at, data, 0o600))
			}
		}
		if err != nil {
			t.Fatalf("%s: %v", h.Name, err)
		}
	}
}

func zipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(b)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func unzipped(t *testing.T, b []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
