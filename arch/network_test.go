package arch

import (
	"go/ast"
	"testing"
)

// Nothing in the program connects to anything, but for the files that say here
// to what. (Listening is kit/web's business; databases are the pool's.)
func TestNothingConnectsOutwards(t *testing.T) {
	allowed := exceptions{
		"kit/blob/bucket.go":  "the endpoint of the configured store of files, and nothing else",
		"hall/notify/mail.go": "the configured mail server, where reminders by mail are switched on",
		"kit/blob/object.go":  "what the store of files answered",
	}
	dials := map[string]map[string]bool{
		"net":      {"Dial": true, "DialTimeout": true, "DialTCP": true, "DialUDP": true, "DialIP": true, "DialUnix": true, "Dialer": true, "LookupHost": true, "LookupAddr": true, "LookupIP": true, "Resolver": true},
		"net/http": {"Get": true, "Head": true, "Post": true, "PostForm": true, "Client": true, "DefaultClient": true, "Transport": true, "DefaultTransport": true},
		"tls":      {"Dial": true, "DialWithDialer": true, "Dialer": true},
		"net/smtp": {"Dial": true, "SendMail": true},
	}
	whole := map[string]bool{"net/rpc": true, "net/smtp": true, "github.com/wneessen/go-mail": true, "github.com/minio/minio-go/v7": true}
	found := map[string]string{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, f := range s.foreign {
			if whole[f] {
				found[s.path] = "imports " + f
			}
		}
		names := map[string]string{} // name of a package in the file -> its path
		for _, f := range s.foreign {
			switch f {
			case "net", "net/http", "net/smtp":
				names[lastName(f)] = f
			case "crypto/tls":
				names["tls"] = "tls"
			}
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			if x, ok := n.(*ast.SelectorExpr); ok {
				if p, ok := x.X.(*ast.Ident); ok && dials[names[p.Name]][x.Sel.Name] {
					found[s.path] = "uses " + p.Name + "." + x.Sel.Name + ": the program connects to nothing; say what for in the list"
				}
			}
			return true
		})
	}
	allowed.check(t, found)
}

func lastName(importPath string) string {
	for i := len(importPath) - 1; i >= 0; i-- {
		if importPath[i] == '/' {
			return importPath[i+1:]
		}
	}
	return importPath
}
