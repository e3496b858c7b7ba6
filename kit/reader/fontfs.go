package reader

import (
	"bytes"
	"io"
	"io/fs"
	"time"
)

// fontFS is the folder of fonts the PDF engine sees: one file, in memory. Old
// Chinese PDFs name 宋体 without carrying it; without a stand-in their pages are
// blank and text set character by character is lost.
type fontFS struct{ font []byte }

const fontFile = "font.ttf"

func (f fontFS) Open(name string) (fs.File, error) {
	switch name {
	case ".":
		return &fontDir{fs: f}, nil
	case fontFile:
		return &openFont{bytes.NewReader(f.font), fontInfo{fontFile, int64(len(f.font)), 0o444}}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

type openFont struct {
	*bytes.Reader
	info fontInfo
}

func (o *openFont) Stat() (fs.FileInfo, error) { return o.info, nil }
func (o *openFont) Close() error               { return nil }

type fontDir struct {
	fs   fontFS
	done bool
}

func (d *fontDir) Stat() (fs.FileInfo, error) { return fontInfo{".", 0, fs.ModeDir | 0o555}, nil }
func (d *fontDir) Close() error               { return nil }
func (d *fontDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: ".", Err: fs.ErrInvalid}
}

func (d *fontDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if d.done {
		if n > 0 {
			return nil, io.EOF
		}
		return nil, nil
	}
	d.done = true
	return []fs.DirEntry{fs.FileInfoToDirEntry(fontInfo{fontFile, int64(len(d.fs.font)), 0o444})}, nil
}

type fontInfo struct {
	name string
	size int64
	mode fs.FileMode
}

func (i fontInfo) Name() string       { return i.name }
func (i fontInfo) Size() int64        { return i.size }
func (i fontInfo) Mode() fs.FileMode  { return i.mode }
func (i fontInfo) ModTime() time.Time { return time.Time{} }
func (i fontInfo) IsDir() bool        { return i.mode.IsDir() }
func (i fontInfo) Sys() any           { return nil }
