package reader

import (
	"bytes"
	"context"
	"io"
	"os"
	"path"
	"time"

	"lantai.internal/base/fault"
)

// Entry is one file in an archive. It is valid only during the call it is given to.
type Entry struct {
	Path     string    // slashes, as decoded; a nested archive is a directory in it
	Name     string    // last element of Path
	Size     int64     // bytes unpacked, held to by Open
	Modified time.Time // as the archive says, zero if not
	Depth    int       // 1 in the outer archive, 2 in one within it …

	open func() (io.ReadCloser, error)
}

// Open unpacks the file. Reading fails with ErrBomb or ErrBroken when the
// archive lied about it.
func (e Entry) Open() (io.ReadCloser, error) { return e.open() }

// WalkZip hands every file of a ZIP to fn, in the archive's order, the files of
// archives within it too (unless Limits.ZipFlat). All of one archive's names,
// sizes and places are judged before its first file is handed over, so that a
// hostile archive is refused whole, or less its unfit entries if Limits.Unfit is
// told of them. Folders are not handed over. An error of fn
// ends the walk and is returned. Refusals: ErrEmpty, ErrBroken, ErrEncrypted,
// ErrBomb, ErrTooLarge, ErrUnsafeName, ErrUnsupported.
func WalkZip(ctx context.Context, ra io.ReaderAt, size int64, lim Limits, fn func(Entry) error) error {
	lim = lim.filled()
	if size == 0 {
		return refuse(ErrEmpty, nil, "压缩包是空的（0 字节）。重新打包后上传。")
	}
	left := &budget{entries: lim.ZipEntries, unpacked: lim.ZipUnpacked}
	return walk(ctx, ra, size, lim, left, "", 1, fn)
}

func walk(ctx context.Context, ra io.ReaderAt, size int64, lim Limits, left *budget, prefix string, depth int, fn func(Entry) error) error {
	what := "压缩包"
	if prefix != "" {
		what = "压缩包 " + showName(prefix) + " "
	}
	p, err := openPack(ra, size, lim, left, what, false)
	if err != nil {
		return err
	}
	for _, it := range p.items {
		if err := ctx.Err(); err != nil {
			return err
		}
		if it.dir {
			continue
		}
		full := path.Join(prefix, it.name)
		if !lim.ZipFlat {
			nested, err := p.isArchive(ctx, it)
			if err != nil {
				if err := p.unfit(plainName(full, ""), err); err != nil {
					return err
				}
				continue
			}
			if nested {
				if depth >= lim.ZipDepth {
					return refuse(ErrBomb, nil, "压缩包嵌套超过 %d 层（%s），没有展开。逐层解开后再上传。", lim.ZipDepth, showName(full))
				}
				if err := p.walkInto(ctx, it, full, depth, fn); err != nil {
					return err
				}
				continue
			}
		}
		e := Entry{Path: full, Name: path.Base(full), Size: int64(it.f.UncompressedSize64), Modified: it.f.Modified, Depth: depth,
			open: func() (io.ReadCloser, error) { return p.open(ctx, it) }}
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

func (p *pack) isArchive(ctx context.Context, it zipItem) (bool, error) {
	if it.f.UncompressedSize64 < 22 {
		return false, nil
	}
	rc, err := p.open(ctx, it)
	if err != nil {
		return false, err
	}
	defer rc.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(rc, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return false, broken(p.what, err)
	}
	return bytes.HasPrefix(head[:n], []byte("PK")) && Identify(head[:n], it.name) == ZIP, nil
}

const nestedInMemory = 16 << 20

// walkInto unpacks a nested archive, in memory or beside it on disk, and walks it.
func (p *pack) walkInto(ctx context.Context, it zipItem, full string, depth int, fn func(Entry) error) error {
	rc, err := p.open(ctx, it)
	if err != nil {
		return err
	}
	defer rc.Close()
	size := int64(it.f.UncompressedSize64)
	var ra io.ReaderAt
	if size <= nestedInMemory {
		b, err := io.ReadAll(rc)
		if err != nil {
			return err
		}
		ra = bytes.NewReader(b)
	} else {
		f, err := os.CreateTemp(p.lim.TempDir, "nested-*.zip")
		if err != nil {
			return fault.Wrap("reader.walk", fault.Full, err)
		}
		defer os.Remove(f.Name())
		defer f.Close()
		if _, err := io.Copy(f, rc); err != nil {
			return fault.Wrap("reader.walk", fault.Full, err)
		}
		ra = f
	}
	k, err := IdentifyFile(ra, size, it.name)
	if err != nil {
		return err
	}
	if k != ZIP {
		// A document made of parts that did not show it in its first bytes.
		return fn(Entry{Path: full, Name: path.Base(full), Size: size, Modified: it.f.Modified, Depth: depth,
			open: func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(ra, 0, size)), nil }})
	}
	return walk(ctx, ra, size, p.lim, p.left, full, depth+1, fn)
}
