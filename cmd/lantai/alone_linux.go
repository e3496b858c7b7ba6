package main

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"

	"lantai.internal/base/fault"
)

// alone keeps a second server off a data folder with an embedded database: both
// would do the day's work. The hold ends with the process, however it ends. Commands
// such as import and backup may run beside the server.
func alone(dir string) (release func(), err error) {
	name := filepath.Join(dir, "tmp", "serving")
	err = os.MkdirAll(filepath.Dir(name), 0o700)
	var f *os.File
	if err == nil {
		f, err = os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	}
	if err != nil { // a folder that is full or read-only is served for reading
		slog.Warn("whether another process serves this folder is not known", "err", err)
		return func() {}, nil
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
		f.Close()
		return nil, fault.Newf(fault.Conflict, "另一个兰台进程正在服务数据目录 %s。请先停止它，再启动这一个。", dir)
	}
	return func() { f.Close() }, nil
}
