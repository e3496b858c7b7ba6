package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// Portal says where the public pages of information disclosure are served and
// what stands above and below them. A county bureau has no site of its own: the
// pages are a column of the county's portal.
type Portal struct {
	Serve   bool     `toml:"serve"`
	Base    string   `toml:"base"`    // path before every public page; empty only with hosts or listen
	Hosts   []string `toml:"hosts"`   // names at which only the public pages answer
	Listen  string   `toml:"listen"`  // address:port that serves the public pages and nothing else; then they are nowhere else
	URL     string   `toml:"url"`     // where the public finds them, for feeds and printed receipts
	Proxies []string `toml:"proxies"` // addresses or networks of the reverse proxies in front

	Name      string   `toml:"name"`      // of the column
	Above     []string `toml:"above"`     // "name address" of the sites the column belongs to
	Below     []string `toml:"below"`     // "name address" of links in the foot
	Organiser string   `toml:"organiser"` // 主办单位; the bureau when empty
	SiteCode  string   `toml:"site_code"` // 网站标识码
	ICP       string   `toml:"icp"`
	Police    string   `toml:"police"` // 公安备案号

	// Where an application can be handed in without a computer.
	Window   string `toml:"window"` // address and hours
	Address  string `toml:"address"`
	Postcode string `toml:"postcode"`
	Phone    string `toml:"phone"`
	Fax      string `toml:"fax"`
	Mail     string `toml:"mail"`
}

// Links reads a list of "name address".
func Links(list []string) (out [][2]string) {
	for _, s := range list {
		if i := strings.LastIndexByte(strings.TrimSpace(s), ' '); i > 0 {
			s = strings.TrimSpace(s)
			out = append(out, [2]string{strings.TrimSpace(s[:i]), s[i+1:]})
		}
	}
	return out
}

// Networks reads addresses and networks ("10.0.0.2", "10.0.0.0/8").
func Networks(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range list {
		if a, err := netip.ParseAddr(s); err == nil {
			out = append(out, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("config: no network %q", s)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

var basePath = regexp.MustCompile(`^(/[a-z0-9][a-z0-9-]*)*$`)

// check refuses settings of the public pages that cannot be.
func (p Portal) check(bad func(key, value, say string)) {
	if !basePath.MatchString(p.Base) {
		bad("portal.base", p.Base, "应写成 /zwgk 的样子：以 / 开头，只用小写字母、数字和连字符，结尾不加 /。")
	}
	if p.Base == "" && p.Listen == "" && len(p.Hosts) == 0 {
		bad("portal.base", "", "不能为空，除非公开专栏有自己的监听地址（portal.listen）或域名（portal.hosts）。")
	}
	if i := strings.LastIndexByte(p.Listen, ':'); p.Listen != "" {
		if n, err := strconv.Atoi(p.Listen[i+1:]); i < 0 || err != nil || n < 0 || n > 65535 {
			bad("portal.listen", p.Listen, "应为“地址:端口”，如 127.0.0.1:8081。")
		}
	}
	for _, h := range p.Hosts {
		if h == "" || strings.ContainsAny(h, "/: ") {
			bad("portal.hosts", h, "只写主机名，不写 https:// 和端口。")
		}
	}
	web := func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
	}
	if p.URL != "" && (!web(p.URL) || strings.HasSuffix(p.URL, "/")) {
		bad("portal.url", p.URL, "应写成 https://www.example.gov.cn/zwgk 的样子，结尾不加 /。")
	}
	if _, err := Networks(p.Proxies); err != nil {
		bad("portal.proxies", strings.Join(p.Proxies, ", "), "只写地址或网段，如 10.0.0.2 或 10.0.0.0/8。")
	}
	for key, list := range map[string][]string{"portal.above": p.Above, "portal.below": p.Below} {
		links := Links(list)
		if len(links) != len(list) {
			bad(key, strings.Join(list, ", "), "每项写“名称 网址”，中间一个空格。")
		}
		for _, l := range links {
			if !web(l[1]) {
				bad(key, l[1], "的网址应以 https:// 或 http:// 开头。")
			}
		}
	}
	if strings.TrimSpace(p.Name) == "" || strings.Contains(p.Name, "官方网站") || strings.Contains(p.Name, "官网") {
		bad("portal.name", p.Name, "是栏目的名称，如 政府信息公开；县级部门不开设网站，不能叫官方网站。")
	}
}
