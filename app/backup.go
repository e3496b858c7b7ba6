package app

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/config"
	"lantai.internal/kit/db"
)

// BackupReport says what a backup holds and that it was read back.
type BackupReport struct {
	File     string   `json:"file"`
	Entries  int64    `json:"entries"` // of the ledger
	Rows     int64    `json:"rows"`
	Files    int      `json:"files"`
	Bytes    int64    `json:"bytes"`
	Made     string   `json:"made"`
	Valid    bool     `json:"valid"`
	Problems []string `json:"problems"`

	files map[string]bool // digests of the files in it
}

// manifest is the last member of a backup: the digest of every other member.
type manifest struct {
	Format  string            `json:"format"`
	Made    string            `json:"made"`
	Members map[string]string `json:"members"` // name -> SHA-256
}

const backupFormat = "lantai-backup-v1"

// Backup writes the whole installation into one file while it serves: a
// consistent copy of the database, the keys and every stored file. It is done
// only after it was read back and its ledger verified.
func (a *App) Backup(ctx context.Context, out string) (*BackupReport, error) {
	if _, err := os.Stat(out); err == nil {
		return nil, fault.Field("out", out, "文件“"+out+"”已经存在，请换一个名字；备份不覆盖旧文件。")
	}
	// The work lies beside the result, not in the data folder, which may be full
	// or read-only: then a backup is needed most.
	prefix := "." + filepath.Base(out) + ".part-"
	sweep(filepath.Dir(out), prefix)
	tmp, err := os.MkdirTemp(filepath.Dir(out), prefix)
	if err != nil {
		return nil, fault.Wrap("backup", fault.Full, err)
	}
	defer os.RemoveAll(tmp)
	copyOf, part := filepath.Join(tmp, "lantai.db"), filepath.Join(tmp, "backup.tar")
	if err := a.Door.CopyTo(ctx, copyOf); err != nil {
		return nil, err
	}
	if err := a.writeBackup(ctx, part, copyOf); err != nil {
		return nil, fault.Wrap("backup", fault.Full, err)
	}
	if err := os.Remove(copyOf); err != nil { // room for reading back
		return nil, fault.Wrap("backup", fault.Full, err)
	}
	rep, err := verifyBackup(ctx, part, tmp)
	if err != nil {
		return nil, err
	}
	if !rep.Valid {
		return nil, fault.New(fault.Unavailable, "备份写完后读回核对不符："+strings.Join(rep.Problems, "；"))
	}
	// Never over another file, not even one that came meanwhile.
	if err := os.Link(part, out); errors.Is(err, fs.ErrExist) {
		return nil, fault.Field("out", out, "文件“"+out+"”已经存在，请换一个名字；备份不覆盖旧文件。")
	} else if err != nil { // a file system without links
		if err := os.Rename(part, out); err != nil {
			return nil, fault.Wrap("backup", fault.Full, err)
		}
	}
	rep.File = out
	return rep, syncDir(filepath.Dir(out))
}

// sweep removes the work of earlier attempts that were killed.
func sweep(dir, prefix string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if i, err := e.Info(); err == nil && e.IsDir() && strings.HasPrefix(e.Name(), prefix) && time.Since(i.ModTime()) > 24*time.Hour {
			os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return fault.Wrap("sync", fault.Full, err)
	}
	return fault.Wrap("sync", fault.Full, errors.Join(f.Sync(), f.Close()))
}

func (a *App) writeBackup(ctx context.Context, part, database string) (err error) {
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fault.Wrap("backup", fault.Full, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := tar.NewWriter(f)
	now := a.Door.Clock().Now().UTC().Truncate(time.Second)
	m := manifest{Format: backupFormat, Made: now.Format(time.RFC3339), Members: map[string]string{}}
	add := func(name string, size int64, r io.Reader) error {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: now, Format: tar.FormatPAX}); err != nil {
			return err
		}
		h := sha256.New()
		if _, err := io.Copy(io.MultiWriter(w, h), io.LimitReader(r, size)); err != nil {
			return err
		}
		m.Members[name] = hex.EncodeToString(h.Sum(nil))
		return nil
	}
	addFile := func(name, file string) error {
		in, err := os.Open(file)
		if err != nil {
			return err
		}
		defer in.Close()
		st, err := in.Stat()
		if err != nil {
			return err
		}
		return add(name, st.Size(), in)
	}
	members := [][2]string{{bookFile, filepath.Join(a.dir, bookFile)}, {"lantai.db", database}}
	if settings := filepath.Join(a.dir, config.File); exists(settings) {
		members = append(members, [2]string{config.File, settings})
	}
	for _, x := range members {
		if err := addFile(x[0], x[1]); err != nil {
			return err
		}
	}
	keys, err := os.ReadDir(filepath.Join(a.dir, "keys"))
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Type().IsRegular() {
			if err := addFile("keys/"+k.Name(), filepath.Join(a.dir, "keys", k.Name())); err != nil {
				return err
			}
		}
	}
	err = a.Files.Walk(ctx, func(sha, _ string, size int64) error {
		if sha == "" {
			return nil
		}
		in, err := a.Files.Open(ctx, sha)
		if err != nil {
			return err
		}
		defer in.Close()
		return add("files/"+sha[:2]+"/"+sha[2:4]+"/"+sha, size, in)
	})
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	if err := w.WriteHeader(&tar.Header{Name: "manifest.json", Mode: 0o600, Size: int64(len(b)), ModTime: now}); err != nil {
		return err
	}
	if _, err := w.Write(b); err != nil {
		return err
	}
	return errors.Join(w.Close(), f.Sync())
}

