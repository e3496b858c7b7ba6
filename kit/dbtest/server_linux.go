package dbtest

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"syscall"
	"time"
)

// start runs a PostgreSQL server of the test process's own, in a temporary
// folder, on a Unix socket; it ends with the process.
func start() (string, string) {
	bin := binaries()
	if bin == "" {
		return "", "initdb was not found"
	}
	dir, err := os.MkdirTemp("", "lantai-pg-")
	if err != nil {
		return "", err.Error()
	}
	attr := &syscall.SysProcAttr{}
	name := "postgres"
	if os.Getuid() == 0 { // initdb refuses root
		u, err := user.Lookup("postgres")
		if err != nil {
			if u, err = user.Lookup("nobody"); err != nil {
				return "", "running as root and no user postgres or nobody"
			}
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(dir, uid, gid); err != nil {
			return "", err.Error()
		}
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", name, "-A", "trust", "-E", "UTF8", "--locale=C", "-N", "-k")
	initdb.SysProcAttr, initdb.Dir = attr, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return "", fmt.Sprintf("initdb: %v: %s", err, out)
	}
	started := make(chan error)
	go func() {
		// The death signal follows the thread that started the child.
		runtime.LockOSThread()
		srv := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-h", "", "-F",
			"-c", "max_connections=200", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
		a := *attr
		a.Pdeathsig = syscall.SIGQUIT
		srv.SysProcAttr, srv.Dir = &a, dir
		err := srv.Start()
		started <- err
		if err == nil {
			srv.Wait()
		}
	}()
	if err := <-started; err != nil {
		return "", err.Error()
	}
	u := url.URL{Scheme: "postgres", User: url.User(name), Path: "/postgres", RawQuery: url.Values{"host": {dir}}.Encode()}
	for range 200 {
		d, err := sql.Open("pgx", u.String())
		if err == nil {
			err = d.Ping()
			d.Close()
			if err == nil {
				return u.String(), ""
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	return "", "the server did not answer"
}

func binaries() string {
	if p, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(p); err == nil {
			if _, err := os.Stat(filepath.Join(filepath.Dir(real), "postgres")); err == nil {
				return filepath.Dir(real)
			}
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Strings(found)
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(found[len(found)-1])
}
