package web

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// ListenConfig says where and how to listen.
type ListenConfig struct {
	Address    string      // "127.0.0.1:8080", ":8443"
	TLS        *tls.Config // nil for clear text
	AllowPlain bool        // clear text to other machines, said in so many words
	Total      int         // connections at once, 2000 when zero
	PerAddress int         // connections of one address, 64 when zero
}

// Listen opens the listener and says over which transport it will serve. Clear
// text beyond this machine is refused without the explicit switch.
func Listen(c ListenConfig) (net.Listener, Transport, error) {
	transport := TLS
	if c.TLS == nil {
		transport = Plain
		if loopback(c.Address) {
			transport = Loopback
		} else if !c.AllowPlain {
			return nil, 0, fmt.Errorf("web: refusing to serve %s in clear text: give a certificate, listen on 127.0.0.1, or switch plain intranet service on explicitly", c.Address)
		}
	}
	l, err := net.Listen("tcp", c.Address)
	if err != nil {
		return nil, 0, fmt.Errorf("web: listen on %s: %w", c.Address, err)
	}
	if c.Total == 0 {
		c.Total = 2000
	}
	if c.PerAddress == 0 {
		c.PerAddress = 64
	}
	l = &cappedListener{Listener: l, total: c.Total, each: c.PerAddress, from: map[string]int{}}
	if c.TLS != nil {
		l = tls.NewListener(&signpost{l}, c.TLS)
	}
	return l, transport, nil
}

// IsLoopback reports whether an address to listen on is this machine's own only.
func IsLoopback(address string) bool { return loopback(address) }

func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// NewServer makes an http.Server with the limits that keep slow and greedy peers
// from holding it: 5 s for the header, 32 KiB of it, 60 s idle. Bodies and
// answers have their own moving limits.
func NewServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// cappedListener drops connections over a total and over a number an address.
type cappedListener struct {
	net.Listener
	total, each int

	mu   sync.Mutex
	open int
	from map[string]int
}

func (l *cappedListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		host, _, err := net.SplitHostPort(c.RemoteAddr().String())
		if err != nil {
			host = c.RemoteAddr().String()
		}
		if l.take(host) {
			return &cappedConn{Conn: c, release: sync.OnceFunc(func() { l.give(host) })}, nil
		}
		_ = c.Close() // over the limit: nothing is owed to it
	}
}

func (l *cappedListener) take(host string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open >= l.total || l.from[host] >= l.each {
		return false
	}
	l.open++
	l.from[host]++
	return true
}

func (l *cappedListener) give(host string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if l.from[host]--; l.from[host] <= 0 {
		delete(l.from, host)
	}
}

type cappedConn struct {
	net.Conn
	release func()
}

func (c *cappedConn) Close() error {
	c.release()
	return c.Conn.Close()
}
