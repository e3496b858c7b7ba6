package web

import (
	"fmt"
	"io"
	"net"
	"strings"
)

// signpost shows a browser that speaks clear text to a port for TLS the way: people
// type an address without https, and what the standard library says to that is
// English and leads nowhere. Nothing but the host is read of what was sent.
type signpost struct{ net.Listener }

func (l *signpost) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &firstByte{Conn: c}, nil
}

// handshake is the first byte of every TLS connection.
const handshake = 0x16

type firstByte struct {
	net.Conn
	seen bool
}

func (c *firstByte) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.seen || n == 0 {
		return n, err
	}
	c.seen = true
	if b[0] == handshake {
		return n, err
	}
	if _, err := io.WriteString(c.Conn, turn(string(b[:n]), c.LocalAddr().String())); err != nil {
		return 0, err
	}
	return 0, io.EOF
}

// turn answers a request in clear text: the same host with https where the request
// names one, otherwise a sentence.
func turn(request, local string) string {
	host := local
	for line := range strings.Lines(request) {
		name, value, found := strings.Cut(line, ":")
		if found && strings.EqualFold(name, "Host") {
			host = strings.TrimSpace(value)
		}
	}
	body := "本地址只接受加密连接，请在网址前写 https://\n"
	if strings.ContainsAny(host, " \t\"<>/\\") || !strings.HasPrefix(request, "GET ") && !strings.HasPrefix(request, "HEAD ") {
		return fmt.Sprintf("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(body), body)
	}
	return fmt.Sprintf("HTTP/1.1 307 Temporary Redirect\r\nLocation: https://%s/\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", host, len(body), body)
}
