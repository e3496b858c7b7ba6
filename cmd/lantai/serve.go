package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"lantai.internal/app"
	"lantai.internal/base/fault"
	"lantai.internal/kit/config"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
)

type listen struct {
	Listen    string   `name:"listen" placeholder:"地址:端口" help:"监听地址"`
	PlainHTTP bool     `name:"plain-http" help:"在内网用明文 HTTP（每页都会提示）"`
	Hosts     []string `name:"host" placeholder:"域名" help:"证书和访问用的主机名，可多次"`
}

type serveCmd struct {
	place
	listen
}

// Run serves until it is told to stop.
func (c *serveCmd) Run(e *env) error {
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	slog.SetLogLoggerLevel(a.Config.Level())
	return c.serve(e, a, nil)
}

// serve listens and answers; ready is called once the first page can be had.
func (l *listen) serve(e *env, a *app.App, ready func(url string)) error {
	if a.Door.Reader().Dialect() == db.SQLite {
		release, err := alone(a.Dir())
		if err != nil {
			return err
		}
		defer release()
	}
	l.settle(a.Config)
	if _, port, err := net.SplitHostPort(l.Listen); err != nil || !validPort(port) {
		return fault.Field("listen", l.Listen, "监听地址应写成 地址:端口，如 127.0.0.1:8080 或 0.0.0.0:8443，端口为 0 到 65535。")
	}
	ln, transport, err := l.listenAt(e, a, l.Listen, 0)
	if err != nil {
		return err
	}
	defer ln.Close()
	site, err := a.Site(app.SiteOptions{Transport: transport})
	if err != nil {
		return err
	}
	srv := web.NewServer(site, slog.Default())
	failed := make(chan error, 2)
	public, err := l.publish(e, a, site, srv, transport, failed)
	if err != nil {
		return err
	}
	defer public.Close()
	ctx, stop := context.WithCancel(e)
	defer stop()
	a.Background(ctx)
	// A disk that is full or read-only must not keep people from reading.
	if stopJobs, err := a.StartJobs(ctx); err != nil {
		e.Say("后台任务没有启动（每日检查点、文件巡检、夜间备份停办）：%s", fault.Of(err).Safe())
		slog.Error("background work could not be started", "err", err)
	} else {
		defer func() {
			down, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if err := stopJobs(down); err != nil {
				slog.Warn("background work did not end in time; it is taken up again at the next start", "err", err)
			}
		}()
	}
	go func() { failed <- srv.Serve(ln) }()
	url := address(transport, ln.Addr(), l.Hosts)
	e.Say("兰台已启动：%s", url)
	if ready != nil {
		ready(url)
	}
	select {
	case err = <-failed:
	case <-e.Done():
		down, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err = errors.Join(srv.Shutdown(down), public.Shutdown(down))
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return fault.Wrap("serve", fault.Unavailable, err)
}

// listenAt listens at an address, with this bureau's own certificate beyond the machine
// itself. each is how many connections one address may have, 0 for the usual.
func (l *listen) listenAt(e *env, a *app.App, address string, each int) (net.Listener, web.Transport, error) {
	cfg := web.ListenConfig{Address: address, AllowPlain: l.PlainHTTP, PerAddress: each}
	if !web.IsLoopback(address) && !l.PlainHTTP {
		tlsConfig, ca, err := web.SelfSigned(filepath.Join(a.Dir(), "tls"), a.Book.Bureau, l.names(), time.Now())
		if err != nil {
			return nil, 0, fault.Wrap("serve.tls", fault.Full, err)
		}
		cfg.TLS = tlsConfig
		e.Say("请把本单位的根证书导入各台电脑（只需一次）：%s", ca)
	}
	ln, transport, err := web.Listen(cfg)
	if err != nil {
		err = &fault.Error{Kind: fault.Unavailable, Op: "serve", Say: "不能在 " + address + " 上监听：端口可能已被占用，或地址不是本机的。", Err: err}
	}
	return ln, transport, err
}

// publish serves the public pages as the settings say: beside the desk, by giving
// its server another handler, or at an address of their own. The server given back
// is to be closed in any case.
func (l *listen) publish(e *env, a *app.App, desk *web.Site, beside *http.Server, t web.Transport, failed chan<- error) (*http.Server, error) {
	own := web.NewServer(http.NotFoundHandler(), slog.Default())
	c := a.Config.Portal
	if !c.Serve || a.Door.ReadOnly() != nil {
		return own, nil
	}
	if c.Listen == "" {
		site, err := a.PortalSite(t)
		if err != nil {
			return nil, err
		}
		beside.Handler, err = a.Front(desk, site)
		return own, err
	}
	each := 0
	if len(c.Proxies) > 0 {
		each = 2000 // all come from the proxy
	}
	ln, t, err := l.listenAt(e, a, c.Listen, each)
	if err != nil {
		return nil, err
	}
	site, err := a.PortalSite(t)
	if err != nil {
		ln.Close()
		return nil, err
	}
	own = web.NewServer(site, slog.Default())
	go func() { failed <- own.Serve(ln) }()
	e.Say("公开专栏：%s", strings.TrimSuffix(address(t, ln.Addr(), c.Hosts), "/")+c.Base+"/")
	return own, nil
}

func validPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

// settle takes from the settings what no option gave.
func (l *listen) settle(c config.Config) {
	if l.Listen == "" {
		l.Listen = c.Listen
	}
	l.PlainHTTP = l.PlainHTTP || c.PlainHTTP
	if len(l.Hosts) == 0 {
		l.Hosts = c.Hosts
	}
}

// names are the host names and addresses the certificate is for.
func (l *listen) names() []string {
	names := append([]string{"localhost", "127.0.0.1"}, l.Hosts...)
	if host, _, err := net.SplitHostPort(l.Listen); err == nil && host != "" && host != "0.0.0.0" && host != "::" {
		names = append(names, host)
	}
	if h, err := os.Hostname(); err == nil {
		names = append(names, h)
	}
	if addrs, err := net.InterfaceAddrs(); err == nil {
		for _, a := range addrs {
			if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && !ip.IP.IsLinkLocalUnicast() {
				names = append(names, ip.IP.String())
			}
		}
	}
	return names
}

// address is one that a browser can open: where the program listens on all
// addresses, the first name it was given, or this machine's first address.
func address(t web.Transport, a net.Addr, hosts []string) string {
	scheme := "http"
	if t == web.TLS {
		scheme = "https"
	}
	at := a.String()
	if tcp, ok := a.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		at = net.JoinHostPort(reachable(hosts), strconv.Itoa(tcp.Port))
	}
	return scheme + "://" + at + "/"
}

