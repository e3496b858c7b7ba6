package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
)

// key is one setting with what is said about it in the file.
type key struct {
	name   string // with its section: "backup.dir"
	say    string // Chinese, for the file that init writes
	secret bool   // never repeated in a message
	sample string // shown instead of an empty default
}

var keys = []key{
	{name: "listen", say: "监听地址。127.0.0.1 只供本机；:8443 供全网，此时用 https（本单位自己的根证书在 tls/ca.pem）。"},
	{name: "hosts", say: "证书和访问用的主机名，如 [\"dangan.example.local\"]。本机的名字和地址不必写。"},
	{name: "plain_http", say: "在内网用明文 http。口令会在网上明文传送，每一页都会提示；能用 https 就不要打开。"},
	{name: "database", say: "PostgreSQL 的地址；不写则用数据目录里的嵌入式数据库。", secret: true, sample: "postgres://用户:口令@主机/库名"},
	{name: "password_policy", say: "口令规则。“等保”：10 位、三类字符、90 天更换；“ASVS”：12 位，不强制更换。"},
	{name: "log", say: "日志详略：debug、info、warn、error。"},
	{name: "session.idle_minutes", say: "多少分钟不操作即退出登录，5 至 480。"},
	{name: "session.absolute_minutes", say: "登录后最多多少分钟必须重新登录，不小于上一项，最多 1440。"},
	{name: "backup.dir", say: "每夜备份写到哪个目录（完整路径，最好在另一块磁盘）；不写则不自动备份。", sample: "/mnt/backup/lantai"},
	{name: "backup.hour", say: "几点开始，0 至 23，北京时间。"},
	{name: "backup.keep", say: "保留最近几份；每份写完都会读回核验，核验过的新备份写成之后才删旧的。"},
	{name: "store.kind", say: "文件存放在哪里：dir（目录）或 s3（兼容 S3 的对象存储）。"},
	{name: "store.dir", say: "kind 为 dir 时的目录；相对路径从数据目录算起。几台服务器共用时指向共享目录。"},
	{name: "store.endpoint", say: "kind 为 s3 时的主机和端口。", sample: "10.0.0.8:9000"},
	{name: "store.bucket", say: "存储桶，须事先建好，并只供本系统使用。", sample: "lantai"},
	{name: "store.prefix", say: "对象名的前缀；可不写。"},
	{name: "store.region", say: "区域；多数自建的对象存储不用改。"},
	{name: "store.access_key", say: "访问密钥的名称。", sample: "lantai"},
	{name: "store.secret_key", say: "访问密钥。也可以不写在这里，用环境变量 LANTAI_STORE_SECRET_KEY 给出。", secret: true},
	{name: "store.tls", say: "用 https 连对象存储。"},
	{name: "store.ca", say: "对象存储的证书由本单位自己的根证书签发时，根证书文件（PEM）在哪里；相对路径从数据目录算起。", sample: "tls/store-ca.pem"},
	{name: "portal.serve", say: "是否提供政府信息公开专栏（公众页面）。"},
	{name: "portal.base", say: "公众页面的路径前缀，也是它在县级门户里的位置。"},
	{name: "portal.hosts", say: "只用来访问公众页面的域名，如 [\"zwgk.example.gov.cn\"]；从这些域名看不到内部页面。"},
	{name: "portal.listen", say: "公众页面自己的监听地址；写了以后公众页面只在这里，这里也只有公众页面。最稳妥的办法。", sample: "127.0.0.1:8081"},
	{name: "portal.url", say: "公众从外面访问的完整网址，用于订阅源、站点地图和回执上的二维码。", sample: "https://www.example.gov.cn/zwgk"},
	{name: "portal.proxies", say: "前面的反向代理的地址或网段；只有它们转来的来访地址才被采信。"},
	{name: "portal.name", say: "栏目名称。"},
	{name: "portal.above", say: "页眉里的上级网站，每项写“名称 网址”。"},
	{name: "portal.below", say: "页脚里的链接，每项写“名称 网址”。"},
	{name: "portal.organiser", say: "主办单位；不写则为本单位。", sample: "某某县人民政府"},
	{name: "portal.site_code", say: "政府网站标识码。", sample: "5000000000"},
	{name: "portal.icp", say: "ICP 备案号。", sample: "渝ICP备00000000号"},
	{name: "portal.police", say: "公安备案号。", sample: "渝公网安备 00000000000000号"},
	{name: "portal.window", say: "当面提交申请的地点和时间。", sample: "某某路 1 号 101 室，工作日 9:00–12:00、14:00–17:30"},
	{name: "portal.address", say: "邮寄申请的地址。", sample: "某某路 1 号"},
	{name: "portal.postcode", say: "邮政编码。", sample: "400000"},
	{name: "portal.phone", say: "联系电话。", sample: "023-00000000"},
	{name: "portal.fax", say: "传真。", sample: "023-00000000"},
	{name: "portal.mail", say: "电子邮箱。", sample: "xxgk@example.gov.cn"},
}

