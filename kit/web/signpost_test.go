package web_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"lantai.internal/kit/web"
)

// Clear text sent to the port for TLS is shown the way, in Chinese.
func TestClearTextIsShownTheWay(t *testing.T) {
	l, _, err := web.Listen(web.ListenConfig{Address: "127.0.0.1:0", TLS: &tls.Config{MinVersion: tls.VersionTLS12}})
	if err != nil {
		t.Fatal(err)
	}
	srv := web.NewServer(http.NotFoundHandler(), webDiscard())
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	for _, c := range []struct{ send, status, has string }{
		{"GET /archive/items?q=1 HTTP/1.1\r\nHost: oa.example:8443\r\n\r\n", "307", "Location: https://oa.example:8443/\r\n"},
		{"GET / HTTP/1.1\r\n\r\n", "307", "Location: https://" + l.Addr().String() + "/\r\n"},
		{"POST /signin HTTP/1.1\r\nHost: oa.example\r\nContent-Length: 3\r\n\r\na=b", "400", "请在网址前写 https://"},
		{"GET / HTTP/1.1\r\nHost: a\" onload=x\r\n\r\n", "400", "请在网址前写 https://"},
		{"\x00\x01\x02", "400", "请在网址前写 https://"},
	} {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, c.send); err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(conn)
		if got := string(b); err != nil || !strings.HasPrefix(got, "HTTP/1.1 "+c.status+" ") || !strings.Contains(got, c.has) {
			t.Errorf("%q: %v\n%s", c.send, err, got)
		}
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
