package reader

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"
)

// fontFS is the whole file system the PDF engine sees: the one folder it looks
// for fonts in, and one font, in memory. Old Chinese PDFs name 宋体 without
// carrying it; without a stand-in their pages are blank, and text set character
// by character is lost.
type fontFS struct{ font []byte }

// fontPath is where PDFium looks on Linux, which is what its WebAssembly build
// takes itself to be on.
const fontPath = "usr/share/fonts/house.ttf"

func (f fontFS) Open(name string) (fs.File, error) {
	if name == fontPath {
		return &openFont{bytes.NewReader(f.font), f.info(name)}, nil
	}
	if name == "." || strings.HasPrefix(fontPath, name+"/") {
		below := fontPath
		if name != "." {
			below = strings.TrimPrefix(fontPath, name+"/")
		}
		child, _, _ := strings.Cut(below, "/")
		return &fontDir{self: f.info(name), child: f.info(path.Join(name, child))}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (f fontFS) info(name string) fontInfo {
	if name == fontPath {
		return fontInfo{path.Base(name), int64(len(f.font)), 0o444}
	}
	return fontInfo{path.Base(name), 0, fs.ModeDir | 0o555}
}

type openFont struct {
	*bytes.Reader
	info fontInfo
}

func (o *openFont) Stat() (fs.FileInfo, error) { return o.info, nil }
func (o *openFont) Close() error               { return nil }

type fontDir struct {
	self, child fontInfo
	done        bool
}

func (d *fontDir) Stat() (fs.FileInfo, error) { return d.self, nil }
func (d *fontDir) Close() error               { return nil }
func (d *fontDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.self.name, Err: fs.ErrInvalid}
}

func (d *fontDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if d.done {
		if n > 0 {
			return nil, io.EOF
		}
		return nil, nil
	}
	d.done = true
	return []fs.DirEntry{fs.FileInfoToDirEntry(d.child)}, nil
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
