package packet

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"lantai.internal/base/fault"
)

func openZip(ctx context.Context, file *os.File, size int64, opt Options, f *findings) (*tree, error) {
	zr, err := zip.NewReader(file, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, notPackage("ZIP 文件已损坏，目录读不出来")
	}
	l := newLoader(ctx, opt, f, "ZIP")
	l.t.close = file.Close
	if len(zr.File) > opt.MaxFiles {
		f.errf("包内文件和目录超过 %d 个的上限，未继续读取。", opt.MaxFiles)
		return l.done(), nil
	}
	gbk, back := 0, 0
	for _, zf := range zr.File {
		raw := zf.Name
		if !utf8.ValidString(raw) {
			// Old Chinese tools write GBK names and say nothing about it.
			if s, err := simplifiedchinese.GB18030.NewDecoder().String(raw); err == nil && utf8.ValidString(s) {
				raw, gbk = s, gbk+1
			}
		}
		if strings.Contains(raw, `\`) {
			raw, back = strings.ReplaceAll(raw, `\`, "/"), back+1
		}
		p, ok, err := l.name(raw)
		if errors.Is(err, errLimit) {
			break
		}
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		mode := zf.Mode()
		switch {
		case mode&fs.ModeSymlink != 0:
			f.errf("包内有符号链接 %s，不予跟随；请换成真实文件。", show(p))
			continue
		case strings.HasSuffix(raw, "/") || mode.IsDir():
			l.t.dirs[p] = true
			l.dirsOf(p)
			continue
		case !mode.IsRegular():
			f.errf("包内 %s 不是普通文件（设备、管道等）。", show(p))
			continue
		case zf.Flags&1 != 0:
			f.errf("包内文件 %s 已加密，请提供未加密的包。", show(p))
			continue
		case zf.Method != zip.Store && zf.Method != zip.Deflate:
			f.errf("包内文件 %s 使用了不支持的压缩方法（%d）。", show(p), zf.Method)
			continue
		}
		declared := int64(zf.UncompressedSize64)
		if zf.UncompressedSize64 > 1<<62 {
			declared = -1
		}
		if err := l.add(p, declared, zf.Open); err != nil {
			break
		}
		if tooDense(l.bytes, size, opt) {
			f.errf("压缩包声明的内容是自身的 %d 倍以上，疑似压缩炸弹，未继续读取。", opt.MaxRatio)
			break
		}
	}
	if gbk > 0 {
		f.warnf("ZIP 内有 %d 个文件名未按 UTF-8 记录，已按 GB18030 识读。", gbk)
	}
	if back > 0 {
		f.warnf("ZIP 内有 %d 个路径使用反斜杠分隔，已按正斜杠识读。", back)
	}
	return l.done(), nil
}

func tooDense(unpacked, packed int64, opt Options) bool {
	return unpacked > ratioFloor && unpacked/max(packed, 1) > opt.MaxRatio
}

// openGzip unpacks a compressed TAR to one temporary file, because a package is
// read in its manifests' order and a compressed stream has only its own.
func openGzip(ctx context.Context, file *os.File, size int64, opt Options, f *findings) (*tree, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fault.Wrap("packet.open", fault.Unavailable, err)
	}
	gz, err := gzip.NewReader(bufio.NewReader(file))
	if err != nil {
		return nil, notPackage("压缩文件已损坏")
	}
	br := bufio.NewReader(gz)
	if head, err := br.Peek(512); err != nil || !isTar(head) {
		return nil, notPackage("压缩文件内不是 TAR 包")
	}
	tmp, err := os.CreateTemp(opt.TempDir, "packet-*.tar")
	if err != nil {
		return nil, fault.Wrap("packet.open", fault.Full, err)
	}
	drop := func() error { return errors.Join(tmp.Close(), os.Remove(tmp.Name())) }
	var total int64
	buf := make([]byte, 256<<10)
	for {
		if err := ctx.Err(); err != nil {
			drop()
			return nil, err
		}
		n, rerr := br.Read(buf)
		total += int64(n)
		if total > opt.MaxBytes || tooDense(total, size, opt) {
			drop()
			return nil, fault.Newf(fault.TooLarge, "压缩包解开后超过 %d 字节或自身的 %d 倍，疑似压缩炸弹，未读取。", opt.MaxBytes, opt.MaxRatio)
		}
		if _, err := tmp.Write(buf[:n]); err != nil {
			drop()
			return nil, fault.Wrap("packet.open", fault.Full, err)
		}
		if rerr == io.EOF {
			break
		}
		if rerr != nil {
			drop()
			return nil, notPackage("压缩文件不完整，解不开")
		}
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		drop()
		return nil, fault.Wrap("packet.open", fault.Unavailable, err)
	}
	t, err := openTar(ctx, tmp, opt, f)
	if err != nil {
		drop()
		return nil, err
	}
	t.close = func() error { return errors.Join(drop(), file.Close()) }
	return t, nil
}

// openTar lists an uncompressed TAR and remembers where each file lies in it.
func openTar(ctx context.Context, file *os.File, opt Options, f *findings) (*tree, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fault.Wrap("packet.open", fault.Unavailable, err)
	}
	fi, err := file.Stat()
	if err != nil {
		return nil, fault.Wrap("packet.open", fault.Unavailable, err)
	}
	l := newLoader(ctx, opt, f, "TAR")
	l.t.close = file.Close
	tr := tar.NewReader(file)
	var last int64 // where the content of the last entry ends, with its padding
	for {
		h, err := tr.Next()
		if err == io.EOF {
			// The reader takes an early end for the end: look at the length.
			switch rest := fi.Size() - last; {
			case rest < 0:
				f.errf("TAR 文件在读完 %d 个条目后损坏或中断。", l.count)
			case rest < 1024:
				f.warnf("TAR 文件没有结束标记，末尾可能不完整。")
			}
			break
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			f.errf("TAR 文件在读完 %d 个条目后损坏或中断。", l.count)
			break
		}
		// The reader takes headers straight from the file, so the file now
		// stands at the first byte of the content.
		at, err := file.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, fault.Wrap("packet.open", fault.Unavailable, err)
		}
		last = at
		if h.Typeflag == tar.TypeReg {
			last += (h.Size + 511) / 512 * 512
		}
		p, ok, err := l.name(h.Name)
		if errors.Is(err, errLimit) {
			break
		}
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		switch h.Typeflag {
		case tar.TypeDir:
			l.t.dirs[p] = true
			l.dirsOf(p)
			continue
		case tar.TypeReg:
		case tar.TypeXGlobalHeader:
			continue
		case tar.TypeSymlink, tar.TypeLink:
			f.errf("包内有链接 %s，不予跟随；请换成真实文件。", show(p))
			continue
		default:
			f.errf("包内 %s 不是普通文件（设备、管道、稀疏文件等）。", show(p))
			continue
		}
		if h.PAXRecords["GNU.sparse.major"] != "" || h.PAXRecords["GNU.sparse.map"] != "" {
			f.errf("包内 %s 是稀疏文件，不支持。", show(p))
			continue
		}
		size := h.Size
		if err := l.add(p, size, func() (io.ReadCloser, error) {
			return io.NopCloser(io.NewSectionReader(file, at, size)), nil
		}); err != nil {
			break
		}
	}
	return l.done(), nil
}
