package pool

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"

	"lantai.internal/base/fault"
	"lantai.internal/kit/db"
)

// sqliteOptions are the same for every connection.
const sqliteOptions = "_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=cache_size(-65536)&_pragma=temp_store(2)&_time_format=sqlite&_timezone=UTC"

func sqliteURL(path, options string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + options + "&" + sqliteOptions
}

// writable reports whether the database and its folder can be written, by
// trying: permissions, a read-only mount and a full disk all look different.
// A folder that is not there yet is for SQLite to complain of.
func writable(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	probe := filepath.Join(filepath.Dir(path), ".write-probe")
	f, err = os.OpenFile(probe, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	// The shared memory of the log takes this much at least.
	_, err = f.Write(make([]byte, 32<<10))
	err = errors.Join(err, f.Close())
	if gone := os.Remove(probe); gone != nil && !errors.Is(gone, fs.ErrNotExist) { // another process tries too
		err = errors.Join(err, gone)
	}
	return err
}

// ownOnly makes the database a file of its owner alone, whatever the folder lets
// others see: SQLite would make it readable to all. The files beside it take over
// its permissions.
func ownOnly(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // a folder that is not there is for SQLite to complain of
	}
	if err != nil {
		return err
	}
	st, err := f.Stat()
	if err == nil && st.Mode().Perm()&0o077 != 0 {
		err = f.Chmod(0o600)
		if errors.Is(err, fs.ErrPermission) {
			err = nil // another's file that we may write
		}
	}
	return errors.Join(err, f.Close())
}

// openReadOnly opens a database that cannot be written, for reading only: what
// is looked up stays within reach when the disk is full or read-only. cause is
// why it cannot be written.
func openReadOnly(ctx context.Context, path string, cause error) (*Pool, error) {
	how := "mode=ro&_pragma=query_only(1)"
	if st, err := os.Stat(path + "-wal"); err != nil || st.Size() == 0 {
		// Without a log nothing stands outside the file, and SQLite need not
		// make the files it would share with writers.
		how += "&immutable=1"
	}
	r, err := sql.Open("sqlite", sqliteURL(path, how))
	if err != nil {
		return nil, db.Error(err)
	}
	r.SetMaxOpenConns(4)
	r.SetMaxIdleConns(4)
	p := &Pool{reader: r, dialect: db.SQLite, Fatal: exit, readOnly: cause}
	if _, err := db.One[int64](ctx, p.Reader(), "SELECT count(*) FROM sqlite_master"); err != nil {
		p.Close()
		return nil, &fault.Error{Kind: fault.Full, Op: "pool", Err: errors.Join(cause, err),
			Say: "数据目录不可写（只读或空间不足），而数据库上次没有正常关闭，须先写入才能打开。请恢复写权限或腾出空间后再试。"}
	}
	return p, nil
}

// Freeze refuses every write from now on, for the reason given: what is held is
// to be looked at only. Not to be called while others write.
func (p *Pool) Freeze(cause error) { p.readOnly = cause }

// ReadOnly says why nothing can be written, nil if it can.
func (p *Pool) ReadOnly() error { return p.readOnly }

// refuseWrite is the answer to every change of a database open for reading only.
func (p *Pool) refuseWrite() error {
	return &fault.Error{Kind: fault.Full, Op: "pool", Err: p.readOnly,
		Say: "数据目录不可写（只读或空间不足），没有保存任何内容。请系统管理员恢复写权限或腾出空间；查阅不受影响。"}
}

// checkMigrated refuses a database open for reading only whose tables are not
// those of this program.
func (p *Pool) checkMigrated(ctx context.Context, migrations fs.FS) error {
	g, err := goose.NewProvider(goose.DialectSQLite3, p.reader, migrations, goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true))
	if err != nil {
		return fault.Wrap("migrate", fault.Internal, err)
	}
	if err := p.notNewer(ctx, g); err != nil {
		return err
	}
	applied, err := db.All[int64](ctx, p.Reader(), "SELECT version_id FROM goose_db_version WHERE version_id > 0")
	if err != nil {
		return err
	}
	have := map[int64]bool{}
	for _, v := range applied {
		have[v] = true
	}
	for _, s := range g.ListSources() {
		if !have[s.Version] {
			return &fault.Error{Kind: fault.Full, Op: "migrate", Err: p.readOnly,
				Say: "数据库须先升级才能由本程序打开，但数据目录不可写（只读或空间不足）。请恢复写权限或腾出空间后再试。"}
		}
	}
	return nil
}