func reachable(hosts []string) string {
	if len(hosts) > 0 {
		return hosts[0]
	}
	addrs, _ := net.InterfaceAddrs() // none: the machine has only itself
	for _, a := range addrs {
		if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && ip.IP.To4() != nil {
			return ip.IP.String()
		}
	}
	return "127.0.0.1"
}

type demoCmd struct {
	Data string `name:"data" placeholder:"目录" help:"数据目录，默认 demo-data"`
	JSON bool   `name:"json" hidden:""`
	listen
}

// Run opens the demonstration, filling it the first time.
func (c *demoCmd) Run(e *env) error {
	if c.Data == "" {
		c.Data = "demo-data"
	}
	var a *app.App
	_, err := os.Stat(filepath.Join(c.Data, "rulebook"))
	if errors.Is(err, os.ErrNotExist) {
		a, err = app.Demo(e, app.InitOptions{Dir: c.Data, Env: ownDatabase})
	} else if err == nil {
		a, err = app.Open(e, app.Options{Dir: c.Data, Env: ownDatabase})
	}
	if err != nil {
		return err
	}
	defer a.Close()
	return c.serve(e, a, func(url string) { c.welcome(e, a, url) })
}

// ownDatabase is the environment without the database and the store of files: the
// demonstration is never opened on a bureau's.
func ownDatabase(name string) (string, bool) {
	if name == "LANTAI_DATABASE" || strings.HasPrefix(name, "LANTAI_STORE_") {
		return "", false
	}
	return os.LookupEnv(name)
}

func (c *demoCmd) welcome(e *env, a *app.App, url string) {
	e.Say("")
	e.Say("请用浏览器打开 %s", url)
	e.Say("可试的账号（口令都是 %s）：", app.DemoPassword)
	for _, x := range app.DemoAccounts {
		e.Say("  %-9s %s", x.Login, x.Say)
	}
	e.Say("从“dangan”开始：档案室里有一个已关账的年度（1,088 件 49 盒）和一个整理到一半的年度。")
	go func() {
		if err := a.FillDemo(e); err != nil && !errors.Is(err, context.Canceled) {
			e.Say("演示数据没有填完：%s", fault.Of(err).Safe())
			return
		}
		e.Say("演示数据已就绪。按 Ctrl+C 结束。")
	}()
}