func hide(k key, v string) string {
	if k.secret {
		return ""
	}
	return v
}

// field finds the field of a key by the toml names.
func (k key) field(c *Config) reflect.Value {
	v := reflect.ValueOf(c).Elem()
	for part := range strings.SplitSeq(k.name, ".") {
		t := v.Type()
		for i := range t.NumField() {
			if t.Field(i).Tag.Get("toml") == part {
				v = v.Field(i)
				break
			}
		}
	}
	return v
}

// set gives a key the value written in an environment variable.
func (k key) set(c *Config, text string) error {
	switch f := k.field(c); f.Kind() {
	case reflect.String:
		f.SetString(text)
	case reflect.Bool:
		switch strings.ToLower(text) {
		case "true", "1":
			f.SetBool(true)
		case "false", "0":
			f.SetBool(false)
		default:
			return errors.New("只能是 true 或 false。")
		}
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return errors.New("应为整数。")
		}
		f.SetInt(int64(n))
	case reflect.Slice:
		var all []string
		for s := range strings.SplitSeq(text, ",") {
			if s = strings.TrimSpace(s); s != "" {
				all = append(all, s)
			}
		}
		f.Set(reflect.ValueOf(all))
	default:
		return fmt.Errorf("config: key %s has no settable kind", k.name)
	}
	return nil
}

// example is the key's value as TOML, or the sample where the value is empty.
func (k key) example(c Config) string {
	f := k.field(&c)
	if f.Kind() == reflect.String && f.String() == "" && k.sample != "" {
		return quote(k.sample)
	}
	return literal(f)
}

func literal(f reflect.Value) string {
	switch f.Kind() {
	case reflect.String:
		return quote(f.String())
	case reflect.Slice:
		var parts []string
		for i := range f.Len() {
			parts = append(parts, quote(f.Index(i).String()))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(f.Interface())
}

// quote writes a TOML basic string.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Text is the settings file for c: every key explained; what is as by default
// stands in a comment.
func Text(c Config) string {
	var b strings.Builder
	b.WriteString("# 兰台的设置。改后重新启动服务生效。以 # 开头的行不起作用：去掉 # 即可改用别的值。\n" +
		"# 命令行选项优先于环境变量，环境变量优先于本文件；环境变量名是 LANTAI_ 加大写的项名，如 LANTAI_BACKUP_DIR。\n")
	def, section := Default(), ""
	for _, k := range keys {
		name := k.name
		if s, last, ok := strings.Cut(k.name, "."); ok {
			if s != section {
				b.WriteString("\n[" + s + "]\n")
				section = s
			}
			name = last
		}
		b.WriteString("\n# " + k.say + "\n")
		if set := literal(k.field(&c)); set != literal(k.field(&def)) {
			b.WriteString(name + " = " + set + "\n")
		} else {
			b.WriteString("# " + name + " = " + k.example(def) + "\n")
		}
	}
	return b.String()
}

// Write writes the settings file into a new data folder, readable by its owner
// only, as it may hold passwords. An existing file is left as it is.
func Write(dir string, c Config) error {
	f, err := os.OpenFile(filepath.Join(dir, File), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return fault.Wrap("config.write", fault.Full, err)
	}
	_, err = f.WriteString(Text(c))
	return fault.Wrap("config.write", fault.Full, errors.Join(err, f.Sync(), f.Close()))
}
