// Package config reads the one settings file of an installation, lantai.toml in
// the data folder. Every setting has a default, so that the file may be missing;
// a key that is not known is an error, as a misspelt one would otherwise do
// nothing in silence. Environment variables LANTAI_… win over the file.
package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"lantai.internal/base/fault"
)

// File is the name of the settings file in the data folder.
const File = "lantai.toml"

// Config is what can be set. The keys of the file are the toml names; the
// environment variable of a key is LANTAI_ and the key in capitals, with _ for
// the dot of a section: LANTAI_BACKUP_DIR.
type Config struct {
	Listen         string   `toml:"listen"`          // address:port
	Hosts          []string `toml:"hosts"`           // names besides this machine's own
	PlainHTTP      bool     `toml:"plain_http"`      // clear text beyond this machine
	Database       string   `toml:"database"`        // postgres:// URL; empty for the embedded database
	PasswordPolicy string   `toml:"password_policy"` // 等保 or ASVS
	Log            string   `toml:"log"`             // debug, info, warn or error
	Session        Session  `toml:"session"`
	Backup         Backup   `toml:"backup"`
	Store          Store    `toml:"store"`
	Portal         Portal   `toml:"portal"`
}

// Session says how long a sign-in lasts.
type Session struct {
	IdleMinutes     int `toml:"idle_minutes"`     // without use, 5 to 480
	AbsoluteMinutes int `toml:"absolute_minutes"` // in any case, idle_minutes to 1440
}

// Backup says where and when the nightly backup is made.
type Backup struct {
	Dir  string `toml:"dir"`  // empty: no nightly backup
	Hour int    `toml:"hour"` // 0 to 23, in Shanghai
	Keep int    `toml:"keep"` // so many of the newest stay, 1 to 365
}

// Store says where files are kept.
type Store struct {
	Kind      string `toml:"kind"`       // dir or s3
	Dir       string `toml:"dir"`        // kind dir: the folder; relative to the data folder
	Endpoint  string `toml:"endpoint"`   // kind s3: host:port
	Bucket    string `toml:"bucket"`     // kind s3
	Prefix    string `toml:"prefix"`     // kind s3: before every key
	Region    string `toml:"region"`     // kind s3
	AccessKey string `toml:"access_key"` // kind s3
	SecretKey Secret `toml:"secret_key"` // kind s3
	TLS       bool   `toml:"tls"`        // kind s3: https to the endpoint
	CA        string `toml:"ca"`         // kind s3 with tls: root certificates in PEM; relative to the data folder
}

// Secret is a text that never shows itself in a log, a message or JSON.
type Secret string

// String hides the text.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "******"
}

// GoString hides the text from %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalJSON hides the text from JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// Kinds of stores.
const (
	InFolder = "dir"
	InBucket = "s3"
)

// Default is what holds without a file.
func Default() Config {
	return Config{
		Listen: "127.0.0.1:8080", Hosts: []string{}, PasswordPolicy: "等保", Log: "info",
		Session: Session{IdleMinutes: 30, AbsoluteMinutes: 720},
		Backup:  Backup{Hour: 2, Keep: 14},
		Store:   Store{Kind: InFolder, Dir: "files", Region: "us-east-1", TLS: true},
		Portal:  Portal{Serve: true, Base: "/zwgk", Hosts: []string{}, Proxies: []string{}, Name: "政府信息公开", Above: []string{}, Below: []string{}},
	}
}

// Load reads the settings of the installation in dir: defaults, then its file if
// there is one, then the environment, looked up with env (os.LookupEnv). Errors
// are Invalid faults that name the key and, for the file, the line.
func Load(dir string, env func(string) (string, bool)) (Config, error) {
	c := Default()
	b, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return c, &fault.Error{Kind: fault.Unavailable, Op: "config", Say: "读不了设置文件 " + File + "，请检查它的权限。", Err: err}
	}
	if err := parse(b, &c); err != nil {
		return c, err
	}
	if err := c.private(dir); err != nil {
		return c, err
	}
	where := map[string]string{}
	for _, k := range keys {
		name := "LANTAI_" + strings.ToUpper(strings.ReplaceAll(k.name, ".", "_"))
		v, ok := env(name)
		if !ok || v == "" {
			continue
		}
		if err := k.set(&c, v); err != nil {
			return c, fault.Field(k.name, hide(k, v), "环境变量 "+name+" 的值不对："+err.Error())
		}
		where[k.name] = "环境变量 " + name
	}
	return c, c.check(where, b)
}

