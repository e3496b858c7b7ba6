package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"lantai.internal/base/fault"
	"lantai.internal/kit/config"
)

// RestoreBackup makes a new installation out of a backup, in a folder that is
// empty or does not exist, and verifies it before it says so.
func RestoreBackup(ctx context.Context, file, dir string) (*BackupReport, error) {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return nil, fault.Field("data", dir, "目录“"+dir+"”不是空的。恢复只写入空目录，以免盖掉现有数据。")
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return nil, fault.Wrap("backup.restore", fault.Full, err)
	}
	sweep(parent, ".lantai-restore-")
	tmp, err := os.MkdirTemp(parent, ".lantai-restore-")
	if err != nil {
		return nil, fault.Wrap("backup.restore", fault.Full, err)
	}
	defer os.RemoveAll(tmp)
	rep, err := unpack(ctx, file, tmp, true)
	if err == nil && rep.Valid {
		err = inspect(ctx, tmp, rep)
	}
	if err == nil && rep.Valid {
		err = settleStore(tmp)
	}
	if err != nil || !rep.Valid {
		return rep, err
	}
	if err := syncTree(tmp); err != nil {
		return rep, err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return rep, fault.Wrap("backup.restore", fault.Full, err)
	}
	if err := os.Rename(tmp, dir); err != nil {
		return rep, fault.Wrap("backup.restore", fault.Full, err)
	}
	return rep, syncDir(parent)
}

// syncTree makes sure that the names in every folder are on the disk; the files
// themselves were synced one by one.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return fault.Wrap("sync", fault.Full, err)
		}
		return syncDir(p)
	})
}

// settleStore makes the settings of a restored installation look for its files
// where the restore put them, wherever they lay before.
func settleStore(dir string) error {
	file := filepath.Join(dir, config.File)
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fault.Wrap("backup.restore", fault.Unavailable, err)
	}
	c, err := config.Parse(b)
	if err != nil || c.Store == config.Default().Store {
		return err
	}
	c.Store = config.Default().Store
	if err := os.Remove(file); err != nil {
		return fault.Wrap("backup.restore", fault.Full, err)
	}
	return config.Write(dir, c)
}
