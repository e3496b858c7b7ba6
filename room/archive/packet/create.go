package packet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/emmansun/gmsm/sm3"

	"lantai.internal/base/fault"
)

// build makes a package at out: everything is written beside it in a temporary
// folder, read again by Inspect, compared with the packet, written through to the
// disk and only then renamed. On any error, or the end of ctx, nothing is left.
func build(ctx context.Context, out, kind string, p Packet, write func(sink) error) (err error) {
	if err := p.check(); err != nil {
		return err
	}
	out, err = filepath.Abs(out)
	if err != nil {
		return fault.Wrap("packet.create", fault.Internal, err)
	}
	ending := strings.ToLower(filepath.Ext(out))
	folder := ending != ".zip" && ending != ".tar" && !(ending == ".xml" && kind == KindEEP)
	if err := vacant(out, folder); err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(out), ".packet-")
	if err != nil {
		return storage(err)
	}
	defer func() {
		if rerr := os.RemoveAll(work); rerr != nil && err == nil {
			err = storage(rerr)
		}
	}()
	base := filepath.Base(out)
	made := filepath.Join(work, base)
	var s sink
	switch {
	case ending == ".zip":
		s, err = newZipSink(made, strings.TrimSuffix(base, filepath.Ext(base)), p.CreatedAt)
	case ending == ".tar":
		s, err = newTarSink(made, strings.TrimSuffix(base, filepath.Ext(base)), p.CreatedAt)
	case folder:
		s, err = newFolderSink(made)
	default:
		s = &singleSink{name: made}
	}
	if err != nil {
		return storage(err)
	}
	if err := write(s); err != nil {
		abandon(s)
		return storage(err)
	}
	if err := s.finish(); err != nil {
		return storage(err)
	}
	in, err := Inspect(ctx, made, Options{TempDir: work})
	if err != nil {
		return err
	}
	if err := faithful(in, kind, p); err != nil {
		return err
	}
	if folder {
		// Rename does not replace a folder, not even an empty one.
		if err := os.Remove(out); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return storage(err)
		}
	}
	if err := vacant(out, folder); err != nil {
		return err
	}
	if err := os.Rename(made, out); err != nil {
		return storage(err)
	}
	return storage(syncDir(filepath.Dir(out)))
}

// vacant makes sure that nothing is overwritten.
func vacant(out string, folder bool) error {
	taken := fault.New(fault.Conflict, "“"+out+"”已经存在，不会覆盖。请换一个名称，或先移走原有的内容。")
	fi, err := os.Lstat(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if fi, err := os.Stat(filepath.Dir(out)); err != nil || !fi.IsDir() {
			return fault.Field("out", out, "上级文件夹“"+filepath.Dir(out)+"”不存在，请先建立。")
		}
		return nil
	case err != nil:
		return storage(err)
	case !folder || !fi.IsDir():
		return taken
	}
	list, err := os.ReadDir(out)
	if err != nil {
		return storage(err)
	}
	if len(list) > 0 {
		return taken
	}
	return nil
}

// storage gives an error of writing its kind; ends of the context stay themselves.
func storage(err error) error {
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return fault.Wrap("packet.create", fault.Full, err)
	}
	return fault.Wrap("packet.create", fault.Unavailable, err)
}

// faithful compares what was read back with what was to be written.
func faithful(in Inspection, kind string, p Packet) error {
	bad := func(format string, a ...any) error {
		return &fault.Error{Kind: fault.Internal, Op: "packet.create",
			Say: "打包后重新读取核对未通过，没有生成包：" + fmt.Sprintf(format, a...) + "请告知系统管理员。"}
	}
	if !in.Report.Valid {
		return bad("%s", in.Report.Errors[0])
	}
	if in.Report.Kind != kind {
		return bad("读成了另一种包（%s）。", in.Report.Kind)
	}
	byCode := make(map[string]Record, len(in.Records))
	for _, r := range in.Records {
		byCode[r.Value("档号")] = r
	}
	if len(in.Records) != len(p.Items) || len(byCode) != len(p.Items) {
		return bad("应有 %d 件，读出 %d 件。", len(p.Items), len(in.Records))
	}
	for _, it := range p.Items {
		r, ok := byCode[it.Code]
		switch {
		case !ok:
			return bad("没有读到档号 %s。", show(it.Code))
		case r.Value("题名") != strings.TrimSpace(it.Title):
			return bad("%s 的题名读出为 %s。", show(it.Code), show(r.Value("题名")))
		case len(r.Files) != len(it.Files):
			return bad("%s 应有 %d 个文件，读出 %d 个。", show(it.Code), len(it.Files), len(r.Files))
		}
		for i, f := range it.Files {
			got := r.Files[i]
			if got.Name != f.Name || got.Size != f.Size || f.SHA256 != "" && got.SHA256 != strings.ToLower(f.SHA256) {
				return bad("%s 的文件 %s 读出后不一致。", show(it.Code), show(f.Name))
			}
		}
	}
	return nil
}