// Parse reads the text of a settings file over the defaults.
func Parse(text []byte) (Config, error) {
	c := Default()
	if err := parse(text, &c); err != nil {
		return c, err
	}
	return c, c.check(nil, text)
}

// private refuses a settings file that holds passwords and that others may read.
func (c *Config) private(dir string) error {
	key := ""
	switch {
	case c.Store.SecretKey != "":
		key = "store.secret_key"
	case c.Database != "":
		key = "database"
	default:
		return nil
	}
	file := filepath.Join(dir, File)
	st, err := os.Stat(file)
	if err != nil || st.Mode().Perm()&0o077 == 0 {
		return fault.Wrap("config", fault.Unavailable, err)
	}
	return fault.Field(key, "", fmt.Sprintf("%s 里写有密钥或口令（%s），却对其他用户开放（%s）。请运行 chmod 600 %s，或改用环境变量给出。", File, key, st.Mode().Perm(), file))
}

func parse(text []byte, c *Config) error {
	// Windows' editor puts a byte-order mark before UTF-8 text.
	d := toml.NewDecoder(strings.NewReader(strings.TrimPrefix(string(text), "\uFEFF")))
	d.DisallowUnknownFields()
	err := d.Decode(c)
	if err == nil {
		return nil
	}
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) {
		var all []*fault.Error
		for _, e := range unknown.Errors {
			line, _ := e.Position()
			key := strings.Join(e.Key(), ".")
			all = append(all, fault.Field(key, "", fmt.Sprintf("%s 第 %d 行：没有“%s”这个设置项%s。请改正或删去这一行。", File, line, key, near(key))))
		}
		return fault.Join(all...)
	}
	var bad *toml.DecodeError
	if errors.As(err, &bad) {
		line, col := bad.Position()
		key := strings.Join(bad.Key(), ".")
		say := fmt.Sprintf("%s 第 %d 行第 %d 列看不懂：文字要加引号，数字和 true、false 不加引号。", File, line, col)
		if key != "" {
			say = fmt.Sprintf("%s 第 %d 行：“%s”的值不对，%s", File, line, key, expects(key))
		}
		return &fault.Error{Kind: fault.Invalid, Op: "config", Field: key, Say: say, Fields: []fault.FieldError{{Field: key, Say: say}}, Err: err}
	}
	return &fault.Error{Kind: fault.Invalid, Op: "config", Field: File, Say: File + " 看不懂：" + "请对照 lantai init 写出的样例改正。", Err: err}
}

func near(key string) string {
	last := key[strings.LastIndexByte(key, '.')+1:]
	for _, k := range keys {
		if strings.EqualFold(k.name[strings.LastIndexByte(k.name, '.')+1:], last) {
			return "（是不是“" + k.name + "”）"
		}
	}
	return ""
}

func expects(name string) string {
	for _, k := range keys {
		if k.name == name {
			return "应写成 " + k.name[strings.LastIndexByte(k.name, '.')+1:] + " = " + k.example(Default()) + " 的样子。"
		}
	}
	return "请对照 lantai init 写出的样例改正。"
}

