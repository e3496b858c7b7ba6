package cli

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"lantai.internal/kit/dbtest"
)

// burgle changes the database behind the program's back, as somebody who can
// write the file and takes the guards away for the moment.
func burgle(t testing.TB, dir, stmt string) {
	t.Helper()
	d, err := sql.Open("sqlite", filepath.Join(dir, "lantai.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	d.SetMaxOpenConns(1)
	rows, err := d.Query("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
	if err != nil {
		t.Fatal(err)
	}
	guards := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			t.Fatal(err)
		}
		guards[name] = text
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	rows.Close()
	run := func(s string) {
		if _, err := d.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	for name := range guards {
		run("DROP TRIGGER " + name)
	}
	if stmt == "" { // the guards stay away
		return
	}
	run(stmt)
	for _, text := range guards {
		run(text)
	}
}

// Whoever changes a row, a file or a line of the ledger is found, and what was
// changed is named; ledger verify and archive verify exit 1.
func TestTamperingIsFoundAndNamed(t *testing.T) {
	source := filled(t)
	file := func(dir string) string {
		var found string
		filepath.WalkDir(filepath.Join(dir, "files"), func(p string, e os.DirEntry, err error) error {
			if err == nil && e.Type().IsRegular() && found == "" {
				found = p
			}
			return nil
		})
		return found
	}
	for _, c := range []struct {
		name, stmt, where string
		file              func(path string) error
		ledger            int // exit of ledger verify
	}{
		{"title", "UPDATE archive_item SET title = '改过' WHERE id = 5", "archive_item:5", nil, 1},
		{"row removed", "DELETE FROM archive_item WHERE id = 7", "archive_item:7", nil, 1},
		{"box", "UPDATE archive_box SET number = 99 WHERE id = 1", "archive_box:1", nil, 1},
		{"text", "UPDATE archive_body SET body = '改过' WHERE item_id = 1", "", nil, 0},
		{"summary of an entry", "UPDATE ledger_entry SET summary = '改过' WHERE seq = 4", "ledger_entry:4", nil, 1},
		{"actor of an entry", "UPDATE ledger_entry SET actor = 'x' WHERE seq = 4", "ledger_entry:4", nil, 1},
		{"entry removed", "DELETE FROM ledger_entry WHERE seq = 4", "ledger_entry:4", nil, 1},
		{"last entry", "UPDATE ledger_entry SET summary = '改过' WHERE seq = (SELECT max(seq) FROM ledger_entry)", "ledger_entry:", nil, 1},
		{"a guard taken away", "", "ledger_guards", nil, 1},
		{"a bit of a file", "", "", func(p string) error {
			b, err := os.ReadFile(p)
			if err == nil {
				b[0] ^= 1
				os.Chmod(p, 0o600)
				err = os.WriteFile(p, b, 0o600)
			}
			return err
		}, 0},
		{"file gone", "", "", os.Remove, 0},
		{"file cut", "", "", func(p string) error { os.Chmod(p, 0o600); return os.Truncate(p, 3) }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			copyTree(t, source, dir)
			where := c.where
			if c.file != nil {
				p := file(dir)
				where = filepath.Base(p)
				if err := c.file(p); err != nil {
					t.Fatal(err)
				}
			} else {
				burgle(t, dir, c.stmt)
			}
			var rep struct {
				OK       bool
				Findings []struct{ Where, Message string }
			}
			if c.ledger == 1 {
				lantai(t, "ledger", "verify", "--data", dir, "--json").want(t, 1).into(t, &rep)
				if rep.OK || !slices.ContainsFunc(rep.Findings, func(f struct{ Where, Message string }) bool {
					return strings.HasPrefix(f.Where, where) && f.Message != ""
				}) {
					t.Errorf("the ledger's check does not name %s: %+v", where, rep)
				}
			}
			if c.ledger == 1 && strings.HasPrefix(where, "ledger_") { // nothing else is done with it
				lantai(t, "archive", "arrange", "--year", "2019", "--data", dir, "--json").want(t, 4).object(t)
				lantai(t, "archive", "stats", "--data", dir, "--json").want(t, 4).says(t, "ledger verify")
			}
			r := lantai(t, "archive", "verify", "--data", dir, "--json").want(t, 1).into(t, &rep)
			if rep.OK || !strings.Contains(r.out, where) || len(rep.Findings) == 0 {
				t.Errorf("%s is not named: %v", where, r)
			}
		})
	}
}

// Two people number, and pack, the same year at the same moment, in processes of
// their own: one run of numbers a class, each paper once, on both databases.
func TestTwoNumberTheSameYear(t *testing.T) {
	for name, url := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return dbtest.PostgresURL(t) }} {
		t.Run(name, func(t *testing.T) {
			dir, at := "", url()
			if at == "" {
				dir = installation(t)
			} else {
				dir = filepath.Join(t.TempDir(), "data")
				lantai(t, "init", "--data", dir, "--database", at, "--fonds", "X043", "--json").want(t, 0)
			}
			on := func(args ...string) []string {
				args = append(args, "--data", dir, "--json")
				if at != "" {
					args = append(args, "--database", at)
				}
				return args
			}
			lantai(t, on("archive", "import", write(t, "in.ndjson", ndjson(t, papers(2019, 90, "同时")...)))...).want(t, 0)
			both := func(args ...string) {
				t.Helper()
				done := make(chan result)
				for range 2 {
					go func() {
						cmd := command(context.Background(), on(args...)...)
						out, err := cmd.CombinedOutput()
						if _, ok := err.(*exec.ExitError); err != nil && !ok {
							t.Error(err)
						}
						done <- result{args, cmd.ProcessState.ExitCode(), string(out), ""}
					}()
				}
				for range 2 {
					if r := <-done; r.code != 0 {
						t.Errorf("at the same moment: %v", r)
					}
				}
			}
			both("archive", "arrange", "--year", "2019")
			both("archive", "pack", "--year", "2019")
			seen := map[string]bool{}
			var page found
			lantai(t, on("search", "同时", "--limit", "200")...).want(t, 0).into(t, &page)
			last := map[string]int{}
			for _, h := range page.Hits {
				if h.Code == "" || seen[h.Code] {
					t.Errorf("code %q of %s", h.Code, h.Title)
				}
				seen[h.Code] = true
				class := h.Code[:len(h.Code)-4]
				no, err := strconv.Atoi(h.Code[len(h.Code)-4:])
				if err != nil {
					t.Errorf("code %q", h.Code)
				}
				last[class] = max(last[class], no)
			}
			sum := 0
			for _, n := range last {
				sum += n
			}
			if len(seen) != 90 || sum != 90 {
				t.Errorf("%d codes, runs of numbers %v", len(seen), last)
			}
			var f figures
			lantai(t, on("archive", "stats", "--year", "2019")...).want(t, 0).into(t, &f)
			lantai(t, on("archive", "verify")...).want(t, 0)
			if f.Items != 90 || f.Boxes < 9 {
				t.Errorf("%+v", f)
			}
		})
	}
}