// written is what became of one file of an item.
type written struct {
	path        string
	sha256, sm3 string
}

// copyFile writes one file of an item into a sink, and refuses it if its content
// is not what the archive recorded.
func copyFile(ctx context.Context, s sink, path string, f File) (written, error) {
	w, err := s.create(path, f.Size, false)
	if err != nil {
		return written{}, err
	}
	out, err := pour(ctx, w, f)
	out.path = path
	return out, errors.Join(err, w.Close())
}

// pour copies a file to w and holds it against its recorded size and digests.
func pour(ctx context.Context, w io.Writer, f File) (written, error) {
	r, err := f.Open()
	if err != nil {
		return written{}, fault.Wrap("packet.create", fault.Unavailable, err)
	}
	defer r.Close()
	h1, h2 := sha256.New(), sm3.New()
	n, err := copyContext(ctx, io.MultiWriter(w, h1, h2), io.LimitReader(r, f.Size+1))
	out := written{sha256: hex.EncodeToString(h1.Sum(nil)), sm3: hex.EncodeToString(h2.Sum(nil))}
	switch {
	case n != f.Size && (err == nil || n > f.Size):
		err = &fault.Error{Kind: fault.Conflict, Op: "packet.create", Field: "files", Value: f.Name,
			Say: fmt.Sprintf("文件 %s 登记为 %d 字节，实际不符，没有打包。请先核对文件库。", show(f.Name), f.Size)}
	case err != nil:
	case f.SHA256 != "" && !strings.EqualFold(f.SHA256, out.sha256), f.SM3 != "" && !strings.EqualFold(f.SM3, out.sm3):
		err = &fault.Error{Kind: fault.Conflict, Op: "packet.create", Field: "files", Value: f.Name,
			Say: "文件 " + show(f.Name) + " 的内容与登记的数字摘要不符，没有打包。请先核对文件库。"}
	}
	return out, err
}

// places decides where the files of an item go below its folder: under their own
// names, and where two names would collide on some system, in numbered folders.
func places(files []File, taken ...string) []string {
	used := map[string]bool{}
	for _, t := range taken {
		used[foldName(t)] = true
	}
	for i := range files {
		used[fmt.Sprint(i+1)] = true // a file must not be named like a numbered folder
	}
	out := make([]string, len(files))
	for i, f := range files {
		key := foldName(f.Name)
		out[i] = f.Name
		if used[key] {
			out[i] = fmt.Sprintf("%d/%s", i+1, f.Name)
		}
		used[key] = true
	}
	return out
}

// writeBytes writes a small file into a sink.
func writeBytes(s sink, path string, b []byte) error {
	w, err := s.create(path, int64(len(b)), true)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, bytes.NewReader(b))
	return errors.Join(err, w.Close())
}

// writeHashed writes a file of unknown length into a sink and gives its SHA-256.
func writeHashed(s sink, path string, fill func(io.Writer) error) (string, error) {
	w, err := s.create(path, -1, true)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	err = fill(io.MultiWriter(w, h))
	return hex.EncodeToString(h.Sum(nil)), errors.Join(err, w.Close())
}

// singleSink holds exactly one file.
type singleSink struct{ name string }

func (s *singleSink) create(string, int64, bool) (io.WriteCloser, error) {
	f, err := os.OpenFile(s.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	return &syncedFile{f}, nil
}

func (s *singleSink) mkdir(string) error { return nil }
func (s *singleSink) finish() error      { return nil }