// check refuses values that cannot be. where names the origin of keys that do
// not come from the file.
func (c *Config) check(where map[string]string, text []byte) error {
	var all []*fault.Error
	bad := func(key, value, say string) {
		at := where[key]
		if at == "" {
			at = File
			if n := lineOf(text, key); n > 0 {
				at += fmt.Sprintf(" 第 %d 行", n)
			}
		}
		all = append(all, fault.Field(key, value, at+"："+key+" "+say))
	}
	between := func(key string, v, least, most int) {
		if v < least || v > most {
			bad(key, strconv.Itoa(v), fmt.Sprintf("应在 %d 到 %d 之间。", least, most))
		}
	}
	if i := strings.LastIndexByte(c.Listen, ':'); i < 0 {
		bad("listen", c.Listen, "应为“地址:端口”，如 127.0.0.1:8080 或 :8443。")
	} else if p, err := strconv.Atoi(c.Listen[i+1:]); err != nil || p < 0 || p > 65535 {
		bad("listen", c.Listen, "的端口应为 0 到 65535 的数。")
	}
	for _, h := range c.Hosts {
		if h == "" || strings.ContainsAny(h, "/: ") && !strings.Contains(h, "::") {
			bad("hosts", h, "只写主机名或地址，不写 https:// 和端口。")
		}
	}
	if c.Database != "" && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		bad("database", "", "应为 postgres://用户:口令@主机/库名；用嵌入式数据库则不写。")
	}
	if !slices.Contains([]string{"等保", "ASVS"}, c.PasswordPolicy) {
		bad("password_policy", c.PasswordPolicy, "只能是 \"等保\" 或 \"ASVS\"。")
	}
	if _, err := level(c.Log); err != nil {
		bad("log", c.Log, "只能是 debug、info、warn 或 error。")
	}
	between("session.idle_minutes", c.Session.IdleMinutes, 5, 480)
	between("session.absolute_minutes", c.Session.AbsoluteMinutes, max(5, c.Session.IdleMinutes), 1440)
	between("backup.hour", c.Backup.Hour, 0, 23)
	between("backup.keep", c.Backup.Keep, 1, 365)
	if c.Backup.Dir != "" && !filepath.IsAbs(c.Backup.Dir) {
		bad("backup.dir", c.Backup.Dir, "要写完整路径（以 / 开头），最好在另一块磁盘上。")
	}
	switch c.Store.Kind {
	case InFolder:
		if c.Store.Dir == "" {
			bad("store.dir", "", "不能为空。")
		}
	case InBucket:
		for _, x := range [][2]string{{"store.endpoint", c.Store.Endpoint}, {"store.bucket", c.Store.Bucket}, {"store.access_key", c.Store.AccessKey}, {"store.secret_key", string(c.Store.SecretKey)}} {
			if x[1] == "" {
				bad(x[0], "", "没有填写；store.kind 为 s3 时必须有。")
			}
		}
		if c.Store.CA != "" && !c.Store.TLS {
			bad("store.ca", c.Store.CA, "只在 store.tls = true 时有用；请打开 tls 或删去这一项。")
		}
		if strings.Contains(c.Store.Endpoint, "/") {
			bad("store.endpoint", c.Store.Endpoint, "只写主机和端口，如 10.0.0.8:9000；是否加密由 store.tls 决定。")
		}
	default:
		bad("store.kind", c.Store.Kind, "只能是 \"dir\" 或 \"s3\"。")
	}
	c.Portal.check(bad)
	return fault.Join(all...)
}

// lineOf finds the line of a key in the file, 0 if it is not found.
func lineOf(text []byte, key string) int {
	section, name := "", key
	if i := strings.IndexByte(key, '.'); i >= 0 {
		section, name = key[:i], key[i+1:]
	}
	in := ""
	for n, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			in = strings.TrimSpace(strings.Trim(strings.SplitN(line, "#", 2)[0], "[] \t"))
			continue
		}
		k, _, ok := strings.Cut(line, "=")
		if k = strings.TrimSpace(k); ok && (in == section && k == name || in == "" && k == key) {
			return n + 1
		}
	}
	return 0
}

func level(s string) (slog.Level, error) {
	switch s {
	case "debug":
		return slog.LevelDebug, nil
	case "info":
		return slog.LevelInfo, nil
	case "warn":
		return slog.LevelWarn, nil
	case "error":
		return slog.LevelError, nil
	}
	return 0, fmt.Errorf("config: no log level %q", s)
}

// Level is the log level; the word was checked when the settings were read.
func (c Config) Level() slog.Level {
	l, err := level(c.Log)
	if err != nil {
		return slog.LevelInfo
	}
	return l
}
