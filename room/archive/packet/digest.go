package packet

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"io"
	"strings"

	"github.com/emmansun/gmsm/sm3"
	"golang.org/x/text/unicode/norm"
)

// algorithms are the digests a manifest may use, by the name in its file name
// (lower case, without hyphens, RFC 8493 section 2.4).
var algorithms = map[string]func() hash.Hash{
	"md5":       md5.New,
	"sha1":      sha1.New,
	"sha224":    sha256.New224,
	"sha256":    sha256.New,
	"sha384":    sha512.New384,
	"sha512":    sha512.New,
	"sha512224": sha512.New512_224,
	"sha512256": sha512.New512_256,
	"sha3224":   func() hash.Hash { return sha3.New224() },
	"sha3256":   func() hash.Hash { return sha3.New256() },
	"sha3384":   func() hash.Hash { return sha3.New384() },
	"sha3512":   func() hash.Hash { return sha3.New512() },
	"sm3":       sm3.New,
}

// weak are the digests that RFC 8493 advises against.
var weak = map[string]bool{"md5": true, "sha1": true}

// algorithmName brings a manifest's algorithm to the key of algorithms.
func algorithmName(s string) string {
	return strings.NewReplacer("-", "", "_", "", "/", "").Replace(strings.ToLower(s))
}

// digestFile reads a file once and gives its digests by all the algorithms named.
func digestFile(ctx context.Context, e *entry, algs []string) (map[string]string, int64, error) {
	rc, err := e.open()
	if err != nil {
		return nil, 0, err
	}
	defer rc.Close()
	hs := make([]hash.Hash, len(algs))
	ws := make([]io.Writer, len(algs))
	for i, a := range algs {
		hs[i] = algorithms[a]()
		ws[i] = hs[i]
	}
	n, err := copyContext(ctx, io.MultiWriter(ws...), rc)
	if err != nil {
		return nil, n, err
	}
	sums := make(map[string]string, len(algs))
	for i, a := range algs {
		sums[a] = hex.EncodeToString(hs[i].Sum(nil))
	}
	return sums, n, nil
}

// copyContext is io.Copy that stops when the context ends.
func copyContext(ctx context.Context, w io.Writer, r io.Reader) (int64, error) {
	buf := make([]byte, 128<<10)
	var total int64
	for {
		if err := ctx.Err(); err != nil {
			return total, err
		}
		n, rerr := r.Read(buf)
		if n > 0 {
			m, werr := w.Write(buf[:n])
			total += int64(m)
			if werr != nil {
				return total, werr
			}
		}
		if rerr == io.EOF {
			return total, nil
		}
		if rerr != nil {
			return total, rerr
		}
	}
}

// foldName is the form in which two names collide on some file system.
func foldName(p string) string { return norm.NFC.String(strings.ToLower(norm.NFC.String(p))) }
