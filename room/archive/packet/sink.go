package packet

import (
	"archive/tar"
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// sink is where a package is written: a folder, a ZIP or a TAR.
type sink interface {
	// create begins a file. size is its length, or -1 if it is not known yet;
	// packed asks for compression where the sink has any.
	create(path string, size int64, packed bool) (io.WriteCloser, error)
	// mkdir makes a folder that may stay empty.
	mkdir(path string) error
	// finish writes everything through to the disk.
	finish() error
}

// folderSink writes a folder.
type folderSink struct {
	root string
	dirs map[string]bool
}

func newFolderSink(root string) (*folderSink, error) {
	return &folderSink{root: root, dirs: map[string]bool{root: true}}, os.Mkdir(root, 0o755)
}

func (s *folderSink) mkdir(path string) error {
	dir := filepath.Join(s.root, filepath.FromSlash(path))
	for d := dir; !s.dirs[d]; d = filepath.Dir(d) {
		s.dirs[d] = true
	}
	return os.MkdirAll(dir, 0o755)
}

func (s *folderSink) create(path string, _ int64, _ bool) (io.WriteCloser, error) {
	name := filepath.Join(s.root, filepath.FromSlash(path))
	if err := s.mkdir(filepath.ToSlash(filepath.Dir(filepath.FromSlash(path)))); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	return &syncedFile{f}, nil
}

func (s *folderSink) finish() error {
	for d := range s.dirs {
		if err := syncDir(d); err != nil {
			return err
		}
	}
	return nil
}

// syncedFile is a file that is on the disk when it is closed.
type syncedFile struct{ *os.File }

func (f *syncedFile) Close() error { return errors.Join(f.Sync(), f.File.Close()) }

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// zipSink writes a ZIP file with one folder at its root. Content is stored, not
// compressed: it mostly is already, and a damaged archive loses less.
type zipSink struct {
	f    *os.File
	zw   *zip.Writer
	base string
	at   time.Time
}

func newZipSink(name, base string, at time.Time) (*zipSink, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	return &zipSink{f: f, zw: zip.NewWriter(f), base: base + "/", at: at}, nil
}

func (s *zipSink) create(path string, _ int64, packed bool) (io.WriteCloser, error) {
	h := &zip.FileHeader{Name: s.base + path, Method: zip.Store, Modified: s.at}
	if packed {
		h.Method = zip.Deflate
	}
	h.SetMode(0o644)
	w, err := s.zw.CreateHeader(h)
	return nopCloser{w}, err
}

func (s *zipSink) mkdir(path string) error {
	_, err := s.zw.CreateHeader(&zip.FileHeader{Name: s.base + path + "/", Modified: s.at})
	return err
}

func (s *zipSink) finish() error { return errors.Join(s.zw.Close(), s.f.Sync(), s.f.Close()) }

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// tarSink writes a TAR file with one folder at its root.
type tarSink struct {
	f    *os.File
	tw   *tar.Writer
	base string
	at   time.Time
}

func newTarSink(name, base string, at time.Time) (*tarSink, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	return &tarSink{f: f, tw: tar.NewWriter(f), base: base + "/", at: at.Truncate(time.Second)}, nil
}

func (s *tarSink) header(path string, size int64) error {
	return s.tw.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: s.base + path, Size: size,
		Mode: 0o644, ModTime: s.at, Format: tar.FormatPAX})
}

func (s *tarSink) create(path string, size int64, _ bool) (io.WriteCloser, error) {
	if size >= 0 {
		return nopCloser{s.tw}, s.header(path, size)
	}
	// A TAR wants the length first: write beside it, then copy.
	tmp, err := os.CreateTemp(filepath.Dir(s.f.Name()), "part-*")
	if err != nil {
		return nil, err
	}
	return &tarPart{s: s, path: path, File: tmp}, nil
}

type tarPart struct {
	*os.File
	s    *tarSink
	path string
}

func (p *tarPart) Close() error {
	size, err := p.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = p.Seek(0, io.SeekStart)
	}
	if err == nil {
		err = p.s.header(p.path, size)
	}
	if err == nil {
		_, err = io.Copy(p.s.tw, p.File)
	}
	return errors.Join(err, p.File.Close(), os.Remove(p.Name()))
}

func (s *tarSink) mkdir(path string) error {
	return s.tw.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: s.base + path + "/", Mode: 0o755,
		ModTime: s.at, Format: tar.FormatPAX})
}

func (s *tarSink) finish() error { return errors.Join(s.tw.Close(), s.f.Sync(), s.f.Close()) }

// close gives up a sink that will not be finished.
func abandon(s sink) {
	switch s := s.(type) {
	case *zipSink:
		s.f.Close()
	case *tarSink:
		s.f.Close()
	}
}
