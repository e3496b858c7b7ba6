package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"lantai.internal/base/fault"
)

func noEnv(string) (string, bool) { return "", false }

func env(pairs map[string]string) func(string) (string, bool) {
	return func(k string) (string, bool) { v, ok := pairs[k]; return v, ok }
}

func TestWithoutFileTheDefaultsHold(t *testing.T) {
	c, err := Load(t.TempDir(), noEnv)
	if err != nil || !reflect.DeepEqual(c, Default()) {
		t.Fatalf("%+v %v", c, err)
	}
}

func TestWrittenFileReadsBack(t *testing.T) {
	c := Default()
	c.Listen, c.Database, c.Hosts = ":8443", "postgres://u:p\"\\@h/d", []string{"a.local", "b.local"}
	c.Backup.Dir, c.Store.TLS, c.PlainHTTP, c.Session.IdleMinutes = "/mnt/备份", false, true, 15
	for _, want := range []Config{Default(), c} {
		dir := t.TempDir()
		if err := Write(dir, want); err != nil {
			t.Fatal(err)
		}
		got, err := Load(dir, noEnv)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v %v\nwant %+v", got, err, want)
		}
		st, err := os.Stat(filepath.Join(dir, File))
		if err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("mode %v %v", st.Mode(), err)
		}
	}
}

// Every setting must be in the table of keys, or it is neither documented nor
// settable by the environment.
func TestEveryFieldIsAKey(t *testing.T) {
	have := map[string]bool{}
	for _, k := range keys {
		have[k.name] = true
	}
	n := 0
	var walk func(reflect.Type, string)
	walk = func(ty reflect.Type, prefix string) {
		for i := range ty.NumField() {
			f := ty.Field(i)
			name := prefix + f.Tag.Get("toml")
			if f.Type.Kind() == reflect.Struct {
				walk(f.Type, name+".")
				continue
			}
			n++
			if !have[name] {
				t.Errorf("%s is not in keys", name)
			}
		}
	}
	walk(reflect.TypeFor[Config](), "")
	if n != len(keys) {
		t.Errorf("%d fields, %d keys", n, len(keys))
	}
}

func TestCommentedLinesAreValidWhenSwitchedOn(t *testing.T) {
	var on []string
	for line := range strings.SplitSeq(Text(Default()), "\n") {
		if rest, ok := strings.CutPrefix(line, "# "); ok && strings.Contains(rest, " = ") && !strings.Contains(strings.SplitN(rest, " = ", 2)[0], " ") {
			line = rest
		}
		on = append(on, line)
	}
	c, err := Parse([]byte(strings.Join(on, "\n")))
	if err != nil || c.Backup.Dir == "" || c.Database == "" {
		t.Fatalf("%+v %v", c, err)
	}
}

func TestBadFiles(t *testing.T) {
	for _, x := range []struct{ name, text, field, say string }{
		{"unknown key", "listen = \":1\"\nlissten = \":1\"\n", "lissten", "第 2 行"},
		{"unknown in section", "\n[backup]\nfolder = \"/b\"\n", "backup.folder", "第 3 行"},
		{"key in the wrong section", "idle_minutes = 3\n", "idle_minutes", "session.idle_minutes"},
		{"wrong type", "plain_http = \"yes\"\n", "plain_http", "第 1 行"},
		{"text without quotes", "listen = 127.0.0.1:80\n", "", "第 1 行"},
		{"no port", "# x\nlisten = \"localhost\"\n", "listen", "第 2 行"},
		{"policy", "password_policy = \"none\"", "password_policy", "等保"},
		{"hour", "[backup]\nhour = 24", "backup.hour", "第 2 行"},
		{"absolute below idle", "[session]\nidle_minutes = 60\nabsolute_minutes = 30", "session.absolute_minutes", "60"},
		{"relative backup", "[backup]\ndir = \"b\"", "backup.dir", "完整路径"},
		{"bucket without key", "[store]\nkind = \"s3\"\nendpoint = \"h:1\"\nbucket = \"b\"", "store.access_key", "没有填写"},
		{"address as endpoint", "[store]\nkind = \"s3\"\nendpoint = \"https://h\"\nbucket = \"b\"\naccess_key=\"a\"\nsecret_key=\"s\"", "store.endpoint", "第 3 行"},
		{"host with port", "hosts = [\"a:80\"]", "hosts", "主机名"},
		{"database", "database = \"mysql://x:secret@y/z\"", "database", "postgres://"},
	} {
		_, err := Parse([]byte(x.text))
		f := fault.Of(err)
		if !fault.Is(err, fault.Invalid) || f.Field != x.field || !strings.Contains(f.Say, x.say) || strings.Contains(f.Error(), "secret@") {
			t.Errorf("%s: %v (field %q)", x.name, err, f.Field)
		}
	}
}

func TestEnvironmentWinsOverFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, File), []byte("\uFEFFlisten = \":1\"\n[backup]\nkeep = 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(dir, env(map[string]string{"LANTAI_LISTEN": ":2", "LANTAI_HOSTS": "a, b", "LANTAI_STORE_TLS": "false", "LANTAI_BACKUP_HOUR": "5", "LANTAI_TEST_POSTGRES": "ignored"}))
	if err != nil || c.Listen != ":2" || len(c.Hosts) != 2 || c.Store.TLS || c.Backup.Hour != 5 || c.Backup.Keep != 3 {
		t.Fatalf("%+v %v", c, err)
	}
	for _, bad := range []map[string]string{{"LANTAI_BACKUP_HOUR": "abends"}, {"LANTAI_BACKUP_HOUR": "99"}, {"LANTAI_PLAIN_HTTP": "ja"}} {
		if _, err := Load(dir, env(bad)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "环境变量 LANTAI_") {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(Text(Default())))
	f.Add([]byte("[store]\nkind = \"s3\""))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := Parse(b); err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatalf("not an input fault: %v", err)
		}
	})
}

// A configuration that is logged or printed by mistake keeps its secret.
func TestSecretsStayHidden(t *testing.T) {
	c := Default()
	c.Store.SecretKey = "hidden-key"
	j, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "config", c, "key", c.Store.SecretKey)
	for _, s := range []string{string(j), log.String(), fmt.Sprintf("%v %+v %#v %v", c, c, c, c.Store)} {
		if strings.Contains(s, "hidden-key") {
			t.Errorf("shown: %s", s)
		}
	}
	if !strings.Contains(Text(c), "hidden-key") {
		t.Error("the settings file lacks the key that was set")
	}
}

// A file that holds a password and that others may read is refused, with what to do.
func TestSecretsWantAPrivateFile(t *testing.T) {
	for text, want := range map[string]bool{
		"listen = \":1\"\n": true, "database = \"postgres://u:p@h/d\"\n": false, "[store]\nsecret_key = \"k\"\n": false,
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, File)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(dir, noEnv); err != nil {
			t.Errorf("%q, its owner's alone: %v", text, err)
		}
		if err := os.Chmod(file, 0o640); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(dir, noEnv); (err == nil) != want || err != nil && !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("%q, open to others: %v", text, err)
		}
	}
}

func TestPortalSettings(t *testing.T) {
	for text, key := range map[string]string{
		"[portal]\nbase = \"/zwgk/\"": "portal.base", "[portal]\nbase = \"zwgk\"": "portal.base", "[portal]\nbase = \"\"": "portal.base", "[portal]\nlisten = \"8081\"": "portal.listen",
		"[portal]\nhosts = [\"https://a\"]": "portal.hosts", "[portal]\nproxies = [\"proxy\"]": "portal.proxies", "[portal]\nabove = [\"县政府\"]": "portal.above",
		"[portal]\nbelow = [\"县政府 javascript:alert(1)\"]": "portal.below", "[portal]\nname = \"某局官方网站\"": "portal.name", "[portal]\nurl = \"https://a/zwgk/\"": "portal.url",
	} {
		if _, err := Parse([]byte(text)); fault.Of(err).Field != key {
			t.Errorf("%q: %v, want a fault of %s", text, err, key)
		}
	}
	c, err := Parse([]byte("[portal]\nbase = \"\"\nlisten = \"127.0.0.1:8081\"\nproxies = [\"10.0.0.2\", \"10.1.0.0/16\"]\nabove = [\"某某 县政府 https://a.example\"]"))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := Networks(c.Portal.Proxies); err != nil || len(n) != 2 || n[1].Bits() != 16 {
		t.Errorf("%v %v", n, err)
	}
	if l := Links(c.Portal.Above); len(l) != 1 || l[0] != [2]string{"某某 县政府", "https://a.example"} {
		t.Errorf("%q", l)
	}
}