// VerifyBackup reads a backup without touching any installation: every member
// against the manifest, the ledger and rows of its database, and that every file
// the database names is there.
func VerifyBackup(ctx context.Context, file string) (*BackupReport, error) {
	return verifyBackup(ctx, file, "")
}

func verifyBackup(ctx context.Context, file, work string) (*BackupReport, error) {
	tmp, err := os.MkdirTemp(work, "lantai-verify-")
	if err != nil {
		return nil, fault.Wrap("backup.verify", fault.Full, err)
	}
	defer os.RemoveAll(tmp)
	rep, err := unpack(ctx, file, tmp, false)
	if err != nil || !rep.Valid {
		return rep, err
	}
	return rep, inspect(ctx, tmp, rep)
}

// unpack reads a backup; with files, everything is written to dir, otherwise
// only what is needed to inspect it.
func unpack(ctx context.Context, file, dir string, withFiles bool) (*BackupReport, error) {
	rep := &BackupReport{File: file, Problems: []string{}, files: map[string]bool{}}
	f, err := os.Open(file)
	if err != nil {
		return nil, fault.Field("file", file, "打不开备份文件“"+file+"”。")
	}
	defer f.Close()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fault.Wrap("backup", fault.Full, err)
	}
	defer root.Close()
	got := map[string]string{}
	var m *manifest
	tr := tar.NewReader(f)
	for {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || h.Typeflag != tar.TypeReg || !plainName(h.Name) {
			return nil, &fault.Error{Kind: fault.Unsupported, Op: "backup", Say: "“" + file + "”不是本系统的备份文件，或已残缺。", Err: err}
		}
		if h.Name == "manifest.json" {
			m = &manifest{}
			if err := json.NewDecoder(io.LimitReader(tr, 1<<30)).Decode(m); err != nil || m.Format != backupFormat {
				return nil, fault.New(fault.Unsupported, "备份的清单看不懂，文件可能已残缺。")
			}
			continue
		}
		sum, err := member(root, h.Name, tr, withFiles || !strings.HasPrefix(h.Name, "files/"))
		if err != nil {
			return nil, &fault.Error{Kind: fault.Unsupported, Op: "backup", Say: "读备份时出错：文件残缺，或磁盘空间不足。", Err: err}
		}
		got[h.Name] = sum
		if strings.HasPrefix(h.Name, "files/") {
			rep.Files++
			rep.files[sum] = true
			if path.Base(h.Name) != sum {
				rep.Problems = append(rep.Problems, "文件 "+h.Name+" 与其摘要不符")
			}
		}
		rep.Bytes += h.Size
	}
	if m == nil {
		return nil, fault.New(fault.Unsupported, "备份没有清单：文件不完整，或不是本系统的备份。")
	}
	rep.Made = m.Made
	for name, want := range m.Members {
		if got[name] == "" {
			rep.Problems = append(rep.Problems, "缺 "+name)
		} else if got[name] != want {
			rep.Problems = append(rep.Problems, name+" 与清单不符")
		}
		delete(got, name)
	}
	for name := range got {
		rep.Problems = append(rep.Problems, "多出 "+name)
	}
	rep.Valid = len(rep.Problems) == 0
	return rep, nil
}

func plainName(name string) bool {
	return fs.ValidPath(name) && !strings.ContainsAny(name, "\\:\x00")
}

func member(root *os.Root, name string, r io.Reader, write bool) (string, error) {
	h := sha256.New()
	var to io.Writer = h
	if write {
		if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
			return "", err
		}
		f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return "", err
		}
		_, err = io.Copy(io.MultiWriter(f, h), r)
		if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
			return "", err
		}
		return hex.EncodeToString(h.Sum(nil)), nil
	}
	_, err := io.Copy(to, r)
	return hex.EncodeToString(h.Sum(nil)), err
}

// inspect opens an unpacked installation and verifies its ledger and rows.
func inspect(ctx context.Context, dir string, rep *BackupReport) error {
	door, err := act.Open(ctx, act.Options{Dir: dir, Schemas: Schemas})
	if err != nil {
		return err
	}
	defer door.Close()
	v, err := door.Verify(ctx)
	if err != nil {
		return err
	}
	rep.Entries, rep.Rows = v.Entries, v.Rows
	for _, f := range v.Findings {
		rep.Problems = append(rep.Problems, f.Message)
	}
	missing := 0
	err = db.Each(ctx, door.Reader(), `SELECT DISTINCT f.sha256 FROM archive_file f JOIN archive_item i ON i.id = f.item_id WHERE i.state <> 'destroyed'`, nil, func(sha *string) error {
		if !rep.files[*sha] {
			missing++
			if missing <= 100 {
				rep.Problems = append(rep.Problems, "数据库记有文件 "+*sha+"，备份里没有")
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if missing > 100 {
		rep.Problems = append(rep.Problems, fmt.Sprintf("另有 %d 个文件备份里没有", missing-100))
	}
	rep.Valid = len(rep.Problems) == 0
	return nil
}
