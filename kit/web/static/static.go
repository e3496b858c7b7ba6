// Package static holds the style sheet and scripts that every page uses. Files
// are embedded, served under names that carry their content hash, and may
// therefore be cached for ever. THIRD_PARTY.md lists what was not written here.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed files
var embedded embed.FS

// Prefix is the path under which the files are served.
const Prefix = "/static/"

type file struct {
	kind        string
	plain, gzip []byte
}

var (
	urls  = map[string]string{} // "app.css" -> "/static/app.1f2e3d4c.css"
	files = map[string]file{}   // "app.1f2e3d4c.css" -> content
)

var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func init() {
	entries, err := embedded.ReadDir("files")
	if err != nil {
		panic("static: embedded files are unreadable: " + err.Error())
	}
	for _, e := range entries {
		b, err := embedded.ReadFile("files/" + e.Name())
		if err != nil {
			panic("static: " + err.Error())
		}
		sum := sha256.Sum256(b)
		ext := path.Ext(e.Name())
		hashed := strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:4]) + ext
		urls[e.Name()] = Prefix + hashed
		files[hashed] = file{kind: kinds[ext], plain: b, gzip: squeeze(b)}
	}
}

func squeeze(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	_, _ = w.Write(b) // a bytes.Buffer does not fail
	_ = w.Close()
	return out.Bytes()
}

// URL gives the address of an embedded file by its plain name ("app.css"). An
// unknown name is a mistake of the programmer and panics.
func URL(name string) string {
	u, ok := urls[name]
	if !ok {
		panic("static: no file named " + name)
	}
	return u
}

// Sizes gives, for an embedded file, its length in bytes as written and as
// compressed for the wire.
func Sizes(name string) (plain, compressed int) {
	f := files[strings.TrimPrefix(URL(name), Prefix)]
	return len(f.plain), len(f.gzip)
}

// Serve answers a request for one of the files; found is false, and nothing is
// written, if there is none of that name.
func Serve(w http.ResponseWriter, r *http.Request) (found bool) {
	f, ok := files[strings.TrimPrefix(r.URL.Path, Prefix)]
	if !ok {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := f.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client may have gone; nothing to do about it
	}
	return true
}
