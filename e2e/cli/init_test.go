package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestInitMakesAnInstallationOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	var made struct {
		Bureau         string
		Administrators []struct{ Login, Password, Role string }
	}
	lantai(t, "init", "--data", dir, "--fonds", "X043", "--json").want(t, 0).into(t, &made)
	if made.Bureau == "" || len(made.Administrators) != 3 {
		t.Fatalf("%+v", made)
	}
	seen := map[string]bool{}
	for _, a := range made.Administrators {
		if len(a.Password) < 12 || seen[a.Password] {
			t.Errorf("password of %s is short or given twice", a.Login)
		}
		seen[a.Password] = true
	}
	again := lantai(t, "init", "--data", dir, "--json").want(t, 2).says(t, "已经是数据目录")
	for p := range seen {
		if strings.Contains(again.out+again.err, p) {
			t.Error("a password was shown a second time")
		}
	}
	if st, err := os.Stat(dir); err != nil || st.Mode().Perm()&0o077 != 0 {
		t.Errorf("data folder is open to others: %v %v", st.Mode(), err)
	}
	sound(t, dir)
}

func TestInitRefusals(t *testing.T) {
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "家书.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	lantai(t, "init", "--data", full).want(t, 2).says(t, "不是空的")
	lantai(t, "init").want(t, 2).says(t, "--data")
	file := write(t, "a-file", []byte("x"))
	if r := lantai(t, "init", "--data", file); r.code != 2 && r.code != 4 {
		t.Fatal(r)
	}
	none := filepath.Join(t.TempDir(), "x")
	lantai(t, "init", "--data", none, "--rulebook", "no-such-book").want(t, 2)
	if entries, err := os.ReadDir(none); err == nil {
		t.Errorf("a refused init left a folder behind, with %v in it", entries)
	}
	lantai(t, "init", "--data", none, "--fonds", "全宗一").want(t, 2).says(t, "全宗")
	if _, err := os.Stat(filepath.Join(none, "rulebook")); err == nil {
		t.Error("a refused init left an installation behind")
	}
	lantai(t, "init", "--data", none, "--fonds", "X043").want(t, 0)
}

// Every command that works on an installation refuses a folder that is none,
// and says so in one JSON document when asked for JSON.
func TestNoInstallation(t *testing.T) {
	dir := t.TempDir()
	in := write(t, "a.ndjson", ndjson(t, record{Title: "甲"}))
	for _, args := range [][]string{
		{"archive", "import", in}, {"archive", "arrange", "--year", "2019"}, {"archive", "pack", "--year", "2019"}, {"archive", "close", "--year", "2019"},
		{"archive", "stats"}, {"archive", "verify"}, {"search", "甲"}, {"ledger", "verify"}, {"ledger", "prove", "1"},
		{"archive", "print", "catalogue", "--year", "2019", "--out", filepath.Join(t.TempDir(), "a.pdf")},
		{"package", "create", "--year", "2019", "--kind", "bagit", "--out", filepath.Join(t.TempDir(), "p")},
		{"backup", "create", "--out", filepath.Join(t.TempDir(), "b.tar")},
	} {
		r := lantai(t, append(args, "--data", dir, "--json")...).want(t, 2).says(t, "不是数据目录")
		if m := r.object(t); m["error"] == nil {
			t.Errorf("%v: no error in %v", args, m)
		}
		if entries, _ := os.ReadDir(dir); len(entries) > 0 {
			t.Fatalf("%v left %v", args, entries)
		}
	}
}

func TestUsageErrors(t *testing.T) {
	for _, args := range [][]string{
		{"no-such-command"}, {"archive"}, {"archive", "import", "--data", "x"}, {"archive", "arrange", "--data", "x"},
		{"archive", "arrange", "--year", "abc", "--data", "x"}, {"search", "甲", "--data", "x", "--sort", "up"},
		{"package", "create", "--year", "2019", "--kind", "zip", "--data", "x", "--out", "y"}, {"archive", "stats", "--no-such-flag"},
		{"ledger", "prove", "one", "--data", "x"}, {"search", "甲", "--data", "x", "--limit", "-1"}, {"archive", "stats", "--year", "abc", "--data", "x"},
	} {
		r := lantai(t, args...).want(t, 2).says(t, "用法")
		for _, foreign := range []string{"valid", "value", "perhaps", "expected"} {
			if strings.Contains(r.err, foreign) {
				t.Errorf("%v: %s", args, r.err)
			}
		}
	}
}
