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
	if err := root.MkdirAll("tmp", 0o700); err != nil && !readOnly(err) {
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
	ref, err := take(ctx, f, r, limit)
	if err != nil {
		return Ref{}, err
	}
	at := place(ref.SHA256)
	// One that is there already is kept if it is whole; a damaged one is replaced.
	if st, err := d.root.Stat(at); err == nil && st.Size() == ref.Size && Check(ctx, d, ref.SHA256) == nil {
		return ref, d.syncPath(ref.SHA256) // whoever put it there may not have come so far
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
	if err := d.syncPath(ref.SHA256); err != nil {
		return Ref{}, err
	}
	return ref, disk("blob.put", d.syncDir("tmp"))
}

// syncPath makes sure that every name on the way to a file is on the disk.
func (d *Dir) syncPath(sha string) error {
	for _, dir := range []string{path.Dir(place(sha)), sha[:2], "."} {
		if err := d.syncDir(dir); err != nil {
			return disk("blob.put", err)
		}
	}
	return nil
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

// Has reports whether a file is stored.
func (d *Dir) Has(_ context.Context, sha string) (bool, error) {
	if !ValidKey(sha) {
		return false, nil
	}
	_, err := d.root.Stat(place(sha))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, disk("blob.has", err)
}

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

// Probe writes a small file, reads it back and removes it.
func (d *Dir) Probe(context.Context) error {
	name := "tmp/probe-" + rand.Text()
	f, err := d.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return disk("blob.probe", err)
	}
	defer f.Close()
	_, err = f.WriteString("lantai")
	return disk("blob.probe", errors.Join(err, f.Sync(), d.root.Remove(name)))
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

func readOnly(err error) bool {
	return errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrPermission)
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
