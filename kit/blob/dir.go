package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
	"time"

	"lantai.internal/base/fault"
)

// Dir is a store in a folder: files under ab/cd/<sha256>, work in tmp/. All
// access stays under the folder, whatever links lie in it.
type Dir struct{ root *os.Root }

// OpenDir opens the folder, making it if it is missing.
func OpenDir(dir string) (*Dir, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, disk("blob.open", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, disk("blob.open", err)
	}
	d := &Dir{root}
	if err := root.MkdirAll("tmp", 0o700); err != nil && !errors.Is(err, syscall.EROFS) && !errors.Is(err, fs.ErrPermission) {
		return nil, disk("blob.open", err)
	}
	return d, nil
}

// Close closes the folder.
func (d *Dir) Close() error { return d.root.Close() }

func place(sha string) string { return sha[:2] + "/" + sha[2:4] + "/" + sha }

// Put stores a file: write, read again and hash, sync the file, rename, sync
// both folders; only then may a row name it.
func (d *Dir) Put(ctx context.Context, r io.Reader, limit int64) (Ref, error) {
	tmp := "tmp/" + rand.Text()
	f, err := d.root.OpenFile(tmp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Ref{}, disk("blob.put", err)
	}
	defer d.root.Remove(tmp)
	defer f.Close()
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
	at := place(ref.SHA256)
	if st, err := d.root.Stat(at); err == nil && st.Size() == ref.Size {
		return ref, nil
	}
	if err := f.Sync(); err != nil {
		return Ref{}, disk("blob.put", err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return Ref{}, disk("blob.put", err)
	}
	again := sha256.New()
	if _, err := io.Copy(again, f); err != nil {
		return Ref{}, disk("blob.put", err)
	}
	if hex.EncodeToString(again.Sum(nil)) != ref.SHA256 {
		return Ref{}, fault.New(fault.Unavailable, "写入的文件读回后与原文不符，磁盘可能有故障，未保存。")
	}
	if err := d.root.MkdirAll(path.Dir(at), 0o700); err != nil {
		return Ref{}, disk("blob.put", err)
	}
	if err := d.root.Rename(tmp, at); err != nil {
		return Ref{}, disk("blob.put", err)
	}
	for _, dir := range []string{path.Dir(at), ref.SHA256[:2], ".", "tmp"} {
		if err := d.syncDir(dir); err != nil {
			return Ref{}, disk("blob.put", err)
		}
	}
	return ref, nil
}

func (d *Dir) syncDir(name string) error {
	f, err := d.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open opens a stored file.
func (d *Dir) Open(_ context.Context, sha string) (File, error) {
	if !ValidKey(sha) {
		return nil, fault.New(fault.NotFound, "没有这样的文件。")
	}
	f, err := d.root.Open(place(sha))
	if err != nil {
		return nil, missing(sha, err)
	}
	st, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, missing(sha, err)
	}
	return &dirFile{f, st.Size()}, nil
}

type dirFile struct {
	*os.File
	size int64
}

func (f *dirFile) Size() int64 { return f.size }

// Remove destroys a stored file.
func (d *Dir) Remove(_ context.Context, sha string) error {
	if !ValidKey(sha) {
		return fault.New(fault.NotFound, "没有这样的文件。")
	}
	if err := d.root.Remove(place(sha)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return disk("blob.remove", err)
	}
	return disk("blob.remove", ignoreMissing(d.syncDir(path.Dir(place(sha)))))
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Walk visits every file outside tmp/.
func (d *Dir) Walk(ctx context.Context, fn func(sha, path string, size int64) error) error {
	return fs.WalkDir(d.root.FS(), ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return disk("blob.walk", err)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if e.IsDir() {
			if p == "tmp" {
				return fs.SkipDir
			}
			return nil
		}
		st, err := e.Info()
		if err != nil {
			return disk("blob.walk", err)
		}
		sha := e.Name()
		if !ValidKey(sha) || place(sha) != p || !st.Mode().IsRegular() {
			sha = ""
		}
		return fn(sha, p, st.Size())
	})
}

// Sweep removes work left behind by a process that was killed, older than age.
func (d *Dir) Sweep(age time.Duration) error {
	entries, err := fs.ReadDir(d.root.FS(), "tmp")
	if err != nil {
		return ignoreMissing(err)
	}
	for _, e := range entries {
		if st, err := e.Info(); err == nil && time.Since(st.ModTime()) > age && !strings.Contains(e.Name(), "/") {
			d.root.Remove("tmp/" + e.Name())
		}
	}
	return nil
}

func disk(op string, err error) error {
	if err == nil {
		return nil
	}
	kind := fault.Unavailable
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, fs.ErrPermission) {
		kind = fault.Full
	}
	return fault.Wrap(op, kind, err)
}

type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (c ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
