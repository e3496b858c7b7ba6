// Package blob keeps files by their digest. A file is stored once, under the
// SHA-256 of its bytes, never altered and never renamed; its SM3 digest is
// recorded beside it. The name a person gave it lives in the database.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"sync"

	"github.com/emmansun/gmsm/sm3"

	"lantai.internal/base/fault"
)

// Ref names a stored file.
type Ref struct {
	SHA256 string // hex, 64 characters; the file's key
	SM3    string // hex, 64 characters
	Size   int64  // bytes
}

// Store keeps files. Put returns only when the bytes would survive a power cut.
type Store interface {
	// Put stores what r gives, up to limit bytes (0: no limit), and names it. A
	// file already held is not stored twice.
	Put(ctx context.Context, r io.Reader, limit int64) (Ref, error)
	// Open opens a stored file; a missing one is a NotFound fault.
	Open(ctx context.Context, sha string) (File, error)
	// Has reports whether a file is stored, without reading it.
	Has(ctx context.Context, sha string) (bool, error)
	// Remove destroys a stored file; removing a missing one is no error.
	Remove(ctx context.Context, sha string) error
	// Walk calls fn for every stored file; leftovers in a wrong place are given
	// with an empty key.
	Walk(ctx context.Context, fn func(sha, path string, size int64) error) error
	// Probe says what keeps the store from being written and read just now. It
	// leaves nothing behind.
	Probe(ctx context.Context) error
	// Close lets go of what the store holds open.
	Close() error
}

// Hands is the work of a deed that gives stored files to rows (it is Among it) or
// destroys files that no row has (it is Alone with it). Putting a file and writing
// its row are two steps; a file that was there at the first may be destroyed
// before the second.
const Hands = "blob.hands"

// Keep is what a deed does before it writes rows that name stored files: nobody
// destroys a file until the deed ends, and those destroyed since they were put are
// refused, so that they are put again.
func Keep(ctx context.Context, tx interface{ Among(work string) error }, s Store, shas ...string) error {
	if err := tx.Among(Hands); err != nil {
		return err
	}
	for _, sha := range shas {
		if there, err := s.Has(ctx, sha); err != nil {
			return err
		} else if !there {
			return &fault.Error{Kind: fault.Conflict, Op: "blob.keep", Value: sha, Err: ErrDestroyed,
				Say: "同样内容的文件刚按销毁清册销毁，这一份没有存下。请把文件再交一次。"}
		}
	}
	return nil
}

// ErrDestroyed is the cause of Keep's refusal.
var ErrDestroyed = errors.New("the file was destroyed after it was put")

// File is an open stored file.
type File interface {
	io.Reader
	io.ReaderAt
	io.Seeker
	io.Closer
	Size() int64
}

// ValidKey reports whether s has the shape of a key.
func ValidKey(s string) bool {
	if len(s) != 64 {
		return false
	}
	for _, c := range s {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// Digests computes both digests of a stream at once.
type Digests struct {
	sha, sm hash.Hash
	n       int64
}

// NewDigests starts at nothing.
func NewDigests() *Digests { return &Digests{sha: sha256.New(), sm: sm3.New()} }

// Write takes the next bytes.
func (d *Digests) Write(p []byte) (int, error) {
	d.sha.Write(p)
	d.sm.Write(p)
	d.n += int64(len(p))
	return len(p), nil
}

// Ref names what was written so far.
func (d *Digests) Ref() Ref {
	return Ref{hex.EncodeToString(d.sha.Sum(nil)), hex.EncodeToString(d.sm.Sum(nil)), d.n}
}

var checkBuffers = sync.Pool{New: func() any { b := make([]byte, 256<<10); return &b }}

// Check re-reads a stored file and compares its digest with its key: nil if
// whole, a NotFound fault if missing, a Conflict fault if changed.
func Check(ctx context.Context, s Store, sha string) error {
	f, err := s.Open(ctx, sha)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	buf := checkBuffers.Get().(*[]byte)
	defer checkBuffers.Put(buf)
	// Without its own ways of writing the file is read by the buffer given.
	if _, err := io.CopyBuffer(h, struct{ io.Reader }{ctxReader{ctx, f}}, *buf); err != nil {
		return fault.Wrap("blob.check", fault.Unavailable, err)
	}
	if hex.EncodeToString(h.Sum(nil)) != sha {
		return fault.New(fault.Conflict, "文件内容与其摘要不符，已被改动或损坏。")
	}
	return nil
}

func missing(sha string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return gone(sha, err)
	}
	return fault.Wrap("blob.open", fault.Unavailable, err)
}

func gone(sha string, err error) error {
	return &fault.Error{Kind: fault.NotFound, Op: "blob", Say: "文件库里找不到这份文件（摘要 " + sha[:12] + "…），请从备份恢复。", Err: err}
}

// take copies what r gives into f, up to limit bytes (0: no limit), and digests it.
func take(ctx context.Context, f io.Writer, r io.Reader, limit int64) (Ref, error) {
	dig := NewDigests()
	src := io.Reader(ctxReader{ctx, r})
	if limit > 0 {
		src = io.LimitReader(src, limit+1)
	}
	if _, err := io.Copy(io.MultiWriter(f, dig), src); err != nil {
		return Ref{}, disk("blob.put", err)
	}
	ref := dig.Ref()
	if limit > 0 && ref.Size > limit {
		return Ref{}, fault.Newf(fault.TooLarge, "文件超过 %d MB 的上限，未接收。", limit>>20)
	}
	return ref, nil
}
